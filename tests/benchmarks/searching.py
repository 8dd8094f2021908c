"""Search and ingest, beside the bare parts that each needs."""

from __future__ import annotations

import shutil
import tempfile
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.embeddings import MiniLM
from assistant.index import Index
from assistant.words import content_words
from ingest.build import ingest_paths
from tests.benchmarks.bare import BareSearch
from tests.benchmarks.measuring import Bench, in_turn, median, percentile, seconds_of
from tests.benchmarks.rows import Goal, Row

GUIDES = 8  # Enough to fill batches, few enough to be read several times.


def measure_search(bench: Bench) -> list[Row]:
    """A warm search of a question from each side."""
    app = bench.app
    model, tokenizer = app.store.files(MiniLM.name)
    bare = BareSearch(model, tokenizer, app.index.folder / app.index.current().name)
    cases = bench.cases

    def ours(number: int) -> float:
        case = cases[number % len(cases)]
        return 1000 * seconds_of(lambda: app.search(case.question, 5, case.side))

    def parts(number: int) -> float:
        question = cases[number % len(cases)].question
        return 1000 * seconds_of(lambda: bare.search(question, content_words(question)))

    in_turn(bench.rounds(20), ours, parts)
    figures, compared = in_turn(bench.rounds(300), ours, parts)
    rows = []
    for share, goal, ratio in ((0.5, None, None), (0.95, Goal(25), Goal(1.5))):
        beside = "embedder + Chroma + FTS5"
        what = f"search, p{100 * share:.0f}"
        values = percentile(figures, share), percentile(compared, share)
        rows.append(Row("search", what, "ms", values[0], goal, beside, values[1], ratio, {"rounds": len(figures)}))
    return rows


class _Recording(MiniLM):
    """The embedder, remembering what it was asked to embed."""

    batches: list[list[str]]

    def embed_array(self, texts: list[str]) -> NDArray[np.float32]:
        self.batches.append(texts)
        return super().embed_array(texts)


def measure_ingest(bench: Bench) -> list[Row]:
    """Guides into a new index, beside embedding the same texts in the same batches."""
    model, tokenizer = bench.app.store.files(MiniLM.name)
    embedder, recording = MiniLM(model, tokenizer), _Recording(model, tokenizer)
    recording.batches = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        guides = _copy_some(bench.app.guides, folder / "guides", bench.rounds(GUIDES))
        passages = ingest_paths(Index(folder / "first", MiniLM.name), recording, guides).passages

        def ours(number: int) -> float:
            index = Index(folder / f"index{number}", MiniLM.name)
            return passages / seconds_of(lambda: ingest_paths(index, embedder, guides))

        def alone(number: int) -> float:
            begun = time.perf_counter()
            for batch in recording.batches:
                embedder.embed_array(batch)
            return passages / (time.perf_counter() - begun)

        figures, compared = in_turn(bench.rounds(3), ours, alone)
    beside, details = "embedding the same texts", {"passages": float(passages), "rounds": float(len(figures))}
    return [
        Row("ingest", "ingest", "passages/s", median(figures), None, beside, median(compared), details=details),
    ]


def _copy_some(guides: Path, target: Path, count: int) -> Path:
    (target / "asked").mkdir(parents=True)
    for path in sorted(guides.glob("*.md"))[:count]:
        shutil.copy(path, target)
        asked = guides / "asked" / f"{path.stem}.yaml"
        if asked.exists():
            shutil.copy(asked, target / "asked")
    return target
