"""The partner's card with its vectors: what the person knows, wants and can say, ready to be compared with a turn.

Made once a scenario and side, in about a second; afterwards a comparison is one product.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
import yaml
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from assistant.cues import plain
from assistant.embeddings import embed_array
from assistant.errors import ScenarioError
from assistant.resources import resource_folder
from assistant.scenarios import Fact, Part, Scenario
from assistant.sentences import split_sentences
from assistant.values import Side
from assistant.words import all_words, content_words, stem

Floats = NDArray[np.float32]

# Words of talk about talking. They show nothing of the matter, so they ground no sentence.
COACH_WORDS = frozenset(
    map(
        stem,
        """support supported help feel feeling feelings hear heard hearing understand understanding share sharing
        value valued appreciate important importance talk talking talked conversation discuss open
        openness honest honestly honesty safe space together team trust trusted respect listen listening
        difficult hard concern concerns concerned perspective thank thanks thought thoughts happy glad
        good great fine work working situation issue issues problem problems moment time today day people
        person thing things way lot bit really kind sort communicate communication positive growth grow
        journey care caring matter matters challenge challenges challenging best better please okay mind
        point question questions ask asked asking answer see look sense wonderful sorry""".split(),
    )
)


@dataclass(frozen=True)
class Card:
    """One side of a scenario as the partner's inner world. Each array has a row a text, of length 1."""

    scenario: Scenario
    side: Side
    vectors: dict[str, Floats]

    @property
    def part(self) -> Part:
        """The person whom the program plays."""
        return self.scenario.sides[self.side]

    def of(self, texts: tuple[str, ...] | list[str]) -> Floats:
        """The vectors of texts of the card, in their order."""
        return np.stack([self.vectors[text] for text in texts]) if texts else np.zeros((0, 384), np.float32)

    @cached_property
    def interest(self) -> Floats:
        """What lies behind the position, in every wording of the scenario."""
        return self.of([self.part.interest.sentence, *self.part.interest.paraphrases])

    @cached_property
    def triggers(self) -> Floats:
        """What hurts this person."""
        return self.of(self.part.triggers)

    @cached_property
    def softeners(self) -> Floats:
        """What this person can hear."""
        return self.of(self.part.softeners)

    @cached_property
    def kind(self) -> Floats:
        """Lines that this person can hear: softeners, the interest, what opens a fact, a next step."""
        openers = self.of([fact.opener for fact in self.part.hidden_facts])
        return np.vstack([self.softeners, self.interest, openers, self.steps])

    @cached_property
    def limits(self) -> Floats:
        """Ways of setting a limit, whoever it is set to."""
        return self.of(load_limits())

    @cached_property
    def steps(self) -> Floats:
        """Concrete next steps."""
        return self.of(self.part.step.examples)

    @cached_property
    def asks(self) -> tuple[list[int], Floats]:
        """Known questions: for each wording the place of its answer, and the vectors."""
        places = [i for i, answer in enumerate(self.part.answers) for _ in answer.asks]
        return places, self.of([ask for answer in self.part.answers for ask in answer.asks])

    @cached_property
    def ask_stems(self) -> list[frozenset[str]]:
        """The stems of each wording of a known question, in the order of ``asks``."""
        return [frozenset(map(stem, content_words(ask))) for answer in self.part.answers for ask in answer.asks]

    @cached_property
    def facts(self) -> dict[str, Floats]:
        """Hidden facts: the fact, what would have opened it, and how it is told."""
        return {fact.id: self.of([fact.text, fact.opener, *fact.lines]) for fact in self.part.hidden_facts}

    @cached_property
    def world(self) -> Floats:
        """Everything that this situation is about."""
        return self.of(_world(self.scenario, self.part))

    @cached_property
    def stems(self) -> frozenset[str]:
        """Words of the matter: of its topics, its facts and its situation."""
        topics = [word for words in self.scenario.topics.values() for word in words]
        texts = [*_world(self.scenario, self.part), *topics]
        return frozenset(stem(word) for text in texts for word in content_words(text)) - COACH_WORDS

    @cached_property
    def topic_words(self) -> dict[str, tuple[str, ...]]:
        """The words of each topic, plain, longest first."""
        return {
            topic: tuple(sorted((" ".join(all_words(word)) for word in words), key=len, reverse=True))
            for topic, words in self.scenario.topics.items()
        }

    def fact(self, id_: str) -> Fact:
        """A hidden fact by its id."""
        return next(fact for fact in self.part.hidden_facts if fact.id == id_)


@cache
def load_limits() -> tuple[str, ...]:
    """Sentences that set a limit.

    Raises:
        ScenarioError: the file is broken.
    """
    path = resource_folder("prompts") / "limits.yaml"
    try:
        return tuple(str(line) for lines in yaml.safe_load(path.read_text("utf-8")).values() for line in lines)
    except (OSError, yaml.YAMLError, AttributeError, TypeError) as error:
        raise ScenarioError(f"{path.name} does not hold lists of sentences; mend it.") from error


def _world(scenario: Scenario, part: Part) -> list[str]:
    return [
        *split_sentences(scenario.situation.replace("\n", " ")),
        *part.public_facts,
        *(fact.text for fact in part.hidden_facts),
        part.opening,
    ]


def make_card(embeddings: Embeddings, scenario: Scenario, side: Side) -> Card:
    """Embed everything that the person of one side knows and can say."""
    part = scenario.sides[side]
    texts = [
        *_world(scenario, part),
        part.interest.sentence,
        *part.interest.paraphrases,
        *part.triggers,
        *part.softeners,
        *part.step.examples,
        *(ask for answer in part.answers for ask in answer.asks),
        *(text for answer in part.answers for text in (*answer.closed, *answer.guarded, *answer.open)),
        *(text for fact in part.hidden_facts for text in (fact.text, fact.opener, *fact.lines, *fact.later)),
        *(line.say for _, _, line in part.all_lines()),
        *part.agreed,
        *load_limits(),
    ]
    unique = list(dict.fromkeys(texts))
    vectors = embed_array(embeddings, [plain(text) for text in unique])
    return Card(scenario, side, dict(zip(unique, vectors, strict=True)))
