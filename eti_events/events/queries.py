"""Events as pages and rules need them."""

from sqlalchemy import select

from eti_events.database import db
from eti_events.events.models import Event


def find_event(slug: str, *, for_update: bool = False) -> Event | None:
    """Return the event of that slug, or None."""
    query = select(Event).filter_by(slug=slug)
    if for_update:
        query = query.with_for_update()
    return db.session.scalar(query)


def get_event(slug: str, *, for_update: bool = False) -> Event:
    """Return the event of that slug, or answer 404."""
    query = select(Event).filter_by(slug=slug)
    if for_update:
        query = query.with_for_update()
    event: Event = db.one_or_404(query)
    return event
