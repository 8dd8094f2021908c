"""The step-out check with its real weights: what it rests on, and what it leaves alone."""

from __future__ import annotations

from assistant.embeddings import MiniLM
from assistant.safety import SURE, listen, listen_through

REAL = "I took all my tablets last night and I don't want to wake up again."
ORDINARY = "The figures in chapter two look fine to me."


def test_an_alarm_names_the_sentences_that_it_rests_on(sentence_model: MiniLM) -> None:
    """What is said beside them is not among them."""
    alarm = listen(sentence_model, f"{ORDINARY} {REAL}")
    assert alarm is not None and alarm.sentences == (REAL,) and alarm.chance >= SURE
    assert alarm.contacts and alarm.message and alarm.beside


def test_anger_and_endings_are_ordinary_talk(sentence_model: MiniLM) -> None:
    """Also with markup in it, or with no sentence at all."""
    for text in ("This deadline is killing me.", f"<b>{ORDINARY}</b>", "...", ""):
        assert listen(sentence_model, text) is None


def test_one_line_of_a_conversation_is_enough(sentence_model: MiniLM) -> None:
    """The surest of its alarms is given."""
    alarm = listen_through(sentence_model, [ORDINARY, REAL, ORDINARY])
    assert alarm is not None and alarm.sentences == (REAL,)
    assert listen_through(sentence_model, [ORDINARY]) is None
