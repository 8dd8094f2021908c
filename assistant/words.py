"""Words of a question: which of them carry its subject. Plain string work, no index, no model."""

from __future__ import annotations

import re

STOP_WORDS = frozenset(
    """a about after again all also always am an and any anyone are aren't as at be because been before being best
    better both but by can can't cannot could couldn't did didn't do does doesn't doing don't done during each else
    even ever every everyone few for from get gets getting give go going good got had has hasn't have haven't having
    he he'd he'll he's help her here hers herself him himself his how i i'd i'll i'm i've if in into is isn't it
    it's its itself just keep keeps know let like make makes many may maybe me mean might more most much must my
    myself need never no not now of off ok okay on once one only or other our ours out over own people perhaps
    person please put really right same say says she she'd she'll she's should shouldn't so some somebody someone
    something still such sure take tell than that that's the their theirs them themselves then there there's these
    they they'd they'll they're they've thing things think this those though to too try up us use very want wants
    was wasn't way we we'd we'll we're we've well were weren't what what's when where whether which while who who's
    whom whose why will with without won't would wouldn't yes you you'd you'll you're you've your yours yourself
    """.split()
)

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*", re.UNICODE)


def all_words(text: str) -> list[str]:
    """The words of a text, in lower case, with straight apostrophes."""
    return [word.replace("’", "'") for word in _WORD.findall(text.lower())]


def content_words(text: str) -> list[str]:
    """The words that carry a subject, in order, without repetition."""
    return list(dict.fromkeys(word for word in all_words(text) if word not in STOP_WORDS and len(word) > 1))


def stem(word: str) -> str:
    """A word without its commonest endings: enough to count shared words."""
    for ending in ("'s", "ing", "ed", "es", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word
