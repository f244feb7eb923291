"""Who is convened to what, by whom, and what they were told before."""

from collections.abc import Collection, Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from eti_events.database import db
from eti_events.documents.models import Convocation, ConvocationSettings
from eti_events.events.models import Event
from eti_events.people.models import Person
from eti_events.registration.models import Registration, RegistrationState


def find_settings(
    event_id: int, *, for_update: bool = False
) -> ConvocationSettings | None:
    """Return what the convocations of an edition say, or None: nobody signs them."""
    query = select(ConvocationSettings).filter_by(event_id=event_id)
    return db.session.scalar(query.with_for_update() if for_update else query)


def list_comings(
    event_id: int, *, person_ids: Collection[int] | None = None
) -> Sequence[Registration]:
    """List what people are confirmed for, of an edition and its courses.

    By name of the person, then by time; the edition may be missing for who comes to
    a course alone.
    """
    query = (
        select(Registration)
        .join(Registration.event)
        .join(Registration.person)
        .where(
            or_(Event.id == event_id, Event.parent_id == event_id),
            Registration.state == RegistrationState.CONFIRMED,
        )
        .options(
            joinedload(Registration.event),
            joinedload(Registration.person),
            joinedload(Registration.mission),
            joinedload(Registration.organisation),
            selectinload(Registration.half_days),
        )
        .order_by(Person.search_key, Person.id, Event.starts_at, Event.id)
    )
    if person_ids is not None:
        query = query.where(Registration.person_id.in_(person_ids))
    return db.session.scalars(query).all()


def list_issued(
    event_id: int, person_ids: Collection[int]
) -> dict[int, list[Convocation]]:
    """Return the versions that people have, the latest first, by person."""
    query = (
        select(Convocation)
        .where(
            Convocation.event_id == event_id,
            Convocation.person_id.in_(person_ids),
        )
        .order_by(Convocation.number.desc())
    )
    issued: dict[int, list[Convocation]] = {}
    for row in db.session.scalars(query):
        issued.setdefault(row.person_id, []).append(row)
    return issued


def find_issued(code_hash: str) -> Convocation | None:
    """Return the version that is checked under that number, by its digest, or None."""
    return db.session.scalar(select(Convocation).filter_by(code_hash=code_hash))


def lock_edition(event_id: int) -> Event:
    """Return the edition; whoever issues its convocations waits here in turn.

    Who registers for it meanwhile does not wait: its key is not locked.
    """
    query = select(Event).filter_by(id=event_id).with_for_update(key_share=True)
    return db.session.scalars(query).one()


def find_first_coming(event_id: int) -> int | None:
    """Return the first person who is confirmed for the edition, for a trial."""
    query = (
        select(Registration.person_id)
        .filter_by(event_id=event_id, state=RegistrationState.CONFIRMED)
        .order_by(Registration.id)
        .limit(1)
    )
    return db.session.scalar(query)


def count_convened(event: Event) -> int:
    """Count the people who are confirmed for an edition or one of its courses.

    Those of a course are the ones confirmed for it.
    """
    query = (
        select(func.count(Registration.person_id.distinct()))
        .join(Registration.event)
        .where(
            or_(Event.id == event.id, Event.parent_id == event.id),
            Registration.state == RegistrationState.CONFIRMED,
        )
    )
    return db.session.scalar(query) or 0
