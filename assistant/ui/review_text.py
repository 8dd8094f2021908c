"""Values to HTML, for the Review page: earlier rehearsals, the two questions, and the debrief in reading order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from assistant.coach import SelfQuestion
from assistant.debrief import Debrief, Strength
from assistant.scenarios import Scenario
from assistant.turns import Ending, Transcript
from assistant.ui.curve import draw_curve, fell_at, list_turns, tell_curve
from assistant.ui.markdown import escape
from assistant.ui.rehearse_text import draw_sliders, name_day, rehearse_address, review_address
from assistant.ui.text import guide_address, guide_id
from assistant.values import Citation, other_side

if TYPE_CHECKING:
    from assistant.store.sessions import Entry, Session

GOOD_TOLD = (
    12.5  # Per cent of sentences that told something in good counselling sessions; the coach's words say so too.
)
EXPORT_ADDRESS = "/export/rehearsals.json"
_ENDED: Mapping[Ending, str] = {
    "agreement": "ended in agreement",
    "limit": "ended with a limit that held",
    "walk_away": "they broke it off",
    "user": "you ended it",
    "turns": "ran its twenty turns",
    "step_out": "was stopped",
}


@dataclass(frozen=True)
class Line:
    """A rehearsal in the list, with the last thing that was said in it."""

    entry: Entry
    last: str


# -- the list -------------------------------------------------------------------------


def draw_list(lines: Sequence[Line], titles: Mapping[str, str]) -> str:
    """Open ones first, then by scenario."""
    if not lines:
        return (
            '<div data-stage="list"><h2 class="part">Nothing to look back at yet</h2>'
            "<p>After a rehearsal you find here what "
            'worked and what to try. <a href="/rehearse">Choose a conversation</a></p></div>'
        )
    begun = [line for line in lines if line.entry.ending is None]
    ended = [line for line in lines if line.entry.ending is not None]
    groups: dict[str, list[Line]] = {}
    for line in ended:
        groups.setdefault(titles.get(line.entry.scenario, line.entry.scenario), []).append(line)
    parts = []
    if begun:
        items = "".join(_draw_entry(line, titles.get(line.entry.scenario, line.entry.scenario)) for line in begun)
        parts.append(f'<section><h2 class="part">Not finished yet</h2><ul class="kept">{items}</ul></section>')
    for title, group in groups.items():
        items = "".join(_draw_entry(line) for line in group)
        parts.append(f'<section><h2 class="part">{escape(title)}</h2><ul class="kept">{items}</ul></section>')
    return f'<div data-stage="list">{"".join(parts)}{_draw_keeping()}</div>'


def _draw_entry(line: Line, title: str = "") -> str:
    entry = line.entry
    day = name_day(entry.updated, clock=True)
    number = (
        f"turn {entry.turns + 1}" if entry.ending is None else f"{entry.turns} turn{'s' if entry.turns != 1 else ''}"
    )
    ended = f", {_ENDED[entry.ending]}" if entry.ending else ""
    address = review_address(entry.id) if entry.ending else rehearse_address(session=entry.id)
    name = f"Go on: {title}, {number}" if title else day
    facts = f"As the {entry.side}, {entry.difficulty}" + (f", {day}" if title else f", {number}{ended}")
    last = f"<p><q>{escape(line.last)}</q></p>" if line.last else ""
    return (
        f'<li><a href="{escape(address)}">{escape(name)}</a><span class="for">{facts}</span>{last}'
        f'<details class="confirm" id="drop-{entry.id}"><summary>Delete</summary>'
        "<p>Delete this rehearsal with all its ways? "
        f'It cannot be brought back. <button type="button" class="small" data-do="delete" data-id="{entry.id}">'
        "Delete it</button></p></details></li>"
    )


def _draw_keeping() -> str:
    return (
        '<section class="keeping"><h2 class="part">What is kept</h2>'
        "<p>Your rehearsals are kept in a file of Counterpart’s "
        "until you delete them.</p>"
        f'<p class="actions"><a href="{EXPORT_ADDRESS}" download="rehearsals.json">Save all of it as a file '
        "(JSON)</a></p>"
        '<details class="confirm" id="drop-all"><summary>Delete all rehearsals</summary>'
        "<p>Delete everything that is kept "
        'about your rehearsals? It cannot be brought back. <button type="button" class="small" data-do="delete-all">'
        "Delete all</button></p></details></section>"
    )


# -- the person first -----------------------------------------------------------------


def draw_unfinished(scenario: Scenario, session: Session) -> str:
    """A rehearsal that has not ended yet has no debrief."""
    address = escape(rehearse_address(session=session.id))
    look = (
        '<button type="button" class="small" id="finish" data-do="finish">End it and look back</button>'
        if session.transcript.turns
        else ""
    )
    return (
        f'<article data-stage="unfinished {session.id}">{_draw_trail()}<h2 class="big" tabindex="-1" data-focus>'
        f"{escape(scenario.title)}</h2><p>This one is not finished.</p>"
        f'<p class="actions"><a class="button" href="{address}">Go on with it</a>{look}</p></article>'
    )


def draw_questions_first(scenario: Scenario, session: Session, questions: Mapping[str, SelfQuestion]) -> str:
    """Two questions before anything is said about the talk."""
    asked = "".join(
        f'<div class="self"><label for="self-{name}">{escape(item.question)}</label>'
        f'<ul class="helps" id="helps-{name}">{"".join(f"<li>{escape(line)}</li>" for line in item.helps)}</ul>'
        f'<textarea id="self-{name}" name="{escape(name)}" rows="3" maxlength="4000" dir="auto" '
        f'aria-describedby="helps-{name}">{escape(str(session.review.get(name, "")))}</textarea></div>'
        for name, item in questions.items()
    )
    return (
        f'<article class="first-you" data-stage="self {session.id}">{_draw_trail()}'
        f'<h2 class="big" tabindex="-1" data-focus>First, you</h2>'
        f'<p class="for">{escape(scenario.title)}, {name_day(session.updated)}. '
        "Two questions before you read what your coach saw.</p>"
        f'<form data-form="answer">{asked}<p class="actions">'
        '<button type="submit" class="main" id="answer">Show me the debrief'
        '</button><button type="button" class="small" id="skip" data-do="skip">Skip the questions</button></p>'
        "</form></article>"
    )


# -- the debrief ----------------------------------------------------------------------


def draw_debrief(
    scenario: Scenario,
    session: Session,
    debrief: Debrief,
    questions: Mapping[str, SelfQuestion],
    practise: Scenario | None,
    *,
    ways: int = 1,
) -> str:
    """Everything in the order in which it is best read.

    Args:
        scenario: the situation.
        session: the rehearsal.
        debrief: what can be said of it.
        questions: the two that the person answered first.
        practise: where the next thing can be practised.
        ways: how many ways it went.
    """
    transcript = session.transcript
    name = scenario.sides[transcript.partner_side].persona.first_name
    cited = {citation.id: citation for citation in debrief.citations}
    parts = [
        _draw_top(scenario, session, debrief),
        _draw_own_words(session, questions),
        _draw_curve(transcript, name),
        _draw_strengths(debrief.strengths, cited),
        _draw_changes(debrief, cited, fell_at(transcript)),
        _draw_share(debrief),
        _draw_hidden(debrief, name),
        _draw_goals(debrief),
        _draw_next(debrief, practise, transcript),
        _draw_after(session),
        _draw_ways_on(session, ways),
    ]
    return f'<article class="debrief" data-stage="debrief {session.id}">{"".join(parts)}</article>'


def _draw_trail() -> str:
    return '<p class="trail"><a href="/review">All rehearsals</a></p>'


def _draw_top(scenario: Scenario, session: Session, debrief: Debrief) -> str:
    transcript = session.transcript
    name = scenario.sides[transcript.partner_side].persona.name
    count = len(transcript.turns)
    return (
        f'{_draw_trail()}<p class="for">{escape(scenario.title)} · you as the {transcript.side}, with '
        f"{escape(name)} · "
        f"{transcript.difficulty} · {count} turn{'s' if count != 1 else ''} · {name_day(session.updated)}</p>"
        f'<h2 class="big" tabindex="-1" data-focus>{escape(debrief.summary)}</h2>'
    )


def _draw_own_words(session: Session, questions: Mapping[str, SelfQuestion]) -> str:
    said = [(item.question, str(session.review.get(name, "")).strip()) for name, item in questions.items()]
    items = "".join(f'<dt>{escape(q)}</dt><dd dir="auto">{escape(words)}</dd>' for q, words in said if words)
    return f'<section class="said-first"><h3>What you said first</h3><dl>{items}</dl></section>' if items else ""


def _draw_curve(transcript: Transcript, name: str) -> str:
    if not transcript.turns:
        return ""
    words = tell_curve(transcript, name)
    turns = "".join(
        f'<li><details id="turn-{turn.number}">'
        f"<summary>Turn {turn.number}: {_name_step(turn.after.trust - turn.before.trust)}"
        f'</summary><p><b>You</b> <span dir="auto">{escape(turn.user)}</span></p>'
        f'<p><b>{escape(name)}</b> <span dir="auto">{escape(turn.partner)}</span></p></details></li>'
        for turn in transcript.turns
        if not turn.stepped_out
    )
    return (
        '<section class="course"><h3>How it went</h3><p class="legend"><span class="key trust">trust in you</span>'
        f'<span class="key heat">heat</span></p>{draw_curve(transcript, words)}<p>{escape(words)}</p>'
        f'<details id="turns" class="turn-list"><summary>Turn by turn</summary><ul>{turns}</ul></details></section>'
    )


def _name_step(step: float) -> str:
    return "trust rose" if step > 0 else "trust fell" if step < 0 else "trust stayed"


def _draw_strengths(strengths: Sequence[Strength], cited: Mapping[str, Citation]) -> str:
    items = "".join(
        f'<li>{_draw_quote(item)}<p>{escape(item.effect)}</p><p class="why">{escape(item.principle)} '
        f"{_draw_citation(cited.get(item.citation))}</p></li>"
        for item in strengths
    )
    none = "<p>Nothing stood out this time. That happens in short or difficult talks.</p>"
    return f"<section><h3>What worked</h3>{f'<ul class=moments>{items}</ul>' if items else none}</section>"


def _draw_changes(debrief: Debrief, cited: Mapping[str, Citation], fell: Sequence[int]) -> str:
    items = []
    for number, item in enumerate(debrief.changes, 1):
        line = f"instead-{number}"
        aim = f"{escape(item.aim)} " if item.aim else ""
        items.append(
            f"<li>{_draw_quote(item)}<p>{aim}{escape(item.effect)}</p>"
            '<figure class="aloud"><figcaption>You could say</figcaption><blockquote>'
            f'<p id="{line}">{escape(item.rewrite)}</p>'
            "</blockquote></figure>"
            f'<p class="why">{escape(item.principle)} {_draw_citation(cited.get(item.citation))}</p>'
            f'<p class="actions"><button type="button" class="small" id="again-{number}" data-do="again" '
            f'data-number="{(item.turn + 1) // 2}">Try again from here'
            f'<span class="unseen">(turn {(item.turn + 1) // 2})</span>'
            f'</button><button type="button" class="small" id="{line}-copy" data-copy="{line}">Copy the line'
            "</button></p></li>"
        )
    little = _tell_nothing_to_try(debrief, fell)
    body = f'<ul class="moments">{"".join(items)}</ul>' if items else f"<p>{little}</p>"
    return f"<section><h3>What to try</h3>{body}</section>"


def _tell_nothing_to_try(debrief: Debrief, fell: Sequence[int]) -> str:
    if fell:
        return f"No line to offer instead. Look once more at {list_turns(fell)}, where trust fell."
    if debrief.short:
        return "Too little was said to suggest anything."
    return "Nothing large. One idea to stretch to stands further down."


def _draw_quote(item: Strength) -> str:
    turn = (item.turn + 1) // 2
    return (
        f'<p class="quote"><q>{escape(item.quote)}</q> '
        f'<a class="to-turn" href="#turn-{turn}" data-opens="turn-{turn}">'
        f"turn {turn}</a></p>"
    )


def _draw_citation(citation: Citation | None) -> str:
    if citation is None:
        return ""
    address = escape(guide_address(guide_id(citation.source), citation.id))
    place = escape(citation.title) + (f" › {escape(citation.section)}" if citation.section != citation.title else "")
    return (
        f'<a class="source" href="{address}" target="_blank" rel="noopener">{place}'
        '<span class="unseen"> (new tab)</span></a>'
    )


def _draw_share(debrief: Debrief) -> str:
    if debrief.short:
        return ""
    told, heard = round(debrief.numbers.told_share * 100), round(debrief.numbers.listened_share * 100)
    rest = max(0, 100 - told - heard)
    words = f"Of your sentences {told} % told something, {heard} % asked or said something back, {rest} % did neither."
    return (
        '<section class="share"><h3>You spoke, you listened</h3>'
        f'<div class="shares" role="img" aria-label="{words}"><span class="told" style="width:{told}%"></span>'
        f'<span class="rest" style="width:{rest}%"></span><span class="heard" style="width:{heard}%"></span>'
        f'<span class="mark" style="left:{GOOD_TOLD}%"></span></div>'
        f'<p class="legend"><span class="key told">told: {told} %</span>'
        f'<span class="key rest">neither: {rest} %</span>'
        f'<span class="key heard">asked or said back: {heard} %</span>'
        '<span class="key mark">telling in good sessions</span></p>'
        f"<p>{escape(debrief.notes.get('range', ''))}</p>"
        f'<p class="quiet">{escape(debrief.notes.get("told", ""))}</p></section>'
    )


def _draw_hidden(debrief: Debrief, name: str) -> str:
    items = "".join(
        f"<li><p>{escape(item.fact)}</p>"
        + (
            '<p class="quiet">You were told this.</p>'
            if item.earned
            else f'<p class="quiet">This might have opened it: <q>{escape(item.opener)}</q></p>'
        )
        + "</li>"
        for item in debrief.hidden
    )
    all_told = debrief.hidden and all(item.earned for item in debrief.hidden)
    title = f"What lay behind it for {name}" if all_told else f"What {name} did not say at first"
    return f'<section><h3>{escape(title)}</h3><ul class="moments">{items}</ul></section>' if items else ""


def _draw_goals(debrief: Debrief) -> str:
    items = []
    for goal in debrief.goals:
        where = ""
        if goal.met and goal.turn is not None:
            turn = (goal.turn + 1) // 2
            where = f' <a class="to-turn" href="#turn-{turn}" data-opens="turn-{turn}">turn {turn}</a>'
        mark = '<span class="met">met</span>' if goal.met else '<span class="unmet">not this time</span>'
        items.append(f"<li>{mark} <span>{escape(goal.goal)}{where}</span></li>")
    return f'<section><h3>What you wanted</h3><ul class="goal-list">{"".join(items)}</ul></section>' if items else ""


def _draw_next(debrief: Debrief, practise: Scenario | None, transcript: Transcript) -> str:
    button = ""
    if practise is not None:
        address = rehearse_address(scenario=practise.id, side=transcript.side, difficulty=transcript.difficulty)
        title = escape(practise.title)
        button = f'<p class="actions"><a class="button" href="{escape(address)}">Practise it in: {title}</a></p>'
    plan = (
        '<figure class="aloud"><figcaption>For the real talk</figcaption><blockquote>'
        f'<p id="if-then">{escape(debrief.if_then)}'
        '</p></blockquote><button type="button" class="small" id="if-then-copy" data-copy="if-then">Copy this '
        "sentence</button>"
        "</figure>"
        if debrief.if_then
        else ""
    )
    return f"<section><h3>One thing to practise next</h3><p>{escape(debrief.practise_next)}</p>{button}{plan}</section>"


def _draw_after(session: Session) -> str:
    """How it feels now, beside how it felt before."""
    values = {
        name: int(session.review[f"{name}_after"]) for name in ("tense", "ready") if f"{name}_after" in session.review
    }
    before = [
        f"{name} {value}" for name, value in (("tense", session.tense), ("ready", session.ready)) if value is not None
    ]
    told = f'<p class="quiet">Before it you said: {" and ".join(before)}, out of 10.</p>' if before else ""
    kept = '<span class="quiet">Kept.</span>' if values else ""
    sliders = draw_sliders(
        ("tense", "How tense are you now about a talk like this?"),
        ("ready", "How ready do you feel now?"),
        values=values,
    )
    return (
        f'<section class="after"><h3>And now?</h3>{told}<form data-form="after">{sliders}'
        f'<p class="actions"><button type="submit" class="small" id="after">Keep it</button>{kept}</p></form>'
        "</section>"
    )


def _draw_ways_on(session: Session, ways: int) -> str:
    transcript: Transcript = session.transcript
    other = other_side(transcript.side)
    switched = rehearse_address(scenario=transcript.scenario, side=other, difficulty=transcript.difficulty)
    compare = (
        f'<a href="{escape(rehearse_address(session=session.id, compare="1"))}">Compare the ways it went</a>'
        if ways > 1
        else ""
    )
    return (
        f'<p class="actions ways-on"><button type="button" class="small" id="print" data-print>Print this</button>'
        f'<a href="{escape(rehearse_address(session=session.id))}">The whole conversation</a>{compare}'
        f'<a href="{escape(switched)}">Switch sides: be the {other}</a></p>'
    )


def read_answers(said: Mapping[str, Any], questions: Mapping[str, SelfQuestion]) -> dict[str, str]:
    """What was answered to the two questions."""
    return {name: str(said.get(name, "")).strip()[:4000] for name in questions}
