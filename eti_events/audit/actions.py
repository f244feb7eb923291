"""Writing down who did what."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, insert

from eti_events.audit.chain import FIRST, seal_of
from eti_events.audit.models import AuditLine, Erasure
from eti_events.audit.queries import (
    LINES,
    find_last_sealed,
    find_last_to_forget,
    find_start,
    list_unsealed,
)
from eti_events.database import Base, db, insert_row, write_rows

KEPT = timedelta(days=396)  # thirteen months


def record(
    action: str,
    subject: Base | None = None,
    *,
    by: int | None,
    at: datetime,
    event_id: int | None = None,
    actor_kind: str = "",
    **detail: int | str | bool | None,
) -> None:
    """Add a line in the caller's transaction: person ``by`` did ``action``.

    ``detail`` takes ids, codes and counts only; a name in it would outlive its
    person. Without ``by`` the system itself acts, unless ``actor_kind`` says who.
    """
    if subject is not None and subject.__dict__.get("id") is None:
        db.session.flush()  # the row gets its id
    insert_row(
        AuditLine,
        at=at,
        action=action,
        actor_id=by,
        actor_kind=actor_kind or ("person" if by else "system"),
        event_id=event_id,
        subject_kind=subject.__tablename__ if subject is not None else "",
        subject_id=getattr(subject, "id", None),
        detail=detail,
    )


def seal(*, count: int = 1000) -> int:
    """Add the oldest new lines to the chain, in order; return how many.

    Only the worker does so: who writes a line never waits for another writer.
    """
    last = find_last_sealed(for_update=True)
    position, before = (
        (last.position or 0, last.seal or FIRST) if last else find_start() or (0, FIRST)
    )
    lines = list_unsealed(count=count)
    for number, line in enumerate(lines, position + 1):
        line.position, line.seal = number, seal_of(before, number, line)
        before = line.seal
    return len(lines)


def record_each(
    action: str,
    kind: type[Base],
    ids: Sequence[int],
    *,
    by: int | None,
    at: datetime,
    event_id: int | None = None,
) -> None:
    """Add a line for each of the rows of that kind, in one statement."""
    lines = [
        {
            "at": at,
            "action": action,
            "actor_id": by,
            "actor_kind": "person" if by else "system",
            "event_id": event_id,
            "subject_kind": kind.__tablename__,
            "subject_id": number,
        }
        for number in ids
    ]
    if lines:
        db.session.execute(insert(AuditLine), lines)


def record_erased(
    what: str,
    count: int,
    subject: Base | None = None,
    *,
    at: datetime,
    event_id: int | None = None,
    kind: str = "",
) -> None:
    """Keep how many rows the system erased because their time had come; 0 is nothing.

    The line of the log ends with the log's own time; the count stays.
    """
    if not count:
        return
    erasure = Erasure(at=at, event_id=event_id, what=what, key=kind, count=count)
    db.session.add(erasure)
    record(
        f"{what}.erased",
        subject,
        by=None,
        at=at,
        event_id=event_id,
        count=count,
        **({"kind": kind} if kind else {}),
    )


def forget_lines(at: datetime) -> None:
    """Erase the lines of more than thirteen months; the chain goes on from their seal.

    Lines leave in the order of the chain alone: whatever stays can be proved.
    """
    last = find_last_to_forget(at - KEPT)
    if last is None:
        return
    seal_left = last.seal or FIRST
    erased = write_rows(delete(AuditLine).where(AuditLine.position <= last.position))
    db.session.add(Erasure(at=at, what=LINES, key=seal_left, count=erased))
    record("audit_lines.erased", by=None, at=at, count=erased)
