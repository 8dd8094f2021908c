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
from numpy.typing import NDArray

from assistant.cues import plain
from assistant.embeddings import MiniLM
from assistant.errors import InputError
from assistant.heads import MARGIN, Head, chances, pack, unpack
from assistant.moves import MAX_TOKENS, WEIGHTS_FILE, Weights, decide, features_of, load_weights, read_texts
from assistant.safety import MAX_TOKENS as SAFETY_TOKENS
from assistant.safety import WEIGHTS_FILE as SAFETY_FILE
from assistant.safety import alarm_of, safety_features, safety_pieces
from assistant.safety import load_weights as load_safety
from assistant.turns import MOVES, Labelled, Move, Span

Floats = NDArray[np.float32]
MOVES_DATA = Path(__file__).parent.parent / "tests" / "evaluation" / "moves"
# Of training; chosen by macro-F1 on the development voices.
WIDTHS = ((1, 3, 5), (1, 2, 3))  # Two heads: windows of so many tokens.
CHANNELS, HIDDEN, EPOCHS, BATCH, RATE = 96, 160, 10, 32, 1e-3


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


@dataclass(frozen=True)
class Table:
    """Everything that a head learns from: token states, the two kinds of features, and what is true, a row a text."""

    states: list[Floats]
    small: Floats
    features: Floats
    wanted: Floats

    def rows(self, places: Sequence[int]) -> Table:
        """Some of the rows."""
        chosen = list(places)
        return Table([self.states[i] for i in chosen], self.small[chosen], self.features[chosen], self.wanted[chosen])


def moves_table(model: MiniLM, turns: Sequence[LabelledTurn]) -> Table:
    """A row a sentence, and which moves it makes."""
    read = read_texts(model, [text for turn in turns for text in (turn.previous, *(span.text for span in turn.spans))])
    states: list[Floats] = []
    small: list[Floats] = []
    features: list[Floats] = []
    wanted = np.zeros((sum(len(turn.spans) for turn in turns), len(MOVES)), np.float32)
    for turn in turns:
        prior = read[turn.previous].vector if turn.previous.strip() else np.zeros(384, np.float32)
        for i, span in enumerate(turn.spans):
            wanted[len(states), [MOVES.index(move) for move in span.moves]] = 1
            own = read[span.text]
            place = i / max(1, len(turn.spans) - 1)
            some, every = features_of(plain(span.text), own.vector, plain(turn.previous), prior, place)
            states.append(own.states[:MAX_TOKENS])
            small.append(some)
            features.append(every)
    return Table(states, np.stack(small), np.stack(features), wanted)


def fit_heads(data: Table, widths: Sequence[Sequence[int]], epochs: int) -> tuple[Head, ...]:
    """Train one head for each list of window widths, each from a seed of its own.

    Raises:
        InputError: PyTorch, which only this needs, is not installed.
    """
    try:
        import torch
    except ImportError as error:
        raise InputError("Tuning needs PyTorch. Install it with `pip install torch`, and tune again.") from error
    from torch import nn
    from torch.nn import functional

    torch.set_num_threads(2)
    small, features = torch.tensor(data.small), torch.tensor(data.features)
    wanted = torch.tensor(data.wanted)
    outputs = data.wanted.shape[1]

    def train(kinds: Sequence[int], seed: int) -> Head:
        torch.manual_seed(seed)
        order = np.random.default_rng(seed)
        convolutions = nn.ModuleList([nn.Conv1d(384, CHANNELS, kind, padding=kind - 1) for kind in kinds])
        hidden = nn.Linear(CHANNELS * len(kinds) + small.shape[1], HIDDEN)
        out, linear = nn.Linear(HIDDEN, outputs), nn.Linear(features.shape[1], outputs, bias=False)
        main = [*convolutions.parameters(), *hidden.parameters(), *out.parameters()]
        groups = [{"params": main, "weight_decay": 0.01}, {"params": linear.parameters(), "weight_decay": 0.05}]
        optimizer = torch.optim.AdamW(groups, lr=RATE)
        steps = epochs * (len(data.states) // BATCH + 1)
        schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=steps)
        for _ in range(epochs):
            shuffled = order.permutation(len(data.states))
            for start in range(0, len(shuffled), BATCH):
                rows = shuffled[start : start + BATCH]
                tokens = functional.dropout(torch.tensor(_padded([data.states[i] for i in rows])), 0.1)
                heard = [functional.relu(each(tokens.transpose(1, 2))).max(2).values for each in convolutions]
                inner = functional.dropout(torch.cat([*heard, small[rows]], 1), 0.5)
                inner = functional.dropout(functional.relu(hidden(inner)), 0.5)
                totals = out(inner) + linear(features[rows])
                loss = functional.binary_cross_entropy_with_logits(totals, wanted[rows], reduction="sum") / BATCH
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                schedule.step()

        def layer(module: nn.Linear) -> tuple[Floats, Floats]:
            return module.weight.detach().numpy().T.copy(), module.bias.detach().numpy().copy()

        kernels = tuple(
            (each.weight.detach().numpy().reshape(CHANNELS, -1).T.copy(), each.bias.detach().numpy().copy())
            for each in convolutions
        )
        return Head(kernels, layer(hidden), layer(out), linear.weight.detach().numpy().T.copy())

    return tuple(train(kinds, seed) for seed, kinds in enumerate(widths))


def _padded(states: Sequence[Floats]) -> Floats:
    longest = max(len(own) for own in states) + MARGIN
    padded = np.zeros((len(states), longest, 384), np.float32)
    for row, own in zip(padded, states, strict=True):
        row[: len(own)] = own
    return padded


def head_chances(heads: Sequence[Head], data: Table) -> Floats:
    """The probabilities of every row."""
    rows = zip(data.states, data.small, data.features, strict=True)
    return np.stack([chances(heads, states, small, features) for states, small, features in rows])


def tune_moves(model: MiniLM, folder: Path = MOVES_DATA, path: Path = WEIGHTS_FILE) -> dict[str, Any]:
    """Fit the heads on the training lines, thresholds on the development lines, and write both.

    Returns:
        How many lines there were, and macro-F1 on the development turns.
    """
    train, dev = read_turns("train", folder), read_turns("dev", folder)
    heads = unpack(pack(fit_heads(moves_table(model, train), WIDTHS, EPOCHS)))  # As they will be read.
    held = moves_table(model, dev)
    found = head_chances(heads, held)
    thresholds = np.array([_best_threshold(found[:, i], held.wanted[:, i]) for i in range(len(MOVES))], np.float32)
    np.savez_compressed(path, allow_pickle=False, **pack(heads), thresholds=thresholds)
    load_weights.cache_clear()
    return {"training_sentences": sum(len(turn.spans) for turn in train), **score_moves(model, dev)}


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


def label_turns(model: MiniLM, turns: Sequence[LabelledTurn], weights: Weights | None = None) -> list[Labelled]:
    """Label turns whose sentences are given, many at once."""
    weights = weights or load_weights()
    found = head_chances(weights.heads, moves_table(model, turns))
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

SAFETY_DATA = MOVES_DATA.parent / "safety"
SAFETY_BLIND = MOVES_DATA.parent / "safety_blind.jsonl"  # By other authors than the lines of the fit.
FALSE_ALARMS = 0.01  # Of hard but ordinary turns, by voices left out of the fit: one in a hundred.
FOLDS, SAFETY_EPOCHS = 4, 8


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


def safety_table(model: MiniLM, texts: Sequence[str], wanted: Sequence[int]) -> Table:
    """A row a line, and whether to step out for it."""
    read = read_texts(model, texts)
    found = [safety_features(text, read[text].vector) for text in texts]
    return Table(
        [read[text].states[:SAFETY_TOKENS] for text in texts],
        np.stack([small for small, _ in found]),
        np.stack([features for _, features in found]),
        np.array(wanted, np.float32)[:, None],
    )


def tune_safety(
    model: MiniLM, path: Path = SAFETY_FILE, data: Path = SAFETY_DATA, folder: Path = MOVES_DATA
) -> dict[str, Any]:
    """Fit the step-out check, and set its threshold where voices left out of the fit are interrupted seldom.

    The labelled turns of the moves, which are hard talk and no more, are ordinary lines too.

    Returns:
        What voices left out of the fit gave: recognised, interrupted (near misses and plain talk).
    """
    texts, wanted, groups = read_safety(data)
    talk = [" ".join(span.text for span in turn.spans) for turn in read_turns("train", folder)][::2]
    held = [" ".join(span.text for span in turn.spans) for turn in read_turns("dev", folder)]
    every = safety_table(model, [*texts, *talk], [*wanted, *([0] * len(talk))])
    count = len(texts)
    names = sorted(set(groups))
    out = np.zeros(count, np.float32)
    fold_of = {name: i % FOLDS for i, name in enumerate(names)}
    for fold in range(FOLDS):
        left = [i for i in range(count) if fold_of[groups[i]] == fold]
        kept = [i for i in range(count) if fold_of[groups[i]] != fold] + list(range(count, count + len(talk)))
        heads = fit_heads(every.rows(kept), WIDTHS[:1], SAFETY_EPOCHS)
        out[left] = head_chances(heads, every.rows(left))[:, 0]
    heads = unpack(pack(fit_heads(every, WIDTHS, SAFETY_EPOCHS)))
    plain_talk = head_chances(heads, safety_table(model, held, [0] * len(held)))[:, 0]
    near = out[wanted == 0]
    threshold = next(float(t) for t in np.arange(0.02, 1, 0.01) if float((plain_talk >= t).mean()) <= FALSE_ALARMS)
    np.savez_compressed(path, allow_pickle=False, **pack(heads), threshold=np.float32(threshold))
    load_safety.cache_clear()
    kinds = {name: float((out[[g == name for g in groups] & (wanted == 1)] >= threshold).mean()) for name in names
             if any((np.array([g == name for g in groups])) & (wanted == 1))}  # fmt: skip
    return {
        "lines": len(texts),
        "threshold": round(threshold, 3),
        "recognised": round(float((out[wanted == 1] >= threshold).mean()), 4),
        "near misses interrupted": round(float((near >= threshold).mean()), 4),
        "plain talk interrupted": round(float((plain_talk >= threshold).mean()), 4),
        "recognised by file": {name: round(value, 3) for name, value in kinds.items()},
    }


def read_kinds(path: Path = SAFETY_BLIND) -> list[tuple[str, str]]:
    """Lines that the step-out check was not fitted to, each with what it tells of; empty if nothing is.

    Raises:
        InputError: they are not here; an installed wheel has none, a checkout has.
    """
    if not path.is_file():
        raise InputError("There are no lines to try the step-out check on here. Run this in a checkout.")
    items = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return [(item["text"], item["kind"] or "") for item in items]


def measure_safety(model: MiniLM, lines: Sequence[tuple[str, str]], turns: Sequence[LabelledTurn]) -> dict[str, Any]:
    """How well the step-out check does on lines and on labelled turns that it was not fitted to.

    Returns:
        The shares that are recognised, of all and of each kind, and those of ordinary lines and of
        turns that are interrupted, with the counts.
    """
    talk = [" ".join(span.text for span in turn.spans) for turn in turns]
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
