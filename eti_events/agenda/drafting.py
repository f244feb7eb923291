"""The working copy as it would be published."""

from collections.abc import Sequence
from datetime import datetime

from eti_events.agenda.kinds import SessionVisibility, SpeakerState
from eti_events.agenda.models import AgendaTheme, Session, SessionPerson, Topic
from eti_events.agenda.queries.sessions import (
    list_sessions,
    list_themes,
    list_topics,
)
from eti_events.agenda.snapshot import (
    AudienceRule,
    Programme,
    PublishedPerson,
    PublishedRoom,
    PublishedSession,
    PublishedTheme,
    PublishedTopic,
)
from eti_events.events.models import Event, Room
from eti_events.events.queries import list_rooms


def build(event: Event) -> Programme:
    """Return what a version of the working copy would hold, without number or names.

    Unplaced and unpublished sessions stay behind; people stand in it who accepted.
    """
    return programme_of(
        list_sessions(event.id),
        rooms=list_rooms(event.id),
        themes=list_themes(event.id),
        topics=list_topics(event.id),
    )


def programme_of(
    sessions: Sequence[Session],
    *,
    rooms: Sequence[Room],
    themes: Sequence[AgendaTheme],
    topics: Sequence[Topic],
) -> Programme:
    """Put loaded rows together."""
    return Programme(
        sessions=tuple(
            _session(session, hours)
            for session in sessions
            if session.visibility is not SessionVisibility.UNPUBLISHED
            and (hours := session.hours)
        ),
        rooms=tuple(_room(room) for room in rooms),
        themes=tuple(
            PublishedTheme(id=theme.public_id, name=theme.name, colour=theme.colour)
            for theme in themes
        ),
        topics=tuple(
            PublishedTopic(id=topic.public_id, title=topic.title) for topic in topics
        ),
    )


def _room(room: Room) -> PublishedRoom:
    return PublishedRoom(
        id=room.public_id,
        code=room.code,
        name=room.name,
        capacity=room.capacity,
        step_free=room.step_free,
        building=room.building,
    )


def _session(session: Session, hours: tuple[datetime, datetime]) -> PublishedSession:
    starts_at, ends_at = hours
    return PublishedSession(
        id=session.public_id,
        kind=session.kind,
        title=session.title,
        abstract=session.abstract,
        languages=tuple(session.languages),
        interpretation=tuple(session.interpretation),
        topic=session.topic.public_id if session.topic else None,
        themes=tuple(theme.public_id for theme in session.themes),
        room=session.room.public_id if session.room else None,
        starts_at=starts_at,
        ends_at=ends_at,
        capacity=session.capacity,
        audience=AudienceRule(
            kind=session.audience, values=tuple(session.audience_values)
        ),
        restricted=session.visibility is SessionVisibility.RESTRICTED,
        cancelled=not session.held,
        image_note=session.image_note,
        people=tuple(
            _person(part)
            for part in session.people
            if part.state is SpeakerState.ACCEPTED
        ),
        hybrid_link=session.hybrid_link or "",
    )


def _person(part: SessionPerson) -> PublishedPerson:
    return PublishedPerson(
        part=part.public_id,
        person=part.person_id,
        role=part.role,
        protected=part.protected,
        function=part.function,
    )
