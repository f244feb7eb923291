"""Taking back what was taken over, as long as nothing uses it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, insert
from sqlalchemy.orm import Mapper

from eti_events.audit.actions import record
from eti_events.database import Base, db
from eti_events.errors import Refusal
from eti_events.events.carrying.parts import Register
from eti_events.events.carrying.queries import list_used
from eti_events.events.carrying.tracing import digest, from_json, print_of
from eti_events.events.models import Event, Takeover
from eti_events.events.rules import flush_or, require_changeable
from eti_events.jobs.models import DueRow


class UsedSince(Refusal):
    """What people work with is not taken from under their hands."""

    message = _l("It was changed or is used since: it stays.")

    def __init__(self, labels: list[str] | None = None) -> None:
        super().__init__()
        self.labels = labels or []

    def __str__(self) -> str:
        """Name what stands in the way."""
        if not self.labels:
            return str(self.message)
        return str(
            _(
                "This cannot be undone: changed or used since: %(parts)s.",
                parts=", ".join(self.labels),
            )
        )


def undo_takeover(
    register: Register, event: Event, takeover: Takeover, *, by: int, at: datetime
) -> None:
    """Take out what was made and give back what stood before; twice is once."""
    require_changeable(event)
    if takeover.undone_at is not None:
        return
    rows = takeover.rows
    if touched := {*_changed_since(rows), *_used(rows)}:
        labels = [str(part.label) for part in register.parts if part.key in touched]
        raise UsedSince(labels)
    _delete_made(rows)
    for table, _part, values in rows["removed"]:
        mapper = _mapper(table)
        typed = {name: _typed(mapper, name, value) for name, value in values.items()}
        db.session.execute(insert(mapper.class_).values(**typed))
    db.session.expire_all()
    for row, name, before, _print in _changed_values(rows):
        setattr(row, name, before)
    flush_or(UsedSince)
    takeover.undone_at, takeover.rows = at, {}
    record("event.takeover_undone", event, by=by, at=at, event_id=event.id)


def _mapper(table: str) -> Mapper[Base]:
    return next(
        mapper
        for mapper in Base.registry.mappers
        if mapper.class_.__tablename__ == table
    )


def _changed_since(rows: dict[str, Any]) -> Iterator[str]:
    for table, part, number, print_then in rows["made"]:
        row = _find(table, number)
        if row is not None and print_of(row) != print_then:
            yield part
    for table, part, number, values in rows["changed"]:
        row = _find(table, number)
        if row is None or any(
            digest(getattr(row, name)) != print_then
            for name, (_before, print_then) in values.items()
        ):
            yield part


def _used(rows: dict[str, Any]) -> set[str]:
    made: dict[str, set[int]] = {}
    parts = {}
    for table, part, number, _print in rows["made"]:
        made.setdefault(table, set()).add(number)
        parts[table, number] = part
    return {parts[found] for found in list_used(made)}


def _delete_made(rows: dict[str, Any]) -> None:
    made: dict[str, list[int]] = {}
    for table, _part, number, _print in rows["made"]:
        made.setdefault(table, []).append(number)
    if events := made.get(Event.__tablename__):
        db.session.execute(delete(DueRow).where(DueRow.event_id.in_(events)))
    for table in reversed(Base.metadata.sorted_tables):
        if ids := made.get(table.name):
            key = next(iter(table.primary_key))
            db.session.execute(delete(table).where(key.in_(ids)))


def _changed_values(rows: dict[str, Any]) -> Iterator[tuple[Base, str, Any, str]]:
    for table, _part, number, values in rows["changed"]:
        if row := _find(table, number):
            mapper = _mapper(table)
            for name, (before, print_then) in values.items():
                yield row, name, _typed(mapper, name, before), print_then


def _find(table: str, number: int) -> Base | None:
    found: Base | None = db.session.get(_mapper(table).class_, number)
    return found


def _typed(mapper: Mapper[Base], name: str, value: Any) -> Any:
    kind = mapper.columns[name].type
    stored: type = getattr(kind, "impl_instance", kind).python_type
    return from_json(stored, value)
