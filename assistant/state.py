"""Trust, heat and what the partner does next: pure functions over the table in ``prompts/difficulty.yaml``.

No words, no vectors, no model. Everything random comes from the session's seed and the
number of the turn, so the same words always get the same act.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from assistant.errors import ScenarioError
from assistant.resources import resource_folder
from assistant.scenarios import Part
from assistant.turns import (
    ACTS,
    CONCESSIONS,
    DIFFICULTIES,
    MOODS,
    Act,
    Difficulty,
    Ending,
    Heard,
    Mood,
    State,
    Turn,
)

CLOSED_TRUST = 1.0  # Below it the partner is closed, whatever the heat.
CLOSED_HEAT = 3.0
OPEN_HEAT = 2.0
WALK_HEAT = 4.5  # From here they leave; also without any trust and hot.
MOST_A_TURN = 0.5  # The trust that one turn can earn; 0.75 on easy.
# Advice, pressing, explaining, brushing aside and an undertone cost trust down to here; below it only what hurts does.
LEAST_PUSHED = 0.5
_PUSHED = frozenset({"fixed_early", "lectured", "pressed_on", "defended", "dismissed", "sharp"})
AGREED = 0.5  # What an agreement that was reached together is worth.
LISTENED = 2  # Events of listening before anybody can truly agree, and one more for each that hurt.
_OWN_WAY, _OTHER_WAY = 2.0, 0.5  # What the persona's own ways of resisting do to the weights.
_RESISTING: frozenset[Act] = frozenset({"deny", "downplay", "blame", "deflect", "withdraw", "doubt"})
_HEARING = (
    "named_unsaid",
    "guessed_near",
    "took_up",
    "followed_up",
    "respected_refusal",
    "owned_deed",
    "honest_opening",
)
_HURTING = ("judged", "threatened", "dismissed", "hurt")


@dataclass(frozen=True)
class Level:
    """One difficulty: where it starts, what events do, and the weights of acts by mood."""

    name: Difficulty
    trust: float
    heat: float
    fact_offset: float
    open_trust: float
    accept: float
    concession_gap: int
    hints: bool
    numbers: bool
    events: dict[str, tuple[float, float]]
    most: dict[str, int]
    acts: dict[Mood, dict[Act, float]]


@cache
def load_levels(path: Path | None = None) -> dict[Difficulty, Level]:
    """The table.

    Raises:
        ScenarioError: a row or a number is missing, or a step is not in quarters.
    """
    path = path or resource_folder("prompts") / "difficulty.yaml"
    try:
        values = yaml.safe_load(path.read_text("utf-8"))
        return {name: _level(name, values) for name in DIFFICULTIES}
    except (OSError, yaml.YAMLError, KeyError, TypeError, ValueError) as error:
        raise ScenarioError(f"{path.name} is not the table of difficulties ({error}); mend it.") from error


def _level(name: Difficulty, values: dict[str, Any]) -> Level:
    own = values[name]
    events = {event: (float(row[name][0]), float(row[name][1])) for event, row in values["events"].items()}
    odd = [event for event, steps in events.items() if any(step % 0.25 for step in steps)]
    if odd:
        raise ValueError(f"steps are quarters, which {odd[0]!r} is not")
    acts: dict[Mood, dict[Act, float]] = {mood: dict(values["acts"][name][mood]) for mood in MOODS}
    unknown = [act for row in acts.values() for act in row if act not in ACTS]
    if unknown:
        raise ValueError(f"there is no act {unknown[0]!r}")
    return Level(
        name=name,
        trust=own["start"]["trust"],
        heat=own["start"]["heat"],
        fact_offset=own["facts"],
        open_trust=own["open"],
        accept=own["accept"],
        concession_gap=own["concession_gap"],
        hints=own["hints"],
        numbers=own["numbers"],
        events=events,
        most={event: row["most"] for event, row in values["events"].items() if "most" in row},
        acts=acts,
    )


def start_state(level: Level) -> State:
    """How a session begins."""
    return State(trust=level.trust, heat=level.heat)


def mood_of(state: State, level: Level) -> Mood:
    """Closed, guarded or open."""
    if state.trust < CLOSED_TRUST or state.heat >= CLOSED_HEAT:
        return "closed"
    return "open" if state.trust >= level.open_trust and state.heat < OPEN_HEAT else "guarded"


def next_state(state: State, heard: Heard, level: Level) -> State:
    """What a turn does to the partner. Without events from the table it does nothing.

    Losses always count. A gain counts as often as the table says, and one turn earns at most
    ``MOST_A_TURN``; a turn that costs trust earns none.
    """
    gains = dict(state.gains)
    counted: list[str] = []
    up = down = heat = 0.0
    for event in heard.events:
        trust_step, heat_step = level.events.get(event, (0.0, 0.0))
        earns = trust_step > 0 or heat_step < 0
        if earns and gains.get(event, 0) >= level.most.get(event, 99):
            continue
        counted.append(event)
        up += max(0.0, trust_step)
        down += min(0.0, trust_step)
        heat += heat_step
    for event in counted:
        if down == 0 or level.events[event][0] < 0:  # What a turn gave and took at once is no gain spent.
            gains[event] = gains.get(event, 0) + 1
    most = MOST_A_TURN + (0.25 if level.name == "easy" else 0.0)
    change = down if down < 0 else min(most, up)
    losses = {event for event in counted if level.events.get(event, (0.0, 0.0))[0] < 0}
    least = min(state.trust, LEAST_PUSHED) if losses <= _PUSHED else 0.0
    return replace(
        state,
        trust=min(4.0, max(least, state.trust + change)),
        heat=min(5.0, max(0.0, state.heat + (max(0.0, heat) if down < 0 else max(-1.0, heat)))),
        interest_named=state.interest_named or heard.names_interest,
        step_offered=state.step_offered or heard.offers_step,
        limits=state.limits + heard.sets_limit,
        gains=tuple(sorted(gains.items())),
    )


def earned_fact(state: State, heard: Heard, part: Part, level: Level) -> str | None:
    """The hidden fact that this turn opens: its topic came up, there is trust enough, and somebody is listening."""
    stung = any(level.events.get(event, (0.0, 0.0))[0] < 0 for event in heard.events)
    if stung or state.heat >= CLOSED_HEAT or mood_of(state, level) == "closed":
        return None
    listening = heard.asked or any(event in heard.events for event in _HEARING)
    if not listening or not any(state.times(event) for event in _HEARING):
        return None
    needs = {fact.id: fact.trust + level.fact_offset for fact in part.hidden_facts}
    return next((id_ for id_ in heard.touched if state.trust >= needs[id_]), None)


def may_accept(state: State, heard: Heard, level: Level) -> bool:
    """Whether agreement is possible: the interest was named, a step is there, the partner is open and was heard.

    Who was hurt needs to be heard more often. Not now where something is asked openly and no step is offered:
    that wants an answer.
    """
    heard_before = sum(state.times(event) for event in _HEARING)
    hurt = sum(state.times(event) for event in _HURTING)
    return (
        state.interest_named
        and state.step_offered
        and mood_of(state, level) == "open"
        and heard_before >= LISTENED + hurt
        and (heard.offers_step or "asked_openly" not in heard.events)
        and not any(level.events.get(event, (0.0, 0.0))[0] < 0 for event in heard.events)
    )


def gone(state: State) -> State:
    """The partner who has just left: nothing is trusted any more."""
    return replace(state, trust=0.0)


def agreed(state: State) -> State:
    """The partner who has just agreed to a step."""
    return replace(state, trust=min(4.0, state.trust + AGREED))


def session_random(seed: int, number: int, purpose: str = "") -> random.Random:
    """The chance of one turn: the same for the same seed and turn, on every machine."""
    digest = hashlib.sha256(f"{seed}:{number}:{purpose}".encode()).digest()
    return random.Random(int.from_bytes(digest[:8], "big"))  # noqa: S311  # A game's dice, no secret.


def act_weights(
    state: State, heard: Heard, part: Part, level: Level, turns: Sequence[Turn], *, abusive: bool = False
) -> dict[Act, float]:
    """The weight of every act that is possible now.

    Args:
        state: after the user's turn.
        heard: what the turn meant.
        part: the partner's side.
        level: the difficulty.
        turns: the turns before.
        abusive: the partner treats the user badly, so there is nothing to agree on.
    """
    mood = mood_of(state, level)
    weights = {act: float(weight) for act, weight in level.acts[mood].items()}
    for act in weights:
        if act in _RESISTING:
            weights[act] *= _OWN_WAY if act in part.persona.resistance else _OTHER_WAY
    _bend(weights, heard, part, state, level)
    if may_accept(state, heard, level):
        weights["accept"] = sum(weights.values()) * level.accept / (1.001 - level.accept)
    recent = [turn.act for turn in turns]
    if any(act in CONCESSIONS for act in recent[-(level.concession_gap - 1) :]):
        # Opening is gradual: after a concession somebody looks back. Only a true agreement may follow at once.
        for act in CONCESSIONS - ({"accept"} if may_accept(state, heard, level) else set()):
            weights.pop(act, None)
    if abusive:
        for act in CONCESSIONS:
            weights.pop(act, None)
    worn = worn_act(turns)
    if worn:
        weights.pop(worn, None)
    return {act: weight for act, weight in weights.items() if weight > 0} or {"hesitate": 1.0}


def _bend(weights: dict[Act, float], heard: Heard, part: Part, state: State, level: Level) -> None:
    """What the moment does: a question wants an answer, a sting a defence, a step a reaction."""

    def times(factor: float, *acts: Act) -> None:
        for act in acts:
            if act in weights:
                weights[act] *= factor

    events = set(heard.events)
    if heard.asked:
        times(2.0, "give_fact", "hesitate")
        times(0.3, "propose", "ask_back")
    if events & {"judged", "threatened", "hurt"}:
        times(2.0, "deny", "blame", "withdraw")
        times(0.2, "concede_part", "propose", "give_fact")
    if events & {"pressed_on", "lectured", "fixed_early"}:
        times(2.0, "withdraw", "doubt", "deflect")
        times(0.5, "concede_part", "propose")
    if "dismissed" in events:
        times(2.0, "withdraw", "doubt")
    if "owned_deed" in events:
        times(4.0, "concede_part", "hesitate")
        times(0.3, "blame", "deny")
    if events & {"named_unsaid", "guessed_near"}:
        times(3.0, "hesitate", "concede_part", "give_fact")
        times(0.3, "deny", "blame", "withdraw")
    if heard.offers_step:
        times(2.5, "doubt", "concede_part", "ask_back")
        times(0.3, "deny", "blame", "deflect")
    hidden = {fact.id: fact.trust + level.fact_offset for fact in part.hidden_facts}
    if any(state.trust < hidden[id_] for id_ in heard.touched):
        times(1.5, "deflect", "hesitate")  # Somebody came close to what is not said.


def worn_act(turns: Sequence[Turn]) -> Act | None:
    """The act that came in both of the last two turns: it comes no third time."""
    recent = [turn.act for turn in turns[-2:]]
    return recent[0] if len(recent) == 2 and recent[0] == recent[1] else None


def draw_act(weights: dict[Act, float], chance: random.Random) -> Act:
    """One act by its weight."""
    names = sorted(weights)
    return chance.choices(names, [weights[name] for name in names])[0]


def ending_of(state: State, act: Act, number: int, most: int, heard: Heard, *, limit: bool) -> Ending | None:
    """Whether the session ends with this turn, and how.

    Args:
        state: after the turn.
        act: the partner's.
        number: of the turn, from 1.
        most: turns that a session may have.
        heard: what the user's turn meant.
        limit: whether the user's good ending is a limit that is set and held.
    """
    if limit and state.limits >= 2 and heard.sets_limit:
        return "limit"
    if walks_away(state) and not (limit and heard.sets_limit):
        return "walk_away"
    if act == "accept":
        return "agreement"
    return "turns" if number >= most else None


def walks_away(state: State) -> bool:
    """Whether it is over for the partner."""
    return state.heat >= WALK_HEAT or (state.trust <= 0 and state.heat >= CLOSED_HEAT)
