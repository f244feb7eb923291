"""Audit lines in the order of their chain."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from eti_events.audit.models import AuditLine
from eti_events.database import db


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
