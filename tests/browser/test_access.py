"""Whether everybody can use the pages: axe-core's checks, the keyboard alone, a phone, a screen reader's words."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.browser.sight import STARTER, answer, ask, box, helpful

pytestmark = pytest.mark.browser

AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
WIDE, PHONE = (1440, 900), (390, 844)
THEMES = {"light": "", "dark": "?__theme=dark"}


def find_violations(page: Page) -> list[str]:
    """What axe-core calls serious or critical, at both widths."""
    if not AXE.is_file():
        pytest.fail("axe-core is missing: run `npm ci` in tests/browser")
    found: list[str] = []
    for width, height in (WIDE, PHONE):
        page.set_viewport_size({"width": width, "height": height})
        if not page.evaluate("'axe' in window"):
            page.evaluate(AXE.read_text("utf-8"))
        report: dict[str, Any] = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
        assert len(report["passes"]) > 10  # It has looked at something.
        found += [
            f"{width} px: {violation['id']}: {[node['html'][:200] for node in violation['nodes']]}"
            for violation in report["violations"]
            if violation["impact"] in ("serious", "critical")
        ]
    return found


@pytest.mark.parametrize("theme", THEMES)
def test_ask_is_accessible(theme: str, open_page: Open) -> None:
    """Nothing serious on Ask: empty, answered, with a passage open, not covered, in trouble."""
    page = open_page("/" + THEMES[theme])
    expect(page.get_by_role("button", name=STARTER)).to_be_visible()
    assert find_violations(page) == []
    ask(page, STARTER)
    answer(page).locator("a.cite").first.click()
    expect(page.locator("mark.here")).to_be_focused()
    assert find_violations(page) == []
    ask(page, "How do I file my income tax return?")
    answer(page, 2)
    ask(page, "?")
    expect(page.get_by_role("alert")).to_be_visible()
    assert find_violations(page) == []


@pytest.mark.parametrize("theme", THEMES)
def test_library_is_accessible(theme: str, open_page: Open) -> None:
    """Nothing serious in the Library: the start, what a search found, a guide with a passage lit."""
    page = open_page("/library" + THEMES[theme])
    expect(page.get_by_role("heading", name="The relationship")).to_be_visible()
    assert find_violations(page) == []
    page.get_by_label("Search the guides").fill("committee deadline")
    expect(page.locator("#guide")).to_contain_text("found for “committee deadline”")
    assert find_violations(page) == []
    page.locator("#guide .cards").last.get_by_role("link").last.click()
    expect(page.locator("#passage")).to_be_visible()
    assert find_violations(page) == []


FOCUSED = """() => {
  const element = document.activeElement;
  const style = getComputedStyle(element);
  const seen = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  const field = element.labels && element.labels.length ? element.labels[0].innerText : '';
  return [(field || element.innerText).trim().split('\\n')[0], seen];
}"""


def walk(page: Page, until: str) -> list[str]:
    """Press Tab until something has the focus; gives what had it on the way, all of it visibly."""
    names: list[str] = []
    while until not in names:
        assert len(names) < 40, f"{until!r} was not reached: {names}"
        page.keyboard.press("Tab")
        name, seen = page.evaluate(FOCUSED)
        assert seen, f"the focus on {name!r} cannot be seen"
        names.append(name)
    return names


def test_tab_order(page: Page) -> None:
    """The focus goes in reading order, each stop can be seen, and the choice of side is one stop."""
    expect(page.get_by_role("button", name=STARTER)).to_be_visible()
    expect(page.locator("#leaves")).to_be_visible()
    names = walk(page, "Your question")
    assert names[:8] == [
        "Skip to the question",
        "Counterpart",
        "Ask",
        "Rehearse",
        "Review",
        "Library",
        "What leaves this computer",
        "a mentor",
    ]
    assert names[8] == STARTER and len(names) == 15


def test_skip_link(page: Page) -> None:
    """The first stop leads straight to the question box."""
    expect(page.get_by_role("button", name=STARTER)).to_be_visible()
    expect(box(page)).to_be_editable()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the question")).to_be_in_viewport()
    for _ in range(20):  # Until the page's script, which moves the focus, has come.
        page.keyboard.press("Enter")
        with contextlib.suppress(AssertionError):
            expect(box(page)).to_be_focused(timeout=1_000)
            break
    expect(box(page)).to_be_focused()


def test_keyboard_alone(page: Page) -> None:
    """Choose a side, ask, open a passage, come back and vote without a mouse."""
    page.get_by_label("a mentor").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("button", name="How do I tell my mentor that I am behind?")).to_be_visible()
    box(page).focus()
    page.keyboard.type("How do I tell my mentor that I am behind?")
    page.keyboard.press("Enter")
    expect(helpful(page)).to_be_visible()
    expect(box(page)).to_be_focused()
    cite = page.locator("#e1 a.cite").first
    cite.focus()
    page.keyboard.press("Enter")
    expect(page.locator("mark.here")).to_be_focused()
    walk(page, "Read it in the guide (new tab)")
    walk(page, "Back to the answer")
    page.keyboard.press("Enter")
    expect(cite).to_be_focused()
    walk(page, "Yes")
    page.keyboard.press("Space")
    expect(helpful(page)).to_contain_text("Thank you.")
    expect(helpful(page).get_by_role("button", name="Yes")).to_be_focused()


def test_screen_reader_hears_the_answer(page: Page) -> None:
    """The answer and the line to say are announced once they are there; so is that nothing was found."""
    ask(page, STARTER)
    live = page.get_by_role("status").and_(page.locator("#live"))
    expect(live).to_contain_text("Answer: ")
    expect(live).to_contain_text("You could say: ")
    ask(page, "How do I file my income tax return?")
    expect(live).to_contain_text("The guidance here does not cover that.")


def fits(page: Page) -> None:
    """Nothing is wider than the window."""
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_ask_on_a_phone(open_page: Open) -> None:
    """One column, nothing sideways; the box is at the bottom within reach and hides no end of an answer."""
    page = open_page(width=PHONE[0], height=PHONE[1])
    expect(page.get_by_role("button", name=STARTER)).to_be_visible()
    fits(page)
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_in_viewport(ratio=1)
    ask(page, STARTER)
    answer(page)
    fits(page)
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_in_viewport(ratio=1)
    page.locator("#e1 a.cite").first.click()
    expect(page.locator("mark.here")).to_be_in_viewport(ratio=1)
    fits(page)
    page.evaluate("scrollTo({ top: document.documentElement.scrollHeight, behavior: 'instant' })")
    bottom = "document.querySelector('#where').getBoundingClientRect().bottom"
    page.wait_for_function(f"{bottom} <= document.querySelector('#asking').getBoundingClientRect().top")


def test_long_words_on_a_phone(open_page: Open) -> None:
    """Neither a word without end nor a hostile document makes the page wider."""
    page = open_page(width=PHONE[0], height=PHONE[1])
    ask(page, "How do I give feedback on " + "x" * 3000)
    answer(page)
    fits(page)


@pytest.mark.parametrize("path", ["/library", "/library?guide=bad-news", "/library?guide=own%2Fvessel"])
def test_library_on_a_phone(path: str, open_page: Open) -> None:
    """Lists, tables and documents stay within the window."""
    page = open_page(path, width=PHONE[0], height=PHONE[1])
    expect(page.locator("#guide a").first).to_be_visible()
    fits(page)


def test_large_letters(open_page: Open) -> None:
    """At twice the size of letters, which halves the window, nothing is cut off sideways."""
    page = open_page(width=320, height=600)
    ask(page, STARTER)
    answer(page)
    fits(page)
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_in_viewport(ratio=1)
