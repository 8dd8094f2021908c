"""The Review page in a real browser: the list, the two questions, the debrief, and what a person may take or delete."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from langchain_core.embeddings import Embeddings
from playwright.sync_api import Page, expect

from assistant.app import App
from assistant.settings import Settings
from assistant.turns import Transcript
from tests.browser.conftest import HOSTILE, Open
from tests.browser.test_access import PHONE, THEMES, find_violations, fits

pytestmark = pytest.mark.browser

SCRIPT = (
    "The outline came on the eleventh, the figures weren't there for the meeting, and on Friday I got nothing.",
    f"You always do this. Do you even want to be here? {HOSTILE}",
    "I'm sorry, that was unfair of me. I should have asked first.",
    "What did Friday look like?",
    "It sounds as if you wanted it to be good before I saw any of it.",
)


@pytest.fixture(scope="module")
def kept(full_home: Path, models: Path, embeddings: Embeddings) -> Iterator[App]:
    """The application on the same home as the server."""
    app = App(Settings(home=full_home, models=models, model="none"))
    app.__dict__["sentence_model"] = embeddings  # Loaded once for all tests.
    yield app
    app.close()


@pytest.fixture(scope="module")
def transcript(kept: App) -> Transcript:
    """A rehearsal with things that worked and things that did not."""
    play = kept.rehearsals.play("missed-deadlines", "mentor", "normal", 5, SCRIPT)
    with ThreadPoolExecutor(1) as pool:  # In this thread Playwright's own loop runs.
        return pool.submit(asyncio.run, play).result()


@pytest.fixture
def session(kept: App, transcript: Transcript) -> str:
    """Such a rehearsal in the store."""
    return kept.sessions.create(transcript, ready=3, tense=8).id


@pytest.fixture
def debrief(open_page: Open, kept: App, session: str) -> Page:
    """The page with its debrief, after the two questions."""
    kept.rehearsals.keep_review(session, {"asked": True, "trying": "To find out what is wrong."})
    page = open_page(f"/review?session={session}")
    expect(page.locator(".debrief")).to_be_visible()
    return page


def test_person_speaks_first(open_page: Open, kept: App, session: str) -> None:
    """Nothing is said about the talk before the two questions; the answers are kept with it and shown."""
    page = open_page(f"/review?session={session}")
    page.get_by_label("What were you trying to do?").fill(f"To understand. {HOSTILE}")
    expect(page.locator(".debrief")).to_have_count(0)
    page.get_by_role("button", name="Show me the debrief").click()
    expect(page.locator(".said-first")).to_contain_text("To understand. <img")
    assert kept.rehearsals.load(session).review["trying"].startswith("To understand.")
    page.reload()
    expect(page.locator(".debrief")).to_be_visible()


def test_debrief_in_order(debrief: Page) -> None:
    """Its parts come in reading order; a quote leads to its turn, a citation to the passage in the Library."""
    heads = debrief.locator(".debrief h3")
    expect(heads.first).to_have_text("What you said first")
    assert heads.all_inner_texts()[1:] == [
        "How it went",
        "What worked",
        "What to try",
        "You spoke, you listened",
        "What Amara did not say at first",
        "What you wanted",
        "One thing to practise next",
        "And now?",
    ]
    debrief.locator(".quote .to-turn").first.click()
    turn = debrief.locator(".turn-list details[open] summary").last
    expect(turn).to_be_focused()
    expect(turn).to_be_in_viewport()
    with debrief.expect_popup() as popup:
        debrief.locator("a.source").first.click()
    expect(popup.value.locator("#passage")).to_be_in_viewport()


def test_a_point_of_the_curve_opens_its_turn(debrief: Page) -> None:
    """The curve can be read and asked."""
    expect(debrief.get_by_role("img", name=re.compile("of Amara’s trust"))).to_be_visible()
    debrief.locator('.curve [data-opens="turn-2"] .hit').click(force=True)
    expect(debrief.locator("#turn-2[open]")).to_contain_text("<script>window.hit=1</script>")
    assert debrief.evaluate("window.hit") is None


def test_try_again_from_the_debrief(debrief: Page) -> None:
    """What cost something can be said anew: the talk opens before that turn."""
    button = debrief.locator('[data-do="again"]').first
    number = button.get_attribute("data-number")
    button.click()
    expect(debrief).to_have_url(re.compile(r"/rehearse\?session="))
    expect(debrief.get_by_label("From your coach")).to_contain_text(f"You are back before turn {number}.")


def test_sliders_afterwards(debrief: Page, kept: App, session: str) -> None:
    """How it feels now is kept beside how it felt before; a slider that was left alone says nothing."""
    expect(debrief.locator(".after")).to_contain_text("tense 8 and ready 3")
    debrief.get_by_label("How tense are you now").fill("4")
    debrief.get_by_role("button", name="Keep it").click()
    expect(debrief.locator(".after")).to_contain_text("Kept.")
    review = kept.rehearsals.load(session).review
    assert review["tense_after"] == 4 and "ready_after" not in review


def test_print(debrief: Page) -> None:
    """On paper stand the words and the curve, without buttons, on two pages at most."""
    debrief.emulate_media(media="print")
    expect(debrief.locator("#masthead")).to_be_hidden()
    expect(debrief.get_by_role("button", name="Print this")).to_be_hidden()
    expect(debrief.locator(".moments").first).to_be_visible()
    assert 1 <= len(re.findall(rb"/Type\s*/Page[^s]", debrief.pdf(prefer_css_page_size=True))) <= 2


def test_list_export_and_delete(open_page: Open, kept: App, session: str) -> None:
    """Every rehearsal is listed with its last line, can be taken along as JSON, and deleted: one, then all."""
    page = open_page("/review")
    entry = page.locator("li", has=page.locator(f'a[href$="{session}"]'))
    expect(entry).to_contain_text(kept.rehearsals.load(session).transcript.turns[-1].partner)
    with page.expect_download() as download:
        page.get_by_role("link", name="Save all of it as a file").click()
    exported = json.loads(Path(download.value.path()).read_text("utf-8"))
    assert session in [row["id"] for row in exported["sessions"]]
    entry.get_by_text("Delete", exact=True).click()
    entry.get_by_role("button", name="Delete it").click()
    expect(page.locator(f'a[href$="{session}"]')).to_have_count(0)
    page.get_by_text("Delete all rehearsals").click()
    page.get_by_role("button", name="Delete all", exact=True).click()
    expect(page.get_by_role("heading", name="Nothing to look back at yet")).to_be_visible()
    assert kept.rehearsals.recent() == []


def test_unfinished(open_page: Open, kept: App) -> None:
    """A rehearsal that goes on has no debrief yet."""
    session = kept.rehearsals.start("first-late", "mentor", "easy", seed=1)
    page = open_page(f"/review?session={session.id}")
    expect(page.locator("#stage")).to_contain_text("This one is not finished.")
    page.get_by_role("link", name="Go on with it").click()
    expect(page.locator(".talk.open")).to_be_visible()


@pytest.mark.parametrize("theme", THEMES)
def test_review_is_accessible(theme: str, open_page: Open, kept: App, session: str) -> None:
    """Nothing serious on the list, the questions and the debrief, at both widths."""
    mark = THEMES[theme].replace("?", "&")
    page = open_page("/review" + THEMES[theme])
    expect(page.locator(".kept").first).to_be_visible()
    assert find_violations(page) == []
    page = open_page(f"/review?session={session}{mark}")
    expect(page.get_by_role("button", name="Skip the questions")).to_be_visible()
    assert find_violations(page) == []
    page.get_by_role("button", name="Skip the questions").click()
    expect(page.locator(".debrief")).to_be_visible()
    page.get_by_text("Turn by turn").click()
    assert find_violations(page) == []


def test_review_on_a_phone(open_page: Open, kept: App, session: str) -> None:
    """Nothing sideways."""
    page = open_page("/review", width=PHONE[0], height=PHONE[1])
    expect(page.locator(".kept").first).to_be_visible()
    fits(page)
    kept.rehearsals.keep_review(session, {"asked": True})
    page.goto(f"{page.url}?session={session}")
    expect(page.locator(".debrief")).to_be_visible()
    fits(page)
