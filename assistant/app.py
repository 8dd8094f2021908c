"""The one place where settings become objects. Everything else is handed what it needs."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import langsmith
from langchain_core.embeddings import Embeddings

from assistant.ask import Event, Question, answer_stream, system_prompt
from assistant.embeddings import MiniLM
from assistant.errors import AssetError, CounterpartError, ModelError, SettingsError
from assistant.index import Index
from assistant.models.store import ModelStore
from assistant.rehearsals import Rehearsals
from assistant.resources import resource_folder
from assistant.retrieval import Found, search
from assistant.safety import Alarm, listen
from assistant.settings import DEFAULT_MODEL, Settings
from assistant.standalone import standalone_question
from assistant.values import Answer, Document, Message, Passage, Side, Tier
from ingest.build import Report, ingest_paths, outdated
from ingest.documents import read_contrasts

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from assistant.models.engine import Engine
    from assistant.store.sessions import Sessions

_log = logging.getLogger(__name__)

Phase = Literal["ready", "starting", "fetching", "missing", "failed", "none"]


@dataclass(frozen=True)
class ModelStatus:
    """What answers now, for people.

    ``phase`` is about the chat model that is set; until it is ``ready`` the guidance
    answers alone. ``progress`` is between 0 and 1 while it is fetched.
    """

    tier: Tier
    title: str
    phase: Phase
    progress: float = 0.0
    detail: str = ""


class App:
    """Counterpart, wired up. Making one reads nothing but the settings; parts are made when used."""

    def __init__(self, settings: Settings) -> None:
        # LANGCHAIN_TRACING_V2 in the environment would send prompts away, whatever else is set.
        langsmith.configure(enabled=False)
        self.settings = settings
        self._lock = threading.Lock()
        self._phase: Phase = "none"
        self._progress = 0.0
        self._detail = ""
        self._engine: Engine | None = None
        self._chat: dict[str, BaseChatModel] = {}
        self._stopping = threading.Event()

    # -- parts ------------------------------------------------------------------------

    @cached_property
    def store(self) -> ModelStore:
        """The model files."""
        return ModelStore(self.settings.models)

    @cached_property
    def embeddings(self) -> Embeddings:
        """The embedder that is set; its files are fetched if they are missing."""
        name = self.settings.embeddings
        if name.startswith("endpoint:"):
            from assistant.models.chat import endpoint_embeddings

            return endpoint_embeddings(name.partition(":")[2], self.settings.timeout)
        if name != MiniLM.name:
            raise SettingsError(f"There is no embedder {name!r}. Unset COUNTERPART_EMBEDDINGS, or set endpoint:NAME.")
        return self.sentence_model

    @cached_property
    def sentence_model(self) -> MiniLM:
        """The small model on this computer, which reads moves whatever embeds the guidance; fetched if missing."""
        if not self.store.has(MiniLM.name):
            self.store.fetch(MiniLM.name)
        model, tokenizer = self.store.files(MiniLM.name)
        return MiniLM(model, tokenizer)

    @cached_property
    def index(self) -> Index:
        """The index of the guidance and of the person's own documents."""
        return Index(self.settings.data, self.settings.embeddings, self.settings.chroma_url)

    @cached_property
    def rehearsals(self) -> Rehearsals:
        """Difficult conversations: begun, gone on with, debriefed, kept."""
        return Rehearsals(
            sentence_model=lambda: self.sentence_model,
            index=lambda: self.index,
            model=self.chat_model,
            sessions=lambda: self.sessions,
            read_pairs=lambda text: [(pair.instead, pair.try_, pair.why) for pair in read_contrasts(text)],
            contacts=self.contacts,
            has_model=self.has_model,
            own_scenarios=self.settings.scenarios,
        )

    @cached_property
    def sessions(self) -> Sessions:
        """The store of rehearsals; nothing is opened before its first use."""
        from assistant.store.sessions import Sessions

        return Sessions(self.settings.database)

    @property
    def guides(self) -> Path:
        """The folder of the product's own guides."""
        return resource_folder("knowledge")

    # -- the guidance -----------------------------------------------------------------

    def ingest(
        self, paths: Sequence[Path] = (), *, rebuild: bool = False, progress: Callable[[int, int], None] | None = None
    ) -> Report:
        """Bring the index up to date."""
        return ingest_paths(self.index, self.embeddings, self.guides, paths, rebuild=rebuild, progress=progress)

    def prepare_index(self, progress: Callable[[int, int], None] | None = None) -> None:
        """Build the index if there is none, or if the guides of this version are newer."""
        if self.index.from_other_version():
            self.ingest(rebuild=True, progress=progress)
        elif not self.index.exists() or (self.index.usable() is not None and outdated(self.index, self.guides)):
            self.ingest(progress=progress)

    def search(self, query: str, k: int = 5, side: Side | None = None, history: Sequence[Message] = ()) -> Found:
        """Search the guidance; a follow-up is made to stand alone first."""
        question = standalone_question(query, history, self.embeddings) if history else query
        return search(self.index, self.embeddings, question, k, side)

    def documents(self) -> list[Document]:
        """All guides and own documents."""
        return self.index.current().documents()

    def passages(self, ids: Sequence[str]) -> dict[str, Passage]:
        """Passages by id."""
        return self.index.current().passages(ids)

    # -- asking -----------------------------------------------------------------------

    async def ask(
        self, text: str, side: Side | None = None, history: Sequence[Message] = (), tier: Tier | None = None
    ) -> AsyncGenerator[Event | Alarm]:
        """Answer a question, event by event; an alarm comes first, where what is written tells of danger.

        Args:
            text: the question.
            side: who asks.
            history: the earlier turns.
            tier: which one shall answer; None takes the best that is ready.
        """
        alarm = self.listen(text)
        if alarm is not None:
            yield alarm
        model, answering = self.chat_model(tier)
        events = answer_stream(
            Question(text, side, tuple(history)),
            index=self.index,
            embeddings=self.embeddings,
            model=model,
            tier=answering,
            timeout=self.settings.timeout,
        )
        # Closed with this, at once, so that a model whose answer nobody reads stops writing.
        async with aclosing(events):
            async for event in events:
                stepping = alarm is not None and isinstance(event, Answer)
                yield replace(event, stepped_out=True) if stepping and isinstance(event, Answer) else event

    def listen(self, text: str) -> Alarm | None:
        """An alarm, if what somebody writes tells of danger; the model that hears it is not fetched for this."""
        if not self.store.has(MiniLM.name):
            return None
        return listen(self.sentence_model, text, self.contacts)

    @property
    def contacts(self) -> Path | None:
        """An organisation's own file of whom to turn to, if it lies in the home folder."""
        path = self.settings.home / "contacts.yaml"
        return path if path.is_file() else None

    async def whole_answer(
        self, text: str, side: Side | None = None, history: Sequence[Message] = (), tier: Tier | None = None
    ) -> Answer:
        """The answer that ``ask`` ends with, for those who do not watch it come."""
        async with aclosing(self.ask(text, side, history, tier)) as events:
            async for event in events:
                if isinstance(event, Answer):
                    return event
        raise AssertionError("an answer ends every stream")

    def chat_model(self, tier: Tier | None = None) -> tuple[BaseChatModel | None, Tier]:
        """The model that answers, and its tier.

        A tier that is asked for is waited for; without one, what is ready answers.

        Raises:
            ModelError: the tier that was asked for cannot be had.
        """
        if tier == "guidance":
            return None, "guidance"
        own = self.own_tier
        if tier == "embedded":
            return self._embedded_chat(self._embedded_name()), "embedded"
        if tier == "endpoint" or own == "endpoint":
            return self._endpoint_chat(), "endpoint"
        engine = self._engine
        if own == "embedded" and engine is not None and self._phase == "ready":
            if engine.running:
                return self._embedded_chat(self._embedded_name()), "embedded"
            self.start_model()  # Its process ended: this answer comes from the guidance, the next one from it.
        return None, "guidance"

    def has_model(self, tier: Tier) -> bool:
        """Whether the settings name a model of this tier and it is there; nothing is started or asked for that."""
        if tier == "guidance":
            return True
        if tier != self.own_tier:
            return False
        if tier == "embedded":
            return self.store.has(self.settings.model) and self._phase not in ("missing", "failed")
        try:
            self._endpoint_chat()
        except CounterpartError:
            return False
        return True

    @property
    def own_tier(self) -> Tier:
        """The tier that the settings name, ready or not."""
        name = self.settings.model
        if name == "none":
            return "guidance"
        return "embedded" if self.store.find(name) else "endpoint"

    def _embedded_name(self) -> str:
        return self.settings.model if self.own_tier == "embedded" else DEFAULT_MODEL

    def _embedded_chat(self, name: str) -> BaseChatModel:
        from assistant.models.chat import embedded_chat

        try:
            address = self._get_engine(name).start()
        except ModelError as error:
            self._phase, self._detail = "failed", str(error)
            raise
        with self._lock:
            if address.url not in self._chat:
                self._chat[address.url] = embedded_chat(address, self.settings.timeout)
            return self._chat[address.url]

    def _endpoint_chat(self) -> BaseChatModel:
        from assistant.models.chat import endpoint_chat, provider_chat
        from assistant.models.endpoint import provider_of

        name = self.settings.model if self.own_tier == "endpoint" else ""
        with self._lock:
            if "endpoint" not in self._chat:
                make = provider_chat if provider_of(name) else endpoint_chat
                self._chat["endpoint"] = make(name, self.settings.timeout)
            return self._chat["endpoint"]

    def _get_engine(self, name: str) -> Engine:
        from assistant.models.engine import Engine

        path = self.store.files(name)[0]
        with self._lock:
            if self._engine is None:
                s = self.settings
                self._engine = Engine(path, threads=s.threads, context=s.context, slots=s.slots)
            return self._engine

    # -- the model's life -------------------------------------------------------------

    def status(self) -> ModelStatus:
        """What answers now."""
        own = self.own_tier
        if own == "guidance":
            return ModelStatus("guidance", "guidance only", "none")
        if own == "endpoint":
            from assistant.models.endpoint import model_title

            return ModelStatus("endpoint", model_title(self.settings.model), "ready")
        title = self.store.asset(self.settings.model).title
        phase = self._phase
        if phase == "none":
            phase = "starting" if self.store.has(self.settings.model) else "missing"
        ready = phase == "ready" and self._engine is not None and self._engine.running
        if phase == "ready" and not ready:
            phase = "starting"
        return ModelStatus("embedded" if ready else "guidance", title, phase, self._progress, self._detail)

    def start_model(self, *, fetch: bool = False, progress: Callable[[int, int], None] | None = None) -> None:
        """Start the local model in the background, and fetch it first if it is missing.

        Args:
            fetch: whether it may be downloaded.
            progress: called with (bytes here, bytes in all) while it is.
        """
        if self.own_tier != "embedded" or self._stopping.is_set():
            return
        with self._lock:
            if self._phase in ("starting", "fetching"):
                return
            self._phase = "starting"
        threading.Thread(target=self._bring_up, args=(fetch, progress), daemon=True, name="model").start()

    def _bring_up(self, fetch: bool, progress: Callable[[int, int], None] | None) -> None:
        name = self.settings.model
        try:
            if not self.store.has(name):
                if not fetch:
                    self._phase = "missing"
                    return
                self._phase = "fetching"
                self.store.fetch(name, lambda done, total: self._fetched(done, total, progress))
                self._phase = "starting"
            address = self._get_engine(name).start()
            self._warm_up(address.url, address.secret)
            self._phase, self._detail = "ready", ""
        except _Stopped:
            self._phase = "missing"
        except CounterpartError as error:
            self._phase, self._detail = ("missing" if isinstance(error, AssetError) else "failed"), str(error)
            if not self._stopping.is_set():
                _log.warning("%s", error)

    def _fetched(self, done: int, total: int, progress: Callable[[int, int], None] | None) -> None:
        if self._stopping.is_set():
            raise _Stopped
        self._progress = done / max(total, 1)
        if progress:
            progress(done, total)

    def _warm_up(self, url: str, secret: str) -> None:
        """Let the engine read the unchanging prompt in each slot, so that the first question does not wait for it."""
        import httpx

        body = {
            "messages": [
                {"role": "system", "content": system_prompt().text},
                {"role": "user", "content": "The person"},
            ],
            "max_tokens": 1,
        }
        try:
            with httpx.Client(trust_env=False, timeout=60, headers={"Authorization": f"Bearer {secret}"}) as client:
                for slot in range(self.settings.slots):
                    client.post(url + "/v1/chat/completions", json=body | {"id_slot": slot})
        except httpx.HTTPError as error:
            raise ModelError("The local model started and then did not answer. Start Counterpart again.") from error

    def close(self) -> None:
        """Stop what runs in the background and end the local model."""
        self._stopping.set()
        if self._engine is not None:
            self._engine.stop()

    # -- votes ------------------------------------------------------------------------

    def keep_vote(self, helpful: bool, passage_ids: Sequence[str], tier: Tier) -> None:
        """Keep a thumb up or down on this computer: what was cited, never what was asked or answered."""
        vote = {
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "helpful": helpful,
            "passages": list(passage_ids),
            "tier": tier,
        }
        self.settings.home.mkdir(parents=True, exist_ok=True)
        with (self.settings.home / "votes.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(vote) + "\n")


class _Stopped(Exception):
    """The program ends while a model is being fetched."""
