"""Rehearsals as they are kept: begun, gone on with, gone back in, compared, exported, deleted.

Each turn is written in a transaction of its own before it is shown, so nothing that a person
saw is lost with the process, and any process on the same database can go on. Whose turn is
the last is compared and set in one statement: of two tabs, one goes on and the other is told.
The store knows nothing of how a turn comes about: that is ``rehearse``.
"""

from __future__ import annotations

import re
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn, cast

from sqlalchemy import Connection, Row, delete, insert, select, update

from assistant.errors import InputError, StoreError
from assistant.store.database import Database
from assistant.store.tables import sessions, state_of, turn_of, turn_value, turns
from assistant.turns import Difficulty, Ending, Transcript, Turn
from assistant.values import Side, Tier

EXPORT_FORMAT = 1  # Raised when an export can no longer be read as before.


@dataclass(frozen=True)
class StoredTurn:
    """A turn where it stands in the tree. ``parent`` is the id of the one before it, None for a first one."""

    id: str
    session_id: str
    parent: str | None
    number: int
    created: datetime
    turn: Turn
    ending: Ending | None = None


@dataclass(frozen=True)
class Session:
    """A rehearsal with the path that the person is on. ``turn_ids`` are of ``transcript.turns``, in order.

    ``ready`` and ``tense`` are what the person said before it, ``review`` what they said after it.
    """

    id: str
    transcript: Transcript
    turn_ids: tuple[str, ...]
    created: datetime
    updated: datetime
    ready: int | None
    tense: int | None
    review: dict[str, Any]

    @property
    def leaf(self) -> str | None:
        """The id of the turn that the person is at: the ``parent`` of the next one."""
        return self.turn_ids[-1] if self.turn_ids else None


@dataclass(frozen=True)
class Branch:
    """One way that a rehearsal went, to its last turn. ``current`` if it is the one that the person is on."""

    leaf: str
    transcript: Transcript
    turn_ids: tuple[str, ...]
    created: datetime
    current: bool


@dataclass(frozen=True)
class Entry:
    """A line of the list of rehearsals. ``turns`` counts those of the current path."""

    id: str
    scenario: str
    side: Side
    difficulty: Difficulty
    tier: Tier
    turns: int
    ending: Ending | None
    created: datetime
    updated: datetime
    ready: int | None
    tense: int | None


class Sessions:
    """All rehearsals of a database: a path (SQLite) or a URL. Nothing is opened before the first use.

    Every method raises StoreError when the database cannot be used, when it was written by a
    newer version, and when the session that is asked for is not there.
    """

    def __init__(self, where: str | Path) -> None:
        self._database = Database(where)

    def create(self, transcript: Transcript, ready: int | None = None, tense: int | None = None) -> Session:
        """Keep a new rehearsal, with the turns that it already has."""
        session_id, now = _new_id(), _now()
        stored: list[StoredTurn] = []
        for turn in transcript.turns:
            parent = stored[-1].id if stored else None
            ending = transcript.ending if turn is transcript.turns[-1] else None
            stored.append(StoredTurn(_new_id(), session_id, parent, turn.number, now, turn, ending))
        ids = tuple(turn.id for turn in stored)
        with self._database.write() as connection:
            connection.execute(
                insert(sessions).values(
                    id=session_id,
                    scenario=transcript.scenario,
                    side=transcript.side,
                    difficulty=transcript.difficulty,
                    seed=str(transcript.seed),
                    tier=transcript.tier,
                    opening=transcript.opening,
                    start=asdict(transcript.start),
                    ready=ready,
                    tense=tense,
                    review={},
                    created=now,
                    updated=now,
                    leaf=ids[-1] if ids else None,
                    length=len(ids),
                    ending=transcript.ending,
                )
            )
            for new in stored:
                _insert(connection, new)
        return Session(session_id, transcript, ids, now, now, ready, tense, {})

    def append(self, session_id: str, parent: str | None, transcript: Transcript) -> StoredTurn:
        """Keep the last turn of a transcript as the one that follows ``parent`` (None: the first one).

        Raises:
            StoreError: somebody else went on from ``parent``, or ended the session. Nothing was kept.
        """
        turn = transcript.turns[-1]
        parent = parent and _checked(parent)
        stored = StoredTurn(_new_id(), _checked(session_id), parent, turn.number, _now(), turn, transcript.ending)
        moves_on = (
            update(sessions)
            .where(
                sessions.c.id == session_id,
                sessions.c.leaf.is_not_distinct_from(parent),
                sessions.c.length == turn.number - 1,
                sessions.c.ending.is_(None),
            )
            .values(leaf=stored.id, length=turn.number, ending=stored.ending, updated=stored.created)
        )
        with self._database.write() as connection:
            if connection.execute(moves_on).rowcount != 1:
                _refuse(_session_row(connection, session_id))
            _insert(connection, stored)
        return stored

    def rewind(self, session_id: str, number: int) -> Session:
        """Go back to before turn ``number`` (from 1) of the current path. What was said after it stays as a branch.

        Raises:
            InputError: there is no such turn.
        """
        with self._database.write() as connection:
            row = _session_row(connection, session_id, to_change=True)
            path = _path(_turn_rows(connection, session_id), row.leaf)
            if not 1 <= number <= len(path):
                raise InputError(f"There is no turn {number} to go back to; there are {len(path)}.")
            _move(connection, session_id, path[: number - 1], None)
            return _load(connection, session_id)

    def switch(self, session_id: str, leaf: str) -> Session:
        """Go to another branch, by the id of its last turn: it is open or ended as it was left."""
        with self._database.write() as connection:
            _session_row(connection, session_id, to_change=True)
            rows = _turn_rows(connection, session_id)
            if leaf not in rows:
                raise StoreError("That way of going on is not part of this rehearsal. Load the page again.")
            path = _path(rows, leaf)
            _move(connection, session_id, path, path[-1].ending)
            return _load(connection, session_id)

    def finish(self, session_id: str, ending: Ending = "user") -> None:
        """End a session where it is. One that has ended stays as it ended."""
        with self._database.write() as connection:
            row = _session_row(connection, session_id, to_change=True)
            if row.ending is None:
                values = {"ending": ending, "updated": _now()}
                connection.execute(update(sessions).where(sessions.c.id == session_id).values(values))
                connection.execute(update(turns).where(turns.c.id == row.leaf).values(ending=ending))

    def keep_review(self, session_id: str, review: Mapping[str, Any]) -> None:
        """Keep what the person says about the session: JSON values by name. Earlier ones of other names stay."""
        with self._database.write() as connection:
            row = _session_row(connection, session_id, to_change=True)
            kept = {**row.review, **review}
            connection.execute(update(sessions).where(sessions.c.id == session_id).values(review=kept))

    def load(self, session_id: str) -> Session:
        """A session with the path that the person is on."""
        with self._database.read() as connection:
            return _load(connection, session_id)

    def branches(self, session_id: str) -> list[Branch]:
        """Every way that the session went to its end, the first one first.

        Right after ``rewind`` the current path is the beginning of branches, and none itself.
        """
        with self._database.read() as connection:
            row = _session_row(connection, session_id)
            rows = _turn_rows(connection, session_id)
        parents = {turn.parent_id for turn in rows.values()}
        leaves = sorted((turn.created, id_) for id_, turn in rows.items() if id_ not in parents)
        found = []
        for created, leaf in leaves:
            path = _path(rows, leaf)
            transcript = _transcript(row, path, path[-1].ending)
            found.append(Branch(leaf, transcript, _ids(path), created, current=leaf == row.leaf))
        return found

    def recent(self, limit: int = 20) -> list[Entry]:
        """The last sessions: those that can be gone on with first, then the newest first."""
        order = (sessions.c.ending.is_not(None), sessions.c.updated.desc(), sessions.c.id)
        with self._database.read() as connection:
            rows = connection.execute(select(sessions).order_by(*order).limit(limit)).all()
        return [
            Entry(
                id=row.id,
                scenario=row.scenario,
                side=row.side,
                difficulty=row.difficulty,
                tier=row.tier,
                turns=row.length,
                ending=row.ending,
                created=row.created,
                updated=row.updated,
                ready=row.ready,
                tense=row.tense,
            )
            for row in rows
        ]

    def delete(self, session_id: str) -> None:
        """Delete a session with all its branches. One that was deleted before is no error."""
        with self._database.write() as connection:
            connection.execute(delete(sessions).where(sessions.c.id == _checked(session_id)))
        self._database.wipe()

    def delete_all(self) -> int:
        """Delete everything that is kept; how many sessions that were."""
        with self._database.write() as connection:
            count = connection.execute(delete(sessions)).rowcount
        self._database.wipe()
        return count

    def export(self) -> dict[str, Any]:
        """Everything that is kept, as JSON values: the sessions in order, each with all its turns."""
        with self._database.read() as connection:
            kept = connection.execute(select(sessions).order_by(sessions.c.created, sessions.c.id)).all()
            rows = connection.execute(select(turns).order_by(turns.c.number, turns.c.created, turns.c.id)).all()
        of_session = defaultdict(list)
        for turn in rows:
            place = {"id": turn.id, "parent": turn.parent_id, "created": turn.created.isoformat()}
            of_session[turn.session_id].append({**place, "ending": turn.ending, **turn.value})
        exported = []
        for row in kept:
            times = {"created": row.created.isoformat(), "updated": row.updated.isoformat()}
            exported.append({**row._mapping, **times, "seed": int(row.seed), "turns": of_session[row.id]})
        return {"format": EXPORT_FORMAT, "exported": _now().isoformat(), "sessions": exported}

    def close(self) -> None:
        """Close the connections to the database; the next use opens them again."""
        self._database.close()


def _load(connection: Connection, session_id: str) -> Session:
    row = _session_row(connection, session_id)
    path = _path(_turn_rows(connection, session_id), row.leaf)
    transcript = _transcript(row, path, row.ending)
    return Session(row.id, transcript, _ids(path), row.created, row.updated, row.ready, row.tense, row.review)


def _transcript(row: Row[Any], path: Iterable[Row[Any]], ending: Ending | None) -> Transcript:
    try:
        return Transcript(
            scenario=row.scenario,
            side=row.side,
            difficulty=row.difficulty,
            seed=int(row.seed),
            tier=row.tier,
            opening=row.opening,
            start=state_of(row.start),
            turns=tuple(turn_of(turn.value) for turn in path),
            ending=ending,
        )
    except (KeyError, TypeError):
        # From None: what is wrong with a value may be said with the value.
        raise StoreError(
            f"The rehearsal {row.id} was kept by another version and cannot be shown. Update Counterpart, or delete it."
        ) from None


def _session_row(connection: Connection, session_id: str, to_change: bool = False) -> Row[Any]:
    """The row of a session. To change it: nobody else does until the transaction is over."""
    query = select(sessions).where(sessions.c.id == _checked(session_id))
    row = connection.execute(query.with_for_update() if to_change else query).one_or_none()
    if row is None:
        _miss()
    return row


def _turn_rows(connection: Connection, session_id: str) -> dict[str, Row[Any]]:
    """All turns of a session, of all branches, by id."""
    rows = connection.execute(select(turns).where(turns.c.session_id == session_id)).all()
    return {row.id: row for row in rows}


def _path(rows: Mapping[str, Row[Any]], leaf: str | None) -> list[Row[Any]]:
    """The turns from the first one to the leaf."""
    path = []
    while leaf is not None:
        if leaf not in rows:  # Deleted between two looks.
            _miss()
        path.append(rows[leaf])
        leaf = cast("str | None", rows[leaf].parent_id)
    return path[::-1]


def _move(connection: Connection, session_id: str, path: list[Row[Any]], ending: Ending | None) -> None:
    leaf = path[-1].id if path else None
    values = {"leaf": leaf, "length": len(path), "ending": ending, "updated": _now()}
    connection.execute(update(sessions).where(sessions.c.id == session_id).values(values))


def _insert(connection: Connection, stored: StoredTurn) -> None:
    connection.execute(
        insert(turns).values(
            id=stored.id,
            session_id=stored.session_id,
            parent_id=stored.parent,
            number=stored.number,
            created=stored.created,
            act=stored.turn.act,
            source=stored.turn.source,
            stepped_out=stored.turn.stepped_out,
            ending=stored.ending,
            value=turn_value(stored.turn),
        )
    )


def _refuse(row: Row[Any]) -> NoReturn:
    """Say why the session did not take a turn."""
    if row.ending is not None:
        raise StoreError(
            "This rehearsal was ended elsewhere, perhaps in another tab. "
            "Load the page again; there you can go back to a turn and try again."
        )
    raise StoreError(
        "This rehearsal went on elsewhere, perhaps in another tab, so this was not kept. "
        "Load the page again and go on from there."
    )


def _miss() -> NoReturn:
    raise StoreError("This rehearsal is not kept here; perhaps it was deleted. Start a new one.")


def _checked(session_id: str) -> str:
    """An id that can be one: it may come from an address that somebody typed."""
    if not re.fullmatch("[0-9a-f]{32}", session_id):
        _miss()
    return session_id


def _ids(path: Iterable[Row[Any]]) -> tuple[str, ...]:
    return tuple(row.id for row in path)


def _new_id() -> str:
    return uuid.uuid4().hex


def _now() -> datetime:
    return datetime.now(UTC)
