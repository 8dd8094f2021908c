"""The sentences that matter: which of what was found an answer is made of, and which line can be said aloud.

Plain functions from what a search found to sentences of the guidance, verbatim. No model is asked,
and nothing is searched for here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant.index import Generation, Unit
from assistant.retrieval import Found
from assistant.values import KeyPoint, Passage, Side

# The numbers were chosen by the share of sentences that come from an accepted guide: .69 on the development
# questions, where single sentences from everywhere gave .63.
POINTS = 6  # Sentences handed to the model: some 110 tokens, read in two to three seconds.
FROM_BEST, FROM_NEXT = 4, 2  # Of the section that fits best, and of the one after it.
REPEATS = 0.8  # Sentences closer than this say the same.
CLOSE = 0.92  # A second section is used if it fits at least this well, as a share of the first.
BY_MEANING = 0.1  # Weight of its sentences' closeness to the question, beside the rank of its passage.

_QUIET_SECTIONS = re.compile(r"^(?:how sure|what to do next|instead of|when this does not)|to say|you can say", re.I)
_POINTS_BACK = re.compile(
    r"(?:then|this|that|these|those|it|its|they|their|such|both|her|his|he|she|so|also|another|the other|a second)\b",
    re.I,
)
# A name of a person: "Ines, a supervisor, ..." or a capital inside the sentence that is no day or month.
_EXAMPLE = re.compile(
    r"^[A-Z][a-z]+, (?:an?|the|who|whose)\b|(?<=[a-z,:] )(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
    r"|(?:Jan|Febr)uary|March|April|May|June|July|August|(?:Septem|Octo|Novem|Decem)ber)[A-Z][a-z]+"
)
_CALLED = re.compile(r"(?:as (?:the|a) )?(mentors?|trainees?),", re.I)
_SPEAKER = re.compile(r"^As the (mentor|trainee):", re.M)
_FIRST_PERSON = re.compile(r"\b(?:I|I'm|I've|my|me)\b")  # A line to say or a plan, written out in a paragraph.


@dataclass(frozen=True)
class _Section:
    """A passage that can be used, the sentences of it that can, and how well it fits."""

    passage: Passage
    units: list[Unit]
    fit: float


def pick_points(found: Found, side: Side | None, count: int = POINTS) -> list[KeyPoint]:
    """The sentences that bear most on the question, in reading order, from the one or two sections that fit best.

    Sentences of one section hang together; single ones from everywhere do not, however
    close each is to the question.
    """
    sections = sorted(_usable_sections(found, side), key=lambda section: -section.fit)
    points: list[Unit] = []
    for place, section in enumerate(sections[:3]):
        if place and section.fit < CLOSE * sections[0].fit and len(points) >= 3:
            continue
        wanted = FROM_NEXT if points else FROM_BEST
        points += _best_run(section, found, [unit for unit in section.units if _is_new(unit, points)], wanted)
    return [
        KeyPoint(unit.text, unit.passage_id, round(float(unit.vector @ found.vector), 3)) for unit in points[:count]
    ]


def pick_line(generation: Generation, found: Found, points: Sequence[KeyPoint], side: Side | None) -> KeyPoint | None:
    """The line to say that fits best, from the guide that the key points come from; one that the person could say."""
    used = {point.passage_id for point in points}
    sources = list(dict.fromkeys(p.source for p in [*found.passages, *found.deeper] if p.id in used))
    sources = sources or [passage.source for passage in found.passages[:1]]
    texts = {point.text for point in points}
    for source in sources:
        passages = {passage.id: passage for passage in generation.document_passages(source)}
        units = generation.units(list(passages))
        lines = [unit for unit in units if _can_be_said(unit, passages[unit.passage_id], side)]
        if lines:
            wanted = [unit.vector for unit in units if unit.text in texts]
            aim = found.vector + (np.mean(wanted, axis=0) if wanted else 0)
            best = max(lines, key=lambda unit: float(unit.vector @ aim))
            return KeyPoint(best.text, best.passage_id, round(float(best.vector @ found.vector), 3), sayable=True)
    return None


def speaker_of(text: str, start: int) -> Side | None:
    """Whose line stands at a place of a passage: in guides for both sides they are grouped; None if either could."""
    spoken = [match.group(1) for match in _SPEAKER.finditer(text, 0, start)]
    return None if not spoken else ("mentor" if spoken[-1] == "mentor" else "trainee")


def _spoken_to(text: str) -> Side | None:
    """The side that a sentence calls by name; None if it calls neither."""
    match = _CALLED.match(text)
    return None if match is None else ("mentor" if match.group(1).lower().startswith("mentor") else "trainee")


def _can_be_said(unit: Unit, passage: Passage, side: Side | None) -> bool:
    # Of a table only the quoted lines are whole by themselves; the others answer what stands beside them.
    quoted = unit.kind == "say" and unit.text[:1] in '"“' and len(unit.text.split()) >= 4
    return quoted and (side is None or speaker_of(passage.text, unit.start) in (None, side))


def _usable_sections(found: Found, side: Side | None) -> list[_Section]:
    sections = []
    for passage in [*found.passages, *found.deeper]:
        units = _standing_units([unit for unit in found.units if unit.passage_id == passage.id], side)
        if not units or _QUIET_SECTIONS.search(passage.section):
            continue
        similar = sorted((float(unit.vector @ found.vector) for unit in units), reverse=True)[:2]
        mine = 0.02 if side and passage.audience == (side,) else 0.0
        sections.append(_Section(passage, units, passage.score + BY_MEANING * sum(similar) / len(similar) + mine))
    return sections


def _standing_units(units: Sequence[Unit], side: Side | None) -> list[Unit]:
    """The sentences that can be used: no example with a name, none that speaks to the other side.

    One that points back is used only behind what it means.
    """
    standing: list[Unit] = []
    before: Unit | None = None
    for unit in units:
        whole = unit.kind == "text" and 4 <= len(unit.text.split()) <= 34 and not unit.text.count('"') % 2
        whole = whole and unit.text[:1] not in '"“' and not _EXAMPLE.search(unit.text)
        whole = whole and not _FIRST_PERSON.search(unit.text) and _spoken_to(unit.text) in (None, side)
        if whole and (not _POINTS_BACK.match(unit.text) or (before is not None and before in standing)):
            standing.append(unit)
        before = unit
    return standing


def _best_run(section: _Section, found: Found, units: Sequence[Unit], wanted: int) -> list[Unit]:
    """Neighbouring sentences, as close to the question as they can be; the first names the subject of a section."""
    if len(units) <= wanted:
        return list(units)
    starts = [place for place in range(len(units) - wanted + 1) if not _POINTS_BACK.match(units[place].text)] or [0]

    def fit(place: int) -> float:
        similar = sum(float(unit.vector @ found.vector) for unit in units[place : place + wanted]) / wanted
        return similar + (0.06 if units[place].start == 0 else 0.0)

    best = max(starts, key=fit)
    return list(units[best : best + wanted])


def _is_new(unit: Unit, others: Sequence[Unit]) -> bool:
    return all(float(unit.vector @ other.vector) < REPEATS for other in others)
