"""The guides: every file parses, has the form, and together they cover the topics."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.resources import resource_folder
from assistant.values import Document
from ingest.documents import read_contrasts, read_document

GUIDES = sorted(resource_folder("knowledge").glob("*.md"))
TOPICS = Path(__file__).parent / "evaluation" / "topics.yaml"


def read(path: Path) -> Document:
    return read_document(path, f"knowledge/{path.name}")


@pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.stem)
def test_guide_has_the_form(path: Path) -> None:
    """Sources, audience, at least five contrast pairs that differ, and lists of questions under its own headings."""
    guide = read(path)
    pairs = [pair for section in guide.sections for pair in read_contrasts(section.text)]
    assert len(guide.sources) >= 2 and guide.summary and guide.group
    assert len(pairs) >= 5 and all(pair.instead != pair.try_ for pair in pairs)
    headings = {guide.title, *(section.heading for section in guide.sections)}
    assert guide.asked and {asked.heading for asked in guide.asked} <= headings


def test_guides_cover_all_rows() -> None:
    """At least fifty guides cover the topics 1 to 26 and the frameworks 1 to 40, many of them for trainees."""
    guides = [read(path) for path in GUIDES]
    assert len(guides) >= 50
    assert {row for guide in guides for row in guide.topics} >= set(range(1, 27))
    assert {row for guide in guides for row in guide.frameworks} >= set(range(1, 41))
    assert sum("trainee" in guide.audience for guide in guides) >= len(guides) // 2


def test_every_point_has_a_section() -> None:
    """Each place that topics.yaml names exists."""
    places = {(path.stem, section.heading or read(path).title) for path in GUIDES for section in read(path).sections}
    named = [place for place in strings(yaml.safe_load(TOPICS.read_text("utf-8"))) if is_place(place)]
    assert len(named) > 150
    assert [place for place in named if tuple(place.split(" > ", 1)) not in places] == []


def is_place(text: str) -> bool:
    return " > " in text and (resource_folder("knowledge") / f"{text.split(' > ')[0]}.md").exists()


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from strings(item)
