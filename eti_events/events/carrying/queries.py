"""What was taken over, and what refers to rows whatever their table."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Table, select
from sqlalchemy.orm import joinedload

from eti_events.database import Base, db
from eti_events.events.models import Counter, Event, Takeover
from eti_events.events.queries import CAPACITY

PASSING = "due_row"  # work of the worker: it may name any event, at any time


def list_takeovers(event_id: int) -> Sequence[Takeover]:
    """List what stands of what the event took over, the latest first."""
    query = (
        select(Takeover)
        .filter_by(event_id=event_id, undone_at=None)
        .options(joinedload(Takeover.source))
        .order_by(Takeover.id.desc())
    )
    return db.session.scalars(query).all()


def get_takeover(event: Event, public_id: UUID) -> Takeover:
    """Return one takeover of this event, or answer 404."""
    query = select(Takeover).filter_by(event_id=event.id, public_id=public_id)
    takeover: Takeover = db.one_or_404(query)
    return takeover


def find_capacity(event_id: int) -> Counter | None:
    """Return the counter of the event's places; one that is yet to be has none."""
    query = select(Counter).filter_by(event_id=event_id, scope=CAPACITY, key="")
    return db.session.scalar(query)


def find_events(ids: Collection[int]) -> dict[int, Event]:
    """Return these events by id."""
    query = select(Event).where(Event.id.in_(ids))
    return {event.id: event for event in db.session.scalars(query)}


def list_used(rows: Mapping[str, Collection[int]]) -> set[tuple[str, int]]:
    """Return those of the rows, by table, to which any row beside them refers."""
    used = set()
    for table in Base.metadata.tables.values():
        if table.name == PASSING:
            continue
        for key in table.foreign_keys:
            name = key.column.table.name
            if ids := rows.get(name):
                found = _references(table, key.parent, ids, rows.get(table.name, ()))
                used |= {(name, number) for number in found}
    return used


def _references(
    table: Table, column: Any, ids: Collection[int], besides: Collection[int]
) -> Sequence[int]:
    query = select(column).where(column.in_(ids)).distinct()
    if besides:
        own = next(iter(table.primary_key))
        query = query.where(own.not_in(besides))
    return db.session.scalars(query).all()
