"""Scenarios: every one loads and can be played from both chairs, and a broken one is told with file and line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from assistant.cards import Card
from assistant.errors import InputError, ScenarioError
from assistant.moves import Read
from assistant.rehearse import _decide, begin  # A turn without labels: what is decided once it was heard.
from assistant.resources import resource_folder
from assistant.scenarios import (
    LEAST_LINES,
    Scenario,
    load_scenario,
    load_scenarios,
    parse_scenario,
    scenario_folder,
    scenario_ids,
    tells,
)
from assistant.state import load_levels
from assistant.turns import CONCESSIONS, DIFFICULTIES, MAX_TURNS, Difficulty, Heard, Labelled, State, Transcript, Turn
from assistant.values import SIDES, Side
from ingest.documents import read_document
from tests.texts import steady

IDS = scenario_ids()
CHAIRS: list[tuple[str, Side]] = [(id_, side) for id_ in IDS for side in SIDES]
SOURCE = (scenario_folder() / "missed-deadlines.yaml").read_text("utf-8")
EVENTS = sorted(load_levels()["normal"].events)


def strings(value: Any) -> Iterator[str]:
    """Every text in a value, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from (str(key), *strings(item))
    elif isinstance(value, list):
        for item in value:
            yield from strings(item)


@cache
def skills_of_guides() -> dict[str, tuple[str, ...]]:
    """The guides by their stem, with the skills that they name."""
    return {path.stem: read_document(path, path.name).skills for path in resource_folder("knowledge").glob("*.md")}


@pytest.mark.parametrize("id_", IDS)
def test_scenario_loads(id_: str) -> None:
    """It is named as its file, and tells what it is for and whence it comes."""
    scenario = load_scenario(id_)
    assert scenario.id == id_ and scenario.title and scenario.summary.endswith(".")
    assert scenario.skills and scenario.sources and not scenario.title.endswith(".")


def test_there_are_scenarios_for_the_hard_conversations() -> None:
    """Twenty at least, and those on which programmes and links rely are there."""
    assert len(IDS) >= 20
    relied_on = {"missed-deadlines", "belittling-mentor", "harsh-feedback", "authorship-credit", "overload-burnout"}
    assert relied_on <= set(IDS)


@pytest.mark.parametrize("id_", IDS)
def test_guides_and_skills_exist(id_: str) -> None:
    """Where a scenario points, there is a guide; a skill that no guide names would find nothing."""
    scenario = load_scenario(id_)
    assert set(scenario.guides) <= set(skills_of_guides())
    assert set(scenario.skills) <= {skill for skills in skills_of_guides().values() for skill in skills}


@pytest.mark.parametrize(("id_", "side"), CHAIRS)
def test_a_side_has_lines_enough(id_: str, side: Side) -> None:
    """A hundred lines, at least three facts to find out, goals to reach, and a way to begin, agree and leave."""
    part = load_scenario(id_).sides[side]
    assert len(list(part.all_lines())) >= LEAST_LINES == 100
    assert len(part.hidden_facts) >= 2 and len(part.goals) >= 3 and len(part.answers) >= 5
    assert part.opening and part.agreed and part.walk_away and part.triggers and part.softeners
    assert part.example.poor and part.example.good


@pytest.mark.parametrize("id_", IDS)
def test_texts_are_calm(id_: str) -> None:
    """No exclamation mark anywhere."""
    values = yaml.safe_load((scenario_folder() / f"{id_}.yaml").read_text("utf-8"))
    assert [text for text in strings(values) if "!" in text] == []


@pytest.mark.parametrize(("id_", "side"), CHAIRS)
def test_goals_can_be_met(id_: str, side: Side) -> None:
    """A goal about a fact or a topic names one that is there, and every goal says what meets it."""
    scenario = load_scenario(id_)
    other = scenario.sides["trainee" if side == "mentor" else "mentor"]
    facts = {"any", *(fact.id for fact in other.hidden_facts)}
    for goal in scenario.sides[side].goals:
        want = goal.evidence
        assert want.fact is None or want.fact in facts, goal.id
        assert want.about is None or want.about in scenario.topics, goal.id
        assert want.moves or want.without or want.interest or want.step or want.limit or want.fact, goal.id


# -- playing ---------------------------------------------------------------------------


def chance_card(scenario: Scenario, side: Side) -> Card:
    """The card of a side with directions by chance, which costs no time."""
    part = scenario.sides[side]
    texts = [line.say for _, _, line in part.all_lines()]
    texts += [text for answer in part.answers for text in (*answer.closed, *answer.guarded, *answer.open)]
    texts += [text for fact in part.hidden_facts for text in (*fact.lines, *fact.later)]
    made = np.random.default_rng(1).normal(size=(len(texts), 384)).astype(np.float32)
    made /= np.linalg.norm(made, axis=1, keepdims=True)
    return Card(scenario, side, dict(zip(texts, made, strict=True)))


def chance_heard(card: Card, dice: np.random.Generator, kind: float) -> Heard:
    """What a turn may mean; ``kind`` is how likely it hurts nobody."""
    level = load_levels()["normal"].events
    pool = [event for event in EVENTS if level[event][0] >= 0 or dice.random() > kind]
    topics = tuple(topic for topic in card.scenario.topics if dice.random() < 0.3)
    touched = [fact.id for fact in card.part.hidden_facts if set(fact.topics) & set(topics)]
    return Heard(
        events=tuple(str(event) for event in dice.choice(pool, size=3, replace=False)),
        touched=tuple(touched),
        topics=topics,
        answer=int(dice.integers(len(card.part.answers))) if dice.random() < 0.4 else None,
        echo="Friday" if dice.random() < 0.5 else "",
        asked=bool(dice.random() < 0.5),
        sets_limit=bool(dice.random() < 0.1),
    )


NOTHING = Labelled(("other",), (), "other", None, 1.0)


def play(card: Card, difficulty: Difficulty, seed: int, kind: float) -> Transcript:
    """Twenty turns that mean anything; who would have walked away stays to hear the rest."""
    dice = np.random.default_rng(seed)
    transcript = begin(card, difficulty, seed, "guidance")
    for number in range(1, MAX_TURNS + 1):
        heard = chance_heard(card, dice, kind)
        heard = replace(heard, touched=tuple(i for i in heard.touched if i not in transcript.state.earned))
        vector = np.asarray(dice.normal(size=384) / 20, np.float32)
        cue = _decide(card, transcript, "", heard, NOTHING, {"": Read(vector, vector[None])})
        told = (cue.told,) if cue.told else ()
        after = replace(cue.state, earned=(*cue.state.earned, *told))
        calm = State(max(after.trust, 0.25), min(after.heat, 4.0), gains=after.gains, earned=after.earned)
        turn = Turn(
            number, "", NOTHING, heard, transcript.state, calm, cue.act, cue.mood,
            cue.choices[0].text, told, line=cue.choices[0].line,
        )  # fmt: skip
        transcript = replace(transcript, turns=(*transcript.turns, turn))
    return transcript


@cache
def sessions(id_: str, side: Side) -> list[Transcript]:
    """Four sessions with the person of a side: with a user who hurts, one who does not, and two in between."""
    card = chance_card(load_scenario(id_), side)
    kinds = (0.0, 0.8, 1.0, 1.0)
    return [play(card, DIFFICULTIES[seed % 3], seed, kind) for seed, kind in enumerate(kinds)]


@pytest.mark.parametrize(("id_", "side"), CHAIRS)
def test_twenty_turns_without_a_repeated_line(id_: str, side: Side) -> None:
    """Whatever the user's turns mean, there is always a line that was not said yet, and no slot is left in it."""
    walked = load_scenario(id_).sides[side].walk_away
    for transcript in sessions(id_, side):
        said = [transcript.opening, *(turn.partner for turn in transcript.turns if turn.partner != walked)]
        assert len(said) == len(set(said)) and "" not in said
        assert not any("$" in line for line in said)


@pytest.mark.parametrize(("id_", "side"), CHAIRS)
def test_no_session_tells_what_was_not_earned(id_: str, side: Side) -> None:
    """A line with a word that gives a fact away comes only with the fact or after it."""
    for transcript in sessions(id_, side):
        known: set[str] = set()
        for turn in transcript.turns:
            known |= set(turn.unlocked)
            locked = [fact for fact in load_scenario(id_).sides[side].hidden_facts if fact.id not in known]
            assert not [fact.id for fact in locked if tells(turn.partner, fact)]


def test_facts_are_told_in_these_sessions() -> None:
    """So that the test before means something."""
    told = [turn.unlocked for chair in CHAIRS for transcript in sessions(*chair) for turn in transcript.turns]
    assert sum(map(bool, told)) > 2 * len(CHAIRS)


@pytest.mark.parametrize(("id_", "side"), CHAIRS)
def test_acts_vary_and_concessions_are_rare(id_: str, side: Side) -> None:
    """No act thrice running and no two concessions, also where lines are used up; an abuser concedes nothing."""
    part = load_scenario(id_).sides[side]
    limit = load_scenario(id_).sides["trainee" if side == "mentor" else "mentor"].limit
    for transcript in sessions(id_, side):
        acts = [f"left {turn.number}" if turn.partner == part.walk_away else turn.act for turn in transcript.turns]
        assert not any(a == b == c for a, b, c in zip(acts, acts[1:], acts[2:], strict=False))
        assert not any({a, b} <= {"concede_part", "propose"} for a, b in pairwise(acts))
        assert not (limit and CONCESSIONS & set(acts))


# -- broken files ----------------------------------------------------------------------


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("title: The third", "titel: The third", "title: Field required"),
        ("minutes: 10", "minutes: ten", "minutes: Input should be a valid integer"),
        ("minutes: 10", "minutes: 100", "minutes: Input should be less than or equal to 40"),
        ("pronoun: she", "pronoun: it", "pronoun: Input should be 'she', 'he' or 'they'"),
        ("resistance: [downplay,", "resistance: [sulk,", "resistance"),
        ("topics: [workload, deadline]", "topics: [wrkload, deadline]", "the topic 'wrkload' is not among 'topics'"),
        ("trust: 1.5", "trust: 9", "trust: Input should be less than or equal to 4"),
        ("about: deadline}", "abuot: deadline}", "abuot: Extra inputs are not permitted"),
        ("goals:\n      - {id: say-what-happened", "goals:\n      - {idd: say-what-happened", "id: Field required"),
    ],
)
def test_a_wrong_field_is_told_with_file_and_line(old: str, new: str, said: str) -> None:
    """The message names the file, a line of it, the field and what is wrong."""
    assert old in SOURCE
    with pytest.raises(ScenarioError, match=rf"^own\.yaml, line \d+: .*{re.escape(said)}"):
        parse_scenario(SOURCE.replace(old, new, 1), "own.yaml")


@pytest.mark.parametrize(
    ("old", "new"),
    [("pronoun: she", "pronoun: it"), ("trust: 1.5", "trust: 9"), ("minutes: 10", "minutes: ten")],
)
def test_the_line_is_the_right_one(old: str, new: str) -> None:
    """Who opens the file at that line finds the mistake there."""
    broken = SOURCE.replace(old, new, 1)
    with pytest.raises(ScenarioError, match=rf"^own\.yaml, line {line_of(broken, new)}: "):
        parse_scenario(broken, "own.yaml")


def test_a_key_that_stands_twice_is_told() -> None:
    """YAML would forget what stands under the first, and a writer would look for their lines."""
    broken = re.sub(r"\n( +)pronoun: (she|he)\n", r"\n\1pronoun: \2\n\1pronoun: they\n", SOURCE, count=1)
    line = line_of(broken, "pronoun: they")
    with pytest.raises(ScenarioError, match=rf"^own\.yaml, line {line}: 'pronoun' stands here a second time"):
        parse_scenario(broken, "own.yaml")
    with pytest.raises(ScenarioError, match=r"^own\.yaml, line 2: 'id' stands here a second time"):
        parse_scenario("id: a\nid: b", "own.yaml")
    with pytest.raises(ScenarioError):  # An anchor that leads to itself is no loop without end.
        parse_scenario("id: &a [*a]", "own.yaml")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id: [a", "this is not YAML"),
        ("id: a\n  title: b", "this is not YAML"),
        ("id: a\n\tb: c", "this is not YAML"),
        ("- a\n- b", "a scenario is a mapping"),
        ("", "a scenario is a mapping"),
        ("just words", "a scenario is a mapping"),
        ("[" * 500, "cannot be read|not YAML"),
        ("a: 2026-02-31", "cannot be read"),
    ],
)
def test_what_is_no_scenario_is_told(text: str, said: str) -> None:
    """Broken YAML, another shape, or nested without end: an error that names the file, never a crash."""
    with pytest.raises(ScenarioError, match=rf"own\.yaml.*(?:{said})"):
        parse_scenario(text, "own.yaml")


@steady
@given(st.text(max_size=200))
def test_any_text_is_a_scenario_or_an_error(text: str) -> None:
    """Nothing that somebody saves under that name ends in another exception."""
    with pytest.raises(ScenarioError, match=r"own\.yaml"):
        parse_scenario(text, "own.yaml")


def without(block: str) -> str:
    """The file without the lines of one act in one mood, of the first side."""
    begin_ = SOURCE.index(block)
    indent = len(block) - len(block.lstrip())
    lines = SOURCE[begin_:].split("\n")
    end = next(i for i, line in enumerate(lines) if i and len(line) - len(line.lstrip()) <= indent)
    return SOURCE[:begin_] + "\n".join(lines[end:])


def test_an_empty_cell_is_told() -> None:
    """A person who has nothing to say when they doubt would break off in the middle."""
    broken = without('        closed:\n          - "I don\'t see what talking about it does."')
    with pytest.raises(ScenarioError, match="there is no line for doubt in the mood 'closed'"):
        parse_scenario(broken, "own.yaml")


def test_a_line_that_stands_twice_is_told() -> None:
    """It would be said twice."""
    broken = SOURCE.replace('- "Okay."', '- "Sure. Fine."', 1)
    with pytest.raises(ScenarioError, match=r"a line stands twice: 'Sure\. Fine\.'"):
        parse_scenario(broken, "own.yaml")


@pytest.mark.parametrize(
    ("old", "place"),
    [
        ("I'm not behind. Not the way that sounds.", "a line of the bank"),
        ("There's some. It's not for showing.", "an answer"),
        ("She is in the lab most days from half past seven.", "a fact that everybody knows"),
        ("You wanted to see me. I mean, I know what it's about.", "the opening"),
        ("It is Tuesday, and Ewan has asked her to come to his office.", "the situation"),
    ],
)
def test_a_hidden_fact_is_not_given_away(old: str, place: str) -> None:
    """A word that tells a fact may stand only with that fact, not in {place}."""
    broken = SOURCE.replace(old, f"{old} It's the marking.", 1)
    assert broken != SOURCE, place
    with pytest.raises(ScenarioError, match="'marking' gives the hidden fact 'extra-teaching' away"):
        parse_scenario(broken, "own.yaml")


def test_an_unknown_scenario_is_told_with_those_there_are() -> None:
    """The message helps to choose, whatever was asked for."""
    for name in ("no-such", "../settings", "", "x" * 900):
        with pytest.raises(InputError, match=r"There is no scenario .*missed-deadlines"):
            load_scenario(name)


def test_a_file_is_named_as_its_id(tmp_path: Path) -> None:
    """Two names for one scenario would keep its sessions apart."""
    (tmp_path / "own.yaml").write_text(SOURCE, "utf-8")
    with pytest.raises(ScenarioError, match=r"own\.yaml, line 1: its id is 'missed-deadlines'"):
        load_scenario("own", tmp_path)


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    """The error says how to save it."""
    (tmp_path / "own.yaml").write_bytes(b"id: \xff\xfe")
    with pytest.raises(ScenarioError, match=r"own\.yaml cannot be read.*UTF-8"):
        load_scenario("own", tmp_path)


# -- one's own -------------------------------------------------------------------------


def write_own(folder: Path, id_: str, text: str = SOURCE) -> Path:
    """A scenario of one's own: a built-in one under another id."""
    path = folder / f"{id_}.yaml"
    path.write_text(text.replace("id: missed-deadlines", f"id: {id_}", 1), "utf-8")
    return path


def test_own_scenarios_stand_beside_the_others(tmp_path: Path) -> None:
    """What lies in the folder is loaded like any other; the folder need not be there, and nothing else in it counts."""
    write_own(tmp_path, "my-report")
    (tmp_path / "notes.txt").write_text("id: x", "utf-8")
    (tmp_path / ".#my-report.yaml").write_text("an editor's lock", "utf-8")
    assert scenario_ids(tmp_path) == sorted([*IDS, "my-report"])
    assert load_scenario("my-report", tmp_path).sides == load_scenario("missed-deadlines", tmp_path).sides
    found, broken = load_scenarios(tmp_path)
    assert [scenario.id for scenario in found] == scenario_ids(tmp_path) and broken == []
    assert scenario_ids(tmp_path / "none") == IDS
    with pytest.raises(InputError, match="my-report"):
        load_scenario("no-such", tmp_path)


def test_a_change_is_seen(tmp_path: Path) -> None:
    """Who writes on a scenario need not start the program again."""
    write_own(tmp_path, "my-report")
    before = load_scenario("my-report", tmp_path)
    assert load_scenario("my-report", tmp_path) is before
    write_own(tmp_path, "my-report", SOURCE.replace("minutes: 10", "minutes: 12"))
    assert (before.minutes, load_scenario("my-report", tmp_path).minutes) == (10, 12)


@pytest.mark.parametrize(
    ("id_", "old", "new", "said"),
    [
        ("my-report", "minutes: 10", "minutes: ten", "minutes: Input should be a valid integer"),
        ("my-report", "id: missed-deadlines", "# About it.\nid: other", "its id is 'other'; name the file other.yaml"),
        ("my-report", "id: missed-deadlines", "id: first-late", "its id is 'first-late', which comes with Counterpart"),
        ("first-late", "id: missed-deadlines", "# Mine.\nid: first-late", "its id is 'first-late', which comes with"),
    ],
)
def test_a_broken_own_scenario_is_told_and_the_others_stay(
    id_: str, old: str, new: str, said: str, tmp_path: Path
) -> None:
    """The sentence names file and line; all but the broken one can be played, and of namesakes neither."""
    write_own(tmp_path, "good")
    text = SOURCE.replace(old, new, 1)
    path = tmp_path / f"{id_}.yaml"
    path.write_text(text, "utf-8")
    wanted = f"^{re.escape(str(path))}, line {line_of(text, new.splitlines()[-1])}: {re.escape(said)}"
    with pytest.raises(ScenarioError, match=wanted):
        load_scenario(id_, tmp_path)
    found, (sentence,) = load_scenarios(tmp_path)
    assert re.match(wanted, sentence)
    assert {scenario.id for scenario in found} == {*IDS, "good"} - {id_}
