"""Learning the weights of moves from labelled lines, and the tables that show how well they do.

The lines lie in ``tests/evaluation/moves``: train, dev and test by different authors, with
other voices and other scenarios in each.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from assistant.cues import plain
from assistant.embeddings import embed_array
from assistant.errors import InputError
from assistant.moves import WEIGHTS_FILE, Weights, decide, features_of, load_weights
from assistant.safety import WEIGHTS_FILE as SAFETY_FILE
from assistant.safety import features as safety_features
from assistant.safety import load_weights as load_safety
from assistant.turns import MOVES, Labelled, Move, Span

Floats = NDArray[np.float32]
MOVES_DATA = Path(__file__).parent.parent / "tests" / "evaluation" / "moves"
STRENGTH = 1.0  # The inverse of the penalty on weights; by macro-F1 on the development voices.


@dataclass(frozen=True)
class LabelledTurn:
    """A turn of the data: its sentences with the moves that its author gave them."""

    voice: str
    scenario: str
    side: str
    previous: str
    spans: tuple[Span, ...]
    hard: str

    @property
    def moves(self) -> frozenset[Move]:
        """All moves of the turn; ``other`` counts only where there is nothing else."""
        every = {move for span in self.spans for move in span.moves}
        return frozenset(every - {"other"} or {"other"})


def read_turns(split: Literal["train", "dev", "test"], folder: Path = MOVES_DATA) -> list[LabelledTurn]:
    """The labelled turns of one split.

    Raises:
        InputError: there are none; an installed wheel has none, a checkout has.
    """
    turns = []
    for path in sorted(folder.glob(f"{split}-*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            item = json.loads(line)
            spans = tuple(Span(text, tuple(moves)) for text, moves in item["spans"])
            turns.append(
                LabelledTurn(
                    item["voice"], item["scenario"], item["side"], item["previous"] or "", spans, item["hard"] or ""
                )
            )
    if not turns:
        raise InputError(f"There are no labelled lines of the split {split!r} here. Run this in a checkout.")
    return turns


def table(embeddings: Embeddings, turns: Sequence[LabelledTurn]) -> tuple[Floats, Floats]:
    """The features of every sentence, and which moves it makes."""
    lines = [plain(span.text) for turn in turns for span in turn.spans]
    befores = [plain(turn.previous) for turn in turns]
    vectors = embed_array(embeddings, lines)
    priors = embed_array(embeddings, [before or "-" for before in befores])
    rows, wanted = [], np.zeros((len(lines), len(MOVES)), np.float32)
    for t, turn in enumerate(turns):
        prior = priors[t] if befores[t] else np.zeros(vectors.shape[1], np.float32)
        for i, span in enumerate(turn.spans):
            place = len(rows)
            rows.append(
                features_of(lines[place], vectors[place], befores[t], prior, i / max(1, len(turn.spans) - 1))
            )
            wanted[place, [MOVES.index(move) for move in span.moves]] = 1
    return np.stack(rows), wanted


def tune_moves(embeddings: Embeddings, folder: Path = MOVES_DATA, path: Path = WEIGHTS_FILE) -> dict[str, Any]:
    """Fit one logistic regression a move on the training lines, thresholds on the development lines, and write both.

    Returns:
        How many lines there were, and macro-F1 on the development turns.
    """
    from joblib import Parallel, delayed

    train, dev = read_turns("train", folder), read_turns("dev", folder)
    features, wanted = table(embeddings, train)
    held, truth = table(embeddings, dev)
    fitted = Parallel(n_jobs=2, prefer="threads")(
        delayed(_fit)(features, wanted[:, column]) for column in range(len(MOVES))
    )
    matrix = np.stack([weights for weights, _ in fitted], axis=1)
    bias = np.array([value for _, value in fitted], np.float32)
    scale = np.abs(matrix).max() / 127
    small = np.round(matrix / scale).astype(np.int8)  # A byte a weight: no label changes that matters.
    chances = 1 / (1 + np.exp(-(held @ (small * np.float32(scale)) + bias)))
    thresholds = np.array([_best_threshold(chances[:, i], truth[:, i]) for i in range(len(MOVES))], np.float32)
    np.savez_compressed(path, matrix=small, scale=np.float32(scale), bias=bias, thresholds=thresholds)
    load_weights.cache_clear()
    return {"training_sentences": len(features), **score_moves(embeddings, dev)}


def _fit(features: Floats, wanted: Floats) -> tuple[Floats, float]:
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=STRENGTH, max_iter=400, random_state=7)
    model.fit(features, wanted)
    return model.coef_[0].astype(np.float32), float(model.intercept_[0])


def _best_threshold(chances: Floats, truth: Floats) -> float:
    """Where F1 is best, held near one half where few lines speak, so that it is not learned by heart."""
    best, found = -1.0, 0.4
    for threshold in np.arange(0.2, 0.61, 0.05):
        called = chances >= threshold
        hits = float((called & (truth > 0)).sum())
        f1 = 2 * hits / max(1.0, float(called.sum() + truth.sum()))
        if f1 > best + 0.002:
            best, found = f1, float(threshold)
    return round((found * 2 + 0.4) / 3, 3)


def label_turns(
    embeddings: Embeddings, turns: Sequence[LabelledTurn], weights: Weights | None = None
) -> list[Labelled]:
    """Label turns whose sentences are given, many at once."""
    weights = weights or load_weights()
    features, _ = table(embeddings, turns)
    chances = 1 / (1 + np.exp(-(features @ weights.matrix + weights.bias)))
    labelled, start = [], 0
    for turn in turns:
        end = start + len(turn.spans)
        labelled.append(decide([span.text for span in turn.spans], chances[start:end], weights.thresholds))
        start = end
    return labelled


def score_moves(embeddings: Embeddings, turns: Sequence[LabelledTurn]) -> dict[str, Any]:
    """macro-F1 over the moves of whole turns, F1 of each, of the hard ones, and kappa of the coarse class."""
    labelled = label_turns(embeddings, turns)
    hard = [i for i, turn in enumerate(turns) if turn.hard]
    truth = [gold(turn) for turn in turns]
    return {
        "turns": len(turns),
        "macro_f1": macro_f1([turn.moves for turn in turns], [frozenset(item.moves) for item in labelled]),
        "macro_f1_hard": macro_f1(
            [turns[i].moves for i in hard], [frozenset(labelled[i].moves) for i in hard]
        ),
        "kappa_coarse": kappa([item.coarse for item in truth], [item.coarse for item in labelled]),
        "f1": {
            move: round(f1_of(move, [turn.moves for turn in turns], [frozenset(i.moves) for i in labelled]), 3)
            for move in MOVES
        },
    }


def gold(turn: LabelledTurn) -> Labelled:
    """The author's labels in the labeller's form: primary move and coarse class by the same rules."""
    chances = np.zeros((len(turn.spans), len(MOVES)), np.float32)
    for row, span in zip(chances, turn.spans, strict=True):
        for place, move in enumerate(span.moves):
            row[MOVES.index(move)] = 1.0 - 0.1 * place
    return decide([span.text for span in turn.spans], chances, np.full(len(MOVES), 0.5, np.float32))


def f1_of(move: Move, truth: Sequence[frozenset[Move]], called: Sequence[frozenset[Move]]) -> float:
    """F1 of one move over turns; 0 where it never occurs."""
    hits = sum(move in a and move in b for a, b in zip(truth, called, strict=True))
    total = sum(move in a for a in truth) + sum(move in b for b in called)
    return 2 * hits / total if total else 0.0


def macro_f1(truth: Sequence[frozenset[Move]], called: Sequence[frozenset[Move]]) -> float:
    """The mean of F1 over the moves that occur."""
    present = [move for move in MOVES if any(move in moves for moves in truth)]
    return round(sum(f1_of(move, truth, called) for move in present) / max(1, len(present)), 4)


def kappa(truth: Sequence[str], called: Sequence[str]) -> float:
    """Cohen's kappa: agreement beyond what chance gives (Cohen 1960)."""
    count = len(truth)
    if not count:
        return 0.0
    agreed = sum(a == b for a, b in zip(truth, called, strict=True)) / count
    chance = sum(truth.count(name) * called.count(name) for name in set(truth)) / count**2
    return round((agreed - chance) / (1 - chance), 4) if chance < 1 else 1.0


def confusion(truth: Sequence[str], called: Sequence[str], names: Sequence[str]) -> list[list[int]]:
    """A row a true name and a column a called one."""
    return [[sum(a == row and b == column for a, b in zip(truth, called, strict=True)) for column in names]
            for row in names]  # fmt: skip


# -- stepping out ---------------------------------------------------------------------

SAFETY_DATA = MOVES_DATA.parent / "safety"
FALSE_ALARMS = 0.03  # Of ordinary lines, most of them near misses, in voices left out of the fit.


def read_safety(folder: Path = SAFETY_DATA) -> tuple[list[str], NDArray[np.int64], list[str]]:
    """Lines, whether to step out for each, and the group of voices that wrote it."""
    texts, wanted, groups = [], [], []
    for path in [*sorted(folder.glob("*.jsonl")), folder.parent / "safety_lines.jsonl"]:
        for line in path.read_text("utf-8").splitlines():
            item = json.loads(line)
            texts.append(item["text"])
            wanted.append(int(bool(item["kind"])))
            groups.append(path.stem)
    return texts, np.array(wanted), groups


def tune_safety(embeddings: Embeddings, path: Path = SAFETY_FILE, data: Path = SAFETY_DATA) -> dict[str, Any]:
    """Fit the step-out check, and set its threshold where voices left out of the fit are interrupted seldom.

    Returns:
        What voices left out of the fit gave: recognised, interrupted.
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GroupKFold, cross_val_predict

    texts, wanted, groups = read_safety(data)
    table_ = safety_features(texts, embed_array(embeddings, [plain(text) for text in texts]))
    model = LogisticRegression(C=2.0, max_iter=400, random_state=7)
    chances = cross_val_predict(model, table_, wanted, cv=GroupKFold(7), groups=groups, method="predict_proba")[:, 1]
    threshold = float(np.quantile(chances[wanted == 0], 1 - FALSE_ALARMS))
    model.fit(table_, wanted)
    weights = model.coef_[0]
    scale = float(np.abs(weights).max() / 127)
    np.savez_compressed(
        path,
        weights=np.round(weights / scale).astype(np.int8),
        scale=np.float32(scale),
        bias=np.float32(model.intercept_[0]),
        threshold=np.float32(threshold),
    )
    load_safety.cache_clear()
    called = chances >= threshold
    return {
        "lines": len(texts),
        "threshold": round(threshold, 3),
        "recognised": round(float(called[wanted == 1].mean()), 4),
        "interrupted": round(float(called[wanted == 0].mean()), 4),
    }
