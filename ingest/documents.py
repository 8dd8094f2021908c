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
MAX_FRONT = 100_000

_FRONT = re.compile(r"\A---[ \t]*\n((?:.*\n)*?)---[ \t]*(?:\n|\Z)")
_HEADING = re.compile(r"^#{1,6}[ \t]+(\S.*)$", re.M)
# What PyYAML raises for front matter that it cannot read: bare errors for a date that does
# not exist or a wrong tag, and RecursionError for a thousand brackets.
_YAML_ERRORS = (
    yaml.YAMLError, ValueError, KeyError, AttributeError, TypeError, IndexError, OverflowError, RecursionError,
)  # fmt: skip


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
    sections = split_sections(body)
    if not sections:
        raise InputError("it is empty; write something in it or remove it")
    asked = _read_bytes(questions_path(path)) if questions_path(path).is_file() else b""
    return Document(
        source=source,
        title=_text(front, "title") or _first_heading(body) or Path(source).stem.replace("-", " ").replace("_", " "),
        summary=_text(front, "summary"),
        audience=_audience(front),
        group=_text(front, "group"),
        skills=tuple(_plain(item) for item in _list(front, "skills")),
        topics=_numbers(front, "topics"),
        frameworks=_numbers(front, "frameworks"),
        sources=_sources(front),
        reviewed=_text(front, "reviewed"),
        sections=tuple(sections),
        sha256=hashlib.sha256(raw + asked).hexdigest(),
        asked=_read_questions(asked),
    )


def questions_path(path: Path) -> Path:
    """Where the questions lie that a guide answers: beside it, in the folder ``asked``."""
    return path.parent / "asked" / f"{path.stem}.yaml"


def hash_document(path: Path) -> str:
    """SHA-256 of a document and of its list of questions."""
    asked = questions_path(path)
    return hashlib.sha256(path.read_bytes() + (asked.read_bytes() if asked.is_file() else b"")).hexdigest()


def _read_questions(raw: bytes) -> tuple[Asked, ...]:
    """Headings with the questions that people ask about them; indexed beside the text, never shown."""
    try:
        lists = yaml.safe_load(raw.decode("utf-8")) or {}
        if not all(isinstance(items, list) for items in lists.values()):
            raise TypeError("a list of questions under each heading")
        return tuple(Asked(str(h), _plain(q)) for h, items in lists.items() for q in items)
    except _YAML_ERRORS as error:
        raise InputError("its list of questions in 'asked' is not headings with lists; mend it") from error


def split_sections(body: str) -> list[Section]:
    """Cut Markdown at its headings; the text before the first has an empty heading."""
    marks = list(_HEADING.finditer(body))
    starts = [0, *(mark.end() for mark in marks)]
    ends = [*(mark.start() for mark in marks), len(body)]
    headings = ["", *(_heading(mark) for mark in marks)]
    sections = [Section(h, body[a:b].strip()) for h, a, b in zip(headings, starts, ends, strict=True)]
    return [section for section in sections if section.text]


def read_contrasts(text: str) -> list[Contrast]:
    """The rows of the tables *Instead of / Try / Why* in a piece of Markdown."""
    rows = [
        [cell.strip() for cell in line.strip().strip("|").split("|")] for line in text.split("\n") if line[:1] == "|"
    ]
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
        if re.match(r"---[ \t]*\n[\w -]+:", text):
            raise InputError("its front matter has no closing line '---'; add one")
        return {}, text
    if match.end(1) > MAX_FRONT:
        raise InputError(f"its front matter has more than {MAX_FRONT:,} characters; shorten it")
    try:
        front = yaml.safe_load(match.group(1)) or {}
    except _YAML_ERRORS as error:
        raise InputError("its front matter is not valid YAML; mend the lines between the two '---'") from error
    if not isinstance(front, dict):
        raise InputError("its front matter is not a list of 'name: value' lines; mend it")
    return front, text[match.end() :]


def _text(front: dict[str, Any], name: str) -> str:
    return _plain(front.get(name) or "")


def _plain(value: Any) -> str:
    """A single value as one line. Lists give nothing: nested ones may unfold to gigabytes."""
    if isinstance(value, (dict, list, tuple, set)):
        return ""
    try:
        text = str(value)
    except ValueError:  # A number with thousands of digits, which Python does not write out.
        return ""
    # An escape in YAML can write what UTF-8 cannot hold.
    text = text.encode("utf-8", "replace").decode("utf-8").replace("\0", " ")
    return " ".join(text.split())


def _numbers(front: dict[str, Any], name: str) -> tuple[int, ...]:
    plain = (_plain(item) for item in _list(front, name))
    return tuple(int(item) for item in plain if item.isdecimal() and len(item) < 6)


def _list(front: dict[str, Any], name: str) -> list[Any]:
    value = front.get(name) or []
    return value if isinstance(value, list) else [value]


def _audience(front: dict[str, Any]) -> tuple[Side, ...]:
    named = [_plain(item) for item in _list(front, "audience")]
    return tuple(side for side in SIDES if side in named) or SIDES


def _sources(front: dict[str, Any]) -> tuple[Source, ...]:
    items = [item for item in _list(front, "sources") if isinstance(item, dict)]
    return tuple(
        Source(*(_text(item, key) for key in ("author", "year", "title", "strength", "note"))) for item in items
    )


def _first_heading(body: str) -> str:
    match = _HEADING.search(body)
    return _heading(match) if match else ""


def _heading(mark: re.Match[str]) -> str:
    return mark.group(1).strip().rstrip("#").rstrip()
