"""Learning the weights of moves and of the step-out check, and the tables that show how well they do.

The lines lie in ``tests/evaluation/moves``: train, dev and test by different authors, with
other voices and other scenarios in each.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from assistant.cues import plain
from assistant.embeddings import MiniLM
from assistant.errors import InputError
from assistant.fitting import Table, chances_of, fit
from assistant.heads import Listener, mean_of, pack, unpack
from assistant.moves import WEIGHTS_FILE as MOVES_FILE
from assistant.moves import around_of, decide, features_of, load_weights, read_texts, split_turn
from assistant.safety import WEIGHTS_FILE as SAFETY_FILE
from assistant.safety import WINDOW, alarm_of, chance_of, safety_features, safety_pieces
from assistant.safety import load_weights as load_safety
from assistant.turns import MOVES, Labelled, Move, Span

Floats = NDArray[np.float32]
MOVES_DATA = Path(__file__).parent.parent / "tests" / "evaluation" / "moves"
SAFETY_DATA = MOVES_DATA.parent / "safety"
# Passes over the training lines, by the figures of the development voices.
MOVES_EPOCHS, SAFETY_EPOCHS = 8, 3
# Of hard but ordinary turns. Beside an answer such an alarm shows contacts and no more; in a rehearsal one in ten stops
# it (`rehearse.STOPS`).
FALSE_ALARMS = 0.02


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


def moves_table(model: MiniLM, turns: Sequence[LabelledTurn]) -> Table:
    """A row a sentence, and which moves it makes."""
    texts = [text for turn in turns for text in (turn.previous, *(span.text for span in turn.spans))]
    read = read_texts(model, texts)
    states: list[Floats] = []
    small: list[Floats] = []
    features: list[Floats] = []
    wanted = np.zeros((sum(len(turn.spans) for turn in turns), len(MOVES)), np.float32)
    for turn in turns:
        prior = read[turn.previous].vector if turn.previous.strip() else np.zeros(384, np.float32)
        around = around_of([read[span.text].vector for span in turn.spans])
        for i, span in enumerate(turn.spans):
            wanted[len(states), [MOVES.index(move) for move in span.moves]] = 1
            own = read[span.text]
            place = i / max(1, len(turn.spans) - 1)
            some, every = features_of(plain(span.text), own.vector, plain(turn.previous), prior, place, around[i])
            states.append(own.states)
            small.append(some)
            features.append(every)
    return Table(states, np.stack(small), np.stack(features), wanted)


def _learn(
    table: Table, model: MiniLM, epochs: int, told: Callable[[int, int], None] | None, earlier: Listener | None
) -> dict[str, NDArray[np.generic]]:
    """What is learned from a table, packed; where there is an earlier one, the mean of both, from two orders."""
    learned = fit(table, model.file, epochs, told, order=1 if earlier else 0)
    return pack(mean_of(earlier, learned) if earlier else learned)


def tune_moves(
    model: MiniLM,
    told: Callable[[int, int], None] | None = None,
    earlier: Listener | None = None,
    folder: Path = MOVES_DATA,
) -> dict[str, Any]:
    """Fit what hears moves on the training lines, its thresholds on the development lines, and write both.

    Args:
        model: the sentence model.
        told: is called with the steps that are done, and their number.
        earlier: one that was learned before; then the mean of both is written.
        folder: of the labelled turns.

    Returns:
        How many sentences there were, and how well the development lines are told.
    """
    table, dev = moves_table(model, read_turns("train", folder)), read_turns("dev", folder)
    packed = _learn(table, model, MOVES_EPOCHS, told, earlier)
    held = moves_table(model, dev)
    found = chances_of(unpack(packed), held)  # As it will be read.
    thresholds = np.array([_best_threshold(found[:, i], held.wanted[:, i]) for i in range(len(MOVES))], np.float32)
    np.savez_compressed(MOVES_FILE, allow_pickle=False, **packed, thresholds=thresholds)
    load_weights.cache_clear()
    return {"training_sentences": len(table.states)} | score_moves(model, dev)


def tune_safety(
    model: MiniLM,
    told: Callable[[int, int], None] | None = None,
    talk: Sequence[str] = (),
    earlier: Listener | None = None,
    folder: Path = SAFETY_DATA,
    turns: Path = MOVES_DATA,
) -> dict[str, Any]:
    """Fit what hears danger on the training lines, its threshold on the development lines, and write both.

    Each line is seen twice a pass: alone, and among ordinary sentences, which are not to hide it. The
    labelled turns of the moves, which are hard talk and no more, are ordinary lines too. They are many and
    easy: half of them are seen whole, and of their sentences one in three.

    Args:
        model: the sentence model.
        told: is called with the steps that are done, and their number.
        talk: ordinary turns of rehearsals, for the threshold beside the labelled ones.
        earlier: one that was learned before; then the mean of both is written.
        folder: of the lines.
        turns: the folder of the labelled turns.

    Returns:
        How many lines there were, the threshold, and how well the development lines are told.
    """
    dev = read_turns("dev", turns)
    table = safety_table(model, safety_lines(read_kinds("train", folder), read_turns("train", turns)))
    packed = _learn(table, model, SAFETY_EPOCHS, told, earlier)
    listener = unpack(packed)
    held = [*map(_whole, dev), *talk]
    read = read_texts(model, [piece for text in held for piece in safety_pieces(text)])  # Many at once: minutes less.
    found = np.array([chance_of(text, read, listener) for text in held])
    threshold = next(float(t) for t in np.arange(0.02, 1, 0.01) if float((found >= t).mean()) <= FALSE_ALARMS)
    np.savez_compressed(SAFETY_FILE, allow_pickle=False, **packed, threshold=np.float32(threshold))
    load_safety.cache_clear()
    figures = measure_safety(model, read_kinds("dev", folder), dev)
    return {"training_lines": len(table.states), "threshold": round(threshold, 2)} | figures


def safety_lines(kinds: Sequence[tuple[str, str]], turns: Sequence[LabelledTurn]) -> list[tuple[str, str]]:
    """What the step-out check learns from, each with what it tells of; empty if nothing is.

    Args:
        kinds: lines with what they tell of.
        turns: ordinary ones.
    """
    sentences = list(dict.fromkeys(span.text for turn in turns for span in turn.spans))
    chance = random.Random(0)  # noqa: S311  # The same lines each time.
    among = [(_among(text, sentences, chance), kind) for text, kind in kinds]
    ordinary = [*map(_whole, turns[::2]), *sentences[::3]]
    return [*kinds, *among, *((text, "") for text in ordinary)]


def _among(text: str, ordinary: Sequence[str], chance: random.Random) -> str:
    """A text somewhere between one to three ordinary sentences, as many as are heard together with it."""
    others = chance.sample(ordinary, chance.randint(1, max(1, WINDOW - len(split_turn(text)))))
    place = chance.randint(0, len(others))
    parts = [*others[:place], text, *others[place:]]
    return " ".join(part if part.rstrip("\"')”’")[-1:] in ".!?" else f"{part}." for part in parts)


def _whole(turn: LabelledTurn) -> str:
    return " ".join(span.text for span in turn.spans)


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


def label_turns(model: MiniLM, turns: Sequence[LabelledTurn]) -> list[Labelled]:
    """Label turns whose sentences are given, many at once."""
    weights = load_weights()
    found = chances_of(weights.listener, moves_table(model, turns))
    labelled, start = [], 0
    for turn in turns:
        end = start + len(turn.spans)
        labelled.append(decide([span.text for span in turn.spans], found[start:end], weights.thresholds))
        start = end
    return labelled


def score_moves(model: MiniLM, turns: Sequence[LabelledTurn]) -> dict[str, Any]:
    """macro-F1 over the moves of whole turns, F1 of each, of the hard ones, and kappa of the coarse class."""
    return _scores(turns, label_turns(model, turns))


def measure_moves(model: MiniLM, turns: Sequence[LabelledTurn]) -> dict[str, Any]:
    """The same, with how often each move is made and which primary move is taken for which."""
    labelled = label_turns(model, turns)
    return _scores(turns, labelled) | {
        "count": {move: sum(move in turn.moves for turn in turns) for move in MOVES},
        "confusion": {
            "names": list(MOVES),
            "rows": confusion([gold(turn).moves[0] for turn in turns], [item.moves[0] for item in labelled], MOVES),
        },
    }


def _scores(turns: Sequence[LabelledTurn], labelled: Sequence[Labelled]) -> dict[str, Any]:
    hard = [i for i, turn in enumerate(turns) if turn.hard]
    truth = [gold(turn) for turn in turns]
    return {
        "turns": len(turns),
        "macro_f1": macro_f1([turn.moves for turn in turns], [frozenset(item.moves) for item in labelled]),
        "macro_f1_hard": macro_f1([turns[i].moves for i in hard], [frozenset(labelled[i].moves) for i in hard]),
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


def read_kinds(split: Literal["train", "dev", "test"], folder: Path = SAFETY_DATA) -> list[tuple[str, str]]:
    """Lines by other people in each split, each with what it tells of; empty if nothing is.

    Raises:
        InputError: they are not here; an installed wheel has none, a checkout has.
    """
    lines: list[tuple[str, str]] = []
    for path in sorted(folder.glob(f"{split}-*.jsonl")):
        items = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        lines.extend((item["text"], item["kind"] or "") for item in items)
    if not lines:
        raise InputError("There are no lines to try the step-out check on here. Run this in a checkout.")
    return lines


def safety_table(model: MiniLM, lines: Sequence[tuple[str, str]]) -> Table:
    """A row a line, and whether to step out for it."""
    read = read_texts(model, [text for text, _ in lines])
    found = [safety_features(text, read[text].vector) for text, _ in lines]
    return Table(
        [read[text].states for text, _ in lines],
        np.stack([small for small, _ in found]),
        np.stack([features for _, features in found]),
        np.array([[bool(kind)] for _, kind in lines], np.float32),
    )


def measure_safety(model: MiniLM, lines: Sequence[tuple[str, str]], turns: Sequence[LabelledTurn]) -> dict[str, Any]:
    """How well the step-out check does on lines and on labelled turns that it was not fitted to.

    Returns:
        The shares that are recognised, of all and of each kind, and those of ordinary lines and of
        turns that are interrupted, with the counts.
    """
    talk = [_whole(turn) for turn in turns]
    alarmed = {text: _alarmed(model, text) for text in [*(text for text, _ in lines), *talk]}

    def share(texts: Sequence[str]) -> float:
        return round(sum(alarmed[text] for text in texts) / max(1, len(texts)), 4)

    urgent = [text for text, kind in lines if kind]
    ordinary = [text for text, kind in lines if not kind]
    kinds = sorted({kind for _, kind in lines if kind})
    return {
        "recognised": share(urgent),
        "interrupted": share(ordinary),
        "turns_interrupted": share(talk),
        "recognised_by_kind": {name: share([text for text, kind in lines if kind == name]) for name in kinds},
        "counts": {"urgent": len(urgent), "ordinary": len(ordinary), "turns": len(talk)},
    }


def _alarmed(model: MiniLM, text: str) -> bool:
    return alarm_of(text, read_texts(model, safety_pieces(text))) is not None
