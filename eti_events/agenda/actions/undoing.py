"""Taking back one's own last steps, and doing them again."""

import json
from datetime import datetime, timedelta

from sqlalchemy import delete

from eti_events.agenda.actions.journal import put_back, state_of, touch
from eti_events.agenda.models import AgendaEdit, Session
from eti_events.agenda.queries.sessions import (
    find_redoable,
    find_session,
    find_undoable,
    has_people,
)
from eti_events.agenda.queries.versions import was_published
from eti_events.agenda.refusals import (
    ChangedSince,
    HasPeople,
    NothingToRedo,
    NothingToUndo,
    SessionInUse,
    WasPublished,
)
from eti_events.audit.actions import record
from eti_events.database import db
from eti_events.events.models import Event
from eti_events.events.rules import flush_or, require_changeable

KEPT = timedelta(days=30)


def undo(event: Event, *, by: int, at: datetime) -> AgendaEdit:
    """Take back the organiser's last step, unless somebody went on from it."""
    require_changeable(event)
    edit = find_undoable(event.id, by)
    if edit is None:
        raise NothingToUndo
    _go(event, edit, edit.after, edit.before, by=by, at=at)
    edit.undone_at = at
    record("agenda.undone", edit, by=by, at=at, event_id=event.id)
    return edit


def redo(event: Event, *, by: int, at: datetime) -> AgendaEdit:
    """Do again what was undone last, unless a new step was made since."""
    require_changeable(event)
    edit = find_redoable(event.id, by)
    if edit is None:
        raise NothingToRedo
    _go(event, edit, edit.before, edit.after, by=by, at=at)
    edit.undone_at = None
    record("agenda.redone", edit, by=by, at=at, event_id=event.id)
    return edit


def forget_edits(at: datetime) -> None:
    """Erase steps that nobody takes back any more."""
    db.session.execute(
        delete(AgendaEdit)
        .where(AgendaEdit.at < at - KEPT)
        .execution_options(synchronize_session=False)
    )


def _go(
    event: Event,
    edit: AgendaEdit,
    here: str | None,
    there: str | None,
    *,
    by: int,
    at: datetime,
) -> None:
    """Bring the session from one side of a step to the other."""
    session = find_session(event.id, edit.session_id)
    found = state_of(session) if session else None
    if found != (json.loads(here) if here else None):
        raise ChangedSince
    if session and there is None:
        _remove(event, session)
        return
    if session is None:
        session = Session(
            event_id=event.id, public_id=edit.session_id, created_at=edit.at
        )
    with db.session.no_autoflush:
        put_back(event, session, json.loads(there or "{}"))
    db.session.add(session)
    touch(session, by=by, at=at)


def _remove(event: Event, session: Session) -> None:
    if was_published(event.id, session.public_id):
        raise WasPublished
    if has_people(session.id):
        raise HasPeople
    session.themes = []
    db.session.delete(session)
    flush_or(SessionInUse)
