"""Which sentence of the guidance supports a sentence of an answer. Computed; no model is asked.

A sentence is supported by the closest sentence of the passages that were retrieved, if it
is close enough in meaning and words. A number that the guidance does not have, another
person who acts, or the same words with a "not" in them are never supported; a claim that
is stronger or turned round in other words costs support. The weights are fitted by
`counterpart eval tune` on the labelled pairs in ``tests/evaluation/support_pairs.jsonl``.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from assistant.index import Unit
from assistant.values import Side
from assistant.words import all_words, content_words, stem

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

_ACTOR = re.compile(
    r"\b(?:(?P<mentor>mentors?|supervisors?|boss|bosses|preceptors?)"
    r"|(?P<trainee>trainees?|students?|apprentices?|mentees?|juniors?)|(?P<you>you))\b",
    re.I,
)
CLAIM = 2  # Content words that a sentence of the guidance must have to say anything ("As the mentor:" does not).
FAITHFUL = 0.6  # Support from which a model's rewording is shown instead of the sentence of the guidance.
OWN_WORDS = 0.65  # Share of its content words that must be the guidance's; a small model pads.
_CONTRADICTED = 0.1  # What is left of the support of a sentence that says something else in the same words.


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


def attribute(
    sentence: str,
    vector: NDArray[np.float32],
    units: Sequence[Unit],
    side: Side | None = None,
    audiences: Mapping[str, Sequence[Side]] = MappingProxyType({}),
) -> Support:
    """The sentence of the guidance that supports a sentence of an answer.

    Args:
        sentence: of the answer.
        vector: its embedding, of length 1.
        units: the sentences of the passages that may be cited.
        side: who "you" is in the sentence.
        audiences: for a passage, whom it is written for: who "you" is in it.
    """
    if not units or not content_words(sentence):
        return Support(None, 0.0)
    similar = np.stack([unit.vector for unit in units]) @ vector
    # Far ones cannot win: similarity has by far the largest weight.
    scores = {}
    for place in map(int, np.argsort(-similar)[:8]):
        unit = units[place]
        if len(content_words(unit.text)) < CLAIM:
            continue
        scores[place] = support_score(sentence, unit.text, float(similar[place]))
        if scores[place] < 1 and actors_differ(sentence, unit.text, side, audiences.get(unit.passage_id, ())):
            scores[place] *= _CONTRADICTED
    best = max(scores, key=lambda place: scores[place], default=None)
    if best is None:
        return Support(None, 0.0)
    supported = scores[best] >= load_weights()["threshold"]
    return Support(units[best] if supported else None, round(scores[best], 3))


def support_score(sentence: str, evidence: str, similarity: float) -> float:
    """The probability that one sentence supports another, between 0 and 1."""
    ours, theirs = all_words(sentence), all_words(evidence)
    if ours == theirs:
        return 1.0
    features = support_features(sentence, evidence, similarity)
    weights = load_weights()
    total = weights["bias"] + sum(weights[name] * value for name, value in features.items())
    score = 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))
    only_turned = features["negation"] and features["said"] == 1
    return score * _CONTRADICTED if only_turned or features["number"] else score


def is_faithful(sentence: str, unit: Unit, score: float, side: Side | None, audience: Sequence[Side]) -> bool:
    """Whether a sentence is a rewording of one of the guidance that can stand in its place.

    Stricter than support: the guidance's own words are there to be shown instead.
    """
    features = support_features(sentence, unit.text, similarity=0.0)  # Only its words matter here.
    changed = features["negation"] or features["number"] or features["stronger"]
    return (
        score >= FAITHFUL
        and not changed
        and not sentence.count('"') % 2
        and features["said"] >= OWN_WORDS
        and not actors_differ(sentence, unit.text, side, audience)
    )


def actors_differ(sentence: str, evidence: str, side: Side | None, audience: Sequence[Side]) -> bool:
    """Whether another person comes first in the one than in the other, as far as that can be told.

    Args:
        sentence: of an answer.
        evidence: of the guidance.
        side: who "you" is in the sentence.
        audience: who "you" is in the evidence, if that is one side.
    """
    ours, theirs = _first_actor(sentence, side), _first_actor(evidence, audience[0] if len(audience) == 1 else None)
    return ours is not None and theirs is not None and ours != theirs


def _first_actor(text: str, you: Side | None) -> str | None:
    match = _ACTOR.search(text)
    if match is None:
        return None
    return you if match.lastgroup == "you" else match.lastgroup


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
