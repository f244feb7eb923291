"""What speakers told of themselves, and what they sent."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from eti_events.agenda.kinds import SpeakerState
from eti_events.agenda.models import (
    Session,
    SessionPerson,
    SpeakerProfile,
    SpeakerSlides,
)
from eti_events.database import db
from eti_events.events.models import Event


def find_profile(
    event_id: int, person_id: int, *, for_update: bool = False
) -> SpeakerProfile | None:
    """Return what a speaker told for an event, with photo and availability."""
    query = select(SpeakerProfile).filter_by(event_id=event_id, person_id=person_id)
    query = query.options(
        joinedload(SpeakerProfile.photo), selectinload(SpeakerProfile.availabilities)
    )
    if for_update:
        query = query.with_for_update(of=SpeakerProfile)
    return db.session.scalar(query)


def find_slides_of(part_id: int) -> SpeakerSlides | None:
    """Return the slides of a part, locked, or None."""
    query = select(SpeakerSlides).filter_by(part_id=part_id)
    query = query.options(joinedload(SpeakerSlides.file))
    return db.session.scalar(query.with_for_update(of=SpeakerSlides))


def get_slides(event: Event, public_id: UUID) -> SpeakerSlides:
    """Return slides of this event with file, part and session, or answer 404."""
    query = (
        select(SpeakerSlides)
        .join(SpeakerSlides.part)
        .join(SessionPerson.session)
        .where(Session.event_id == event.id, SpeakerSlides.public_id == public_id)
        .options(
            joinedload(SpeakerSlides.file),
            contains_eager(SpeakerSlides.part).contains_eager(SessionPerson.session),
        )
    )
    slides: SpeakerSlides = db.one_or_404(query)
    return slides


def slides_by_part(parts: Collection[UUID]) -> Mapping[UUID, SpeakerSlides]:
    """Return the slides of these parts, by the parts' public id."""
    if not parts:
        return {}
    query = (
        select(SpeakerSlides)
        .join(SpeakerSlides.part)
        .where(SessionPerson.public_id.in_(parts))
        .options(contains_eager(SpeakerSlides.part), joinedload(SpeakerSlides.file))
    )
    return {row.part.public_id: row for row in db.session.scalars(query)}


def list_shared_slides(session: UUID) -> Sequence[SpeakerSlides]:
    """List the slides of a session that its speakers share with the confirmed."""
    query = (
        select(SpeakerSlides)
        .join(SpeakerSlides.part)
        .join(SessionPerson.session)
        .where(
            Session.public_id == session,
            SessionPerson.state == SpeakerState.ACCEPTED,
            SpeakerSlides.shared.is_(True),
        )
        .options(contains_eager(SpeakerSlides.part), joinedload(SpeakerSlides.file))
        .order_by(SessionPerson.position, SpeakerSlides.id)
    )
    return db.session.scalars(query).all()


def profiles_of_ended(before: datetime) -> Sequence[SpeakerProfile]:
    """List what speakers told for events that had ended by then."""
    query = (
        select(SpeakerProfile)
        .join(Event, Event.id == SpeakerProfile.event_id)
        .where(Event.ends_at <= before)
        .options(
            joinedload(SpeakerProfile.photo),
            selectinload(SpeakerProfile.availabilities),
        )
    )
    return db.session.scalars(query).all()


def slides_of_ended(before: datetime) -> Sequence[SpeakerSlides]:
    """List the slides of events that had ended by then."""
    query = (
        select(SpeakerSlides)
        .join(SpeakerSlides.part)
        .join(SessionPerson.session)
        .join(Event, Event.id == Session.event_id)
        .where(Event.ends_at <= before)
        .options(
            joinedload(SpeakerSlides.file),
            contains_eager(SpeakerSlides.part).contains_eager(SessionPerson.session),
        )
    )
    return db.session.scalars(query).all()
