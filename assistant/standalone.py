"""Follow-ups: from "and if she cries?" to a question that can be searched for.

What stands alone is left alone. To what does not, the few words are added that tell the
subject of the turn that it leans on. (Gluing all turns together costs half of the hits:
nDCG@5 .268 instead of .535 on a public benchmark. How many words: `counterpart eval ask`
on the development questions; who it is about, "student" or "mentor", is no subject.)
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from langchain_core.embeddings import Embeddings

from assistant.embeddings import embed_array
from assistant.values import Message
from assistant.words import all_words, content_words

TOPIC_WORDS = 4
ALONE = 3  # Content words from which on a question without a pointer back stands alone.

_OPENER = re.compile(
    r"^(?:and|but|or|so|then|also|plus|ok|okay|what about|how about|what if|why not|what else|anything else"
    r"|what then|really|why|how so|for example|like what|even|same|still)\b",
    re.I,
)
_POINTER = frozenset(
    """he she him her his hers they them their theirs it its that this those these there then else instead one ones
    such same either neither both""".split()
)
# "my student ... she" is answered inside the question; "she" alone points back.
_PERSON = frozenset(
    """student trainee mentor supervisor boss apprentice nurse manager colleague mentee advisor adviser preceptor
    teacher intern junior resident lead postdoc candidate colleagues students trainees people person team someone
    somebody tutor foreman consultant professor pi chef officer""".split()
)


def leans_back(question: str) -> bool:
    """Whether a question cannot be understood without the turn before it."""
    words = all_words(question)
    content = [word for word in content_words(question) if word not in _GENERIC]
    if _OPENER.match(question.strip()) and len(content) <= ALONE + 1:
        return True
    named = any(word.rstrip("s") in _PERSON or word in _PERSON for word in words)
    points = any(word in _POINTER for word in words) and not named
    return len(content) < 2 or (points and len(content) <= ALONE + 2)


def topic_words(question: str, embeddings: Embeddings, count: int = TOPIC_WORDS) -> list[str]:
    """The content words closest in meaning to the whole question, in the order they stand in it."""
    words = content_words(question)
    words = [word for word in words if word not in _ASKING and word.rstrip("s") not in _PERSON] or words
    if len(words) <= count:
        return words
    vectors = embed_array(embeddings, [question, *words])
    closeness = vectors[1:] @ vectors[0]
    kept = sorted(np.argsort(-closeness)[:count].tolist())
    return [words[i] for i in kept]


def standalone_question(question: str, history: Sequence[Message], embeddings: Embeddings) -> str:
    """The question, with the subject of the turn it leans on where it leans on one.

    Args:
        question: as the person wrote it.
        history: the earlier turns, oldest first; only the person's own are used.
        embeddings: tells which words carry the subject.
    """
    earlier = [message.content for message in history if message.role == "user" and message.content.strip()]
    if not earlier or not leans_back(question):
        return question
    # The turn before may itself lean on the one before it: go back to where the subject was named.
    subject = next((text for text in reversed(earlier) if not leans_back(text)), earlier[0])
    present = set(all_words(question))
    missing = [word for word in topic_words(subject, embeddings) if word not in present]
    if not missing:
        return question
    return f"{question.strip()} ({', '.join(missing)})"


# Words of asking, which are never the subject.
_ASKING = frozenset(
    """handle deal start begin ask help question advice tips steps today tomorrow hardly keeps""".split()
)

# Words that leave open what a question is about.
_GENERIC = frozenset(
    """happens happen handle deal start begin work works help helps important good bad wrong doesn't possible ask
    asking talk respond react answer long often first next later week today tomorrow time times day days lot bit
    kind sort example examples words line sentence write email message phrase question questions advice tips steps
    step different difference change matter matters come comes back try trying look looks seem seems feel feels
    refuses refuse agrees agree cry cries crying angry upset silent quiet""".split()
)
