"""The working copy, for organisers alone."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import exists, func, select
from sqlalchemy.orm import joinedload, selectinload

from eti_events.agenda.models import (
    AgendaEdit,
    AgendaRules,
    AgendaTheme,
    Session,
    SessionPerson,
    Topic,
)
from eti_events.database import db
from eti_events.events.models import Event
from eti_events.people.models import Person

WITH_ALL = (
    joinedload(Session.topic),
    joinedload(Session.room),
    selectinload(Session.themes),
    selectinload(Session.people).joinedload(SessionPerson.person),
)


def list_sessions(event_id: int) -> Sequence[Session]:
    """List every session with what belongs to it: by hour, the unplaced last."""
    query = select(Session).filter_by(event_id=event_id).options(*WITH_ALL)
    query = query.order_by(
        Session.starts_at.is_(None), Session.starts_at, Session.position, Session.id
    )
    return db.session.scalars(query).all()


def get_session(event: Event, public_id: UUID, *, for_update: bool = False) -> Session:
    """Return one session of this event with what belongs to it, or answer 404."""
    query = select(Session).filter_by(event_id=event.id, public_id=public_id)
    query = query.options(*WITH_ALL)
    if for_update:
        query = query.with_for_update(of=Session)
    session: Session = db.one_or_404(query)
    return session


def list_themes(event_id: int) -> Sequence[AgendaTheme]:
    """List an event's themes in the organiser's order."""
    query = select(AgendaTheme).filter_by(event_id=event_id)
    return db.session.scalars(
        query.order_by(AgendaTheme.position, AgendaTheme.id)
    ).all()


def get_theme(event: Event, public_id: UUID) -> AgendaTheme:
    """Return one theme of this event, or answer 404."""
    query = select(AgendaTheme).filter_by(event_id=event.id, public_id=public_id)
    theme: AgendaTheme = db.one_or_404(query)
    return theme


def list_topics(event_id: int) -> Sequence[Topic]:
    """List what several sessions of the event may have in common."""
    query = select(Topic).filter_by(event_id=event_id)
    return db.session.scalars(query.order_by(Topic.position, Topic.id)).all()


def find_rules(event_id: int) -> AgendaRules | None:
    """Return the event's own measures, or None where the defaults hold."""
    return db.session.get(AgendaRules, event_id)


def find_session(event_id: int, public_id: UUID) -> Session | None:
    """Return one session of the event with what belongs to it, or None."""
    query = select(Session).filter_by(event_id=event_id, public_id=public_id)
    return db.session.scalar(query.options(*WITH_ALL))


def has_people(session_id: int) -> bool:
    """Whether anybody has a part in the session, whatever they answered."""
    query = select(exists().where(SessionPerson.session_id == session_id))
    return bool(db.session.scalar(query))


def find_undoable(event_id: int, by: int) -> AgendaEdit | None:
    """Return the organiser's last step that stands, or None."""
    query = select(AgendaEdit).filter_by(event_id=event_id, by=by, undone_at=None)
    return db.session.scalar(query.order_by(AgendaEdit.id.desc()).limit(1))


def find_redoable(event_id: int, by: int) -> AgendaEdit | None:
    """Return the first step that was undone after the last that stands, or None."""
    standing = select(func.max(AgendaEdit.id)).filter_by(
        event_id=event_id, by=by, undone_at=None
    )
    query = select(AgendaEdit).where(
        AgendaEdit.event_id == event_id,
        AgendaEdit.by == by,
        AgendaEdit.undone_at.is_not(None),
        AgendaEdit.id > func.coalesce(standing.scalar_subquery(), 0),
    )
    return db.session.scalar(query.order_by(AgendaEdit.id).limit(1))


def get_topic(event: Event, public_id: UUID) -> Topic:
    """Return one topic of this event, or answer 404."""
    query = select(Topic).filter_by(event_id=event.id, public_id=public_id)
    topic: Topic = db.one_or_404(query)
    return topic


def people_by_id(ids: Collection[int]) -> dict[int, Person]:
    """Return these people by their inner id."""
    if not ids:
        return {}
    query = select(Person).where(Person.id.in_(ids))
    return {person.id: person for person in db.session.scalars(query)}
