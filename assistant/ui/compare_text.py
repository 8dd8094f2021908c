"""Values to HTML: two ways that a rehearsal went, side by side from the turn where they part."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant.scenarios import Scenario
from assistant.turns import Transcript
from assistant.ui.curve import draw_two, name_trust
from assistant.ui.markdown import escape
from assistant.ui.rehearse_text import rehearse_address, tell_ending

if TYPE_CHECKING:
    from assistant.store.sessions import Branch

APART = 0.25  # From here on two ends differ in trust.
_NAMES = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def draw_compare(scenario: Scenario, session_id: str, branches: Sequence[Branch], one: Branch, two: Branch) -> str:
    """Two columns, two curves on one axis, and one sentence on what made the difference."""
    name = scenario.sides[one.transcript.partner_side].persona.first_name
    names = [_name_way(branches, branch) for branch in (one, two)]
    shared = shared_turns(one, two)
    curves = (
        f"Trust over the turns. {names[0]}: {name_trust(one.transcript.state)} of it at the end. "
        f"{names[1]}: {name_trust(two.transcript.state)} of it at the end."
    )
    columns = "".join(
        _draw_column(branch, title, shared, name, kind)
        for branch, title, kind in zip((one, two), names, ("trust", "other"), strict=True)
    )
    return (
        f'<article class="compare" data-stage="compare {one.leaf} {two.leaf}">'
        f'<p class="trail"><a href="{escape(rehearse_address(session=session_id))}">Back to the conversation</a></p>'
        f'<h2 class="big" tabindex="-1" data-focus>Two ways with {escape(name)}</h2>'
        f'<p class="lead">{tell_difference(one.transcript, two.transcript, shared, names, name)}</p>'
        f"{_draw_choice(session_id, branches, one, two)}"
        f'<p class="legend"><span class="key trust">{names[0]}</span><span class="key other">{names[1]}</span>'
        f'<span class="quiet">trust in you, turn by turn</span></p>{draw_two(one.transcript, two.transcript, curves)}'
        f'<p class="quiet">{_tell_start(one.transcript, shared, name)}</p><div class="columns">{columns}</div>'
        "</article>"
    )


def shared_turns(one: Branch, two: Branch) -> int:
    """How many turns both ways have in common."""
    pairs = zip(one.turn_ids, two.turn_ids, strict=False)
    return next((number for number, (a, b) in enumerate(pairs) if a != b), min(len(one.turn_ids), len(two.turn_ids)))


def tell_difference(one: Transcript, two: Transcript, shared: int, names: Sequence[str], partner: str) -> str:
    """What was said where the ways part, and where each led, as HTML."""
    said = [t.turns[shared].user if len(t.turns) > shared else "" for t in (one, two)]
    step = two.state.trust - one.state.trust
    quotes = [f"<q>{escape(_shorten(words))}</q>" for words in said]
    start = f"At turn {shared + 1} you said {quotes[0]} the one time and {quotes[1]} the other."
    if abs(step) < APART:
        return f"{start} Both led to about the same place: {escape(partner)}’s trust in you ended alike."
    better, how = (names[1], two) if step > 0 else (names[0], one)
    much = "much further" if abs(step) >= 1 else "further"
    ended = f"at its end you had {name_trust(how.state)} of {escape(partner)}’s trust"
    return f"{start} {escape(better)} took {escape(partner)} {much} towards you: {ended}."


def _shorten(words: str, most: int = 30) -> str:
    found = words.split()
    return " ".join(found[:most]) + (" …" if len(found) > most else "")


def _name_way(branches: Sequence[Branch], branch: Branch) -> str:
    place = branches.index(branch)
    return f"The {_NAMES[place]} way" if place < len(_NAMES) else f"Way {place + 1}"


def _draw_choice(session_id: str, branches: Sequence[Branch], one: Branch, two: Branch) -> str:
    """Which two, if there are more."""
    if len(branches) < 3:
        return ""
    picks = []
    for name, label, chosen in (("one", "Left", one), ("two", "Right", two)):
        options = "".join(
            f'<option value="{branch.leaf}"{" selected" if branch is chosen else ""}>{_name_way(branches, branch)}, '
            f"{len(branch.turn_ids)} turns</option>"
            for branch in branches
        )
        picks.append(
            f'<p class="pick"><label for="pick-{name}">{label}</label>'
            f'<select id="pick-{name}" name="{name}">{options}</select></p>'
        )
    return (
        f'<form class="filters" data-filters><input type="hidden" name="session" value="{session_id}">'
        f'<input type="hidden" name="compare" value="1">{"".join(picks)}</form>'
    )


def _tell_start(transcript: Transcript, shared: int, name: str) -> str:
    before = transcript.turns[shared - 1].partner if shared else transcript.opening
    return f"Both ways go on from what {escape(name)} said: <q>{escape(before)}</q>"


def _draw_column(branch: Branch, title: str, shared: int, name: str, kind: str) -> str:
    lines = "".join(
        f'<li class="own"><p class="who">You, turn {turn.number}</p>'
        f'<p class="words" dir="auto">{escape(turn.user)}</p></li>'
        f'<li class="partner"><p class="who">{escape(name)}</p>'
        f'<p class="words" dir="auto">{escape(turn.partner)}</p></li>'
        for turn in branch.transcript.turns[shared:]
    )
    ending = branch.transcript.ending
    end = f"<p>{escape(tell_ending(ending, name))}</p>" if ending else '<p class="quiet">This way is still open.</p>'
    go = "Look at it in the conversation" if ending else "Go on with this way"
    return (
        f'<section aria-label="{title}"><h3 class="key {kind}">{title}</h3><ol class="turns">{lines}</ol>{end}'
        f'<p class="actions"><button type="button" class="small" id="take-{branch.leaf}" data-do="switch" '
        f'data-leaf="{branch.leaf}">{go}</button></p></section>'
    )
