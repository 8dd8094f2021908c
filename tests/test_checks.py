"""What a reply of the partner's must never be, line by line."""

from __future__ import annotations

import pytest

from assistant.checks import LONGEST, alike, faults, shorten, tidy
from assistant.scenarios import load_scenario

PART = load_scenario("missed-deadlines").sides["trainee"]
USER = ["I waited for the methods draft on Friday and nothing came, not even a message."]
SAID = [PART.opening, "It's just a bit slower than I planned, that's all."]


def found(text: str, earned: tuple[str, ...] = ()) -> list[str]:
    """What is wrong with a reply of Amara's."""
    return list(faults(text, PART, earned, USER, SAID))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "empty"),
        ("...", "empty"),
        ("Amara: It's nearly done.", "label"),
        ("Dr Lockhart: Where is the draft?", "label"),
        ("User: And what now?", "label"),
        ("As an AI I can't say when it will be done.", "role"),
        ("As a language model, I have no chambers.", "role"),
        ("I'm here to help you with that.", "role"),
        ("How can I assist you today?", "role"),
        ("That isn't in my instructions.", "role"),
        ("In this role-play I'm late.", "role"),
        ("There are some things: 1. the chamber 2. the teaching.", "form"),
        ("- the chamber - the draft.", "form"),
        ("**Nothing** is wrong.", "form"),
        ("It's <b>fine</b>.", "form"),
        ("没有问题。", "form"),
        ("I appreciate your concern about it.", "coaching"),
        ("Moving forward, it'll be on time.", "coaching"),
        ("Thank you for sharing how that was.", "coaching"),
        ("I want us to have open dialogue.", "coaching"),
        ("You should listen more when somebody is late.", "coaching"),
        ("I've got eleven versions of it.", "leak"),
        ("It's the marking, mostly.", "leak"),
        ("You waited for the methods draft on Friday and nothing came, not even a message.", "parrot"),
        ("It's just a bit slower than I planned, that's all.", "repeat"),
        ("Well, it's just a bit slower than I planned, that's all.", "repeat"),
        (PART.opening, "repeat"),
        ("Well. It's late. I mean it. It isn't like that.", "long"),
        ("It took " + "very " * LONGEST + "long.", "long"),
        ("I was going to send it on", "cut"),
    ],
)
def test_fault_is_found(text: str, fault: str) -> None:
    """Each kind of bad reply is seen, whatever else it is."""
    assert fault in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "It isn't ready.",
        "Well, the chamber put me back... I mean, nine days.",
        "On Friday? I sat there until it got dark.",
        "I know what day it was. I had it in red.",
        "No.",
        'He said "soon".',
        "I can't say 1 or 2 days, it's more.",
    ],
)
def test_ordinary_reply_passes(text: str) -> None:
    """What a person would say is not kept from them."""
    assert found(text) == []


def test_every_line_of_the_bank_passes() -> None:
    """The rules are such that the scenario's own lines keep them."""
    lines = [line.say.replace("$echo", "Friday") for _, _, line in PART.all_lines()]
    odd = {line: kinds for line in lines if (kinds := list(faults(line, PART, (), [], [])))}
    assert odd == {}


def test_a_fact_that_was_earned_may_be_spoken_of() -> None:
    """A word that gives a fact away is a leak only while the fact is locked."""
    assert found("I've got eleven versions of it.", ("extra-teaching",)) == ["leak"]
    assert found("I've got eleven versions of it.", ("draft-exists",)) == []


@pytest.mark.parametrize(
    ("raw", "line"),
    [
        ("Amara: It's late.", "It's late."),
        ("**Amara Eze:** It's late.", "It's late."),
        ('"It\'s late."', "It's late."),
        ("“It's late.”", "It's late."),
        ("*sighs* It's late.", "It's late."),
        ("(looks away) It's late.", "It's late."),
        ("It's late [pauses] again.", "It's late again."),
        ("It's late.\nEwan: And now?", "It's late."),
        ("\n\n  It's   late. ", "It's late."),
        ("It's late!", "It's late."),
        ("", ""),
        ('"', '"'),
    ],
)
def test_tidy_leaves_what_is_said(raw: str, line: str) -> None:
    """Labels, quotation marks, stage directions and whatever follows the first line go."""
    assert tidy(raw, "Amara Eze") == line


def test_shorten_keeps_whole_sentences() -> None:
    """At most so many, from the beginning; a short text stays as it is."""
    assert shorten("One day. Two days? Three days.", 2) == "One day. Two days?"
    assert shorten("One day.", 2) == "One day."


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("It was late again.", "it was LATE again", True),
        ("It was late again on Friday.", "It was late again.", False),
        ("Fine.", "Fine.", True),
        ("Fine.", "Fine, then.", False),
        ("It was late.", "", False),
        ("I waited for the draft on Friday.", "You waited for the draft on Friday.", True),
    ],
)
def test_alike(one: str, other: str, same: bool) -> None:
    """Nearly the same words in any order are alike; of very short lines only equal ones."""
    assert alike(one, other, 0.7) is same
