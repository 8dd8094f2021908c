"""The partner's words: a model's draft and the scenario's own lines, ranked together by code.

The model phrases an act that was already drawn. What fails a check, does not fit the act or
comes too late is not shown; then the bank's line is.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass
from functools import cache

import numpy as np
import yaml
from langchain_core.embeddings import Embeddings
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage

from assistant.cards import COACH_WORDS
from assistant.checks import COPIED, alike, faults, shorten, tidy
from assistant.cues import plain
from assistant.embeddings import embed_array
from assistant.errors import ModelError, ScenarioError
from assistant.models.chat import stream_words
from assistant.prompts import load_prompt
from assistant.rehearse import Cue, Phrase
from assistant.resources import resource_folder
from assistant.scenarios import CELLS, tells
from assistant.turns import ACTS, Mood
from assistant.words import content_words, stem

PATIENCE = 5.5  # Seconds for draft and retry together; then the bank answers: a reply takes six at most.
LONGEST = 60  # Tokens that a reply may take.
HISTORY = (
    8  # Turns of history at most; whole pairs are dropped at the front, six at once, so that the rest stays cached.
)
# Read on a hundred drafts of the default model beside their lines.
SAME_SENSE = 0.6  # Cosine of a draft and the line that it rewords.
LEAST_LENGTH = 0.6  # Of the line's words.
CLOSER = 0.05  # Cosine with what the user said, above the line's own.
NEAR_FACTS = 2  # Public facts that a model is told for an answer of its own.
ANSWERS = 0.25  # Cosine of an answer of the model's own and what the user said.
MANNERS: dict[Mood, str] = {
    "closed": "curtly, giving as little as possible",
    "guarded": "carefully, and no more than was asked",
    "open": "openly and simply",
}
_LOST = re.compile(
    r"\b(?:i don't know|not sure) what you(?:'re| are)? (?:mean|talking)|^i(?:'m| am) sorry, but\b|\bhard talk\b", re.I
)


@cache
def load_directions() -> dict[str, dict[str, str]]:
    """Stage directions by act and mood.

    Raises:
        ScenarioError: the file is broken, or lacks an act in a mood in which it can come.
    """
    path = resource_folder("prompts") / "acts.yaml"
    try:
        values: dict[str, dict[str, str]] = yaml.safe_load(path.read_text("utf-8"))
        missing = [f"{act} {mood}" for act in ACTS for mood in CELLS[act] if not values[act].get(mood)]
    except (OSError, yaml.YAMLError, KeyError, AttributeError, TypeError) as error:
        raise ScenarioError(f"{path.name} does not hold a direction for each act; mend it.") from error
    if missing:
        raise ScenarioError(f"{path.name} has no direction for {missing[0]}; add one.")
    return values


@dataclass(frozen=True)
class _Task:
    """What a model is asked for, and how what it writes is judged."""

    messages: Callable[[Cue], list[BaseMessage]]
    fits: Callable[[Embeddings, Cue, str], bool]


def phrase_with(
    model: BaseChatModel, embeddings: Embeddings, *, rewords: bool = True, patience: float = PATIENCE
) -> Phrase:
    """A phrase function for `take_turn` that asks a model and checks what it says; what fails is the bank's line.

    It raises a ModelError where the model breaks or is too late, and then the bank answers as well.

    Args:
        model: the chat model.
        embeddings: compare what it says with what was asked and decided.
        rewords: whether it also puts the bank's lines into other words. Small models copy or spoil them
            (two of two hundred drafts were better), so they are asked only where the bank has no answer.
        patience: seconds for draft and retry together.
    """
    reword, answer = _Task(messages_for, fits), _Task(answer_messages, answers_fittingly)

    async def phrase(cue: Cue) -> tuple[str, str]:
        best = cue.choices[0]
        if not (rewords or cue.loose):
            return best.text, best.line
        task = answer if cue.loose else reword
        answered = False
        try:
            async with asyncio.timeout(patience):
                for _ in range(2):  # One retry, then the bank.
                    draft = await _draft(model, cue, task.messages(cue), patience)
                    answered = True
                    if alike(draft, best.text, COPIED):
                        break
                    if draft and not _faults(cue, draft) and task.fits(embeddings, cue, draft):
                        return draft, ""
        except TimeoutError as error:
            if not answered:  # What it said first may have been unfit, and the second try too late.
                raise ModelError("The model did not answer in time.") from error
        return best.text, best.line

    return phrase


async def _draft(model: BaseChatModel, cue: Cue, messages: list[BaseMessage], patience: float) -> str:
    """One reply of the model's, tidied; nothing after its first line is waited for."""
    written = ""
    async with aclosing(stream_words(model.bind(max_tokens=LONGEST), messages, patience)) as pieces:
        async for piece in pieces:
            written += piece
            if "\n" in written.strip():
                break
    persona = cue.card.part.persona
    return shorten(tidy(written, persona.name), persona.speech.max_sentences)


def messages_for(cue: Cue) -> list[BaseMessage]:
    """The prompt for other words: card, history, the user's words with the stage direction last."""
    part, other = cue.card.part, cue.card.scenario.sides[cue.transcript.side].persona
    card = load_prompt("partner").render(
        name=part.persona.name,
        role=part.persona.role,
        register=part.persona.speech.register_,
        other=other.name,
        other_role=other.role,
        facts="\n".join(f"- {fact}" for fact in part.public_facts),
        sentences={1: "one", 2: "two", 3: "three", 4: "four"}[part.persona.speech.max_sentences],
    )
    messages: list[BaseMessage] = [SystemMessage(card)]
    turns = cue.transcript.turns
    # Dropped in blocks: a window that slides each turn would change the beginning each turn.
    dropped = max(0, (len(turns) - HISTORY + 5) // 6 * 6) if len(turns) > HISTORY else 0
    if not dropped:
        messages += [HumanMessage("(They meet.)"), AIMessage(cue.transcript.opening)]
    for turn in turns[dropped:]:
        messages += [HumanMessage(turn.user), AIMessage(turn.partner)]
    return [*messages, HumanMessage(_direction(cue))]


def answer_messages(cue: Cue) -> list[BaseMessage]:
    """The prompt for a question without an answer: who asks whom, what bears on it, the line before, the question."""
    part, facts = cue.card.part, cue.card.part.public_facts
    near = np.argsort(-(cue.card.of(facts) @ cue.vector))[:NEAR_FACTS]
    card = load_prompt("partner-answer").render(
        name=part.persona.first_name,
        role=part.persona.role,
        other=cue.card.scenario.sides[cue.transcript.side].persona.first_name,
        facts="\n".join(f"- {facts[i]}" for i in sorted(near)),
        manner=MANNERS[cue.mood],
    )
    said = cue.transcript.turns[-1].partner if cue.transcript.turns else cue.transcript.opening
    asked = " ".join(cue.user.split()[-60:])
    return [SystemMessage(card), HumanMessage("Go on."), AIMessage(said), HumanMessage(asked)]


def _direction(cue: Cue) -> str:
    part = cue.card.part
    told = f" {part.persona.first_name} lets this be known: {cue.card.fact(cue.told).text}" if cue.told else ""
    line = cue.choices[0].text
    return load_prompt("partner-turn").render(
        said=" ".join(cue.user.split()[:200]),
        name=part.persona.first_name,
        direction=load_directions()[cue.act].get(cue.mood) or next(iter(load_directions()[cue.act].values())),
        told=told,
        line=line,
    )


def _faults(cue: Cue, draft: str) -> list[str]:
    transcript = cue.transcript
    earned = (*cue.state.earned, *((cue.told,) if cue.told else ()))
    said = [transcript.opening, *(turn.partner for turn in transcript.turns)]
    users = [*(turn.user for turn in transcript.turns), cue.user]
    return list(faults(draft, cue.card.part, earned, users, said))


def fits(embeddings: Embeddings, cue: Cue, draft: str) -> bool:
    """Whether a draft says what was decided, and answers what the user said better than the bank's line does.

    Small models copy, cut short or turn agreeable; then the bank's line is the better one. What a
    draft must add is a word of the user's that the line lacks, or clear closeness to what they said.
    """
    line = cue.choices[0].text
    if cue.told and not tells(draft, cue.card.fact(cue.told)):
        return False
    own, bank = embed_array(embeddings, [plain(draft), plain(line)])
    if float(own @ bank) < SAME_SENSE or len(draft.split()) < LEAST_LENGTH * len(line.split()):
        return False
    users = frozenset(map(stem, content_words(cue.user))) - COACH_WORDS
    taken = (frozenset(map(stem, content_words(draft))) - frozenset(map(stem, content_words(line)))) & users
    return bool(taken) or float(own @ cue.vector) >= float(bank @ cue.vector) + CLOSER


def answers_fittingly(embeddings: Embeddings, cue: Cue, draft: str) -> bool:
    """Whether a draft for a question without an answer bears on it, and is not lost."""
    (own,) = embed_array(embeddings, [plain(draft)])
    told_of = cue.card.part.persona.first_name in draft  # Nobody speaks of themselves by name.
    return float(own @ cue.vector) >= ANSWERS and not told_of and not _LOST.search(draft)
