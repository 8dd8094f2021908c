"""A rehearsal, turn by turn: labels, hearing, state, act, facts, words, checks, reply.

The reply is a function without memory: a transcript and what the user says give the next
turn. Keeping transcripts is the store's work, showing them the pages'.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.bank import (
    Choice,
    answer_act,
    answers,
    anybody_lines,
    bank_lines,
    fact_lines,
    later_lines,
    load_anybody,
    near_lines,
)
from assistant.cards import Card
from assistant.embeddings import MiniLM
from assistant.errors import InputError, ModelError
from assistant.hearing import LIMIT, hear, is_breaking, speaks_to_program
from assistant.moves import Read, is_question, label_sentences, read_texts, split_turn
from assistant.safety import SURE, Alarm, alarm_of, safety_pieces
from assistant.state import (
    Level,
    act_weights,
    agreed,
    draw_act,
    earned_fact,
    ending_of,
    gone,
    load_levels,
    may_accept,
    mood_of,
    next_state,
    session_random,
    start_state,
    walks_away,
)
from assistant.turns import MAX_TURNS, MOODS, Act, Difficulty, Heard, Labelled, Mood, State, Transcript, Turn
from assistant.values import Tier, other_side

Floats = NDArray[np.float32]
_log = logging.getLogger(__name__)
# Cosine with the situation from which fear and shame belong to the talk that is rehearsed: an alarm must be sure there.
# Of the alarms on skilled development scripts three of five pass then; of those on dangerous lines one in 130.
BELONGS = 0.38
BESIDE = 0.3  # Cosine with everything in the situation, below which a question is about something else.
ANSWERS_FIRST = 0.85  # How often a question that the scenario knows is taken up as such.


@dataclass(frozen=True)
class Cue:
    """What the partner is about to do, for whoever phrases it.

    ``choices`` are lines of the bank, best first; ``told`` is the fact that this reply tells.
    ``final`` is the last word of the session; ``loose`` where the user asked something beside the matter
    that the scenario has no answer to, so that whoever phrases may answer as they like.
    """

    card: Card
    transcript: Transcript
    user: str
    heard: Heard
    act: Act
    mood: Mood
    state: State
    choices: Sequence[Choice]
    told: str | None
    vector: Floats
    final: bool
    loose: bool = False


Phrase = Callable[[Cue], Awaitable[tuple[str, str]]]


def begin(card: Card, difficulty: Difficulty, seed: int, tier: Tier) -> Transcript:
    """A new rehearsal with the person of the card; the user plays the other side."""
    start = start_state(load_levels()[difficulty])
    return Transcript(card.scenario.id, other_side(card.side), difficulty, seed, tier, card.part.opening, start)


async def take_turn(
    model: MiniLM,
    card: Card,
    transcript: Transcript,
    text: str,
    phrase: Phrase | None = None,
    contacts: Path | None = None,
) -> Transcript:
    """The transcript with one more turn: what the user said, and the partner's reply to it.

    Args:
        model: the sentence model.
        card: the partner's.
        transcript: what was said so far.
        text: what the user says.
        phrase: writes the reply from a cue, and tells the bank line it used; None takes the bank's best,
            and so does a ModelError of its.
        contacts: the file of whom to turn to, if an organisation has its own.

    Raises:
        InputError: the session is over, or nothing was said.
    """
    began = time.perf_counter()
    if transcript.ending:
        raise InputError("This conversation is over. Go back to a turn to try again, or start anew.")
    text = " ".join(text.replace("\0", " ").split())
    if not split_turn(text):
        raise InputError("Nothing was said. Write what you would say to them.")
    said = transcript.turns[-1].partner if transcript.turns else transcript.opening
    sentences, pieces = split_turn(text), safety_pieces(text)
    # Read once, for the labels, the step-out check and the comparison with what the partner knows.
    whole = " ".join(sentences)
    unread = [] if said in card.vectors else [said]  # What the partner says is mostly known.
    read = read_texts(model, [*sentences, *pieces, whole, *unread])
    previous = read[said].vector if unread else card.vectors[said]
    labelled = label_sentences(sentences, read, said, previous)
    alarm = alarm_of(text, read, contacts)
    if alarm is not None and (alarm.chance >= SURE or not _belongs(card, [read[s] for s in (*sentences, whole)])):
        return _step_out(transcript, text, labelled, alarm)
    heard = hear(card, transcript, labelled, np.stack([read[s].vector for s in sentences]), previous)
    cue = _decide(card, transcript, text, heard, labelled, read)
    silent = False
    if phrase is None or cue.final or is_breaking(text):
        reply, line = cue.choices[0].text, cue.choices[0].line
    else:
        try:
            reply, line = await phrase(cue)
        except ModelError as error:
            _log.info("the bank answers: %s", type(error).__name__)
            reply, line, silent = cue.choices[0].text, cue.choices[0].line, True
    told = (cue.told,) if cue.told else ()
    number = len(transcript.turns) + 1
    limit = card.scenario.sides[transcript.side].limit
    turn = Turn(
        number=number,
        user=text,
        labelled=labelled,
        heard=heard,
        before=transcript.state,
        after=replace(cue.state, earned=(*cue.state.earned, *told)),
        act=cue.act,
        mood=cue.mood,
        partner=reply,
        unlocked=told,
        source="bank" if line else "model",
        line=line,
        ms=round((time.perf_counter() - began) * 1000, 1),
        silent=silent,
    )
    ending = ending_of(turn.after, cue.act, number, MAX_TURNS, heard, limit=limit)
    return replace(transcript, turns=(*transcript.turns, turn), ending=ending)


def _belongs(card: Card, pieces: Sequence[Read]) -> bool:
    """Whether anything in a turn is about the situation that is rehearsed, or sets a limit to the partner."""
    about = max(float((card.world @ piece.vector).max()) for piece in pieces)
    firm = max(float((card.limits @ piece.vector).max()) for piece in pieces)
    return about >= BELONGS or firm >= LIMIT


def _decide(
    card: Card, transcript: Transcript, text: str, heard: Heard, labelled: Labelled, read: Mapping[str, Read]
) -> Cue:
    """What the partner does now, before anybody words it."""
    vector = read[" ".join(span.text for span in labelled.spans)].vector
    level = load_levels()[transcript.difficulty]
    number = len(transcript.turns) + 1
    chance = session_random(transcript.seed, number)
    state = next_state(transcript.state, heard, level)
    mood = mood_of(state, level)
    used = [turn.line for turn in transcript.turns if turn.line] + [turn.partner for turn in transcript.turns]
    limit = card.scenario.sides[transcript.side].limit
    recent = [turn.act for turn in transcript.turns]
    forbidden = recent[-1] if len(recent) >= 2 and recent[-1] == recent[-2] else None

    def cue(
        act: Act, choices: Sequence[Choice], told: str | None = None, *, final: bool = False, loose: bool = False
    ) -> Cue:
        return Cue(card, transcript, text, heard, act, mood, state, choices, told, vector, final, loose)

    if walks_away(state) and not (limit and heard.sets_limit):
        state = gone(state)
        return cue("withdraw", [Choice(card.part.walk_away, card.part.walk_away, "withdraw", 1.0)], final=True)
    fact = earned_fact(state, heard, card.part, level)
    agreeing = heard.offers_step and may_accept(state, heard, level)
    if fact and forbidden != "give_fact" and not limit and not agreeing:
        lines = fact_lines(card, fact, vector, used, chance)
        if lines:
            return cue("give_fact", lines, told=fact)
    group = "puzzled" if speaks_to_program(split_turn(text)) else f"leave {mood}" if heard.asks_leave else None
    anybody = anybody_lines(group, used, chance, forbidden) if group else []
    if anybody:
        return cue(anybody[0].act, anybody)
    weights = act_weights(state, heard, card.part, level, transcript.turns, abusive=limit)
    act = draw_act(weights, chance)
    if act == "accept":
        state = agreed(state)
        return cue(act, _agreeing(card, heard, vector, used, chance), final=True)
    if act in _not_now(number, forbidden):
        act = "hesitate"
    taken = _answered(card, heard, mood, vector, used, chance, forbidden)
    if taken:
        return cue(taken[0].act, taken)
    question = _question(labelled, read) if heard.asked else None
    if question is not None:
        acts = sorted(other for other in weights if other not in _not_now(number, forbidden))
        near = near_lines(card, acts, mood, heard, question, used, chance)
        if near:
            return cue(near[0].act, near)
        beside = float((card.world @ question).max()) < BESIDE and not (heard.topics or heard.touched)
        if (beside or labelled.question == "closed") and not _left_open(transcript):
            left = anybody_lines(f"asked {mood}", used, chance, forbidden)
            if left:
                return cue(left[0].act, left, loose=beside)  # About the matter itself nobody invents anything.
    later = later_lines(card, state.earned, heard, vector, used, chance) if act == "give_fact" else []
    choices = [*later, *bank_lines(card, act, mood, heard, vector, used, chance, forbidden)]
    return cue(choices[0].act, choices)


def _question(labelled: Labelled, read: Mapping[str, Read]) -> Floats | None:
    """The vector of the last sentence that asks something, if one does."""
    asked = [span.text for span in labelled.spans if any(is_question(move, span.text) for move in span.moves)]
    return read[asked[-1]].vector if asked else None


def _not_now(number: int, forbidden: Act | None) -> set[Act | None]:
    """Acts that do not come now: nobody agrees by the way, and the last word is no question."""
    return {forbidden, "accept"} | ({"ask_back", "propose"} if number == MAX_TURNS else set())


def _left_open(transcript: Transcript) -> bool:
    """Whether a question got no real answer in one of the last two turns."""
    lines = {line for mood in MOODS for own in load_anybody()[f"asked {mood}"].values() for line in own}
    return any(turn.line in lines for turn in transcript.turns[-2:])


def _answered(
    card: Card,
    heard: Heard,
    mood: Mood,
    vector: Floats,
    used: Sequence[str],
    chance: random.Random,
    forbidden: Act | None,
) -> list[Choice]:
    """The answers to a question that the scenario knows, unless the partner lets it pass."""
    if heard.answer is None or answer_act(mood) == forbidden or chance.random() > ANSWERS_FIRST:
        return []
    return answers(card, heard.answer, mood, vector, used, chance)


def _agreeing(card: Card, heard: Heard, vector: Floats, used: Sequence[str], chance: random.Random) -> list[Choice]:
    lines = [Choice(line, line, "accept", 0.3 + 0.1 * chance.random()) for line in card.part.agreed if line not in used]
    cell = bank_lines(card, "accept", "open", heard, vector, used, chance)
    return sorted([*lines, *cell], key=lambda choice: (-choice.score, choice.line))


def _step_out(transcript: Transcript, text: str, labelled: Labelled, alarm: Alarm) -> Transcript:
    """The turn at which the partner leaves: nothing is scored, nothing is answered in the role."""
    turn = Turn(
        number=len(transcript.turns) + 1,
        user=text,
        labelled=labelled,
        heard=Heard(),
        before=transcript.state,
        after=transcript.state,
        act="withdraw",
        mood="closed",
        partner=alarm.message,
        stepped_out=True,
    )
    return replace(transcript, turns=(*transcript.turns, turn), ending="step_out")


def rewind(transcript: Transcript, number: int) -> Transcript:
    """The transcript as it was before turn ``number`` (from 1): state, earned facts and lines with it.

    Raises:
        InputError: there is no such turn.
    """
    if not 1 <= number <= len(transcript.turns):
        raise InputError(f"There is no turn {number} to go back to; there are {len(transcript.turns)}.")
    return replace(transcript, turns=transcript.turns[: number - 1], ending=None)


def finish(transcript: Transcript) -> Transcript:
    """The transcript, ended by the user."""
    return transcript if transcript.ending else replace(transcript, ending="user")


def level_of(transcript: Transcript) -> Level:
    """The table row of a rehearsal's difficulty."""
    return load_levels()[transcript.difficulty]
