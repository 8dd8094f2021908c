"""Turns of phrase: what the words of a sentence say by themselves, without a label or a vector.

Plain patterns, each for what a label is too coarse to tell; `hearing` and `rehearse` decide what it means.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

# What a question wants to know, by the kind of lines that anybody may say to it (`bank.load_anybody`): whether what
# was said back is right, how the other is, whether to do something for them or together, and all else.
QuestionKind = Literal["checked", "well", "offered", "asked"]

_WHEN = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|tomorrow|today|tonight|this (?:week|afternoon|morning|evening"
    r"|month)|next (?:week|month|time|shift|lesson|meeting|session)|by (?:the|noon|\d|half|five|four|three|two|one"
    r"|end)|before (?:the|you|we|i|your|our|my|each|every)|after (?:the|your|our|each|lunch|work|school|shift)"
    r"|at (?:\d|noon|half|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|lunch)|in (?:a|one|two|three"
    r"|four|ten|five) (?:days?|weeks?|months?|minutes?)|every|each|once a|twice a|the (?:first|second|third"
    r"|\d+(?:st|nd|rd|th))|january|february|march|april|may \d|june|july|august|september|october|november|december"
    r"|straight away|right now|first thing|end of (?:the )?(?:day|week|shift|month))\b",
    re.I,
)
# A day that is talked of, and none on which anything will be done: "I'd like to talk about Tuesday and Wednesday".
_DAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|yesterday|today|this (?:morning|week|afternoon))"
_SPOKEN_OF = re.compile(rf"\b(?:about|since|last) (?:last |what happened on )?{_DAY}(?:,? (?:and|or) {_DAY})*", re.I)
_WHO = re.compile(r"\b(?:i|i'll|i'd|we|we'll|let's|you|you'll|us|me|shall)\b", re.I)
# A fact about next Friday is no offer; what somebody will do, can do or suggests is.
_WILL = re.compile(
    r"\b(?:i|we|you|he|she|they|that|it)(?:'ll| will| can| shall|(?:'d| could| would)(?! have))\b"
    r"|\blet's\b|\bgoing to\b|\bplease\b|^\W*let (?:me|us)\b|\b(?:shall|can|could|would|will) (?:i|we|you)\b"
    r"|\b(?:what|how about|suppose|say) (?:if|we|i|you)\b",
    re.I,
)
# "I'll try and get some done this week" binds nobody.
_VAGUE = re.compile(
    r"\b(?:try(?:ing)? (?:to|and)|give it a (?:try|go)|hopefully|at some point|do my best|if i can)\b", re.I
)
_YOU = re.compile(r"\b(?:you|your|yours|yourself)\b|\?", re.I)
_MINE = re.compile(r"\b(?:i|me|my|mine)\b", re.I)
_ME = re.compile(r"\b(?:i|me|my|mine|myself|we|us|our)\b", re.I)
_LEAVE = re.compile(
    r"\b(?:may|can|could|might|shall) i (?:\w+ )?(?:say|tell|ask|suggest|offer|share|give|show|add|raise|bring|be|start"
    r"|talk|go|put|read|describe|explain|mention)\b|\b(?:mind|all ?right|ok|okay|fine|help) (?:\w+ \w+ )?if i\b",
    re.I,
)
_SUITS = re.compile(
    r"\b(?:have you|do you have|you)(?: got| have)?(?: \w+){0,2} (?:minutes?|moment|second|time)\b"
    r"|^\W*(?:is|would) (?:that|this|it|now)(?: be)?(?: \w+){0,2} (?:all ?right|ok|okay|fine|good time)\b",
    re.I,
)
_OFFERS = re.compile(
    r"\b(?:do|did|would) you (?:want|like|prefer|rather)(?: \w+)? (?:me|us|i|we)\b|\bshall (?:i|we)\b"
    r"|\b(?:would|will|does|could) it help(?: you)?(?: \w+)? (?:if|to)\b|\bcan (?:i|we) help\b"
    r"|\bis there (?:anything|something) (?:that )?(?:i|we) can\b",
    re.I,
)
_WELL = re.compile(
    r"\b(?:are you|is (?:everything|all|it all|anything|something))(?: (?:really|feeling|doing|quite|still))?"
    r" (?:all ?right|ok|okay|fine|good|well|wrong|up|the matter)\b(?! (?:with|about|if|for|at|to|that)\b)"
    r"|\bhow (?:are you|have you been|are things|is it going|'s it going)\b(?! (?:going to|about)\b)",
    re.I,
)
_CHECKS = re.compile(
    r"^\W*(?:so )?(?:is|was|isn't|wasn't) (?:that|it|this)\b|^\W*(?:so )?(?:have|did) i\b|^\W*am i\b|^\W*right\?"
    r"|\b(?:something|anything) in (?:that|it|this)\b|\bor (?:have i|is it|was it|something else|not quite)\b"
    r"|\banywhere near\b",
    re.I,
)
# What nobody would say to a person. Words that are at home at work too (a simulation, "I followed your
# instructions", "I won't pretend") do not count alone.
_BREAKING = re.compile(
    "|".join(
        (
            r"\bignore (?:all|your|the|any|previous)\b",
            r"\b(?:forget|repeat|disregard|reveal|print|show)\W+(?:\w+\W+){0,4}?(?:instructions?|prompt|rules)\b",
            r"\b(?:system|your) prompt\b|\blanguage model\b|\bchat ?bot\b|\ban ai\b|\ba\.i\.|\bjson\b|</?[a-z_]+>",
            r"\bare you (?:a )?(?:bot|real|an ai|human|computer)\b|\b(?:out of|break|in) character\b",
            r"\b(?:stop|end|leave|drop|in) (?:the |this |our )?role[- ]?play|^\W*pretend\b|\bpretend (?:that )?you\b",
            r"\b(?:hidden|locked)[ _]facts?\b|\bunlock (?:all|every\w*|what|the (?:facts?|secrets?|hidden))\b",
            r"\breveal (?:all|every\w*|your|what you|the (?:hidden|secret))\b",
            r"\b(?:developer|debug) mode\b|\bjailbreak\w*|\bthis is (?:just |only )?a simulation\b",
            r"\bwhich company made you\b|\bwho (?:built|programmed) you\b|\b(?:what|which) model are you\b",
            r"\bsummari[sz]e (?:our|this|the) (?:conversation|chat|rehearsal)\b",
            r"\b(?:this|the) scenario\b|\btrust (?:level|score|is now|goes up)\b|\bset trust\b",
        )
    ),
    re.I,
)
# Whoever speaks of people, of this talk or of what was just said asks about the matter or about the person; there a
# model would make something up, agree by the way or turn coach. What is left is the world: the time, the news, a sum.
_OURS = re.compile(
    r"\b(?:i|me|my|mine|you|your|yours|we|us|our|ours|he|she|they|him|her|his|them|their|this|that|these|those|here"
    r"|people|somebody|anybody|everybody|nobody|anyone|someone|everyone|everything|anything|home)(?:'\w+)?\b|\bit\b(?!\W*$)",
    re.I,
)


def fixes_time(text: str) -> bool:
    """Whether somebody is to do something at a time: "by Friday", "tomorrow at ten", "every Monday"."""
    return bool(_WHEN.search(_SPOKEN_OF.sub(" ", text)) and _WHO.search(text)) and not _VAGUE.search(text)


def without_times(text: str) -> str:
    """A sentence without its days and hours."""
    return _WHEN.sub(" ", text)


def says_what_will_be(text: str) -> bool:
    """Whether it says what somebody will do, can do or suggests, and not only what is or was."""
    return bool(_WILL.search(text))


def speaks_of_other(text: str) -> bool:
    """Whether it speaks of the other, or asks."""
    return bool(_YOU.search(text))


def speaks_of_self(text: str) -> bool:
    """Whether it speaks of what the speaker did or has: I, me, my."""
    return bool(_MINE.search(text))


def speaks_of_us(text: str) -> bool:
    """Whether it speaks of the speaker, alone or with others."""
    return bool(_ME.search(text))


def asks_leave(text: str) -> bool:
    """Whether it asks to be allowed to say, ask or show something."""
    return bool(_LEAVE.search(text))


def asks_if_it_suits(text: str) -> bool:
    """Whether it asks for the time to talk, or whether that is all right."""
    return bool(_SUITS.search(text))


def asks_if_right(text: str) -> bool:
    """Whether it asks if what was said back is right."""
    return bool(_CHECKS.search(text))


def kind_by_words(question: str) -> QuestionKind:
    """What a question wants to know, if it is not whether what was said back is right."""
    return "well" if _WELL.search(question) else "offered" if _OFFERS.search(question) else "asked"


def asks_about_world(question: str) -> bool:
    """Whether a question is about neither people nor the talk nor what was just said."""
    return not _OURS.search(question.replace("’", "'"))


def is_breaking(text: str) -> bool:
    """Whether something is said to the program and not to the person: it earns nothing."""
    return bool(_BREAKING.search(text))


def speaks_to_program(sentences: Sequence[str]) -> bool:
    """Whether at least half of the sentences are: the partner finds it odd, and answers nothing else."""
    return 2 * sum(map(is_breaking, sentences)) >= len(sentences)
