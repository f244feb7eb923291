"""Audit lines in the order of their chain, and what was erased."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import func, select

from eti_events.audit.models import AuditLine, Erasure
from eti_events.database import db

LINES = "audit_lines"


def find_last_sealed(*, for_update: bool = False) -> AuditLine | None:
    """Return the newest line of the chain."""
    query = (
        select(AuditLine)
        .where(AuditLine.position.is_not(None))
        .order_by(AuditLine.position.desc())
        .limit(1)
    )
    if for_update:
        query = query.with_for_update()
    return db.session.scalar(query)


def list_unsealed(*, count: int) -> Sequence[AuditLine]:
    """Return the oldest lines that are not in the chain yet."""
    query = select(AuditLine).where(AuditLine.position.is_(None))
    return db.session.scalars(query.order_by(AuditLine.id).limit(count)).all()


def iterate_sealed() -> Iterable[AuditLine]:
    """Return every line of the chain, in order, without keeping them all in memory."""
    query = select(AuditLine).where(AuditLine.position.is_not(None))
    return db.session.scalars(
        query.order_by(AuditLine.position).execution_options(yield_per=500)
    )


def find_last_to_forget(before: datetime) -> AuditLine | None:
    """Return the newest line of the chain of which all, it too, are that old."""
    sealed = AuditLine.position.is_not(None)
    young = select(func.min(AuditLine.position)).where(AuditLine.at >= before)
    first = db.session.scalar(young)
    old = [sealed, AuditLine.position < first] if first else [sealed]
    query = select(AuditLine).where(*old, AuditLine.at < before)
    return db.session.scalar(query.order_by(AuditLine.position.desc()).limit(1))


def find_start() -> tuple[int, str] | None:
    """Return position and seal of the last line erased: there the chain goes on."""
    erased = select(func.sum(Erasure.count)).filter_by(what=LINES)
    newest = select(Erasure.key).filter_by(what=LINES).order_by(Erasure.id.desc())
    count = db.session.scalar(erased)
    return (count, db.session.scalars(newest.limit(1)).one()) if count else None


def list_erasures(event_id: int) -> Sequence[Erasure]:
    """List what was erased of an event, the latest first."""
    query = select(Erasure).filter_by(event_id=event_id)
    return db.session.scalars(query.order_by(Erasure.at.desc(), Erasure.id)).all()
