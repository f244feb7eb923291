"""Writing down who did what."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert

from eti_events.audit.chain import FIRST, seal_of
from eti_events.audit.models import AuditLine
from eti_events.audit.queries import find_last_sealed, list_unsealed
from eti_events.database import Base, db, insert_row


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
    position = last.position or 0 if last else 0
    before = last.seal or FIRST if last else FIRST
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
