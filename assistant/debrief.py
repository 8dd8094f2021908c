"""The debrief: what worked and what to try, in the person's own words, each with its effect, reason and source.

Decided in code from labels and states; every text comes from the scenario, the guides or the
coach's own sentences. Gates at the end drop what cannot be shown: a quote that is not
verbatim, a citation that does not resolve, a rewrite that is no better by the labels.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from assistant.cards import Card
from assistant.coach import CoachTexts, Practice, load_coach, one_of, put_names
from assistant.cues import CUES, plain
from assistant.embeddings import MiniLM, embed_array
from assistant.hearing import HARSH, MAY_STING, hear
from assistant.moves import label, label_sentences, read_texts, split_turn
from assistant.safety import Alarm
from assistant.scenarios import Goal, Scenario, tells
from assistant.state import load_levels, mood_of, next_state, session_random, start_state
from assistant.turns import Ending, Heard, Labelled, Move, Span, State, Transcript, Turn
from assistant.values import Citation, Side, Tier

Floats = NDArray[np.float32]

MOST = 3  # Strengths, and changes: more cannot be worked on.
FITS = 0.5  # The cosine from which a line of a guide beside a scenario's own is about the same matter.
SURE = 0.6  # How sure a harsh label must be before it is said to somebody's face.
SHOWN = 0.5  # How sure a label must be before a sentence is held up as an example of it.
CALM = 0.25  # How likely to sting a turn may be and still be praised.
SHORT = 3  # Turns of the user below which numbers mean nothing.
UNASKED: frozenset[Move] = frozenset({"information", "advice", "judgement", "threat", "dismissal", "defend"})
LISTENING: frozenset[Move] = frozenset({"reflection", "acknowledge", "open_question", "closed_question", "clarify"})
BANNED: frozenset[Move] = HARSH | {"defend"}
# What stands in the place of a fault, best first.
_INSTEAD: dict[str, frozenset[Move]] = {
    "threat": frozenset({"observation", "open_question", "request", "expectation", "impact"}),
    "judgement": frozenset({"observation", "impact", "open_question", "affirmation"}),
    "dismissal": frozenset({"acknowledge", "reflection", "open_question", "clarify"}),
    "defend": frozenset({"acknowledge", "apology", "clarify", "open_question", "reflection"}),
    "advice": frozenset({"open_question", "permission", "reflection", "clarify"}),
    "lectured": frozenset({"open_question", "reflection", "clarify"}),
    "pressed_on": frozenset({"reflection", "acknowledge", "permission", "open_question"}),
    "closed_question": frozenset({"open_question"}),
    "said_again": frozenset({"open_question", "reflection", "acknowledge"}),
    "sorry_but": frozenset({"apology"}),
}
_SEVERITY = {
    "threat": 5.0, "judgement": 4.0, "dismissal": 3.0, "pressed_on": 2.0, "defend": 2.0, "lectured": 2.0,
    "sorry_but": 1.5, "advice": 1.5, "closed_question": 1.0, "said_again": 0.5,
}  # fmt: skip
_STUNG = frozenset({"judged", "threatened", "dismissed"})
_WORTH = {
    "named_unsaid": 5.0, "owned_deed": 4.5, "respected_refusal": 4.0, "changed_tack": 4.0, "set_limit": 4.0,
    "honest_opening": 3.5, "guessed_near": 3.0, "took_up": 3.0, "particular_praise": 3.0, "followed_up": 2.5,
    "offered_step": 2.5, "gave_choice": 2.0, "told_plainly": 2.0,
}  # fmt: skip
# The move that an event is made of, so that it can be shown as one.
_EVENT_MOVES: dict[str, tuple[Move, ...]] = {
    "named_unsaid": ("reflection", "open_question", "clarify", "acknowledge", "closed_question"),
    "guessed_near": ("reflection", "open_question", "clarify", "closed_question"),
    "owned_deed": ("apology",),
    "respected_refusal": ("permission", "acknowledge", "reflection", "open_question", "clarify"),
    "changed_tack": ("open_question", "reflection", "acknowledge", "permission", "clarify"),
    "set_limit": ("expectation", "request", "information", "impact", "observation", "agreement"),
    "honest_opening": ("observation", "open_question", "clarify"),
    "took_up": ("reflection", "acknowledge"),
    "particular_praise": ("affirmation",),
    "followed_up": ("open_question", "clarify"),
    "offered_step": ("agreement", "request", "information", "closed_question"),
    "gave_choice": ("permission",),
    "told_plainly": ("impact", "information", "observation"),
}
_PRACTISE: dict[Side, tuple[str, ...]] = {
    "mentor": ("open_question", "reflection", "observation", "acknowledge", "agreement", "named_unsaid", "permission",
               "affirmation", "stretch"),
    "trainee": ("observation", "request", "impact", "acknowledge", "open_question", "agreement", "reflection",
                "named_unsaid", "stretch"),
}  # fmt: skip


@dataclass(frozen=True)
class Pair:
    """A contrast pair of a guide, with the citation of the passage where it stands."""

    instead: str
    try_: str
    why: str
    citation: Citation


@dataclass(frozen=True)
class Moment:
    """A turn of the user's as the debrief sees it.

    ``entry`` is its place in the transcript, from 0; ``trust`` and ``heat`` are what it changed,
    None where no state was kept; ``before`` and ``reply`` are the partner's lines around it.
    """

    entry: int
    text: str
    labelled: Labelled
    events: tuple[str, ...]
    trust: float | None
    heat: float | None
    before: str
    reply: str
    heard: Heard


@dataclass(frozen=True)
class Strength:
    """Something that worked: ``quote`` is verbatim from the user's turn ``turn``."""

    turn: int
    quote: str
    move: str
    effect: str
    principle: str
    citation: str


@dataclass(frozen=True)
class Change(Strength):
    """Something to try differently, with a line instead."""

    rewrite: str = ""
    aim: str = ""


@dataclass(frozen=True)
class GoalResult:
    """A goal of the brief, whether it was met, and the entry that met it."""

    goal: str
    met: bool
    turn: int | None


@dataclass(frozen=True)
class Numbers:
    """Shares of the user's sentences, 0 to 1, and counts of questions."""

    told_share: float
    listened_share: float
    open_questions: int
    closed_questions: int


@dataclass(frozen=True)
class Hidden:
    """A thing that the partner kept back, whether it was told, and what would have opened it."""

    fact: str
    earned: bool
    opener: str


@dataclass(frozen=True)
class Debrief:
    """What is shown after a conversation."""

    side: Side
    summary: str
    strengths: tuple[Strength, ...]
    changes: tuple[Change, ...]
    goals: tuple[GoalResult, ...]
    numbers: Numbers
    hidden: tuple[Hidden, ...]
    practise_next: str
    practise_skills: tuple[str, ...]
    if_then: str
    tier: Tier
    citations: tuple[Citation, ...]
    short: bool = False
    notes: dict[str, str] = field(default_factory=dict)
    alarm: Alarm | None = None  # Whom to turn to, if a conversation from elsewhere tells of danger.


Item = TypeVar("Item", bound=Strength)
Cite = Callable[[str, str], Citation | None]  # From a guide's stem and a heading to the passage.


@dataclass(frozen=True)
class Sources:
    """What the debrief may quote: the contrast pairs of the guides with their vectors, and where passages are."""

    pairs: tuple[Pair, ...]
    vectors: Floats
    cite: Cite


def moments_of(transcript: Transcript) -> list[Moment]:
    """The turns of a rehearsal; the opening is entry 0, so turn n of the user is entry 2n - 1."""
    moments, before = [], transcript.opening
    for turn in transcript.turns:
        if not turn.stepped_out:
            moments.append(
                Moment(
                    entry=2 * turn.number - 1,
                    text=turn.user,
                    labelled=turn.labelled,
                    events=turn.heard.events,
                    trust=turn.after.trust - turn.before.trust,
                    heat=turn.after.heat - turn.before.heat,
                    before=before,
                    reply=turn.partner,
                    heard=turn.heard,
                )
            )
        before = turn.partner
    return moments


def moments_of_lines(
    model: MiniLM, lines: Sequence[tuple[str, str]], side: Side, card: Card | None
) -> tuple[list[Moment], Transcript | None]:
    """The user's turns of a pasted conversation.

    Args:
        model: the sentence model.
        lines: (``user`` or ``partner``, text), in order.
        side: who the user is.
        card: the partner's, if the conversation belongs to a scenario; then the state is followed too.

    Returns:
        The moments, and for a scenario the conversation as a transcript on normal.
    """
    level = load_levels()["normal"]
    transcript = None
    if card is not None:
        opening = next((text for speaker, text in lines if speaker == "partner"), "")
        transcript = Transcript(card.scenario.id, side, "normal", 0, "guidance", opening, start_state(level))
    moments: list[Moment] = []
    for entry, (speaker, text) in enumerate(lines):
        sentences = split_turn(text)
        if speaker != "user" or not sentences:
            continue
        before = next((t for s, t in reversed(lines[:entry]) if s == "partner"), "")
        reply = next((t for s, t in lines[entry + 1 :] if s == "partner"), "")
        read = read_texts(model, [*sentences, before])
        labelled = label_sentences(sentences, read, before, read[before].vector)
        heard, trust, heat = Heard(), None, None
        if card is not None and transcript is not None:
            said = replace(transcript, opening=before) if not transcript.turns else transcript
            heard = hear(card, said, labelled, np.stack([read[s].vector for s in sentences]), read[before].vector)
            after = next_state(transcript.state, heard, level)
            trust, heat = after.trust - transcript.state.trust, after.heat - transcript.state.heat
            hidden = [fact for fact in card.part.hidden_facts if fact.id not in after.earned]
            told = tuple(fact.id for fact in hidden if tells(reply, fact))
            after = replace(after, earned=(*after.earned, *told))
            turn = Turn(
                len(transcript.turns) + 1, text, labelled, heard, transcript.state, after, "hesitate",
                mood_of(after, level), reply, told,
            )  # fmt: skip
            transcript = replace(transcript, turns=(*transcript.turns, turn))
        moments.append(Moment(entry, text, labelled, heard.events, trust, heat, before, reply, heard))
    return moments, transcript


def make_debrief(
    model: MiniLM,
    sources: Sources,
    side: Side,
    moments: Sequence[Moment],
    card: Card | None = None,
    transcript: Transcript | None = None,
    texts: CoachTexts | None = None,
) -> Debrief:
    """Everything that can be said of a conversation with evidence.

    Args:
        model: the sentence model.
        sources: what may be quoted.
        side: who the user was.
        moments: the user's turns.
        card: the partner's, if there was a scenario.
        transcript: the rehearsal, if it was one.
        texts: other words of the coach than those that travel with the code.
    """
    texts = texts or load_coach()
    chance = session_random(transcript.seed if transcript else 0, len(moments), "debrief")
    persona = card.part.persona if card else None

    def effect(moment: Moment) -> str:
        return put_names(_effect(moment, texts, chance), persona, moment.reply)

    limit = bool(card and card.scenario.sides[side].limit)
    cited: dict[str, Citation] = {}
    strengths = _gate_quotes(_strengths(moments, texts, sources, effect, cited, limit), moments)
    rewriter = _Rewriter(model, sources, card, side, transcript, moments)
    changes = _gate_quotes(_changes(moments, texts, sources, effect, cited, rewriter, limit), moments)
    practice = _practise(side, moments, texts, limit)
    shown = {item.citation for item in (*strengths, *changes)}
    return Debrief(
        side=side,
        summary=put_names(_summary(moments, transcript, texts, chance), persona),
        strengths=tuple(strengths),
        changes=tuple(changes),
        goals=_goals(card.scenario, side, moments, transcript) if card else (),
        numbers=numbers_of(moments),
        hidden=_hidden(card, transcript) if card else (),
        practise_next=f"{practice.title}. {practice.text}",
        practise_skills=practice.skills,
        if_then=practice.if_then,
        tier="guidance",
        citations=tuple(citation for id_, citation in cited.items() if id_ in shown),
        short=len(moments) < SHORT,
        notes=dict(texts.numbers),
    )


# -- strengths and changes ------------------------------------------------------------


def _strengths(
    moments: Sequence[Moment],
    texts: CoachTexts,
    sources: Sources,
    effect: Callable[[Moment], str],
    cited: dict[str, Citation],
    limit: bool,
) -> list[Strength]:
    found: list[tuple[float, str, Moment, Span]] = []
    for moment in moments:
        if moment.trust is not None and moment.trust < 0:
            continue
        for event in _good_events(moment, limit):
            span = _span_of(moment, _EVENT_MOVES[event])
            if span is not None:
                found.append((_WORTH[event] + 2 * (moment.trust or 0.0), event, moment, span))
    found.sort(key=lambda item: (-item[0], item[2].entry))
    chosen: list[Strength] = []
    kinds: set[str] = set()
    entries: set[int] = set()
    for _, event, moment, span in found:
        move = span.moves[0]
        principle = texts.principles.get(event) or texts.principles.get(move)
        if principle is None or event in kinds or move in kinds or moment.entry in entries or not principle.good:
            continue
        citation = sources.cite(principle.guide, principle.section)
        if citation is None:
            continue
        cited[citation.id] = citation
        kinds |= {event, move}
        entries.add(moment.entry)
        chosen.append(Strength(moment.entry, span.text, move, effect(moment), principle.good, citation.id))
        if len(chosen) == MOST:
            break
    return sorted(chosen, key=lambda item: item.turn)


def _good_events(moment: Moment, limit: bool) -> Iterator[str]:
    """The events of a turn that are worth showing; without a scenario, from its labels alone."""
    moves = {move for span in moment.labelled.spans for move in span.moves}
    if moves & BANNED or any(span.harsh >= CALM for span in moment.labelled.spans):
        return
    if moment.trust is not None:
        yield from (event for event in moment.events if event in _WORTH and (event != "set_limit" or limit))
        return
    simple = {
        "reflection": "took_up", "open_question": "followed_up", "clarify": "followed_up", "apology": "owned_deed",
        "affirmation": "particular_praise", "permission": "gave_choice", "agreement": "offered_step",
        "acknowledge": "took_up", "observation": "honest_opening", "impact": "told_plainly",
    }  # fmt: skip
    for span in moment.labelled.spans:
        if span.moves[0] in simple and len(span.text.split()) >= 4:
            yield simple[span.moves[0]]


def _span_of(moment: Moment, wanted: Sequence[Move]) -> Span | None:
    """The longest sentence of a turn that makes one of the moves, earlier kinds first."""
    for move in wanted:
        spans = [
            span
            for span in moment.labelled.spans
            if span.moves[0] == move and span.chance >= SHOWN and len(span.text.split()) >= 3
        ]
        if spans:
            return max(spans, key=lambda span: len(span.text))
    return None


def _changes(
    moments: Sequence[Moment],
    texts: CoachTexts,
    sources: Sources,
    effect: Callable[[Moment], str],
    cited: dict[str, Citation],
    rewriter: _Rewriter,
    limit: bool,
) -> list[Change]:
    found = sorted(_faults(moments, limit), key=lambda item: (-item[0], item[2].entry))
    chosen: list[Change] = []
    kinds: dict[str, int] = {}
    entries: set[int] = set()
    for _, fault, moment, span in found:
        principle = texts.principles.get(fault)
        if principle is None or kinds.get(fault, 0) >= 2 or moment.entry in entries:
            continue
        better = rewriter.rewrite(fault, moment, span)
        if better is None:
            continue
        line, pair = better
        citation = pair.citation if pair else sources.cite(principle.guide, principle.section)
        if citation is None:
            continue
        cited[citation.id] = citation
        kinds[fault] = kinds.get(fault, 0) + 1
        entries.add(moment.entry)
        why = pair.why if pair else principle.bad
        move = fault if fault in _INSTEAD else span.moves[0]
        chosen.append(Change(moment.entry, span.text, move, effect(moment), why, citation.id, line, principle.aim))
        if len(chosen) == MOST:
            break
    return sorted(chosen, key=lambda item: item.turn)


def _faults(moments: Sequence[Moment], limit: bool) -> Iterator[tuple[float, str, Moment, Span]]:
    """What cost something: (severity, fault, turn, sentence)."""
    closed = [moment for moment in moments if moment.labelled.question == "closed"]
    opened = any("open_question" in moment.labelled.moves for moment in moments)
    for moment in moments:
        cost = max(0.0, -(moment.trust or 0.0)) * 2 + max(0.0, moment.heat or 0.0)
        if limit and moment.heard.sets_limit:
            continue
        for span in moment.labelled.spans:
            move = next((move for move in span.moves if move in HARSH), span.moves[0])
            # A turn that stung is no maybe any more.
            harsh = move in HARSH and span.harsh >= (MAY_STING if set(moment.events) & _STUNG else SURE)
            if harsh or (move == "defend" and (moment.trust is None or moment.trust < 0)):
                yield _SEVERITY[move] + cost, move, moment, span
            elif move == "apology" and CUES["sorry_but"].search(plain(span.text)) and cost > 0:
                yield _SEVERITY["sorry_but"] + cost, "sorry_but", moment, span
            elif move == "advice" and ("fixed_early" in moment.events or moment.trust is None):
                yield _SEVERITY["advice"] + cost, "advice", moment, span
        for event in ("pressed_on", "lectured"):
            if event in moment.events and cost > 0:
                span = max(moment.labelled.spans, key=lambda item: len(item.text))
                yield _SEVERITY[event] + cost, event, moment, span
    if len(closed) >= 3 and not opened:
        last = closed[-1]
        yield _SEVERITY["closed_question"], "closed_question", last, last.labelled.spans[-1]


class _Rewriter:
    """Finds a better line for a sentence: from the scenario itself, or from a contrast pair of the guides."""

    def __init__(
        self,
        model: MiniLM,
        sources: Sources,
        card: Card | None,
        side: Side,
        transcript: Transcript | None,
        moments: Sequence[Moment],
    ) -> None:
        self._model = model
        self._sources = sources
        self._said = {" ".join(plain(span.text).split()) for moment in moments for span in moment.labelled.spans}
        self._used: set[str] = set()
        self._own: list[str] = []
        if card is not None:
            earned = transcript.state.earned if transcript else ()
            example = card.scenario.sides[side].example
            self._own = [
                *(sentence for exchange in example.good for sentence in split_turn(exchange.user)),
                *card.part.softeners,
                *card.part.interest.paraphrases,
                *(fact.opener for fact in card.part.hidden_facts if fact.id not in earned),
                *card.part.step.examples,
            ]
        self._own_vectors = embed_array(model, [plain(line) for line in self._own]) if self._own else None

    def rewrite(self, fault: str, moment: Moment, span: Span) -> tuple[str, Pair | None] | None:
        """A line instead, and the pair that it comes from; None if nothing passes the gate."""
        wanted = _INSTEAD[fault]
        vectors = embed_array(self._model, [plain(span.text), plain(moment.before) or "-"])
        for line, pair in self._candidates(vectors):
            if self._passes(line, span.text, moment.before, wanted):
                self._used.add(line)
                return line, pair
        return None

    def _candidates(self, vectors: Floats) -> Iterator[tuple[str, Pair | None]]:
        scored: list[tuple[float, str, Pair | None]] = []
        if self._own_vectors is not None:
            near = self._own_vectors @ vectors[0] + 0.5 * (self._own_vectors @ vectors[1])
            scored += [(float(score) + 0.15, line, None) for score, line in zip(near, self._own, strict=True)]
        if self._sources.pairs:
            near = self._sources.vectors @ vectors[0]
            least = FITS if self._own else -1.0  # A guide's line on another matter is worse than the scenario's own.
            for place in map(int, np.argsort(-near)[:40]):
                if near[place] < least:
                    break
                pair = self._sources.pairs[place]
                scored.append((1.5 * float(near[place]), pair.try_, pair))
        scored.sort(key=lambda item: -item[0])
        yield from ((line, pair) for _, line, pair in scored[:60])

    def _passes(self, line: str, quote: str, before: str, wanted: frozenset[Move]) -> bool:
        """The gate: another line, not said already, not much longer, with a wanted move and without a banned one."""
        words = len(line.split())
        same = " ".join(plain(line).split()) in self._said or plain(line) == plain(quote)
        if same or line in self._used or words > max(30, 2 * len(quote.split())) or "..." in line:
            return False
        labelled = label(self._model, line, before)
        moves = {move for span in labelled.spans for move in span.moves}
        calm = all(span.harsh < 0.4 for span in labelled.spans)
        if not moves & wanted or moves & (BANNED | {"advice"}) or not calm:
            return False
        return not set(label(self._model, line).moves) & BANNED  # It is read without the line before, too.


def _gate_quotes(items: Sequence[Item], moments: Sequence[Moment]) -> list[Item]:
    """Only those whose quote stands in the user's turn, letter by letter."""
    texts = {moment.entry: " ".join(moment.text.split()) for moment in moments}
    return [item for item in items if item.quote and item.quote in texts.get(item.turn, "")]


def _effect(moment: Moment, texts: CoachTexts, chance: random.Random) -> str:
    """What the turn did to the other person, in words of what could be seen."""
    if moment.trust is None:
        return one_of(texts.effects["answered"], chance) if moment.reply else one_of(texts.effects["nothing"], chance)
    trust, heat = moment.trust, moment.heat or 0.0
    if trust >= 0.5:
        kind = "opened_much"
    elif trust > 0:
        kind = "opened"
    elif trust <= -0.5:
        kind = "closed_much"
    elif trust < 0:
        kind = "closed"
    elif heat > 0:
        kind = "heated"
    else:
        kind = "eased" if heat < 0 else "nothing"
    return one_of(texts.effects[kind], chance)


# -- the rest -------------------------------------------------------------------------


def numbers_of(moments: Sequence[Moment]) -> Numbers:
    """Told against listened, by sentences: the one number with solid support (evidence, "What can be measured")."""
    spans = [span for moment in moments for span in moment.labelled.spans]
    count = max(1, len(spans))
    return Numbers(
        told_share=round(sum(span.moves[0] in UNASKED for span in spans) / count, 3),
        listened_share=round(sum(span.moves[0] in LISTENING for span in spans) / count, 3),
        open_questions=sum("open_question" in span.moves for span in spans),
        closed_questions=sum("closed_question" in span.moves for span in spans),
    )


def _summary(moments: Sequence[Moment], transcript: Transcript | None, texts: CoachTexts, chance: random.Random) -> str:
    if transcript is None or not transcript.turns or transcript.ending is None:
        return one_of(texts.summaries["pasted" if len(moments) >= SHORT else "short"], chance)
    ending: Ending | None = transcript.ending
    if ending in ("agreement", "limit", "walk_away", "step_out", "turns"):
        return one_of(texts.summaries[ending], chance)
    if len(moments) < SHORT:
        return one_of(texts.summaries["short"], chance)
    mood = mood_of(transcript.state, load_levels()[transcript.difficulty])
    return one_of(texts.summaries[f"user_{mood}"], chance)


def _goals(
    scenario: Scenario, side: Side, moments: Sequence[Moment], transcript: Transcript | None
) -> tuple[GoalResult, ...]:
    return tuple(GoalResult(goal.text, *_goal_met(goal, moments, transcript)) for goal in scenario.sides[side].goals)


def _goal_met(goal: Goal, moments: Sequence[Moment], transcript: Transcript | None) -> tuple[bool, int | None]:
    """Whether a goal was met, and the entry that met it."""
    want = goal.evidence
    state: State | None = transcript.state if transcript else None
    if want.without:
        clean = not any(
            span.moves[0] in want.without and (span.moves[0] not in HARSH or span.harsh >= SURE)
            for moment in moments
            for span in moment.labelled.spans
        )
        return clean and bool(moments), None
    seen = 0
    for place, moment in enumerate(moments):
        if want.interest and moment.heard.names_interest:
            return True, moment.entry
        if want.step and moment.heard.offers_step:
            return True, moment.entry
        if want.limit and moment.heard.sets_limit:
            return True, moment.entry
        if want.fact and transcript and place < len(transcript.turns):
            told = transcript.turns[place].unlocked
            if told and want.fact in ("any", *told):
                return True, moment.entry
        about = want.about is None or want.about in moment.heard.topics
        if want.moves and about and set(moment.labelled.moves) & set(want.moves):
            seen += 1
            if seen >= want.at_least:
                return True, moment.entry
    if want.step and state is not None and state.step_offered:
        return True, None
    return False, None


def _hidden(card: Card, transcript: Transcript | None) -> tuple[Hidden, ...]:
    earned = transcript.state.earned if transcript else ()
    return tuple(Hidden(fact.text, fact.id in earned, fact.opener) for fact in card.part.hidden_facts)


def _practise(side: Side, moments: Sequence[Moment], texts: CoachTexts, limit: bool) -> Practice:
    """The first thing on the side's list that was not done; never what was."""
    done = {move for moment in moments for move in moment.labelled.moves}
    done_events = {event for moment in moments for event in moment.events}
    order: tuple[str, ...] = (("set_limit",) if limit else ()) + _PRACTISE[side]
    for name in order:
        if name not in done and name not in done_events and name in texts.practise:
            return texts.practise[name]
    return texts.practise["stretch"]
