"""The index: passages in Chroma, and beside it one SQLite file for words and sentences.

An index is a *generation* that is never changed once it is published. ``ingest`` prepares
the next one and publishes it by moving one name (a file, or the metadata of a collection
on a Chroma server); readers look at the name before each search. So a reader sees the
old index or the new one, never half, and a writer that is killed leaves nothing behind
that anybody reads. (A Chroma folder has one owner: a second process that wrote to it
would not be noticed by the first.)

The SQLite file is made from the collection; on a server every reader makes its own.
The index knows nothing of ranking: that is ``retrieval``.
"""

from __future__ import annotations

import base64
import json
import logging
import os
import re
import shutil
import sqlite3
import threading
import time
import uuid
import weakref
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from assistant.asked import AskedQuestions, fit_guides
from assistant.errors import CounterpartError, StaleIndexError
from assistant.sentences import Kind, sentence_spans
from assistant.values import Asked, Document, Passage, Section, Side, Source

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

FORMAT = 3  # Raised when what is stored changes, so that an older index is built again.
LOCAL_COLLECTION = "passages"
POINTER_COLLECTION = "counterpart-current"
KEPT = 5_000  # Passages in memory, 15 kB each with their sentences.
BATCH = 256  # Rows a call: small enough that a progress bar moves.

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Unit:
    """A sentence of a passage, with its vector: characters ``start`` to ``end`` of the passage's text."""

    passage_id: str
    start: int
    end: int
    kind: Kind
    text: str
    vector: NDArray[np.float32]


@dataclass(frozen=True)
class Stored:
    """What a writer hands over: a passage with its vector, its sentences and the questions that it answers."""

    passage: Passage
    vector: NDArray[np.float32]
    units: Sequence[Unit]
    asked: Sequence[tuple[str, NDArray[np.float32]]] = ()


class Generation:
    """One published index, open for reading. Safe for several threads."""

    def __init__(self, name: str, collection: Collection, words: Path) -> None:
        self.name = name
        self._collection = collection
        self._words = words
        self._local = threading.local()
        self._kept: dict[str, tuple[Passage, list[Unit]]] = {}
        metadata = collection.metadata or {}
        self.embedder = str(metadata.get("embedder", ""))
        self.format = int(metadata.get("format", 0))
        self.size = collection.count()

    def nearest(self, vector: NDArray[np.float32], count: int) -> list[tuple[str, float]]:
        """Passage ids and cosine similarities, best first."""
        if not self.size:
            return []
        found = self._collection.query(
            query_embeddings=cast(Any, [vector]), n_results=min(count, self.size), include=["distances"]
        )
        distances = (found["distances"] or [[]])[0]
        return [(id_, 1.0 - float(distance)) for id_, distance in zip(found["ids"][0], distances, strict=True)]

    @cached_property
    def asked(self) -> AskedQuestions:
        """The questions that guides are known to answer, in memory: some thousands of them, 1.5 kB each."""
        rows = self._connection().execute("SELECT passage, vector FROM asked ORDER BY rowid").fetchall()
        vectors = np.array([np.frombuffer(vector, np.float16) for _, vector in rows], dtype=np.float32)
        guides = self._connection().execute("SELECT source, weights FROM asked_guides ORDER BY source").fetchall()
        weights = np.array([np.frombuffer(column, np.float32) for _, column in guides])
        return AskedQuestions([id_ for id_, _ in rows], vectors, [source for source, _ in guides], weights.T)

    def matching(self, words: Iterable[str], count: int) -> list[tuple[str, float]]:
        """Passage ids and BM25 scores (higher is better) for passages with any of the words."""
        query = " OR ".join('"' + word.replace('"', "") + '"' for word in words)
        if not query:
            return []
        rows = self._connection().execute(
            "SELECT id, -bm25(words, 0, 4, 1, 1) FROM words WHERE words MATCH ? ORDER BY 2 DESC LIMIT ?", (query, count)
        )
        return [(id_, float(score)) for id_, score in rows]

    def frequencies(self, words: Iterable[str]) -> dict[str, int]:
        """In how many passages each word (or another form of it) stands."""
        connection = self._connection()
        count = "SELECT count(*) FROM words WHERE words MATCH ?"
        return {word: connection.execute(count, (f'"{word}"',)).fetchone()[0] for word in words if '"' not in word}

    def passages(self, ids: Sequence[str]) -> dict[str, Passage]:
        """Passages by id; unknown ids are left out."""
        return {id_: passage for id_, (passage, _) in self._read(ids).items()}

    def units(self, ids: Sequence[str]) -> list[Unit]:
        """The sentences of passages, in reading order within each."""
        return [unit for _, units in self._read(ids).values() for unit in units]

    def _read(self, ids: Sequence[str]) -> dict[str, tuple[Passage, list[Unit]]]:
        """Passages with their sentences, ordered by id. What was read once is kept: reading is half of a search."""
        wanted = sorted(set(ids))
        found = {id_: kept for id_ in wanted if (kept := self._kept.get(id_))}
        missing = [id_ for id_ in wanted if id_ not in found]
        if missing:
            marks = ",".join("?" * len(missing))  # "?" alone
            connection = self._connection()
            rows = connection.execute(f"SELECT id, json FROM passages WHERE id IN ({marks})", missing)
            read: dict[str, tuple[Passage, list[Unit]]] = {id_: (_passage(json.loads(text)), []) for id_, text in rows}
            spans = connection.execute(
                f"SELECT passage, start, stop, kind, vector FROM units WHERE passage IN ({marks}) ORDER BY start",
                missing,
            )
            for id_, a, b, kind, vector in spans:
                passage, units = read[id_]
                array = np.frombuffer(vector, np.float16).astype(np.float32)
                units.append(Unit(id_, a, b, kind, passage.text[a:b], array))
            if len(self._kept) + len(read) > KEPT:
                self._kept.clear()
            self._kept.update(read)
            found |= read
        return {id_: found[id_] for id_ in wanted if id_ in found}

    def documents(self) -> list[Document]:
        """All documents, ordered by source."""
        rows = self._connection().execute("SELECT json FROM documents ORDER BY source")
        return [_document(json.loads(text)) for (text,) in rows]

    def document_passages(self, source: str) -> list[Passage]:
        """The passages of one document, in reading order."""
        rows = self._connection().execute("SELECT json FROM passages WHERE source = ? ORDER BY position", (source,))
        return [_passage(json.loads(text)) for (text,) in rows]

    def titles(self) -> dict[str, str]:
        """The ids of all passages, each with the title of its document."""
        rows = self._connection().execute("SELECT id, json FROM passages")
        return {id_: str(json.loads(text)["title"]) for id_, text in rows}

    @cached_property
    def sources(self) -> dict[str, tuple[str, tuple[Side, ...]]]:
        """For each passage its document and whom that is for, in memory: some 200 bytes each."""
        rows = self._connection().execute("SELECT id, source, json_extract(json, '$.audience') FROM passages")
        return {id_: (source, tuple(json.loads(audience))) for id_, source, audience in rows}

    def manifest(self) -> dict[str, tuple[str, str]]:
        """For each source: the SHA-256 of its bytes, and the root it was found under."""
        rows = self._connection().execute("SELECT source, sha256, root FROM documents")
        return {source: (sha256, root) for source, sha256, root in rows}

    def _connection(self) -> sqlite3.Connection:
        # A connection belongs to its thread; the file never changes, so it need not be locked.
        if not hasattr(self._local, "connection"):
            self._local.connection = sqlite3.connect(f"{self._words.as_uri()}?mode=ro&immutable=1", uri=True)
        return cast(sqlite3.Connection, self._local.connection)


class Index:
    """Where generations are found and published: a folder, or a Chroma server.

    Args:
        folder: for the index; in server mode it holds only the readers' own SQLite files.
        embedder: name of the embedder in use; an index that another one built is refused.
        chroma_url: of a Chroma server; empty for a local folder.
    """

    def __init__(self, folder: Path, embedder: str, chroma_url: str = "") -> None:
        self.folder = folder
        self.embedder = embedder
        self._url = chroma_url
        self._lock = threading.Lock()
        self._open: Generation | None = None
        self._server: ClientAPI | None = None
        self._checked = 0.0

    def current(self) -> Generation:
        """The published generation, opened anew if another one was published.

        Raises:
            StaleIndexError: there is none yet, or another embedder or version built it.
        """
        generation = self._current()
        if generation.embedder != self.embedder:
            raise StaleIndexError(
                f"The index was built by the embedder {generation.embedder!r}, and {self.embedder!r} is in use. "
                "Run `counterpart ingest --rebuild` to build it anew."
            )
        if generation.format != FORMAT:
            raise StaleIndexError(
                "The index was built by another version. Run `counterpart ingest --rebuild` to build it anew."
            )
        return generation

    def exists(self) -> bool:
        """Whether anything was ever published."""
        return self._published() is not None

    def from_other_version(self) -> bool:
        """Whether this embedder built the index, for another version of the program: then it may be built again."""
        if not self.exists():
            return False
        generation = self._current()
        return generation.embedder == self.embedder and generation.format != FORMAT

    def usable(self) -> Generation | None:
        """The published generation, or None if there is none that this version and embedder can read."""
        try:
            return self.current()
        except StaleIndexError:
            return None

    def roots(self) -> list[str]:
        """The files and folders that a person has added, as absolute paths."""
        try:
            values = json.loads((self.folder / "roots.json").read_text("utf-8"))
        except (FileNotFoundError, ValueError):
            return []
        return [str(value) for value in values]

    def save_roots(self, roots: Sequence[str]) -> None:
        """Remember what was added, so that the next ingest looks there again."""
        part = self.folder / "roots.json.part"
        part.write_text(json.dumps(list(roots)), "utf-8")
        part.replace(self.folder / "roots.json")

    def _current(self) -> Generation:
        with self._lock:
            for attempt in range(3):
                name = self._published()
                if name is None:
                    raise StaleIndexError("There is no index yet. Run `counterpart ingest` to build it.")
                if self._open is not None and self._open.name == name:
                    return self._open
                try:
                    self._open = self._open_server(name) if self._url else self._open_folder(name)
                    return self._open
                except StaleIndexError:
                    # Two publications in quick succession may remove the one that was just named.
                    if attempt == 2:
                        raise
            raise AssertionError("unreachable")

    def _published(self) -> str | None:
        if self._url:
            return self._published_on_server()
        try:
            return (self.folder / "current").read_text("ascii").strip() or None
        except FileNotFoundError:
            return None

    def _open_folder(self, name: str) -> Generation:
        folder = self.folder / name
        if not (folder / "words.sqlite").exists():
            raise StaleIndexError("The index is damaged. Run `counterpart ingest --rebuild` to build it anew.")
        client = _folder_client(folder / "chroma")
        try:
            generation = Generation(name, _open_collection(client, LOCAL_COLLECTION), folder / "words.sqlite")
        except BaseException:
            client.close()
            raise
        # Chroma keeps a folder open until it is told; the last search that uses it decides when.
        weakref.finalize(generation, client.close).atexit = False
        return generation

    # -- a Chroma server --------------------------------------------------------------

    def _published_on_server(self) -> str | None:
        if time.monotonic() - self._checked < 0.2 and self._open is not None:
            return self._open.name
        try:
            pointer = self._client().get_collection(POINTER_COLLECTION, embedding_function=None)
        except Exception as error:  # Chroma's client raises bare Exception or httpx errors here
            if "does not exist" in str(error) or type(error).__name__ == "NotFoundError":
                return None
            raise self._unreachable() from error
        self._checked = time.monotonic()
        return str((pointer.metadata or {}).get("generation", "")) or None

    def _open_server(self, name: str) -> Generation:
        collection = _open_collection(self._client(), name)
        words = self.folder / f"{name}.sqlite"
        if not words.exists():
            self._copy_words(collection, words)
        return Generation(name, collection, words)

    def _copy_words(self, collection: Collection, words: Path) -> None:
        """Make this reader's SQLite file from the rows on the server."""
        stored: list[Stored] = []
        documents: dict[str, tuple[Document, str]] = {}
        for start in range(0, collection.count(), BATCH):
            rows = collection.get(limit=BATCH, offset=start, include=["metadatas", "embeddings"])
            for metadata, vector in zip(rows["metadatas"] or [], np.asarray(rows["embeddings"]), strict=True):
                passage = _passage(json.loads(str(metadata["passage"])))
                spans = unit_spans(passage)
                units = [
                    Unit(passage.id, a, b, kind, text, row)
                    for (a, b, kind, text), row in zip(spans, _unpack(metadata["units"], len(spans)), strict=True)
                ]
                questions: list[str] = json.loads(str(metadata["asked"]))
                asked = list(zip(questions, _unpack(metadata["asked_vectors"], len(questions)), strict=True))
                stored.append(Stored(passage, np.asarray(vector, np.float32), units, asked))
                if metadata.get("document"):
                    document = _document(json.loads(str(metadata["document"])))
                    documents[document.source] = (document, str(metadata["root"]))
        self.folder.mkdir(parents=True, exist_ok=True)
        part = words.with_suffix(f".{uuid.uuid4().hex[:8]}.part")
        write_words(part, stored, documents.values())
        part.replace(words)

    def _client(self) -> ClientAPI:
        if self._server is None:
            try:
                self._server = _server_client(self._url)
            except Exception as error:  # ValueError, httpx and Chroma's own errors alike
                raise self._unreachable() from error
        return self._server

    def _unreachable(self) -> StaleIndexError:
        url = re.sub(r"//[^/\s]*@", "//...@", self._url)  # Without the login that it may carry.
        return StaleIndexError(
            f"The Chroma server at {url!r} does not answer. Start it, or unset COUNTERPART_CHROMA_URL."
        )

    # -- writing ----------------------------------------------------------------------

    @contextmanager
    def writing(self, fresh: bool = False) -> Iterator[Writer]:
        """Prepare the next generation; it is published when the block ends well, else removed.

        Args:
            fresh: start from nothing instead of from the published generation.
        """
        name = f"g{int(time.time())}-{uuid.uuid4().hex[:8]}"
        old = None if fresh else self.usable()
        writer: Writer = _ServerWriter(self, name, old) if self._url else _FolderWriter(self, name, old)
        try:
            yield writer
            writer.publish()
        except BaseException:
            writer.discard()
            raise


class Writer:
    """The next generation, being written. Collects rows, then is published as a whole."""

    def __init__(self, index: Index, name: str, old: Generation | None) -> None:
        self.index = index
        self.name = name
        self.old = old
        # A search under way may still read what is published now, so it outlives this one.
        self.keep = {name, index._published() or ""}
        self.metadata = {"embedder": index.embedder, "format": FORMAT}

    def write(self, stored: Sequence[Stored], gone: Sequence[str], documents: Sequence[tuple[Document, str]]) -> None:
        """Put the rows in place.

        Args:
            stored: every passage that the generation shall hold, in any order.
            gone: ids of the old generation that it shall not hold.
            documents: every document with its root.
        """
        raise NotImplementedError

    def publish(self) -> None:
        """Make this generation the current one, in one step."""
        raise NotImplementedError

    def discard(self) -> None:
        """Remove what was written."""
        raise NotImplementedError


class _FolderWriter(Writer):
    def write(self, stored: Sequence[Stored], gone: Sequence[str], documents: Sequence[tuple[Document, str]]) -> None:
        from chromadb.errors import ChromaError

        folder = self.index.folder / self.name
        folder.mkdir(parents=True)
        if self.old is not None:
            shutil.copytree(self.index.folder / self.old.name / "chroma", folder / "chroma")
        client = _folder_client(folder / "chroma")
        try:
            self._write_rows(client, stored, gone)
        except ChromaError as error:
            raise CounterpartError(
                "The index could not be written; most often the disk is full. Make room and run `counterpart ingest` "
                "again; nothing was lost."
            ) from error
        finally:
            client.close()
        write_words(folder / "words.sqlite", stored, documents)

    def _write_rows(self, client: ClientAPI, stored: Sequence[Stored], gone: Sequence[str]) -> None:
        titles: dict[str, str] = {}
        if self.old is not None:
            collection = _open_collection(client, LOCAL_COLLECTION)
            titles = self.old.titles()
            for start in range(0, len(gone), BATCH):
                collection.delete(ids=list(gone[start : start + BATCH]))
        else:
            collection = _create_collection(client, LOCAL_COLLECTION, self.metadata)
        # The title is part of what was embedded, though not of the id.
        fresh = [row for row in stored if titles.get(row.passage.id) != row.passage.title]
        for start in range(0, len(fresh), BATCH):
            rows = fresh[start : start + BATCH]
            collection.upsert(
                ids=[row.passage.id for row in rows],
                embeddings=cast(Any, [row.vector for row in rows]),
                documents=[row.passage.text for row in rows],
                metadatas=[{"source": row.passage.source, "title": row.passage.title} for row in rows],
            )

    def publish(self) -> None:
        part = self.index.folder / f"current.{self.name}"
        with part.open("w", encoding="ascii") as file:
            file.write(self.name)
            file.flush()
            os.fsync(file.fileno())
        part.replace(self.index.folder / "current")
        self._remove_old()

    def discard(self) -> None:
        shutil.rmtree(self.index.folder / self.name, ignore_errors=True)

    def _remove_old(self) -> None:
        for folder in self.index.folder.glob("g*-*"):
            if folder.name not in self.keep:
                shutil.rmtree(folder, ignore_errors=True)


class _ServerWriter(Writer):
    def write(self, stored: Sequence[Stored], gone: Sequence[str], documents: Sequence[tuple[Document, str]]) -> None:
        client = self.index._client()
        collection = _create_collection(client, self.name, self.metadata)
        by_source = {document.source: (document, root) for document, root in documents}
        for start in range(0, len(stored), BATCH):
            rows = stored[start : start + BATCH]
            collection.upsert(
                ids=[row.passage.id for row in rows],
                embeddings=cast(Any, [row.vector for row in rows]),
                documents=[row.passage.text for row in rows],
                metadatas=[self._metadata(row, by_source) for row in rows],
            )

    def _metadata(self, row: Stored, documents: dict[str, tuple[Document, str]]) -> dict[str, str]:
        """All that another reader needs to make its own SQLite file."""
        metadata = {
            "passage": json.dumps(asdict(row.passage)),
            "units": _pack([unit.vector for unit in row.units]),
            "asked": json.dumps([question for question, _ in row.asked]),
            "asked_vectors": _pack([vector for _, vector in row.asked]),
        }
        if row.passage.position == 0:
            document, root = documents[row.passage.source]
            metadata |= {"document": json.dumps(asdict(document)), "root": root}
        return metadata

    def publish(self) -> None:
        client = self.index._client()
        pointer = client.get_or_create_collection(POINTER_COLLECTION, embedding_function=None)
        pointer.modify(metadata={"generation": self.name})
        self.index._checked = 0.0
        for collection in client.list_collections():
            if re.fullmatch(r"g\d+-[0-9a-f]{8}", collection.name) and collection.name not in self.keep:
                client.delete_collection(collection.name)
        for file in self.index.folder.glob("g*-*.sqlite"):
            if file.stem not in self.keep:
                file.unlink(missing_ok=True)

    def discard(self) -> None:
        try:
            self.index._client().delete_collection(self.name)
        except Exception:  # noqa: BLE001  # the first error is the one to be told; this one only tidies up
            _log.info("The unfinished collection could not be removed.")


def write_words(path: Path, stored: Sequence[Stored], documents: Iterable[tuple[Document, str]]) -> None:
    """Write the SQLite file of a generation: words (FTS5), passages, sentences, documents."""
    connection = sqlite3.connect(path)
    try:
        connection.executescript(
            """
            PRAGMA journal_mode = OFF;
            CREATE VIRTUAL TABLE words USING fts5(id UNINDEXED, heading, text, asked, tokenize = 'porter unicode61');
            CREATE TABLE passages (id TEXT PRIMARY KEY, source TEXT, position INTEGER, text TEXT, json TEXT);
            CREATE INDEX passages_source ON passages (source, position);
            CREATE TABLE units (passage TEXT, start INTEGER, stop INTEGER, kind TEXT, vector BLOB);
            CREATE TABLE asked (passage TEXT, question TEXT, vector BLOB);
            CREATE TABLE asked_guides (source TEXT PRIMARY KEY, weights BLOB);
            CREATE TABLE documents (source TEXT PRIMARY KEY, sha256 TEXT, root TEXT, json TEXT);
            """
        )
        for row in stored:
            p = row.passage
            questions = "\n".join(question for question, _ in row.asked)
            words = (p.id, f"{p.title} {p.section}", p.text, questions)
            connection.execute("INSERT INTO words VALUES (?, ?, ?, ?)", words)
            connection.executemany(
                "INSERT INTO asked VALUES (?, ?, ?)",
                [(p.id, question, vector.astype(np.float16).tobytes()) for question, vector in row.asked],
            )
            connection.execute(
                "INSERT INTO passages VALUES (?, ?, ?, ?, ?)",
                (p.id, p.source, p.position, p.text, json.dumps(asdict(p))),
            )
            connection.executemany(
                "INSERT INTO units VALUES (?, ?, ?, ?, ?)",
                [(p.id, u.start, u.end, u.kind, u.vector.astype(np.float16).tobytes()) for u in row.units],
            )
        asked = [(row.passage.source, question, vector) for row in stored for question, vector in row.asked]
        vectors = np.array([vector for _, _, vector in asked], dtype=np.float32)
        names, weights = fit_guides([question for _, question, _ in asked], vectors, [source for source, _, _ in asked])
        connection.executemany(
            "INSERT INTO asked_guides VALUES (?, ?)",
            [(name, column.tobytes()) for name, column in zip(names, weights.T, strict=True)],
        )
        for document, root in documents:
            connection.execute(
                "INSERT INTO documents VALUES (?, ?, ?, ?)",
                (document.source, document.sha256, root, json.dumps(asdict(document))),
            )
        connection.execute("CREATE INDEX units_passage ON units (passage)")
        connection.commit()
    finally:
        connection.close()


def unit_spans(passage: Passage) -> list[tuple[int, int, Kind, str]]:
    """The sentences of a passage, without vectors."""
    return [(s.start, s.end, s.kind, passage.text[s.start : s.end]) for s in sentence_spans(passage.text)]


def _pack(vectors: Sequence[NDArray[np.float32]]) -> str:
    return base64.b64encode(b"".join(vector.astype(np.float16).tobytes() for vector in vectors)).decode()


def _unpack(packed: Any, count: int) -> list[NDArray[np.float32]]:
    vectors = np.frombuffer(base64.b64decode(str(packed)), np.float16).astype(np.float32)
    return list(vectors.reshape(count, -1)) if count else []


def _passage(values: dict[str, Any]) -> Passage:
    return Passage(**{**values, "audience": tuple(values["audience"])})


def _document(values: dict[str, Any]) -> Document:
    lists = {key: tuple(values[key]) for key in ("audience", "skills", "topics", "frameworks")}
    sources = tuple(Source(**item) for item in values["sources"])
    sections = tuple(Section(**item) for item in values["sections"])
    asked = tuple(Asked(**item) for item in values["asked"])
    return Document(**{**values, **lists, "sources": sources, "sections": sections, "asked": asked})


def _folder_client(path: Path) -> Any:
    import chromadb

    return chromadb.PersistentClient(str(path), settings=_chroma_settings())


def _server_client(url: str) -> ClientAPI:
    import chromadb

    parts = urlsplit(url)
    return chromadb.HttpClient(
        host=parts.hostname or "127.0.0.1",
        port=parts.port or (443 if parts.scheme == "https" else 8000),
        ssl=parts.scheme == "https",
        settings=_chroma_settings(),
    )


def _chroma_settings() -> Any:
    from chromadb.config import Settings

    return Settings(anonymized_telemetry=False)


def _open_collection(client: ClientAPI, name: str) -> Collection:
    from chromadb.errors import ChromaError

    try:
        return client.get_collection(name, embedding_function=None)
    except (ChromaError, ValueError) as error:
        raise StaleIndexError("The index is damaged. Run `counterpart ingest --rebuild` to build it anew.") from error


def _create_collection(client: ClientAPI, name: str, metadata: dict[str, Any]) -> Collection:
    # No embedding function: the default one would download a model at the first text.
    return client.create_collection(
        name, metadata=metadata, configuration={"hnsw": {"space": "cosine"}}, embedding_function=None
    )
