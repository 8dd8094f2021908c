"""Splitting: a section is a passage; a long one is cut into pieces that lose nothing."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from assistant.values import SIDES, Document, Section
from ingest.split import MAX_WORDS, passage_id, split_document, split_text
from tests.texts import steady, texts

long_texts = st.lists(texts, max_size=6).map(" ".join)
limits = st.integers(min_value=1, max_value=12)


def document(*sections: Section, title: str = "Trust") -> Document:
    return Document("own/trust.md", title, "", SIDES, "", (), (), (), (), "", sections, "0" * 64)


def covers(text: str, pieces: list[str]) -> bool:
    """Whether the pieces stand in the text one behind or over the other, with nothing but blanks between them."""
    places = {(0, -1)}  # Where what is covered ends, and where the last piece began.
    for piece in pieces:
        found = set()
        for end, begun in places:
            start = text.find(piece, begun + 1)
            while start != -1 and not text[end:start].strip():
                if start + len(piece) > end:
                    found.add((start + len(piece), start))
                start = text.find(piece, start + 1)
        places = found
    return any(not text[end:].strip() for end, _ in places)


def test_the_check_itself_notices_a_loss() -> None:
    """A piece that is missing, changed or out of order is seen."""
    text = "One two. Three four. Five six."
    assert covers(text, ["One two. Three four.", "Three four. Five six."])
    for pieces in ([], ["One two.", "Five six."], ["Three four.", "One two.", "Five six."], ["One two. Three four."]):
        assert not covers(text, pieces)


@steady
@given(long_texts, limits)
@example("word " * 30, 7)
@example("| no | yes | why |\n" * 9, 5)
def test_pieces_are_verbatim_short_and_lose_nothing(text: str, limit: int) -> None:
    """Each piece stands in the text as it is, has at most so many words, and together they are the whole text."""
    pieces = split_text(text, limit)
    assert all(piece in text and 0 < len(piece.split()) <= limit for piece in pieces)
    assert covers(text, pieces)


@steady
@given(long_texts, limits)
def test_short_text_is_one_piece(text: str, limit: int) -> None:
    """What fits is not cut and not changed; what has no word gives nothing."""
    pieces = split_text(text, max(limit, len(text.split())))
    assert pieces == ([text] if text.strip() else [])


def test_pieces_overlap_by_one_short_sentence() -> None:
    """A piece begins with the last sentence of the one before; a long sentence is not repeated."""
    text = "Aa bb cc dd ee ff. Gg hh. Ii jj kk ll mm nn oo. Pp qq rr ss tt uu vv ww."
    assert split_text(text, 10) == [
        "Aa bb cc dd ee ff. Gg hh.",
        "Gg hh. Ii jj kk ll mm nn oo.",
        "Pp qq rr ss tt uu vv ww.",
    ]


def test_table_is_cut_between_rows() -> None:
    """A row is never torn into cells where it fits a piece."""
    rows = [f"| not so {n} | but so {n} | because {n} |" for n in range(6)]
    pieces = split_text("\n".join(rows), 25)
    assert len(pieces) > 1 and [row for piece in pieces for row in piece.split("\n")] == rows


@steady
@given(st.lists(texts, min_size=1, max_size=3))
def test_passages_follow_the_sections(bodies: list[str]) -> None:
    """Every passage is verbatim from its own section, with ids that differ and positions in order."""
    sections = [Section(f"Part {number}", body) for number, body in enumerate(bodies)]
    passages = split_document(document(*sections))
    held = {section.heading: section.text for section in sections}
    assert all(passage.text in held[passage.section] for passage in passages)
    assert [passage.position for passage in passages] == list(range(len(passages)))
    assert len({passage.id for passage in passages}) == len(passages)


def test_sections_do_not_overlap() -> None:
    """Only a section that is split repeats a sentence; two sections share none."""
    short = Section("One", "Keep promises. Be on time.")
    long = Section("Two", "This sentence has six words here. " * 60)
    first, *others = split_document(document(short, long))
    assert first.text == short.text and len(others) > 1
    assert all("promises" not in passage.text and len(passage.text.split()) <= MAX_WORDS for passage in others)


def test_id_is_made_of_path_heading_and_content() -> None:
    """It stays while these do, and no two of them can be mistaken for another."""
    assert passage_id("a", "b", "c") == passage_id("a", "b", "c")
    assert (
        len(
            {passage_id("a", "b", "c"), passage_id("ab", "", "c"), passage_id("a", "bc", ""), passage_id("a", "b", "d")}
        )
        == 4
    )


def test_document_that_repeats_itself_gives_one_passage() -> None:
    """The same words under the same heading are stored once."""
    twice = document(
        Section("One", "Keep promises."), Section("One", "Keep promises."), Section("Two", "Keep promises.")
    )
    assert [passage.section for passage in split_document(twice)] == ["One", "Two"]


def test_text_before_the_first_heading_is_under_the_title() -> None:
    """A citation always has a section to name."""
    (passage,) = split_document(document(Section("", "Keep promises.")))
    assert passage.section == "Trust"
