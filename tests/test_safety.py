"""The step-out check with its real weights: what it rests on, and what it leaves alone."""

from __future__ import annotations

from assistant.embeddings import MiniLM
from assistant.safety import SURE, listen, listen_through, safety_pieces

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


def test_a_sentence_is_heard_with_those_around_it(sentence_model: MiniLM) -> None:
    """They may make it harmless; what stands around does not hide what is meant."""
    voicemails = "A man from my caseload has left eleven voicemails since midnight."
    assert listen(sentence_model, f"{voicemails} He's outside my house by the last one.") is not None
    assert listen(sentence_model, f"{voicemails} All of them are about his bus pass.") is None
    for said in (f"{REAL} {ORDINARY}", f"{ORDINARY} Thanks. {REAL}", f"{ORDINARY} {REAL} Anyway. How was it?"):
        assert listen(sentence_model, said) is not None


def test_one_line_of_a_conversation_is_enough(sentence_model: MiniLM) -> None:
    """The surest of its alarms is given."""
    alarm = listen_through(sentence_model, [ORDINARY, REAL, ORDINARY])
    assert alarm is not None and alarm.sentences == (REAL,)
    assert listen_through(sentence_model, [ORDINARY]) is None


def test_any_three_sentences_that_follow_each_other_are_heard_together() -> None:
    """However many there are; and each alone."""
    said = ["One is here.", "Two is here.", "Three is here.", "Four is here.", "Five is here.", "Six is here."]
    for count in range(1, len(said) + 1):
        pieces = safety_pieces(" ".join(said[:count]))
        assert set(said[:count]) <= set(pieces)
        for start in range(count):
            together = " ".join(said[start : min(start + 3, count)])
            assert any(together in piece for piece in pieces)
    assert safety_pieces("...") == []
