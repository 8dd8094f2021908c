"""Trust and heat over the turns of a rehearsal: as a curve, and in words for those who cannot see it.

The drawing is stretched to the width that it gets, so it holds shapes only; letters stand beside it.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.turns import State, Transcript
from assistant.ui.markdown import escape

TRUST_MOST, HEAT_MOST = 4.0, 5.0
MOVED = 0.25  # A change of trust that is marked.
_WIDTH, _HEIGHT, _EDGE = 1000, 200, 14

_TRUST = ((1.0, "hardly any"), (1.75, "a little"), (2.5, "some"), (3.25, "a good deal"))
_HEAT = ((0.75, "calm"), (1.75, "a little tense"), (3.0, "tense"))


def name_trust(state: State) -> str:
    """How much trust there is, in words."""
    return next((words for below, words in _TRUST if state.trust < below), "much")


def name_heat(state: State) -> str:
    """How heated it is, in words."""
    return next((words for below, words in _HEAT if state.heat < below), "hot")


def states_of(transcript: Transcript) -> list[State]:
    """The state at the start and after each turn."""
    return [transcript.start, *(turn.after for turn in transcript.turns)]


def fell_at(transcript: Transcript) -> list[int]:
    """The turns after which there was less trust."""
    return [turn.number for turn in transcript.turns if turn.after.trust - turn.before.trust <= -MOVED]


def tell_curve(transcript: Transcript, name: str) -> str:
    """The curve as a sentence or two."""
    turns = transcript.turns
    rose = [turn.number for turn in turns if turn.after.trust - turn.before.trust >= MOVED]
    fell = fell_at(transcript)
    heated = [turn.number for turn in turns if turn.after.heat - turn.before.heat >= MOVED]
    first, last = name_trust(transcript.start), name_trust(transcript.state)
    then = f"at the start and {last} at the end" if first != last else "at the start and at the end"
    parts = [f"You had {first} of {name}’s trust {then}."]
    moved = [f"rose at {list_turns(rose)}"] if rose else []
    moved += [f"fell at {list_turns(fell)}"] if fell else []
    parts.append(f"It {' and '.join(moved)}." if moved else "It hardly moved.")
    cooler = "grew cooler or stayed as it was" if not heated else f"grew hotter at {list_turns(heated)}"
    parts.append(f"The talk {cooler}, and {name} was {name_heat(transcript.state)} at the end.")
    return " ".join(parts)


def draw_curve(transcript: Transcript, words: str, *, heat: bool = True, marks: bool = True) -> str:
    """One rehearsal as a curve.

    Args:
        transcript: the rehearsal.
        words: what it shows, for those who cannot see it.
        heat: whether heat is drawn too, as a thin dashed line.
        marks: whether a point leads to its turn.
    """
    states = states_of(transcript)
    most = max(1, len(states) - 1)
    lines = [_draw_line([s.trust / TRUST_MOST for s in states], most, "trust")]
    if heat:
        lines.insert(0, _draw_line([s.heat / HEAT_MOST for s in states], most, "heat"))
    points = ""
    if marks:
        points = "".join(_draw_point(turn.number, turn.before, turn.after, most) for turn in transcript.turns)
    numbers = "".join(
        f'<span style="left:{_left(number, most):.1f}%">{number}</span>' for number in range(1, len(states))
    )
    return (
        f'<div class="curve"><div class="plot"><svg viewBox="0 0 {_WIDTH} {_HEIGHT}" preserveAspectRatio="none" '
        f'role="img" aria-label="{escape(words)}">{_draw_ground()}{"".join(lines)}{points}</svg></div>'
        f'<div class="numbers" aria-hidden="true">{numbers}</div></div>'
    )


def draw_two(one: Transcript, two: Transcript, words: str) -> str:
    """The trust of two ways on one axis: the first as a line, the second dashed."""
    both = [states_of(one), states_of(two)]
    most = max(1, *(len(states) - 1 for states in both))
    lines = "".join(
        _draw_line([s.trust / TRUST_MOST for s in states], most, kind)
        for states, kind in zip(both, ("trust", "other"), strict=True)
    )
    numbers = "".join(f'<span style="left:{_left(number, most):.1f}%">{number}</span>' for number in range(1, most + 1))
    return (
        f'<div class="curve small"><div class="plot"><svg viewBox="0 0 {_WIDTH} {_HEIGHT}" preserveAspectRatio="none" '
        f'role="img" aria-label="{escape(words)}">{_draw_ground()}{lines}</svg></div>'
        f'<div class="numbers" aria-hidden="true">{numbers}</div></div>'
    )


def _draw_ground() -> str:
    rules = (_EDGE, _HEIGHT / 2, _HEIGHT - _EDGE)
    return "".join(f'<path class="rule" d="M0 {y:.0f} H{_WIDTH}"/>' for y in rules)


def _draw_line(values: Sequence[float], most: int, kind: str) -> str:
    points = [f"{_across(place, most):.1f} {_down(value):.1f}" for place, value in enumerate(values)]
    if len(points) == 1:
        points.append(f"{_across(0, most) + 1:.1f} {_down(values[0]):.1f}")
    return f'<path class="{kind}" d="M{" L".join(points)}"/>'


def _draw_point(number: int, before: State, after: State, most: int) -> str:
    step = after.trust - before.trust
    kind = "up" if step >= MOVED else "down" if step <= -MOVED else "same"
    place = f"M{_across(number, most):.1f} {_down(after.trust / TRUST_MOST):.1f} h0"
    # A stroke without length stays round, however the drawing is stretched. The wide one is there to be hit.
    return f'<g data-opens="turn-{number}"><path class="hit" d="{place}"/><path class="point {kind}" d="{place}"/></g>'


def _across(place: int, most: int) -> float:
    return _left(place, most) / 100 * _WIDTH


def _left(place: int, most: int) -> float:
    return 2 + 96 * place / most


def _down(share: float) -> float:
    return _HEIGHT - _EDGE - share * (_HEIGHT - 2 * _EDGE)


def list_turns(numbers: Sequence[int]) -> str:
    """Turns by number, in words."""
    if len(numbers) == 1:
        return f"turn {numbers[0]}"
    return f"turns {', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"
