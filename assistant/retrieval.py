"""Search: which guides bear on a question, and which passage of each.

Dense and lexical candidates are fused by rank, which tells the passages of one guide apart.
Guides are told apart by values: how close their best passage, their words and the
questions that they are known to answer come, weighed by `counterpart eval tune`.

The ranking is a plain function over an index and an embedder; ``GuidanceRetriever`` is
the same thing as LangChain's ``BaseRetriever``. Whether the guidance covers a question is
decided here too, by a score that the same command calibrates.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
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

CANDIDATES = 200  # Passages by meaning; half as many by words. Fewer lose guides that other lists favour.
GUIDES = 4  # Documents whose passages are looked at, beyond those that are wanted.
FUSION = 20  # The constant of reciprocal rank fusion (Cormack, Clarke and Buettcher 2009); theirs, 60, found less here.
# Weights of the four lists: passage, words, best sentence, known question (`counterpart eval ask --split dev`).
HYBRID = [1.0, 0.6, 0.6, 1.0]
SAME = 0.95  # Passages whose vectors are closer than this say the same.
A_GUIDE = 1  # Passages of one document among the results, as long as there are others: five guides see more than two.
DEEPER = 2
MAX_QUESTION = 2_000  # Characters that are searched for; a sentence model reads some 1,000 anyway.

Method = Literal["hybrid", "dense", "lexical"]
Weights = Mapping[str, float]


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
    weights: Weights | None = None,
) -> Found:
    """The passages that bear most on a question.

    Args:
        index: where to look; its current generation is used throughout.
        embeddings: the embedder that built the index.
        query: a question that stands alone.
        k: how many passages, at least 1.
        audience: leaves out what is written for the other side only.
        method: ``dense`` and ``lexical`` alone are there to be compared with.
        scope: other weights of "covered or not" than those that travel with the code.
        weights: other weights of guides than those that travel with the code.

    Raises:
        InputError: there are no words in the query.
        StaleIndexError: there is no index, or another embedder built it.
    """
    query = clean_query(query)
    generation = index.current()
    got = gather(generation, embeddings, query, audience, method)
    values = _weigh_guides(got, weights or load_ranking()) if method == "hybrid" else {}
    kept = set(sorted(values, key=lambda source: -values[source])[: k + GUIDES])
    ids = [id_ for id_ in dict.fromkeys([*got.dense, *got.lexical, *got.asked]) if not kept or got.sources[id_] in kept]
    passages = generation.passages(ids)
    units = generation.units(ids) if method == "hybrid" else []
    sentence = _best_units(units, got.vector)
    if method == "hybrid":
        fused = _fuse([got.dense, got.lexical, sentence, got.asked], HYBRID, passages)
        ranked = _order_in_guides(fused, got.sources, values)
    else:
        ranked = _fuse([got.dense if method == "dense" else got.lexical], [1.0], passages)
    shown = _choose(ranked, passages, units, k)
    chosen = {passage.id for passage in shown}
    scores = dict(ranked)
    deeper = [id_ for id_ in scores if id_ not in chosen and passages[id_].source == shown[0].source][:DEEPER]
    features = scope_features(generation, got, sentence, content_words(query))
    scope = scope or load_scope()
    probability = scope.probability(features, got.vector)
    return Found(
        passages=tuple(shown),
        deeper=tuple(replace(passages[id_], score=round(scores[id_], 4)) for id_ in deeper),
        covered=bool(shown) and probability >= scope.threshold,
        score=probability,
        nearest=tuple(dict.fromkeys(passages[id_].title for id_ in scores))[:3],
        vector=got.vector,
        units=tuple(unit for unit in units if unit.passage_id in chosen.union(deeper)),
        features=features,
    )


@dataclass(frozen=True)
class Candidates:
    """What may be shown for a question, and by how much each kind of search favours it.

    ``sources`` tells the document of every passage that the person may see. Of passages,
    ``dense`` are cosine similarities, ``lexical`` BM25 scores and ``asked`` the similarities of
    each one's closest known question; ``likeness`` is of whole guides.
    """

    vector: NDArray[np.float32]
    sources: Mapping[str, str]
    dense: Mapping[str, float]
    lexical: Mapping[str, float]
    asked: Mapping[str, float]
    likeness: Mapping[str, float]


def gather(
    generation: Generation, embeddings: Embeddings, query: str, audience: Side | None, method: Method = "hybrid"
) -> Candidates:
    """Look a question up in every way."""
    vector = embed_array(embeddings, [query])[0]
    # Filtered here and not by Chroma, whose filter costs more than a larger answer.
    sources = {id_: source for id_, (source, sides) in generation.sources.items() if not audience or audience in sides}
    hybrid = method == "hybrid"
    likeness = generation.asked.likeness(query, vector) if hybrid else {}
    mine = set(sources.values())

    def only(values: Mapping[str, float]) -> dict[str, float]:
        return {id_: value for id_, value in values.items() if id_ in sources}

    return Candidates(
        vector=vector,
        sources=sources,
        dense=only(dict(generation.nearest(vector, CANDIDATES))),
        lexical=only(dict(generation.matching(content_words(query), CANDIDATES // 2))),
        asked=only(generation.asked.nearest(vector)) if hybrid else {},
        likeness={source: value for source, value in likeness.items() if source in mine},
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
    generation: Generation, got: Candidates, sentence: Mapping[str, float], words: Sequence[str]
) -> dict[str, float]:
    """What the decision "covered or not" is made from, each roughly between 0 and 1.

    ``first`` and ``fifth`` are cosine similarities of the best and fifth-best passage,
    ``sentence`` of the best sentence, ``asked`` of the closest known question, ``likeness`` of the
    guide whose questions it sounds most like; ``known`` is the share of the question's content
    words that the guidance uses at all.
    """
    similar = sorted(got.dense.values(), reverse=True)
    frequencies = generation.frequencies(words)
    known = sum(1 for word in words if frequencies.get(word, 0) >= 2)
    return {
        "first": similar[0] if similar else 0.0,
        "fifth": similar[4] if len(similar) > 4 else 0.0,
        "sentence": max(sentence.values(), default=0.0),
        "known": known / len(words) if words else 0.0,
        "asked": max(got.asked.values(), default=0.0),
        "likeness": max(got.likeness.values(), default=0.0),
    }


def _best_units(units: Sequence[Unit], vector: NDArray[np.float32]) -> dict[str, float]:
    """For each passage the similarity of its best sentence."""
    best: dict[str, float] = {}
    if units:
        similar = np.stack([unit.vector for unit in units]) @ vector
        for unit, value in zip(units, similar, strict=True):
            best[unit.passage_id] = max(best.get(unit.passage_id, -1.0), float(value))
    return best


def guide_values(got: Candidates) -> dict[str, dict[str, float]]:
    """For each document among the candidates the four values that it is ranked by, each about 0 to 1.

    ``dense`` is the similarity of its best passage, ``words`` its BM25 as a share of the best
    one's, ``asked`` the similarity of its closest known question, ``likeness`` how much the
    question sounds like its known ones. A document without known questions, such as one
    that the person added, gets of the last two what the guide at its place by ``dense`` has.
    """
    best_words = max(got.lexical.values(), default=1.0)
    lists = {
        "dense": _by_document(got.sources, got.dense),
        "words": {source: value / best_words for source, value in _by_document(got.sources, got.lexical).items()},
        "asked": _by_document(got.sources, got.asked),
        "likeness": dict(got.likeness),
    }
    # What is not among the candidates is at most as close as the last of them; words it has none.
    floors = {name: min(values.values(), default=0.0) for name, values in lists.items()} | {"words": 0.0}
    sources = dict.fromkeys(source for values in lists.values() for source in values)
    values = {source: {name: lists[name].get(source, floors[name]) for name in lists} for source in sources}
    known = [source for source in values if source in got.likeness]
    for name in ("asked", "likeness"):
        ordered = sorted((values[source][name] for source in known), reverse=True)
        for source in set(values) - set(known):
            place = sum(values[other]["dense"] > values[source]["dense"] for other in known)
            values[source][name] = ordered[min(place, len(ordered) - 1)] if ordered else 0.0
    return values


def _by_document(sources: Mapping[str, str], values: Mapping[str, float]) -> dict[str, float]:
    """The best value of each document."""
    best: dict[str, float] = {}
    for id_, value in values.items():
        source = sources[id_]
        best[source] = max(best.get(source, value), value)
    return best


def _fuse(
    lists: Sequence[Mapping[str, float]], weights: Sequence[float], passages: Mapping[str, Passage]
) -> list[tuple[str, float]]:
    """Reciprocal rank fusion: passages with a share of the best possible score, best first."""
    scores: dict[str, float] = {}
    for weight, values in zip(weights, lists, strict=True):
        kept = sorted((id_ for id_ in values if id_ in passages), key=lambda id_: -values[id_])
        for rank, id_ in enumerate(kept):
            scores[id_] = scores.get(id_, 0.0) + weight / (FUSION + rank)
    top = sum(weights) / FUSION
    return [(id_, score / top) for id_, score in sorted(scores.items(), key=lambda item: (-item[1], item[0]))]


def _weigh_guides(got: Candidates, weights: Weights) -> dict[str, float]:
    """The weighted mean of each document's values, about 0 to 1."""
    total = sum(weights.values())
    return {
        source: max(0.0, sum(weights[name] * values[name] for name in weights)) / total
        for source, values in guide_values(got).items()
    }


def _order_in_guides(
    fused: Sequence[tuple[str, float]], sources: Mapping[str, str], values: Mapping[str, float]
) -> list[tuple[str, float]]:
    """Passages by the value of their document, within it by how they were fused."""
    first = _by_document(sources, dict(fused))
    scores = [(id_, values[sources[id_]] * (0.5 + 0.5 * score / first[sources[id_]])) for id_, score in fused]
    return sorted(scores, key=lambda item: (-item[1], item[0]))


@cache
def load_ranking() -> Weights:
    """The weights of ``guide_values`` that travel with the code."""
    weights: Weights = json.loads(Path(__file__).with_name("ranking.json").read_text("ascii"))
    return weights


def _choose(
    ranked: Sequence[tuple[str, float]], passages: Mapping[str, Passage], units: Sequence[Unit], k: int
) -> list[Passage]:
    """The first k that do not repeat each other, at most ``A_GUIDE`` a document as long as there are others."""
    by_passage: dict[str, list[Unit]] = {}
    for unit in units:
        by_passage.setdefault(unit.passage_id, []).append(unit)
    chosen: list[tuple[str, float]] = []
    later: list[tuple[str, float]] = []
    per_source: dict[str, int] = {}
    for id_, score in ranked:
        if any(_alike(passages[id_], passages[other], by_passage) for other, _ in chosen):
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


def _mean(units: Sequence[Unit]) -> NDArray[np.float32]:
    total = np.sum([unit.vector for unit in units], axis=0)
    mean: NDArray[np.float32] = total / max(float(np.linalg.norm(total)), 1e-9)
    return mean


def _alike(one: Passage, other: Passage, units: Mapping[str, Sequence[Unit]]) -> bool:
    """Whether two passages say the same: alike in meaning and in most of their words."""
    if one.id in units and other.id in units and float(_mean(units[one.id]) @ _mean(units[other.id])) < SAME:
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
