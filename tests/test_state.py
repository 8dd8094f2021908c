"""Trust, heat and the next act: what holds for every difficulty, seed and way of talking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import ScenarioError
from assistant.resources import resource_folder
from assistant.scenarios import Part, load_scenario
from assistant.state import (
    LEAST_PUSHED,
    Level,
    act_weights,
    draw_act,
    earned_fact,
    ending_of,
    gone,
    load_levels,
    may_accept,
    mood_of,
    next_state,
    session_random,
    start_state,
    walks_away,
)
from assistant.turns import CONCESSIONS, DIFFICULTIES, MAX_TURNS, Difficulty, Ending, Heard, Labelled, State, Turn
from tests.texts import steady

TABLE = load_levels()
PART: Part = load_scenario("missed-deadlines").sides["trainee"]
EVENTS = sorted(TABLE["normal"].events)
FACTS = [fact.id for fact in PART.hidden_facts]
NOTHING = Labelled(("other",), (), "other", None, 1.0)

levels = st.sampled_from([TABLE[name] for name in DIFFICULTIES])
seeds = st.integers(0, 10**6)
quarters = st.integers(0, 16).map(lambda n: n / 4)
heard_turns = st.builds(
    Heard,
    events=st.lists(st.sampled_from(EVENTS), unique=True, max_size=6).map(tuple),
    touched=st.lists(st.sampled_from(FACTS), unique=True).map(tuple),
    asked=st.booleans(),
    names_interest=st.booleans(),
    offers_step=st.booleans(),
    sets_limit=st.booleans(),
)
# Turns that help are rarer by chance than turns that hurt; without them few sessions would get anywhere.
kind_turns = st.builds(
    Heard,
    events=st.lists(
        st.sampled_from([e for e in EVENTS if TABLE["normal"].events[e][0] > 0]), unique=True, min_size=1, max_size=3
    ).map(tuple),
    touched=st.lists(st.sampled_from(FACTS), unique=True).map(tuple),
    asked=st.booleans(),
    names_interest=st.booleans(),
    offers_step=st.booleans(),
)
sessions = st.lists(kind_turns | kind_turns | heard_turns, max_size=MAX_TURNS)
states = st.builds(
    State,
    trust=quarters,
    heat=st.integers(0, 20).map(lambda n: n / 4),
    interest_named=st.booleans(),
    step_offered=st.booleans(),
    gains=st.dictionaries(st.sampled_from(EVENTS), st.integers(1, 3)).map(lambda d: tuple(sorted(d.items()))),
)


def play(level: Level, seed: int, heard: Sequence[Heard]) -> list[Turn]:
    """A whole session without words."""
    turns: list[Turn] = []
    state = start_state(level)
    for number, now in enumerate(heard, 1):
        before, state = state, next_state(state, now, level)
        act = draw_act(act_weights(state, now, PART, level, turns), session_random(seed, number))
        turns.append(Turn(number, "", NOTHING, now, before, state, act, mood_of(state, level), ""))
        if ending_of(state, act, number, MAX_TURNS, now, limit=False):
            break
    return turns


def stings(heard: Heard, level: Level) -> bool:
    """Whether something in a turn costs trust."""
    return any(level.events[event][0] < 0 for event in heard.events)


@steady
@given(states, levels)
def test_nothing_changes_by_default(state: State, level: Level) -> None:
    """A turn without an event of the table leaves everything as it was."""
    assert next_state(state, Heard(), level) == state
    unknown = next_state(state, Heard(events=("sneezed",), topics=("draft",), asked=True), level)
    assert (unknown.trust, unknown.heat) == (state.trust, state.heat)


@steady
@given(levels, st.lists(heard_turns, max_size=MAX_TURNS))
def test_values_stay_in_range_and_in_quarters(level: Level, session: list[Heard]) -> None:
    """Trust from 0 to 4 and heat from 0 to 5, in quarters, whatever happens and however long."""
    state = start_state(level)
    for heard in session:
        state = next_state(state, heard, level)
        assert 0 <= state.trust <= 4 and 0 <= state.heat <= 5
        assert state.trust % 0.25 == state.heat % 0.25 == 0


@steady
@given(states, heard_turns, levels)
def test_a_turn_that_costs_trust_earns_nothing(state: State, heard: Heard, level: Level) -> None:
    """What else is in it brings no trust and cools nothing."""
    if stings(heard, level):
        after = next_state(state, heard, level)
        assert after.trust <= state.trust and after.heat >= state.heat


@steady
@given(states, heard_turns, levels)
def test_one_turn_earns_a_little_at_most(state: State, heard: Heard, level: Level) -> None:
    """Half a point a turn, three quarters on easy; the rest has to be earned in another turn."""
    most = 0.75 if level.name == "easy" else 0.5
    assert next_state(state, heard, level).trust <= state.trust + most


@pytest.mark.parametrize("name", DIFFICULTIES)
@pytest.mark.parametrize("event", [event for event in EVENTS if event in TABLE["easy"].most])
def test_a_gain_counts_as_often_as_the_table_says(event: str, name: Difficulty) -> None:
    """Once it has earned so often, the same thing changes nothing more."""
    level, heard = TABLE[name], Heard(events=(event,))
    state = State(trust=0.0, heat=5.0)
    for _ in range(level.most[event]):
        before, state = state, next_state(state, heard, level)
        step = level.events[event]
        assert (state.trust, state.heat) == (before.trust + min(step[0], 0.75), before.heat + step[1])
    again = next_state(state, heard, level)
    assert (again.trust, again.heat) == (state.trust, state.heat)


@pytest.mark.parametrize("name", DIFFICULTIES)
@pytest.mark.parametrize("event", [event for event in EVENTS if TABLE["normal"].events[event][0] < 0])
def test_losses_always_count(event: str, name: Difficulty) -> None:
    """What hurts hurts the fifth time as much as the first."""
    level, state = TABLE[name], State(trust=4.0, heat=0.0)
    for _ in range(5):
        before, state = state, next_state(state, Heard(events=(event,)), level)
        assert state.trust == before.trust + level.events[event][0]
        assert state.heat == min(5.0, before.heat + level.events[event][1])


@pytest.mark.parametrize("name", ["normal", "hard"])
def test_kind_words_alone_earn_nothing(name: Difficulty) -> None:
    """Twenty polite turns without content end with the trust of the first."""
    state = start_state(TABLE[name])
    for _ in range(MAX_TURNS):
        state = next_state(state, Heard(events=("quiet", "kind_words")), TABLE[name])
    assert state.trust == TABLE[name].trust


@steady
@given(sessions, levels, seeds)
def test_agreement_waits_for_interest_step_and_an_open_mood(session: list[Heard], level: Level, seed: int) -> None:
    """In no session does the partner accept before all three are there, and two things showed that somebody listens."""
    for turn in play(level, seed, session):
        if turn.act == "accept":
            assert turn.after.interest_named and turn.after.step_offered and turn.mood == "open"
            assert any(earlier.names_interest for earlier in session[: turn.number])
            assert any(earlier.offers_step for earlier in session[: turn.number])
            assert not stings(turn.heard, level)


@steady
@given(states, levels)
def test_a_step_gets_a_reaction(state: State, level: Level) -> None:
    """Who says what they will do on Friday hears a doubt or a question more often than about the soup of the day."""
    before, after = (act_weights(state, Heard(offers_step=offers), PART, level, []) for offers in (False, True))
    for act in ("deny", "blame", "deflect"):
        assert after.get(act, 0.0) <= 0.3 * before.get(act, 0.0) + 1e-9
    assert all(after[act] > before[act] for act in ("doubt", "ask_back") if act in after)


@pytest.mark.parametrize("name", DIFFICULTIES)
def test_agreement_can_be_reached(name: Difficulty) -> None:
    """Listening, naming what lies behind it and offering a step brings a partner to agree, even on hard."""
    listening = Heard(events=("took_up", "asked_openly", "followed_up", "quiet"), asked=True)
    naming = Heard(events=("named_unsaid", "quiet"), names_interest=True)
    step = Heard(events=("offered_step", "quiet"), offers_step=True)
    session = [listening, listening, naming, naming, *[step] * 8]
    assert any(play(TABLE[name], seed, session)[-1].act == "accept" for seed in range(5))


@steady
@given(states, heard_turns, levels)
def test_accept_has_no_weight_without_its_conditions(state: State, heard: Heard, level: Level) -> None:
    """Not a small chance: none."""
    weights = act_weights(state, heard, PART, level, [])
    assert ("accept" in weights) == may_accept(state, heard, level)


def test_who_was_hurt_has_to_be_heard_more_often() -> None:
    """Two good sentences after an insult are not enough to agree; a third is."""
    level, calm = TABLE["normal"], Heard(events=("quiet",))
    ready = State(4.0, 0.0, interest_named=True, step_offered=True)
    assert not may_accept(replace(ready, gains=(("judged", 1), ("took_up", 2))), calm, level)
    assert may_accept(replace(ready, gains=(("judged", 1), ("took_up", 3))), calm, level)


def test_an_open_question_is_not_answered_by_agreeing() -> None:
    """A step from before is no answer to "How has it been for you?"; one that is offered now may be agreed to."""
    level = TABLE["normal"]
    ready = State(4.0, 0.0, interest_named=True, step_offered=True, gains=(("took_up", 2),))
    assert may_accept(ready, Heard(events=("quiet",)), level)
    assert not may_accept(ready, Heard(events=("asked_openly", "quiet"), asked=True), level)
    assert may_accept(ready, Heard(events=("asked_openly", "offered_step"), asked=True, offers_step=True), level)


@steady
@given(sessions, levels, seeds)
def test_one_concession_in_two_turns(session: list[Heard], level: Level, seed: int) -> None:
    """After a concession comes none; only a true agreement may follow."""
    for first, second in pairwise(play(level, seed, session)):
        if first.act in CONCESSIONS and second.act in CONCESSIONS:
            assert second.act == "accept" and may_accept(second.after, second.heard, level)


@steady
@given(sessions | st.lists(heard_turns, max_size=MAX_TURNS), levels, seeds)
def test_no_act_comes_three_times_running(session: list[Heard], level: Level, seed: int) -> None:
    """A person varies, however the user goes on."""
    acts = [turn.act for turn in play(level, seed, session)]
    assert not any(a == b == c for a, b, c in zip(acts, acts[1:], acts[2:], strict=False))


@steady
@given(sessions, levels, seeds)
def test_same_seed_same_acts(session: list[Heard], level: Level, seed: int) -> None:
    """The same words get the same acts, in every run."""
    assert play(level, seed, session) == play(level, seed, session)


def test_seeds_differ() -> None:
    """Chance is not always the same: of twenty seeds few begin alike."""
    session = [Heard(events=("quiet",))] * 5
    assert len({tuple(turn.act for turn in play(TABLE["normal"], seed, session)) for seed in range(20)}) > 10


@steady
@given(states, heard_turns, levels, st.booleans())
def test_an_abusive_partner_concedes_nothing(state: State, heard: Heard, level: Level, tired: bool) -> None:
    """Where a limit is the good ending there is nothing to agree on."""
    turns = [Turn(1, "", NOTHING, heard, state, state, "blame", "closed", "")] if tired else []
    assert not set(act_weights(state, heard, PART, level, turns, abusive=True)) & CONCESSIONS


@steady
@given(states, heard_turns, levels)
def test_a_fact_is_told_only_for_topic_and_trust(state: State, heard: Heard, level: Level) -> None:
    """A fact that was not touched, or that needs more trust, stays locked; so it does for who was just hurt."""
    told = earned_fact(state, heard, PART, level)
    if told is not None:
        fact = next(fact for fact in PART.hidden_facts if fact.id == told)
        assert told in heard.touched
        assert state.trust >= fact.trust + level.fact_offset
        assert mood_of(state, level) != "closed" and not stings(heard, level)


def test_a_fact_can_be_earned() -> None:
    """Topic, trust and somebody who listens: then it is told."""
    state = State(trust=4.0, heat=0.0, gains=(("took_up", 1),))
    assert earned_fact(state, Heard(touched=("remark",), asked=True), PART, TABLE["hard"]) == "remark"
    assert earned_fact(state, Heard(touched=("remark",)), PART, TABLE["hard"]) is None
    assert earned_fact(replace(state, gains=()), Heard(touched=("remark",), asked=True), PART, TABLE["hard"]) is None


@pytest.mark.parametrize("name", DIFFICULTIES)
@pytest.mark.parametrize("event", ["threatened", "judged"])
def test_a_partner_who_is_attacked_walks_away(event: str, name: Difficulty) -> None:
    """Attack after attack ends the session before its length does."""
    turns = play(TABLE[name], 1, [Heard(events=(event,))] * MAX_TURNS)
    assert walks_away(turns[-1].after) and 2 <= len(turns) <= (6 if event == "judged" else 9)


@pytest.mark.parametrize(
    ("state", "act", "number", "limit", "ending"),
    [
        (State(2.0, 1.0), "hesitate", 3, False, None),
        (State(2.0, 4.5), "hesitate", 3, False, "walk_away"),
        (State(0.0, 3.0), "deny", 3, False, "walk_away"),
        (State(0.0, 2.75), "deny", 3, False, None),
        (State(3.0, 1.0), "accept", 3, False, "agreement"),
        (State(3.0, 1.0), "accept", 20, False, "agreement"),
        (State(2.0, 1.0), "hesitate", 20, False, "turns"),
        (State(2.0, 1.0, limits=2), "deny", 3, True, "limit"),
        (State(0.0, 5.0, limits=2), "deny", 3, True, "limit"),
        (State(2.0, 1.0, limits=1), "deny", 3, True, None),
        (State(2.0, 1.0, limits=2), "deny", 3, False, None),
    ],
)
def test_how_a_session_ends(state: State, act: str, number: int, limit: bool, ending: Ending | None) -> None:
    """By a limit that was held, by leaving, by agreeing, by its length; in this order."""
    heard = Heard(sets_limit=True)
    assert ending_of(state, act, number, MAX_TURNS, heard, limit=limit) == ending  # type: ignore[arg-type]  # from a table


def test_a_limit_is_held_only_while_it_is_set() -> None:
    """Two limits some time ago do not end a turn in which none is set."""
    assert ending_of(State(2.0, 1.0, limits=2), "deny", 3, MAX_TURNS, Heard(), limit=True) is None


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "judged:           {easy: [-0.25",
            "judged:           {easy: [-0.3",
            "steps are quarters, which 'judged' is not",
        ),
        ("closed:  {deny: 2", "closed:  {denny: 2", "there is no act 'denny'"),
        ("hard:\n  start", "harder:\n  start", "hard"),
        ("events:\n", "events: 5\n#", "difficulty.yaml"),
    ],
)
def test_a_broken_table_is_told(old: str, new: str, said: str, tmp_path: Path) -> None:
    """A wrong table is an error that says what is wrong, never a partner who behaves oddly."""
    text = (resource_folder("prompts") / "difficulty.yaml").read_text("utf-8")
    assert old in text
    (tmp_path / "difficulty.yaml").write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(ScenarioError, match=said):
        load_levels(tmp_path / "difficulty.yaml")


@pytest.mark.parametrize("difficulty", DIFFICULTIES)
def test_pushing_alone_does_not_end_it(difficulty: Difficulty) -> None:
    """Advice upon advice costs trust down to a half; who then hurts somebody loses the rest."""
    level = load_levels()[difficulty]
    state = begun = start_state(level)
    for _ in range(20):
        state = next_state(state, Heard(events=("fixed_early", "pressed_on")), level)
    costs = level.events["fixed_early"][0] + level.events["pressed_on"][0]
    assert state.trust == (min(LEAST_PUSHED, begun.trust) if costs else begun.trust)
    assert next_state(state, Heard(events=("threatened", "fixed_early")), level).trust < state.trust


def test_who_leaves_trusts_nobody() -> None:
    """Whatever was left before."""
    assert gone(State(1.75, 4.75)) == State(0.0, 4.75)
