"""Who speaks where, what they answered, and what they were told."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Row, Select, bindparam, exists, func, select
from sqlalchemy.orm import contains_eager, joinedload

from eti_events.agenda.kinds import SessionRole, SpeakerState
from eti_events.agenda.models import (
    Session,
    SessionPerson,
    Speaker,
    SpeakerAnswer,
)
from eti_events.database import db
from eti_events.events.models import Event
from eti_events.people.models import Person

# A file of one's own is asked for by calendars: built once.
OWN_PARTS = (
    select(SessionPerson)
    .join(SessionPerson.session)
    .where(
        Session.event_id == bindparam("event_id"),
        SessionPerson.person_id == bindparam("person_id"),
    )
    .options(contains_eager(SessionPerson.session))
    .order_by(Session.starts_at.is_(None), Session.starts_at, SessionPerson.id)
)


def list_own_parts(event_id: int, person_id: int) -> Sequence[SessionPerson]:
    """List a person's parts at an event with their sessions, by hour."""
    who = {"event_id": event_id, "person_id": person_id}
    return db.session.scalars(OWN_PARTS, who).all()


def list_parts(event_id: int) -> Sequence[SessionPerson]:
    """List every part at an event with its session and its person, by name."""
    query = (
        select(SessionPerson)
        .join(SessionPerson.session)
        .join(SessionPerson.person)
        .where(Session.event_id == event_id, Person.merged_into_id.is_(None))
        .options(
            contains_eager(SessionPerson.session), contains_eager(SessionPerson.person)
        )
        .order_by(Person.search_key, Person.id, Session.starts_at, SessionPerson.id)
    )
    return db.session.scalars(query).all()


def get_part(
    event: Event, public_id: UUID, *, for_update: bool = False
) -> SessionPerson:
    """Return a part in a session of this event, or answer 404."""
    query = (
        select(SessionPerson)
        .join(SessionPerson.session)
        .where(Session.event_id == event.id, SessionPerson.public_id == public_id)
        .options(
            contains_eager(SessionPerson.session), joinedload(SessionPerson.person)
        )
    )
    if for_update:
        query = query.with_for_update(of=SessionPerson)
    part: SessionPerson = db.one_or_404(query)
    return part


def find_part(
    session_id: int, person_id: int, role: SessionRole
) -> SessionPerson | None:
    """Return the part that the person has, or once had, in the session."""
    query = select(SessionPerson).filter_by(
        session_id=session_id, person_id=person_id, role=role
    )
    return db.session.scalar(query.with_for_update())


def find_speaker(event_id: int, person_id: int) -> Speaker | None:
    """Return somebody with a part at the event, with their link, or None."""
    query = select(Speaker).filter_by(event_id=event_id, person_id=person_id)
    return db.session.scalar(query.options(joinedload(Speaker.link)))


def lock_speaker(event_id: int, person_id: int) -> Speaker | None:
    """Return the same, locked against who writes to it at this moment."""
    query = select(Speaker).filter_by(event_id=event_id, person_id=person_id)
    query = query.options(joinedload(Speaker.link))
    return db.session.scalar(query.with_for_update(of=Speaker))


def get_speaker(event: Event, public_id: UUID) -> Speaker:
    """Return a speaker of this event, locked, with person and link, or answer 404."""
    query = select(Speaker).filter_by(event_id=event.id, public_id=public_id)
    query = query.options(joinedload(Speaker.link), joinedload(Speaker.person))
    speaker: Speaker = db.one_or_404(query.with_for_update(of=Speaker))
    return speaker


def list_speakers(event_id: int, *, for_update: bool = False) -> Sequence[Speaker]:
    """List everybody with a part at the event, with person and link, by name."""
    query = (
        select(Speaker)
        .join(Speaker.person)
        .where(Speaker.event_id == event_id, Person.merged_into_id.is_(None))
        .options(contains_eager(Speaker.person), joinedload(Speaker.link))
        .order_by(Person.search_key, Person.id)
    )
    if for_update:
        query = query.with_for_update(of=Speaker)
    return db.session.scalars(query).all()


def list_unknown(event_id: int) -> Sequence[Person]:
    """List who accepted a part and was never written to as a speaker."""
    known = exists().where(Speaker.event_id == event_id, Speaker.person_id == Person.id)
    query = (
        select(Person)
        .join(SessionPerson, SessionPerson.person_id == Person.id)
        .join(SessionPerson.session)
        .where(
            Session.event_id == event_id,
            SessionPerson.state == SpeakerState.ACCEPTED,
            Person.merged_into_id.is_(None),
            ~known,
        )
        .distinct()
        .order_by(Person.id)
    )
    return db.session.scalars(query).all()


def sessions_by_person(event_id: int) -> Mapping[int, frozenset[UUID]]:
    """Return in which sessions each person accepted to speak."""
    query = (
        select(SessionPerson.person_id, Session.public_id)
        .join(SessionPerson.session)
        .where(
            Session.event_id == event_id, SessionPerson.state == SpeakerState.ACCEPTED
        )
    )
    found: dict[int, set[UUID]] = {}
    for person_id, session in db.session.execute(query):
        found.setdefault(person_id, set()).add(session)
    return {person: frozenset(sessions) for person, sessions in found.items()}


def answers_to(part_ids: Collection[int]) -> Mapping[int, SpeakerAnswer]:
    """Return what came with the answers, by part."""
    if not part_ids:
        return {}
    query = select(SpeakerAnswer).where(SpeakerAnswer.part_id.in_(part_ids))
    return {row.part_id: row for row in db.session.scalars(query)}


def has_part(event_id: int, person_id: int) -> bool:
    """Whether the person was ever asked for a part at the event."""
    query = select(
        exists().where(
            SessionPerson.person_id == person_id,
            SessionPerson.session_id == Session.id,
            Session.event_id == event_id,
        )
    )
    return bool(db.session.scalar(query))


def answers_of_ended(before: datetime) -> Select[int]:
    """Select what came with answers for events that had ended by then."""
    return (
        select(SpeakerAnswer.id)
        .join(SessionPerson, SessionPerson.id == SpeakerAnswer.part_id)
        .join(SessionPerson.session)
        .join(Event, Event.id == Session.event_id)
        .where(Event.ends_at <= before)
    )


def count_answers_of_ended(before: datetime) -> Sequence[Row[int, int]]:
    """Count the same by event."""
    query = answers_of_ended(before).with_only_columns(
        Session.event_id, func.count(SpeakerAnswer.id)
    )
    return db.session.execute(query.group_by(Session.event_id)).all()
