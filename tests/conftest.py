"""What the tests share: real small things. Homes are temporary; model files are cached outside the repository."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ.update(
    {
        "GRADIO_ANALYTICS_ENABLED": "False",
        "HF_HUB_OFFLINE": "1",
        "TOKENIZERS_PARALLELISM": "false",
    }
)
for name in [name for name in os.environ if name.startswith(("OPENAI_", "LANGCHAIN_", "LANGSMITH_"))]:
    del os.environ[name]

import pytest
from langchain_core.embeddings import Embeddings

from assistant.app import App
from assistant.cards import Card, make_card
from assistant.embeddings import MiniLM
from assistant.index import Index
from assistant.models.store import ModelStore
from assistant.resources import resource_folder
from assistant.scenarios import load_scenario
from assistant.settings import Settings, load_settings
from assistant.values import Side
from ingest.build import ingest_paths

SMALL_MODEL = "smollm2-135m-instruct"
DEFAULT_MODEL = "qwen2.5-coder-1.5b-instruct"


@pytest.fixture(scope="session")
def models() -> Path:
    """The folder of the model files: fetched before the tests, because the network is shut in them."""
    return load_settings().models


@pytest.fixture(scope="session")
def store(models: Path) -> ModelStore:
    """The real model store."""
    return ModelStore(models)


@pytest.fixture(scope="session")
def embeddings(store: ModelStore) -> Embeddings:
    """The real embedder."""
    model, tokenizer = store.files(MiniLM.name)
    return MiniLM(model, tokenizer)


@pytest.fixture(scope="session")
def sentence_model(embeddings: Embeddings) -> MiniLM:
    """The same, by the name under which moves are read with it."""
    assert isinstance(embeddings, MiniLM)
    return embeddings


@pytest.fixture(scope="session")
def card_of(sentence_model: MiniLM) -> Callable[[str, Side], Card]:
    """Cards of the program's side of a scenario; each is made once, in about a second."""
    made: dict[tuple[str, Side], Card] = {}

    def card(scenario: str, partner: Side) -> Card:
        if (scenario, partner) not in made:
            made[scenario, partner] = make_card(sentence_model, load_scenario(scenario), partner)
        return made[scenario, partner]

    return card


@pytest.fixture(autouse=True)
def home(tmp_path: Path, models: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own for every test."""
    folder = tmp_path / "home"
    monkeypatch.setenv("COUNTERPART_HOME", str(folder))
    monkeypatch.setenv("COUNTERPART_MODELS", str(models))
    return folder


@pytest.fixture(scope="session")
def guidance_home(
    tmp_path_factory: pytest.TempPathFactory, embeddings: Embeddings, request: pytest.FixtureRequest
) -> Path:
    """A home whose index holds all the guides. Tests only read it."""
    folder = tmp_path_factory.mktemp("guidance")
    # Vectors made by an earlier run are taken over: only the embedding is slow.
    assert request.config.cache is not None
    kept = request.config.cache.mkdir("vectors") / "vectors.sqlite"
    (folder / "index").mkdir()
    if kept.exists():
        shutil.copyfile(kept, folder / "index" / "vectors.sqlite")
    index = Index(folder / "index", MiniLM.name)
    ingest_paths(index, embeddings, resource_folder("knowledge"))
    shutil.copyfile(folder / "index" / "vectors.sqlite", kept)
    return folder


@pytest.fixture(scope="session")
def guidance_index(guidance_home: Path) -> Index:
    """The index of all the guides, for reading."""
    return Index(guidance_home / "index", MiniLM.name)


@pytest.fixture
def app(guidance_home: Path, models: Path, embeddings: Embeddings) -> Iterator[App]:
    """The application on all the guides, without a chat model."""
    app = App(Settings(home=guidance_home, models=models, model="none"))
    app.__dict__["embeddings"] = embeddings  # loaded once for all tests
    yield app
    app.close()
