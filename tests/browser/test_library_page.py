"""The Library in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from assistant.scenarios import load_scenario
from tests.browser.conftest import Open
from tests.browser.sight import STARTER, answer, ask

pytestmark = pytest.mark.browser


def test_browse_by_topic(library: Page) -> None:
    """A topic opens its guides; a guide is read at the right, with what it rests on, and is marked in the list."""
    topics = library.get_by_role("navigation", name="Topics")
    topics.get_by_text("Hard conversations").click()
    topics.get_by_role("link", name="Giving bad news about a thesis or project").click()
    guide = library.locator("article.guide")
    expect(guide.get_by_role("heading", level=2)).to_have_text("Giving bad news about a thesis or project")
    expect(guide.get_by_role("heading", name="What this rests on")).to_be_visible()
    expect(guide.locator(".references .strength").first).to_be_visible()
    expect(topics.locator("a[aria-current]")).to_have_text("Giving bad news about a thesis or project")


def test_audience(library: Page) -> None:
    """For one side, the guides of the other are not shown."""
    cards = library.locator("#guide .cards")
    expect(cards.first).to_be_visible()
    library.get_by_label("Trainees").check()
    expect(cards.get_by_text("For mentors", exact=True)).to_have_count(0)
    expect(cards.get_by_text("For trainees", exact=True).first).to_be_visible()


def test_search_as_you_type(library: Page) -> None:
    """What is found follows what is typed, is announced, and goes when the box is empty."""
    search = library.get_by_label("Search the guides")
    search.press_sequentially("missed deadl", delay=20)
    found = library.locator("#guide")
    expect(found).to_contain_text("found for “missed deadl”")
    expect(found.get_by_role("link", name="When deadlines are missed again").first).to_be_visible()
    expect(library.locator("#live")).to_contain_text("found for “missed deadl”")
    search.fill("")
    expect(found.get_by_role("heading", name="The relationship")).to_be_visible()


def test_search_without_words(library: Page) -> None:
    """Marks alone find nothing and break nothing."""
    library.get_by_label("Search the guides").fill("<b>{}$")
    expect(library.locator("#guide")).to_contain_text("<b>{}$")
    library.get_by_label("Search the guides").fill("?!")
    expect(library.get_by_role("heading", name="Nothing found")).to_be_visible()


def test_found_passage_is_lit(library: Page) -> None:
    """A passage that a search found is lit and in view in its guide."""
    library.get_by_label("Search the guides").fill("committee deadline")
    expect(library.locator("#guide")).to_contain_text("found for “committee deadline”")
    link = library.locator("#guide .cards").last.get_by_role("link").last
    link.click()
    expect(library.locator("#passage")).to_be_in_viewport()
    expect(library).to_have_url(re.compile(r"guide=[a-z-]+&passage=[0-9a-f]+"))


def test_passage_of_an_answer_is_lit(page: Page) -> None:
    """From a source of an answer a new tab shows where the passage stands, with its sentence in it."""
    ask(page, STARTER)
    point = answer(page).locator(".points li").first
    words = point.inner_text().split("\u2060")[0]
    point.locator("a.cite").click()
    with page.expect_popup() as popup:
        page.locator("#where details[open]").get_by_role("link", name="Read it in the guide").click()
    passage = popup.value.locator("#passage")
    expect(passage).to_contain_text(words)
    expect(passage).to_be_in_viewport()


def test_back_button(library: Page) -> None:
    """Back leads from guide to guide to the list, and forward again, without a reload."""
    library.evaluate("window.same = true")
    cards = library.locator("#guide .cards a")
    first = cards.first.inner_text()
    cards.first.click()
    title = library.locator(".guide-title")
    expect(title).to_have_text(first)
    library.get_by_role("link", name="All topics").click()
    expect(cards.first).to_have_text(first)
    library.go_back()
    expect(title).to_have_text(first)
    library.go_back()
    expect(title).to_have_count(0)
    expect(cards.first).to_have_text(first)
    library.go_forward()
    expect(title).to_have_text(first)
    assert library.evaluate("window.same") is True


def test_guide_leads_to_a_rehearsal(open_page: Open) -> None:
    """A guide leads to the talk that fits it, from the chair that was chosen here, else on Ask, else from either."""
    page = open_page("/library?guide=bad-news")
    link = page.get_by_role("link", name="Rehearse this")
    brief = page.locator(".brief")
    link.click()
    expect(brief.get_by_role("heading", level=2)).to_have_text(load_scenario("bad-news-project").title)
    expect(brief).to_contain_text("Who would you like to be?")
    page.goto(page.url.split("/rehearse")[0])
    page.get_by_label("a trainee").check()
    expect(page.get_by_role("button", name="How do I tell my mentor that I am behind?")).to_be_visible()
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Library").click()
    page.get_by_role("link", name="Telling your mentor that you are behind").first.click()
    link.click()
    expect(brief).to_contain_text("You are the trainee")
    page.go_back()
    expect(link).to_be_visible()
    page.get_by_label("Mentors").check()
    expect(link).to_have_attribute("href", re.compile("side=mentor"))
    link.click()
    expect(brief).to_contain_text("You are the mentor")


def test_guide_without_a_rehearsal(open_page: Open) -> None:
    """Where no scenario names a guide, and in a document of one's own, there is no such link."""
    page = open_page("/library?guide=what-mentoring-is")
    expect(page.get_by_role("link", name="Ask about this")).to_be_visible()
    expect(page.get_by_role("link", name="Rehearse this")).to_have_count(0)
    page.get_by_role("navigation", name="Topics").get_by_text("Your documents").click()
    page.get_by_role("link", name="Work on the research vessel").first.click()
    expect(page.locator(".guide-title")).to_have_text("Work on the research vessel")
    expect(page.get_by_role("link", name="Rehearse this")).to_have_count(0)


def test_missing_guide(open_page: Open) -> None:
    """An old address says so and leads on."""
    page = open_page("/library?guide=no-such-guide")
    expect(page.get_by_role("heading", name="That guide is not here")).to_be_visible()
    page.get_by_role("link", name="See all topics").click()
    expect(page.get_by_role("heading", name="The relationship")).to_be_visible()


def test_own_document_is_never_markup(library: Page) -> None:
    """A document of one's own has a place at the end; what it says is shown and neither loads nor runs."""
    library.get_by_role("navigation", name="Topics").get_by_text("Your documents").click()
    library.get_by_role("link", name="Work on the research vessel").first.click()
    guide = library.locator("article.guide")
    expect(guide).to_contain_text('<img src="http://203.0.113.9/a.png" onerror="window.hit=1">')
    expect(guide).to_contain_text("<script>window.hit=1</script>")
    expect(library.locator("#guide :is(img, svg, script, a[href^=javascript])")).to_have_count(0)
    assert library.evaluate("window.hit") is None
