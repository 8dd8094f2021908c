"""Moves: what each sentence of the user's does to the other person.

The sentence model that Ask already loads, its last layers taught to hear this, and a small head with
the words, a few cues and the line before (`heads`); learned from lines that were written for this
project (``tests/evaluation/moves``, by `counterpart eval tune`). It knows nothing of scenarios and
of state. The definitions are those of ``prompts/moves.yaml``.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.cues import CUES, cue_values, grams, plain
from assistant.embeddings import MiniLM
from assistant.heads import Listener, unpack
from assistant.sentences import split_sentences
from assistant.turns import MOVES, Coarse, Labelled, Move, QuestionType, Span

WEIGHTS_FILE = Path(__file__).with_name("moves.npz")
# The shares of the parts, chosen by macro-F1 on the development voices (`counterpart eval moves --split dev`).
GRAMS = 4096  # Places that groups of words are hashed to.
MEANING_WEIGHT = 2.0  # The embedding has length 1.
PREVIOUS_WEIGHT = 0.5
AROUND_WEIGHT = 1.0  # Of the mean of the turn's other sentences.
CUES_WEIGHT = 0.5
MAX_TOKENS = 80  # Of a text that are heard; few have more.
MAX_SPANS = 60  # A turn of five thousand words is labelled by its first sixty sentences.

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Weights:
    """What `counterpart eval tune` found: the listener, and for each move how sure a claim must be."""

    listener: Listener
    thresholds: Floats


@cache
def load_weights(path: Path = WEIGHTS_FILE) -> Weights:
    """The weights that travel with the code; read in milliseconds."""
    with np.load(path) as values:
        return Weights(unpack(values), values["thresholds"])


@dataclass(frozen=True)
class Read:
    """A piece of text as the sentence model sees it: its vector, and its token states after the fourth layer."""

    vector: Floats
    states: Floats


def read_texts(model: MiniLM, texts: Sequence[str]) -> dict[str, Read]:
    """Texts with what the sentence model makes of them; names, pronouns and spelling do not matter to it."""
    unique = list(dict.fromkeys(texts))
    vectors, states = model.embed_states([plain(text) or "-" for text in unique])
    return {text: Read(own, near[:MAX_TOKENS]) for text, own, near in zip(unique, vectors, states, strict=True)}


def label(model: MiniLM, text: str, previous: str | None = None) -> Labelled:
    """Label a turn.

    Args:
        model: the sentence model that the weights were learned with.
        text: what the user said.
        previous: the line that they answer, if there is one.
    """
    sentences, before = split_turn(text), previous or ""
    read = read_texts(model, [*sentences, before])
    return label_sentences(sentences, read, before, read[before].vector)


def label_sentences(sentences: Sequence[str], read: Mapping[str, Read], before: str, prior: Floats) -> Labelled:
    """Label the sentences of a turn that were read already.

    Args:
        sentences: of the turn, as they were written.
        read: what the sentence model makes of each.
        before: the line that they answer; empty if there is none.
        prior: its vector, which does not count where there is no line.
    """
    if not sentences:
        return Labelled(("other",), (), "other", None, 1.0)
    weights = load_weights()
    if not before.strip():
        prior = np.zeros(384, np.float32)
    last = max(1, len(sentences) - 1)
    own = [read[sentence] for sentence in sentences]
    around = around_of([one.vector for one in own])
    seen = [
        features_of(plain(sentence), one.vector, plain(before), prior, i / last, beside)
        for i, (sentence, one, beside) in enumerate(zip(sentences, own, around, strict=True))
    ]
    small, features = zip(*seen, strict=True)
    chances = weights.listener.chances([one.states for one in own], small, features)
    return decide(sentences, chances, weights.thresholds)


def split_turn(text: str) -> list[str]:
    """The sentences of a turn, at most ``MAX_SPANS``; what is only marks is none."""
    flat = " ".join(text.replace("\0", " ").split())
    # Lower-case writers begin sentences small: after a question mark or a full stop a new one begins all the same.
    pieces = [piece for sentence in split_sentences(flat) for piece in _SMALL_START.split(sentence)]
    return [piece for piece in pieces if any(char.isalnum() for char in piece)][:MAX_SPANS]


def around_of(vectors: Sequence[Floats]) -> list[Floats]:
    """For each sentence of a turn the mean of the others' vectors: the same words may be meant or mocking."""
    total: Floats = np.sum(vectors, axis=0, dtype=np.float32)
    others = np.float32(max(1, len(vectors) - 1))
    return [(total - own) / others for own in vectors]


def features_of(
    line: str, vector: Floats, before: str, prior: Floats, position: float, around: Floats
) -> tuple[Floats, Floats]:
    """What a head sees of a sentence beside its tokens.

    Returns:
        The features of the hidden layer (meaning, the line before, the sentences around it, cues), and
        those of the linear part (the same, and groups of words, hashed and counted).
    """
    asked = before.rstrip().endswith("?")
    cues = np.array([*cue_values(line, before, position, asked), float(vector @ prior)], np.float32) * CUES_WEIGHT
    small = np.concatenate([vector * MEANING_WEIGHT, prior * PREVIOUS_WEIGHT, around * AROUND_WEIGHT, cues])
    return small, np.concatenate([small, count_grams(line)])


def count_grams(line: str) -> Floats:
    """Groups of words of a plain sentence, hashed and counted; of length 1, unless there are none."""
    counted = np.zeros(GRAMS, np.float32)
    for gram in grams(line):
        code = zlib.crc32(gram.encode())
        counted[code % GRAMS] += 1 if code & 0x8000_0000 else -1  # Signs let collisions cancel out.
    counted /= max(float(np.linalg.norm(counted)), 1e-9)
    return counted


_SMALL_START = re.compile(r"(?<=[a-z]{2}[.?!])\s+(?=[a-z])")
_ASKED: frozenset[Move] = frozenset({"open_question", "closed_question", "clarify"})
_EITHER: frozenset[Move] = frozenset({"permission", "agreement"})
_INPUT: frozenset[Move] = frozenset(
    {
        "observation", "impact", "request", "expectation", "information", "advice", "judgement", "threat",
        "dismissal", "defend",
    }
)  # fmt: skip
_HARSH: tuple[Move, ...] = ("threat", "judgement", "dismissal")
_LISTENING: tuple[Move, ...] = ("open_question", "clarify", "reflection", "acknowledge", "permission")


def decide(sentences: Sequence[str], chances: Floats, thresholds: Floats) -> Labelled:
    """Turn probabilities into moves, the primary one first (``moves.md``, "Order, coarse class, question")."""
    spans = []
    for text, row in zip(sentences, chances, strict=True):
        claimed = _claimed(row, thresholds)
        chance = float(row[MOVES.index(claimed[0])])
        spans.append(Span(text, claimed, round(chance, 3), _any_of(row, _HARSH), _any_of(row, _LISTENING)))
    primary, place = _primary(spans, chances)
    rest = [move for span in spans for move in span.moves if move != primary]
    moves = tuple(dict.fromkeys([primary, *(move for move in rest if move != "other")]))
    coarse = _coarse(primary, spans[place].text)
    return Labelled(
        moves=moves,
        spans=tuple(spans),
        coarse=coarse,
        question=_question_type(primary, spans[place].text) if coarse == "question" else None,
        confidence=round(float(chances[place][MOVES.index(primary)]), 3),
    )


def _any_of(row: Floats, moves: Sequence[Move]) -> float:
    """The probability that at least one of some moves is made."""
    return round(1 - float(np.prod([1 - row[MOVES.index(move)] for move in moves])), 3)


def _claimed(row: Floats, thresholds: Floats) -> tuple[Move, ...]:
    """The moves of a sentence that are sure enough, surest first; at most two, and never none."""
    margins = row - thresholds
    order = [int(i) for i in np.argsort(-margins)]
    claimed = [i for i in order if margins[i] >= 0][:2]
    other = MOVES.index("other")
    if len(claimed) > 1:
        claimed = [i for i in claimed if i != other]
    return tuple(MOVES[i] for i in claimed) if claimed else (MOVES[order[0]],)


def _primary(spans: Sequence[Span], chances: Floats) -> tuple[Move, int]:
    for harsh in _HARSH:
        for place, span in enumerate(spans):
            if harsh in span.moves:
                return harsh, place
    last = len(spans) - 1
    asked = [move for move in spans[last].moves if is_question(move, spans[last].text)]
    if asked:
        return asked[0], last
    weight = [
        len(span.text.split()) * (0.2 if span.moves[0] == "other" else 1.0) * float(chances[i].max())
        for i, span in enumerate(spans)
    ]
    place = int(np.argmax(weight))
    return spans[place].moves[0], place


def is_question(move: Move, text: str) -> bool:
    """Whether a sentence that makes this move asks something, question mark or not."""
    if move in _ASKED:
        return True
    return move in _EITHER and bool(CUES["mark"].search(text) or CUES["inverted"].search(plain(text)))


def _coarse(primary: Move, text: str) -> Coarse:
    if is_question(primary, text):
        return "question"
    if primary == "reflection":
        return "reflection"
    if primary in _INPUT or primary == "agreement":
        return "input"
    return "other"


def _question_type(primary: Move, text: str) -> QuestionType:
    if primary == "open_question":
        return "open"
    line = plain(text)
    wide = CUES["wh"].search(line) or CUES["tell_me"].search(line) or "example" in line
    either = CUES["inverted"].search(line) and not CUES["tell_me"].search(line) and "example" not in line
    return "open" if primary == "clarify" and wide and not either else "closed"
