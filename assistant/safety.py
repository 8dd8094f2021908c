"""The step-out check: whether what the user writes tells of something that needs a human now.

A listener of its own on the sentence model (`heads`), learned from ``tests/evaluation/safety``
by `counterpart eval tune`. Whom to ring is in ``prompts/contacts.yaml``, which an
organisation edits.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray

from assistant.cues import plain
from assistant.embeddings import MiniLM
from assistant.errors import SettingsError
from assistant.heads import Listener, unpack
from assistant.moves import Read, count_grams, read_texts, split_turn
from assistant.resources import resource_folder

Floats = NDArray[np.float32]
WEIGHTS_FILE = Path(__file__).with_name("safety.npz")
MEANING_WEIGHT = 2.0
SURE = 0.95  # What one line of a whole conversation must reach, or one that belongs to what is rehearsed.
HINTED = 0.15  # What one sentence must reach for the whole to count: harmless ones do not add up to danger.
WINDOW = 4  # Sentences that are heard together; few turns have more.


_MARKUP = re.compile(r"(?is:<script.*?</script>)|<[^<>]{0,300}>|!?\[[^\[\]]{0,100}\]\([^()]{0,300}\)|https?://\S+")


@dataclass(frozen=True)
class Contact:
    """Whom to turn to, as the page shows it."""

    name: str
    how: str
    when: str = ""


@dataclass(frozen=True)
class Contacts:
    """What is said when somebody steps out of a rehearsal, and beside an answer; and whom to turn to."""

    rehearsing: str
    asking: str
    people: tuple[Contact, ...]


@dataclass(frozen=True)
class Alarm:
    """A step-out: what is said in a rehearsal and beside an answer, and whom to turn to.

    ``sentences`` are those of the text that it comes from, each enough alone, or the worst one.
    """

    message: str
    beside: str
    contacts: tuple[Contact, ...]
    chance: float
    sentences: tuple[str, ...] = ()


@cache
def load_contacts(path: Path | None = None) -> Contacts:
    """What is said, in a rehearsal and beside an answer, and the contacts that an organisation set.

    Raises:
        SettingsError: the file cannot be read.
    """
    path = path or resource_folder("prompts") / "contacts.yaml"
    try:
        values = yaml.safe_load(path.read_text("utf-8"))
        contacts = tuple(Contact(**{key: str(value) for key, value in item.items()}) for item in values["contacts"])
        said = " ".join(str(values["message"]).split())
        beside = " ".join(str(values.get("message_ask") or values["message"]).split())
        return Contacts(said, beside, contacts)
    except (OSError, yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise SettingsError(
            f"The contacts in {path.name!r} cannot be read; it needs 'message' and a list 'contacts' of name and how."
        ) from error


@cache
def load_weights(path: Path = WEIGHTS_FILE) -> tuple[Listener, float]:
    """The listener and the threshold that travel with the code."""
    with np.load(path) as values:
        return unpack(values), float(values["threshold"])


def listen(model: MiniLM, text: str, contacts: Path | None = None) -> Alarm | None:
    """An alarm, if what somebody writes tells of danger to them or to somebody else; None for ordinary hard talk."""
    return alarm_of(text, read_texts(model, safety_pieces(text)), contacts)


def listen_through(model: MiniLM, texts: Iterable[str], contacts: Path | None = None) -> Alarm | None:
    """The same for a whole conversation; a line must be surer there, because each is one more chance to err."""
    alarms = [alarm for text in texts if (alarm := listen(model, text, contacts)) and alarm.chance >= SURE]
    return max(alarms, key=lambda alarm: alarm.chance, default=None)


def safety_pieces(text: str) -> list[str]:
    """What is looked at: each sentence, and all that stand together, four at a time."""
    sentences, together = _pieces(text)
    return list(dict.fromkeys([*sentences, *together]))


def _pieces(text: str) -> tuple[list[str], list[str]]:
    """The sentences of a text, each once, and its windows, in which any three neighbours stand together."""
    sentences = split_turn(spoken(text))
    last = max(0, len(sentences) - WINDOW)
    starts = dict.fromkeys([*range(0, last, WINDOW // 2), last]) if sentences else []
    return list(dict.fromkeys(sentences)), [" ".join(sentences[start : start + WINDOW]) for start in starts]


def spoken(text: str) -> str:
    """A text without markup and addresses, which say nothing about anybody."""
    return _MARKUP.sub(" ", text)


def alarm_of(text: str, read: Mapping[str, Read], contacts: Path | None = None) -> Alarm | None:
    """The same for a text whose pieces were read already."""
    listener, threshold = load_weights()
    chance, alone = _chances(text, read, listener)
    if chance < threshold:
        return None
    said, least = load_contacts(contacts), min(threshold, max(alone.values()))
    worst = tuple(sentence for sentence, own in alone.items() if own >= least)
    return Alarm(said.rehearsing, said.asking, said.people, chance, worst)


def chance_of(text: str, read: Mapping[str, Read], listener: Listener) -> float:
    """The probability that somebody should step out for a text, from 0 to 1: that of its worst part in its context."""
    return _chances(text, read, listener)[0]


def _chances(text: str, read: Mapping[str, Read], listener: Listener) -> tuple[float, dict[str, float]]:
    """The probability for a text, and for each of its sentences alone."""
    sentences, together = _pieces(text)
    if not sentences:
        return 0.0, {}
    pieces = list(dict.fromkeys([*sentences, *together]))
    small, features = zip(*(safety_features(piece, read[piece].vector) for piece in pieces), strict=True)
    found = listener.chances([read[piece].states for piece in pieces], small, features)[:, 0]
    chances = dict(zip(pieces, map(float, found), strict=True))
    alone = {sentence: chances[sentence] for sentence in sentences}
    worst = max(alone.values())
    return (max(chances[piece] for piece in together) if worst >= HINTED else worst), alone


def safety_features(piece: str, vector: Floats) -> tuple[Floats, Floats]:
    """What a head sees beside the tokens: meaning; and meaning with groups of words, hashed and counted."""
    small = vector * MEANING_WEIGHT
    return small, np.concatenate([small, count_grams(plain(piece))])
