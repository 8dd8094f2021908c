"""The coach's words and the definitions of the moves: complete, resolvable, and in the coach's voice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import get_args

import pytest
import yaml

from assistant.coach import CoachTexts, load_coach, load_definitions, put_names
from assistant.debrief import _EVENT_MOVES, _INSTEAD, _PRACTISE  # What the debrief may look up.
from assistant.hearing import HARSH
from assistant.resources import resource_folder
from assistant.scenarios import Persona, Speech
from assistant.turns import MOVES, Ending
from ingest.documents import read_document

PLACEHOLDERS = {"name", "they", "them", "their", "They", "Their", "reply"}
STRATEGIES = {
    "name_what_you_saw", "ask_open", "say_back", "grant_a_part", "own_your_part", "ask_leave", "let_it_stand",
    "name_unsaid", "offer_step", "check_agreement", "say_what_it_did", "set_limit", "keep_record_and_go", "start_small",
}  # fmt: skip
STRENGTHS = {
    "open_question", "reflection", "affirmation", "permission", "observation", "impact", "request", "agreement",
    "expectation", "apology", "clarify", "acknowledge",
}  # fmt: skip
COACH: CoachTexts = load_coach()


def sentences(value: object) -> Iterator[str]:
    """Every text in a YAML value, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from sentences(item)
    elif isinstance(value, list):
        for item in value:
            yield from sentences(item)


def shown(name: str) -> list[str]:
    return list(sentences(yaml.safe_load((resource_folder("prompts") / name).read_text("utf-8"))))


def test_every_guide_and_section_exists() -> None:
    """Where a principle sends the person, there is a section of that name."""
    for name, principle in COACH.principles.items():
        path = resource_folder("knowledge") / f"{principle.guide}.md"
        assert path.exists(), name
        assert principle.section in {section.heading for section in read_document(path, path.name).sections}, name


def test_principles_cover_what_the_debrief_shows() -> None:
    """Each strength and each fault has its reason; a fault has the goal first."""
    for event, moves in _EVENT_MOVES.items():
        assert event in COACH.principles or set(moves) <= STRENGTHS, event
    for move in STRENGTHS:
        assert COACH.principles[move].good, move
    for fault in _INSTEAD:
        principle = COACH.principles[fault]
        assert principle.aim.startswith("The goal here was ") and principle.bad, fault


@pytest.mark.parametrize("section", ["effects", "summaries"])
def test_every_kind_has_wordings(section: str) -> None:
    """No kind of effect or ending is without words, and no wording stands twice."""
    kinds = {
        "effects": {"opened_much", "opened", "eased", "closed", "closed_much", "heated", "nothing", "answered"},
        "summaries": {*get_args(Ending), "user_open", "user_guarded", "user_closed", "short", "pasted"} - {"user"},
    }[section]
    texts: dict[str, tuple[str, ...]] = getattr(COACH, section)
    assert set(texts) == kinds
    lines = [line for wordings in texts.values() for line in wordings]
    assert len(lines) == len(set(lines))
    assert all(len(wordings) >= (4 if section == "effects" else 2) for wordings in texts.values())


def test_there_is_something_to_practise_for_both_sides() -> None:
    """Whatever was not done can be practised, and its if-then sentence is one."""
    assert {name for names in _PRACTISE.values() for name in names} | {"set_limit"} <= set(COACH.practise)
    for practice in COACH.practise.values():
        assert re.match(r"If .+, then I will .+\.$", practice.if_then)
        assert practice.skills and not practice.title.endswith(".")


def test_practised_skills_are_those_of_the_guides() -> None:
    """A skill that no guide names would find no scenario and no guide."""
    known = {
        skill for path in resource_folder("knowledge").glob("*.md") for skill in read_document(path, path.name).skills
    }
    assert {skill for practice in COACH.practise.values() for skill in practice.skills} <= known


def test_hints_have_wordings_for_both_sides() -> None:
    """Every strategy is a short line with five wordings a side, none of them twice."""
    assert set(COACH.hints) == STRATEGIES
    for hint in COACH.hints.values():
        assert len(hint.title.split()) <= 10 and hint.why
        assert {side: len(set(lines)) for side, lines in hint.lines.items()} == {"mentor": 5, "trainee": 5}


def test_two_questions_come_before_the_debrief() -> None:
    """The page finds both questions with three helps each, and a sentence about the numbers."""
    assert {key: len(question.helps) for key, question in COACH.self_review.items()} == {"trying": 3, "change": 3}
    assert set(COACH.numbers) == {"told", "range"}


@pytest.mark.parametrize("name", ["coach.yaml", "moves.yaml"])
def test_texts_are_calm_and_plain(name: str) -> None:
    """No exclamation mark, no long dash, no word of the machinery."""
    places = {place for principle in COACH.principles.values() for place in (principle.guide, principle.section)}
    for text in (text for text in shown(name) if " " in text and text not in places):
        assert not re.search(r"[!–—]", text), text
        assert not re.search(r"\b(?:trust|heat|scores?|model|AI|program|user|rubric)\b", text), text


@pytest.mark.parametrize("pronoun", ["she", "he", "they"])
def test_names_and_pronouns_fit_every_sentence(pronoun: str) -> None:
    """Only known places are filled, all of them are, and the verb fits "they" too."""
    persona = Persona.model_construct(name="Amara Eze", pronoun=pronoun, role="", speech=Speech.model_construct())
    for text in shown("coach.yaml"):
        assert set(re.findall(r"\$\{?(\w+)", text)) <= PLACEHOLDERS, text
        assert "$" not in put_names(text, persona, "Fine."), text
        assert not re.search(r"\$[tT]hey (?:is|was|were|has|does|\w+s)\b", text), text


def test_a_conversation_without_a_persona_reads_well() -> None:
    """Where nobody has a name, no sentence needs one."""
    shared = (COACH.effects["nothing"], COACH.effects["answered"], COACH.summaries["pasted"], COACH.summaries["short"])
    for text in (line for wordings in shared for line in wordings):
        assert not re.search(r"\$(?!reply)", text), text


def test_every_move_is_defined() -> None:
    """All twenty, in the order of the code, each with four examples and a class."""
    definitions = load_definitions()
    assert tuple(definition.move for definition in definitions) == MOVES
    examples = [example for definition in definitions for example in definition.examples]
    assert len(examples) == len(set(examples)) == 4 * len(MOVES)
    assert len({definition.title for definition in definitions}) == len(MOVES)
    assert all(definition.meaning and definition.not_this for definition in definitions)


def test_harsh_moves_are_input_and_never_a_strength() -> None:
    """A threat with a question mark is still one."""
    by_move = {definition.move: definition for definition in load_definitions()}
    assert all(by_move[move].coarse == "input" for move in HARSH)
    assert all(not COACH.principles[move].good for move in HARSH)
