"""What this database is."""

from sqlalchemy import select

from eti_events.database import db
from eti_events.installation.models import Installation


def find_installation() -> Installation | None:
    """Return the row, or None before `eti init`."""
    return db.session.scalar(select(Installation))


def uid_host() -> str:
    """Return the host in which calendar entries are named for life."""
    return db.session.scalars(select(Installation.uid_host)).one()
