"""Attribution: what supports a sentence of an answer is computed, and bounded."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from assistant.attribution import attribute, load_weights, numbers, support_features, support_score
from assistant.embeddings import embed_array
from assistant.index import Index, Unit
from assistant.words import all_words, content_words
from tests.texts import steady, texts

similarities = st.floats(min_value=-1, max_value=1)
EVIDENCE = (
    "Say the news in the first two minutes.",
    "Meet every 14 days for an hour.",
    "Ask what they see before you say what you see.",
    "Keep a note of what you agreed.",
)


def vectors(count: int, seed: int) -> NDArray[np.float32]:
    """Directions of length 1."""
    made = np.random.default_rng(seed).normal(size=(count, 8)).astype(np.float32)
    scaled: NDArray[np.float32] = made / np.linalg.norm(made, axis=1, keepdims=True)
    return scaled


@pytest.fixture(scope="module")
def units(embeddings: Embeddings) -> list[Unit]:
    """Four sentences of a passage."""
    made = embed_array(embeddings, list(EVIDENCE))
    return [Unit("p", 0, len(text), "text", text, vector) for text, vector in zip(EVIDENCE, made, strict=True)]


def cited(sentence: str, units: list[Unit], embeddings: Embeddings) -> str | None:
    """The evidence that is cited for a sentence."""
    unit = attribute(sentence, embed_array(embeddings, [sentence])[0], units).unit
    return unit.text if unit else None


def test_every_sentence_of_the_guides_supports_itself(guidance_index: Index) -> None:
    """An excerpt is cited with 1.0, and to its own words, whatever stands around it."""
    generation = guidance_index.current()
    for source in ("knowledge/bad-news.md", "knowledge/harsh-feedback.md"):
        units = generation.units([passage.id for passage in generation.document_passages(source)])
        for unit in units:
            if content_words(unit.text):
                support = attribute(unit.text, unit.vector, units)
                assert support.score == 1.0 and support.unit is not None
                assert all_words(support.unit.text) == all_words(unit.text)


@steady
@given(texts, st.lists(texts, max_size=12), st.integers(0, 99))
@example("", [""], 0)
def test_score_is_a_share_and_a_citation_is_one_of_the_given(sentence: str, evidence: list[str], seed: int) -> None:
    """For any text: a score from 0 to 1; cited is one of the sentences given, and only from the threshold on."""
    directions = vectors(len(evidence) + 1, seed)
    units = [Unit("p", 0, 0, "text", text, vector) for text, vector in zip(evidence, directions[1:], strict=True)]
    support = attribute(sentence, directions[0], units)
    assert 0 <= support.score <= 1
    if support.unit is not None:
        assert any(support.unit is unit for unit in units)
    if support.unit is None or not evidence:
        assert support.score <= load_weights()["threshold"] + 0.0005  # It is rounded for people.


@steady
@given(texts, texts, similarities)
def test_closer_is_never_worse(sentence: str, evidence: str, similarity: float) -> None:
    """With the same words, more similar in meaning scores at least as much."""
    assert support_score(sentence, evidence, similarity) <= support_score(sentence, evidence, 1.0)


@steady
@given(texts, texts, similarities)
def test_features_are_shares(sentence: str, evidence: str, similarity: float) -> None:
    """What the decision is made from lies between 0 and 1, except the cosine."""
    features = support_features(sentence, evidence, similarity)
    assert features.pop("similarity") == similarity
    assert all(0 <= value <= 1 for value in features.values())


@steady
@given(st.sampled_from(EVIDENCE), st.sampled_from(["never", "always", "3", "ninety"]), similarities)
def test_what_the_evidence_does_not_say_lowers_the_score(evidence: str, word: str, similarity: float) -> None:
    """A "never", an "always" or a number that the evidence lacks costs support."""
    plain = support_score(f"{evidence} also", evidence, similarity)
    assert support_score(f"{evidence} {word}", evidence, similarity) < plain


@pytest.mark.parametrize(
    "sentence",
    [
        "Meet every 3 days for an hour.",
        "Say the news in the first ten minutes.",
        "Order a new laptop for the office before lunch.",
        "Ask.",
        "And so on.",
        "",
    ],
)
def test_what_is_not_said_is_not_cited(sentence: str, units: list[Unit], embeddings: Embeddings) -> None:
    """Another number, another subject, or no subject at all gets no citation."""
    assert cited(sentence, units, embeddings) is None


@pytest.mark.parametrize(
    ("sentence", "evidence"),
    [
        ("say the news in the first two minutes", EVIDENCE[0]),
        ("Tell them the news within the first two minutes.", EVIDENCE[0]),
        ("Meet for an hour every 14 days.", EVIDENCE[1]),
        ("Before you say what you see, ask what they see.", EVIDENCE[2]),
    ],
)
def test_reworded_sentence_is_cited(sentence: str, evidence: str, units: list[Unit], embeddings: Embeddings) -> None:
    """The same in other words leads to where it comes from."""
    assert cited(sentence, units, embeddings) == evidence


def test_without_evidence_nothing_is_cited(embeddings: Embeddings) -> None:
    """No passages, no citation."""
    assert cited(EVIDENCE[0], [], embeddings) is None


def test_numbers_are_figures_and_words_from_two_on() -> None:
    """ "One" is hardly ever a number, so it is not counted."""
    assert numbers("One in 3 waits 2.5 or twenty days, twice; 1,000 do not.") == {
        "3",
        "2.5",
        "twenty",
        "twice",
        "1,000",
    }
