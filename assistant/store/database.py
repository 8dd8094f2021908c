"""The database behind the store: opened late, brought up to date once, its troubles told in sentences.

SQLite is a file of this computer with one writer at a time; PostgreSQL is a server, by URL.
What is kept in it is no matter of this module.
"""

from __future__ import annotations

import errno
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, func, inspect, make_url, select, text
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from assistant.errors import StoreError

HEAD = "0001"  # The newest migration, said here so that a current database is known without loading Alembic.
WAIT = 5  # Seconds for another program to finish its writing, or for a server to answer.
MIGRATING = 0x436F756E  # The advisory lock of PostgreSQL under which one process at a time brings it up to date.
SETTING = "COUNTERPART_DATABASE_URL"

_migrating = threading.Lock()  # Alembic's own state belongs to the whole process.


class Database:
    """Sessions' database: a path (SQLite), or a URL (``postgresql://...`` or ``sqlite:///...``)."""

    def __init__(self, where: str | Path) -> None:
        self._url = _url_of(where)
        self._lock = threading.Lock()
        self._engine: Engine | None = None

    @property
    def name(self) -> str:
        """Where it lies, for people: without name and password."""
        if self._url.drivername == "sqlite":
            return str(self._url.database)
        return f"{self._url.host or 'localhost'}:{self._url.port or 5432}/{self._url.database or ''}"

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that only reads.

        Raises:
            StoreError: the database cannot be used; the message says what to do.
        """
        with self._told(), self._opened().begin() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that writes: all of it is kept, or nothing.

        Raises:
            StoreError: the database cannot be used; the message says what to do.
        """
        with self._told(), self._opened().execution_options(writes=True).begin() as connection:
            yield connection

    def wipe(self) -> None:
        """See that what was deleted is also gone from SQLite's journal. (PostgreSQL sees to it by itself.)"""
        if self._url.drivername == "sqlite":
            with self._told():
                connection = self._opened().raw_connection()
                try:
                    connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
                finally:
                    connection.close()

    def close(self) -> None:
        """Close all connections; the next use opens them again."""
        with self._lock:
            if self._engine is not None:
                self._engine.dispose()
                self._engine = None

    def _opened(self) -> Engine:
        with self._lock:
            if self._engine is None:
                if self._url.drivername == "sqlite":
                    _make_file(Path(str(self._url.database)))
                engine = _engine(self._url)
                with engine.begin() as connection:
                    version = _version(connection)
                if version != HEAD:
                    self._migrate()
                self._engine = engine
            return self._engine

    def _migrate(self) -> None:
        """Bring the tables up to date, in one transaction, while other processes wait."""
        from alembic import command  # Half a second, needed once a version.
        from alembic.config import Config
        from alembic.script import ScriptDirectory

        config = Config()
        folder = str(Path(__file__).with_name("migrations"))
        config.set_main_option("script_location", folder.replace("%", "%%"))
        known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
        # Without foreign keys: SQLite changes a table by dropping it, which would take all turns with it.
        engine = _engine(self._url, foreign_keys=False).execution_options(writes=True)
        with _migrating, engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(select(func.pg_advisory_xact_lock(MIGRATING)))
            version = _version(connection)
            if version is not None and version not in known:
                raise StoreError(
                    f"The sessions in {self.name!r} were kept by a newer Counterpart. "
                    f"Update Counterpart, or set {SETTING} or COUNTERPART_HOME to another place."
                )
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turn what goes wrong into a sentence. Nothing is raised ``from`` it: a driver may quote what a row holds."""
        try:
            yield
        except DBAPIError as error:
            orig = error.orig
            if isinstance(orig, sqlite3.Error):
                message = _sqlite_trouble(getattr(orig, "sqlite_errorname", ""), self.name)
            else:
                message = _server_trouble(getattr(orig, "sqlstate", None) or "", self.name)
            raise StoreError(message) from None
        except PoolTimeoutError:
            raise StoreError(_busy(self.name)) from None
        except SQLAlchemyError as error:
            raise StoreError(_unknown(type(error).__name__, self.name)) from None
        except ModuleNotFoundError as error:
            raise StoreError(
                f"To keep sessions in {self.name!r}, {error.name} is needed. "
                f"Install it with `pip install 'counterpart[postgres]'`, or unset {SETTING}."
            ) from None
        except OSError as error:
            full = error.errno in (errno.ENOSPC, errno.EDQUOT)
            raise StoreError(_full(self.name) if full else _shut(self.name)) from None


def _url_of(where: str | Path) -> URL:
    if isinstance(where, Path):
        return URL.create("sqlite", database=str(where))
    address = where.replace("postgres://", "postgresql://", 1) if where.startswith("postgres://") else where
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        url = None
    kinds = ("postgresql", "postgresql+psycopg", "sqlite")
    if url is None or url.drivername not in kinds or (url.drivername == "sqlite" and not url.database):
        raise StoreError(
            f"{SETTING} is no address of a database that can be used. "
            "Write it as postgresql://name:password@host:5432/database, or unset it."
        )
    return url


def _make_file(path: Path) -> None:
    """The file is for its owner alone; the journals beside it take its rights over."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.touch(mode=0o600)


def _engine(url: URL, foreign_keys: bool = True) -> Engine:
    # A connection that only migrates is not kept.
    create = partial(create_engine, url, hide_parameters=True, **({} if foreign_keys else {"poolclass": NullPool}))
    if url.drivername != "sqlite":
        limits = {"connect_timeout": WAIT, "options": f"-c lock_timeout={WAIT}s"}
        return create(pool_pre_ping=True, connect_args=limits)  # A server that was restarted is found again.
    engine = create(connect_args={"timeout": WAIT})

    @event.listens_for(engine, "connect")
    def on_connect(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = None  # Transactions are begun below, and not by guessing from statements.
        cursor = connection.cursor()
        _use_wal(cursor)
        # A killed process loses nothing with NORMAL either, but a power cut would take the last turns, which were
        # shown. FULL costs one wait for the disk a turn: milliseconds, where a reply takes a second.
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA secure_delete=ON")  # What a person deletes is overwritten, not only forgotten.
        cursor.execute(f"PRAGMA foreign_keys={'ON' if foreign_keys else 'OFF'}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        # A writer takes its turn at once: one that reads first and writes later would fail instead of waiting.
        writes = connection.get_execution_options().get("writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _use_wal(cursor: sqlite3.Cursor) -> None:
    if cursor.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        cursor.execute("PRAGMA journal_mode=WAL")


def _version(connection: Connection) -> str | None:
    """The last migration that the database has seen; None if it is new."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    version: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return version


def _sqlite_trouble(code: str, name: str) -> str:
    if code == "SQLITE_FULL":
        return _full(name)
    if code.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_AUTH")):
        return _shut(name)
    if code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return _busy(name)
    if code.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return f"The file {name!r} is damaged or no database. Put a copy in its place, or move it away to begin anew."
    return _unknown(code or "SQLite", name)


def _server_trouble(code: str, name: str) -> str:
    """From the SQLSTATE of PostgreSQL, which is empty while there is no connection."""
    if code == "53100":
        return _full(name)
    if code in ("42501", "25006"):
        return f"PostgreSQL at {name!r} does not allow writing. Give the user of {SETTING} the right to."
    if code in ("55P03", "40001", "40P01", "57014", "53300"):
        return _busy(name)
    if not code or code.startswith(("08", "28", "3D", "57P")):
        return (
            f"PostgreSQL at {name!r} does not answer, or does not let this program in. Start it, "
            f"correct {SETTING}, or unset it to keep sessions in a file."
        )
    return _unknown(code, name)


def _full(name: str) -> str:
    return f"The disk is full, so nothing more is kept in {name!r}. Free some space and try again."


def _shut(name: str) -> str:
    return f"{name!r} cannot be opened for writing. Allow it, or set COUNTERPART_HOME to another folder."


def _busy(name: str) -> str:
    return f"{name!r} is in use by another program. Try again in a moment."


def _unknown(code: str, name: str) -> str:
    return f"Sessions in {name!r} cannot be read or written ({code}). Check the disk or the server and try again."
