"""Making, writing, placing and ending sessions; each step can be undone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from eti_events.agenda.actions.journal import note_edit, state_of, touch
from eti_events.agenda.kinds import (
    Audience,
    EditKind,
    SessionKind,
    SessionState,
    SessionVisibility,
)
from eti_events.agenda.models import AgendaTheme, Session, Topic
from eti_events.agenda.queries.sessions import has_people
from eti_events.agenda.queries.versions import was_published
from eti_events.agenda.refusals import (
    ChangedMeanwhile,
    EndsBeforeStart,
    HasPeople,
    SessionInUse,
    TitleNeeded,
    WasPublished,
)
from eti_events.audit.actions import record
from eti_events.database import db
from eti_events.events.models import Event, Room
from eti_events.events.rules import flush_or, require_changeable
from eti_events.multilingual import Multilingual


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where and when; without hours, nowhere yet."""

    room: Room | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None


UNPLACED = Place()


@dataclass(frozen=True, kw_only=True)
class SessionPlan:
    """What an organiser says of a session, its place apart."""

    kind: SessionKind
    title: Multilingual
    abstract: Multilingual = field(default_factory=Multilingual)
    languages: Sequence[str] = ()
    interpretation: Sequence[str] = ()
    needs_booth: bool = False
    topic: Topic | None = None
    themes: Sequence[AgendaTheme] = ()
    minutes: int = 60
    capacity: int | None = None
    min_size: int = 0
    hybrid_link: str | None = None
    audience: Audience = Audience.ALL
    audience_values: Sequence[str] = ()
    visibility: SessionVisibility = SessionVisibility.NORMAL
    image_note: Multilingual = field(default_factory=Multilingual)


LISTS = ("languages", "interpretation", "themes", "audience_values")


def create_session(
    event: Event, plan: SessionPlan, *, place: Place = UNPLACED, by: int, at: datetime
) -> Session:
    """Add a session, placed or to be placed."""
    require_changeable(event)
    _require_sound(plan, place)
    session = Session(event_id=event.id, created_at=at, room=None, topic=None)
    session.position = 0
    session.state = SessionState.WORKING
    _write(session, plan)
    _put(session, place)
    db.session.add(session)
    touch(session, by=by, at=at)
    after = state_of(session)
    note_edit(event, session, EditKind.CREATED, before=None, after=after, by=by, at=at)
    record("agenda.session_created", session, by=by, at=at, event_id=event.id)
    return session


def write_session(
    event: Event,
    session: Session,
    plan: SessionPlan,
    *,
    place: Place,
    version: int,
    by: int,
    at: datetime,
) -> None:
    """Write everything that the form of a session holds."""
    _require_sound(plan, place)

    def act() -> None:
        _write(session, plan)
        _put(session, place)

    _change(event, session, EditKind.WRITTEN, act, version=version, by=by, at=at)


def place_session(
    event: Event, session: Session, place: Place, *, version: int, by: int, at: datetime
) -> None:
    """Put a session somewhere, or somewhere else; hours go before a room."""
    if place.starts_at is None:
        unplace_session(event, session, version=version, by=by, at=at)
        return
    _require_hours(place)
    _change(
        event,
        session,
        EditKind.PLACED,
        lambda: _put(session, place),
        version=version,
        by=by,
        at=at,
    )


def unplace_session(
    event: Event, session: Session, *, version: int, by: int, at: datetime
) -> None:
    """Take a session back to those that are to be placed."""
    _change(
        event,
        session,
        EditKind.UNPLACED,
        lambda: _put(session, UNPLACED),
        version=version,
        by=by,
        at=at,
    )


def cancel_session(
    event: Event, session: Session, *, version: int, by: int, at: datetime
) -> None:
    """Say that a session is not held; it stays where people look for it."""
    _set_state(event, session, SessionState.CANCELLED, version=version, by=by, at=at)


def restore_session(
    event: Event, session: Session, *, version: int, by: int, at: datetime
) -> None:
    """Hold a session after all."""
    _set_state(event, session, SessionState.WORKING, version=version, by=by, at=at)


def delete_session(
    event: Event, session: Session, *, version: int, by: int, at: datetime
) -> None:
    """Take out a session of which nobody knows."""
    require_changeable(event)
    before = state_of(session)
    _require_version(session, version, mine={})
    if was_published(event.id, session.public_id):
        raise WasPublished
    if has_people(session.id):
        raise HasPeople
    note_edit(event, session, EditKind.DELETED, before=before, after=None, by=by, at=at)
    record("agenda.session_deleted", session, by=by, at=at, event_id=event.id)
    session.themes = []
    db.session.delete(session)
    flush_or(SessionInUse)


def _set_state(
    event: Event,
    session: Session,
    state: SessionState,
    *,
    version: int,
    by: int,
    at: datetime,
) -> None:
    cancelled = state is SessionState.CANCELLED
    kind = EditKind.CANCELLED if cancelled else EditKind.RESTORED

    def act() -> None:
        session.state = state

    _change(event, session, kind, act, version=version, by=by, at=at)


def _change(
    event: Event,
    session: Session,
    kind: EditKind,
    act: Callable[[], None],
    *,
    version: int,
    by: int,
    at: datetime,
) -> None:
    """Act on the version that was seen, and note the step; done twice, done once."""
    require_changeable(event)
    before = state_of(session)
    stale = session.version != version
    with db.session.no_autoflush:
        act()
        after = state_of(session)
    if after == before:
        return
    if stale:
        changed = {
            name: value for name, value in after.items() if value != before[name]
        }
        raise ChangedMeanwhile(theirs=before, mine=changed, version=session.version)
    touch(session, by=by, at=at)
    note_edit(event, session, kind, before=before, after=after, by=by, at=at)
    record(f"agenda.session_{kind}", session, by=by, at=at, event_id=event.id)


def _require_version(session: Session, version: int, *, mine: dict[str, Any]) -> None:
    if session.version != version:
        raise ChangedMeanwhile(
            theirs=state_of(session), mine=mine, version=session.version
        )


def _require_sound(plan: SessionPlan, place: Place) -> None:
    if not any(text.strip() for text in plan.title.values()):
        raise TitleNeeded
    _require_hours(place)


def _require_hours(place: Place) -> None:
    if place.starts_at and (not place.ends_at or place.ends_at <= place.starts_at):
        raise EndsBeforeStart


def _write(session: Session, plan: SessionPlan) -> None:
    for name, value in vars(plan).items():
        setattr(session, name, list(value) if name in LISTS else value)


def _put(session: Session, place: Place) -> None:
    session.room = place.room
    session.starts_at, session.ends_at = place.starts_at, place.ends_at
    if place.starts_at and place.ends_at:
        session.minutes = int((place.ends_at - place.starts_at).total_seconds() // 60)
