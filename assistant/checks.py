"""What a partner's reply must never be, and how long it may be: plain code, so that nothing unchecked is shown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.scenarios import Part, tells
from assistant.sentences import split_sentences
from assistant.words import all_words, stem

LONGEST = 60  # Words of one reply.
COPIED = 0.75  # Share of its words that a reply may have in common with one line of the user's.

_BREAKS = re.compile(
    r"\bas an? (?:ai|assistant|language model)\b|\b(?:ai|language model|chatbot|assistant|openai|alibaba|qwen)\b"
    r"|\bi(?:'m| am) here to (?:help|assist|support)\b|\bhow (?:can|may) i (?:help|assist)\b|\bprompt\b"
    r"|\binstructions?\b"
    r"|\brole[- ]?play|\bthis scenario\b|\bin character\b|\bthe user\b|\bsimulated\b",
    re.I,
)
_COACHING = re.compile(
    r"\b(?:active listening|i appreciate (?:your|you)|moving forward|going forward|valid|validate|boundar(?:y|ies)"
    r"|feel heard"
    r"|perspective|constructive|communicat\w+|it's important to|it is important to|let's work together|open dialogue"
    r"|growth|reach out|i understand (?:your|how you)"
    r"|thank you for (?:sharing|your|understanding|bringing|the feedback)"
    r"|self-care|mindful\w*|feedback is|i hear you|i value|collaborat\w+|support system|challenges?|ensure|address this"
    r"|strategy|prioriti[sz]e|i apologi[sz]e for any|best practices?)\b",
    re.I,
)
_ADVICE = re.compile(
    r"\b(?:you (?:should|could try|might want|need to) (?:listen|ask|say|talk|communicate|be more|try))\b", re.I
)
_LIST = re.compile(r"(?:^|\s)(?:[-*•]|\d+[.)])\s+\S.*(?:\s(?:[-*•]|\d+[.)])\s+)|[*_#`]{2,}|[\[\](){}<>|]", re.S)
_LABEL = re.compile(r"^\s*(?:[A-Z][\w'’.]*\s?){1,3}:\s")
_FOREIGN = re.compile(r"[^\x00-\u024f\u2010-\u2027\u2030-\u205e]")


def tidy(raw: str, name: str) -> str:
    """A model's reply without what small models put around it: a label, quotes, stage directions, what follows."""
    line = raw.strip().split("\n")[0].strip()
    line = re.sub(rf"^\**{re.escape(name.split()[0])}[\w .'’-]*\**\s*:\s*", "", line)
    line = re.sub(r"\*[^*]*\*|\([^)]*\)|\[[^\]]*\]", " ", line)
    line = " ".join(line.split()).strip()
    if len(line) > 1 and line[0] in "\"“'" and line[-1] in "\"”'":
        line = line[1:-1].strip()
    return line.replace("!", ".")


def shorten(text: str, most: int) -> str:
    """At most so many sentences."""
    return " ".join(split_sentences(text)[:most])


def faults(
    text: str, part: Part, earned: Sequence[str], user_lines: Sequence[str], said: Sequence[str]
) -> Iterator[str]:
    """What is wrong with a reply; nothing, if it can be shown.

    Args:
        text: the reply, tidied.
        part: the partner's side.
        earned: facts that may be spoken of.
        user_lines: what the user said, all of it.
        said: the partner's earlier lines, with the opening.
    """
    words = all_words(text)
    if len(words) < 1:
        yield "empty"
        return
    if len(words) > LONGEST or len(split_sentences(text)) > part.persona.speech.max_sentences:
        yield "long"
    if _LABEL.match(text):
        yield "label"
    if _LIST.search(text) or _FOREIGN.search(text):
        yield "form"
    if _BREAKS.search(text):
        yield "role"
    if _COACHING.search(text) or _ADVICE.search(text):
        yield "coaching"
    for fact in part.hidden_facts:
        if fact.id not in earned and tells(text, fact):
            yield "leak"
    if any(alike(text, line, COPIED) for line in user_lines):
        yield "parrot"
    if any(alike(text, line, 0.8) for line in said):
        yield "repeat"
    if text[-1] not in ".?…'\"”’-–—":
        yield "cut"


def alike(one: str, other: str, share: float) -> bool:
    """Whether two lines have most of their words in common."""
    ours, theirs = set(map(stem, all_words(one))), set(map(stem, all_words(other)))
    if not ours or not theirs:
        return False
    return ours == theirs or (min(len(ours), len(theirs)) >= 3 and len(ours & theirs) >= share * len(ours | theirs))
