"""The phrase bank: which of a scenario's lines answers this turn best. No model, no state."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import get_args

import numpy as np
import yaml
from numpy.typing import NDArray

from assistant.cards import Card
from assistant.errors import ScenarioError
from assistant.phrases import QuestionKind
from assistant.resources import resource_folder
from assistant.scenarios import CELLS, Line
from assistant.turns import ACTS, MOODS, Act, Heard, Mood
from assistant.words import all_words

Floats = NDArray[np.float32]

ABOUT = 0.35  # What a line about the topic that just came up is worth, beside a cosine.
NEAR = 0.42  # Cosine of a question and a line that answers it; read on two hundred pairs of the development scripts.
JITTER = 0.08  # So that the same words do not always get the same answer, seed by seed.
# Where a person goes when the lines of an act are used up: to what sounds most like it.
_NEXT: dict[Act, tuple[Act, ...]] = {
    "deny": ("downplay", "deflect", "doubt"),
    "downplay": ("deny", "hesitate", "deflect"),
    "blame": ("deny", "doubt", "downplay"),
    "deflect": ("ask_back", "hesitate", "downplay"),
    "withdraw": ("deflect", "hesitate", "doubt"),
    "ask_back": ("doubt", "hesitate", "deflect"),
    "hesitate": ("doubt", "ask_back", "give_fact"),
    "doubt": ("ask_back", "hesitate", "downplay"),
    "give_fact": ("hesitate", "concede_part", "ask_back"),
    "concede_part": ("give_fact", "hesitate", "doubt"),
    "propose": ("ask_back", "give_fact", "hesitate"),
    "accept": ("accept",),
}


@dataclass(frozen=True)
class Choice:
    """A line to say: as it stands in the scenario, as it is said, and the act that it is."""

    line: str
    text: str
    act: Act
    score: float


def answer_act(mood: Mood) -> Act:
    """What an answer to a known question does: a dodge, half an answer, an answer."""
    return {"closed": "deflect", "guarded": "hesitate", "open": "give_fact"}[mood]  # type: ignore[return-value]


def bank_lines(
    card: Card,
    act: Act,
    mood: Mood,
    heard: Heard,
    vector: Floats,
    used: Sequence[str],
    chance: random.Random,
    forbidden: Act | None = None,
) -> list[Choice]:
    """The lines for an act in a mood that were not said yet, best first; never none.

    Args:
        card: the partner's.
        act: what the line shall do.
        mood: how it shall sound.
        heard: what the user's turn meant; lines about its topics come first.
        vector: of the user's turn.
        used: lines of this session, as they stand in the scenario.
        chance: breaks ties.
        forbidden: an act that may not come now, not even for want of lines.
    """
    for some_act, some_mood in _cells(act, mood):
        if some_act == forbidden:
            continue
        choices = list(_cell(card, some_act, some_mood, heard, vector, used, chance))
        if choices:
            return sorted(choices, key=lambda choice: (-choice.score, choice.line))
    raise AssertionError("a scenario has more lines than a session has turns")


def near_lines(
    card: Card,
    acts: Iterable[Act],
    mood: Mood,
    heard: Heard,
    question: Floats,
    used: Sequence[str],
    chance: random.Random,
) -> list[Choice]:
    """The lines of some acts that bear on what was asked and were not said yet, best first; none if none does.

    Args:
        card: the partner's.
        acts: what the reply may do.
        mood: how it shall sound.
        heard: what the user's turn meant.
        question: the vector of the sentence that asks.
        used: lines of this session, as they stand in the scenario.
        chance: breaks ties.
    """
    near = [
        Choice(line.say, fill(line.say, heard.echo), act, _score(card, line.say, False, question, used, chance))
        for act in acts
        for line in _unsaid(card, act, mood, heard, used)
        if float(card.vectors[line.say] @ question) >= NEAR
    ]
    return sorted(near, key=lambda choice: (-choice.score, choice.line))


def _cells(act: Act, mood: Mood) -> Iterator[tuple[Act, Mood]]:
    near = sorted(MOODS, key=lambda other: abs(MOODS.index(other) - MOODS.index(mood)))
    for some_act in (act, *_NEXT[act]):
        for some_mood in near[:2]:
            if some_mood in CELLS[some_act]:
                yield some_act, some_mood
    for some_act in ACTS:
        if some_act != "accept":
            yield from ((some_act, some_mood) for some_mood in near)


def _unsaid(card: Card, act: Act, mood: Mood, heard: Heard, used: Sequence[str]) -> Iterator[Line]:
    """The lines of an act in a mood that can be said now: not said before, and with a word for their slot."""
    for line in card.part.cell(act, mood):
        if line.say not in used and ("$echo" not in line.say or heard.echo):
            yield line


def _cell(
    card: Card, act: Act, mood: Mood, heard: Heard, vector: Floats, used: Sequence[str], chance: random.Random
) -> Iterator[Choice]:
    for line in _unsaid(card, act, mood, heard, used):
        if line.about and line.about not in heard.topics:
            continue
        yield Choice(
            line.say, fill(line.say, heard.echo), act, _score(card, line.say, bool(line.about), vector, used, chance)
        )


def answers(
    card: Card, place: int, mood: Mood, vector: Floats, used: Sequence[str], chance: random.Random
) -> list[Choice]:
    """The answers to a known question in a mood that were not given yet, best first; none if all were."""
    return _rank(card, card.part.answers[place].lines(mood), answer_act(mood), 1.0, vector, used, chance)


def fact_lines(card: Card, id_: str, vector: Floats, used: Sequence[str], chance: random.Random) -> list[Choice]:
    """The ways in which a hidden fact is told, best first."""
    return _rank(card, card.fact(id_).lines, "give_fact", 0.0, vector, used, chance)


def later_lines(
    card: Card, earned: Sequence[str], heard: Heard, vector: Floats, used: Sequence[str], chance: random.Random
) -> list[Choice]:
    """Lines that come back to a fact that was told, where its topic comes up again, best first."""
    lines = [line for id_ in earned if set(card.fact(id_).topics) & set(heard.topics) for line in card.fact(id_).later]
    return _rank(card, lines, "give_fact", 0.0, vector, used, chance)


KINDS = ("leave", *get_args(QuestionKind))  # Of lines that anybody may say, by mood.


@cache
def load_anybody() -> dict[str, dict[Act, tuple[str, ...]]]:
    """Short things that anybody may say: groups of lines by act.

    ``puzzled``; by mood ("leave open") leave to speak; ("asked open") what is said to a question without an answer;
    and to somebody who asks whether they heard right ("checked open"), whether to do something ("offered open"),
    or how they are ("well open").

    Raises:
        ScenarioError: the file is broken.
    """
    path = resource_folder("prompts") / "anybody.yaml"
    try:
        values = yaml.safe_load(path.read_text("utf-8"))
        return {
            group: {act: tuple(map(str, values[group][act])) for act in ACTS if act in values[group]}
            for group in ("puzzled", *(f"{kind} {mood}" for kind in KINDS for mood in MOODS))
        }
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise ScenarioError(f"{path.name} does not hold lines for each of its groups; mend it.") from error


@cache
def unanswering_lines() -> frozenset[str]:
    """What is said to a question that has no answer, in any mood."""
    return frozenset(line for mood in MOODS for own in load_anybody()[f"asked {mood}"].values() for line in own)


def anybody_lines(group: str, used: Sequence[str], chance: random.Random, forbidden: Act | None = None) -> list[Choice]:
    """Those of a group that were not said yet, in an order of chance; none if all were. See `load_anybody`."""
    groups = load_anybody()[group].items()
    lines = [(line, act) for act, own in groups if act != forbidden for line in own if line not in used]
    return [Choice(line, line, act, 0.0) for line, act in chance.sample(lines, len(lines))]


def _rank(
    card: Card, lines: Sequence[str], act: Act, worth: float, vector: Floats, used: Sequence[str], chance: random.Random
) -> list[Choice]:
    """Those of some lines that were not said yet, each about what just came up, best first."""
    fresh = [line for line in lines if line not in used]
    choices = [Choice(line, line, act, worth + _score(card, line, True, vector, used, chance)) for line in fresh]
    return sorted(choices, key=lambda choice: (-choice.score, choice.line))


def _score(card: Card, line: str, about: bool, vector: Floats, used: Sequence[str], chance: random.Random) -> float:
    near = float(card.vectors[line] @ vector) if line in card.vectors else 0.0
    opening = all_words(line)[:2]
    same_start = any(all_words(other)[:2] == opening for other in used)
    return near + ABOUT * about - 0.3 * same_start + JITTER * chance.random()


def fill(line: str, echo: str) -> str:
    """Put the user's word into the slot, with a capital where the line begins with it."""
    if line.startswith("$echo"):
        echo = echo[:1].upper() + echo[1:]
    return line.replace("$echo", echo)
