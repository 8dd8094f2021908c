"""The debrief: nothing is said without a quote, a source and an effect; nothing is invented or painted over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import yaml

from assistant.coach import load_coach, put_names
from assistant.debrief import BANNED, Debrief, moments_of
from assistant.embeddings import MiniLM
from assistant.errors import InputError
from assistant.index import Index
from assistant.moves import label
from assistant.rehearsals import Rehearsals
from assistant.rehearse import finish
from assistant.turns import Ending, Span, State, Transcript
from assistant.values import SIDES, Side
from ingest.documents import read_contrasts
from tests.test_hearing import Conversation, span, talker

SCRIPTS = Path(__file__).parent / "evaluation" / "rehearsals" / "missed-deadlines.yaml"
# Conversations with given labels: what is tried here is the debrief and not the labels.
OPENING = span("The outline came eight days late, and on Friday I got no methods draft.", "observation")
ASKS = span("What happened with the draft on Friday?", "open_question")
NAMES = span("You wanted it to be really good before anybody saw it.", "reflection")
OWNS = span("I'm sorry that I let the October date go past without a word.", "apology")
STEP = span("Could you send me the methods section by Thursday noon?", "request")
LEAVES = span("You can choose which part of it we start with.", "permission")
BLAMES = span("You're lazy and you always have been.", "judgement")
THREATENS = span("I sit on the committee that decides about your money, so think hard.", "threat")
SHRINKS = span("Every chamber breaks down now and then, it is really nothing.", "dismissal")
ADVISES = span("You should make a list every morning before you start.", "advice")
GOOD = ([OPENING, ASKS], [NAMES], [OWNS], [LEAVES, ASKS], [STEP])
HOSTILE = ([BLAMES], [SHRINKS], [THREATENS], [BLAMES, SHRINKS])


@dataclass(frozen=True)
class Coach:
    """The coach on the real guidance, and conversations to show to them."""

    rehearsals: Rehearsals
    talk: Conversation

    def of(self, *turns: Sequence[Span]) -> Debrief:
        """The debrief of a conversation that the user ended."""
        return self.rehearsals.debrief(finish(self.talk(*turns, reply="I sat there until it got dark.")))

    def pasted(self, *lines: str, scenario: str | None = None, side: Side = "mentor") -> Debrief:
        """The debrief of lines that user and partner say in turn, the partner first."""
        speakers = [("partner" if i % 2 == 0 else "user", line) for i, line in enumerate(lines)]
        return self.rehearsals.debrief_lines(speakers, side, scenario)


@pytest.fixture(scope="module")
def rehearsals(sentence_model: MiniLM, guidance_index: Index) -> Rehearsals:
    """Rehearsals without a chat model and without a store."""

    def no_sessions() -> None:
        raise AssertionError("a debrief needs no store")

    return Rehearsals(
        sentence_model=lambda: sentence_model,
        index=lambda: guidance_index,
        model=lambda _: (None, "guidance"),
        sessions=no_sessions,  # type: ignore[arg-type]  # It is never opened.
        read_pairs=lambda text: [(pair.instead, pair.try_, pair.why) for pair in read_contrasts(text)],
    )


@pytest.fixture(scope="module")
def coach(rehearsals: Rehearsals, sentence_model: MiniLM) -> Coach:
    return Coach(rehearsals, talker(sentence_model, rehearsals.card("missed-deadlines", "trainee")))


# -- evidence --------------------------------------------------------------------------


def written() -> list[tuple[str, Side, list[str]]]:
    values = yaml.safe_load(SCRIPTS.read_text("utf-8"))
    return [(quality, side, values[side][quality]) for side in SIDES for quality in ("skilled", "bad")]


@pytest.mark.parametrize(
    ("quality", "side", "script"), written(), ids=lambda value: value if isinstance(value, str) else ""
)
def test_every_claim_has_its_evidence(
    coach: Coach, sentence_model: MiniLM, guidance_index: Index, quality: str, side: Side, script: list[str]
) -> None:
    """Whoever talks: quotes verbatim, citations that resolve, at most three of each, and rewrites that are better."""
    lines = [line for said in script for line in ("Well, I don't know.", said)]
    debrief = coach.pasted(*lines, scenario="missed-deadlines", side=side)
    assert len(debrief.strengths) <= 3 and len(debrief.changes) <= 3
    generation = guidance_index.current()
    passages = generation.passages(list(generation.sources))
    cited = {citation.id: citation for citation in debrief.citations}
    for item in (*debrief.strengths, *debrief.changes):
        assert item.turn % 2 == 1 and item.quote in lines[item.turn]
        assert item.effect and item.principle and "$" not in item.effect
        assert cited[item.citation].quote in passages[item.citation].text
    assert {item.citation for item in (*debrief.strengths, *debrief.changes)} == set(cited)
    for change in debrief.changes:
        moves = {move for labelled in label(sentence_model, change.rewrite).spans for move in labelled.moves}
        assert change.rewrite != change.quote and not any(change.rewrite in said for said in script)
        assert not moves & BANNED and "..." not in change.rewrite


def test_a_turn_is_praised_or_questioned_once(coach: Coach) -> None:
    """Each item is about another turn of its kind, in the order in which they came."""
    debrief = coach.of(*GOOD, *HOSTILE)
    for items in (debrief.strengths, debrief.changes):
        turns = [item.turn for item in items]
        assert turns == sorted(set(turns))


def test_effects_are_those_of_the_state(coach: Coach) -> None:
    """What is said of a turn's effect is what it did to trust and heat, and no more."""
    debrief = coach.of([NAMES], [BLAMES])
    persona = coach.rehearsals.card("missed-deadlines", "trainee").part.persona
    effects = {kind: [put_names(text, persona) for text in texts] for kind, texts in load_coach().effects.items()}
    assert debrief.strengths[0].effect in effects["opened_much"]
    assert debrief.changes[0].effect in effects["closed_much"]


def test_what_the_partner_says_is_never_quoted(coach: Coach) -> None:
    """Insults of the other side are not held against the user."""
    debrief = coach.pasted("You are a lazy idiot.", "What makes you say that?", "You're useless.", "I see. Go on.")
    assert debrief.changes == ()
    assert all(item.quote in "What makes you say that? I see. Go on." for item in debrief.strengths)


# -- neither invented nor painted over -------------------------------------------------


def test_a_good_conversation_has_no_changes(coach: Coach) -> None:
    """None is invented; there are strengths, and something to stretch to."""
    debrief = coach.of(*GOOD)
    assert debrief.changes == () and len(debrief.strengths) == 3
    assert debrief.practise_next and debrief.if_then.startswith("If ")


def test_the_best_moments_are_shown(coach: Coach) -> None:
    """Naming what lies behind it and owning a deed come before an ordinary question."""
    assert {NAMES.text, OWNS.text} <= {item.quote for item in coach.of(*GOOD).strengths}


def test_a_hostile_conversation_has_no_praise(coach: Coach) -> None:
    """No turn that stung is held up for something, and the worst is named."""
    debrief = coach.of(*HOSTILE)
    assert debrief.strengths == ()
    assert {"threat", "judgement"} <= {change.move for change in debrief.changes}
    assert all(change.aim.startswith("The goal here was ") for change in debrief.changes)


def test_a_sting_spoils_the_praise_of_its_turn(coach: Coach) -> None:
    """A reflection with an insult behind it is no strength."""
    debrief = coach.of([NAMES, BLAMES], [ASKS], [LEAVES])
    assert all(item.turn != 1 for item in debrief.strengths)
    assert [change.quote for change in debrief.changes] == [BLAMES.text]


def test_a_maybe_is_not_said_to_anybodys_face(coach: Coach) -> None:
    """A sentence that is a judgement with little certainty is neither praised nor questioned."""
    unsure = replace(BLAMES, harsh=0.45)
    debrief = coach.of([unsure], [ASKS], [NAMES])
    assert debrief.changes == () and all(item.turn != 1 for item in debrief.strengths)


def test_early_advice_is_a_change_and_welcome_advice_is_not(coach: Coach) -> None:
    """The same sentence costs before the story and is fine after leave was asked."""
    early, asked = coach.of([ADVISES], [ASKS], [NAMES]), coach.of([ASKS], [LEAVES], [ADVISES])
    assert [change.move for change in early.changes] == ["advice"]
    assert asked.changes == ()


def test_three_yes_or_no_questions_and_no_other_are_a_change(coach: Coach) -> None:
    """A form is no talk; one open question among them, and it is none."""
    closed = [[span(f"Was the {what} ready on Friday?", "closed_question")] for what in ("draft", "table", "outline")]
    assert [change.move for change in coach.of(*closed).changes] == ["closed_question"]
    assert coach.of(*closed, [ASKS]).changes == ()


def test_nothing_is_suggested_that_was_said(coach: Coach) -> None:
    """Whatever the best line would be: once the user has said it, another is offered."""
    first = coach.of([BLAMES], [ASKS], [LEAVES]).changes[0].rewrite
    said = span(first, "open_question")
    again = coach.of([BLAMES], [ASKS], [LEAVES], [said]).changes[0].rewrite
    assert again != first


def test_rewrites_are_not_given_twice(coach: Coach) -> None:
    """Two faults of a kind get two lines."""
    other = span("You are careless and everybody knows it.", "judgement")
    rewrites = [change.rewrite for change in coach.of([BLAMES], [other], [THREATENS]).changes]
    assert len(rewrites) == len(set(rewrites)) == 3


@pytest.mark.parametrize("done", [ASKS, NAMES, OPENING, LEAVES])
def test_what_was_done_is_not_given_to_practise(coach: Coach, done: Span) -> None:
    """One thing, and never one that the person has just shown."""
    texts = load_coach().practise[done.moves[0]]
    assert not coach.of([done], [done], [done]).practise_next.startswith(texts.title)


def test_who_did_everything_is_given_something_harder(coach: Coach) -> None:
    """There is always a next thing, and it is not an invented fault."""
    rest = [
        span("You kept the log of the chamber very carefully.", "affirmation"),
        span("You're right, the dates were close together.", "acknowledge"),
        span("Let's meet on Thursday at ten with the draft.", "agreement"),
    ]
    assert coach.of(*GOOD, *[[one] for one in rest]).practise_next.startswith(load_coach().practise["stretch"].title)


# -- numbers, goals, hidden story, summary ---------------------------------------------


def test_told_and_listened_are_shares_of_sentences(coach: Coach) -> None:
    """Two of four sentences listen, one tells; questions are counted by kind."""
    closed = span("Was it late?", "closed_question")
    numbers = coach.of([ADVISES], [NAMES], [closed], [OWNS]).numbers
    assert (numbers.told_share, numbers.listened_share) == (0.25, 0.5)
    assert (numbers.open_questions, numbers.closed_questions) == (0, 1)


def test_goals_are_met_with_their_turn(coach: Coach) -> None:
    """Each goal of the brief, met or not, and where."""
    good = {goal.goal: (goal.met, goal.turn) for goal in coach.of(*GOOD).goals}
    assert list(good.values()) == [(True, 1), (True, 7), (True, 3), (True, 9), (True, None)]
    hostile = [goal.met for goal in coach.of(*HOSTILE).goals]
    assert hostile == [False] * 5


def test_the_hidden_story_is_told_afterwards(coach: Coach) -> None:
    """What was kept back, what would have opened it, and whether it was earned."""
    transcript = coach.talk([ASKS], state=State(3.0, 0.0, earned=("extra-teaching",)))
    hidden = coach.rehearsals.debrief(finish(transcript)).hidden
    facts = coach.rehearsals.card("missed-deadlines", "trainee").part.hidden_facts
    assert [(item.fact, item.opener) for item in hidden] == [(fact.text, fact.opener) for fact in facts]
    assert [item.earned for item in hidden] == [True, False, False]


@pytest.mark.parametrize("ending", ["agreement", "walk_away", "step_out"])
def test_the_summary_is_of_the_ending(coach: Coach, ending: Ending) -> None:
    """One sentence about how it ended, with the partner's name and no slot."""
    transcript = replace(coach.talk(*GOOD), ending=ending)
    summary = coach.rehearsals.debrief(transcript).summary
    persona = coach.rehearsals.card("missed-deadlines", "trainee").part.persona
    assert summary in [put_names(text, persona) for text in load_coach().summaries[ending]]


def test_a_short_conversation_says_so(coach: Coach) -> None:
    """Below three turns numbers mean nothing, and there is a debrief all the same."""
    assert coach.of([ASKS]).short and coach.of([ASKS]).practise_next
    assert not coach.of([ASKS], [NAMES], [OWNS]).short


def test_a_session_without_a_word_has_a_debrief(coach: Coach) -> None:
    """Ended at once: nothing to praise or to change, the hidden story, and one thing to practise."""
    debrief = coach.of()
    assert debrief.strengths == debrief.changes == () and debrief.short
    assert debrief.hidden and debrief.practise_next and not any(goal.met for goal in debrief.goals)


def test_same_conversation_same_debrief(coach: Coach) -> None:
    """Word for word, so that it can be looked at again."""
    assert coach.of(*GOOD, *HOSTILE) == coach.of(*GOOD, *HOSTILE)


def test_what_was_said_when_it_was_left_is_not_reviewed(coach: Coach) -> None:
    """The words that led out of the role are quoted nowhere."""
    transcript = coach.talk([ASKS], [NAMES], [BLAMES])
    left = replace(transcript.turns[-1], stepped_out=True)
    transcript = replace(transcript, turns=(*transcript.turns[:-1], left), ending="step_out")
    assert [moment.entry for moment in moments_of(transcript)] == [1, 3]
    assert coach.rehearsals.debrief(transcript).changes == ()


# -- conversations from elsewhere ------------------------------------------------------


def test_a_pasted_conversation_is_judged_by_its_words(coach: Coach) -> None:
    """Without a scenario there are no goals and no hidden story, and the effect is what came back."""
    reply = "It took me all of Sunday."
    debrief = coach.pasted("I did it.", "You're lazy and careless.", reply, "What happened on Sunday?", "Nothing.")
    assert not debrief.goals and not debrief.hidden
    assert [change.quote for change in debrief.changes] == ["You're lazy and careless."]
    assert reply in debrief.changes[0].effect


def test_a_pasted_conversation_may_belong_to_a_scenario(coach: Coach) -> None:
    """Then its goals and its hidden story are there, and what the partner told in it counts as earned."""
    lines = (
        "You wanted to see me.",
        "What's in your week at the moment?",
        "I've got two extra classes of first-years.",
    )
    debrief = coach.pasted(*lines, scenario="missed-deadlines")
    assert len(debrief.goals) == 5
    assert [item.earned for item in debrief.hidden] == [True, False, False]


def test_without_the_users_words_there_is_no_debrief(coach: Coach) -> None:
    """The error says what is missing."""
    for lines in ((), ("Only the partner speaks.",), ("Hello.", "...")):
        with pytest.raises(InputError, match="no line of the user's"):
            coach.pasted(*lines)


def test_pasted_lines_may_be_odd(coach: Coach) -> None:
    """Line breaks, markup and endless lines are quoted as one line or not at all."""
    debrief = coach.pasted("Hm.", "You're lazy\nand careless.", "<b>No</b>", "word " * 3000, "$x", "{y} What is it?")
    for item in (*debrief.strengths, *debrief.changes):
        assert "\n" not in item.quote and "$name" not in item.effect


# -- the limit side --------------------------------------------------------------------

SETS = span("Please don't speak to me like that.", "request")
HOLDS = span("I won't be imitated in front of the others.", "expectation")
GOES = span("I've written down what was said and when, and I'll take it to the coordinator.", "information")


@pytest.fixture(scope="module")
def held(rehearsals: Rehearsals, sentence_model: MiniLM) -> Transcript:
    """A limit, set and held against a mentor who mocks."""
    talk = talker(sentence_model, rehearsals.card("belittling-mentor", "mentor"))
    return replace(talk([SETS], [HOLDS], [GOES], act="blame", reply="It's theatre."), ending="limit")


def test_setting_a_limit_is_what_it_was_for(rehearsals: Rehearsals, held: Transcript) -> None:
    """It is the strength, its goal is met, nothing about it is to be changed, and the summary says so."""
    debrief = rehearsals.debrief(held)
    assert debrief.changes == ()
    assert load_coach().principles["set_limit"].good in {item.principle for item in debrief.strengths}
    assert any(goal.met for goal in debrief.goals if "stop" in goal.goal)
    name = rehearsals.card("belittling-mentor", "mentor").part.persona.first_name
    assert debrief.summary in [text.replace("$name", name) for text in load_coach().summaries["limit"]]


def test_a_firm_limit_is_no_fault(rehearsals: Rehearsals, sentence_model: MiniLM) -> None:
    """Saying to whom one will go is not held against anybody here, even where it sounds like a threat."""
    firm = span("If it happens again I'll take it to somebody else.", "threat", harsh=0.7)
    talk = talker(sentence_model, rehearsals.card("belittling-mentor", "mentor"))
    assert rehearsals.debrief(finish(talk([SETS], [firm], [HOLDS]))).changes == ()


def test_who_sets_no_limit_is_given_that_to_practise(rehearsals: Rehearsals, sentence_model: MiniLM) -> None:
    """Being patient with mockery is not what is practised here."""
    polite = [span("I really do admire your drawings.", "affirmation")]
    talk = talker(sentence_model, rehearsals.card("belittling-mentor", "mentor"))
    debrief = rehearsals.debrief(finish(talk(polite, polite, polite)))
    assert debrief.practise_next.startswith(load_coach().practise["set_limit"].title)
