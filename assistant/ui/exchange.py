"""What the Ask page remembers of a conversation: one value for each question and what came back.

It lives in the server's memory as long as the tab is open, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.ask import Event, Sources, Words, compose_text
from assistant.safety import Alarm
from assistant.scenarios import Scenario
from assistant.values import Answer, KeyPoint, Message, Passage, Sentence, Side, Tier

REMEMBERED = 6  # Exchanges that a follow-up may lean on.


@dataclass(frozen=True)
class Exchange:
    """A question and what has come back so far; ``answer`` is set once it is whole.

    ``scenario`` is a conversation in which what was answered can be tried, if there is one.
    """

    number: int
    question: str
    side: Side
    sources: Sources | None = None
    sentences: tuple[Sentence, ...] = ()
    words: str = ""
    answer: Answer | None = None
    stopped: bool = False
    helpful: bool | None = None
    alarm: Alarm | None = None
    scenario: Scenario | None = None

    def after(self, event: Event | Alarm) -> Exchange:
        """The exchange with one more event."""
        if isinstance(event, Alarm):
            return replace(self, alarm=event)
        if isinstance(event, Sources):
            return replace(self, sources=event)
        if isinstance(event, Words):
            return replace(self, words=event.text)
        if isinstance(event, Sentence):
            return replace(self, sentences=(*self.sentences, event), words="")
        return replace(self, answer=event, sentences=event.sentences, words="")

    @property
    def finished(self) -> bool:
        """Whether nothing more will come."""
        return self.answer is not None or self.stopped

    @property
    def covered(self) -> bool:
        """Whether the guidance has something on it, as far as is known."""
        return self.sources is None or self.sources.covered

    @property
    def cited(self) -> list[Passage]:
        """The passages that key points and sentences rest on; the order of first use gives the numbers."""
        return [self._passages[name] for name in self._used if name in self._passages]

    @property
    def nearby(self) -> list[Passage]:
        """The passages that were found too, and that nothing shown rests on."""
        return [passage for name, passage in self._passages.items() if name not in self._used]

    @property
    def _used(self) -> list[str]:
        used = [point.passage_id for point in self.key_points]
        return list(dict.fromkeys([*used, *(s.citation for s in self.sentences if s.citation)]))

    @property
    def _passages(self) -> dict[str, Passage]:
        return {passage.id: passage for passage in (self.sources.passages if self.sources else ())}

    @property
    def key_points(self) -> tuple[KeyPoint, ...]:
        """What is shown before any word is written."""
        return self.sources.key_points if self.sources else ()

    @property
    def told(self) -> tuple[Sentence, ...]:
        """The sentences of the answer that the key points do not already show."""
        told = tuple(sentence for sentence in self.sentences if not sentence.sayable)
        shown = {point.text for point in self.key_points}
        return () if all(sentence.text in shown for sentence in told) else told

    @property
    def lines(self) -> tuple[Sentence, ...]:
        """The lines to say aloud."""
        return tuple(sentence for sentence in self.sentences if sentence.sayable)

    @property
    def text(self) -> str:
        """The answer as plain text."""
        return self.answer.answer if self.answer else compose_text(self.sentences)

    @property
    def tier(self) -> Tier:
        """Which tier answered."""
        return self.answer.tier if self.answer else "guidance"

    def quotes(self, passage_id: str) -> list[str]:
        """The pieces of a passage that key points and sentences rest on, each once."""
        pieces = [point.text for point in self.key_points if point.passage_id == passage_id]
        pieces += [sentence.quote for sentence in self.sentences if sentence.citation == passage_id]
        return list(dict.fromkeys(piece for piece in pieces if piece))


def to_history(exchanges: Sequence[Exchange]) -> tuple[Message, ...]:
    """The earlier turns, as plain text, for a question that leans on them."""
    messages: list[Message] = []
    for exchange in [exchange for exchange in exchanges if exchange.finished][-REMEMBERED:]:
        messages.append(Message("user", exchange.question))
        messages.append(Message("assistant", exchange.text))
    return tuple(messages)
