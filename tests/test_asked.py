"""Known questions: the nearest of them, and which guide a question sounds like."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from langchain_core.embeddings import Embeddings

from assistant.asked import LETTERS_WEIGHT, AskedQuestions, fit_guides, letter_features
from assistant.embeddings import embed_array
from assistant.index import Index
from tests.texts import steady, texts

QUESTIONS = ["How do I say no to my boss?", "how to turn down a request", "She cries in our meetings.", "tears at work"]
GUIDES = ["no", "no", "tears", "tears"]


@pytest.fixture(scope="module")
def asked(embeddings: Embeddings) -> AskedQuestions:
    """Four known questions of two guides."""
    vectors = embed_array(embeddings, QUESTIONS)
    names, weights = fit_guides(QUESTIONS, vectors, GUIDES)
    return AskedQuestions(["p1", "p2", "p3", "p3"], vectors, names, weights)


def test_question_sounds_like_its_guide(asked: AskedQuestions, embeddings: Embeddings) -> None:
    """A new wording is told apart by meaning, a misspelt one by its letters too."""
    for question, guide in (("I want to refuse an extra task", "no"), ("he burst into teers", "tears")):
        likeness = asked.likeness(question, embed_array(embeddings, [question])[0])
        assert max(likeness, key=lambda name: likeness[name]) == guide


def test_nearest_is_best_first_and_once_a_passage(asked: AskedQuestions, embeddings: Embeddings) -> None:
    """A passage with two known questions has the similarity of the closer one."""
    nearest = asked.nearest(embed_array(embeddings, ["tears at work"])[0])
    assert next(iter(nearest)) == "p3" and nearest["p3"] == pytest.approx(1.0, abs=1e-3)
    assert len(nearest) == 3 and list(nearest.values()) == sorted(nearest.values(), reverse=True)


def test_no_known_questions_is_no_likeness(embeddings: Embeddings) -> None:
    """An index of one's own documents alone has none, and says so quietly."""
    names, weights = fit_guides([], np.zeros((0, 384), np.float32), [])
    empty = AskedQuestions([], np.zeros((0, 384), np.float32), names, weights)
    vector = embed_array(embeddings, ["anything"])[0]
    assert empty.nearest(vector) == {} and empty.likeness("anything", vector) == {}


@steady
@given(texts)
def test_letters_have_one_length(text: str) -> None:
    """Whatever is written, its letters weigh the same beside its meaning, or nothing without words."""
    length = float(np.linalg.norm(letter_features([text])[0]))
    assert length == pytest.approx(LETTERS_WEIGHT, abs=1e-5) or length == 0.0


def test_every_guide_is_told_apart(guidance_index: Index) -> None:
    """Each guide of the index has its column."""
    generation = guidance_index.current()
    assert set(generation.asked.guides) == {document.source for document in generation.documents()}
