"""Rehearsals as the doors use them: begun, gone on with, hinted at, debriefed, kept.

Joins the features with the store and the guidance. `app` makes one; pages and commands hold
nothing but the id of a session.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from assistant.cards import Card, make_card
from assistant.cues import plain
from assistant.debrief import Debrief, Pair, Sources, make_debrief, moments_of, moments_of_lines
from assistant.embeddings import MiniLM, embed_array
from assistant.errors import InputError, ModelError
from assistant.hints import Hint, hint_line, hints_for
from assistant.index import Index
from assistant.partner import phrase_with
from assistant.rehearse import Phrase, begin, finish, take_turn
from assistant.safety import Contact, listen_through, load_contacts
from assistant.scenarios import Scenario, load_scenario, load_scenarios
from assistant.turns import Difficulty, Transcript
from assistant.values import Citation, Document, Passage, Side, Tier, other_side
from assistant.words import content_words

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from assistant.store.sessions import Branch, Entry, Session, Sessions

Choose = Callable[[Tier | None], "tuple[BaseChatModel | None, Tier]"]
ReadPairs = Callable[[str], Sequence[tuple[str, str, str]]]

MODEL_SILENT = "The language model did not answer, so the last line is the scenario’s own. You can go on as before."
MODEL_GONE = "The language model that this talk began with is not there now, so it goes on in the guidance’s own words."


class Rehearsals:
    """Everything about rehearsals that a page or a command asks for.

    Args:
        sentence_model: the sentence model that moves are read with; called when it is first needed.
        index: the guidance, for citations.
        model: the chat model and the tier that answers, for the tier that is asked for.
        sessions: the store; called when it is first needed.
        read_pairs: (instead, try, why) of the contrast tables in a passage's text.
        contacts: an organisation's own file of whom to turn to, if it has one.
        has_model: whether the model of a tier is there; what was begun with it goes on in the guidance if not.
        own_scenarios: the folder of a person's own scenarios, which need not be there.
    """

    def __init__(
        self,
        sentence_model: Callable[[], MiniLM],
        index: Callable[[], Index],
        model: Choose,
        sessions: Callable[[], Sessions],
        read_pairs: ReadPairs,
        contacts: Path | None = None,
        has_model: Callable[[Tier], bool] = lambda tier: True,
        own_scenarios: Path | None = None,
    ) -> None:
        self._sentence_model = sentence_model
        self._index = index
        self._model = model
        self._sessions = sessions
        self._read_pairs = read_pairs
        self._contacts = contacts
        self._has_model = has_model
        self._own_scenarios = own_scenarios
        self._cards: dict[tuple[str, Side], Card] = {}
        self._sources: tuple[str, Sources] | None = None
        self._lock = threading.Lock()

    @property
    def sentence_model(self) -> MiniLM:
        """The sentence model."""
        return self._sentence_model()

    # -- scenarios --------------------------------------------------------------------

    def scenario(self, id_: str) -> Scenario:
        """The scenario with this id, one of the person's own among them.

        Raises:
            InputError: there is none.
            ScenarioError: its file is broken.
        """
        return load_scenario(id_, self._own_scenarios)

    def scenarios(self) -> list[Scenario]:
        """All scenarios that can be played, the shortest first and then by title."""
        found, _ = load_scenarios(self._own_scenarios)
        return sorted(found, key=lambda scenario: (scenario.minutes, scenario.title))

    def unplayable(self) -> list[str]:
        """A sentence for each scenario that cannot be played, with what to mend in which line."""
        _, broken = load_scenarios(self._own_scenarios)
        return broken

    def scenario_for(self, guide: Document) -> Scenario | None:
        """Where what a guide says can be tried: of the scenarios that name it, the one that shares most of its skills.

        Where several do, the one that names it nearest to the front.
        """
        name = Path(guide.source).stem

        def fits(scenario: Scenario) -> tuple[int, int]:
            return len(set(scenario.skills) & set(guide.skills)), -scenario.guides.index(name)

        return max((scenario for scenario in self.scenarios() if name in scenario.guides), key=fits, default=None)

    def card(self, scenario: str, partner: Side) -> Card:
        """The partner's card; made at the first use, in about a second."""
        key, found = (scenario, partner), self.scenario(scenario)
        with self._lock:
            if key not in self._cards or self._cards[key].scenario is not found:  # Its file may have changed.
                self._cards[key] = make_card(self._sentence_model(), found, partner)
            return self._cards[key]

    # -- a conversation that is not kept ----------------------------------------------

    def begin(
        self, scenario: str, side: Side, difficulty: Difficulty, seed: int | None = None, tier: Tier | None = None
    ) -> Transcript:
        """A new rehearsal. Without a seed, chance gives one."""
        _, answering = self._model(tier)
        chosen = secrets.randbelow(1_000_000) if seed is None else seed
        return begin(self.card(scenario, other_side(side)), difficulty, chosen, answering)

    async def turn(self, transcript: Transcript, text: str, tier: Tier | None = None) -> Transcript:
        """The transcript with one more turn, phrased as it began or as ``tier`` says."""
        card = self.card(transcript.scenario, transcript.partner_side)
        phrase = self._phrase(tier or transcript.tier)
        return await take_turn(self._sentence_model(), card, transcript, text, phrase, self._contacts)

    async def play(
        self,
        scenario: str,
        side: Side,
        difficulty: Difficulty,
        seed: int,
        script: Sequence[str],
        tier: Tier | None = "guidance",
    ) -> Transcript:
        """A whole rehearsal from a script; it ends as it does, or when the script runs out."""
        transcript = self.begin(scenario, side, difficulty, seed, tier)
        for text in script:
            if transcript.ending:
                break
            transcript = await self.turn(transcript, text)
        return finish(transcript)

    def _phrase(self, tier: Tier) -> Phrase | None:
        model, _ = self._model(tier) if tier != "guidance" else (None, tier)
        if model is None:
            return None
        return phrase_with(model, self._sentence_model(), rewords=tier != "embedded")

    # -- sessions ---------------------------------------------------------------------

    def start(
        self,
        scenario: str,
        side: Side,
        difficulty: Difficulty,
        ready: int | None = None,
        tense: int | None = None,
        seed: int | None = None,
        tier: Tier | None = None,
    ) -> Session:
        """Begin a rehearsal and keep it."""
        return self._sessions().create(self.begin(scenario, side, difficulty, seed, tier), ready, tense)

    def goes_on_with(self, transcript: Transcript) -> Tier:
        """Who phrases when a kept rehearsal goes on: as it began, or the guidance if that model is not there now."""
        return transcript.tier if self._has_model(transcript.tier) else "guidance"

    async def say(self, session_id: str, leaf: str | None, text: str, tier: Tier | None = None) -> Session:
        """Say something in a session; the turn is kept before this returns.

        Args:
            session_id: of the session.
            leaf: the turn that the person sees as the last one; None before the first.
            text: what they say.
            tier: who phrases; None for what the rehearsal goes on with.

        Raises:
            StoreError: another tab went on in the meantime, or the turn cannot be kept.
            InputError: nothing was said, or the session is over.
            ModelError: the ``tier`` that was asked for cannot be had.
        """
        session = self._sessions().load(session_id)
        try:
            transcript = await self.turn(session.transcript, text, tier or self.goes_on_with(session.transcript))
        except ModelError:
            if tier:
                raise
            transcript = await self.turn(session.transcript, text, "guidance")  # It was there and did not start.
        self._sessions().append(session_id, leaf, transcript)
        return self._sessions().load(session_id)

    def load(self, session_id: str) -> Session:
        """A session with the path that the person is on."""
        return self._sessions().load(session_id)

    def recent(self, limit: int = 20) -> list[Entry]:
        """Sessions, open ones first, then the newest."""
        return self._sessions().recent(limit)

    def rewind(self, session_id: str, number: int) -> Session:
        """Go back to before a turn; what was said after it stays as a branch."""
        return self._sessions().rewind(session_id, number)

    def branches(self, session_id: str) -> list[Branch]:
        """Every way that the session went."""
        return self._sessions().branches(session_id)

    def switch(self, session_id: str, leaf: str) -> Session:
        """Go to another branch."""
        return self._sessions().switch(session_id, leaf)

    def end(self, session_id: str) -> Session:
        """End a session where it is."""
        self._sessions().finish(session_id)
        return self._sessions().load(session_id)

    def keep_review(self, session_id: str, review: Mapping[str, Any]) -> None:
        """Keep what the person says about a session."""
        self._sessions().keep_review(session_id, review)

    def delete(self, session_id: str) -> None:
        """Delete a session and everything in it."""
        self._sessions().delete(session_id)

    def delete_all(self) -> None:
        """Delete all sessions."""
        self._sessions().delete_all()

    def export(self) -> dict[str, Any]:
        """Everything that is kept, as plain values."""
        return self._sessions().export()

    # -- the coach --------------------------------------------------------------------

    def hints(self, transcript: Transcript) -> list[Hint]:
        """Three ways to go on; none on hard."""
        return hints_for(self.card(transcript.scenario, transcript.partner_side), transcript)

    def hint_line(self, transcript: Transcript, strategy: str) -> str:
        """A wording for one of them."""
        return hint_line(self.card(transcript.scenario, transcript.partner_side), transcript, strategy)

    def contacts(self) -> tuple[str, tuple[Contact, ...]]:
        """What is said when the rehearsal is left for a human, and whom to turn to."""
        said = load_contacts(self._contacts)
        return said.rehearsing, said.people

    def debrief(self, transcript: Transcript) -> Debrief:
        """What can be said of a rehearsal."""
        card = self.card(transcript.scenario, transcript.partner_side)
        return make_debrief(
            self._sentence_model(), self._guidance(), transcript.side, moments_of(transcript), card, transcript
        )

    def debrief_lines(self, lines: Sequence[tuple[str, str]], side: Side, scenario: str | None = None) -> Debrief:
        """What can be said of a conversation from elsewhere: (``user`` or ``partner``, text), in order.

        Raises:
            InputError: the user says nothing in it.
        """
        card = self.card(scenario, other_side(side)) if scenario else None
        moments, transcript = moments_of_lines(self._sentence_model(), lines, side, card)
        if not moments:
            raise InputError("There is no line of the user's in the transcript. Mark each as 'user' or 'partner'.")
        debrief = make_debrief(self._sentence_model(), self._guidance(), side, moments, card, transcript)
        alarm = listen_through(self._sentence_model(), (text for _, text in lines), self._contacts)
        return replace(debrief, alarm=alarm)

    def _guidance(self) -> Sources:
        """Contrast pairs and passages of the current index; read again when the index is renewed."""
        generation = self._index().current()
        if self._sources is None or self._sources[0] != generation.name:
            passages = generation.passages(list(generation.sources))
            pairs = [
                Pair(instead.strip('"'), try_.strip('"'), why, _cite(passage, try_))
                for passage in passages.values()
                for instead, try_, why in self._read_pairs(passage.text)
            ]
            vectors = (
                embed_array(self._sentence_model(), [plain(pair.instead) for pair in pairs])
                if pairs
                else np.zeros((0, 384), np.float32)
            )
            by_place = {(Path(p.source).stem, p.section): p for p in reversed(list(passages.values()))}

            def cite(guide: str, section: str) -> Citation | None:
                passage = by_place.get((guide, section))
                return _cite(passage, "") if passage else None

            self._sources = (generation.name, Sources(tuple(pairs), vectors, cite))
        return self._sources[1]


def _cite(passage: Passage, near: str) -> Citation:
    """A citation whose quote is a verbatim sentence of the passage: the one that holds ``near``, or the first."""
    from assistant.sentences import split_sentences

    sentences = [sentence for sentence in split_sentences(passage.text) if len(content_words(sentence)) >= 3]
    quote = next((sentence for sentence in sentences if near and near.strip('"') in sentence), "")
    quote = quote or (sentences[0] if sentences else passage.text[:200])
    return Citation(passage.id, passage.title, passage.section, quote, passage.source)
