"""The views of the list that organisers keep."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, or_, select

from eti_events.database import db
from eti_events.events.models import Event
from eti_events.people.models import Person
from eti_events.reports.models import SavedView

SHOWN = (
    select(SavedView.public_id, SavedView.name, SavedView.query, SavedView.owner_id)
    .where(SavedView.event_id == bindparam("event_id"))
    .where(or_(SavedView.owner_id == bindparam("person_id"), SavedView.shared))
    .order_by(SavedView.name, SavedView.id)
    .limit(50)
)


def list_views(event_id: int, person_id: int) -> Sequence[Any]:
    """List the person's views of the event, and those that the team shares."""
    values = {"event_id": event_id, "person_id": person_id}
    return db.session.connection().execute(SHOWN, values).all()


def lock_own(event_id: int, person_id: int) -> Sequence[SavedView]:
    """Return the person's own views; who saves another one waits for us."""
    person = select(Person.id).filter_by(id=person_id)
    db.session.scalars(person.with_for_update(key_share=True)).all()
    query = select(SavedView).filter_by(event_id=event_id, owner_id=person_id)
    return db.session.scalars(query).all()


def get_view(event: Event, person_id: int, public_id: UUID) -> SavedView:
    """Return a view that the person sees, or answer 404."""
    query = (
        select(SavedView)
        .filter_by(event_id=event.id, public_id=public_id)
        .where(or_(SavedView.owner_id == person_id, SavedView.shared))
    )
    found: SavedView = db.one_or_404(query)
    return found
