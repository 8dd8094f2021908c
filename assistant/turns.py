"""The nouns of a rehearsal: what was said, what it did, and what came back. Frozen values, no input, no output."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, get_args

from assistant.values import Side, Tier, other_side

Move = Literal[
    "open_question",
    "closed_question",
    "reflection",
    "affirmation",
    "permission",
    "observation",
    "impact",
    "request",
    "agreement",
    "expectation",
    "information",
    "advice",
    "judgement",
    "threat",
    "dismissal",
    "apology",
    "clarify",
    "defend",
    "acknowledge",
    "other",
]
Coarse = Literal["question", "reflection", "input", "other"]
QuestionType = Literal["open", "closed"]
Act = Literal[
    "deny",
    "downplay",
    "blame",
    "deflect",
    "withdraw",
    "ask_back",
    "hesitate",
    "doubt",
    "give_fact",
    "concede_part",
    "propose",
    "accept",
]
Mood = Literal["closed", "guarded", "open"]
Difficulty = Literal["easy", "normal", "hard"]
Ending = Literal["agreement", "limit", "walk_away", "user", "turns", "step_out"]
MOVES: tuple[Move, ...] = get_args(Move)
ACTS: tuple[Act, ...] = get_args(Act)
MOODS: tuple[Mood, ...] = get_args(Mood)
DIFFICULTIES: tuple[Difficulty, ...] = get_args(Difficulty)
CONCESSIONS: frozenset[Act] = frozenset({"concede_part", "propose", "accept"})
MAX_TURNS = 20  # Short sessions are also better to learn from; fidelity fades in long ones (evidence, no. 22).


@dataclass(frozen=True)
class Span:
    """A sentence of a turn, and what it does.

    ``chance`` is the probability of its first move, ``harsh`` that it is a threat, a judgement or a
    dismissal, ``listening`` that it asks, says back, grants or hands over; each 0 to 1.
    """

    text: str
    moves: tuple[Move, ...]
    chance: float = 1.0
    harsh: float = 0.0
    listening: float = 0.0


@dataclass(frozen=True)
class Labelled:
    """What a turn does: all moves with the primary one first, and those of each sentence.

    ``confidence`` is the calibrated probability of the primary move, 0 to 1.
    """

    moves: tuple[Move, ...]
    spans: tuple[Span, ...]
    coarse: Coarse
    question: QuestionType | None
    confidence: float


@dataclass(frozen=True)
class State:
    """How the partner stands to the user now, and what has happened that counts later.

    ``trust`` runs from 0 to 4, ``heat`` from 0 to 5, both in quarters. ``gains`` counts the
    events so far, because each earns only so often; ``earned`` are ids of facts that were told.
    """

    trust: float
    heat: float
    interest_named: bool = False
    step_offered: bool = False
    limits: int = 0
    gains: tuple[tuple[str, int], ...] = ()
    earned: tuple[str, ...] = ()

    def times(self, event: str) -> int:
        """How often an event has counted."""
        return dict(self.gains).get(event, 0)


@dataclass(frozen=True)
class Heard:
    """What a turn of the user means to the partner: moves in context.

    ``events`` are names from the table in ``prompts/difficulty.yaml``. ``touched`` are ids of
    facts whose topic came up, ``topics`` ids of topics, nearest first; ``answer`` is the place
    of the known question that was asked, or None; ``echo`` a word of the user's to take up;
    ``asks_leave`` says whether the turn ends by asking whether they may say something.
    """

    events: tuple[str, ...] = ()
    touched: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    answer: int | None = None
    echo: str = ""
    asked: bool = False
    names_interest: bool = False
    offers_step: bool = False
    sets_limit: bool = False
    asks_leave: bool = False


@dataclass(frozen=True)
class Turn:
    """One exchange: the user's words, what they did, and the partner's reply.

    ``number`` counts from 1. ``line`` is the bank line behind the reply, before slots were
    filled; ``unlocked`` are the facts that this reply tells; ``silent`` says that a model was asked for
    the reply and gave none in time.
    """

    number: int
    user: str
    labelled: Labelled
    heard: Heard
    before: State
    after: State
    act: Act
    mood: Mood
    partner: str
    unlocked: tuple[str, ...] = ()
    source: Literal["bank", "model"] = "bank"
    stepped_out: bool = False
    line: str = ""
    ms: float = 0.0
    silent: bool = False


@dataclass(frozen=True)
class Transcript:
    """A rehearsal from its opening to here: one path through the tree of turns.

    ``side`` is the one that the user plays. ``tier`` says who phrases.
    """

    scenario: str
    side: Side
    difficulty: Difficulty
    seed: int
    tier: Tier
    opening: str
    start: State
    turns: tuple[Turn, ...] = field(default=())
    ending: Ending | None = None

    @property
    def state(self) -> State:
        """How the partner stands to the user now."""
        return self.turns[-1].after if self.turns else self.start

    @property
    def partner_side(self) -> Side:
        """The side that the program plays."""
        return other_side(self.side)
