"""Sessions, links and grants as they stand."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from eti_events.accounts.models import Grant, SignIn
from eti_events.database import db
from eti_events.security import digest


def find_sign_in(token: str) -> SignIn | None:
    """Return the session that a cookie names, with its person, ended or not."""
    query = select(SignIn).filter_by(token_hash=digest(token))
    return db.session.scalar(query.options(joinedload(SignIn.person)))


def list_grants(person_id: int, *, at: datetime) -> Sequence[Grant]:
    """List what the person may be at that time, for any event."""
    query = select(Grant).where(
        Grant.person_id == person_id,
        Grant.starts_at <= at,
        or_(Grant.ends_at.is_(None), Grant.ends_at > at),
    )
    return db.session.scalars(query).all()
