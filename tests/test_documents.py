"""Documents: whatever a file holds, it is read or refused with a reason; nothing in it is obeyed."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assistant.errors import InputError
from assistant.values import SIDES, Document, Source
from ingest.documents import (
    MAX_BYTES,
    MAX_FRONT,
    MAX_LINE,
    hash_document,
    read_contrasts,
    read_document,
    split_sections,
)
from tests.texts import markdown, steady, texts

# Pieces of YAML, put together without sense.
YAML = [
    *("title: ", "audience: ", "topics: ", "sources: ", "- ", "[", "]", "{", "}", ": ", "\n", "  ", "? ", "| ", "> "),
    *("'", '"', "&a ", "*a", "<<: ", "# ", "%YAML 9", "...", "\t", "é", "\\ud800", "mentor", "2026-02-31", "1:99:99"),
    *("1e999", ".nan", "!!int ", "!!set ", "!!omap ", "!!binary ", "!!timestamp ", "!!python/name:os.system "),
]
front_matter = st.lists(st.sampled_from(YAML), max_size=12).map("".join)


def read(raw: bytes, asked: bytes | None = None) -> Document:
    """The document of a file with these bytes, and with a list of questions beside it."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "own.md"
        path.write_bytes(raw)
        if asked is not None:
            (path.parent / "asked").mkdir()
            (path.parent / "asked" / "own.yaml").write_bytes(asked)
        document = read_document(path, "own/own.md")
        assert document.sha256 == hash_document(path)
        return document


def read_or_refuse(raw: bytes, asked: bytes | None = None) -> None:
    """A file is a document that holds only what is in it, or is refused with a reason; nothing else may happen."""
    try:
        document = read(raw, asked)
    except InputError as error:
        assert str(error).startswith("it")
        return
    text = raw.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    assert document.sections and all(section.text and section.text in text for section in document.sections)
    assert document.title and document.audience and "\0" not in repr(document)
    repr(document).encode("utf-8")


@steady
@given(st.binary(max_size=200))
@example("\ufeff# Trust".encode())
@example(b"\xff\xfeT\x00")
def test_any_bytes(raw: bytes) -> None:
    """Bytes of any kind."""
    read_or_refuse(raw)


@steady
@given(texts)
def test_any_text(text: str) -> None:
    """Text of any kind; a half of a character cannot be written to a file."""
    read_or_refuse(text.encode("utf-8", "replace"))


@steady
@given(front_matter, markdown, st.none() | front_matter)
@example("title: &a [*a]", "Text.", None)
@example("a: &a [x, x]\nb: &b [*a, *a]\nsources: *b", "Text.", None)
@example("? [a]\n: b", "Text.", "- a")
def test_any_front_matter(front: str, body: str, asked: str | None) -> None:
    """Front matter and lists of questions that are YAML, nearly YAML and no YAML."""
    read_or_refuse(f"---\n{front}\n---\n{body}".encode(), None if asked is None else asked.encode())


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "it is empty"),
        (b" \n\t\n", "it is empty"),
        (b"# Only a heading\n", "it is empty"),
        (b"---\ntitle: Trust\n---\n", "it is empty"),
        ("Frühstück".encode("latin-1"), "it is not UTF-8 text (byte 2)"),
        ("Trust".encode("utf-16"), "it is not UTF-8 text"),
        (b"a\0b", "it holds NUL bytes"),
        (b"x" * (MAX_LINE + 1), "it has a line of more than 100,000 characters"),
        (b"x\n" * (MAX_BYTES // 2 + 1), "it is larger than 10 MB"),
        (b"---\ntitle: Trust\n\nText.", "its front matter has no closing line"),
        (b"---\ntitle: [a\n---\nText.", "its front matter is not valid YAML"),
        (b"---\nreviewed: 2026-02-31\n---\nText.", "its front matter is not valid YAML"),
        (b"---\nx: !!python/object/apply:os.system [ls]\n---\nText.", "its front matter is not valid YAML"),
        (b"---\nx: " + b"[" * 3000 + b"\n---\nText.", "its front matter is not valid YAML"),
        (b"---\n- a\n- b\n---\nText.", "its front matter is not a list of 'name: value' lines"),
        (b"---\n" + b"#\n" * MAX_FRONT + b"---\nText.", "its front matter has more than"),
    ],
)
def test_what_cannot_be_read_has_a_reason(raw: bytes, reason: str) -> None:
    """Each is refused with what is wrong and what to do, without the file's name, which the report has."""
    with pytest.raises(InputError) as error:
        read(raw)
    assert str(error.value).startswith(reason) and "own.md" not in str(error.value)


@pytest.mark.parametrize("asked", [b"- a", b"5", b"Heading: 5", b"Heading:", b"[", b"\xff", b"a: [!!int x]"])
def test_broken_list_of_questions_is_told(asked: bytes) -> None:
    """Questions beside a guide that are no headings with lists are an error, not an empty list."""
    with pytest.raises(InputError, match="its list of questions"):
        read(b"Text.", asked)


def test_folder_and_missing_file_are_told(tmp_path: Path) -> None:
    """What is no file at all gives a reason as well."""
    for path in (tmp_path, tmp_path / "gone.md"):
        with pytest.raises(InputError, match="it cannot be read"):
            read_document(path, "x.md")


def test_whole_document_is_read() -> None:
    """Title, audience, sources and sections arrive as they were written."""
    front = 'title: "Trust: how it grows"\nsummary: Small promises.\naudience: [trainee]\ntopics: [3, x, 17]\n'
    front += "sources:\n  - {author: Lewicki, year: 2016, title: Repair, strength: strong}\n"
    raw = f"---\n{front}---\n\nFirst.\n\n## Keep promises\n\nSmall ones.\n".encode()
    document = read(raw)
    assert (document.title, document.summary) == ("Trust: how it grows", "Small promises.")
    assert (document.audience, document.topics) == (("trainee",), (3, 17))
    assert document.sources == (Source("Lewicki", "2016", "Repair", "strong", ""),)
    assert [(section.heading, section.text) for section in document.sections] == [
        ("", "First."),
        ("Keep promises", "Small ones."),
    ]


@pytest.mark.parametrize(
    ("raw", "title"),
    [
        (b"Text alone.", "own"),
        (b"# A heading #\n\nText.", "A heading"),
        (b"\xef\xbb\xbf# With a mark\r\n\r\nText.", "With a mark"),
        (b"---\ntitle: [a, b]\n---\nText.", "own"),
        (b"---\n---\nText.", "own"),
    ],
)
def test_title_is_found(raw: bytes, title: str) -> None:
    """From the front matter, else the first heading, else the file's name; without them both sides are addressed."""
    document = read(raw)
    assert document.title == title and document.audience == SIDES


def test_table_is_read_as_contrasts() -> None:
    """The rows of *Instead of / Try / Why*, without its head; other tables are left alone."""
    text = "| Instead of | Try | Why |\n| --- | --- | --- |\n| No. | Not yet. | Kind. |\n\n| a | b |\n"
    assert [(row.instead, row.try_, row.why) for row in read_contrasts(text)] == [("No.", "Not yet.", "Kind.")]


@steady
@given(markdown)
def test_sections_hold_the_text_between_headings(body: str) -> None:
    """No line that is not a heading gets lost."""
    held = "\n".join(section.text for section in split_sections(body))
    lines = [line.strip() for line in body.split("\n") if line.strip() and not line.startswith("#")]
    assert all(line in held for line in lines)
