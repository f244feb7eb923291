"""What a merge wrote, row by row, so that it can be taken back exactly.

It works on tables, below the models: which tables name a person is read from the
schema, and a column is put back as it was, whatever it means.
"""

import enum
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from eti_events.database import db
from eti_events.privacy.rows.queries import (
    list_named_by,
    read_row,
    table_of,
    write_row,
)

Values = Mapping[str, Any]

READERS: Mapping[str, Callable[[str], Any]] = {
    "at": datetime.fromisoformat,
    "on": date.fromisoformat,
    "uuid": UUID,
}


class Kind(enum.StrEnum):
    """What was done to a row."""

    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    EXCHANGED = "exchanged"  # the owners of two rows
    SEAT = "seat"  # of a delegation, which its person gives back
    HUSHED = "hushed"  # a mail that was kept from leaving


@dataclass(frozen=True)
class Entry:
    """One thing that was done to one row; ``before`` are the values it had."""

    kind: Kind
    table: str
    key: Values
    before: Values
    loose: bool = False


@dataclass
class Ledger:
    """The entries in the order in which they were made, and what rows were after."""

    entries: list[Entry] = field(default_factory=list)
    prints: dict[str, str] = field(default_factory=dict)

    def change(
        self, name: str, key: Values, values: Values, *, loose: bool = False
    ) -> None:
        """Write values to a row and keep those before."""
        row = read_row(name, key)
        assert row is not None  # noqa: S101 -- read in this transaction
        before = {column: row[column] for column in values}
        write_row(name, key, values)
        after = {column: values.get(column, value) for column, value in key.items()}
        self.entries.append(Entry(Kind.CHANGED, name, after, before, loose))

    def remember(self, name: str, key: Values) -> None:
        """Keep a row whole before an action of another package changes it."""
        row = read_row(name, key) or {}
        before = {
            n: v for n, v in row.items() if n not in (*key, "version", "public_id")
        }
        self.entries.append(Entry(Kind.CHANGED, name, key, before))

    def add(self, name: str, values: Values) -> None:
        """Insert a row."""
        table = table_of(name)
        made = db.session.execute(table.insert().values(**values).returning(table.c.id))
        self.entries.append(Entry(Kind.ADDED, name, {"id": made.scalar_one()}, {}))

    def lose(self, name: str, key: Values) -> None:
        """Keep a row whole that an action of another package deletes."""
        self.entries.append(Entry(Kind.REMOVED, name, key, read_row(name, key) or {}))

    def seat(self, delegation_id: int) -> None:
        """Keep how many seats a delegation has before one is given back."""
        key = {"id": delegation_id}
        row = read_row("delegation", key) or {}
        before = {"seats": row["seats"], "free": row["free"]}
        self.entries.append(Entry(Kind.SEAT, "delegation", key, before))

    def hush(self, mail_id: int) -> None:
        """Keep that a mail waited before it is taken back; it hinders no undo."""
        key = {"id": mail_id}
        row = read_row("mail", key) or {}
        before = {"state": row["state"], "written": row["body"] is not None}
        self.entries.append(Entry(Kind.HUSHED, "mail", key, before))

    def exchanged(self, name: str, one: int, other: int) -> None:
        """Keep that two rows have exchanged their owners."""
        key = {"one": one, "other": other}
        self.entries.append(Entry(Kind.EXCHANGED, name, key, {}))

    def close(self) -> None:
        """Note how each row is now, for whoever wants to go back."""
        self.prints = {key: text for key, text, _entry in self._prints()}

    def changed_since(self) -> list[str]:
        """Name the tables of the rows that are no longer as the merge left them."""
        now = {key: (text, entry) for key, text, entry in self._prints()}
        return sorted(
            {
                entry.table
                for key, (text, entry) in now.items()
                if text != self.prints[key] and not (entry.loose and text == GONE)
            }
        )

    def _prints(self) -> Iterator[tuple[str, str, Entry]]:
        whole: dict[str, Entry] = {}
        for entry in self.entries:
            if entry.kind is Kind.EXCHANGED:
                for number in entry.key.values():
                    one = Entry(Kind.CHANGED, entry.table, {"id": number}, {})
                    whole[_name(one)] = one
            elif entry.kind is not Kind.HUSHED:
                whole[_name(entry)] = entry
        for key, entry in whole.items():
            yield key, print_of(entry), entry

    def text(self) -> str:
        """Write the ledger down."""
        return json.dumps(
            {
                "entries": [
                    [e.kind, e.table, _packed(e.key), _packed(e.before), e.loose]
                    for e in self.entries
                ],
                "prints": self.prints,
            }
        )

    @classmethod
    def read(cls, text: str) -> "Ledger":
        """Read what was written down."""
        found = json.loads(text)
        entries = [
            Entry(Kind(kind), table, _unpacked(key), _unpacked(before), loose)
            for kind, table, key, before, loose in found["entries"]
        ]
        return cls(entries, found["prints"])


GONE = ""


def print_of(entry: Entry) -> str:
    """Return a digest of the row and of what names it; of a loose one, its columns."""
    row = read_row(entry.table, entry.key)
    if row is None:
        return GONE
    if entry.loose or entry.table == "person":
        row = {name: row[name] for name in entry.before}
        return _digest(_packed(row))
    number = entry.key.get("id")
    named_by = list_named_by(entry.table, number) if number else []
    return _digest([_packed(row), named_by])


def _name(entry: Entry) -> str:
    return f"{entry.table} {json.dumps(_packed(entry.key), sort_keys=True)}"


def _digest(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _packed(values: Values) -> dict[str, Any]:
    return {name: _pack(value) for name, value in values.items()}


def _pack(value: Any) -> Any:
    if isinstance(value, datetime):
        return {"at": value.isoformat()}
    if isinstance(value, date):
        return {"on": value.isoformat()}
    return {"uuid": str(value)} if isinstance(value, UUID) else value


def _unpacked(values: Values) -> dict[str, Any]:
    return {name: _unpack(value) for name, value in values.items()}


def _unpack(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    [(kind, text)] = value.items()
    return READERS[kind](text)
