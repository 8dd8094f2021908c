"""Hints: three ways to go on, on request, and one wording for the one that is picked."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.cards import Card
from assistant.coach import load_coach
from assistant.hints import hint_line, hints_for
from assistant.rehearse import begin
from assistant.scenarios import load_scenario
from assistant.turns import ACTS, DIFFICULTIES, MOVES, Act, Difficulty, Heard, Labelled, Move, State, Transcript, Turn
from assistant.values import SIDES, Side
from tests.texts import steady


def card(partner: Side = "trainee", scenario: str = "missed-deadlines") -> Card:
    """A card whose vectors are not needed here."""
    return Card(load_scenario(scenario), partner, {})


def after(
    state: State,
    *moves: Move,
    act: Act = "hesitate",
    partner: Side = "trainee",
    scenario: str = "missed-deadlines",
    difficulty: Difficulty = "normal",
    unlocked: tuple[str, ...] = (),
) -> Transcript:
    """A conversation whose last turn made these moves and led to this state."""
    transcript = begin(card(partner, scenario), difficulty, 5, "guidance")
    labelled = Labelled(moves or ("other",), (), "other", None, 1.0)
    turn = Turn(1, "Hm.", labelled, Heard(), transcript.start, state, act, "guarded", "...", unlocked)
    return replace(transcript, turns=(turn,))


def strategies(transcript: Transcript, own: Card | None = None) -> list[str]:
    own = own or card(transcript.partner_side, transcript.scenario)
    return [hint.strategy for hint in hints_for(own, transcript)]


quarters = st.integers(0, 16).map(lambda n: n / 4)
conversations = st.builds(
    lambda trust, heat, named, step, moves, act, difficulty, side, scenario: after(
        State(trust, heat, named, step), *moves, act=act, partner=side, scenario=scenario, difficulty=difficulty
    ),
    quarters,
    quarters,
    st.booleans(),
    st.booleans(),
    st.lists(st.sampled_from(MOVES), min_size=1, max_size=3, unique=True),
    st.sampled_from(ACTS),
    st.sampled_from(["easy", "normal"]),
    st.sampled_from(SIDES),
    st.sampled_from(["missed-deadlines", "belittling-mentor"]),
)


@steady
@given(conversations)
def test_there_are_three_different_ones(transcript: Transcript) -> None:
    """Wherever the conversation stands, each with a title and a reason of the coach's."""
    hints = hints_for(card(transcript.partner_side, transcript.scenario), transcript)
    assert len({hint.strategy for hint in hints}) == len(hints) == 3
    assert all(hint.title and hint.why for hint in hints)


@steady
@given(conversations)
def test_every_strategy_has_a_line(transcript: Transcript) -> None:
    """Picking one gives a wording; asked again at the same turn, the same one."""
    own = card(transcript.partner_side, transcript.scenario)
    for strategy in load_coach().hints:
        line = hint_line(own, transcript, strategy)
        assert line and "$" not in line and line == hint_line(own, transcript, strategy)


@pytest.mark.parametrize("side", SIDES)
def test_there_are_three_before_the_first_word(side: Side) -> None:
    """How to begin, for either side."""
    assert len(strategies(begin(card(side), "normal", 1, "guidance"))) == 3


def test_there_are_none_on_hard_or_when_it_is_over() -> None:
    """Hard is without help, and after the end there is a debrief."""
    hard = after(State(2.0, 1.0), "open_question", difficulty="hard")
    over = replace(after(State(2.0, 1.0), "open_question"), ending="user")
    assert strategies(hard) == strategies(over) == []


@pytest.mark.parametrize(("move", "strategy"), [("open_question", "ask_open"), ("reflection", "say_back")])
@pytest.mark.parametrize("act", ACTS)
def test_what_was_just_done_does_not_come_first(move: Move, strategy: str, act: Act) -> None:
    """Who asked hears of something else than asking, as long as there is something else."""
    for trust in (0.5, 2.0, 3.5):
        assert strategies(after(State(trust, 1.0), move, act=act))[0] != strategy


def test_who_hurt_is_told_to_own_it() -> None:
    """After a judgement, own part first."""
    assert strategies(after(State(1.0, 2.0), "judgement", act="deny"))[:2] == ["own_your_part", "grant_a_part"]


def test_who_was_turned_away_is_told_to_let_it_stand() -> None:
    """After a pull-back, no pushing."""
    assert strategies(after(State(1.0, 1.0), "request", act="withdraw"))[0] == "let_it_stand"


def test_an_open_partner_is_offered_a_step() -> None:
    """While there is none; once it is there, checking it."""
    assert strategies(after(State(3.5, 0.0, interest_named=True), "acknowledge"))[0] == "offer_step"
    assert strategies(after(State(3.5, 0.0, True, True), "acknowledge"))[0] == "check_agreement"


def test_who_is_mistreated_is_told_to_set_a_limit() -> None:
    """Where a limit is the good ending, the hints lead there and never to pleasing the other."""
    found = [
        strategies(replace(one, turns=one.turns * count))
        for one in [after(State(1.0, 2.0), "request", act="blame", partner="mentor", scenario="belittling-mentor")]
        for count in (1, 2, 4, 6)
    ]
    assert all("set_limit" in hints for hints in found)
    assert not {hint for hints in found for hint in hints} & {"own_your_part", "grant_a_part", "offer_step"}


def test_lines_of_the_situation_come_from_it() -> None:
    """Naming what lies behind, offering a step and asking take their words from the scenario."""
    own, transcript = card(), after(State(2.0, 1.0), "other")
    assert hint_line(own, transcript, "name_unsaid") in own.part.interest.paraphrases
    assert hint_line(own, transcript, "offer_step") in own.part.step.examples
    assert hint_line(own, transcript, "ask_open") == own.part.hidden_facts[0].opener


def test_what_was_told_is_not_asked_for_again() -> None:
    """The question that a hint suggests is about something that is still open."""
    own = card()
    first, second, third = own.part.hidden_facts
    told = after(State(2.0, 1.0, earned=(first.id,)), "other")
    assert hint_line(own, told, "ask_open") == second.opener
    every = after(State(2.0, 1.0, earned=(first.id, second.id, third.id)), "other")
    assert hint_line(own, every, "ask_open") in load_coach().hints["ask_open"].lines["mentor"]


@pytest.mark.parametrize("difficulty", DIFFICULTIES)
def test_hints_belong_to_the_difficulty(difficulty: Difficulty) -> None:
    """On easy and normal there are some, on hard there are none."""
    assert bool(strategies(begin(card(), difficulty, 1, "guidance"))) is (difficulty != "hard")


def test_lines_are_for_the_side_that_asks() -> None:
    """A trainee is given a trainee's words."""
    transcript = after(State(2.0, 1.0), "other", partner="mentor")
    lines = load_coach().hints["grant_a_part"].lines["trainee"]
    assert hint_line(card("mentor"), transcript, "grant_a_part") in lines
