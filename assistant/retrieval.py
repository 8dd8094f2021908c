"""Search: dense and lexical candidates fused by rank, ordered anew by their best sentence.

The ranking is a plain function over an index and an embedder; ``GuidanceRetriever`` is
the same thing as LangChain's ``BaseRetriever``. Whether the guidance covers a question is
decided here too, by a score that `counterpart eval tune` calibrates.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.embeddings import Embeddings
from langchain_core.retrievers import BaseRetriever
from numpy.typing import NDArray
from pydantic import ConfigDict

from assistant.embeddings import embed_array
from assistant.errors import InputError
from assistant.index import Generation, Index, Unit
from assistant.values import Passage, Side
from assistant.words import content_words

CANDIDATES = 40
FUSION = 20  # The constant of reciprocal rank fusion (Cormack, Clarke and Buettcher 2009); theirs, 60, found less here.
# Weights of the five lists: passage, words, best sentence, known question, guide (`counterpart eval ask --split dev`).
HYBRID = [1.0, 0.6, 0.6, 1.0, 1.0]
SAME = 0.95  # Passages whose vectors are closer than this say the same.
A_GUIDE = 1  # Passages of one document among the results, as long as there are others: five guides see more than two.
DEEPER = 2
MAX_QUESTION = 2_000  # Characters that are searched for; a sentence model reads some 1,000 anyway.

Method = Literal["hybrid", "dense", "lexical"]


@dataclass(frozen=True)
class Found:
    """The result of a search.

    ``deeper`` are the next passages of the best passage's document; ``vector`` is the
    question's; ``units`` are the sentences of all these passages.
    """

    passages: tuple[Passage, ...]
    deeper: tuple[Passage, ...]
    covered: bool
    score: float
    nearest: tuple[str, ...]
    vector: NDArray[np.float32]
    units: tuple[Unit, ...]
    features: dict[str, float]


@dataclass(frozen=True)
class Scope:
    """Weights that turn what a search found into the probability that the guidance covers it.

    Made by `counterpart eval tune` from questions in ``tests/evaluation``.
    """

    threshold: float
    bias: float
    features: dict[str, float]
    direction: NDArray[np.float32]

    def probability(self, features: dict[str, float], vector: NDArray[np.float32]) -> float:
        """Between 0 and 1."""
        total = self.bias + sum(weight * features[name] for name, weight in self.features.items())
        if self.direction.shape == vector.shape:
            total += float(self.direction @ vector)
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


@cache
def load_scope() -> Scope:
    """The weights that travel with the code."""
    values = json.loads(Path(__file__).with_name("scope.json").read_text("ascii"))
    direction = np.array(values["direction"], dtype=np.float32)
    return Scope(values["threshold"], values["bias"], values["features"], direction)


def search(
    index: Index,
    embeddings: Embeddings,
    query: str,
    k: int = 5,
    audience: Side | None = None,
    method: Method = "hybrid",
    scope: Scope | None = None,
) -> Found:
    """The passages that bear most on a question.

    Args:
        index: where to look; its current generation is used throughout.
        embeddings: the embedder that built the index.
        query: a question that stands alone.
        k: how many passages, at least 1.
        audience: leaves out what is written for the other side only.
        method: ``dense`` and ``lexical`` alone are there to be compared with.
        scope: other weights than those that travel with the code.

    Raises:
        InputError: there are no words in the query.
        StaleIndexError: there is no index, or another embedder built it.
    """
    query = clean_query(query)
    generation = index.current()
    vector = embed_array(embeddings, [query])[0]
    words = content_words(query)
    # Filtered here and not by Chroma, whose filter costs more than a larger answer.
    wanted = max(CANDIDATES, 2 * k) * (2 if audience else 1)
    dense = dict(generation.nearest(vector, wanted))
    lexical = dict(generation.matching(words, wanted))
    asked = dict(generation.asked(vector, wanted)) if method == "hybrid" else {}
    passages = generation.passages(list(dict.fromkeys([*dense, *lexical, *asked])))
    if audience:
        passages = {id_: passage for id_, passage in passages.items() if audience in passage.audience}
    units = generation.units(list(passages)) if method == "hybrid" else []
    best = _best_units(units, vector)
    guides = generation.guides(vector) if method == "hybrid" else {}
    topics = {id_: guides[passage.source] for id_, passage in passages.items() if passage.source in guides}
    ranked = _rank([dense, lexical, best, asked, topics], passages, method)
    shown = _choose(ranked, passages, units, k)
    chosen = {passage.id for passage in shown}
    deeper = [id_ for id_, _ in ranked if id_ not in chosen and shown and passages[id_].source == shown[0].source]
    scores = dict(ranked)
    more = tuple(replace(passages[id_], score=round(scores[id_], 4)) for id_ in deeper[:DEEPER])
    chosen |= set(deeper[:DEEPER])
    features = scope_features(generation, dense, best, words, passages)
    features["asked"] = max(asked.values(), default=0.0)
    features["topic"] = max(topics.values(), default=0.0)
    scope = scope or load_scope()
    probability = scope.probability(features, vector)
    return Found(
        passages=tuple(shown),
        deeper=more,
        covered=bool(shown) and probability >= scope.threshold,
        score=probability,
        nearest=tuple(dict.fromkeys(passages[id_].title for id_, _ in ranked))[:3],
        vector=vector,
        units=tuple(unit for unit in units if unit.passage_id in chosen),
        features=features,
    )


def clean_query(query: str) -> str:
    """A query as it is searched for: one line, not endless.

    Raises:
        InputError: there is not one letter or digit in it.
    """
    line = " ".join(query.replace("\0", " ").split())
    if not any(char.isalnum() for char in line):
        raise InputError("There are no words in the question. Write it as a sentence or a few words.")
    if len(line) > MAX_QUESTION:
        # People end a long story with what they want to know, and begin with what it is about.
        line = line[: MAX_QUESTION // 2] + " " + line[-MAX_QUESTION // 2 :]
    return line


def scope_features(
    generation: Generation,
    dense: dict[str, float],
    best: dict[str, float],
    words: Sequence[str],
    passages: dict[str, Passage],
) -> dict[str, float]:
    """What the decision "covered or not" is made from, each roughly between 0 and 1.

    ``first`` and ``fifth`` are cosine similarities of the best and fifth-best passage,
    ``sentence`` of the best sentence; ``known`` is the share of the question's content
    words that the guidance uses at all, ``short`` is 1 for a question without any. ``search``
    adds ``asked``, the similarity of the closest known question, and ``topic``, that of the best guide.
    """
    similar = sorted((value for id_, value in dense.items() if id_ in passages), reverse=True)
    frequencies = generation.frequencies(words)
    known = sum(1 for word in words if frequencies.get(word, 0) >= 2)
    return {
        "first": similar[0] if similar else 0.0,
        "fifth": similar[4] if len(similar) > 4 else 0.0,
        "sentence": max(best.values(), default=0.0),
        "known": known / len(words) if words else 0.0,
        "short": 0.0 if words else 1.0,
    }


def _best_units(units: Sequence[Unit], vector: NDArray[np.float32]) -> dict[str, float]:
    """For each passage the similarity of its best sentence."""
    best: dict[str, float] = {}
    if units:
        similar = np.stack([unit.vector for unit in units]) @ vector
        for unit, value in zip(units, similar, strict=True):
            best[unit.passage_id] = max(best.get(unit.passage_id, -1.0), float(value))
    return best


def _rank(lists: list[dict[str, float]], passages: dict[str, Passage], method: Method) -> list[tuple[str, float]]:
    """Reciprocal rank fusion of the lists in the order of ``HYBRID``; the score is a share of the best possible."""
    used = {"dense": [1.0, 0, 0, 0, 0], "lexical": [0, 1.0, 0, 0, 0], "hybrid": HYBRID}[method]
    scores: dict[str, float] = {}
    for weight, values in zip(used, lists, strict=True):
        kept = sorted((id_ for id_ in values if id_ in passages and weight), key=lambda id_: -values[id_])
        rank, before = 0, math.inf
        for place, id_ in enumerate(kept):
            # Passages with the same value (all of one guide) share their place.
            rank, before = (rank, before) if values[id_] == before else (place, values[id_])
            scores[id_] = scores.get(id_, 0.0) + weight / (FUSION + rank)
    top = sum(used) / FUSION
    return [(id_, score / top) for id_, score in sorted(scores.items(), key=lambda item: (-item[1], item[0]))]


def _choose(
    ranked: Sequence[tuple[str, float]], passages: dict[str, Passage], units: Sequence[Unit], k: int
) -> list[Passage]:
    """The first k that do not repeat each other, at most ``A_GUIDE`` a document as long as there are others."""
    means = _means(units)
    chosen: list[tuple[str, float]] = []
    later: list[tuple[str, float]] = []
    per_source: dict[str, int] = {}
    for id_, score in ranked:
        if any(_alike(passages[id_], passages[other], means) for other, _ in chosen):
            continue
        source = passages[id_].source
        if per_source.get(source, 0) >= A_GUIDE:
            later.append((id_, score))
            continue
        per_source[source] = per_source.get(source, 0) + 1
        chosen.append((id_, score))
        if len(chosen) == k:
            break
    chosen += later[: k - len(chosen)]
    return [replace(passages[id_], score=round(score, 4)) for id_, score in chosen]


def _means(units: Sequence[Unit]) -> dict[str, NDArray[np.float32]]:
    sums: dict[str, NDArray[np.float32]] = {}
    for unit in units:
        sums[unit.passage_id] = sums.get(unit.passage_id, 0) + unit.vector
    return {id_: vector / max(float(np.linalg.norm(vector)), 1e-9) for id_, vector in sums.items()}


def _alike(one: Passage, other: Passage, means: dict[str, NDArray[np.float32]]) -> bool:
    """Whether two passages say the same: alike in meaning and in most of their words."""
    if one.id in means and other.id in means and float(means[one.id] @ means[other.id]) < SAME:
        return False
    first, second = set(content_words(one.text)), set(content_words(other.text))
    return (
        len(first & second) >= 0.8 * min(len(first), len(second), 10**6) if first and second else one.text == other.text
    )


class GuidanceRetriever(BaseRetriever):
    """The search as LangChain knows it: text in, documents out, the passage's fields as metadata."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    index: Index
    embeddings: Embeddings
    k: int = 5
    audience: Side | None = None

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[LangChainDocument]:
        found = search(self.index, self.embeddings, query, self.k, self.audience)
        return [to_langchain(passage) for passage in found.passages]


def to_langchain(passage: Passage) -> LangChainDocument:
    """A passage as LangChain's document."""
    metadata: dict[str, Any] = {
        "title": passage.title,
        "section": passage.section,
        "source": passage.source,
        "audience": list(passage.audience),
        "score": passage.score,
    }
    return LangChainDocument(id=passage.id, page_content=passage.text, metadata=metadata)
