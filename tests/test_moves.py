"""Moves: clear sentences get their label, the rules of order are kept, and no input breaks them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.embeddings import MiniLM
from assistant.moves import (
    MAX_SPANS,
    WEIGHTS_FILE,
    decide,
    is_question,
    label,
    label_sentences,
    load_weights,
    read_texts,
    split_turn,
)
from assistant.turns import MOVES, Coarse, Labelled, Move, QuestionType
from tests.texts import steady, texts

PAIRS = Path(__file__).parent / "evaluation" / "moves" / "train-v7.jsonl"
INVARIANCE = Path(__file__).parent / "evaluation" / "moves" / "invariance.jsonl"
THRESHOLDS = np.full(len(MOVES), 0.5, np.float32)


def row(**chances: float) -> list[float]:
    """Probabilities of one sentence: those given, the others nearly nothing."""
    return [chances.get(move, 0.01) for move in MOVES]


def decided(*sentences: tuple[str, dict[str, float]]) -> Labelled:
    """What is decided from probabilities that are given."""
    rows = np.array([row(**chances) for _, chances in sentences], np.float32)
    return decide([text for text, _ in sentences], rows, THRESHOLDS)


# -- clear lines -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "previous", "move"),
    [
        ("What happened on Friday?", None, "open_question"),
        ("How was the week for you?", None, "open_question"),
        ("Did you send the draft on Friday?", None, "closed_question"),
        ("Is it Monday or Tuesday?", None, "closed_question"),
        ("It sounds as if you were worried about the exam.", "I could not sleep before the exam.", "reflection"),
        ("I'm sorry that I cancelled our meeting on Monday.", None, "apology"),
        ("You're lazy and careless.", None, "judgement"),
        ("You never listen.", None, "judgement"),
        ("You've let the whole team down.", None, "judgement"),
        ("Everyone else in the group manages to hit their deadlines.", None, "judgement"),
        ("What is wrong with you today?", None, "judgement"),
        ("Frankly, I'm starting to wonder whether you even want this degree.", None, "judgement"),
        ("This is the third time, and I'm sick of your excuses.", None, "judgement"),
        ("One more mistake and you're off this placement.", None, "threat"),
        ("You're making a big deal out of nothing.", None, "dismissal"),
        ("I don't want to hear it.", "Can I explain?", "dismissal"),
        ("If you don't finish by Friday, I'll make sure you never work here again.", None, "threat"),
        ("Could you send me the methods section by Thursday noon?", None, "request"),
        ("Let's meet on Thursday at ten and go through the draft together.", None, "agreement"),
        ("May I tell you what I saw?", None, "permission"),
        ("You're right, I was late.", "You were late.", "acknowledge"),
        ("I understand, but everybody is busy.", "I have too much to do.", "dismissal"),
        ("What do you mean by difficult?", "It's difficult.", "clarify"),
        ("Hello.", None, "other"),
    ],
)
def test_clear_line_has_its_label(sentence_model: MiniLM, text: str, previous: str | None, move: Move) -> None:
    """What any two people would label alike is labelled so."""
    assert label(sentence_model, text, previous).moves[0] == move


def test_small_changes_do_not_change_the_label(sentence_model: MiniLM) -> None:
    """Another name, pronoun, spelling or small letters: nine in ten keep their primary move."""
    rows = [json.loads(line) for line in INVARIANCE.read_text("utf-8").splitlines()]
    cases = [(text, item["previous"] or "") for item in rows for text in (item["text"], *item["variants"])]
    turns = {text: split_turn(text) for text, _ in cases}
    parts = [part for text, before in cases for part in (*turns[text], before)]
    read = read_texts(sentence_model, parts)
    found = {
        (text, before): label_sentences(turns[text], read, before, read[before].vector).moves[0]
        for text, before in cases
    }
    changed = [
        f"{found[item['text'], item['previous'] or '']} -> {found[variant, item['previous'] or '']}: {variant}"
        for item in rows
        for variant in item["variants"]
        if found[variant, item["previous"] or ""] != found[item["text"], item["previous"] or ""]
    ]
    share = 1 - len(changed) / sum(len(item["variants"]) for item in rows)
    assert share >= 0.9, f"{share:.3f} keep their move; these do not:\n" + "\n".join(changed)


def test_labels_are_the_same_each_time(sentence_model: MiniLM) -> None:
    """A turn of two sentences gets the same moves and the same confidence in every call."""
    text, previous = "The report came late. What happened in between?", "I know what it's about."
    first = label(sentence_model, text, previous)
    assert len(first.spans) == 2
    assert all(label(sentence_model, text, previous) == first for _ in range(3))


def test_a_turn_is_labelled_alone_as_beside_others(sentence_model: MiniLM) -> None:
    """Texts are read in batches; with whom a sentence shares one makes next to no difference to its chance."""
    alone = label(sentence_model, "What happened on Friday?")
    read = read_texts(sentence_model, ["What happened on Friday?", "", *[f"Hello there, {i}." for i in range(20)]])
    beside = label_sentences(["What happened on Friday?"], read, "", read[""].vector)
    assert beside.spans[0].moves == alone.spans[0].moves
    assert beside.spans[0].chance == pytest.approx(alone.spans[0].chance, abs=0.1)


def test_a_clear_question_stays_one_beside_others(sentence_model: MiniLM) -> None:
    """What stands around a sentence may colour it, but what is clear is the same in any company."""
    alone = label(sentence_model, "What happened on Friday?")
    together = label(sentence_model, "What happened on Friday? " + "Hello there. " * 20)
    assert together.spans[0].moves == alone.spans[0].moves
    assert together.spans[0].chance == pytest.approx(alone.spans[0].chance, abs=0.1)


def test_what_stands_around_a_sentence_counts(sentence_model: MiniLM) -> None:
    """The same words are likelier harsh beside mockery than beside praise, in most of the pairs that teach it."""
    turns = [json.loads(line) for line in PAIRS.read_text("utf-8").splitlines()]
    read = read_texts(sentence_model, [text for turn in turns for text, _ in turn["spans"]])

    def harsh(turn: dict[str, Any], words: str) -> float:
        sentences = [text for text, _ in turn["spans"]]
        labelled = label_sentences(sentences, read, "", read[words].vector)
        return labelled.spans[sentences.index(words)].harsh

    rises = []
    for kind, mocking in zip(turns[::2], turns[1::2], strict=True):
        others = {text for text, _ in mocking["spans"]}
        words = next(text for text, _ in kind["spans"] if text in others)
        rises.append(harsh(mocking, words) - harsh(kind, words))
    assert np.mean(np.array(rises) > 0) >= 0.7


# -- order, coarse class, question -----------------------------------------------------


@pytest.mark.parametrize(
    ("harsh", "milder"), [("threat", "judgement"), ("judgement", "dismissal"), ("threat", "dismissal")]
)
def test_what_stings_most_comes_first(harsh: Move, milder: Move) -> None:
    """A threat before a judgement before a dismissal, wherever they stand and however sure."""
    found = decided(("So be it.", {milder: 0.99}), ("And now this.", {harsh: 0.6}), ("What now?", {"open_question": 1}))
    assert found.moves[:2] == (harsh, milder) and found.coarse == "input" and found.question is None


def test_a_question_that_ends_the_turn_comes_next() -> None:
    """Before what has more weight; a question in the middle does not."""
    told = ("The report came eight days late and nobody was told of it at all.", {"observation": 0.95})
    asked = ("What happened?", {"open_question": 0.9})
    assert decided(told, asked).moves == ("open_question", "observation")
    assert decided(asked, told).moves == ("observation", "open_question")


def test_otherwise_what_has_most_weight() -> None:
    """Longer and surer counts; a long greeting does not."""
    found = decided(
        ("Well, hello, good morning to you, come in and have a seat over there.", {"other": 0.99}),
        ("I was sorry to miss it on Monday.", {"apology": 0.9}),
        ("Good work.", {"affirmation": 0.9}),
    )
    assert found.moves == ("apology", "affirmation")


@pytest.mark.parametrize(
    ("move", "text", "coarse", "question"),
    [
        ("open_question", "Tell me about it.", "question", "open"),
        ("closed_question", "Was it late?", "question", "closed"),
        ("clarify", "What do you mean by late?", "question", "open"),
        ("clarify", "Do you mean Monday?", "question", "closed"),
        ("permission", "May I say something?", "question", "closed"),
        ("permission", "You choose.", "other", None),
        ("agreement", "Shall we meet on Monday?", "question", "closed"),
        ("agreement", "We meet on Monday.", "input", None),
        ("reflection", "You waited for me.", "reflection", None),
        ("reflection", "You waited for me?", "reflection", None),
        ("request", "Could you send it?", "input", None),
        ("advice", "Have you tried a list?", "input", None),
        ("judgement", "Are you stupid?", "input", None),
        ("threat", "Do you want to keep your job?", "input", None),
        ("information", "It is at ten.", "input", None),
        ("affirmation", "That was brave.", "other", None),
        ("apology", "I am sorry.", "other", None),
        ("acknowledge", "That is true.", "other", None),
        ("other", "Hello.", "other", None),
    ],
)
def test_coarse_class_and_question(move: Move, text: str, coarse: Coarse, question: QuestionType | None) -> None:
    """By the primary move; an insult with a question mark is input, and a step is a question only when it is asked."""
    found = decided((text, {move: 0.9}))
    assert (found.moves, found.coarse, found.question) == ((move,), coarse, question)


def test_a_sentence_makes_two_moves_at_most_and_never_none() -> None:
    """The surest two; where nothing is sure, what is nearest; and "other" stands alone."""
    many = decided(("A sentence.", {"impact": 0.9, "observation": 0.8, "request": 0.7}))
    none = decided(("A sentence.", {"impact": 0.3, "observation": 0.2}))
    other = decided(("A sentence.", {"other": 0.9, "impact": 0.6}))
    assert many.moves == ("impact", "observation")
    assert none.moves == ("impact",) and none.confidence == pytest.approx(0.3)
    assert other.moves == ("impact",)


def test_spans_say_how_harsh_and_how_listening_they_are() -> None:
    """Of several harsh moves the chance of at least one is given, and likewise of several listening ones."""
    (span,) = decided(("A sentence.", {"threat": 0.5, "judgement": 0.5, "reflection": 0.6})).spans
    assert span.harsh == pytest.approx(1 - 0.5 * 0.5 * 0.99, abs=0.002)
    assert span.listening == pytest.approx(1 - 0.4 * 0.99**4, abs=0.002)


chance_rows = st.lists(st.lists(st.floats(0.001, 0.999), min_size=20, max_size=20), min_size=1, max_size=5)


@steady
@given(chance_rows, st.sampled_from(["What now?", "So it is.", "Can we meet?", "You choose.", "!"]))
def test_any_probabilities_give_a_whole_label(rows: list[list[float]], text: str) -> None:
    """Moves without repetition that include those of the sentences; question type exactly where it is a question."""
    found = decide([text] * len(rows), np.array(rows, np.float32), THRESHOLDS)
    assert len(set(found.moves)) == len(found.moves) and len(found.spans) == len(rows)
    assert {m for span in found.spans for m in span.moves} - {"other"} <= set(found.moves)
    assert (found.question is not None) == (found.coarse == "question") == is_question(found.moves[0], text)
    assert 0 <= found.confidence <= 1
    assert all(0 <= value <= 1 for span in found.spans for value in (span.chance, span.harsh, span.listening))


# -- input -----------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "  \n ", "?!", "...", "🙂", "\0"])
def test_nothing_said_is_other(sentence_model: MiniLM, text: str) -> None:
    """Without a word there are no sentences and no move but "other"."""
    assert label(sentence_model, text) == Labelled(("other",), (), "other", None, 1.0)


def test_endless_input_is_cut(sentence_model: MiniLM) -> None:
    """Of a turn of thousands of sentences the first sixty are labelled; a word of a million letters is one."""
    assert len(split_turn("It was late. " * 5000)) == MAX_SPANS
    assert len(label(sentence_model, "a" * 1_000_000).spans) == 1
    assert len(label(sentence_model, "word " * 20_000).spans) == 1


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("It was late. What happened?", ["It was late.", "What happened?"]),
        ("it was late. what happened? tell me", ["it was late.", "what happened?", "tell me"]),
        ("Ask Dr. Smith at 3.30 p.m. today.", ["Ask Dr. Smith at 3.30 p.m. today."]),
        ("One\nline\tonly", ["One line only"]),
        ("Really? Yes.", ["Really?", "Yes."]),
    ],
)
def test_turns_are_split_as_people_write_them(text: str, sentences: list[str]) -> None:
    """Also by those who begin sentences small."""
    assert split_turn(text) == sentences


@steady
@given(texts)
def test_every_piece_is_in_the_turn_and_says_something(text: str) -> None:
    """Sentences are verbatim but for blank space, at most sixty, and none is only marks."""
    flat = " ".join(text.replace("\0", " ").split())
    pieces = split_turn(text)
    assert len(pieces) <= MAX_SPANS
    assert all(piece in flat and any(char.isalnum() for char in piece) for piece in pieces)


def test_weights_are_small_and_load() -> None:
    """They travel with the code: under five megabytes, with a threshold a move."""
    assert WEIGHTS_FILE.stat().st_size < 5_000_000
    weights = load_weights()
    assert weights.thresholds.shape == (len(MOVES),)
    assert weights.listener.head.out[0].shape[1] == len(MOVES)
    assert all(0 < threshold < 1 for threshold in weights.thresholds)
