"""A rehearsal, turn by turn: labels, hearing, state, act, facts, words, checks, reply.

The reply is a function without memory: a transcript and what the user says give the next
turn. Keeping transcripts is the store's work, showing them the pages'.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
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
    near_lines,
    unanswering_lines,
)
from assistant.cards import Card
from assistant.embeddings import MiniLM
from assistant.errors import InputError, ModelError
from assistant.hearing import LIMIT, hear, kind_of_question
from assistant.moves import Read, is_question, label_sentences, read_texts, split_turn
from assistant.phrases import asks_about_world, is_breaking, speaks_to_program
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
    worn_act,
)
from assistant.turns import MAX_TURNS, Act, Difficulty, Heard, Labelled, Mood, Move, State, Transcript, Turn
from assistant.values import Tier, other_side

Floats = NDArray[np.float32]
_log = logging.getLogger(__name__)
# Cosine with the situation from which fear and shame belong to the talk that is rehearsed: an alarm must be sure there.
# Of the alarms on skilled development scripts four of five pass then; of those on dangerous lines, with any card, one
# in 26.
BELONGS = 0.38
# What an alarm must reach to stop a rehearsal, where hard things are said on purpose: 8 of 3,201 turns of development
# scripts do, with the rules below (17 would at the threshold of `safety`). Of 713 dangerous development lines, riddles
# among them, 660 reach it, and 88 of 100 stop a rehearsal, over all cards. Beside an answer a false alarm costs less.
STOPS = 0.5
# Cosine with a limit that one may set to somebody, from which a sentence is one; of 660 dangerous lines one is.
FIRM = 0.65
# Moves that turn to the partner. Who tells of danger hardly makes them: of the alarms on dangerous development lines
# 10 of 660 rest on nothing else, of those on turns of development scripts 14 of 51.
TURNING: frozenset[Move] = frozenset(
    {"reflection", "affirmation", "permission", "agreement", "clarify", "apology", "acknowledge", "other"}
)
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
    if alarm is not None and _is_real(card, alarm, labelled, read):
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


def _is_real(card: Card, alarm: Alarm, labelled: Labelled, read: Mapping[str, Read]) -> bool:
    """Whether to leave for an alarm: if it is strong, and no part of the rehearsal or sure in spite of that."""
    if alarm.chance < STOPS:
        return False
    near = [float((card.limits @ read[sentence].vector).max()) for sentence in alarm.sentences if sentence in read]
    if near and min(near) >= FIRM:  # A limit that one may set: "Please stop imitating me."
        return False
    return alarm.chance >= SURE or not (_turns_to(labelled, alarm) or _belongs(card, labelled, read))


def _turns_to(labelled: Labelled, alarm: Alarm) -> bool:
    """Whether all that sounds of danger is said to the partner about the two of them, as in "Let's not pretend"."""
    found = [span for span in labelled.spans if span.text in alarm.sentences]
    return bool(found) and all(span.moves[0] in TURNING for span in found)


def _belongs(card: Card, labelled: Labelled, read: Mapping[str, Read]) -> bool:
    """Whether anything in a turn is about the situation that is rehearsed, or sets a limit to the partner."""
    sentences = [span.text for span in labelled.spans]
    pieces = [read[text] for text in (*sentences, " ".join(sentences))]
    about = max(float((card.world @ piece.vector).max()) for piece in pieces)
    firm = max(float((card.limits @ piece.vector).max()) for piece in pieces)
    return about >= BELONGS or firm >= LIMIT


@dataclass(frozen=True)
class _Moment:
    """All that there is to decide a reply from; ``state`` is the one after the user's turn."""

    card: Card
    transcript: Transcript
    heard: Heard
    labelled: Labelled
    read: Mapping[str, Read]
    state: State
    mood: Mood
    vector: Floats
    used: Sequence[str]
    chance: random.Random
    limit: bool
    forbidden: Act | None

    @property
    def level(self) -> Level:
        return level_of(self.transcript)

    @property
    def number(self) -> int:
        return len(self.transcript.turns) + 1

    @property
    def not_now(self) -> set[Act | None]:
        """Acts that do not come now: nobody agrees by the way, and the last word is no question."""
        return {self.forbidden, "accept"} | ({"ask_back", "propose"} if self.number == MAX_TURNS else set())


@dataclass(frozen=True)
class _Reply:
    """What the partner does now, before anybody words it; see `Cue`."""

    choices: Sequence[Choice]
    state: State
    told: str | None = None
    final: bool = False
    loose: bool = False


def _decide(
    card: Card, transcript: Transcript, text: str, heard: Heard, labelled: Labelled, read: Mapping[str, Read]
) -> Cue:
    """What the partner does now: the first of these that can be done."""
    level = level_of(transcript)
    state = next_state(transcript.state, heard, level)
    now = _Moment(
        card=card,
        transcript=transcript,
        heard=heard,
        labelled=labelled,
        read=read,
        state=state,
        mood=mood_of(state, level),
        vector=read[" ".join(span.text for span in labelled.spans)].vector,
        used=[turn.line for turn in transcript.turns if turn.line] + [turn.partner for turn in transcript.turns],
        chance=session_random(transcript.seed, len(transcript.turns) + 1),
        limit=card.scenario.sides[transcript.side].limit,
        forbidden=worn_act(transcript.turns),
    )
    reply = _leaves(now) or _tells(now) or _says_the_usual(now) or _acts(now)
    act = reply.choices[0].act
    return Cue(
        card, transcript, text, heard, act, now.mood, reply.state, reply.choices, reply.told, now.vector,
        reply.final, reply.loose,
    )  # fmt: skip


def _leaves(now: _Moment) -> _Reply | None:
    """They have had enough, unless the user is the one who holds a limit."""
    if not walks_away(now.state) or (now.limit and now.heard.sets_limit):
        return None
    line = now.card.part.walk_away
    return _Reply([Choice(line, line, _going(now.transcript), 1.0)], gone(now.state), final=True)


def _going(transcript: Transcript) -> Act:
    """The act of somebody who goes: no act comes three times running, not even the last."""
    return "deflect" if worn_act(transcript.turns) == "withdraw" else "withdraw"


def _tells(now: _Moment) -> _Reply | None:
    """They tell a hidden fact that the turn has earned, if there is nothing to agree to."""
    fact = earned_fact(now.state, now.heard, now.card.part, now.level)
    agreeing = now.heard.offers_step and may_accept(now.state, now.heard, now.level)
    if fact is None or now.forbidden == "give_fact" or now.limit or agreeing:
        return None
    lines = fact_lines(now.card, fact, now.vector, now.used, now.chance)
    return _Reply(lines, now.state, told=fact) if lines else None


def _says_the_usual(now: _Moment) -> _Reply | None:
    """They find odd what is said to a program, or give leave to speak."""
    odd = speaks_to_program([span.text for span in now.labelled.spans])
    group = "puzzled" if odd else f"leave {now.mood}" if now.heard.asks_leave else None
    lines = anybody_lines(group, now.used, now.chance, now.forbidden) if group else []
    return _Reply(lines, now.state) if lines else None


def _acts(now: _Moment) -> _Reply:
    """An act is drawn; but a question gets what answers it, if anything does."""
    weights = act_weights(now.state, now.heard, now.card.part, now.level, now.transcript.turns, abusive=now.limit)
    act = draw_act(weights, now.chance)
    if act == "accept":
        return _agrees(now)
    reply = _answers(now) or _answers_nearly(now, weights)
    if reply is not None:
        return reply
    act = "hesitate" if act in now.not_now else act
    earned = now.state.earned
    later = later_lines(now.card, earned, now.heard, now.vector, now.used, now.chance) if act == "give_fact" else []
    lines = bank_lines(now.card, act, now.mood, now.heard, now.vector, now.used, now.chance, now.forbidden)
    return _Reply([*later, *lines], now.state)


def _agrees(now: _Moment) -> _Reply:
    """They agree to the step, and that is the end."""
    fresh = [line for line in now.card.part.agreed if line not in now.used]
    lines = [Choice(line, line, "accept", 0.3 + 0.1 * now.chance.random()) for line in fresh]
    cell = bank_lines(now.card, "accept", "open", now.heard, now.vector, now.used, now.chance)
    best = sorted([*lines, *cell], key=lambda choice: (-choice.score, choice.line))
    return _Reply(best, agreed(now.state), final=True)


def _answers(now: _Moment) -> _Reply | None:
    """They answer a question that the scenario knows, unless they let it pass."""
    place = now.heard.answer
    if place is None or answer_act(now.mood) == now.forbidden or now.chance.random() > ANSWERS_FIRST:
        return None
    lines = answers(now.card, place, now.mood, now.vector, now.used, now.chance)
    return _Reply(lines, now.state) if lines else None


def _answers_nearly(now: _Moment, possible: Iterable[Act]) -> _Reply | None:
    """They say what bears on any other question; or, to one that nothing bears on, that there is no answer."""
    asked = [span.text for span in now.labelled.spans if any(is_question(move, span.text) for move in span.moves)]
    if not asked or not now.heard.asked:
        return None
    question = now.read[asked[-1]].vector
    acts = sorted(act for act in possible if act not in now.not_now)
    near = near_lines(now.card, acts, now.mood, now.heard, question, now.used, now.chance)
    if near:
        return _Reply(near, now.state)
    beside = float((now.card.world @ question).max()) < BESIDE and not (now.heard.topics or now.heard.touched)
    if not (beside or now.labelled.question == "closed") or _left_open(now.transcript):
        return None
    kind = kind_of_question(now.labelled.spans, asked[-1])
    lines = anybody_lines(f"{kind} {now.mood}", now.used, now.chance, now.forbidden)
    loose = beside and asks_about_world(asked[-1])
    return _Reply(lines, now.state, loose=loose) if lines else None


def _left_open(transcript: Transcript) -> bool:
    """Whether a question got no real answer in one of the last two turns."""
    return any(turn.line in unanswering_lines() for turn in transcript.turns[-2:])


def _step_out(transcript: Transcript, text: str, labelled: Labelled, alarm: Alarm) -> Transcript:
    """The turn at which the partner leaves: nothing is scored, nothing is answered in the role."""
    turn = Turn(
        number=len(transcript.turns) + 1,
        user=text,
        labelled=labelled,
        heard=Heard(),
        before=transcript.state,
        after=transcript.state,
        act=_going(transcript),
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
