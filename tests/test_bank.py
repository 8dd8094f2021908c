"""The phrase bank: the line that answers best, none of them twice, and never one that belongs elsewhere."""

from __future__ import annotations

import random
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.bank import answer_act, answers, bank_lines, fact_lines, fill, later_lines
from assistant.cards import Card
from assistant.cues import plain
from assistant.embeddings import MiniLM
from assistant.scenarios import CELLS
from assistant.turns import ACTS, MOODS, Act, Heard, Mood
from assistant.values import Side

EVERY_CELL = [(act, mood) for act in ACTS for mood in CELLS[act]]


@pytest.fixture(scope="module")
def card(card_of: Callable[[str, Side], Card]) -> Card:
    return card_of("missed-deadlines", "trainee")


@pytest.fixture(scope="module")
def vector(sentence_model: MiniLM) -> NDArray[np.float32]:
    """A turn of the user's."""
    made: NDArray[np.float32] = sentence_model.embed_array([plain("What happened with the draft on Friday?")])[0]
    return made


def dice(seed: int = 1) -> random.Random:
    return random.Random(seed)  # noqa: S311  # dice, no secret


@pytest.mark.parametrize(("act", "mood"), EVERY_CELL)
def test_lines_are_of_the_act_and_the_mood(card: Card, vector: NDArray[np.float32], act: Act, mood: Mood) -> None:
    """While a cell has fresh lines, the answer comes from it."""
    choices = bank_lines(card, act, mood, Heard(), vector, (), dice())
    here = {line.say for line in card.part.cell(act, mood)}
    assert choices and {choice.line for choice in choices} <= here
    assert all(choice.act == act for choice in choices)


def test_best_comes_first(card: Card, vector: NDArray[np.float32]) -> None:
    """Choices are in the order of their score."""
    scores = [choice.score for choice in bank_lines(card, "deny", "closed", Heard(), vector, (), dice())]
    assert scores == sorted(scores, reverse=True) and len(scores) > 1


def test_a_line_about_a_topic_waits_for_it(card: Card, vector: NDArray[np.float32]) -> None:
    """What is about the panel is only said where the panel came up; then it goes before the rest."""
    about = {line.say for line in card.part.cell("doubt", "open") if line.about == "panel"}
    silent = bank_lines(card, "doubt", "open", Heard(), vector, (), dice())
    asked = bank_lines(card, "doubt", "open", Heard(topics=("panel",)), vector, (), dice())
    assert about and not about & {choice.line for choice in silent}
    assert asked[0].line in about


def test_nothing_is_said_twice(card: Card, vector: NDArray[np.float32]) -> None:
    """However often the same act is drawn, there is another line, up to the longest session and beyond."""
    used: list[str] = []
    for _ in range(40):
        choice = bank_lines(card, "withdraw", "closed", Heard(), vector, used, dice())[0]
        assert choice.line not in used
        used.append(choice.line)


def test_a_forbidden_act_does_not_come_for_want_of_lines(card: Card, vector: NDArray[np.float32]) -> None:
    """Where the lines of an act are used up, what stands in for it is not what was just done twice."""
    used = [line.say for mood in MOODS for line in card.part.cell("withdraw", mood)]
    stand_in = bank_lines(card, "withdraw", "closed", Heard(), vector, used, dice())[0].act
    other = bank_lines(card, "withdraw", "closed", Heard(), vector, used, dice(), forbidden=stand_in)[0].act
    assert stand_in != "withdraw" and other not in ("withdraw", stand_in)


@pytest.mark.parametrize("act", [act for act in ACTS if act != "accept"])
def test_nobody_agrees_for_want_of_lines(card: Card, vector: NDArray[np.float32], act: Act) -> None:
    """Acceptance is never what is left over."""
    used: list[str] = []
    for _ in range(60):
        choice = bank_lines(card, act, "open", Heard(topics=tuple(card.topic_words)), vector, used, dice())[0]
        assert choice.act != "accept"
        used.append(choice.line)


def test_chance_breaks_ties_and_is_the_seeds(card: Card) -> None:
    """Where no line is nearer than another, the same dice give the same one, and other dice another."""
    nowhere = np.zeros(384, np.float32)

    def first(seed: int) -> str:
        return bank_lines(card, "hesitate", "guarded", Heard(), nowhere, (), dice(seed))[0].line

    firsts = [first(seed) for seed in range(30)]
    assert firsts == [first(seed) for seed in range(30)] and len(set(firsts)) > 1


@pytest.mark.parametrize("mood", MOODS)
def test_answers_are_those_of_the_mood(card: Card, vector: NDArray[np.float32], mood: Mood) -> None:
    """A known question is dodged, half answered or answered."""
    for place, reply in enumerate(card.part.answers):
        choices = answers(card, place, mood, vector, (), dice())
        assert {choice.line for choice in choices} == set(reply.lines(mood))
        assert {choice.act for choice in choices} == {answer_act(mood)}


def test_an_answer_is_given_once(card: Card, vector: NDArray[np.float32]) -> None:
    """Asked again, there is nothing left, and the act decides."""
    used = list(card.part.answers[0].guarded)
    assert answers(card, 0, "guarded", vector, used, dice()) == []


def test_a_fact_is_told_in_its_own_lines(card: Card, vector: NDArray[np.float32]) -> None:
    """What tells a fact is written for it, and another wording is left for the next session."""
    fact = card.fact("remark")
    choices = fact_lines(card, "remark", vector, fact.lines[:1], dice())
    assert {choice.line for choice in choices} == set(fact.lines[1:])
    assert {choice.act for choice in choices} == {"give_fact"}


def test_later_lines_need_the_fact_and_its_topic(card: Card, vector: NDArray[np.float32]) -> None:
    """Nobody comes back to what was not told, or to what is not spoken of."""
    about = Heard(topics=("workload",))
    later = later_lines(card, ("extra-teaching",), about, vector, (), dice())
    assert {choice.line for choice in later} == set(card.fact("extra-teaching").later)
    assert later_lines(card, (), about, vector, (), dice()) == []
    assert later_lines(card, ("extra-teaching",), Heard(topics=("panel",)), vector, (), dice()) == []


def test_a_line_with_a_slot_needs_a_word(card: Card, vector: NDArray[np.float32]) -> None:
    """Without a word of the user's to take up no line with a slot is said, and with one no slot is left."""
    cell = [line for line in card.part.cell("hesitate", "closed") if "$echo" in line.say]
    without = bank_lines(card, "hesitate", "closed", Heard(topics=("workload",)), vector, (), dice())
    filled = bank_lines(card, "hesitate", "closed", Heard(topics=("workload",), echo="teaching"), vector, (), dice())
    assert cell and not any("$echo" in choice.line for choice in without)
    assert any(choice.text.startswith("Teaching...") for choice in filled)
    assert not any("$" in choice.text for choice in filled)


@pytest.mark.parametrize(
    ("line", "echo", "said"),
    [
        ("$echo. Right.", "late", "Late. Right."),
        ("You say $echo.", "too much", "You say too much."),
        ("Fine.", "late", "Fine."),
        ("$echo, $echo.", "a \\1 $x", "A \\1 $x, A \\1 $x."),
    ],
)
def test_fill_puts_the_word_as_it_was_said(line: str, echo: str, said: str) -> None:
    """With a capital at the beginning; marks in the word do nothing."""
    assert fill(line, echo) == said
