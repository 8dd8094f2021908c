"""Where the sentences of a text begin and end, and which of them can be said aloud.

Works on plain text and on the simple Markdown of the guides (bullets, numbered lists, one
table). Every sentence is a span of the text, so quoting it is verbatim by construction.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

Kind = Literal["text", "say", "why"]


class Span(NamedTuple):
    """Characters ``start`` to ``end`` of a text.

    ``say`` is a line that a person could say aloud; ``why`` is a reason in a table, which
    is hard to follow alone.
    """

    start: int
    end: int
    kind: Kind


_MARKER = re.compile(r"\s*(?:[-*+]|\d{1,3}[.)])\s+|\s*#{1,6}\s+|\s*>\s?")
_END = re.compile(r"(?<![.?!…])[.?!…]++[\"'”’)\]]*(?=\s+[\"'“‘(\[]*[^\sa-z])")
_ABBREVIATION = re.compile(r"(?:\b(?:e\.g|i\.e|etc|vs|cf|Dr|Mr|Mrs|Ms|Prof|St|No|approx|al)|\b[A-Z])\.$")
_QUOTED = re.compile(r"[\"“].*[\"”]\Z", re.S)


def sentence_spans(text: str) -> list[Span]:
    """The sentences of a text, in order, without list markers and blank space around them.

    Of a table *Instead of / Try / Why* the second cell of each row is a line to say and the third
    its reason; the first, being what not to say, is left out. A bullet that is wholly in
    double quotes is a line to say, as one piece.
    """
    spans: list[Span] = []
    for start, end in _blocks(text):
        if text[start] == "|":
            spans += _row_spans(text, start, end)
        elif _QUOTED.match(text, start, end) and text[start:end].count('"') <= 2:
            spans.append(Span(start, end, "say"))
        else:
            spans += [Span(a, b, "text") for a, b in _split_block(text, start, end)]
    return spans


def split_sentences(text: str) -> list[str]:
    """The sentences themselves."""
    return [text[span.start : span.end] for span in sentence_spans(text)]


def _blocks(text: str) -> list[tuple[int, int]]:
    """List items, table rows and paragraphs; wrapped lines of a paragraph stay together."""
    blocks: list[tuple[int, int]] = []
    open_block = False
    for match in re.finditer(r"[^\n]+", text):
        line = match.group()
        if not line.strip():
            open_block = False
            continue
        marker = _MARKER.match(line)
        start = match.start() + (marker.end() if marker else len(line) - len(line.lstrip()))
        end = match.start() + len(line.rstrip())
        blank_before = text.endswith("\n\n", 0, match.start())
        if open_block and not marker and not blank_before and text[start] != "|":
            blocks[-1] = (blocks[-1][0], end)
        elif start < end:
            blocks.append((start, end))
        open_block = bool(blocks) and text[start : start + 1] != "|" and not line.lstrip().startswith("#")
    return blocks


def _row_spans(text: str, start: int, end: int) -> list[Span]:
    cells = [(m.start(), m.end()) for m in re.finditer(r"[^|]+", text[start:end])]
    cells = [_trim(text, start + a, start + b) for a, b in cells]
    words = [text[a:b] for a, b in cells]
    if len(cells) != 3 or words[0] == "Instead of" or set("".join(words)) <= set("-: "):
        return []
    return [Span(*cells[1], "say"), *(Span(a, b, "why") for a, b in _split_block(text, *cells[2]))]


def _split_block(text: str, start: int, end: int) -> list[tuple[int, int]]:
    parts = []
    begin = start
    for match in _END.finditer(text, start, end):
        if _ABBREVIATION.search(text, max(begin, match.end() - 12), match.end()):
            continue
        parts.append(_trim(text, begin, match.end()))
        begin = match.end()
    parts.append(_trim(text, begin, end))
    return [(a, b) for a, b in parts if a < b]


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
