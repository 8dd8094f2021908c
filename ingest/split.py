"""Documents to passages: a section is a passage; a long one is split, with one sentence of overlap."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace

from assistant.sentences import sentence_spans
from assistant.values import Document, Passage

MAX_WORDS = 170  # Some 230 tokens: what the sentence model reads whole (256) with title and heading.


def split_document(document: Document) -> list[Passage]:
    """The passages of a document, in reading order. Every text is verbatim from its section."""
    passages: list[Passage] = []
    for section in document.sections:
        for text in split_text(section.text, MAX_WORDS):
            passages.append(
                Passage(
                    id=passage_id(document.source, section.heading, text),
                    title=document.title,
                    section=section.heading or document.title,
                    text=text,
                    source=document.source,
                    audience=document.audience,
                    position=len(passages),
                    document_sha256=document.sha256,
                )
            )
    return _distinct(passages)


def passage_id(source: str, heading: str, text: str) -> str:
    """16 hexadecimal digits, the same as long as path, heading and content are."""
    return hashlib.sha256("\x1f".join([source, heading, text]).encode()).hexdigest()[:16]


def split_text(text: str, max_words: int) -> list[str]:
    """Cut a text into pieces of at most ``max_words``, at sentences where it can, else at words.

    Each piece but the first begins with the last sentence of the piece before, unless
    that sentence alone is longer than a quarter of a piece.
    """
    if len(text.split()) <= max_words:
        return [text] if text.strip() else []
    units = [unit for start, end in _units(text) for unit in _cut(text, start, end, max_words)]
    pieces: list[tuple[int, int]] = []
    first = 0
    while first < len(units):
        last = first
        while last + 1 < len(units) and _words(text, units[first][0], units[last + 1][1]) <= max_words:
            last += 1
        pieces.append((units[first][0], units[last][1]))
        if last + 1 == len(units):
            break
        short = last > first and _words(text, *units[last]) <= max_words // 4
        # The overlap must leave room for the next unit, or the piece after it would not move on.
        short = short and _words(text, units[last][0], units[last + 1][1]) <= max_words
        first = last if short else last + 1
    return [text[start:end] for start, end in pieces]


def _units(text: str) -> list[tuple[int, int]]:
    """Sentences, each stretched to where the next one begins, so that no character is lost."""
    starts = [span.start for span in sentence_spans(text)]
    # A table row is cut only before its first cell: its line's start.
    starts = sorted({_line_start(text, start) if _in_row(text, start) else start for start in starts})
    starts = [0, *(start for start in starts if start > 0)]
    return [(a, b) for a, b in zip(starts, [*starts[1:], len(text)], strict=True) if text[a:b].strip()]


def _in_row(text: str, start: int) -> bool:
    return text[_line_start(text, start) : start + 1].lstrip().startswith("|")


def _line_start(text: str, start: int) -> int:
    return text.rfind("\n", 0, start) + 1


def _cut(text: str, start: int, end: int, max_words: int) -> list[tuple[int, int]]:
    words = list(re.finditer(r"\S+", text[start:end]))
    if len(words) <= max_words:
        return [(start + words[0].start(), start + words[-1].end())]
    groups = [words[i : i + max_words] for i in range(0, len(words), max_words)]
    return [(start + group[0].start(), start + group[-1].end()) for group in groups]


def _words(text: str, start: int, end: int) -> int:
    return len(text[start:end].split())


def _distinct(passages: list[Passage]) -> list[Passage]:
    """A document that repeats itself word for word under one heading gives one passage for it."""
    seen = {passage.id: passage for passage in reversed(passages)}
    kept = [passage for passage in passages if seen[passage.id] is passage]
    return [replace(passage, position=position) for position, passage in enumerate(kept)]
