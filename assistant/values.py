"""The nouns: frozen values that every part passes on. No input, no output, no framework."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Side = Literal["mentor", "trainee"]
Tier = Literal["guidance", "embedded", "endpoint"]
SIDES: tuple[Side, ...] = ("mentor", "trainee")
TIERS: tuple[Tier, ...] = ("guidance", "embedded", "endpoint")


def other_side(side: Side) -> Side:
    """Who sits opposite."""
    return "trainee" if side == "mentor" else "mentor"


@dataclass(frozen=True)
class Source:
    """A work that a guide rests on, and how much it can carry."""

    author: str
    year: str
    title: str
    strength: str = ""
    note: str = ""


@dataclass(frozen=True)
class Contrast:
    """One row of a guide's table *Instead of / Try / Why*."""

    instead: str
    try_: str
    why: str


@dataclass(frozen=True)
class Section:
    """A ``##`` section of a document: its heading and its Markdown."""

    heading: str
    text: str


@dataclass(frozen=True)
class Asked:
    """A question that people really ask, and the section of a guide that answers it."""

    heading: str
    question: str


@dataclass(frozen=True)
class Document:
    """A guide, or a document that the person added.

    ``source`` is its path below the folder that was indexed, with ``/``; ``sha256`` is of its
    bytes and of those of its list of questions, if it has one.
    A document without front matter has an empty ``group`` and both audiences.
    """

    source: str
    title: str
    summary: str
    audience: tuple[Side, ...]
    group: str
    skills: tuple[str, ...]
    topics: tuple[int, ...]
    frameworks: tuple[int, ...]
    sources: tuple[Source, ...]
    reviewed: str
    sections: tuple[Section, ...]
    sha256: str
    asked: tuple[Asked, ...] = ()


@dataclass(frozen=True)
class Passage:
    """A stored piece of a document: what search finds and what a citation points to.

    ``id`` is made from path, heading and content, so it stays the same while they do.
    ``text`` is verbatim from the document. ``score`` is set on search results only: a
    relevance between 0 and 1, comparable within one search.
    """

    id: str
    title: str
    section: str
    text: str
    source: str
    audience: tuple[Side, ...] = SIDES
    position: int = 0
    document_sha256: str = ""
    score: float = 0.0


@dataclass(frozen=True)
class Message:
    """One earlier turn of a conversation with the coach."""

    role: Literal["user", "assistant"]
    content: str


@dataclass(frozen=True)
class Citation:
    """A pointer from an answer to a passage. ``quote`` is verbatim from the passage."""

    id: str
    title: str
    section: str
    quote: str
    source: str


@dataclass(frozen=True)
class Sentence:
    """A sentence of an answer, the citation that supports it (or None) and how well (0 to 1)."""

    text: str
    citation: str | None
    support: float
    quote: str = ""
    sayable: bool = False


@dataclass(frozen=True)
class KeyPoint:
    """A sentence of a passage that bears on the question: verbatim, with its passage's id."""

    text: str
    passage_id: str
    score: float
    sayable: bool = False


@dataclass(frozen=True)
class Answer:
    """What Ask gives in the end. ``raw`` is what the model wrote, kept beside what is shown."""

    question: str
    standalone_question: str
    answer: str
    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    covered: bool
    nearest_topics: tuple[str, ...]
    tier: Tier
    timings_ms: dict[str, float] = field(default_factory=dict)
    passages: tuple[Passage, ...] = ()
    key_points: tuple[KeyPoint, ...] = ()
    notice: str = ""
    stepped_out: bool = False
    raw: str = ""
