"""The sentences that matter: what an answer is made of, and which line can be said aloud."""

from __future__ import annotations

import itertools

import pytest
from langchain_core.embeddings import Embeddings

from assistant.index import Index
from assistant.retrieval import Found, search
from assistant.selection import pick_line, pick_points, speaker_of
from assistant.values import Side

QUESTIONS: list[tuple[str, Side]] = [
    ("How do I tell my PhD student that the thesis is in trouble?", "mentor"),
    ("My mentor shouted at me in front of everyone. What now?", "trainee"),
    ("we agreed on Tuesdays and now nothing happens", "trainee"),
    ("How do we keep meeting at a distance?", "mentor"),
]


def find(index: Index, embeddings: Embeddings, question: str, side: Side) -> Found:
    return search(index, embeddings, question, 5, side)


@pytest.mark.parametrize(("question", "side"), QUESTIONS)
def test_points_are_verbatim_and_together(
    question: str, side: Side, guidance_index: Index, embeddings: Embeddings
) -> None:
    """Key points stand word for word in at most three passages, and those of one passage in its order."""
    found = find(guidance_index, embeddings, question, side)
    points = pick_points(found, side)
    texts = {passage.id: passage.text for passage in [*found.passages, *found.deeper]}
    assert 2 <= len(points) <= 6 and len({point.passage_id for point in points}) <= 3
    for one, next_ in itertools.pairwise(points):
        assert one.text in texts[one.passage_id]
        if one.passage_id == next_.passage_id:
            assert texts[one.passage_id].index(one.text) < texts[one.passage_id].index(next_.text)


@pytest.mark.parametrize(("question", "side"), QUESTIONS)
def test_line_is_one_that_this_side_could_say(
    question: str, side: Side, guidance_index: Index, embeddings: Embeddings
) -> None:
    """The line comes from the guide of the first key point, and is not the other side's."""
    found = find(guidance_index, embeddings, question, side)
    points = pick_points(found, side)
    line = pick_line(guidance_index.current(), found, points, side)
    passages = guidance_index.current().passages([points[0].passage_id, line.passage_id if line else ""])
    assert line is not None and line.sayable
    passage = passages[line.passage_id]
    assert passage.source == passages[points[0].passage_id].source
    assert speaker_of(passage.text, passage.text.index(line.text)) in (None, side)


def test_nobody_is_told_what_the_other_side_should_do(guidance_index: Index, embeddings: Embeddings) -> None:
    """A sentence that calls the mentor is no key point for the trainee."""
    for question, _ in QUESTIONS:
        points = pick_points(find(guidance_index, embeddings, question, "trainee"), "trainee")
        assert not [point for point in points if point.text.startswith(("As the mentor", "Mentors,"))]


def test_speaker_is_the_last_one_named() -> None:
    """In a guide for both sides the lines stand under the side that says them."""
    text = 'As the mentor:\n\n- "One."\n\nAs the trainee:\n\n- "Two."'
    assert speaker_of(text, text.index("One")) == "mentor" and speaker_of(text, text.index("Two")) == "trainee"
    assert speaker_of('- "Three."', 3) is None
