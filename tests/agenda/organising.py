"""Doing what views do: lock the event, load the session, act, keep."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from eti_events.agenda.actions import editing, publishing, undoing
from eti_events.agenda.actions.editing import Place, SessionPlan
from eti_events.agenda.facts import conflicts_of
from eti_events.agenda.kinds import SessionKind
from eti_events.agenda.models import AgendaVersion, Session
from eti_events.agenda.queries.sessions import get_session
from eti_events.database import db, transaction
from eti_events.events.models import Event, Room
from eti_events.events.queries import get_event
from eti_events.multilingual import Multilingual
from tests.agenda.building import OPENING
from tests.factories import BEFORE


def plan(title: str = "Climat", **changes: Any) -> SessionPlan:
    values: dict[str, Any] = {
        "kind": SessionKind.WORKSHOP,
        "title": Multilingual(fr=title),
        "languages": ["fr"],
    }
    return SessionPlan(**(values | changes))


def place(room: Room | None = None, *, after: float = 0, minutes: int = 60) -> Place:
    """Say a place, so many hours after nine o'clock."""
    starts_at = OPENING + timedelta(hours=after)
    ends_at = starts_at + timedelta(minutes=minutes)
    own = db.session.get(Room, room.id) if room else None
    return Place(room=own, starts_at=starts_at, ends_at=ends_at)


def created(event: Event, by: int, title: str = "Climat") -> Session:
    with transaction():
        locked = get_event(event.slug, for_update=True)
        return editing.create_session(locked, plan(title), by=by, at=BEFORE)


def act(
    action: Callable[..., None],
    event: Event,
    session: Session,
    by: int,
    *args: Any,
    version: int | None = None,
    **values: Any,
) -> None:
    public_id = session.public_id
    with transaction():
        locked = get_event(event.slug, for_update=True)
        row = get_session(locked, public_id, for_update=True)
        seen = row.version if version is None else version
        made = [arg() if callable(arg) else arg for arg in args]
        action(locked, row, *made, version=seen, by=by, at=BEFORE, **values)


def again(event: Event, session: Session) -> Session:
    """Read the session anew."""
    public_id = session.public_id
    db.session.rollback()
    return get_session(db.session.get_one(Event, event.id), public_id)


def undo(event: Event, by: int) -> None:
    with transaction():
        undoing.undo(get_event(event.slug, for_update=True), by=by, at=BEFORE)


def redo(event: Event, by: int) -> None:
    with transaction():
        undoing.redo(get_event(event.slug, for_update=True), by=by, at=BEFORE)


def published(event: Event, by: int, based_on: int, **values: Any) -> AgendaVersion:
    """Publish, every conflict accepted unless it is said which are."""
    with transaction():
        locked = get_event(event.slug, for_update=True)
        values.setdefault("acknowledged", {one.key for one in conflicts_of(locked)})
        return publishing.publish(locked, based_on=based_on, by=by, at=BEFORE, **values)
