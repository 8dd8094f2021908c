"""Which sentence of the guidance supports a sentence of an answer. Computed; no model is asked.

A sentence is supported by the closest sentence of the passages that were retrieved, if it
is close enough in meaning, brings no number of its own, and does not turn a "do" into a
"do not". The threshold is calibrated by `counterpart eval tune` on the labelled pairs in
``tests/evaluation/support_pairs.jsonl``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.index import Unit
from assistant.words import all_words, content_words

SUPPORTED = 0.60

_NEGATION = re.compile(
    r"\b(?:not|never|no|none|nobody|nothing|without|avoid|stop|instead of|refrain|rather than|cannot|don't|doesn't"
    r"|didn't|isn't|aren't|wasn't|won't|can't|shouldn't|needn't)\b"
)
_NUMBER_WORDS = "two three four five six seven eight nine ten twelve fifteen twenty thirty forty fifty hundred".split()


@dataclass(frozen=True)
class Support:
    """The best supporting sentence, and how well it supports (0 to 1); ``unit`` is None below the threshold."""

    unit: Unit | None
    score: float


def attribute(
    sentence: str, vector: NDArray[np.float32], units: Sequence[Unit], threshold: float = SUPPORTED
) -> Support:
    """The sentence of the guidance that supports a sentence of an answer.

    Args:
        sentence: of the answer.
        vector: its embedding, of length 1.
        units: the sentences of the passages that may be cited.
        threshold: what counts as support.
    """
    if not units or not content_words(sentence):
        return Support(None, 0.0)
    similar = np.stack([unit.vector for unit in units]) @ vector
    best: Unit | None = None
    best_score = 0.0
    # Only the closest can win: the checks below take away and never add more than overlap does.
    for place in np.argsort(-similar)[:8]:
        score = support_score(sentence, units[place].text, float(similar[place]))
        if score > best_score:
            best, best_score = units[place], score
    score = round(min(1.0, best_score), 3)
    return Support(best if best_score >= threshold else None, score)


def support_score(sentence: str, evidence: str, similarity: float) -> float:
    """How well one sentence supports another: cosine and shared words, less for contradictions.

    Between 0 and 1. Word overlap counts a quarter: close paraphrases of advice share their
    nouns, while sentences that are merely about the same subject do not.
    """
    said, known = set(map(stem, content_words(sentence))), set(map(stem, content_words(evidence)))
    overlap = len(said & known) / len(said) if said else 0.0
    score = 0.75 * max(0.0, similarity) + 0.25 * overlap
    if numbers(sentence) - numbers(evidence):
        score *= 0.7
    if bool(_NEGATION.search(sentence.lower())) != bool(_NEGATION.search(evidence.lower())):
        score *= 0.85
    return score


def numbers(text: str) -> set[str]:
    """Figures, and number words from two on."""
    return set(re.findall(r"\d+(?:[.,]\d+)?", text)) | {word for word in all_words(text) if word in _NUMBER_WORDS}


def stem(word: str) -> str:
    """A word without its commonest endings: enough to count shared words."""
    for ending in ("'s", "ing", "ed", "es", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word
