"""Setting up a database for the first time."""

from datetime import datetime

from eti_events.database import db
from eti_events.installation.models import Installation
from eti_events.installation.queries import find_installation


def install(uid_host: str, *, at: datetime, demo: bool = False) -> Installation:
    """Say once what this database is; later calls change nothing."""
    found = find_installation()
    if found is None:
        found = Installation(uid_host=uid_host, demo=demo, created_at=at)
        db.session.add(found)
    return found
