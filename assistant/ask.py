"""Ask: a question gets an answer from the guidance, every sentence traced to where it comes from.

The chain reads like its description: make the question stand alone, retrieve, pick the
sentences that matter, write. Attribution follows sentence by sentence as they are
written. Code decides what is used and cited; the model, if there is one, only phrases.
"""

from __future__ import annotations

import re
import time
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

import numpy as np
from langchain_core.embeddings import Embeddings
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage
from langchain_core.runnables import Runnable, RunnableLambda, RunnablePassthrough
from numpy.typing import NDArray

from assistant.attribution import attribute, is_faithful
from assistant.embeddings import embed_array
from assistant.errors import ModelError
from assistant.index import Index, Unit
from assistant.models.chat import stream_words
from assistant.prompts import Prompt, load_prompt
from assistant.retrieval import Found, clean_query, search
from assistant.selection import pick_line, pick_points
from assistant.sentences import split_sentences
from assistant.standalone import standalone_question
from assistant.values import Answer, Citation, KeyPoint, Message, Passage, Sentence, Side, Tier

PASSAGES = 5
SHOWN_POINTS = 4
MAX_TOKENS = 180
IDLE = 0.2  # Support below which a model's sentence adds nothing but phrases; it is kept in ``raw`` only.
ENOUGH = 3  # Sentences that an answer should have, if the guidance has them.
MADE_OF = 0.6  # Similarity from which a sentence is taken for a failed rewording of a note.
NOT_COVERED = "The guidance here does not cover that."

_LIST_MARK = re.compile(r"^\s*(?:[-*•]|\d{1,2}[.)])\s+", re.M)
_FILLER = re.compile(
    r"^(?:(?:sure|certainly|of course|absolutely)[!.,:]\s*)?"
    r"(?:(?:answer|to answer your question|here(?:'s| is| are) (?:the|some|my)[^:.]{0,60}|based on the notes)"
    r"\s*[,:]\s*)?",
    re.I,
)


@dataclass(frozen=True)
class Sources:
    """Event: what was found, before any word is written."""

    standalone_question: str
    passages: tuple[Passage, ...]
    key_points: tuple[KeyPoint, ...]
    covered: bool
    nearest_topics: tuple[str, ...]


@dataclass(frozen=True)
class Words:
    """Event: the sentence that is being written, as far as it has come."""

    text: str


Event = Sources | Words | Sentence | Answer


@dataclass(frozen=True)
class Question:
    """What a person asks, from which side, and what went before."""

    text: str
    side: Side | None = None
    history: tuple[Message, ...] = ()


def build_chain(index: Index, embeddings: Embeddings) -> Runnable[Question, dict[str, Any]]:
    """The steps from a question to the sentences that matter, as one LangChain chain.

    Its output has ``question``, ``standalone``, ``found``, ``points`` and ``line``.
    """

    def stand_alone(state: dict[str, Any]) -> str:
        question: Question = state["question"]
        return standalone_question(clean_query(question.text), question.history, embeddings)

    def retrieve(state: dict[str, Any]) -> Found:
        return search(index, embeddings, state["standalone"], PASSAGES, state["question"].side)

    def points(state: dict[str, Any]) -> list[KeyPoint]:
        return pick_points(state["found"], state["question"].side)

    def line(state: dict[str, Any]) -> KeyPoint | None:
        return pick_line(index.current(), state["found"], state["points"], state["question"].side)

    begin: Runnable[Question, dict[str, Any]] = RunnableLambda(lambda question: {"question": question})
    return (
        begin
        | RunnablePassthrough.assign(standalone=stand_alone)
        | RunnablePassthrough.assign(found=retrieve)
        | RunnablePassthrough.assign(points=points)
        | RunnablePassthrough.assign(line=line)
    )


async def answer_stream(
    question: Question,
    *,
    index: Index,
    embeddings: Embeddings,
    model: BaseChatModel | None,
    tier: Tier,
    timeout: float = 60,
) -> AsyncGenerator[Event]:
    """Answer a question, event by event; the last event is the whole ``Answer``.

    Closing the iterator stops the model. If the model fails on the way, the answer is
    finished from the guidance alone and says so in its ``notice``.

    Args:
        question: what is asked.
        index: the guidance.
        embeddings: the embedder of the index.
        model: None answers with excerpts.
        tier: what ``model`` is.
        timeout: seconds to wait for the model's next word.

    Raises:
        InputError: there are no words in the question.
        StaleIndexError: there is no usable index.
    """
    begun = time.perf_counter()
    timings: dict[str, float] = {}

    def lap(name: str) -> None:
        timings[name] = round((time.perf_counter() - begun) * 1000, 1)

    state: dict[str, Any] = {}
    async for chunk in build_chain(index, embeddings).astream(question):
        state |= chunk
        if "standalone" in chunk:
            lap("rewrite")
        if "found" in chunk:
            lap("retrieve")
    found: Found = state["found"]
    points: list[KeyPoint] = state["points"] if found.covered else []
    passages = _citable(index, state) if found.covered else {}
    lap("first_useful")
    yield Sources(
        state["standalone"], tuple(passages.values()), tuple(points[:SHOWN_POINTS]), found.covered, found.nearest
    )

    sentences: list[Sentence] = []
    raw = notice = ""
    if found.covered:
        if model is not None:
            try:
                async with aclosing(_write(state, model, embeddings, passages, timeout)) as events:
                    async for event in events:
                        timings.setdefault("first_token", round((time.perf_counter() - begun) * 1000, 1))
                        if isinstance(event, Sentence):
                            sentences.append(event)
                        if isinstance(event, str):
                            raw = event
                        else:
                            yield event
            except ModelError as error:
                notice = f"{error} What follows is from the guidance alone."
                tier = "guidance"
        if not sentences:
            tier = "guidance"
            sentences = [_excerpt(point) for point in points[:SHOWN_POINTS]]
            for sentence in sentences:
                yield sentence
        if state["line"] is not None:
            sentences.append(_excerpt(state["line"]))
            yield sentences[-1]
    timings.setdefault("first_token", timings["first_useful"])
    lap("total")
    yield Answer(
        question=question.text,
        standalone_question=state["standalone"],
        answer=compose_text(sentences) if found.covered else NOT_COVERED,
        sentences=tuple(sentences),
        citations=tuple(_citations(sentences, passages)),
        covered=found.covered,
        nearest_topics=found.nearest,
        tier=tier,
        timings_ms=timings,
        passages=tuple(passages.values()),
        key_points=tuple(points[:SHOWN_POINTS]),
        notice=notice,
        raw=raw,
    )


def compose_text(sentences: Sequence[Sentence]) -> str:
    """The answer as plain text: a paragraph, then the line to say on its own."""
    told = " ".join(sentence.text for sentence in sentences if not sentence.sayable)
    lines = [f"You could say: {in_quotes(sentence.text)}" for sentence in sentences if sentence.sayable]
    return "\n\n".join(part for part in [told, *lines] if part)


def in_quotes(line: str) -> str:
    """A line to say, in double quotes, which bullets have and table cells have not."""
    return line if line[:1] in '"“' else f'"{line}"'


def prompt_messages(question: Question, standalone: str, points: Sequence[KeyPoint]) -> list[BaseMessage]:
    """What the model is told: the unchanging part first, the question and its notes last."""
    answer, ask = load_prompt("answer"), load_prompt("question")
    notes = "\n".join(f"{number}. {point.text}" for number, point in enumerate(points, 1))
    person = f"a {question.side}" if question.side else "a mentor or a trainee"
    text = ask.render(person=person, question=shorten(standalone), notes=notes)
    return [SystemMessage(answer.text), HumanMessage(text)]


def shorten(question: str, words: int = 90, letters: int = 500) -> str:
    """A question as the model sees it: its beginning and its end, if it is a long story."""
    parts = question.split()
    if len(parts) > words:
        question = " ".join([*parts[: words // 2], "...", *parts[-words // 2 :]])
    if len(question) > letters:  # An address, or a script whose letters are several tokens each.
        question = f"{question[: letters // 2]} ... {question[-letters // 2 :]}"
    return question


def system_prompt() -> Prompt:
    """The unchanging part, which the engine reads once when it starts."""
    return load_prompt("answer")


async def _write(
    state: dict[str, Any],
    model: BaseChatModel,
    embeddings: Embeddings,
    passages: Mapping[str, Passage],
    timeout: float,
) -> AsyncGenerator[Words | Sentence | str]:
    """The model's words: the sentence under way, each finished one with its support, at last the raw text."""
    messages = prompt_messages(state["question"], state["standalone"], state["points"])
    bound = model.bind(max_tokens=MAX_TOKENS)
    judge = _Judge(state, embeddings, passages)
    raw = ""
    done = 0
    async with aclosing(stream_words(bound, messages, timeout)) as pieces:
        async for piece in pieces:
            raw += piece
            parts = clean_answer(raw)
            # The last part may still grow, so it is shown and not yet judged.
            for text in parts[done:-1]:
                done += 1
                if (sentence := judge.accept(text)) is not None:
                    yield sentence
            if len(parts) > done:
                yield Words(parts[-1])
    for text in clean_answer(raw)[done:]:
        # A sentence that the length limit cut off is left out.
        if text[-1:] in ".?!\"'”’)" and (sentence := judge.accept(text)) is not None:
            yield sentence
    for sentence in judge.missing():
        yield sentence
    yield raw


class _Judge:
    """Decides, sentence by sentence, what of a model's words is shown, and what supports it.

    A faithful rewording of a note is shown. One that is not is replaced by the note itself, for
    small models turn advice round. What is far from everything in the guidance is left out ("This
    will help you to grow"); what is near and yet not supported is kept, to be marked.
    """

    def __init__(self, state: dict[str, Any], embeddings: Embeddings, passages: Mapping[str, Passage]) -> None:
        found: Found = state["found"]
        self._side: Side | None = state["question"].side
        self._embeddings = embeddings
        self._units = found.units
        self._audiences = {passage.id: passage.audience for passage in passages.values()}
        self._notes = {point.text: point for point in state["points"]}
        self._used: set[str] = set()

    def accept(self, text: str) -> Sentence | None:
        """The sentence as it is shown, or None."""
        vector = embed_array(self._embeddings, [text])[0]
        support = attribute(text, vector, self._units, self._side, self._audiences)
        nearest = support.unit or self._nearest_note(vector)
        if nearest is not None and nearest.text in self._used:
            return None
        if nearest is not None and nearest.text in self._notes:
            self._used.add(nearest.text)
            audience = self._audiences.get(nearest.passage_id, ())
            if not is_faithful(text, nearest, support.score, self._side, audience):
                return _excerpt(self._notes[nearest.text])
        if support.unit is not None:
            self._used.add(support.unit.text)
            return Sentence(text, support.unit.passage_id, support.score, quote=support.unit.text)
        return Sentence(text, None, support.score) if support.score >= IDLE else None

    def missing(self) -> list[Sentence]:
        """Notes that the model passed over, if it used hardly any."""
        unused = [point for text, point in self._notes.items() if text not in self._used]
        return [_excerpt(point) for point in unused[: max(0, ENOUGH - len(self._used))]]

    def _nearest_note(self, vector: NDArray[np.float32]) -> Unit | None:
        """The note that an unsupported sentence was made of, if one is close enough to tell."""
        notes = [unit for unit in self._units if unit.text in self._notes]
        best = max(notes, key=lambda unit: float(unit.vector @ vector), default=None)
        return best if best is not None and float(best.vector @ vector) >= MADE_OF else None


def clean_answer(raw: str) -> list[str]:
    """The sentences of what a model wrote, without list marks, markup and opening phrases."""
    text = _LIST_MARK.sub("", raw.replace("**", "").replace("`", "").replace("#", ""))
    text = _FILLER.sub("", " ".join(text.split()))
    text = re.sub(r"\s*\[\d+\]", "", text)
    sentences = split_sentences(text)
    return [s[:1].upper() + s[1:] for i, s in enumerate(sentences) if s not in sentences[:i]]


def _excerpt(point: KeyPoint) -> Sentence:
    return Sentence(point.text, point.passage_id, 1.0, quote=point.text, sayable=point.sayable)


def _citable(index: Index, state: dict[str, Any]) -> dict[str, Passage]:
    """The passages that an answer may cite: what was found, and where the line to say stands."""
    found: Found = state["found"]
    passages = {passage.id: passage for passage in [*found.passages, *found.deeper]}
    line: KeyPoint | None = state["line"]
    return passages | (index.current().passages([line.passage_id]) if line else {})


def _citations(sentences: Sequence[Sentence], passages: Mapping[str, Passage]) -> list[Citation]:
    """One citation a passage, in the order of first use, with the first sentence that it supports."""
    citations: dict[str, Citation] = {}
    for sentence in sentences:
        passage = passages.get(sentence.citation or "")
        if passage is not None and passage.id not in citations:
            citations[passage.id] = Citation(passage.id, passage.title, passage.section, sentence.quote, passage.source)
    return list(citations.values())
