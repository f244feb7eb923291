"""What a change did to the rows of the database, so that it can be undone exactly."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import event, inspect
from sqlalchemy.orm import Session

from eti_events.database import Base, db

LOGS = frozenset({"audit_line", "due_row", "takeover"})
COUNTS_UP = frozenset({"version", "sequence"})  # of changes: it never goes back


class Trace:
    """Rows that were made, changed or removed while somebody looked.

    ``part`` is noted beside each: what was being written when it was met.
    """

    def __init__(self) -> None:
        self.part = ""
        self._made: dict[Base, str] = {}
        self._changed: dict[Base, tuple[str, dict[str, Any]]] = {}
        self._removed: list[list[Any]] = []

    def look(self, session: Session, *_rest: object) -> None:
        """Note what is about to be flushed."""
        for row in session.new:
            if row.__tablename__ not in LOGS:
                self._made.setdefault(row, self.part)
        for row in session.dirty:
            if row.__tablename__ not in LOGS and row not in self._made:
                _part, before = self._changed.setdefault(row, (self.part, {}))
                for name, value in _changes(row).items():
                    before.setdefault(name, value)
        for row in session.deleted:
            if row not in self._made:
                values = {name: as_json(getattr(row, name)) for name in columns(row)}
                self._removed.append([row.__tablename__, self.part, values])

    def rows(self) -> dict[str, Any]:
        """Return everything as JSON: tables, ids, prints, and values from before."""
        return {
            "made": [
                [row.__tablename__, part, identity(row), print_of(row)]
                for row, part in self._made.items()
            ],
            "changed": [
                [
                    row.__tablename__,
                    part,
                    identity(row),
                    {
                        name: [as_json(value), digest(getattr(row, name))]
                        for name, value in before.items()
                    },
                ]
                for row, (part, before) in self._changed.items()
                if before
            ],
            "removed": self._removed,
        }


@contextmanager
def traced() -> Iterator[Trace]:
    """Note every row that is written in the block; nothing by statements alone."""
    trace, session = Trace(), db.session()
    session.flush()
    event.listen(session, "before_flush", trace.look)
    try:
        yield trace
        session.flush()
    finally:
        event.remove(session, "before_flush", trace.look)


def columns(row: Base) -> list[str]:
    """Return the names of a row's columns, save those that only count changes."""
    names = [column.key for column in inspect(row).mapper.column_attrs]
    return [name for name in names if name not in COUNTS_UP]


def identity(row: Base) -> int:
    """Return the one column that is its key."""
    number: int = inspect(row).mapper.primary_key_from_instance(row)[0]
    return number


def print_of(row: Base) -> str:
    """Return what tells this row from itself after any change."""
    return digest({name: as_json(getattr(row, name)) for name in columns(row)})


def digest(value: object) -> str:
    """Return a short print of a value."""
    text = json.dumps(as_json(value), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def as_json(value: Any) -> Any:
    """Return a column's value as JSON holds it."""
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def from_json(kind: type, value: Any) -> Any:
    """Return a value that JSON held as its column wants it."""
    if isinstance(value, str) and kind in (datetime, date):
        return kind.fromisoformat(value)
    return UUID(value) if value is not None and kind is UUID else value


def _changes(row: Base) -> dict[str, Any]:
    attributes = inspect(row).attrs
    found = {}
    for name in columns(row):
        history = attributes[name].history
        if history.has_changes():
            found[name] = history.deleted[0] if history.deleted else None
    return found
