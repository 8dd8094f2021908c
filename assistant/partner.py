"""The partner's words: a model's draft and the scenario's own lines, ranked together by code.

The model phrases an act that was already drawn. What fails a check, does not fit the act or
comes too late is not shown; then the bank's line is.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import aclosing
from functools import cache

import numpy as np
import yaml
from langchain_core.embeddings import Embeddings
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage
from numpy.typing import NDArray

from assistant.cards import Card
from assistant.checks import faults, shorten, tidy
from assistant.cues import plain
from assistant.embeddings import embed_array
from assistant.errors import ModelError, ScenarioError
from assistant.models.chat import stream_words
from assistant.prompts import load_prompt
from assistant.rehearse import Cue, Phrase
from assistant.resources import resource_folder
from assistant.scenarios import CELLS
from assistant.turns import ACTS, CONCESSIONS, Act, Mood

Floats = NDArray[np.float32]
_log = logging.getLogger(__name__)

PATIENCE = 10.0  # Seconds, after which the bank answers.
LONGEST = 60  # Tokens that a reply may take.
EXAMPLES = 2  # Lines of the bank in the prompt.
HISTORY = 8  # Turns of history at most; whole pairs are dropped at the front, six at once, so that the rest stays cached.
# How much better a line of the bank must be, by closeness to what was said and to the act, to win over a sound draft.
MARGIN = 0.12


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


def phrase_with(model: BaseChatModel, embeddings: Embeddings, patience: float = PATIENCE) -> Phrase:
    """A phrase function for `take_turn` that asks a model, checks what it says and falls back on the bank."""

    async def phrase(cue: Cue) -> tuple[str, str]:
        best = cue.choices[0]
        try:
            async with asyncio.timeout(patience):
                for attempt in range(2):  # One retry, then the bank.
                    draft = await _draft(model, cue, attempt, patience)
                    if draft and not list(_faults(cue, draft)) and fits(embeddings, cue, draft):
                        return draft, ""
        except (TimeoutError, ModelError) as error:
            _log.info("the bank answers: %s", type(error).__name__)
        return best.text, best.line

    return phrase


async def _draft(model: BaseChatModel, cue: Cue, attempt: int, patience: float) -> str:
    """One reply of the model's, tidied; nothing after its first line is waited for."""
    written = ""
    async with aclosing(stream_words(model.bind(max_tokens=LONGEST), messages_for(cue, attempt), patience)) as pieces:
        async for piece in pieces:
            written += piece
            if "\n" in written.strip():
                break
    persona = cue.card.part.persona
    return shorten(tidy(written, persona.name), persona.speech.max_sentences)


def messages_for(cue: Cue, attempt: int = 0) -> list[BaseMessage]:
    """The prompt: card, history, the user's words with the stage direction last."""
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
    return [*messages, HumanMessage(_direction(cue, attempt))]


def _direction(cue: Cue, attempt: int) -> str:
    part = cue.card.part
    told = f" {part.persona.first_name} lets this be known: {cue.card.fact(cue.told).text}" if cue.told else ""
    shown = [choice.text for choice in cue.choices[attempt : attempt + EXAMPLES]] or [cue.choices[0].text]
    return load_prompt("partner-turn").render(
        said=" ".join(cue.user.split()[:200]),
        name=part.persona.first_name,
        direction=load_directions()[cue.act].get(cue.mood) or next(iter(load_directions()[cue.act].values())),
        told=told,
        lines=" / ".join(f'"{line}"' for line in shown),
    )


def _faults(cue: Cue, draft: str) -> list[str]:
    transcript = cue.transcript
    earned = (*cue.state.earned, *((cue.told,) if cue.told else ()))
    said = [transcript.opening, *(turn.partner for turn in transcript.turns)]
    users = [*(turn.user for turn in transcript.turns), cue.user]
    return list(faults(draft, cue.card.part, earned, users, said))


def fits(embeddings: Embeddings, cue: Cue, draft: str) -> bool:
    """Whether a draft does what was drawn, answers what was said, and is not much worse than the bank's line.

    A draft of an act that resists must not sound like one that gives in: small models are agreeable.
    """
    if cue.told:
        return True  # What is told was decided; how is the model's.
    vector = embed_array(embeddings, [plain(draft)])[0]
    own = _closeness(cue.card, cue.act, cue.mood, vector)
    if cue.act not in CONCESSIONS:
        giving = max(_closeness(cue.card, act, mood, vector) for act in sorted(CONCESSIONS) for mood in CELLS[act])
        if giving > own + 0.02:
            return False
    best = cue.choices[0]
    bank = float(cue.card.vectors[best.line] @ cue.vector) if best.line in cue.card.vectors else 0.0
    return float(vector @ cue.vector) + 0.5 * own >= bank - MARGIN


def _closeness(card: Card, act: Act, mood: Mood, vector: Floats) -> float:
    """The mean of the three closest lines of a cell of the bank."""
    lines = [line.say for line in card.part.cell(act, mood)]
    if not lines:
        return 0.0
    similar = np.sort(card.of(lines) @ vector)[::-1]
    return float(similar[:3].mean())
