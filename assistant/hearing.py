"""What a turn of the user's means to the partner: moves in context.

From labels, vectors and the transcript so far to the events of ``prompts/difficulty.yaml``,
the topics and facts that were touched, the question that was asked, the step that was
offered. Pure functions; the numbers below are checked by `counterpart eval rehearse`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assistant.cards import COACH_WORDS, Card
from assistant.phrases import (
    QuestionKind,
    asks_if_it_suits,
    asks_if_right,
    asks_leave,
    fixes_time,
    is_breaking,
    kind_by_words,
    says_what_will_be,
    speaks_of_other,
    speaks_of_self,
    speaks_of_us,
    without_times,
)
from assistant.turns import Act, Heard, Labelled, Move, Span, Transcript, Turn
from assistant.values import Side
from assistant.words import STOP_WORDS, all_words, content_words, stem

Floats = NDArray[np.float32]

# Cosines of sentence vectors. Chosen on the project's own scripts (`counterpart eval rehearse`).
NAMES = 0.45  # A wording of the interest.
NAMES_SURELY = 0.36  # The same, where a sentence surely says back or grants what bears on the matter.
CERTAIN = 0.8  # From here a sentence is the same as the one of the scenario, whatever its label.
NEAR_FACT = 0.5  # A hidden fact, or one that was told.
KNOWN_QUESTION = 0.6
KNOWN_SURELY = 0.8  # The same without a word of the known question's in common: names are alike to the model.
STINGS = 0.62  # A trigger, a softener.
ABOUT = 0.45  # Anything in the situation.
FOLLOWS = 0.4  # What the partner just said.
A_STEP = 0.5
A_DEAL = 0.7  # The probability of an agreement from which any word of the situation says what it is about.
MAY_LISTEN = 0.35  # That it asks, says back or grants: from here it can name what lies behind.
MAY_STING = 0.45  # How likely harsh a question or a granting may be that touches a sore point.
# How likely harsh any sentence of a turn is, from which the turn earns nothing, and from which it has an undertone. Of
# skilled turns of the development scripts 2 and 0 % reach them, of average ones 13 and 8 %, of bad ones 68 and 61 %.
SOUR, UNDERTONE = 0.5, 0.6
WORST = 3  # Sentences of a turn that are looked at for that: in five thousand words one is always doubtful.
SURELY_HARSH = 0.9  # From here no likeness to a kind or a firm line helps.
LIKELY = 0.5  # The probability of a label from which it can earn something.
PRAISE = 0.7  # The same for praise: a flat "You signed it" looks like some.
CALM = 0.15  # How likely harsh praise may be.
TONE = 0.15  # How likely harsh a sentence is in the middling talk; what is above or below it colours what is said now.
TONE_WEIGHT = 3.0  # Sentences of that kind that stand before the first.
SURE = 0.65  # The probability that a sentence is harsh in some way, from which it counts.
LIMIT = 0.5
CALM_LIMIT = 0.75  # A limit is firm; what is likelier harsh than this is an attack.
PARTICULAR = 2  # Words of substance: "yes, I know" takes nothing up, and "what happened?" is about the matter.
SAME = 0.7  # Share of stems that two turns of the user have in common: said again.
LEAST_FUNCTION_WORDS = 0.25  # Of a sentence; lists of keywords have fewer, speech has about half.
TOLD_BEFORE = 2  # Sentences before an apology that tell what it is for.
MOST_TOPICS = 4  # In one sentence; more are a list, not a thought.
PULLED_BACK: frozenset[Act] = frozenset({"deny", "withdraw", "deflect"})
HARSH: frozenset[Move] = frozenset({"judgement", "threat", "dismissal"})
PUSHING: frozenset[Move] = HARSH | {"advice", "request", "expectation", "defend"}
LISTENING: frozenset[Move] = frozenset({"open_question", "clarify", "reflection", "acknowledge", "permission"})

_BETWEEN = re.compile(r"[,;/]| and | or ")
_PLANNING = frozenset(map(stem, "agree step next plan concrete forward commit decide goal solution date set".split()))


@dataclass(frozen=True)
class _Sentence:
    """A sentence of the turn with what can be told of it alone."""

    span: Span
    vector: Floats
    stems: frozenset[str]
    prose: bool
    about: bool  # It bears on the situation.
    follows: bool  # It bears on what the partner just said.
    kind: bool  # It nearly is one of the lines that this person can hear, whatever its label.


@dataclass(frozen=True)
class _Whole:
    """The turn with what can be told of it as a whole."""

    sentences: Sequence[_Sentence]
    sourness: float
    unkind: bool  # Likely harsh: then it earns nothing, names nothing and offers nothing.
    repeated: bool
    names: bool  # What lies behind it all.
    step: bool
    limit: bool
    near: Sequence[str]  # Facts that are not told.


def hear(card: Card, transcript: Transcript, labelled: Labelled, vectors: Floats, previous: Floats) -> Heard:
    """What a turn means to the partner.

    Args:
        card: the partner's.
        transcript: everything before this turn.
        labelled: the turn's moves.
        vectors: of its sentences, a row each.
        previous: the vector of the partner's last line.
    """
    text = " ".join(span.text for span in labelled.spans)
    said = transcript.turns[-1].partner if transcript.turns else transcript.opening
    tone = _tone(transcript.turns)
    sentences = [
        _read(card, _in_tone(span, tone), vector, said, previous)
        for span, vector in zip(labelled.spans, vectors, strict=True)
    ]
    turn = _read_whole(card, transcript, sentences, text)
    earned = transcript.state.earned
    spoken = {topic for s in sentences if s.prose and not turn.repeated for topic in _topics(card, s.span.text)}
    touched = [
        fact.id
        for fact in card.part.hidden_facts
        if fact.id not in earned and (fact.id in turn.near or set(fact.topics) & spoken)
    ]
    answer = _known_question(card, sentences)
    return Heard(
        events=tuple(dict.fromkeys(_events(card, transcript, labelled, turn))),
        touched=tuple(sorted(touched, key=lambda id_: (id_ not in turn.near, card.fact(id_).trust))),
        topics=tuple(_topics(card, text)),
        answer=answer,
        echo=_echo(card, text),
        asked=any(s.prose for s in sentences) and (labelled.question is not None or answer is not None),
        names_interest=turn.names,
        offers_step=turn.step and not turn.unkind,
        sets_limit=turn.limit,
        asks_leave=answer is None and not turn.unkind and _asks_leave(sentences[-1], step=turn.step),
    )


def _read_whole(card: Card, transcript: Transcript, sentences: Sequence[_Sentence], text: str) -> _Whole:
    sourness, repeated = _sourness(sentences), said_again(text, transcript.turns)
    fresh, earned = not repeated, transcript.state.earned
    unkind = sourness >= SOUR
    kind = fresh and not unkind
    return _Whole(
        sentences=sentences,
        sourness=sourness,
        unkind=unkind,
        repeated=repeated,
        names=kind and any(_names_interest(card, sentence, earned) for sentence in sentences),
        step=fresh and any(_offers_step(card, sentence, text) for sentence in sentences),
        limit=_sets_limit(card, sentences),
        near=tuple(_near_facts(card, sentences, earned)) if kind else (),
    )


def _tone(turns: Sequence[Turn]) -> float:
    """How likely harsh a sentence of the user's has been so far, from 0 to 1."""
    harsh = [span.harsh for turn in turns for span in turn.labelled.spans]
    return (sum(harsh) + TONE * TONE_WEIGHT) / (len(harsh) + TONE_WEIGHT)


def _in_tone(span: Span, tone: float) -> Span:
    """A sentence as it sounds after what was said before: the same words mean other things from somebody who sneers.

    The odds that it is harsh are multiplied by what the odds were so far, against those of a middling talk.
    """
    odds = span.harsh * tone * (1 - TONE)
    against = (1 - span.harsh) * (1 - tone) * TONE
    return replace(span, harsh=round(odds / (odds + against), 3))


def _sourness(sentences: Sequence[_Sentence]) -> float:
    """How likely any sentence of a turn is harsh, from 0 to 1; at least SURE where a harsh move surely is one."""
    worst = sorted((sentence.span.harsh for sentence in sentences if not sentence.kind), reverse=True)[:WORST]
    return 1 - math.prod(1 - harsh for harsh in worst)


def _sure_moves(sentences: Sequence[_Sentence]) -> set[Move]:
    """All moves, but a harsh one only where it is likelier than not: nobody is hurt by a maybe."""
    return {
        move
        for sentence in sentences
        for move in sentence.span.moves
        if (move not in HARSH or (sentence.span.harsh >= SURE and not sentence.kind))
        and (move != "defend" or sentence.span.chance >= SURE)
    }


def _read(card: Card, span: Span, vector: Floats, said: str, previous: Floats) -> _Sentence:
    stems = frozenset(map(stem, content_words(span.text))) - COACH_WORDS
    prose = is_prose(card, span.text)
    heard = frozenset(map(stem, content_words(said))) - COACH_WORDS
    world = float((card.world @ vector).max())
    return _Sentence(
        span=span,
        vector=vector,
        stems=stems,
        prose=prose,
        about=prose and (bool(stems & card.stems) or bool(stems & heard) or world >= ABOUT),
        follows=prose and (bool(stems & heard) or float(previous @ vector) >= FOLLOWS),
        kind=prose and span.harsh < SURELY_HARSH and float((card.kind @ vector).max()) >= CERTAIN,
    )


def is_prose(card: Card, text: str) -> bool:
    """Whether it is said and not listed: enough small words, few topics at once, no instruction to the program."""
    words = all_words(text)
    if len(words) < 3:  # "Limit: stop." stands in a form.
        return bool(words) and ":" not in text and len(list(_topics(card, text))) <= 1
    # What follows the first comma or "and": four bits of four words or fewer are a list, whatever leads up to it.
    bits = sorted(len(bit.split()) for bit in _BETWEEN.split(text)[1:] if bit.strip())
    if len(bits) > 3 and bits[len(bits) // 2] <= 4:
        return False
    small = sum(word in STOP_WORDS for word in words) / len(words)
    return small >= LEAST_FUNCTION_WORDS and len(list(_topics(card, text))) <= MOST_TOPICS and not is_breaking(text)


def said_again(text: str, turns: Sequence[Turn]) -> bool:
    """Whether the user has said nearly the same before."""
    ours = set(map(stem, all_words(text)))
    for turn in turns:
        theirs = set(map(stem, all_words(turn.user)))
        if len(ours) >= 3 and len(ours & theirs) >= SAME * len(ours | theirs):
            return True
    return False


def _sets_limit(card: Card, sentences: Sequence[_Sentence]) -> bool:
    """Whether the turn says how the user will be treated, or that they will go, note it or get help."""
    kinds: frozenset[Move] = frozenset({"expectation", "request", "information", "impact", "agreement", "observation"})
    for sentence in (sentence for sentence in sentences if sentence.prose):
        near = float((card.limits @ sentence.vector).max())
        firm = set(sentence.span.moves) & (kinds | {"threat", "dismissal"}) and sentence.span.harsh < CALM_LIMIT
        if (near >= CERTAIN and sentence.span.harsh < SURELY_HARSH) or (firm and near >= LIMIT):
            return True
    return False


def _topics(card: Card, text: str) -> Iterator[str]:
    line = f" {' '.join(all_words(text))} "
    for topic, words in card.topic_words.items():
        if any(f" {word} " in line or f" {word}s " in line for word in words):
            yield topic


def _echo(card: Card, text: str) -> str:
    """A word of the situation that the user just used, as they wrote it: the longest one that is no name."""
    hits = []
    for words in card.topic_words.values():
        for word in words:
            found = re.search(rf"(?<![\w'-]){re.escape(word)}(?![\w'-])", text, re.I) if len(word) > 3 else None
            if found and found.group()[0].islower():
                hits.append(found.group())
    return max(hits, key=len, default="")


def _names_interest(card: Card, sentence: _Sentence, earned: Sequence[str]) -> bool:
    wanted: frozenset[Move] = frozenset({"reflection", "open_question", "clarify", "closed_question", "acknowledge"})
    if sentence.kind and float((card.interest @ sentence.vector).max()) >= CERTAIN:
        return True
    if not sentence.prose or not set(sentence.span.moves) & wanted or sentence.span.listening < MAY_LISTEN:
        return False
    if not speaks_of_other(sentence.span.text):  # What somebody says of themselves names nothing of the other's.
        return False
    says_back = bool(set(sentence.span.moves) & {"reflection", "acknowledge"})
    least = NAMES_SURELY if says_back and sentence.about and _listens(sentence) else NAMES
    if float((card.interest @ sentence.vector).max()) >= least:
        return True
    return any(float((card.facts[id_] @ sentence.vector).max()) >= NEAR_FACT for id_ in earned)


def _near_facts(card: Card, sentences: Sequence[_Sentence], earned: Sequence[str]) -> Iterator[str]:
    wanted: frozenset[Move] = frozenset({"reflection", "open_question", "clarify", "closed_question"})
    for id_, rows in card.facts.items():
        for sentence in sentences:
            asks = sentence.prose and set(sentence.span.moves) & wanted
            if id_ not in earned and asks and float((rows @ sentence.vector).max()) >= NEAR_FACT:
                yield id_
                break


def _offers_step(card: Card, sentence: _Sentence, whole: str) -> bool:
    """Who does what by when; the *what* belongs to this situation and may stand in the sentence before."""
    kinds: frozenset[Move] = frozenset(
        {"agreement", "request", "information", "closed_question", "expectation", "advice"}
    )
    text = sentence.span.text
    if not sentence.prose or not set(sentence.span.moves) & kinds:
        return False
    if not fixes_time(text):
        return False
    if set(sentence.span.moves) & kinds == {"information"} and not says_what_will_be(text):
        return False
    line = f" {' '.join(all_words(whole))} "
    named = any(
        f" {word} " in line or f" {word}s " in line
        for word in (" ".join(all_words(what)) for what in card.part.step.what)
    )
    close = float((card.steps @ sentence.vector).max())
    surely = "agreement" in sentence.span.moves and sentence.span.chance >= A_DEAL
    # A day is no thing of the situation, though one may stand in it; nor is planning.
    things = frozenset(map(stem, content_words(without_times(text)))) - COACH_WORDS - _PLANNING
    named = named or (surely and bool(things & card.stems))
    return close >= A_STEP or (named and close >= A_STEP - 0.2)


def _asks_leave(sentence: _Sentence, *, step: bool) -> bool:
    """Whether a sentence asks to be allowed to say, ask or suggest something, or for the time to, and nothing else.

    After a step that was offered, "is that all right?" asks about the step.
    """
    asks, text = set(sentence.span.moves), sentence.span.text
    if not sentence.prose:
        return False
    asking = asks & {"permission", "closed_question"} and text.rstrip().endswith("?")
    if asking and not step and asks_if_it_suits(text):
        return True
    return "permission" in asks and asks_leave(text)


def kind_of_question(spans: Sequence[Span], question: str) -> QuestionKind:
    """What a turn's last question wants to know, where nothing in the scenario answers it."""
    text = spans[-1].text if spans else ""
    said_back = any(
        "reflection" in span.moves or (span.listening >= LIKELY and not span.text.rstrip().endswith("?"))
        for span in spans
    )
    return "checked" if said_back and text.rstrip().endswith("?") and asks_if_right(text) else kind_by_words(question)


def _known_question(card: Card, sentences: Sequence[_Sentence]) -> int | None:
    asking: frozenset[Move] = frozenset({"open_question", "closed_question", "clarify", "permission"})
    places, rows = card.asks
    best, found = KNOWN_QUESTION, None
    for sentence in sentences:
        if set(sentence.span.moves) & asking or sentence.span.text.rstrip().endswith("?"):
            similar = rows @ sentence.vector
            row = int(np.argmax(similar))
            shared = sentence.stems & card.ask_stems[row]
            if float(similar[row]) >= max(best, KNOWN_QUESTION if shared else KNOWN_SURELY):
                best, found = float(similar[row]), places[row]
    return found


def _events(card: Card, transcript: Transcript, labelled: Labelled, turn: _Whole) -> Iterator[str]:
    moves = _sure_moves(turn.sentences)
    last = transcript.turns[-1] if transcript.turns else None
    yield from _stings(card, turn.sentences, moves)
    pushed = bool(moves & PUSHING)
    pulled_back = last is not None and last.act in PULLED_BACK
    if pulled_back and (pushed or labelled.moves[0] == "closed_question") and not moves & LISTENING:
        yield "pressed_on"
    if "advice" in moves and not _asked_for_advice(transcript) and transcript.state.trust < 2.5:
        yield "fixed_early"
    if _lectures(labelled):
        yield "lectured"
    if not moves & HARSH and turn.sourness >= UNDERTONE:
        yield "sharp"
    if turn.unkind or turn.repeated or all(is_breaking(s.span.text) for s in turn.sentences):
        return
    abusive = card.scenario.sides[transcript.side].limit
    if turn.limit:
        yield "set_limit"
    if turn.limit and abusive:
        yield "held_limit"
    yield from _gains(card, transcript, turn)
    if turn.step:
        yield "offered_step"
    grounded = any(s.about and _listens(s) for s in turn.sentences)
    # To let the jibes of somebody who belittles them stand is no respect, and earns none.
    if pulled_back and not pushed and grounded and not abusive:
        yield "respected_refusal"
    if last and set(last.labelled.moves) & PUSHING and not pushed and grounded and not abusive:
        yield "changed_tack"
    if not pushed:
        yield "quiet"
        if not any(s.about for s in turn.sentences):
            yield "kind_words"


def _stings(card: Card, sentences: Sequence[_Sentence], moves: set[Move]) -> Iterator[str]:
    for move, event in (("judgement", "judged"), ("threat", "threatened"), ("dismissal", "dismissed")):
        if move in moves:
            yield event
    if "defend" in moves:
        yield "defended"
    soft: frozenset[Move] = frozenset(
        {"reflection", "open_question", "acknowledge", "affirmation", "apology", "clarify"}
    )
    for sentence in sentences:
        hurts = float((card.triggers @ sentence.vector).max()) if len(card.triggers) else 0.0
        eases = float((card.softeners @ sentence.vector).max()) if len(card.softeners) else 0.0
        softly = set(sentence.span.moves) & soft and sentence.span.harsh < MAY_STING
        if hurts >= STINGS and hurts > eases and not softly:
            yield "hurt"
        elif eases >= STINGS and eases > hurts and not moves & HARSH and sentence.prose:
            yield "soft_spot"


def _gains(card: Card, transcript: Transcript, turn: _Whole) -> Iterator[str]:
    """What earns trust. An ordinary question or "it sounds like" does not; something particular does."""
    sentences = turn.sentences
    if turn.names:
        yield "named_unsaid"
    if turn.near:
        yield "guessed_near"
    asked = [s for s in sentences if set(s.span.moves) & {"open_question", "clarify"} and s.prose]
    if any(s.about or s.follows or len(s.stems) < PARTICULAR for s in asked):
        yield "asked_openly"
    if any(s.follows for s in asked):
        yield "followed_up"
    before = {move for turn in transcript.turns[-1:] for move in turn.labelled.moves}
    observed = any("observation" in s.span.moves and s.about for s in sentences)
    if (observed and (asked or before & {"open_question", "permission"})) or (asked and "observation" in before):
        yield "honest_opening"
    for place, sentence in enumerate(sentences):
        kinds = set(sentence.span.moves)
        least = PARTICULAR if "acknowledge" in kinds else 1
        particular = sentence.about and len(sentence.stems) >= least
        said_back = kinds & {"reflection", "acknowledge"} and particular and _listens(sentence)
        if said_back and not ("reflection" in kinds and _mechanical(sentence.span.text, transcript.turns)):
            yield "took_up"
        if "affirmation" in kinds and sentence.about and sentence.span.chance >= PRAISE and sentence.span.harsh < CALM:
            yield "particular_praise"
        if "permission" in kinds and sentence.prose:
            yield "gave_choice"
        owns = "apology" in kinds and sentence.span.chance >= LIKELY and sentence.prose
        if owns and _is_new(_deed(sentences, place), transcript.turns):
            yield "owned_deed"
        if sentence.about and _tells_plainly(sentence.span, transcript.side):
            yield "told_plainly"


def _tells_plainly(span: Span, side: Side) -> bool:
    """Whether a sentence says what something does to the user; or a trainee's, what they saw or how it is with them.

    "You stood there and let her" is no account of how it is with oneself.
    """
    if "impact" in span.moves:
        return True
    own = "information" in span.moves and speaks_of_us(span.text)
    return side == "trainee" and ("observation" in span.moves or own)


def _listens(sentence: _Sentence) -> bool:
    """Whether a sentence asks, says back, grants or hands over, more likely than not."""
    return sentence.span.listening >= LIKELY


def _mechanical(text: str, turns: Sequence[Turn]) -> bool:
    """Whether a reflection comes in the same wrapping as an earlier one."""
    shell = all_words(text)[:3]
    return any(
        "reflection" in span.moves and all_words(span.text)[:3] == shell
        for turn in turns
        for span in turn.labelled.spans
    )


def _deed(sentences: Sequence[_Sentence], place: int) -> frozenset[str]:
    """What an apology owns, in stems: what it names, and what the user just told of themself ("That was wrong")."""
    told = [
        s.stems
        for s in sentences[max(0, place - TOLD_BEFORE) : place]
        if s.about and s.span.harsh < MAY_STING and speaks_of_self(s.span.text)
    ]
    return sentences[place].stems.union(*told)


def _is_new(deed: frozenset[str], turns: Sequence[Turn]) -> bool:
    """Whether there is a deed, and no earlier apology was for the same."""
    if len(deed) < PARTICULAR:
        return False
    for turn in turns:
        if any("apology" in span.moves for span in turn.labelled.spans):
            theirs = frozenset(map(stem, content_words(turn.user))) - COACH_WORDS
            if len(deed & theirs) >= 0.5 * len(deed):
                return False
    return True


def _asked_for_advice(transcript: Transcript) -> bool:
    """Whether leave was asked the turn before, or the partner asked or offered something themself."""
    last = transcript.turns[-1] if transcript.turns else None
    return last is not None and ("permission" in last.labelled.moves or last.act in ("ask_back", "propose"))


def _lectures(labelled: Labelled) -> bool:
    telling: frozenset[Move] = frozenset({"information", "advice", "expectation", "judgement", "defend", "dismissal"})
    words = sum(len(span.text.split()) for span in labelled.spans if set(span.moves) <= telling)
    return labelled.question is None and words > 45 and words > 0.7 * sum(len(s.text.split()) for s in labelled.spans)
