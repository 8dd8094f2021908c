"""The tables of the store, and how the nouns become rows and come back.

A session is a tree of turns: each turn names the one before it, so going back and trying
again adds a branch and loses nothing. What is searched, sorted or compared has a column;
everything else is one JSON value, because nothing but the program reads it. Whatever a person
wrote is in JSON, too: so it may hold any character, even those that PostgreSQL's text refuses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import UTC, datetime
from typing import Any, TypeVar

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
)

from assistant.turns import Heard, Labelled, Span, State, Turn

NAMES = {  # Each constraint has a name, so that a later migration can change it.
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "ix": "ix_%(table_name)s_%(column_0_name)s",
}
metadata = MetaData(naming_convention=NAMES)

Noun = TypeVar("Noun")


class Moment(TypeDecorator[datetime]):
    """A time in UTC on both databases: SQLite keeps no zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Into the database."""
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Out of it."""
        return value and (value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC))


sessions = Table(
    "sessions",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("scenario", Text, nullable=False),
    Column("side", String(16), nullable=False),
    Column("difficulty", String(16), nullable=False),
    Column("seed", Text, nullable=False),  # Any whole number; a column of numbers ends at 64 bits.
    Column("tier", String(16), nullable=False),
    Column("opening", JSON, nullable=False),
    Column("start", JSON, nullable=False),
    Column("ready", Integer),
    Column("tense", Integer),
    Column("review", JSON, nullable=False),
    Column("created", Moment, nullable=False),
    Column("updated", Moment, nullable=False),
    Column("leaf", String(32)),  # The turn that the person is at. No foreign key: the two tables would hold each other.
    Column("length", Integer, nullable=False),  # Turns from the root to the leaf.
    Column("ending", String(16)),
    Index(None, "updated"),
)

turns = Table(
    "turns",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("session_id", String(32), ForeignKey("sessions.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("parent_id", String(32), ForeignKey("turns.id", ondelete="CASCADE"), index=True),
    Column("number", Integer, nullable=False),
    Column("created", Moment, nullable=False),
    Column("act", String(16), nullable=False),
    Column("source", String(16), nullable=False),
    Column("stepped_out", Boolean, nullable=False),
    Column("ending", String(16)),  # How the session ended with this turn: it ends again when this branch is chosen.
    Column("value", JSON, nullable=False),
)


def turn_value(turn: Turn) -> dict[str, Any]:
    """A turn as a JSON value, whole."""
    return asdict(turn)


def turn_of(value: Mapping[str, Any]) -> Turn:
    """The turn that became this value."""
    labelled = value["labelled"]
    spans = tuple(_made(Span, span) for span in labelled["spans"])
    return _made(
        Turn,
        {
            **value,
            "labelled": _made(Labelled, {**labelled, "spans": spans}),
            "heard": _made(Heard, value["heard"]),
            "before": state_of(value["before"]),
            "after": state_of(value["after"]),
        },
    )


def state_of(value: Mapping[str, Any]) -> State:
    """The state that became this value."""
    return _made(State, value)


def _made(noun: type[Noun], value: Mapping[str, Any]) -> Noun:
    """A noun from its fields. One that came later takes its default; one that is no more is left out."""
    known = [field.name for field in fields(noun) if field.name in value]  # type: ignore[arg-type]  # a dataclass
    return noun(**{name: _frozen(value[name]) for name in known})


def _frozen(value: Any) -> Any:
    """JSON has lists where the nouns have tuples."""
    return tuple(_frozen(item) for item in value) if isinstance(value, list) else value
