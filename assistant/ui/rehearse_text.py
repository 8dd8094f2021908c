"""Values to HTML, for the Rehearse page: choosing, the brief, the talk, the coach's panel, stepping out.

Two voices, two places: the partner speaks in bubbles, the coach in a panel of another colour.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from assistant.hints import Hint
from assistant.safety import Contact
from assistant.scenarios import Exchange, Part, Scenario
from assistant.turns import Difficulty, Ending, Transcript
from assistant.ui.curve import HEAT_MOST, TRUST_MOST, name_heat, name_trust
from assistant.ui.markdown import escape
from assistant.values import SIDES, Side, other_side

if TYPE_CHECKING:
    from assistant.store.sessions import Entry, Session

DIFFICULTY_WORDS: Mapping[Difficulty, tuple[str, str]] = {
    "easy": ("Easy", "They meet you half-way, hints are there, and you see how it stands."),
    "normal": ("Normal", "They have their reasons to hold back. Hints are there; how it stands, you must sense."),
    "hard": ("Hard", "They begin guarded and are quickly stung. No hints."),
}
SKILL_WORDS: Mapping[str, str] = {
    "act-fairly": "Acting fairly",
    "apologise": "Apologising",
    "ask-for-help": "Asking for help",
    "ask-questions": "Asking questions",
    "bad-news": "Giving bad news",
    "build-trust": "Building trust",
    "end-well": "Ending well",
    "give-feedback": "Giving feedback",
    "handle-power": "Handling power",
    "listen": "Listening",
    "negotiate": "Negotiating",
    "open-doors": "Opening doors for somebody",
    "open-hard-talk": "Opening a hard talk",
    "praise": "Praising",
    "receive-feedback": "Receiving feedback",
    "reflect": "Reflecting",
    "repair-trust": "Repairing trust",
    "say-no": "Saying no",
    "set-expectations": "Setting expectations",
    "set-goals": "Setting goals",
    "set-limits": "Setting limits",
    "share-credit": "Sharing credit",
    "speak-up": "Speaking up",
    "stay-calm": "Staying calm",
    "support-without-rescuing": "Supporting without rescuing",
    "track-progress": "Keeping track",
    "work-across-cultures": "Working across cultures",
    "work-remotely": "Working from afar",
}
FIRST = "first-late"  # What somebody begins with who has never rehearsed.
OPEN_SHOWN = 3


@dataclass(frozen=True)
class Wish:
    """What the person set on the page where they choose; empty means any."""

    side: Side | None = None
    difficulty: Difficulty | None = None
    field: str = ""
    skill: str = ""
    minutes: int | None = None  # At most.


def rehearse_address(**values: str) -> str:
    """The address of something on this page."""
    kept = {name: value for name, value in values.items() if value}
    return "/rehearse" + ("?" + urlencode(kept, quote_via=quote) if kept else "")


def review_address(session: str) -> str:
    """The address where a rehearsal is looked back at."""
    return "/review?" + urlencode({"session": session})


def name_skill(skill: str) -> str:
    """A skill in words."""
    return SKILL_WORDS.get(skill, skill.replace("-", " ").capitalize())


def name_day(when: datetime, *, clock: bool = False) -> str:
    """A day as people say it, on this computer's calendar."""
    local = when.astimezone()
    year = "" if local.year == datetime.now().astimezone().year else f" {local.year}"
    return f"{local.day} {local:%B}{year}{f', {local:%H:%M}' if clock else ''}"


# -- choosing -------------------------------------------------------------------------


def draw_choose(
    scenarios: Sequence[Scenario], entries: Sequence[Entry], wish: Wish, unplayable: Sequence[str] = ()
) -> str:
    """What can be gone on with, then what can be begun, then what stands in the way of one's own."""
    titles = {scenario.id: scenario.title for scenario in scenarios}
    begun = [entry for entry in entries if entry.ending is None and entry.turns]
    newcomer = not any(entry.turns for entry in entries)
    difficulty = wish.difficulty or ("easy" if newcomer else "normal")
    shown = [
        scenario
        for scenario in scenarios
        if wish.field in ("", scenario.field)
        and wish.skill in ("", *scenario.skills)
        and scenario.minutes <= (wish.minutes or scenario.minutes)
    ]
    if newcomer:
        shown.sort(key=lambda scenario: scenario.id != FIRST)
    done = {entry.scenario: entry for entry in reversed(entries) if entry.ending and entry.turns}
    cards = "".join(_draw_card(s, wish, difficulty, done.get(s.id), first=newcomer and s.id == FIRST) for s in shown)
    none = '<p class="quiet">There is no conversation for this choice. Take another field, skill or length.</p>'
    return (
        f'<div data-stage="choose">{_draw_open(begun, titles)}'
        '<section aria-labelledby="begin-title">'
        f'<h2 id="begin-title" class="part">{"Begin another" if begun else "Choose a conversation"}</h2>'
        f"{_draw_filters(scenarios, wish, difficulty, _draw_surprise(shown, wish, difficulty))}"
        f'<p class="unseen" data-announce>{len(shown)} conversations</p>'
        f'<ul class="scenes">{cards}</ul>{none if not cards else ""}</section>{_draw_unplayable(unplayable)}</div>'
    )


def _draw_surprise(shown: Sequence[Scenario], wish: Wish, difficulty: Difficulty) -> str:
    """The way to one of the conversations that are shown, whichever it is, for who would rather not choose."""
    if len(shown) < 2:
        return ""
    side = wish.side if wish.side else secrets.choice(SIDES)
    address = rehearse_address(scenario=secrets.choice(shown).id, side=side, difficulty=difficulty)
    return f'<p class="surprise"><a href="{escape(address)}">Surprise me</a></p>'


def _draw_unplayable(sentences: Sequence[str]) -> str:
    if not sentences:
        return ""
    items = "".join(f"<li>{escape(sentence)}</li>" for sentence in sentences)
    return (
        '<section aria-labelledby="unplayable-title"><h2 id="unplayable-title" class="part">Cannot be played yet</h2>'
        f'<ul class="quiet">{items}</ul></section>'
    )


def _draw_open(begun: Sequence[Entry], titles: Mapping[str, str]) -> str:
    if not begun:
        return ""
    items = "".join(
        f'<li><a class="button" href="{escape(rehearse_address(session=entry.id))}">Go on: '
        f"{escape(titles.get(entry.scenario, entry.scenario))}, turn {entry.turns + 1}</a>"
        f'<span class="for">As the {entry.side}, {DIFFICULTY_WORDS[entry.difficulty][0].lower()}, '
        f"{name_day(entry.updated)}</span></li>"
        for entry in begun[:OPEN_SHOWN]
    )
    more = (
        f'<p><a href="/review">{len(begun) - OPEN_SHOWN} more that you can go on with</a></p>'
        if len(begun) > OPEN_SHOWN
        else ""
    )
    return (
        '<section aria-labelledby="open-title"><h2 id="open-title" class="part">Not finished yet</h2>'
        f'<ul class="open">{items}</ul>{more}</section>'
    )


def _draw_filters(scenarios: Sequence[Scenario], wish: Wish, difficulty: Difficulty, surprise: str) -> str:
    sides = [("", "Either"), ("mentor", "A mentor"), ("trainee", "A trainee")]
    levels = [(name, words[0]) for name, words in DIFFICULTY_WORDS.items()]
    fields = [("", "All fields"), *((name, name.capitalize()) for name in sorted({s.field for s in scenarios}))]
    skills = sorted({skill for s in scenarios for skill in s.skills}, key=name_skill)
    lengths = [
        ("", "Any length"),
        *((str(most), f"{most} minutes at most") for most in sorted({s.minutes for s in scenarios})[:-1]),
    ]
    return (
        '<form class="filters" data-filters>'
        f"{_draw_radios('side', 'I would be', sides, wish.side or '')}"
        f"{_draw_radios('difficulty', 'How hard', levels, difficulty)}"
        f"{_draw_select('field', 'Field', fields, wish.field)}"
        f"{_draw_select('skill', 'To practise', [('', 'Anything'), *((s, name_skill(s)) for s in skills)], wish.skill)}"
        f"{_draw_select('minutes', 'Length', lengths, str(wish.minutes or ''))}{surprise}"
        f'<p class="explained">{_explain(difficulty)}</p></form>'
    )


def _explain(difficulty: Difficulty) -> str:
    name, words = DIFFICULTY_WORDS[difficulty]
    return f"<strong>{name}:</strong> {escape(words)}"


def _draw_radios(name: str, label: str, choices: Sequence[tuple[str, str]], chosen: str) -> str:
    items = "".join(
        f'<label><input type="radio" name="{name}" id="{name}-{value or "any"}" value="{value}"'
        f"{' checked' if value == chosen else ''}> {escape(words)}</label>"
        for value, words in choices
    )
    name = escape(label)
    return f'<fieldset data-ours aria-label="{name}"><legend>{name}</legend><div>{items}</div></fieldset>'


def _draw_select(name: str, label: str, choices: Sequence[tuple[str, str]], chosen: str) -> str:
    options = "".join(
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>{escape(words)}</option>'
        for value, words in choices
    )
    return (
        f'<p class="pick"><label for="pick-{name}">{escape(label)}</label>'
        f'<select id="pick-{name}" name="{name}">{options}</select></p>'
    )


def _draw_card(scenario: Scenario, wish: Wish, difficulty: Difficulty, done: Entry | None, *, first: bool) -> str:
    address = rehearse_address(scenario=scenario.id, side=wish.side or "", difficulty=difficulty)
    facts = [f"about {scenario.minutes} minutes", escape(scenario.field)]
    if done:
        facts.append(f"you did this on {name_day(done.updated)}")
    begin = '<p class="first">A good one to begin with</p>' if first else ""
    sides = [wish.side] if wish.side else list(SIDES)
    chairs = "".join(f"<li>{_draw_chair(scenario, side)}</li>" for side in sides)
    return (
        f'<li>{begin}<h3><a href="{escape(address)}">{escape(scenario.title)}</a></h3>'
        f'<p>{escape(scenario.summary)}</p><ul class="chairs">{chairs}</ul>'
        f'<p class="for">{" · ".join(facts)}</p></li>'
    )


def _draw_chair(scenario: Scenario, side: Side) -> str:
    """Who somebody would be."""
    persona = scenario.sides[side].persona
    return f"As the {side} you are <strong>{escape(persona.name)}</strong>, {escape(persona.role)}."


# -- the brief ------------------------------------------------------------------------


def draw_brief(scenario: Scenario, side: Side | None, difficulty: Difficulty) -> str:
    """Half a page on who is who, what happened and what is wanted; without a side, the choice of one."""
    if side is None:
        return _draw_chairs(scenario, difficulty)
    mine, theirs = scenario.sides[side], scenario.sides[other_side(side)]
    they = theirs.persona
    goals = "".join(f"<li>{escape(goal.text)}</li>" for goal in mine.goals)
    change = rehearse_address(scenario=scenario.id, side=other_side(side), difficulty=difficulty)
    levels = [(name, words[0]) for name, words in DIFFICULTY_WORDS.items()]
    explained = "".join(
        f'<p class="explained" data-level="{name}"{"" if name == difficulty else " hidden"}>{_explain(name)}</p>'
        for name in DIFFICULTY_WORDS
    )
    return (
        f'<article class="brief" data-stage="brief {scenario.id} {side}">'
        f'<p class="trail"><a href="/rehearse">All conversations</a></p>'
        f'<h2 class="big" tabindex="-1" data-focus>{escape(scenario.title)}</h2>'
        f'<p class="for">You are the {side} · about {scenario.minutes} minutes · '
        f'<a href="{escape(change)}">be the {other_side(side)} instead</a></p>'
        f"<h3>What happened</h3><p>{escape(scenario.situation)}</p>"
        f"<h3>You</h3><p>{escape(mine.brief)}</p>"
        f"<h3>Who you talk with</h3><p><strong>{escape(they.name)}</strong>, {escape(they.role)}.</p>"
        f'<h3>What good looks like</h3><ul class="goals">{goals}</ul>'
        f"{_draw_example(mine, they.first_name)}"
        f'<form class="start" data-start><input type="hidden" name="scenario" value="{scenario.id}">'
        f'<input type="hidden" name="side" value="{side}">'
        f"{_draw_radios('difficulty', 'How hard', levels, difficulty)}{explained}"
        f"{draw_sliders(('tense', 'How tense are you about this talk?'), ('ready', 'How ready do you feel for it?'))}"
        '<p class="actions"><button type="submit" class="main" id="start">Start</button>'
        f'<span class="quiet">{escape(they.first_name)} speaks first. You can stop at any time.</span></p>'
        "</form></article>"
    )


def draw_sliders(*asked: tuple[str, str], values: Mapping[str, int] | None = None) -> str:
    """Sliders from 0 to 10; one that was not touched says nothing."""
    known = values or {}
    return "".join(
        f'<p class="slider"><label for="slide-{name}">{escape(words)}</label>'
        f'<span class="ends" aria-hidden="true">not at all</span><input type="range" min="0" max="10" step="1" '
        f'value="{known.get(name, 5)}" id="slide-{name}" name="{name}"{" data-touched" if name in known else ""}>'
        f'<span class="ends" aria-hidden="true">very</span>'
        f'<output for="slide-{name}">{known.get(name, "–")}</output></p>'
        for name, words in asked
    )


def _draw_chairs(scenario: Scenario, difficulty: Difficulty) -> str:
    items = "".join(
        '<li><a class="button" '
        f'href="{escape(rehearse_address(scenario=scenario.id, side=side, difficulty=difficulty))}">'
        f"Be the {side}</a><p>{_draw_chair(scenario, side)}</p></li>"
        for side in SIDES
    )
    return (
        f'<article class="brief" data-stage="chairs {scenario.id}">'
        f'<p class="trail"><a href="/rehearse">All conversations</a></p>'
        f'<h2 class="big" tabindex="-1" data-focus>{escape(scenario.title)}</h2><p>{escape(scenario.situation)}</p>'
        f'<h3>Who would you like to be?</h3><ul class="either">{items}</ul></article>'
    )


def _draw_example(part: Part, partner: str) -> str:
    """The crucial minute, poorly and well; folded away, because it is more fun to try first."""

    def lines(exchanges: Sequence[Exchange]) -> str:
        return "".join(
            f"<p><b>You</b> {escape(pair.user)}</p><p><b>{escape(partner)}</b> {escape(pair.partner)}</p>"
            for pair in exchanges
        )

    example = part.example
    return (
        '<details class="example" id="example"><summary>See the crucial minute done twice, poorly and well</summary>'
        f'<div class="twice"><section><h4>Poorly</h4>{lines(example.poor)}</section>'
        f"<section><h4>Well</h4>{lines(example.good)}</section></div><p>{escape(example.why)}</p></details>"
    )


# -- the talk -------------------------------------------------------------------------


def draw_talk(
    scenario: Scenario, session: Session, *, pending: str = "", notice: str = "", ways: int = 1, numbers: bool = False
) -> str:
    """The conversation as far as it has come.

    Args:
        scenario: the situation.
        session: the rehearsal.
        pending: what was just said and is not answered yet.
        notice: a line of HTML of the coach's above the newest turn.
        ways: how many ways it went so far; two can be compared.
        numbers: whether trust and heat are shown.
    """
    transcript = session.transcript
    part = scenario.sides[transcript.partner_side]
    name = part.persona.first_name
    said = [_draw_partner(name, transcript.opening)]
    for turn in transcript.turns:
        said.append(_draw_own(turn.number, turn.user, again=not pending))
        said.append(_draw_partner(name, turn.partner))
    if pending:
        said.append(_draw_own(len(transcript.turns) + 1, pending, again=False))
        said.append(f'<li class="thinking"><p>{escape(name)} is thinking …</p></li>')
    state = "pending" if pending else "over" if transcript.ending else "open"
    head = _draw_head(scenario, session, pending=bool(pending), ways=ways, numbers=numbers)
    point = f"{session.id} {session.leaf} {state}"
    over = draw_over(scenario, session) if transcript.ending else ""
    return (
        f'<article class="talk {state}" data-stage="talk {session.id}" data-point="{escape(point)}" '
        f'aria-labelledby="talk-title"{" aria-busy=true" if pending else ""}>{head}'
        f'<p class="scene">{escape(part.scene)}</p><ol class="turns">{"".join(said)}</ol>'
        f"{notice}{over}</article>"
    )


def _draw_head(scenario: Scenario, session: Session, *, pending: bool, ways: int, numbers: bool) -> str:
    transcript = session.transcript
    persona = scenario.sides[transcript.partner_side].persona
    number = len(transcript.turns) + (0 if transcript.ending else 1)
    off = " disabled" if pending else ""
    deeds = ""
    if not transcript.ending:
        deeds = f'<button type="button" class="small" id="pause" data-do="pause"{off}>Pause</button>'
        if transcript.turns:
            deeds += f'<button type="button" class="small" id="end" data-do="end"{off}>End</button>'
    compare = (
        f'<a href="{escape(rehearse_address(session=session.id, compare="1"))}">Compare the ways</a>'
        if ways > 1
        else ""
    )
    bars = _draw_bars(transcript) if numbers else ""
    return (
        f'<header class="talk-head"><h2 id="talk-title" tabindex="-1" data-focus>{escape(persona.first_name)}'
        f'<span class="for">{escape(persona.role)} · {escape(scenario.title)}</span></h2>'
        f'<p class="deeds"><span class="quiet">turn {number}</span>{compare}{deeds}</p>{bars}</header>'
    )


def _draw_bars(transcript: Transcript) -> str:
    state = transcript.state
    rows = (
        ("Trust in you", name_trust(state), state.trust / TRUST_MOST, "trust"),
        ("Heat", name_heat(state), state.heat / HEAT_MOST, "heat"),
    )
    return '<p class="bars">' + "".join(
        f'<span>{label}: {words} <span class="track" aria-hidden="true"><span class="{kind}" '
        f'style="width:{share:.0%}"></span></span></span>'
        for label, words, share, kind in rows
    ) + "</p>"  # fmt: skip


def _draw_partner(name: str, words: str) -> str:
    return f'<li class="partner"><p class="who">{escape(name)}</p><p class="words" dir="auto">{escape(words)}</p></li>'


def _draw_own(number: int, words: str, *, again: bool) -> str:
    button = (
        f'<p class="again"><button type="button" id="again-{number}" data-do="again" data-number="{number}">'
        f'<span aria-hidden="true">↺ </span>Try again from here<span class="unseen">(turn {number})</span>'
        "</button></p>"
    )
    return (
        f'<li class="own" id="said-{number}"><p class="who">You</p><p class="words" dir="auto">{escape(words)}</p>'
        f"{button if again else ''}</li>"
    )


def tell_ending(ending: Ending, name: str) -> str:
    """How it ended, in one plain sentence."""
    return {
        "agreement": f"You and {name} came to an agreement.",
        "limit": "You set a limit and held it. Here that is the good ending.",
        "walk_away": f"{name} broke it off.",
        "user": "You ended it here.",
        "turns": "That was twenty turns, and a rehearsal ends there.",
        "step_out": "The rehearsal was stopped, because something sounded as if it was not a rehearsal.",
    }[ending]


def draw_over(scenario: Scenario, session: Session) -> str:
    """What stands below a conversation that is over."""
    transcript = session.transcript
    name = scenario.sides[transcript.partner_side].persona.first_name
    switched = rehearse_address(
        scenario=scenario.id, side=other_side(transcript.side), difficulty=transcript.difficulty
    )
    words = escape(tell_ending(transcript.ending or "user", name))
    return (
        f'<section class="ending" aria-label="How it ended"><p tabindex="-1" id="ended">{words} '
        f'<span class="quiet">You can still try again from any turn.</span></p>'
        f'<p class="actions"><a class="button" id="look-back" href="{escape(review_address(session.id))}">Look '
        "back at it</a>"
        f'<a href="{escape(switched)}">Switch sides: be the {other_side(transcript.side)}</a>'
        '<a href="/rehearse">All conversations</a></p></section>'
    )


def draw_went_back(number: int, before: str, session: Session, old_leaf: str) -> str:
    """The coach's word after somebody went back to a turn.

    Args:
        number: of the turn that is said anew.
        before: what was said there the last time.
        session: the rehearsal.
        old_leaf: the end of the way that was left.
    """
    return (
        '<section class="coach note" aria-label="From your coach"><p class="who">Your coach</p>'
        f"<p>You are back before turn {number}. Last time you said: <q>{escape(before)}</q> "
        "That way is kept, and you can compare the two afterwards.</p>"
        '<p class="actions"><button type="button" class="small" id="old-way" data-do="switch" '
        f'data-leaf="{escape(old_leaf)}">'
        "Return to the other way</button></p></section>"
    )


def draw_foot(*, hints: bool, notice: str = "") -> str:
    """What stands under the box: help, where there is any, and a quiet sentence, if there is one to say."""
    hint = (
        '<button type="button" class="small" id="hint" data-do="hint">Hint: three ways to go on</button>'
        if hints
        else ""
    )
    keys = '<span class="quiet keys">Enter says it, Shift and Enter begin a new line</span>'
    said = f'<p class="foot-line quiet">{escape(notice)}</p>' if notice else ""
    return f'<p class="foot-line">{hint}{keys}</p>{said}'


# -- the coach ------------------------------------------------------------------------


def draw_pause(scenario: Scenario, transcript: Transcript, *, hints: bool) -> str:
    """The coach's panel while the conversation waits."""
    part = scenario.sides[transcript.side]
    goals = "".join(f"<li>{escape(goal.text)}</li>" for goal in part.goals)
    hint = '<button type="button" class="small" id="pause-hint" data-do="hint">A hint</button>' if hints else ""
    return _draw_coach(
        "Pause",
        "<p>Take your time. The conversation waits, and all of it is kept, even if you close the page.</p>"
        f'<h3>What you want today</h3><ul class="goals">{goals}</ul>'
        f'<details id="pause-brief"><summary>Your brief</summary><p>{escape(part.brief)}</p></details>'
        f'<p class="actions">{hint}<a href="/" target="_blank" rel="noopener">Ask about it (new tab)</a></p>',
        "Go on",
    )


def draw_hints(hints: Sequence[Hint], picked: str = "", line: str = "") -> str:
    """Three ways to go on; the one that was picked with one wording, to adapt."""
    items = []
    for hint in hints:
        shown = ""
        if hint.strategy == picked:
            shown = (
                '<div class="wording"><p class="quiet">One way to say it. Put it in your own words:</p>'
                f'<blockquote><p id="hint-line">{escape(line)}</p></blockquote>'
                '<button type="button" class="small" id="hint-copy" data-copy="hint-line">Copy</button></div>'
            )
        items.append(
            f'<li><button type="button" class="way" id="way-{escape(hint.strategy)}" data-do="pick" '
            f'data-strategy="{escape(hint.strategy)}" '
            f'aria-expanded="{"true" if shown else "false"}">{escape(hint.title)}'
            f'</button><p class="quiet">{escape(hint.why)}</p>{shown}</li>'
        )
    none = "<p>There is no hint for this moment.</p>" if not items else ""
    return _draw_coach("Three ways to go on", f'{none}<ul class="ways">{"".join(items)}</ul>', "Close")


def _draw_coach(title: str, body: str, close: str) -> str:
    return (
        '<aside class="coach" aria-labelledby="coach-title"><p class="who">Your coach</p>'
        f'<h2 id="coach-title" tabindex="-1">{escape(title)}</h2>{body}'
        f'<p class="actions"><button type="button" class="small" id="coach-close" data-do="close">{close}'
        "</button></p></aside>"
    )


# -- stepping out ---------------------------------------------------------------------


def draw_stepped_out(message: str, contacts: Sequence[Contact], session: Session) -> str:
    """Nothing of the partner's: what is said instead, and whom to turn to."""
    people = "".join(
        f"<li><strong>{escape(contact.name)}</strong><span>{escape(contact.how)}</span>"
        f"{f'<span class=quiet>{escape(contact.when)}</span>' if contact.when else ''}</li>"
        for contact in contacts
    )
    number = len(session.transcript.turns)
    return (
        f'<article class="stepped coach" data-stage="stepped {session.id}"><p class="who">Your coach</p>'
        f'<h2 class="big" tabindex="-1" data-focus>The rehearsal has stopped</h2><p>{escape(message)}</p>'
        f'<ul class="contacts">{people}</ul>'
        f'<p class="actions"><a href="/rehearse">Leave the rehearsal</a>'
        f'<button type="button" class="small" id="go-on" data-do="again" data-number="{number}">'
        "I was only rehearsing: go on from before that</button></p></article>"
    )
