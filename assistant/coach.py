"""The coach's words: principles, effects, things to practise and hints, from ``prompts/coach.yaml``.

Words only. What they are said about is decided in `debrief` and `hints`.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from string import Template
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.errors import ScenarioError
from assistant.resources import resource_folder
from assistant.scenarios import Persona
from assistant.turns import Move
from assistant.values import Side


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Principle(_Part):
    """Why something works or costs, what it was probably for, and where the guidance says so."""

    guide: str
    section: str
    good: str = ""
    aim: str = ""
    bad: str = ""


class Practice(_Part):
    """One thing to practise next."""

    title: str
    text: str
    if_then: str
    skills: tuple[str, ...] = ()


class Strategy(_Part):
    """A way to go on: said in a line, why, and sample wordings to adapt."""

    title: str
    why: str
    lines: dict[Side, tuple[str, ...]]


class SelfQuestion(_Part):
    """A question that the person answers before the debrief."""

    question: str
    helps: tuple[str, ...] = ()


class CoachTexts(_Part):
    """Everything that the coach can say."""

    principles: dict[str, Principle]
    effects: dict[str, tuple[str, ...]]
    summaries: dict[str, tuple[str, ...]]
    practise: dict[str, Practice]
    hints: dict[str, Strategy]
    numbers: dict[str, str]
    self_review: dict[str, SelfQuestion]


class Definition(_Part):
    """What a move is, for people."""

    move: Move
    title: str
    meaning: str
    examples: tuple[str, ...]
    not_this: str
    coarse: Literal["question", "reflection", "input", "other"]


@cache
def load_coach(path: Path | None = None) -> CoachTexts:
    """The coach's words.

    Raises:
        ScenarioError: the file is broken.
    """
    path = path or resource_folder("prompts") / "coach.yaml"
    try:
        return CoachTexts.model_validate(yaml.safe_load(path.read_text("utf-8")))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise ScenarioError(
            f"{path.name} does not hold the coach's words ({type(error).__name__}); mend it."
        ) from error


@cache
def load_definitions(path: Path | None = None) -> tuple[Definition, ...]:
    """The twenty moves as people read them.

    Raises:
        ScenarioError: the file is broken.
    """
    path = path or resource_folder("prompts") / "moves.yaml"
    try:
        return tuple(Definition.model_validate(item) for item in yaml.safe_load(path.read_text("utf-8")))
    except (OSError, yaml.YAMLError, ValidationError, TypeError) as error:
        raise ScenarioError(f"{path.name} does not define the moves ({type(error).__name__}); mend it.") from error


_PRONOUNS = {"she": ("she", "her", "her"), "he": ("he", "him", "his"), "they": ("they", "them", "their")}


def put_names(text: str, persona: Persona | None, reply: str = "") -> str:
    """Fill the partner's name and pronouns into a sentence of the coach."""
    they, them, their = _PRONOUNS[persona.pronoun if persona else "they"]
    name = persona.first_name if persona else "They"
    values: Mapping[str, str] = {
        "name": name,
        "they": they,
        "them": them,
        "their": their,
        "They": they.capitalize(),
        "Their": their.capitalize(),
        "reply": reply,
    }
    return Template(text).safe_substitute(values)


def one_of(lines: tuple[str, ...], chance: random.Random) -> str:
    """One of several wordings."""
    return chance.choice(lines)
