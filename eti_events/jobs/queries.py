"""Due rows as the worker and the pages that show progress need them."""

from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from eti_events.database import db
from eti_events.jobs.models import DueRow, DueState

HEARTBEAT, PURGE = "heartbeat", "purge"


def find_claimed(row_id: int, worker: str) -> DueRow | None:
    """Return the row, locked, if this worker still holds its lease."""
    query = select(DueRow).filter_by(
        id=row_id, claimed_by=worker, state=DueState.CLAIMED
    )
    return db.session.scalar(query.with_for_update())


def claimable(at: datetime) -> Select[int]:
    """Select the oldest row that is due and that nobody works on.

    Rows of the same kind and key wait for each other.
    """
    other = aliased(DueRow)
    twin_runs = exists().where(
        other.kind == DueRow.kind,
        other.key == DueRow.key,
        other.id != DueRow.id,
        other.state == DueState.CLAIMED,
        other.lease_until > at,
    )
    return (
        select(DueRow.id)
        .where(_is_due(at), ~twin_runs)
        .order_by(DueRow.due_at, DueRow.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )


def find_next_due_at(*, after: datetime) -> datetime | None:
    """Return when the next row can be claimed, if one waits or is held."""
    waiting = select(func.min(DueRow.due_at)).where(
        DueRow.state == DueState.WAITING, DueRow.due_at > after
    )
    held = select(func.min(DueRow.lease_until)).where(
        DueRow.state == DueState.CLAIMED, DueRow.lease_until > after
    )
    moments = (db.session.scalar(waiting), db.session.scalar(held))
    return min(filter(None, moments), default=None)


def find_last_asked_at(kind: str) -> datetime | None:
    """Return the newest time for which work of that kind was ever due."""
    return db.session.scalar(select(func.max(DueRow.due_at)).filter_by(kind=kind))


def find_last_purge_at() -> datetime | None:
    """Return for when the newest purge was due that has come to its end."""
    query = select(func.max(DueRow.due_at)).filter_by(kind=PURGE, state=DueState.DONE)
    return db.session.scalar(query)


def find_heartbeat(*, for_update: bool = False) -> DueRow | None:
    """Return the row whose ``finished_at`` says when a worker was last alive."""
    query = select(DueRow).filter_by(kind=HEARTBEAT).limit(1)
    if for_update:
        query = query.with_for_update()
    return db.session.scalar(query)


def _is_due(at: datetime) -> ColumnElement[bool]:
    return or_(
        and_(DueRow.state == DueState.WAITING, DueRow.due_at <= at),
        and_(DueRow.state == DueState.CLAIMED, DueRow.lease_until <= at),
    )
