"""Files to documents: Markdown with front matter, and plain text. Nothing in them is obeyed or run."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

import yaml

from assistant.errors import InputError
from assistant.values import SIDES, Asked, Contrast, Document, Section, Side, Source

SUFFIXES = (".md", ".markdown", ".txt")
MAX_BYTES = 10_000_000
MAX_LINE = 100_000

_FRONT = re.compile(r"\A---[ \t]*\n(.*?)\n---[ \t]*(?:\n|\Z)", re.S)
_HEADING = re.compile(r"^#{1,6}[ \t]+(.+?)[ \t]*#*$", re.M)


def read_document(path: Path, source: str) -> Document:
    """Read one file.

    Args:
        path: the file.
        source: what the document is called in citations and in the index.

    Raises:
        InputError: the file cannot be read or is not text that can be indexed; the
            message is the reason alone, without the file's name.
    """
    raw = _read_bytes(path)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"it is not UTF-8 text (byte {error.start}); save it as UTF-8") from error
    if "\0" in text:
        raise InputError("it holds NUL bytes, so it is not plain text; save it as UTF-8 text")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if any(len(line) > MAX_LINE for line in text.split("\n")):
        raise InputError(f"it has a line of more than {MAX_LINE:,} characters; break it into paragraphs")
    front, body = _split_front(text)
    if not body.strip():
        raise InputError("it is empty; write something in it or remove it")
    questions = _read_questions(path)
    return Document(
        source=source,
        title=_text(front, "title") or _first_heading(body) or path.stem.replace("-", " ").replace("_", " "),
        summary=_text(front, "summary"),
        audience=_audience(front),
        group=_text(front, "group"),
        skills=tuple(str(item) for item in _list(front, "skills")),
        topics=tuple(int(item) for item in _list(front, "topics") if str(item).isdecimal()),
        frameworks=tuple(int(item) for item in _list(front, "frameworks") if str(item).isdecimal()),
        sources=_sources(front),
        reviewed=_text(front, "reviewed"),
        sections=tuple(split_sections(body)),
        sha256=hash_document(path),
        asked=questions,
    )


def questions_path(path: Path) -> Path:
    """Where the questions lie that a guide answers: beside it, in the folder ``asked``."""
    return path.parent / "asked" / f"{path.stem}.yaml"


def hash_document(path: Path) -> str:
    """SHA-256 of a document and of its list of questions."""
    digest = hashlib.sha256(path.read_bytes())
    if questions_path(path).is_file():
        digest.update(questions_path(path).read_bytes())
    return digest.hexdigest()


def _read_questions(path: Path) -> tuple[Asked, ...]:
    """Headings with the questions that people ask about them; indexed beside the text, never shown."""
    if not questions_path(path).is_file():
        return ()
    try:
        lists = yaml.safe_load(_read_bytes(questions_path(path)).decode("utf-8")) or {}
        return tuple(Asked(str(h), " ".join(str(q).split())) for h, items in lists.items() for q in items)
    except (yaml.YAMLError, ValueError, AttributeError, TypeError) as error:
        raise InputError("its list of questions in 'asked' is not headings with lists; mend it") from error


def split_sections(body: str) -> list[Section]:
    """Cut Markdown at its headings; the text before the first has an empty heading."""
    marks = list(_HEADING.finditer(body))
    starts = [0, *(mark.end() for mark in marks)]
    ends = [*(mark.start() for mark in marks), len(body)]
    headings = ["", *(mark.group(1).strip() for mark in marks)]
    sections = [Section(h, body[a:b].strip()) for h, a, b in zip(headings, starts, ends, strict=True)]
    return [section for section in sections if section.text]


def read_contrasts(text: str) -> list[Contrast]:
    """The rows of the tables *Instead of / Try / Why* in a piece of Markdown."""
    rows = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in text.split("\n") if line[:1] == "|"]
    rows = [row for row in rows if len(row) == 3 and row[0] != "Instead of" and set("".join(row)) - set("-: ")]
    return [Contrast(*row) for row in rows]


def _read_bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise InputError(f"it is larger than {MAX_BYTES // 1_000_000} MB; split it into smaller files")
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"it cannot be read ({error.strerror or 'input error'})") from error


def _split_front(text: str) -> tuple[dict[str, Any], str]:
    match = _FRONT.match(text)
    if not match:
        if text.startswith("---\n") and "\n---" not in text[4:] and re.match(r"---\n\w+:", text):
            raise InputError("its front matter has no closing line '---'; add one")
        return {}, text
    try:
        front = yaml.safe_load(match.group(1)) or {}
    except (yaml.YAMLError, ValueError) as error:
        # ValueError: PyYAML raises it bare for dates that do not exist, such as 2026-02-31.
        raise InputError("its front matter is not valid YAML; mend the lines between the two '---'") from error
    if not isinstance(front, dict):
        raise InputError("its front matter is not a list of 'name: value' lines; mend it")
    return front, text[match.end() :]


def _text(front: dict[str, Any], name: str) -> str:
    return " ".join(str(front.get(name) or "").split())


def _list(front: dict[str, Any], name: str) -> list[Any]:
    value = front.get(name) or []
    return value if isinstance(value, list) else [value]


def _audience(front: dict[str, Any]) -> tuple[Side, ...]:
    named = [str(item) for item in _list(front, "audience")]
    return tuple(side for side in SIDES if side in named) or SIDES


def _sources(front: dict[str, Any]) -> tuple[Source, ...]:
    items = [item for item in _list(front, "sources") if isinstance(item, dict)]
    return tuple(
        Source(*(" ".join(str(item.get(key) or "").split()) for key in ("author", "year", "title", "strength", "note")))
        for item in items
    )


def _first_heading(body: str) -> str:
    match = _HEADING.search(body)
    return match.group(1).strip() if match else ""
