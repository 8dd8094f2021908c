"""The questions that guides are known to answer: which of them is nearest, and which guide a question sounds like.

``fit_guides`` runs when an index is written, ``AskedQuestions`` reads what it left. It knows
vectors and letters, not files and not ranking.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from assistant.words import all_words

# Letters tell what the embedding does not hear: spelling mistakes, trades, slang. The three numbers
# were chosen by hit@5 on the development questions (`counterpart eval ask --split dev`).
LETTERS = 1024  # Groups of three to five letters are counted in so many places.
LETTERS_WEIGHT = 0.7  # Beside the meaning, which has length 1.
RIDGE = 10.0

Vectors = NDArray[np.float32]


@dataclass(frozen=True)
class AskedQuestions:
    """Known questions, each with the passage that answers it, and the weights that tell guides apart.

    ``vectors`` has a row a question, of length 1; ``weights`` a row a feature and a column a guide.
    """

    passages: Sequence[str]
    vectors: Vectors
    guides: Sequence[str]
    weights: Vectors

    def nearest(self, vector: Vectors) -> dict[str, float]:
        """For each passage the similarity of the closest question that it answers, best first."""
        names, places = self._by_passage
        best = np.full(len(names), -1.0, dtype=np.float32)
        if len(names):
            np.maximum.at(best, places, self.vectors @ vector)
        return {names[place]: float(best[place]) for place in np.argsort(-best, kind="stable")}

    @cached_property
    def _by_passage(self) -> tuple[list[str], NDArray[np.intp]]:
        """The passages that answer anything, and for each question the place of its passage among them."""
        names = list(dict.fromkeys(self.passages))
        places = {name: place for place, name in enumerate(names)}
        return names, np.array([places[name] for name in self.passages], dtype=np.intp)

    def likeness(self, question: str, vector: Vectors) -> dict[str, float]:
        """For each guide how much a question sounds like those that it answers: about 0 to 1."""
        if not len(self.guides):
            return {}
        features = np.concatenate([vector, letter_features([question])[0]])
        return dict(zip(self.guides, map(float, features @ self.weights), strict=True))


def fit_guides(questions: Sequence[str], vectors: Vectors, guides: Sequence[str]) -> tuple[list[str], Vectors]:
    """The weights that tell from a question's meaning and letters which guide answers it.

    Ridge regression on guide or not: it weighs what the questions of one guide have in
    common against those of all others.

    Args:
        questions: as people ask them.
        vectors: their embeddings, a row each, of length 1.
        guides: for each question the guide that answers it.

    Returns:
        The guides, and a matrix with a row a feature and a column a guide.
    """
    names = sorted(set(guides))
    if not names:
        return [], np.zeros((0, 0), np.float32)
    features = np.hstack([vectors, letter_features(questions)])
    column = {name: place for place, name in enumerate(names)}
    wanted = np.zeros((len(questions), len(names)), np.float32)
    wanted[np.arange(len(questions)), [column[guide] for guide in guides]] = 1
    gram = features.T @ features + RIDGE * np.eye(features.shape[1], dtype=np.float32)
    return names, np.linalg.solve(gram, features.T @ wanted).astype(np.float32)


def letter_features(texts: Sequence[str]) -> Vectors:
    """Groups of three to five letters within words, hashed and counted, a row a text, of length ``LETTERS_WEIGHT``."""
    rows = np.zeros((len(texts), LETTERS), np.float32)
    for row, text in zip(rows, texts, strict=True):
        for word in all_words(text):
            padded = f" {word} ".encode()
            for size in (3, 4, 5):
                for start in range(max(1, len(padded) - size + 1)):
                    code = zlib.crc32(padded[start : start + size])
                    row[code % LETTERS] += 1 if code & 0x8000_0000 else -1  # Signs let collisions cancel out.
    rows *= LETTERS_WEIGHT / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return rows
