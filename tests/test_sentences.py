"""Sentences: spans of the text, so that every quotation is verbatim."""

from __future__ import annotations

import pytest
from hypothesis import example, given

from assistant.sentences import sentence_spans, split_sentences
from tests.texts import steady, texts


@steady
@given(texts)
@example("| | |\n|a|b|c|\n|")
@example('- "\n- \n""')
def test_spans_are_in_order_and_whole(text: str) -> None:
    """Whatever the text: no span overlaps another, leaves the text, is empty or begins or ends with a blank."""
    end = 0
    for span in sentence_spans(text):
        assert end <= span.start < span.end <= len(text)
        assert text[span.start : span.end] == text[span.start : span.end].strip()
        end = span.end


@steady
@given(texts)
def test_no_word_is_left_out(text: str) -> None:
    """Outside of tables every letter is in a sentence; only list marks and blanks are not."""
    text = text.replace("|", " ")
    outside = list(text)
    for span in sentence_spans(text):
        outside[span.start : span.end] = " " * (span.end - span.start)
    assert not any(char.isalpha() for char in outside)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("", []),
        ("  \n\n ", []),
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("A wrapped\nline. Next.", ["A wrapped\nline.", "Next."]),
        ("No end", ["No end"]),
        ("Ask Dr. Lee, e.g. on Monday. Then wait.", ["Ask Dr. Lee, e.g. on Monday.", "Then wait."]),
        ("It took 3.5 hours. Really...", ["It took 3.5 hours.", "Really..."]),
        ('She said "Stop." Then she left.', ['She said "Stop."', "Then she left."]),
        ("- One thing.\n- Another thing", ["One thing.", "Another thing"]),
        ("1. First.\n2) Second.", ["First.", "Second."]),
        ("## Heading\nText.", ["Heading", "Text."]),
        ("One paragraph\n\nanother", ["One paragraph", "another"]),
        ("Wait... and see. Yes?! No.", ["Wait... and see.", "Yes?!", "No."]),
    ],
)
def test_where_sentences_end(text: str, sentences: list[str]) -> None:
    """At full stops with a new beginning, at list items and paragraphs; not after abbreviations or in numbers."""
    assert split_sentences(text) == sentences


def test_lines_to_say_are_known() -> None:
    """A bullet wholly in quotes is one line to say; of a table the second cell is, and the first is left out."""
    table = '| Instead of | Try | Why |\n| --- | --- | --- |\n| "No." | "Not yet." | It is kind. |'
    text = f'- "I see. Tell me more."\n\n{table}'
    found = [(text[a:b], kind) for a, b, kind in sentence_spans(text)]
    assert found == [('"I see. Tell me more."', "say"), ('"Not yet."', "say"), ("It is kind.", "why")]
