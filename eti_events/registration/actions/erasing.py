"""Forgetting what people were promised would be forgotten."""

from datetime import datetime, timedelta

from sqlalchemy import delete

from eti_events.audit.actions import record
from eti_events.database import db
from eti_events.registration.models import Need
from eti_events.registration.needs import queries

NEEDS_KEPT = timedelta(days=7)  # after the event, as the form says


def forget_needs(at: datetime) -> None:
    """Erase needs a week after their event; how many there were of each kind stays."""
    for event_id, kind, count in queries.count_needs_of_ended(at - NEEDS_KEPT):
        record(
            "needs.erased", by=None, at=at, event_id=event_id, kind=kind, count=count
        )
    ended = queries.needs_of_ended(at - NEEDS_KEPT)
    db.session.execute(
        delete(Need)
        .where(Need.id.in_(ended))
        .execution_options(synchronize_session=False)
    )
