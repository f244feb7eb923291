"""What the demonstration's own pages read."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from eti_events.accounts.models import AccessLink, Grant, LinkPurpose
from eti_events.database import db


def list_links() -> Sequence[AccessLink]:
    """List the links that sign visitors in, with their people, in order of making."""
    query = select(AccessLink).filter_by(purpose=LinkPurpose.DEMO)
    query = query.order_by(AccessLink.id).options(joinedload(AccessLink.person))
    return db.session.scalars(query).all()


def find_link(token_hash: str) -> AccessLink | None:
    """Return the demonstration's link of that digest, with its person."""
    query = select(AccessLink).filter_by(
        purpose=LinkPurpose.DEMO, token_hash=token_hash
    )
    return db.session.scalar(query.options(joinedload(AccessLink.person)))


def is_staff(person_id: int) -> bool:
    """Whether the person was given any role."""
    query = select(Grant.id).filter_by(person_id=person_id).limit(1)
    return db.session.scalar(query) is not None
