"""The Rehearse page in a real browser: choose, read the brief, talk, get a hint, go back, compare, step out."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import HOSTILE, Open
from tests.browser.test_access import PHONE, THEMES, find_violations, fits, walk

pytestmark = pytest.mark.browser

OPENING = "You came at twenty to eight today and on Monday. What does your morning look like before you get here?"
SAID_BACK = "So there is a good deal going on before you even get on the bus."
BLAME = "You're lazy and you don't care about any of us."
DANGER = "I want to kill myself tonight."
# As on a slow machine: what the pages' script leaves to the next frame comes later than the next click.
LATE_FRAMES = "const next = requestAnimationFrame; window.requestAnimationFrame = (run) => setTimeout(next, 500, run)"


def begin(page: Page) -> None:
    """From the brief to the talk."""
    page.get_by_role("button", name="Start").click()
    expect(page.locator(".talk.open")).to_be_visible()


def talk(open_page: Open, side: str = "mentor", difficulty: str = "easy", theme: str = "", width: int = 1440) -> Page:
    """A page on which a talk has begun."""
    page = open_page(f"/rehearse?scenario=first-late&side={side}&difficulty={difficulty}{theme}", width=width)
    begin(page)
    return page


def box(page: Page) -> Locator:
    """Where one writes what one says."""
    return page.get_by_label("What do you say?")


def say(page: Page, *lines: str) -> None:
    """Say things, one after the other, each once the last was answered."""
    for line in lines:
        before = page.locator(".turns .own").count()
        box(page).fill(line)
        box(page).press("Enter")
        expect(page.locator(".turns .own")).to_have_count(before + 1)
        expect(page.locator(".talk.pending")).to_have_count(0)


def go_back(page: Page, number: int) -> None:
    """Try again from a turn."""
    page.locator(f"#again-{number}").click()
    expect(page.get_by_label("From your coach")).to_contain_text(f"You are back before turn {number}.")


def test_choose(open_page: Open) -> None:
    """A newcomer's first card is the shortest talk, on easy; a choice of side says who one would be, and stays."""
    page = open_page("/rehearse")
    expect(page.locator(".scenes h3").first).to_have_text("Ten minutes late")
    page.get_by_label("A trainee", exact=True).check()
    first = page.locator(".scenes > li").first
    expect(first).not_to_contain_text("As the mentor")
    expect(first).to_contain_text("As the trainee you are Ollie Kowalczyk")
    page.get_by_label("Field").select_option("nursing")
    expect(page.locator(".scenes > li")).to_have_count(2)
    expect(page).to_have_url(re.compile("side=trainee.*field=nursing"))
    page.reload()
    expect(page.get_by_label("A trainee", exact=True)).to_be_checked()
    expect(page.locator(".scenes > li")).to_have_count(2)


def test_short_talks_and_a_surprise(open_page: Open) -> None:
    """Who has little time sees only the short talks; who would rather not choose is taken to one of those shown."""
    page = open_page("/rehearse?side=trainee")
    page.get_by_label("Length").select_option("10 minutes at most")
    expect(page).to_have_url(re.compile("minutes=10"))
    expect(page.locator(".scenes")).not_to_contain_text("about 12 minutes")
    titles = page.locator(".scenes h3").all_inner_texts()
    page.get_by_role("link", name="Surprise me").click()
    expect(page.locator(".brief .for").first).to_contain_text("You are the trainee")
    assert page.locator(".brief h2").inner_text() in titles
    page.go_back()
    page.get_by_label("Length").select_option("2 minutes at most")
    expect(page.locator(".scenes > li")).to_have_count(1)
    expect(page.get_by_role("link", name="Surprise me")).to_have_count(0)


def test_brief_keeps_the_hidden_story(open_page: Open) -> None:
    """The brief says what happened, who is who and what good looks like, and nothing of what the other hides."""
    page = open_page("/rehearse?scenario=first-late")
    page.get_by_role("link", name="Be the mentor").click()
    brief = page.locator(".brief")
    expect(brief).to_contain_text("You are Beatriz Nunes.")
    expect(brief.get_by_role("heading", name="What good looks like")).to_be_visible()
    expect(brief).not_to_contain_text("sister")
    page.go_back()
    expect(page.get_by_role("link", name="Be the trainee")).to_be_visible()


@pytest.mark.parametrize("side", ["mentor", "trainee"])
def test_whole_talk(side: str, open_page: Open) -> None:
    """From the brief to the debrief, in both chairs; the other person answers and the end leads to Review."""
    page = talk(open_page, side, "normal")
    expect(page).to_have_url(re.compile(r"session=[0-9a-f]{32}"))
    say(page, OPENING if side == "mentor" else "I was late twice and I did not write. I am sorry.", SAID_BACK)
    expect(page.locator(".turns .partner")).to_have_count(3)
    expect(page.locator(".bars")).to_have_count(0)  # How it stands is shown on easy only.
    expect(page.locator("#live")).to_contain_text(page.locator(".turns .partner .words").last.inner_text())
    page.get_by_role("button", name="End", exact=True).click()
    expect(page.get_by_label("How it ended")).to_contain_text("You ended it here.")
    expect(box(page)).to_be_hidden()
    page.get_by_role("link", name="Look back at it").click()
    page.get_by_role("button", name="Skip the questions").click()
    expect(page.get_by_role("heading", name="What worked")).to_be_visible()


def test_hint_and_pause(open_page: Open) -> None:
    """Three ways, one wording when one is picked, never in the box by itself; the pause shows what one wants."""
    page = talk(open_page)
    page.get_by_role("button", name="Hint").click()
    expect(page.locator("#coach-title")).to_be_focused()
    ways = page.locator(".way")
    expect(ways).to_have_count(3)
    ways.first.click()
    expect(page.locator("#hint-line")).not_to_be_empty()
    expect(page.get_by_role("button", name="Copy")).to_be_visible()
    expect(box(page)).to_have_value("")
    page.get_by_role("button", name="Pause").click()
    expect(page.locator(".coach")).to_contain_text("Agree on one thing for tomorrow")
    page.get_by_role("button", name="Go on", exact=True).click()
    expect(page.locator(".coach")).to_have_count(0)
    expect(box(page)).to_be_focused()


def test_no_hints_on_hard(open_page: Open) -> None:
    """Hard is without help."""
    page = talk(open_page, difficulty="hard")
    say(page, OPENING)
    expect(page.get_by_role("button", name="Hint")).to_have_count(0)


def test_go_back_and_compare(open_page: Open) -> None:
    """What was said is kept as another way, can be returned to, and the two stand side by side with the quotes."""
    page = talk(open_page)
    say(page, OPENING, SAID_BACK)
    go_back(page, 2)
    expect(page.locator(".turns .own")).to_have_count(1)
    page.get_by_role("button", name="Return to the other way").click()
    expect(page.locator(".turns .own")).to_have_count(2)
    go_back(page, 2)
    say(page, BLAME)
    page.get_by_role("link", name="Compare the ways").click()
    lead = page.locator(".lead")
    expect(lead).to_contain_text(SAID_BACK)
    expect(lead).to_contain_text(BLAME)
    expect(lead).to_contain_text("The first way took Ollie")
    expect(page.get_by_role("img", name=re.compile("Trust over the turns"))).to_be_visible()
    expect(page.locator(".columns section")).to_have_count(2)
    page.evaluate(LATE_FRAMES)
    page.get_by_role("button", name="Go on with this way").first.click()
    expect(page.locator(".turns .own").last).to_contain_text(SAID_BACK)
    page.go_back()
    expect(page.locator(".compare")).to_be_visible()
    expect(page).to_have_url(re.compile("compare=1"))
    page.go_forward()
    expect(page.locator(".turns .own").last).to_contain_text(SAID_BACK)


def test_reload_goes_on(open_page: Open) -> None:
    """After a reload the talk stands where it stood and goes on; the start of the page offers it too."""
    page = talk(open_page)
    say(page, OPENING)
    page.reload()
    expect(page.locator(".turns .own")).to_contain_text(OPENING)
    say(page, SAID_BACK)
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Rehearse").click()
    page.get_by_role("link", name="Go on: Ten minutes late, turn 3").first.click()
    expect(page.locator(".turns .own")).to_have_count(2)


def test_second_tab(open_page: Open) -> None:
    """Of two tabs one goes on; the other is told, keeps its words and catches up."""
    page = talk(open_page)
    say(page, OPENING)
    other = page.context.new_page()
    other.goto(page.url)
    expect(other.locator(".turns .own")).to_have_count(1)
    say(page, SAID_BACK)
    box(other).fill("Something quite different.")
    box(other).press("Enter")
    expect(other.get_by_role("alert")).to_contain_text("perhaps in another tab")
    expect(box(other)).to_have_value("Something quite different.")
    other.get_by_role("link", name="Load it again").click()
    expect(other.locator(".turns .own")).to_have_count(2)
    expect(box(other)).to_have_value("Something quite different.")
    box(other).press("Enter")
    expect(other.locator(".turns .own")).to_have_count(3)


def test_nothing_said_and_nothing_there(open_page: Open) -> None:
    """An empty line and an unknown rehearsal are told with what to do."""
    page = talk(open_page)
    box(page).press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Write what you would say")
    lost = open_page("/rehearse?session=" + "0" * 32)
    expect(lost.get_by_role("alert")).to_contain_text("perhaps it was deleted")
    lost.get_by_role("link", name="All conversations").click()
    expect(lost.locator(".scenes > li").first).to_be_visible()


def test_stepping_out(open_page: Open) -> None:
    """The partner is gone, the coach says whom to turn to, and going on is the person's own choice."""
    page = talk(open_page)
    say(page, OPENING)
    box(page).fill(DANGER)
    box(page).press("Enter")
    expect(page.get_by_role("heading", name="The rehearsal has stopped")).to_be_visible()
    expect(page.locator(".contacts > li").first).to_be_visible()
    expect(page.locator("#stage")).not_to_contain_text("Ollie")
    expect(box(page)).to_be_hidden()
    page.reload()
    expect(page.get_by_role("heading", name="The rehearsal has stopped")).to_be_visible()
    page.get_by_role("button", name="I was only rehearsing").click()
    expect(page.locator(".turns .own")).to_have_count(1)
    expect(page.get_by_label("From your coach")).to_have_count(0)  # Its words are not shown again.


def test_what_is_said_is_never_markup(open_page: Open) -> None:
    """HTML, scripts and pictures in what one says are letters on the page."""
    page = talk(open_page)
    say(page, HOSTILE)
    expect(page.locator(".turns .own")).to_contain_text("<script>window.hit=1</script>")
    expect(page.locator("#stage :is(img, script, a[href^=javascript], .turns svg)")).to_have_count(0)
    assert page.evaluate("window.hit") is None


def test_keyboard_alone(open_page: Open) -> None:
    """Choose, begin, speak, go back and end without a mouse; the focus can always be seen."""
    page = open_page("/rehearse?side=mentor&difficulty=easy&field=caf%C3%A9")
    expect(page.locator(".scenes h3")).to_have_count(1)
    walk(page, "Ten minutes late")
    page.keyboard.press("Enter")
    expect(page.locator(".brief .big")).to_be_focused()
    walk(page, "Start")
    page.keyboard.press("Enter")
    expect(box(page)).to_be_focused()
    page.keyboard.type(OPENING)
    page.keyboard.press("Enter")
    expect(page.locator(".talk.open .own")).to_have_count(1)
    expect(box(page)).to_be_focused()
    again = page.locator("#again-1")
    again.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("From your coach")).to_be_visible()
    say(page, SAID_BACK)
    page.locator("#end").focus()
    page.keyboard.press("Space")
    expect(page.locator("#ended")).to_be_focused()
    walk(page, "Look back at it")


@pytest.mark.parametrize("theme", THEMES)
def test_rehearse_is_accessible(theme: str, open_page: Open) -> None:
    """Nothing serious on any of its faces, at both widths."""
    mark = THEMES[theme].replace("?", "&")
    page = open_page("/rehearse?field=" + mark)
    expect(page.locator(".scenes > li").first).to_be_visible()
    assert find_violations(page) == []
    page = open_page("/rehearse?scenario=first-late&side=mentor&difficulty=easy" + mark)
    expect(page.get_by_role("button", name="Start")).to_be_visible()
    assert find_violations(page) == []
    begin(page)
    say(page, OPENING)
    page.get_by_role("button", name="Hint").click()
    page.locator(".way").first.click()
    expect(page.locator("#hint-line")).to_be_visible()
    assert find_violations(page) == []
    go_back(page, 1)
    say(page, BLAME)
    page.get_by_role("link", name="Compare the ways").click()
    expect(page.locator(".compare")).to_be_visible()
    assert find_violations(page) == []
    page.go_back()
    box(page).fill(DANGER)
    box(page).press("Enter")
    expect(page.locator(".stepped")).to_be_visible()
    assert find_violations(page) == []


def test_rehearse_on_a_phone(open_page: Open) -> None:
    """One column, nothing sideways, and the box within reach of the thumb."""
    page = open_page("/rehearse", width=PHONE[0], height=PHONE[1])
    expect(page.locator(".scenes > li").first).to_be_visible()
    fits(page)
    page.goto(page.url.split("?")[0] + "?scenario=first-late&side=mentor&difficulty=easy")
    begin(page)
    fits(page)
    say(page, OPENING, "x" * 400)
    fits(page)
    expect(page.get_by_role("button", name="Say it")).to_be_in_viewport(ratio=1)
    expect(page.locator(".turns .partner .words").last).to_be_in_viewport(ratio=1)
    page.get_by_role("button", name="Hint").click()
    expect(page.locator("#coach-title")).to_be_in_viewport(ratio=1)
    fits(page)
    go_back(page, 2)
    say(page, SAID_BACK)
    page.get_by_role("link", name="Compare the ways").click()
    expect(page.locator(".compare")).to_be_visible()
    fits(page)
