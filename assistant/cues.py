"""Surface cues of a sentence: what its wording gives away beside its meaning.

Plain string work. `moves` joins them with the embedding; nothing here decides anything.
"""

from __future__ import annotations

import re
from itertools import pairwise

from assistant.words import all_words, content_words

# Spellings and forms that mean the same to a listener; so labels do not depend on them.
_CONTRACTIONS = {
    "dont": "don't", "didnt": "didn't", "doesnt": "doesn't", "cant": "can't", "couldnt": "couldn't",
    "wont": "won't", "wouldnt": "wouldn't", "shouldnt": "shouldn't", "isnt": "isn't", "wasnt": "wasn't",
    "arent": "aren't", "werent": "weren't", "havent": "haven't", "hasnt": "hasn't", "hadnt": "hadn't",
    "im": "i'm", "ive": "i've", "youre": "you're", "youve": "you've", "youd": "you'd", "youll": "you'll",
    "theyre": "they're", "theyve": "they've", "weve": "we've", "thats": "that's", "whats": "what's",
    "lets": "let's", "theres": "there's", "hows": "how's", "wheres": "where's", "whos": "who's",
    "u": "you", "ur": "your", "pls": "please", "cos": "because", "coz": "because", "ok": "okay",
}  # fmt: skip
_PERSONS = {
    "he": "they", "she": "they", "him": "them", "her": "them", "his": "their", "hers": "their", "theirs": "their",
    "he's": "they're", "she's": "they're", "he'd": "they'd", "she'd": "they'd", "he'll": "they'll",
    "she'll": "they'll", "himself": "themselves", "herself": "themselves", "themself": "themselves",
}  # fmt: skip
_BRITISH = [(re.compile(pattern), put) for pattern, put in (
    (r"\b(\w{3,}[a-z])yz(e|ed|es|ing)\b", r"\1ys\2"),
    (r"\b(apolog|real|recogn|organ|critic|priorit|summar|emphas|final)iz(e|ed|es|ing)\b", r"\1is\2"),
    (r"\b(behavi|col|fav|hon|lab|neighb|hum)or(\w*)\b", r"\1our\2"),
    (r"\bjudgment", "judgement"), (r"\bprogram\b", "programme"), (r"\bcenter\b", "centre"),
    (r"\b(defen|offen)se\b", r"\1ce"), (r"\bmom\b", "mum"), (r"\b(cancel|travel|label|model)(ed|ing)\b", r"\1l\2"),
)]  # fmt: skip
_TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)*|[?.,;:…!-]")
_NAME = re.compile(r"(?<=[a-z,;] )(?:(?:Dr|Mr|Ms|Mrs|Prof)\.? )?[A-Z][a-z]{2,}(?: [A-Z][a-z]+)?\b")
_DAYS = frozenset("Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July "
                  "August September October November December Christmas Easter English".split())  # fmt: skip


def plain(text: str) -> str:
    """A sentence without what should not matter: names, pronouns of third persons, spelling variants, capitals."""
    text = text.replace("’", "'").replace("‘", "'").replace("“", '"').replace("”", '"')
    text = _NAME.sub(lambda match: match.group() if match.group() in _DAYS else "Sam", text)
    line = text.lower()
    for pattern, put in _BRITISH:
        line = pattern.sub(put, line)

    def swap(match: re.Match[str]) -> str:
        word = match.group()
        word = _CONTRACTIONS.get(word, word)
        return _PERSONS.get(word, word)

    return re.sub(r"[^\W_]+(?:'[^\W_]+)*", swap, line)


def tokens(text: str) -> list[str]:
    """Words and marks of a plain sentence."""
    return _TOKEN.findall(text)


def grams(text: str) -> list[str]:
    """Words, pairs and triples of words, and how the sentence begins and ends."""
    found = tokens(text)
    pairs = [f"{a} {b}" for a, b in pairwise(found)]
    triples = [f"{a} {b} {c}" for a, b, c in zip(found, found[1:], found[2:], strict=False)]
    starts = ["^ " + " ".join(found[:count]) for count in (1, 2, 3) if len(found) >= count]
    ends = ["$ " + " ".join(found[-count:]) for count in (1, 2, 3) if len(found) >= count]
    return [*found, *pairs, *triples, *starts, *ends]


_WH = r"(?:what|how|why|where|which|who|when)"
CUES: dict[str, re.Pattern[str]] = {
    name: re.compile(pattern)
    for name, pattern in {
        "mark": r"\?\s*[\"')]*\s*$",
        "wh_start": rf"^(?:\W|so|and|but|okay|right|well|then|now|look|[a-z]+,)*\s*{_WH}\b",
        "wh": rf"\b{_WH}\b",
        "inverted": r"^(?:\W|so|and|but|okay|right|well|then|now|[a-z]+,)*\s*(?:do|does|did|is|are|was|were|have|has"
        r"|had|can|could|would|will|shall|should|may|might|don't|didn't|isn't|aren't|won't|can't)\s+"
        r"(?:you|i|we|they|it|that|this|there|the|your|my)\b",
        "tell_me": r"\b(?:tell me|talk me through|walk me through|take me through|describe|help me understand|say more"
        r"|go on|i'd like to (?:hear|know|understand)|i wonder|i'm curious)\b",
        "you_start": r"^(?:\W|so|and|but|okay|right|well)*\s*you(?:'re|'ve|'d|'ll)?\b",
        "i_start": r"^(?:\W|so|and|but|okay|right|well)*\s*i(?:'m|'ve|'d|'ll)?\b",
        "we": r"\b(?:we|we're|we'll|let's|us|together)\b",
        "always": r"\b(?:always|never|every time|constantly|once again|typical|as usual|everyone else|nobody else)\b",
        "sorry": r"\b(?:sorry|apologi\w+|my fault|my mistake|i was wrong|that's on me|forgive)\b",
        "sorry_but": r"\bsorry\b.{0,30}\bbut\b"
        r"|\bsorry (?:you feel|if|that you feel|you're upset|to (?:bother|interrupt))",
        "but": r"\bbut\b",
        "should": r"\b(?:should|ought|need to|have to|must|want to|might|could try|try|why not|why don't you|have you"
        r" (?:tried|thought|considered)|if i were you|you could|better to|how about)\b",
        "ask": r"\b(?:could you|can you|would you|will you|please|i'd like you to|i need you to|i want you to|would you"
        r" mind|i'm asking|i ask)\b",
        "leave": r"\b(?:may i|can i|could i|is it (?:okay|alright|all right)|would it be (?:okay|all right|useful)"
        r"|do you mind if|would you like me|shall i|if you (?:want|like|prefer)|up to you|your (?:choice|call)"
        r"|you (?:choose|decide)|mind if i|happy for me)\b",
        "when": r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day|\b(?:tomorrow|today|tonight|next week|this week"
        r"|by (?:the )?(?:end|noon|five|ten|half)|o'clock|morning|afternoon|minutes?|weekly|every)\b",
        "past": r"\b(?:yesterday|last (?:week|night|month|time)|on (?:mon|tues|wednes|thurs|fri|satur|sun)day|twice"
        r"|three times|i (?:saw|noticed|heard|read|counted)|ago)\b",
        "number": r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twice|half)\b",
        "feel": r"\b(?:feel|felt|feeling|feels|worried|afraid|angry|upset|proud|relieved|embarrassed|hurt|frustrated"
        r"|anxious|nervous|tired|lost|stung|hard for|made me|left me|cost|means)\b",
        "seems": r"\b(?:sounds? like|sounds? as|seems?|as if|as though|i hear|you mean|so you|it's like|part of you"
        r"|i imagine|i guess|must (?:be|have)|looks like)\b",
        "mean_by": r"\b(?:mean by|you mean|when you say|you said|which (?:one|part|bit)|what do you mean|such as"
        r"|an example|for instance|in what way|say that|like what)\b",
        "if_not": r"\b(?:or else|otherwise|unless|if (?:you|this|it|that) .{0,40}(?:again|don't|won't|isn't|can't)"
        r"|consequences|have no choice|your (?:contract|funding|visa|reference|place|job|letter|mark|grade)"
        r"|remember who|think carefully|i'd hate|would be a shame|on your (?:record|file))\b",
        "thanks": r"\b(?:thank|thanks|grateful|glad you|appreciate|cheers)\b",
        "right": r"\b(?:you're right|that's (?:fair|true|right)|fair (?:point|enough)|makes sense|of course"
        r"|i (?:see|get|understand)|no wonder|i'd (?:feel|be) .{0,15}too|anyone would|point taken)\b",
        "least": r"\b(?:at least|it's not (?:that|so)|not a big deal|get over|calm down|don't (?:worry|be|take)|cheer"
        r" up|you'll be fine|everyone|everybody|we all|wait till|when i was|could be worse|no need to|so sensitive"
        r"|overreact\w*|dramatic|just)\b",
        "praise": r"\b(?:well done|good|great|brilliant|excellent|lovely|clever|careful|strong|best|impressive"
        r"|proud|nice|clear|sharp|patient|brave|credit|handled)\b",
        "verdict": r"\b(?:lazy|careless|rude|selfish|sloppy|unprofessional|useless|hopeless|ungrateful|arrogant"
        r"|disrespect\w*|don't care|couldn't be bothered|can't be bothered|not cut out|attitude|excuses?|childish"
        r"|unreliable|incompetent|pathetic|the problem with you|your problem|difficult person|dishonest|weak|kind of"
        r" person|what's wrong with you|ridiculous)\b",
        "required": r"\b(?:expect\w*|required?|rule|standard|from now on|going forward|always needs?|has to|have to be"
        r"|needs? to be|no exceptions|the bar|deadline is|policy|in this (?:lab|ward|team|kitchen|office|group)"
        r"|non-negotiable|are to be|is to be)\b",
        "own": r"\b(?:i did|i didn't|i was only|i only|i had to|it wasn't me|not my fault|nobody told me|i never|that's"
        r" not (?:what|how|fair|true)|what about you|you do it too|in my defen[cs]e|i was just)\b",
        "offer": r"\b(?:i can|i could|i'll|i'm happy to|i've got|i have|if it helps|there's a|there is a|the reason"
        r"|because|when i|for me)\b",
        "quote": r"[\"“”]",
        "hello": r"^(?:\W)*(?:hi|hello|hey|morning|good (?:morning|afternoon)|come in|sit down|have a seat|okay|right"
        r"|well|mm+|mhm|uh|yeah|yes|no|anyway|so)\b[^a-z]*(?:\w+\W*){0,2}$",
    }.items()
}


def cue_values(text: str, previous: str, position: float, asked: bool) -> list[float]:
    """The cues of one plain sentence as numbers from 0 to 1.

    Args:
        text: the sentence, plain.
        previous: the line before, plain, or nothing.
        position: where in its turn it stands, 0 for first, 1 for last.
        asked: whether the line before ends in a question.
    """
    words = all_words(text)
    ours, theirs = set(content_words(text)), set(content_words(previous))
    shared = len(ours & theirs) / len(ours) if ours else 0.0
    return [
        *(float(bool(pattern.search(text))) for pattern in CUES.values()),
        min(len(words), 40) / 40,
        float(len(words) <= 3),
        position,
        shared,
        float(bool(previous)),
        float(asked),
    ]


CUE_COUNT = len(CUES) + 6
