"""Who assists which speaker."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from eti_events.agenda.models import Speaker, SpeakerAssistant
from eti_events.database import db
from eti_events.events.models import Event


def find_assistant(
    speaker_id: int, *, for_update: bool = False
) -> SpeakerAssistant | None:
    """Return who assists a speaker, with their link, or None."""
    query = select(SpeakerAssistant).filter_by(speaker_id=speaker_id)
    query = query.options(
        joinedload(SpeakerAssistant.person), joinedload(SpeakerAssistant.link)
    )
    if for_update:
        query = query.with_for_update(of=SpeakerAssistant)
    return db.session.scalar(query)


def find_assisted(event_id: int, person_id: int, speaker: UUID) -> Speaker | None:
    """Return that speaker of the event if the person assists them, or None."""
    query = (
        select(Speaker)
        .join(SpeakerAssistant, SpeakerAssistant.speaker_id == Speaker.id)
        .where(
            Speaker.event_id == event_id,
            Speaker.public_id == speaker,
            SpeakerAssistant.person_id == person_id,
        )
        .options(joinedload(Speaker.person))
    )
    return db.session.scalar(query)


def assistants_of_ended(before: datetime) -> Sequence[SpeakerAssistant]:
    """List who assisted speakers of events that had ended by then."""
    query = (
        select(SpeakerAssistant)
        .join(SpeakerAssistant.speaker)
        .join(Event, Event.id == Speaker.event_id)
        .where(Event.ends_at <= before)
        .options(contains_eager(SpeakerAssistant.speaker))
    )
    return db.session.scalars(query).all()
