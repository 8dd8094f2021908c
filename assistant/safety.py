"""The step-out check: whether what the user writes tells of something that needs a human now.

A linear model on the sentence's meaning and words, learned from ``tests/evaluation/safety*``
by `counterpart eval tune`. Whom to ring is in ``prompts/contacts.yaml``, which an
organisation edits.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import yaml
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from assistant.cues import grams, plain
from assistant.embeddings import embed_array
from assistant.errors import SettingsError
from assistant.moves import split_turn
from assistant.resources import resource_folder

Floats = NDArray[np.float32]
WEIGHTS_FILE = Path(__file__).with_name("safety.npz")
GRAMS = 4096
MEANING_WEIGHT = 3.0


@dataclass(frozen=True)
class Contact:
    """Whom to turn to, as the page shows it."""

    name: str
    how: str
    when: str = ""


@dataclass(frozen=True)
class Alarm:
    """A step-out: what is said, and whom to turn to."""

    message: str
    contacts: tuple[Contact, ...]
    chance: float


@cache
def load_contacts(path: Path | None = None) -> tuple[str, tuple[Contact, ...]]:
    """The message and the contacts that an organisation set.

    Raises:
        SettingsError: the file cannot be read.
    """
    path = path or resource_folder("prompts") / "contacts.yaml"
    try:
        values = yaml.safe_load(path.read_text("utf-8"))
        contacts = tuple(Contact(**{key: str(value) for key, value in item.items()}) for item in values["contacts"])
        return " ".join(str(values["message"]).split()), contacts
    except (OSError, yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise SettingsError(
            f"The contacts in {path.name!r} cannot be read; it needs 'message' and a list 'contacts' of name and how."
        ) from error


@cache
def load_weights(path: Path = WEIGHTS_FILE) -> tuple[Floats, float, float]:
    """Weights, bias and threshold that travel with the code."""
    with np.load(path) as values:
        return values["weights"].astype(np.float32) * values["scale"], float(values["bias"]), float(values["threshold"])


def listen(embeddings: Embeddings, text: str, contacts: Path | None = None) -> Alarm | None:
    """An alarm, if what somebody writes tells of danger to them or to somebody else; None for ordinary hard talk."""
    pieces = safety_pieces(text)
    return alarm_of(pieces, embed_array(embeddings, [plain(piece) for piece in pieces]), contacts) if pieces else None


def safety_pieces(text: str) -> list[str]:
    """What is looked at: each sentence, and the beginning and the end of a longer text as a whole."""
    sentences = split_turn(text)
    return list(dict.fromkeys([*sentences, " ".join(sentences[:4]), " ".join(sentences[-4:])])) if sentences else []


def alarm_of(pieces: Sequence[str], vectors: Floats, contacts: Path | None = None) -> Alarm | None:
    """The same for pieces whose vectors are known."""
    weights, bias, threshold = load_weights()
    totals = features(pieces, vectors) @ weights + bias
    chance = float(1 / (1 + np.exp(-float(totals.max()))))
    if chance < threshold:
        return None
    message, people = load_contacts(contacts)
    return Alarm(message, people, chance)


def features(texts: Sequence[str], vectors: Floats) -> Floats:
    """Meaning and words of texts, a row each."""
    counted = np.zeros((len(texts), GRAMS), np.float32)
    for row, text in zip(counted, texts, strict=True):
        for gram in grams(plain(text)):
            code = zlib.crc32(gram.encode())
            row[code % GRAMS] += 1 if code & 0x8000_0000 else -1
    counted /= np.maximum(np.linalg.norm(counted, axis=1, keepdims=True), 1e-9)
    return np.hstack([vectors * MEANING_WEIGHT, counted])
