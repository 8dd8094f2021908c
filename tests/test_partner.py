"""The partner's words: a model's draft is shown when it is good and in time, and otherwise the scenario's line.

The golden renderings in ``tests/golden/partner`` show a review what the model sees. After a change
that is meant, `python -m tests.test_partner` writes them anew; look at the difference.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from langchain_core.callbacks import AsyncCallbackManagerForLLMRun
from langchain_core.messages import BaseMessage
from langchain_core.outputs import ChatGenerationChunk

from assistant.bank import Choice
from assistant.cards import Card
from assistant.cues import plain
from assistant.embeddings import MiniLM
from assistant.errors import ModelError, ScenarioError
from assistant.partner import HISTORY, answer_messages, load_directions, messages_for, phrase_with
from assistant.prompts import load_prompt
from assistant.rehearse import Cue, begin
from assistant.scenarios import CELLS, load_scenario, scenario_ids, tells
from assistant.turns import ACTS, Act, Heard, Labelled, Mood, State, Transcript, Turn
from assistant.values import SIDES, Side
from tests.scripted import ScriptedModel

GOLDEN = Path(__file__).with_name("golden") / "partner"
LINE = "I'm in every morning at half past seven. You can ask the porter."
USER = "I waited for the methods draft until six on Friday. Where were you?"
# It says what the line says, and takes up a word of the user's.
GOOD = "I was in, on Friday too, from half past seven as on every morning. The porter can tell you."


def turn(number: int, user: str, partner: str) -> Turn:
    state = State(1.5, 1.0)
    labelled = Labelled(("other",), (), "other", None, 1.0)
    return Turn(number, user, labelled, Heard(), state, state, "hesitate", "guarded", partner)


def cue_of(
    card: Card,
    vector: np.ndarray[Any, np.dtype[np.float32]],
    *,
    line: str = LINE,
    act: Act = "give_fact",
    mood: Mood = "guarded",
    told: str | None = None,
    turns: int = 0,
    earned: tuple[str, ...] = (),
    user: str = USER,
) -> Cue:
    """What the partner is about to do: to say a line in her own words."""
    transcript: Transcript = begin(card, "normal", 1, "embedded")
    said = tuple(turn(n, f"Question {n}: how is it?", f"Answer {n}, more or less.") for n in range(1, turns + 1))
    transcript = replace(transcript, turns=said)
    state = State(1.5, 1.0, earned=earned)
    return Cue(card, transcript, user, Heard(), act, mood, state, [Choice(line, line, act, 1.0)], told, vector, False)


@pytest.fixture(scope="module")
def cue(card_of: Callable[[str, Side], Card], sentence_model: MiniLM) -> Cue:
    vector = sentence_model.embed_array([plain(USER)])[0]
    return cue_of(card_of("missed-deadlines", "trainee"), vector)


def said(
    model: ScriptedModel, embeddings: MiniLM, cue: Cue, patience: float = 30.0, *, rewords: bool = True
) -> tuple[str, str]:
    """The reply, and the line of the bank behind it, if it is one."""

    async def ask() -> tuple[str, str]:
        return await phrase_with(model, embeddings, rewords=rewords, patience=patience)(cue)

    return asyncio.run(ask())


# -- whose words -----------------------------------------------------------------------


def test_a_good_draft_is_shown(sentence_model: MiniLM, cue: Cue) -> None:
    """It says what was decided and takes up what the user said: then it is the better answer."""
    model = ScriptedModel(replies=[GOOD])
    assert said(model, sentence_model, cue) == (GOOD, "")


def test_what_surrounds_a_draft_is_taken_off(sentence_model: MiniLM, cue: Cue) -> None:
    """A label, a stage direction and what the model writes on for the user are not shown."""
    model = ScriptedModel(replies=[f"Amara: *looks up* {GOOD}\nDr Lockhart: I see."])
    assert said(model, sentence_model, cue) == (GOOD, "")


def test_a_copy_of_the_line_is_the_line(sentence_model: MiniLM, cue: Cue) -> None:
    """A model that only copies is not asked again: the bank answers, and the line counts as used."""
    model = ScriptedModel(replies=[LINE])
    assert said(model, sentence_model, cue) == (LINE, LINE)
    assert len(model.asked) == 1


@pytest.mark.parametrize(
    "bad",
    [
        "As an AI I cannot answer that.",
        "I appreciate your concern about Friday and the porter at half past seven.",
        "- in every morning - at half past seven.",
        "I waited for the methods draft until six on Friday. Where were you?",
        "I've rewritten it every week, since half past seven every morning.",
        "The weather has been awful this week, hasn't it.",
        "Seven.",
        "",
    ],
)
def test_a_bad_draft_is_tried_once_more(sentence_model: MiniLM, cue: Cue, bad: str) -> None:
    """Out of the role, coaching, a list, a parrot, a leak, beside the point, too short or nothing: a second try."""
    better = ScriptedModel(replies=[bad, GOOD])
    assert said(better, sentence_model, cue) == (GOOD, "")
    never = ScriptedModel(replies=[bad, bad])
    assert said(never, sentence_model, cue) == (LINE, LINE)
    assert len(never.asked) == 2


def test_a_locked_fact_is_never_shown(sentence_model: MiniLM, cue: Cue) -> None:
    """Even where it would be the best of answers; once it was earned it may be said."""
    leak = "I was in, on Friday too, from half past seven as on every morning, with all the versions. Ask the porter."
    assert said(ScriptedModel(replies=[leak, leak]), sentence_model, cue) == (LINE, LINE)
    knowing = replace(cue, state=replace(cue.state, earned=("draft-exists",)))
    assert said(ScriptedModel(replies=[leak]), sentence_model, knowing) == (leak, "")


def test_a_fact_that_is_due_must_be_told(sentence_model: MiniLM, cue: Cue) -> None:
    """A draft that keeps it back is not shown; one that tells it is."""
    line = cue.card.fact("extra-teaching").lines[0]
    telling = replace(cue, told="extra-teaching", choices=[Choice(line, line, "give_fact", 1.0)])
    silent = "I've got some extra things on Friday, since October, somebody had to do them."
    draft = "On Friday I had the first-years. There are two extra classes, since Kofi stopped in October."
    assert said(ScriptedModel(replies=[silent, silent]), sentence_model, telling) == (line, line)
    assert said(ScriptedModel(replies=[draft]), sentence_model, telling) == (draft, "")


# -- where the scenario has no answer ---------------------------------------------------

LEFT = "That's hard to say."


@pytest.fixture(scope="module")
def loose(card_of: Callable[[str, Side], Card], sentence_model: MiniLM) -> Cue:
    asked = "Do your parents know how it's going?"
    vector = sentence_model.embed_array([plain(asked)])[0]
    cue = cue_of(card_of("missed-deadlines", "trainee"), vector, line=LEFT, act="hesitate", user=asked)
    return replace(cue, loose=True)


@pytest.mark.parametrize("rewords", [True, False])
def test_a_model_answers_where_the_scenario_does_not(sentence_model: MiniLM, loose: Cue, rewords: bool) -> None:
    """A small one too, which is asked for nothing else: its own answer is better than none."""
    answer = "No, they don't know. I don't want to say it to my parents."
    assert said(ScriptedModel(replies=[answer]), sentence_model, loose, rewords=rewords) == (answer, "")


def test_little_is_told_for_an_answer(loose: Cue) -> None:
    """Nobody waits for a long prompt to be read: who they are, two facts, the line before, the question."""
    messages = answer_messages(replace(loose, user="word " * 5000 + "so do they know?"))
    assert [message.type for message in messages] == ["system", "human", "ai", "human"]
    assert sum(len(message.text.split()) for message in messages) < 220
    told = [fact for fact in loose.card.part.public_facts if fact in messages[0].text]
    assert len(told) == 2 and messages[-1].text.endswith("so do they know?")
    assert not any(tells(messages[0].text, fact) for fact in loose.card.part.hidden_facts)


def test_a_small_model_is_not_asked_to_reword(sentence_model: MiniLM, cue: Cue) -> None:
    """The line stands, at once."""
    model = ScriptedModel(replies=[])
    assert said(model, sentence_model, cue, rewords=False) == (LINE, LINE)
    assert not model.asked


# What the default model wrote or could write.
@pytest.mark.parametrize(
    "bad",
    [
        "I don't know what you're talking about.",
        "I'm sorry, but I don't know what your parents know.",
        "My parents don't know that I've rewritten the draft nine times.",
        "I was trying to figure out how to get the figures done.",
        "As an AI I have no parents.",
        "Amara does not know what her parents know.",
        "My parents and Dr Lockhart are discussing a hard talk.",
    ],
)
def test_what_answers_nothing_is_not_shown(sentence_model: MiniLM, loose: Cue, bad: str) -> None:
    """Lost, leaking, out of the role or about something else: the scenario's own way of leaving it open."""
    assert said(ScriptedModel(replies=[bad, bad]), sentence_model, loose, rewords=False) == (LEFT, LEFT)


class SlowModel(ScriptedModel):
    """Thinks longer than anybody waits."""

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        await asyncio.sleep(60)
        for chunk in self._stream(messages):
            yield chunk


def test_a_model_that_is_too_late_is_left(sentence_model: MiniLM, cue: Cue) -> None:
    """Nobody waits longer than the patience that was given."""
    began = time.perf_counter()
    with pytest.raises(ModelError, match="in time"):
        said(SlowModel(replies=[GOOD]), sentence_model, cue, patience=0.2)
    assert time.perf_counter() - began < 2


def test_a_model_that_breaks_is_an_error_of_ours(sentence_model: MiniLM, cue: Cue) -> None:
    """Whatever it raises; a turn knows what to do then."""
    with pytest.raises(ModelError):
        said(ScriptedModel(replies=[ConnectionError("gone")]), sentence_model, cue)


# -- what the model is told ------------------------------------------------------------


def bare_card(scenario: str, side: Side) -> Card:
    """A card whose vectors are not needed."""
    return Card(load_scenario(scenario), side, {})


NOWHERE = np.zeros(384, np.float32)


def show(messages: list[BaseMessage]) -> str:
    return "".join(f"--- {message.type}\n{message.text}\n\n" for message in messages)


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("scenario", scenario_ids())
def test_the_prompt_holds_no_locked_fact(scenario: str, side: Side) -> None:
    """What the model does not know it cannot give away: no fact, no word that tells it, no text of the coach's."""
    card = bare_card(scenario, side)
    part = card.part
    line = next(line.say for _, _, line in part.all_lines() if "$" not in line.say)
    seen = show(messages_for(cue_of(card, NOWHERE, line=line, user="How is it?")))
    ours = load_prompt("partner").text  # "Aloud" stands in it, which tells nobody anything.
    for fact in part.hidden_facts:
        assert fact.text not in seen and fact.opener not in seen
        assert tells(seen, fact) is None or tells(ours, fact)
    for secret in (part.interest.sentence, part.fear, part.brief, *part.interest.paraphrases, *part.softeners):
        assert secret not in seen


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("scenario", scenario_ids())
def test_a_fact_enters_the_prompt_when_it_is_told(scenario: str, side: Side) -> None:
    """That one and no other."""
    card = bare_card(scenario, side)
    first, *others = card.part.hidden_facts
    seen = show(messages_for(cue_of(card, NOWHERE, line=first.lines[0], told=first.id)))
    assert first.text in seen
    assert not any(fact.text in seen for fact in others)


def test_what_the_user_writes_stays_text() -> None:
    """Dollars and braces do nothing, and of a speech the first two hundred words are read."""
    card = bare_card("missed-deadlines", "trainee")
    odd = "Is $line or ${told} or {name} or $$ yours?"
    assert odd in messages_for(cue_of(card, NOWHERE, user=odd))[-1].text
    speech = messages_for(cue_of(card, NOWHERE, user="word " * 5000))[-1].text
    assert speech.split().count("word") == 200


@pytest.mark.parametrize("turns", range(21))
def test_history_is_whole_pairs_and_bounded(turns: int) -> None:
    """The last turns stand in it in order; the older ones go in blocks, so that the beginning stays cached."""
    messages = messages_for(cue_of(bare_card("missed-deadlines", "trainee"), NOWHERE, turns=turns))
    kinds = [message.type for message in messages]
    assert kinds == ["system", *["human", "ai"] * (len(kinds) // 2 - 1), "human"]
    assert len(kinds) <= 2 + 2 * (HISTORY + 1)
    if turns:
        assert messages[-2].text == f"Answer {turns}, more or less."


def test_the_beginning_changes_seldom() -> None:
    """Of twenty turns in a row at most three begin with another message after the card."""
    card = bare_card("missed-deadlines", "trainee")
    firsts = [messages_for(cue_of(card, NOWHERE, turns=n))[1].text for n in range(1, 21)]
    assert sum(a != b for a, b in pairwise(firsts)) <= 3


@pytest.mark.parametrize("act", ACTS)
def test_every_act_has_its_direction(act: Act) -> None:
    """In each mood in which it can come, a short one in the third person."""
    directions = load_directions()[act]
    assert set(directions) == set(CELLS[act])
    assert all(4 <= len(text) <= 80 and text[0].islower() for text in directions.values())


def test_broken_directions_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An act without a direction is an error with the file's name, not a prompt with a hole."""
    load_directions.cache_clear()
    (tmp_path / "acts.yaml").write_text("deny:\n  closed: says no\n", "utf-8")
    monkeypatch.setattr("assistant.partner.resource_folder", lambda _: tmp_path)
    with pytest.raises(ScenarioError, match=r"acts\.yaml"):
        load_directions()
    load_directions.cache_clear()


def render(name: str) -> str:
    """All messages of one case, as text."""
    trainee, mentor = bare_card("missed-deadlines", "trainee"), bare_card("belittling-mentor", "mentor")
    cues = {
        "first-turn": lambda: cue_of(trainee, NOWHERE),
        "third-turn": lambda: cue_of(trainee, NOWHERE, turns=2, act="hesitate", mood="open", line="I don't know."),
        "fact-told": lambda: cue_of(
            trainee, NOWHERE, told="extra-teaching", line=trainee.fact("extra-teaching").lines[0], mood="open"
        ),
        "mentor": lambda: cue_of(mentor, NOWHERE, act="blame", mood="closed", line="It's a joke.", user="Stop it."),
    }
    return show(messages_for(cues[name]()))


CASES = ("first-turn", "third-turn", "fact-told", "mentor")


@pytest.mark.parametrize("name", CASES)
def test_model_is_told_exactly_this(name: str) -> None:
    """The messages are word for word those of the golden file."""
    assert render(name) == (GOLDEN / f"{name}.txt").read_text("utf-8")


def test_golden_files_are_those_of_the_cases() -> None:
    """No rendering is left over."""
    assert {path.stem for path in GOLDEN.glob("*.txt")} == set(CASES)


if __name__ == "__main__":
    GOLDEN.mkdir(parents=True, exist_ok=True)
    for case in CASES:
        (GOLDEN / f"{case}.txt").write_text(render(case), "utf-8")
