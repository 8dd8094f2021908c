"""Ask in a real browser, answered from the guidance alone."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from assistant.scenarios import load_scenario
from tests.browser.conftest import HOSTILE, Open
from tests.browser.sight import STARTER, answer, ask, box, helpful

pytestmark = pytest.mark.browser


def test_button_asks(page: Page) -> None:
    """Key points with marks, the passages behind them and a line to say are there; the box is free again."""
    ask(page, STARTER)
    told = answer(page)
    expect(told.get_by_role("heading", name="Key points")).to_be_visible()
    expect(told.locator(".points li").first.locator("a.cite")).to_have_text("[1]")
    expect(told.get_by_role("figure").filter(has_text="You could say")).to_be_visible()
    expect(page.locator("#where details").first).to_contain_text("Giving bad news about a thesis or project")
    expect(box(page)).to_have_value("")


def test_enter_asks(page: Page) -> None:
    """Enter sends the question."""
    box(page).fill("How do I give feedback that is heard?")
    box(page).press("Enter")
    expect(answer(page).locator(".asked")).to_have_text("How do I give feedback that is heard?")


def test_starter_asks(page: Page) -> None:
    """A question to start with is asked by a click, and a half-written one stays in the box."""
    box(page).fill("my own, half written")
    page.get_by_role("button", name=STARTER).click()
    expect(answer(page).locator(".asked")).to_have_text(STARTER)
    expect(box(page)).to_have_value("my own, half written")
    expect(page.get_by_role("heading", name="You could start with")).to_be_hidden()


def test_the_page_says_who_answered(page: Page) -> None:
    """The line at the top and the answer both tell that no model took part, and what leaves the computer."""
    ask(page, STARTER)
    expect(answer(page)).to_contain_text("In the guidance's own words, without a language model.")
    expect(page.locator("#state")).to_contain_text("Guidance only")
    page.get_by_text("What leaves this computer").click()
    expect(page.locator("#leaves")).to_contain_text("Nothing. What you ask and the answers stay")


def test_mark_opens_its_passage(page: Page) -> None:
    """A mark opens the passage with its own sentence lit and in view, and there is a way back to the mark."""
    ask(page, STARTER)
    point = answer(page).locator(".points li").nth(1)
    words = point.inner_text().split("\u2060")[0]
    point.locator("a.cite").click()
    lit = page.locator("#where mark.here")
    expect(lit).to_have_text(words)
    expect(lit).to_be_in_viewport()
    expect(lit).to_be_focused()
    page.locator("#where details[open]").get_by_role("link", name="Back to the answer").click()
    expect(point.locator("a.cite")).to_be_focused()


def test_marks_count_up_from_one(page: Page) -> None:
    """Sources are numbered as they are used, and every mark has its passage; what is not used has no number."""
    ask(page, STARTER)
    marks = answer(page).locator("a.cite").all_inner_texts()
    numbers = [f"[{number}]" for number in page.locator("#where .number").all_inner_texts()]
    assert list(dict.fromkeys(marks)) == numbers == [f"[{n}]" for n in range(1, len(numbers) + 1)]


def test_earlier_mark_still_opens_its_passage(page: Page) -> None:
    """After another question the marks of the first answer open their own passages."""
    ask(page, STARTER)
    words = answer(page).locator(".points li").first.inner_text().split("\u2060")[0]
    ask(page, "How do I take harsh feedback without getting defensive?")
    answer(page, 2)
    page.locator("#e1 .points li").first.locator("a.cite").click()
    expect(page.locator("#where mark.here")).to_have_text(words)


def test_follow_up_is_understood(page: Page) -> None:
    """ "and if she cries?" is about the talk before it; the new question stands at the top of the window."""
    ask(page, STARTER)
    answer(page)
    ask(page, "and if she cries?")
    told = answer(page, 2)
    expect(told.locator(".points")).to_contain_text(re.compile(r"\bcr(y|ies)\b|tears"))
    expect(page.locator("#where")).to_contain_text("bad news")
    expect(told.locator("h2")).to_be_in_viewport(ratio=1)
    expect(page.locator("#e1 h2")).not_to_be_in_viewport()


def test_what_is_not_covered_is_said(page: Page) -> None:
    """Out of scope: one sentence, who could help, and the nearest topics as buttons that ask."""
    ask(page, "How do I file my income tax return?")
    told = answer(page)
    expect(told).to_contain_text("The guidance here does not cover that.")
    expect(told).to_contain_text("ask a colleague who knows the subject")
    topics = told.get_by_role("button")
    expect(topics).to_have_count(3)
    name = topics.first.inner_text()
    topics.first.click()
    expect(answer(page, 2).locator(".asked")).to_have_text(name)


def test_side_changes_the_starters(page: Page) -> None:
    """A trainee gets a trainee's questions, and is still one after a reload and on the next question."""
    page.get_by_label("a trainee").check()
    mine = page.get_by_role("button", name="How do I tell my mentor that I am behind?")
    expect(mine).to_be_visible()
    page.reload()
    expect(mine).to_be_visible()
    expect(page.get_by_label("a trainee")).to_be_checked()
    mine.click()
    expect(answer(page).locator(".who")).to_have_text("You, as a trainee")


def test_new_conversation_begins_anew(page: Page) -> None:
    """Questions, passages and what was half written go; the starters come back."""
    ask(page, STARTER)
    answer(page)
    page.get_by_role("button", name="New conversation").click()
    expect(page.get_by_role("button", name=STARTER)).to_be_visible()
    expect(page.locator("article")).to_have_count(0)
    expect(page.locator("#where")).to_be_hidden()


def test_reload_forgets(page: Page) -> None:
    """A conversation lives as long as its tab and is not kept for the next visitor."""
    ask(page, STARTER)
    answer(page)
    page.reload()
    expect(page.get_by_role("button", name=STARTER)).to_be_visible()
    expect(page.locator("article")).to_have_count(0)


def test_copy(page: Page) -> None:
    """The answer is copied with where it comes from, the line to say alone; the button tells that it did."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, STARTER)
    told = answer(page)
    told.get_by_role("button", name="Copy this line").click()
    expect(told.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == told.locator("blockquote span").inner_text()
    told.get_by_role("button", name="Copy the answer").click()
    expect(told.get_by_role("button", name="Copied")).to_have_count(2)
    text = page.evaluate("navigator.clipboard.readText()")
    assert "You could say:" in text and "From: Giving bad news about a thesis or project" in text


@pytest.mark.parametrize(
    ("side", "question", "scenario"),
    [
        ("mentor", STARTER, "bad-news-project"),
        ("trainee", "How do I tell my mentor that I am behind?", "missed-deadlines"),
    ],
)
def test_answer_leads_to_a_rehearsal(side: str, question: str, scenario: str, page: Page) -> None:
    """Below an answer a link opens the talk that fits its guide, from the chair that was chosen; Ask stays open."""
    page.get_by_label(f"a {side}").check()
    ask(page, question)
    with page.expect_popup() as popup:
        answer(page).get_by_role("link", name="Rehearse this").click()
    brief = popup.value.locator(".brief")
    expect(brief.get_by_role("heading", level=2)).to_have_text(load_scenario(scenario).title)
    expect(brief).to_contain_text(f"You are the {side}")
    expect(answer(page).locator(".asked")).to_have_text(question)


@pytest.mark.parametrize(
    "question",
    [
        "What is mentoring?",  # Its guide is named by no scenario.
        "How do I file my income tax return?",  # Nothing is covered.
        "My supervisor hits me when I make mistakes. How do I set boundaries?",  # No moment to play.
    ],
)
def test_no_rehearsal_where_none_fits(question: str, page: Page) -> None:
    """Where nothing fits, or somebody may be in danger, no link is shown."""
    ask(page, question)
    expect(answer(page).locator(".foot, .uncovered").first).to_be_visible()
    expect(answer(page).get_by_role("link", name="Rehearse this")).to_have_count(0)


def test_vote_is_kept_here_without_words(page: Page, full_home: Path) -> None:
    """A thumb goes to a file on this computer: which passages were cited, never what was asked."""
    ask(page, STARTER)
    answer(page)
    helpful(page).get_by_role("button", name="Yes").click()
    expect(helpful(page)).to_contain_text("Thank you. Kept on this computer, without your words.")
    expect(helpful(page).get_by_role("button", name="Yes")).to_have_attribute("aria-pressed", "true")
    kept = json.loads((full_home / "votes.jsonl").read_text("utf-8").splitlines()[-1])
    assert set(kept) == {"at", "helpful", "passages", "tier"} and kept["helpful"] is True
    assert all(re.fullmatch(r"[0-9a-f]{16}", passage) for passage in kept["passages"]) and kept["passages"]


@pytest.mark.parametrize("nothing", ["", "   ", "?!"])
def test_question_without_words(nothing: str, page: Page) -> None:
    """It is said beside the box; the starters stay, and so does what was typed."""
    ask(page, nothing)
    expect(page.get_by_role("alert")).to_contain_text("Write it as a sentence or a few words.")
    expect(box(page)).to_have_value(nothing)
    expect(page.get_by_role("button", name=STARTER)).to_be_visible()
    ask(page, STARTER)
    answer(page)
    expect(page.get_by_role("alert")).to_have_count(0)


def test_very_long_question(page: Page) -> None:
    """50,000 characters are answered; most of the question is folded away."""
    ask(page, ("My trainee hardly says anything when we meet. " * 1100)[:50_000])
    told = answer(page)
    expect(told.get_by_role("heading", name="Key points")).to_be_visible()
    expect(told.locator("summary")).to_contain_text("words of your question")
    expect(told.locator(".whole")).to_be_hidden()


def test_question_is_never_markup(page: Page) -> None:
    """HTML, Markdown and pictures in a question are shown as they were typed; nothing loads or runs."""
    ask(page, f"{HOSTILE} How do I give feedback? {{{{1+1}}}} ${{1+1}}")
    told = answer(page)
    expect(told.locator(".asked")).to_have_text(f"{HOSTILE} How do I give feedback? {{{{1+1}}}} ${{1+1}}")
    expect(page.locator("#latest :is(img, svg, script, a[href^=javascript])")).to_have_count(0)
    assert page.evaluate("window.hit") is None


def test_document_is_never_markup(page: Page) -> None:
    """Nor is what a document says, in key points and in the passage behind them."""
    ask(page, "What do I do when my trainee is seasick on the research vessel?")
    told = answer(page)
    expect(told.locator(".points")).to_contain_text("Let a seasick trainee lie down on the lower deck")
    told.locator("a.cite").first.click()
    expect(page.locator("#where details[open]")).to_contain_text("<script>window.hit=1</script>")
    expect(page.locator("#desk :is(img, svg, script, a[href^=javascript])")).to_have_count(0)
    assert page.evaluate("window.hit") is None


def test_two_tabs_are_two_conversations(page: Page, address: str) -> None:
    """Each tab has its own questions; who the person is holds for both."""
    page.get_by_label("a trainee").check()
    expect(page.get_by_role("button", name="How do I tell my mentor that I am behind?")).to_be_visible()
    other = page.context.new_page()
    other.goto(address)
    expect(other.get_by_label("a trainee")).to_be_checked()
    ask(page, STARTER)
    ask(other, "My mentor never answers my messages. What now?")
    expect(answer(page).locator(".asked")).to_have_text(STARTER)
    expect(answer(other).locator(".asked")).to_have_text("My mentor never answers my messages. What now?")
    expect(page.locator("article")).to_have_count(1)


def test_guide_leads_to_a_question(open_page: Open) -> None:
    """ "Ask about this" in a guide opens Ask with its title in the box, ready to be changed."""
    library = open_page("/library?guide=bad-news")
    library.get_by_role("link", name="Ask about this").click()
    expect(box(library)).to_have_value("Giving bad news about a thesis or project")
