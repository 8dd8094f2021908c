"""Ingest: from files to a published index, again and again, also when it is killed on the way."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock
from numpy.typing import NDArray

from assistant.embeddings import MiniLM
from assistant.errors import CounterpartError, InputError, StaleIndexError
from assistant.index import Index
from assistant.models.store import ModelStore
from ingest.build import ingest_paths, outdated

ROOT = Path(__file__).parent.parent


class CountingMiniLM(MiniLM):
    """The real embedder, which remembers the texts that it was given."""

    def embed_array(self, texts: list[str]) -> NDArray[np.float32]:
        """Count, then embed."""
        self.__dict__.setdefault("seen", []).extend(texts)
        return super().embed_array(texts)

    def taken(self) -> list[str]:
        """The texts since the last call."""
        seen: list[str] = self.__dict__.pop("seen", [])
        return seen


@pytest.fixture(scope="session")
def counting(store: ModelStore) -> CountingMiniLM:
    """An embedder that counts."""
    model, tokenizer = store.files(MiniLM.name)
    return CountingMiniLM(model, tokenizer)


@pytest.fixture
def guides(tmp_path: Path) -> Path:
    """A folder with two small guides."""
    folder = tmp_path / "knowledge"
    folder.mkdir()
    write(folder / "feedback.md", "Feedback", "Say what you saw and what it did. Then ask how they see it.")
    write(folder / "trust.md", "Trust", "Keep small promises. Trust grows when people do what they said.")
    return folder


@pytest.fixture
def index(tmp_path: Path) -> Index:
    """An empty index."""
    return Index(tmp_path / "index", MiniLM.name)


def write(path: Path, title: str, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"---\ntitle: {title}\n---\n\n{text}\n", "utf-8")


def sources(index: Index) -> list[str]:
    return [document.source for document in index.current().documents()]


def test_unchanged_files_are_not_embedded_again(index: Index, guides: Path, counting: CountingMiniLM) -> None:
    """A second ingest reads and embeds nothing anew and publishes nothing."""
    first = ingest_paths(index, counting, guides)
    name = index.current().name
    counting.taken()
    second = ingest_paths(index, counting, guides)
    assert (first.added, second.unchanged, second.added, second.updated) == (2, 2, 0, 0)
    assert counting.taken() == [] and index.current().name == name


def test_only_what_changed_is_embedded(index: Index, guides: Path, counting: CountingMiniLM) -> None:
    """Of a changed document only the new sentences and their passage are embedded."""
    ingest_paths(index, counting, guides)
    counting.taken()
    write(guides / "trust.md", "Trust", "Keep small promises. A broken promise costs more than ten kept ones earn.")
    report = ingest_paths(index, counting, guides)
    assert (report.updated, report.unchanged) == (1, 1)
    assert len(counting.taken()) == 2
    assert any("broken promise" in passage.text for passage in index.current().document_passages("knowledge/trust.md"))


def test_new_title_moves_the_vector(index: Index, guides: Path, counting: CountingMiniLM) -> None:
    """The title is embedded with the passage, so a new title is found by its own words."""
    write(guides / "odd.md", "Trust", "Come on Tuesday. Bring two pages and one question.")
    ingest_paths(index, counting, guides)
    vector = counting.embed_array(["Gardening with tulips"])[0]
    before = dict(index.current().nearest(vector, 9))
    write(guides / "odd.md", "Gardening with tulips", "Come on Tuesday. Bring two pages and one question.")
    ingest_paths(index, counting, guides)
    id_ = index.current().document_passages("knowledge/odd.md")[0].id
    assert dict(index.current().nearest(vector, 9))[id_] > before[id_] + 0.1


def test_vanished_file_leaves_the_index(index: Index, guides: Path, counting: CountingMiniLM) -> None:
    """A file that is gone is gone from vectors, words and documents."""
    ingest_paths(index, counting, guides)
    (guides / "trust.md").unlink()
    report = ingest_paths(index, counting, guides)
    assert report.removed == 1 and sources(index) == ["knowledge/feedback.md"]
    generation = index.current()
    assert generation.matching(["promises"], 5) == []
    assert len(generation.nearest(counting.embed_array(["promises"])[0], 9)) == 1


def test_paths_are_remembered(index: Index, guides: Path, counting: CountingMiniLM, tmp_path: Path) -> None:
    """A folder that was given once is looked at by every later ingest."""
    own = tmp_path / "own"
    write(own / "deep" / "one.md", "One", "Our lab meets on Mondays at nine.")
    ingest_paths(index, counting, guides, [own])
    write(own / "two.txt", "Two", "Holidays are told to Maria by email.")
    report = ingest_paths(index, counting, guides)
    assert report.added == 1 and {"own/deep/one.md", "own/two.txt"} < set(sources(index))


def test_path_given_before_and_gone_takes_its_documents_along(
    index: Index, guides: Path, counting: CountingMiniLM, tmp_path: Path
) -> None:
    """A remembered folder that was deleted is forgotten, without an error."""
    own = tmp_path / "own"
    write(own / "one.md", "One", "Our lab meets on Mondays at nine.")
    ingest_paths(index, counting, guides, [own])
    shutil.rmtree(own)
    assert ingest_paths(index, counting, guides).removed == 1
    assert index.roots() == [] and len(sources(index)) == 2


def test_path_that_never_was_is_an_error(index: Index, guides: Path, counting: CountingMiniLM, tmp_path: Path) -> None:
    """A mistyped path is told and changes nothing."""
    with pytest.raises(InputError, match="no file or folder"):
        ingest_paths(index, counting, guides, [tmp_path / "mistyped"])
    assert not index.exists() and index.roots() == []


def test_folders_of_one_name_are_kept_apart(
    index: Index, guides: Path, counting: CountingMiniLM, tmp_path: Path
) -> None:
    """Two folders called alike, even like that of the guides, lose no document to each other."""
    for parent in ("a", "b"):
        write(tmp_path / parent / "knowledge" / "trust.md", f"Ours {parent}", f"In house {parent} we begin at nine.")
    report = ingest_paths(index, counting, guides, [tmp_path / "a" / "knowledge", tmp_path / "b" / "knowledge"])
    assert report.added == 4
    assert {"Trust", "Ours a", "Ours b"} < {document.title for document in index.current().documents()}
    assert not outdated(index, guides)


def test_file_given_twice_is_indexed_once(index: Index, guides: Path, counting: CountingMiniLM, tmp_path: Path) -> None:
    """A folder, a folder in it and the guides themselves give each file once."""
    write(tmp_path / "own" / "deep" / "one.md", "One", "Our lab meets on Mondays at nine.")
    report = ingest_paths(index, counting, guides, [tmp_path / "own", tmp_path / "own" / "deep", guides])
    assert report.added == 3


def test_broken_files_are_named_and_the_rest_goes_in(
    index: Index, guides: Path, counting: CountingMiniLM, tmp_path: Path
) -> None:
    """Front matter, encoding, NUL bytes, a huge line, emptiness: each is reported with its path and a reason."""
    own = tmp_path / "own"
    write(own / "good.md", "Good", "Our lab meets on Mondays at nine.")
    broken = {
        "yaml.md": b"---\ntitle: [a\n---\n\nText.\n",
        "latin.txt": "Fr\u00fchst\u00fcck".encode("latin-1"),
        "nul.txt": b"a\0b",
        "long.txt": b"x" * 200_000,
        "empty.md": b"",
        "date.md": b"---\nreviewed: 2026-02-31\n---\n\nText.\n",
    }
    for name, raw in broken.items():
        (own / name).write_bytes(raw)
    report = ingest_paths(index, counting, guides, [own])
    assert {Path(item["path"]).name for item in report.failed} == set(broken)
    assert all(item["reason"] for item in report.failed) and "own/good.md" in sources(index)


def test_name_that_is_not_unicode_does_no_harm(
    index: Index, guides: Path, counting: CountingMiniLM, tmp_path: Path
) -> None:
    """A file name in an old encoding is shown with a replacement character."""
    own = tmp_path / "own"
    own.mkdir()
    Path(os.fsdecode(os.fsencode(own) + b"/caf\xe9.txt")).write_text("Coffee is at ten.", "utf-8")
    report = ingest_paths(index, counting, guides, [own])
    assert report.added == 3 and "own/caf\ufffd.txt" in sources(index)


def test_links_out_of_the_folder_and_hidden_files_stay_out(
    index: Index, guides: Path, counting: CountingMiniLM, tmp_path: Path
) -> None:
    """A link cannot bring in a file from elsewhere; a capital suffix is fine."""
    own = tmp_path / "own"
    write(tmp_path / "secret.md", "Secret", "The password is on the wall.")
    write(own / ".hidden.md", "Hidden", "Not to be read.")
    write(own / ".git" / "x.md", "Git", "Not to be read.")
    write(own / "LOUD.MD", "Loud", "Our lab meets on Mondays at nine.")
    (own / "link.md").symlink_to(tmp_path / "secret.md")
    ingest_paths(index, counting, guides, [own])
    assert [source for source in sources(index) if source.startswith("own/")] == ["own/LOUD.MD"]


def test_progress_is_told(index: Index, guides: Path, counting: CountingMiniLM) -> None:
    """Progress begins at nothing, grows, and ends with all."""
    seen: list[tuple[int, int]] = []
    ingest_paths(index, counting, guides, progress=lambda done, total: seen.append((done, total)))
    assert seen[0][0] == 0 and seen[-1][0] == seen[-1][1] > 0 and seen == sorted(seen)


def test_second_ingest_at_once_is_told_to_wait(index: Index, guides: Path, counting: CountingMiniLM) -> None:
    """While one ingest runs another gets a sentence and changes nothing."""
    index.folder.mkdir(parents=True)
    with FileLock(index.folder / "ingest.lock"), pytest.raises(InputError, match="Another ingest is running"):
        ingest_paths(Index(index.folder, MiniLM.name), counting, guides)
    assert not index.exists()


def test_index_of_another_embedder_names_the_command(index: Index, guides: Path, counting: CountingMiniLM) -> None:
    """It is refused with the command that mends it, and the command mends it."""
    ingest_paths(index, counting, guides)
    other = Index(index.folder, "endpoint:other")
    with pytest.raises(StaleIndexError, match="counterpart ingest --rebuild"):
        other.current()
    report = ingest_paths(other, counting, guides, rebuild=True)
    assert report.added == 2 and other.current().size == report.passages
    with pytest.raises(StaleIndexError, match=r"endpoint:other"):
        index.current()


def test_rebuild_mends_a_damaged_cache(index: Index, guides: Path, counting: CountingMiniLM) -> None:
    """Rebuilding trusts nothing that was kept."""
    ingest_paths(index, counting, guides)
    (index.folder / "vectors.sqlite").write_bytes(b"rubbish" * 1000)
    assert ingest_paths(index, counting, guides, rebuild=True).passages == 2


def test_failed_ingest_leaves_the_old_index(
    index: Index, guides: Path, counting: CountingMiniLM, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What breaks before publication leaves the published index, and nothing of the new one."""
    ingest_paths(index, counting, guides)
    name = index.current().name
    write(guides / "new.md", "New", "Something new is here.")

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ingest_paths(index, counting, guides, progress=stop)
    assert index.current().name == name
    assert [folder.name for folder in index.folder.glob("g*-*")] == [name]


@pytest.fixture
def small_disk(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """A disk of so many kilobytes; needs the right to mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={request.param}k", "tmpfs", str(folder)]
    if not shutil.which("mount") or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("mounting is not allowed here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.mark.parametrize("small_disk", [900, 1700, 2100, 2500, 2900], indirect=True)
def test_full_disk_is_told_and_the_old_index_stays(
    small_disk: Path, guides: Path, counting: CountingMiniLM, index: Index
) -> None:
    """Wherever the disk fills up (vectors, a copy, Chroma, SQLite): a sentence, and the published index is whole."""
    crowded = Index(small_disk / "index", MiniLM.name)
    ingest_paths(crowded, counting, guides)
    name = crowded.current().name
    for number in range(200):
        write(guides / f"more-{number}.md", f"More {number}", f"Thing {number} is done by Ben. Then Eva does {number}.")
    ingest_paths(index, counting, guides)  # Its vectors are taken over, so that the later steps fail, too.
    with contextlib.suppress(OSError):
        shutil.copyfile(index.folder / "vectors.sqlite", crowded.folder / "vectors.sqlite")
    with pytest.raises(CounterpartError, match="disk is full"):
        ingest_paths(crowded, counting, guides)
    assert crowded.current().name == name and len(sources(crowded)) == 2
    assert [folder.name for folder in crowded.folder.glob("g*-*")] == [name]


INGEST = """
    import sys
    from pathlib import Path
    from assistant.embeddings import MiniLM
    from assistant.index import Index
    from assistant.models.store import ModelStore
    from ingest.build import ingest_paths
    folder, guides, own, models = map(Path, sys.argv[1:5])
    embeddings = MiniLM(*ModelStore(models).files(MiniLM.name))
    print("begun", flush=True)
    ingest_paths(Index(folder, MiniLM.name), embeddings, guides, [own])
    print("done", flush=True)
"""


@pytest.mark.parametrize("delay", [0.0, 0.15, 0.3, 0.45, 0.6, 0.8, 1.0, 1.3])
def test_killed_ingest_leaves_old_or_new_and_is_completed(
    delay: float, tmp_path: Path, guides: Path, models: Path, counting: CountingMiniLM
) -> None:
    """Killed at any moment: readers see the whole old index or the whole new one, and a rerun completes."""
    index = Index(tmp_path / "index", MiniLM.name)
    ingest_paths(index, counting, guides)
    own = tmp_path / "own"
    for number in range(60):
        write(own / f"{number}.md", f"Note {number}", f"Note {number} says that Ben calls Eva at {number} past ten.")
    command = [sys.executable, "-c", textwrap.dedent(INGEST), *map(str, (index.folder, guides, own, models))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as child:
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(delay)
        child.send_signal(signal.SIGKILL)
    reader = Index(index.folder, MiniLM.name).current()
    found = reader.nearest(counting.embed_array(["Ben calls Eva"])[0], 99)
    assert len(found) == reader.size == len(reader.documents()) and reader.size in (2, 62)
    ingest_paths(index, counting, guides, [own])
    assert index.current().size == 62
    # What the killed one had begun is tidied up by the next publication.
    write(own / "last.md", "Last", "The last note.")
    ingest_paths(index, counting, guides)
    assert len(list(index.folder.glob("g*-*"))) <= 2
