"""Whom a text is tried out on."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from eti_events.database import db
from eti_events.events.models import Event
from eti_events.names import fold
from eti_events.people.models import Person
from eti_events.registration.models import Invitation, Registration


def find_guest(event_id: int, words: str) -> Person | None:
    """Return the first person invited or registered whom the words name.

    Without words it is the person whose registration changed last.
    """
    registered = select(Registration.person_id).filter_by(event_id=event_id)
    if not words.strip():
        last = registered.order_by(Registration.changed_at.desc()).limit(1)
        kept = Person.merged_into_id.is_(None)
        return db.session.scalar(select(Person).where(Person.id.in_(last), kept))
    invited = select(Invitation.person_id).filter_by(event_id=event_id)
    query = (
        select(Person)
        .where(or_(Person.id.in_(registered), Person.id.in_(invited)))
        .where(_named(words), Person.merged_into_id.is_(None))
        .order_by(Person.search_key, Person.id)
        .limit(1)
    )
    return db.session.scalar(query)


def _named(words: str) -> ColumnElement[bool]:
    """Find words in names, without accents, and in addresses."""
    address = func.lower(Person.email).contains(words.strip().lower(), autoescape=True)
    parts = fold(words).split() or [words]
    return or_(
        address,
        and_(*(Person.search_key.contains(part, autoescape=True) for part in parts)),
    )


def list_comings(event: Event, person_id: int) -> Sequence[Registration]:
    """Return the person's registrations for the event and its courses, with days."""
    query = (
        select(Registration)
        .join(Registration.event)
        .where(Registration.person_id == person_id)
        .where(or_(Event.id == event.id, Event.parent_id == event.id))
        .options(joinedload(Registration.event), selectinload(Registration.half_days))
        .order_by(Event.id != event.id, Event.starts_at)
    )
    return db.session.scalars(query).all()
