"""Asking the worker for something, and what becomes of it."""

from datetime import datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, update
from sqlalchemy.dialects import postgresql, sqlite

from eti_events.database import db, write_rows
from eti_events.errors import Refusal
from eti_events.jobs.doorbell import ring_when_kept
from eti_events.jobs.models import DueRow, DueState
from eti_events.jobs.queries import (
    HEARTBEAT,
    claimable,
    find_claimed,
    find_heartbeat,
    find_last_asked_at,
)

SETTLE = "settle"
RETRIES = (5, 60, 300, 900)  # seconds before each new try
KEPT = timedelta(days=30)
ENDED = (DueState.DONE, DueState.FAILED, DueState.CANCELLED)


# Built once: whoever writes anything that others react to sends it.
ASK = {
    "sqlite": sqlite.insert(DueRow).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(DueRow).on_conflict_do_nothing(),
}


class AlreadyOver(Refusal):
    """What has ended cannot be stopped."""

    message = _l("This has already ended.")


class LeaseLost(Exception):
    """The work was cancelled, or has gone to another worker: stop here."""


def ask(
    kind: str,
    *,
    at: datetime,
    key: str = "",
    event_id: int | None = None,
    by: int | None = None,
    **payload: Any,
) -> None:
    """Add a due row, unless one of this kind and key is waiting already."""
    row = {"kind": kind, "key": key, "event_id": event_id, "asked_by": by}
    connection = db.session.connection()
    connection.execute(
        ASK[connection.dialect.name], {**row, "payload": payload, "due_at": at}
    )
    ring_when_kept()


def settle_soon(event_id: int, *, at: datetime) -> None:
    """Have every package compare what should be with what is, for this event."""
    ask(SETTLE, at=at, key=str(event_id), event_id=event_id)


def claim(worker: str, *, at: datetime, lease: timedelta) -> DueRow | None:
    """Give the oldest row that is due to this worker, for the time of a lease.

    The row is asked for by ``=``: PostgreSQL may run what stands in an ``IN`` once for
    each row, and claim several of which one alone would be done.
    """
    claimed = db.session.execute(
        update(DueRow)
        .where(DueRow.id == claimable(at).scalar_subquery())
        .values(
            state=DueState.CLAIMED,
            claimed_by=worker,
            lease_until=at + lease,
            tries=DueRow.tries + 1,
        )
        .returning(DueRow.id)
        .execution_options(synchronize_session=False)
    ).scalar()
    if claimed is None:
        return None
    row = db.session.get_one(DueRow, claimed)
    row.holder, row.lease = worker, lease
    return row


def report(row: DueRow, *, at: datetime, done: int, total: int, **found: Any) -> None:
    """Note how far the work is, and hold it for another lease.

    In a transaction of its own, so that pages see it. Raise LeaseLost when the work
    was cancelled or has gone to another worker: what is not kept yet must not be.
    """
    held = _held(row)
    held.done, held.total = done, total
    held.result = {**held.result, **found}
    held.lease_until = at + row.lease


def finish(row: DueRow, *, at: datetime) -> None:
    """Note that the work is done."""
    held = _held(row)
    held.done = held.total
    _end(held, DueState.DONE, at)


def fail(row: DueRow, reason: str, *, at: datetime) -> None:
    """Give the work up for good, with the reason that its page shows."""
    held = _held(row)
    held.error = reason[:500]
    _end(held, DueState.FAILED, at)


def retry_later(row: DueRow, reason: str, *, at: datetime) -> None:
    """Try again after a while, a few times; then give up.

    The row stays claimed, by nobody, until the next try is due: back among the
    waiting it could collide with a younger one of the same kind and key.
    """
    if row.tries > len(RETRIES):
        fail(row, reason, at=at)
        return
    held = _held(row)
    held.error = reason[:500]
    held.claimed_by = None
    held.lease_until = at + timedelta(seconds=RETRIES[row.tries - 1])


def cancel(row: DueRow, *, at: datetime) -> None:
    """Take the work back; a worker that is at it stops at its next report."""
    if row.state in ENDED:
        raise AlreadyOver
    _end(row, DueState.CANCELLED, at)


def ask_regularly(kind: str, *, every: timedelta, at: datetime) -> None:
    """Ask for work of that kind if it was last due that long ago, or never."""
    last = find_last_asked_at(kind)
    if last is None or last <= at - every:
        ask(kind, at=at)


def beat(*, at: datetime) -> None:
    """Leave the trace by which others see that a worker is alive."""
    row = find_heartbeat(for_update=True)
    if row is None:
        row = DueRow(kind=HEARTBEAT, state=DueState.DONE, due_at=at)
        db.session.add(row)
    row.finished_at = at


def forget_ended(at: datetime) -> None:
    """Delete rows that ended a month ago."""
    write_rows(
        delete(DueRow).where(DueRow.state.in_(ENDED), DueRow.finished_at < at - KEPT)
    )


def _held(row: DueRow) -> DueRow:
    held = find_claimed(row.id, row.holder)
    if held is None:
        raise LeaseLost
    return held


def _end(row: DueRow, state: DueState, at: datetime) -> None:
    row.state, row.finished_at = state, at
    row.claimed_by = row.lease_until = None
