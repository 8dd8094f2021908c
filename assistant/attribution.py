"""Which sentence of the guidance supports a sentence of an answer. Computed; no model is asked.

A sentence is supported by the closest sentence of the passages that were retrieved, if it
is close enough in meaning and words, brings no number of its own, does not turn a "do"
into a "do not" and claims nothing stronger. The weights are fitted by `counterpart eval
tune` on the labelled pairs in ``tests/evaluation/support_pairs.jsonl``.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.index import Unit
from assistant.words import all_words, content_words

_NEGATION = re.compile(
    r"\b(?:not|never|no|none|nobody|nothing|without|avoid|stop|instead of|refrain|rather than|cannot|don't|doesn't"
    r"|didn't|isn't|aren't|wasn't|won't|can't|shouldn't|needn't)\b"
)
_STRONG = re.compile(
    r"\b(?:always|never|every|everyone|everybody|all|must|guarantees?|certainly|definitely|only|best|ensures?|proven)\b"
)
_NUMBER_WORDS = frozenset(
    """two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty sixty ninety
    hundred thousand half twice""".split()
)


@dataclass(frozen=True)
class Support:
    """The best supporting sentence, and the probability that it supports; ``unit`` is None below one half or so."""

    unit: Unit | None
    score: float


@cache
def load_weights() -> dict[str, float]:
    """The weights that travel with the code, among them ``threshold`` and ``bias``."""
    weights: dict[str, float] = json.loads(Path(__file__).with_name("support.json").read_text("ascii"))
    return weights


def attribute(sentence: str, vector: NDArray[np.float32], units: Sequence[Unit]) -> Support:
    """The sentence of the guidance that supports a sentence of an answer.

    Args:
        sentence: of the answer.
        vector: its embedding, of length 1.
        units: the sentences of the passages that may be cited.
    """
    if not units or not content_words(sentence):
        return Support(None, 0.0)
    similar = np.stack([unit.vector for unit in units]) @ vector
    # Far ones cannot win: similarity has by far the largest weight.
    nearest = np.argsort(-similar)[:8]
    scores = {int(place): support_score(sentence, units[place].text, float(similar[place])) for place in nearest}
    best = max(scores, key=lambda place: scores[place])
    supported = scores[best] >= load_weights()["threshold"]
    return Support(units[best] if supported else None, round(scores[best], 3))


def support_score(sentence: str, evidence: str, similarity: float) -> float:
    """The probability that one sentence supports another, between 0 and 1."""
    if " ".join(all_words(sentence)) == " ".join(all_words(evidence)):
        return 1.0
    weights = load_weights()
    features = support_features(sentence, evidence, similarity)
    total = weights["bias"] + sum(weights[name] * value for name, value in features.items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def support_features(sentence: str, evidence: str, similarity: float) -> dict[str, float]:
    """What the decision is made from.

    ``similarity`` is the cosine; ``said`` and ``known`` are the shares of the sentence's and
    of the evidence's content words that the other has too; ``negation``, ``number`` and
    ``stronger`` are 1 where the sentence differs from the evidence in these.
    """
    ours, theirs = set(map(stem, content_words(sentence))), set(map(stem, content_words(evidence)))
    shared = len(ours & theirs)
    claim, source = sentence.lower(), evidence.lower()
    return {
        "similarity": similarity,
        "said": shared / len(ours) if ours else 0.0,
        "known": shared / len(theirs) if theirs else 0.0,
        "negation": float(bool(_NEGATION.search(claim)) != bool(_NEGATION.search(source))),
        "number": float(bool(numbers(sentence) - numbers(evidence))),
        "stronger": float(bool(set(_STRONG.findall(claim)) - set(_STRONG.findall(source)))),
    }


def numbers(text: str) -> set[str]:
    """Figures, and number words from two on."""
    return set(re.findall(r"\d+(?:[.,]\d+)?", text)) | {word for word in all_words(text) if word in _NUMBER_WORDS}


def stem(word: str) -> str:
    """A word without its commonest endings: enough to count shared words."""
    for ending in ("'s", "ing", "ed", "es", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word
