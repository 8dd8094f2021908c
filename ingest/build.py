"""From files to a published index: read, compare, split, embed, write, publish.

Only what changed is embedded. Vectors are kept as they are made, so that a run that was
killed goes on where it stopped; nothing is seen by readers before the whole is published.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from filelock import FileLock, Timeout
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from assistant.embeddings import embed_array
from assistant.errors import CounterpartError, InputError
from assistant.index import Index, Stored, Unit, unit_spans
from assistant.values import Document, Passage
from ingest.documents import SUFFIXES, hash_document, read_document
from ingest.split import split_document

GUIDES = "knowledge"  # The root that stands for the product's own guides, wherever they are installed.
EMBED_BATCH = 64

Progress = Callable[[int, int], None]


@dataclass
class Report:
    """What an ingest did: numbers of documents, of passages now in the index, and seconds."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    removed: int = 0
    failed: list[dict[str, str]] = field(default_factory=list)
    passages: int = 0
    seconds: float = 0.0


@dataclass(frozen=True)
class _Found:
    path: Path
    source: str
    root: str


def ingest_paths(
    index: Index,
    embeddings: Embeddings,
    guides: Path,
    paths: Sequence[Path] = (),
    *,
    rebuild: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Bring the index up to date with the guides, the documents given before, and ``paths``.

    Args:
        index: where to publish.
        embeddings: the embedder that the index was opened for.
        guides: the folder of the product's own guides.
        paths: more files or folders of Markdown and plain text. A path that was given
            before and is gone takes its documents out of the index.
        rebuild: embed and write everything anew.
        progress: called with (texts embedded, texts to embed).

    Raises:
        InputError: a path does not exist, or another ingest is running.
        CounterpartError: the disk is full.
    """
    index.folder.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(index.folder / "ingest.lock", timeout=0), _clear_disk_errors():
            return _ingest(index, embeddings, guides, paths, rebuild, progress)
    except Timeout as error:
        raise InputError("Another ingest is running on this data. Wait until it ends, then try again.") from error


def outdated(index: Index, guides: Path) -> bool:
    """Whether the product's own guides differ from what the index holds."""
    held = {source: sha for source, (sha, root) in index.current().manifest().items() if root == GUIDES}
    found = {}
    for item in _find_guides(guides):
        with contextlib.suppress(OSError):
            found[item.source] = hash_document(item.path)
    return held != found


def _ingest(
    index: Index, embeddings: Embeddings, guides: Path, paths: Sequence[Path], rebuild: bool, progress: Progress | None
) -> Report:
    begun = time.monotonic()
    old = None if rebuild else index.usable()
    held = old.manifest() if old else {}
    earlier = index.roots()
    roots = list(dict.fromkeys([*earlier, *(str(path.expanduser().absolute()) for path in paths)]))
    for root in roots:
        if not Path(root).exists() and root not in earlier:
            raise InputError(f"There is no file or folder {root!r}. Check the path and try again.")
    report = Report()
    # Remembered first: a run that is killed on the way is completed by the next, whatever that is given.
    index.save_roots([root for root in roots if Path(root).exists()])
    documents: dict[str, tuple[Document, str]] = {}
    for found in _find_all(guides, roots):
        try:
            document = read_document(found.path, found.source)
        except InputError as error:
            report.failed.append({"path": _readable(str(found.path)), "reason": str(error)})
            continue
        documents[document.source] = (document, found.root)
    for source, (document, _) in documents.items():
        if source not in held:
            report.added += 1
        elif held[source][0] != document.sha256:
            report.updated += 1
        else:
            report.unchanged += 1
    report.removed = len(set(held) - set(documents))

    passages = [passage for document, _ in documents.values() for passage in split_document(document)]
    report.passages = len(passages)
    if old is None or report.added or report.updated or report.removed:
        _publish(index, embeddings, passages, list(documents.values()), rebuild, progress)
    report.seconds = round(time.monotonic() - begun, 3)
    return report


def _publish(
    index: Index,
    embeddings: Embeddings,
    passages: Sequence[Passage],
    documents: Sequence[tuple[Document, str]],
    rebuild: bool,
    progress: Progress | None,
) -> None:
    spans = {passage.id: unit_spans(passage) for passage in passages}
    texts = [passage_text(passage) for passage in passages]
    texts += [text for passage in passages for *_, text in spans[passage.id]]
    questions = _questions_by_passage(passages, documents)
    texts += [question for asked in questions.values() for question in asked]
    vectors = _embed(index, embeddings, texts, rebuild, progress)
    stored = []
    for passage in passages:
        units = [Unit(passage.id, a, b, kind, text, vectors[text]) for a, b, kind, text in spans[passage.id]]
        asked = [(question, vectors[question]) for question in questions.get(passage.id, [])]
        stored.append(Stored(passage, vectors[passage_text(passage)], units, asked))
    with index.writing(fresh=rebuild) as writer:
        ids = {passage.id for passage in passages}
        gone = [id_ for id_ in writer.old.titles() if id_ not in ids] if writer.old else []
        writer.write(stored, gone, documents)


def _questions_by_passage(
    passages: Sequence[Passage], documents: Sequence[tuple[Document, str]]
) -> dict[str, list[str]]:
    """The questions that each passage answers; those of a section that is split go to its first piece."""
    first: dict[tuple[str, str], str] = {}
    for passage in passages:
        first.setdefault((passage.source, passage.section), passage.id)
    questions: dict[str, list[str]] = {}
    for document, _ in documents:
        for asked in document.asked:
            id_ = first.get((document.source, asked.heading)) or first.get((document.source, document.title))
            if id_ is not None:
                questions.setdefault(id_, []).append(asked.question)
    return questions


def passage_text(passage: Passage) -> str:
    """What is embedded for a passage: its headings before its words, without table bars."""
    words = passage.text.replace("| --- | --- | --- |", "").replace("|", " ")
    return f"{passage.title}. {passage.section}. {' '.join(words.split())}"


def _embed(
    index: Index, embeddings: Embeddings, texts: Sequence[str], rebuild: bool, progress: Progress | None
) -> dict[str, NDArray[np.float32]]:
    """Vectors by text; those of an earlier run, even a killed one, are not made again."""
    wanted = list(dict.fromkeys(texts))
    if rebuild:
        (index.folder / "vectors.sqlite").unlink(missing_ok=True)
    cache = sqlite3.connect(index.folder / "vectors.sqlite")
    try:
        cache.execute("CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB)")
        keys = {_key(index.embedder, text): text for text in wanted}
        vectors = {
            keys[key]: np.frombuffer(vector, np.float32)
            for key, vector in cache.execute("SELECT key, vector FROM vectors")
            if key in keys
        }
        missing = sorted((text for text in wanted if text not in vectors), key=len)
        for start in range(0, len(missing), EMBED_BATCH):
            if progress:
                progress(start, len(missing))
            batch = missing[start : start + EMBED_BATCH]
            made = embed_array(embeddings, batch)
            vectors.update(zip(batch, made, strict=True))
            rows = [(_key(index.embedder, text), vector.tobytes()) for text, vector in zip(batch, made, strict=True)]
            cache.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)
            cache.commit()
        if progress and missing:
            progress(len(missing), len(missing))
        stale = [(key,) for (key,) in cache.execute("SELECT key FROM vectors") if key not in keys]
        cache.executemany("DELETE FROM vectors WHERE key = ?", stale)
        cache.commit()
    finally:
        cache.close()
    return vectors


def _key(embedder: str, text: str) -> bytes:
    return hashlib.sha256(f"{embedder}\0{text}".encode()).digest()[:16]


def _find_all(guides: Path, roots: Sequence[str]) -> Iterator[_Found]:
    """Every file once, each under a name of its own, also when two folders have the same name."""
    paths: set[Path] = set()
    sources: set[str] = set()
    for found in [*_find_guides(guides), *(item for root in roots for item in _find_documents(Path(root)))]:
        if found.path.resolve() in paths:
            continue
        paths.add(found.path.resolve())
        source = _readable(found.source)
        if source in sources or (source.startswith(f"{GUIDES}/") and found.root != GUIDES):
            source = f"{source} ({hashlib.sha256(os.fsencode(found.path)).hexdigest()[:6]})"
        sources.add(source)
        yield _Found(found.path, source, _readable(found.root))


def _readable(name: str) -> str:
    """A path as text: bytes that are not UTF-8, which Linux allows in names, are replaced."""
    return os.fsencode(name).decode("utf-8", "replace")


def _find_guides(guides: Path) -> list[_Found]:
    return [_Found(path, f"{GUIDES}/{path.name}", GUIDES) for path in sorted(guides.glob("*.md"))]


def _find_documents(root: Path) -> list[_Found]:
    """Files to read below a root, in order; hidden ones and links that lead away are left out."""
    if root.is_file():
        return [_Found(root, root.name, str(root))]
    found = []
    for path in sorted(root.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(root).parts)
        if (
            path.suffix.lower() in SUFFIXES
            and path.is_file()
            and not hidden
            and path.resolve().is_relative_to(root.resolve())
        ):
            found.append(_Found(path, f"{root.name}/{path.relative_to(root).as_posix()}", str(root)))
    return found


@contextlib.contextmanager
def _clear_disk_errors() -> Iterator[None]:
    try:
        yield
    except (OSError, sqlite3.OperationalError) as error:
        # Copying a folder and SQLite tell it in words only.
        full = getattr(error, "errno", None) == errno.ENOSPC or "full" in str(error) or "No space left" in str(error)
        if not full:
            raise
        raise CounterpartError(
            "The disk is full. Make room and run `counterpart ingest` again; nothing was lost."
        ) from error
