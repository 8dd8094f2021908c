"""The index: what readers see while others write, in a folder and on a Chroma server."""

from __future__ import annotations

import contextlib
import gc
import os
import re
import socket
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from langchain_core.embeddings import Embeddings

from assistant.embeddings import MiniLM, embed_array
from assistant.errors import StaleIndexError
from assistant.index import Index
from assistant.retrieval import search
from ingest.build import ingest_paths
from tests.test_ingest import ROOT, write


@pytest.fixture
def guides(tmp_path: Path) -> Path:
    """A folder with one small guide."""
    write(tmp_path / "knowledge" / "feedback.md", "Feedback", "Say what you saw. Then ask how they see it.")
    return tmp_path / "knowledge"


def found_sources(index: Index, embeddings: Embeddings, query: str) -> list[str]:
    return [passage.source for passage in search(index, embeddings, query, 5).passages]


def test_missing_index_names_the_command(tmp_path: Path) -> None:
    """Without an index the error says how to build one."""
    with pytest.raises(StaleIndexError, match="counterpart ingest"):
        Index(tmp_path / "none", MiniLM.name).current()


def test_damaged_index_names_the_command(tmp_path: Path, guides: Path, embeddings: Embeddings) -> None:
    """A generation that lost a file is refused with the command that mends it, and the command mends it."""
    index = Index(tmp_path / "index", MiniLM.name)
    ingest_paths(index, embeddings, guides)
    next(index.folder.glob("g*-*/words.sqlite")).unlink()
    fresh = Index(index.folder, MiniLM.name)
    with pytest.raises(StaleIndexError, match="counterpart ingest --rebuild"):
        fresh.current()
    ingest_paths(fresh, embeddings, guides, rebuild=True)
    assert fresh.current().size == 1


def test_search_under_way_survives_a_rebuild(tmp_path: Path, guides: Path, embeddings: Embeddings) -> None:
    """Who holds the generation before, also in a new thread, can still read all of it."""
    index = Index(tmp_path / "index", MiniLM.name)
    ingest_paths(index, embeddings, guides)
    held = Index(index.folder, MiniLM.name).current()
    ingest_paths(index, embeddings, guides, rebuild=True)
    vector = embed_array(embeddings, ["feedback"])[0]
    results: list[int] = []

    def read() -> None:
        results.extend([len(held.nearest(vector, 5)), len(held.documents()), len(held.matching(["saw"], 5))])

    thread = threading.Thread(target=read)
    thread.start()
    thread.join()
    assert results == [1, 1, 1]


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="counts open files by /proc")
def test_old_generations_are_let_go(tmp_path: Path, guides: Path, embeddings: Embeddings) -> None:
    """A reader that lives for weeks keeps no file of what was published long ago."""
    writer, reader = Index(tmp_path / "index", MiniLM.name), Index(tmp_path / "index", MiniLM.name)
    counts = []
    for number in range(8):
        write(guides / f"{number}.md", f"Note {number}", f"Ben calls Eva at {number} past ten.")
        ingest_paths(writer, embeddings, guides)
        assert len(reader.current().nearest(embed_array(embeddings, ["Eva"])[0], 99)) == number + 2
        reader.current().documents()
        counts.append(_open_below(tmp_path))
    assert max(counts[4:]) <= max(counts[:4]) + 8


def _open_below(folder: Path) -> int:
    """How many files below a folder this process holds open; those of other tests do not count."""
    gc.collect()  # What waits to be thrown away is not kept.
    held = []
    for name in os.listdir("/proc/self/fd"):  # noqa: PTH208  # links to sockets are no paths
        with contextlib.suppress(OSError):
            held.append(os.readlink(f"/proc/self/fd/{name}"))  # noqa: PTH115
    return sum(target.startswith(str(folder)) for target in held)


READER = """
    import sys, time
    from pathlib import Path
    from assistant.embeddings import MiniLM
    from assistant.index import Index
    from assistant.models.store import ModelStore
    from assistant.retrieval import search
    folder, models, url, query = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], sys.argv[4]
    embeddings = MiniLM(*ModelStore(models).files(MiniLM.name))
    index = Index(folder, MiniLM.name, url)
    seen = None
    while True:
        before = index.current()
        passages = search(index, embeddings, query, 5).passages
        now = " ".join(sorted(passage.source for passage in passages)) + f" of {len(before.documents())}"
        if index.current() is not before:
            continue
        if any(not passage.text for passage in passages):
            now = "a passage without text"
        if now != seen:
            seen = now
            print(now, flush=True)
"""


@pytest.fixture
def reader(tmp_path: Path, models: Path) -> Iterator[Reader]:
    """Starts processes that search without a pause and print what they find whenever it changes."""
    made = Reader(models)
    yield made
    for process in made.processes:
        process.kill()
        process.communicate()


class Reader:
    """Another process that searches the index for ever."""

    def __init__(self, models: Path) -> None:
        self.models = models
        self.processes: list[subprocess.Popen[str]] = []

    def start(self, folder: Path, query: str, url: str = "") -> subprocess.Popen[str]:
        """Begin to search."""
        command = [sys.executable, "-c", textwrap.dedent(READER), str(folder), str(self.models), url, query]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT)
        self.processes.append(process)
        return process


def read_until(process: subprocess.Popen[str], wanted: str, seconds: float = 20) -> list[str]:
    """The lines of a reader up to one that matches; a reader that broke shows its error."""
    assert process.stdout is not None and process.stderr is not None
    watchdog = threading.Timer(seconds, process.kill)
    watchdog.start()
    lines = []
    try:
        for line in process.stdout:
            lines.append(line.strip())
            if re.search(wanted, line):
                return lines
    finally:
        watchdog.cancel()
    raise AssertionError(f"{wanted!r} was not seen in {lines}; {process.stderr.read()[-500:]}")


def test_reader_process_sees_each_ingest_without_a_restart(
    tmp_path: Path, guides: Path, embeddings: Embeddings, reader: Reader
) -> None:
    """A process that searches all the time finds additions, changes and removals, and never half or an error."""
    index = Index(tmp_path / "index", MiniLM.name)
    ingest_paths(index, embeddings, guides)
    process = reader.start(index.folder, "When does Ben call Eva?")
    read_until(process, "of 1$")
    for number in range(2, 7):
        write(guides / f"note{number}.md", f"Note {number}", f"Ben calls Eva at {number} past ten.")
        ingest_paths(index, embeddings, guides)
        assert len(read_until(process, f"of {number}$")) == 1  # never anything between the old and the new
    for file in guides.glob("note*.md"):
        file.unlink()
    ingest_paths(index, embeddings, guides)
    assert read_until(process, "of 1$") == ["knowledge/feedback.md of 1"]
    ingest_paths(index, embeddings, guides, rebuild=True)
    write(guides / "last.md", "Last", "Ben calls Eva no more.")
    ingest_paths(index, embeddings, guides)
    assert "knowledge/last.md" in read_until(process, "of 2$")[-1]
    assert process.poll() is None


@pytest.fixture
def chroma_url(tmp_path: Path) -> Iterator[str]:
    """A real Chroma server of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(Path(sys.executable).with_name("chroma")), "run", "--path", str(tmp_path / "server")]
    process = subprocess.Popen(
        [*command, "--host", "127.0.0.1", "--port", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.1)
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait(10)


def test_server_index_is_searched_updated_and_shared(
    tmp_path: Path, guides: Path, embeddings: Embeddings, chroma_url: str
) -> None:
    """On a Chroma server: ingest, search, update; a second computer with an empty folder sees the same."""
    index = Index(tmp_path / "here", MiniLM.name, chroma_url)
    assert not index.exists()
    ingest_paths(index, embeddings, guides)
    assert found_sources(index, embeddings, "How do I give feedback?") == ["knowledge/feedback.md"]
    elsewhere = Index(tmp_path / "elsewhere", MiniLM.name, chroma_url)
    assert found_sources(elsewhere, embeddings, "How do I give feedback?") == ["knowledge/feedback.md"]
    write(guides / "call.md", "Calls", "Ben calls Eva at ten past ten.")
    assert ingest_paths(index, embeddings, guides).unchanged == 1
    time.sleep(0.25)  # A reader asks the server for the name at most five times a second.
    assert "knowledge/call.md" in found_sources(elsewhere, embeddings, "When does Ben call Eva?")
    assert elsewhere.current().documents() == index.current().documents()
    first, second = (i.current().units(list(i.current().titles())) for i in (index, elsewhere))
    assert [(u.passage_id, u.text, u.kind) for u in first] == [(u.passage_id, u.text, u.kind) for u in second]


def test_server_reader_process_sees_each_ingest(
    tmp_path: Path, guides: Path, embeddings: Embeddings, chroma_url: str, reader: Reader
) -> None:
    """A process that searches a server all the time sees every publication, and never half or an error."""
    index = Index(tmp_path / "here", MiniLM.name, chroma_url)
    ingest_paths(index, embeddings, guides)
    process = reader.start(tmp_path / "elsewhere", "When does Ben call Eva?", chroma_url)
    read_until(process, "of 1$")
    for number in range(2, 5):
        write(guides / f"note{number}.md", f"Note {number}", f"Ben calls Eva at {number} past ten.")
        ingest_paths(index, embeddings, guides, rebuild=number == 3)
        assert len(read_until(process, f"of {number}$")) == 1
    assert process.poll() is None


def test_absent_server_is_told(tmp_path: Path) -> None:
    """A server that does not answer gives a sentence with its address and what to do."""
    index = Index(tmp_path / "here", MiniLM.name, "http://127.0.0.1:9")
    with pytest.raises(StaleIndexError, match=r"127\.0\.0\.1:9.*COUNTERPART_CHROMA_URL"):
        index.current()


def test_server_that_goes_away_is_told(tmp_path: Path, guides: Path, embeddings: Embeddings, chroma_url: str) -> None:
    """A server that ends while we run gives the sentence at the next search."""
    index = Index(tmp_path / "here", MiniLM.name, chroma_url)
    ingest_paths(index, embeddings, guides)
    index.current()
    gone = Index(tmp_path / "here", MiniLM.name, chroma_url)
    gone.current()
    gone._url = "http://127.0.0.1:9"
    gone._server, gone._checked = None, 0.0
    with pytest.raises(StaleIndexError, match="does not answer"):
        gone.current()
