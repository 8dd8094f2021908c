"""Hints on request: three ways to go on, then one wording for the one that was picked.

The coach's voice, never the partner's.
"""

from __future__ import annotations

from dataclasses import dataclass

from assistant.cards import Card
from assistant.coach import load_coach, one_of
from assistant.hearing import HARSH, PULLED_BACK
from assistant.state import load_levels, mood_of, session_random
from assistant.turns import Transcript


@dataclass(frozen=True)
class Hint:
    """A strategy: its key, its title and why it may help now."""

    strategy: str
    title: str
    why: str


def hints_for(card: Card, transcript: Transcript) -> list[Hint]:
    """Three strategies that fit where the conversation stands; none on hard or when it is over."""
    level = load_levels()[transcript.difficulty]
    if not level.hints or transcript.ending:
        return []
    texts = load_coach().hints
    order = list(dict.fromkeys(_fitting(card, transcript)))
    return [Hint(name, texts[name].title, texts[name].why) for name in order if name in texts][:3]


def hint_line(card: Card, transcript: Transcript, strategy: str) -> str:
    """One wording for a strategy, to adapt: from the situation where it has one, otherwise the coach's own."""
    chance = session_random(transcript.seed, len(transcript.turns), f"hint {strategy}")
    state, part = transcript.state, card.part
    if strategy == "name_unsaid":
        return one_of(part.interest.paraphrases, chance)
    if strategy == "offer_step":
        return one_of(part.step.examples, chance)
    if strategy == "ask_open":
        openers = tuple(fact.opener for fact in part.hidden_facts if fact.id not in state.earned)
        if openers:
            return openers[0]
    return one_of(load_coach().hints[strategy].lines[transcript.side], chance)


def _fitting(card: Card, transcript: Transcript) -> list[str]:
    """Strategies in the order in which they help now; what was just done comes last."""
    state = transcript.state
    mood = mood_of(state, load_levels()[transcript.difficulty])
    last = transcript.turns[-1] if transcript.turns else None
    did = set(last.labelled.moves) if last else set()
    if card.scenario.sides[transcript.side].limit:
        order = ["name_what_you_saw", "say_what_it_did", "set_limit", "keep_record_and_go", "ask_open"]
        return order[min(len(transcript.turns) // 2, 2) :] + order
    if last is None:
        opening = ["name_what_you_saw", "ask_leave", "start_small", "ask_open"]
        return opening if transcript.side == "mentor" else ["say_what_it_did", *opening]
    order = []
    if did & HARSH:
        order += ["own_your_part", "grant_a_part"]
    if last.act in PULLED_BACK:
        order += ["let_it_stand", "say_back"]
    if mood == "open":
        order += ["check_agreement"] if state.step_offered else ["offer_step"]
        order += ["name_unsaid"] if not state.interest_named else []
    if last.unlocked:
        order += ["say_back", "name_unsaid"]
    if not state.interest_named and state.trust >= 1.5:
        order += ["name_unsaid"]
    order += ["ask_open", "say_back", "grant_a_part", "ask_leave", "say_what_it_did", "offer_step"]
    just_done = {"ask_open"} if "open_question" in did else set()
    just_done |= {"say_back"} if "reflection" in did else set()
    return [name for name in order if name not in just_done] + sorted(just_done)
