"""What the grid of one day shows, read once for the page and for each answer."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask import request
from flask_babel import ngettext

from eti_events.accounts.access import current_person_id
from eti_events.agenda.explaining import Explained, Explainer
from eti_events.agenda.laying import Hours, lay_out
from eti_events.agenda.models import Session
from eti_events.agenda.queries.sessions import (
    find_redoable,
    find_undoable,
    people_by_id,
)
from eti_events.agenda.refusals import ChangedMeanwhile
from eti_events.agenda.views.manage.board import by_day, told
from eti_events.agenda.views.manage.explained import explained, explainer_of
from eti_events.agenda.wording import CHANGES, CONFLICTS, KINDS, STEPS
from eti_events.agenda.working import Work, work_on
from eti_events.clock import utcnow
from eti_events.errors import Refusal
from eti_events.events.models import Event
from eti_events.events.queries import list_half_days


@dataclass(frozen=True, kw_only=True)
class Both:
    """A colleague's version of a session's place beside one's own."""

    session: Session
    colleague: str
    theirs: str
    mine: str
    version: int
    at: str
    room: str


def day_asked(event: Event) -> date:
    """Return the day that the address asks for, else the first."""
    try:
        return date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return event.starts_at.astimezone(event.zone).date()


def board_of(event: Event, refusal: Refusal | None = None, said: str = "") -> Any:
    """Return the day's table, what is to be placed, and what clashes."""
    work, on, by = work_on(event), day_asked(event), current_person_id()
    days = by_day(event, work.sessions)
    today = days.get(on, [])
    clashes = _clashes(work, today)
    hours = _open_hours(event, on)
    return {
        "event": event,
        "work": work,
        "on": on,
        "days": days,
        "table": lay_out(today, work.rooms, hours, on=on, zone=event.zone),
        "unplaced": [one for one in work.sessions if one.hours is None],
        "clashes": clashes,
        "clashing": told(work),
        "changed": _changed(work) if work.before else {},
        "kinds": KINDS,
        "names": CONFLICTS,
        "steps": STEPS,
        "undoable": find_undoable(event.id, by),
        "redoable": find_redoable(event.id, by),
        "refusal": refusal,
        "both": _both(work, refusal),
        "message": _with_count(said, len(clashes)),
        "now": utcnow().astimezone(event.zone),
    }


def _with_count(said: str, count: int) -> str:
    if not said or not count:
        return said
    words = ngettext(
        "%(num)s conflict on this day.", "%(num)s conflicts on this day.", count
    )
    return f"{said} {words}"


def _clashes(work: Work, today: Sequence[Session]) -> list[Explained]:
    """Explain the conflicts that touch this day."""
    shown = {session.public_id for session in today}
    return explained(
        work, [one for one in work.conflicts if shown.intersection(one.sessions)]
    )


def _open_hours(event: Event, on: date) -> Iterable[Hours]:
    return [
        (half_day.starts_at, half_day.ends_at)
        for half_day in list_half_days(event.id)
        if half_day.day.on == on
    ]


def _changed(work: Work) -> dict[UUID, list[str]]:
    names: dict[UUID, list[str]] = defaultdict(list)
    for change in work.changes:
        names[change.session].append(str(CHANGES[change.kind]))
    return names


def _both(work: Work, refusal: Refusal | None) -> Both | None:
    """Put both places side by side, when a colleague was quicker."""
    if not isinstance(refusal, ChangedMeanwhile):
        return None
    asked = (request.view_args or {})["public_id"]
    session, explainer = work.session_by_id[asked], explainer_of(work)
    mine = {**refusal.theirs, **refusal.mine}
    changed_by = people_by_id({session.changed_by} if session.changed_by else ())
    return Both(
        session=session,
        colleague=next((person.name for person in changed_by.values()), ""),
        theirs=_place_in_words(explainer, refusal.theirs),
        mine=_place_in_words(explainer, mine),
        version=refusal.version,
        at=mine["starts_at"] or "",
        room=mine["room"] or "",
    )


def _place_in_words(explainer: Explainer, state: Any) -> str:
    """Write the place of a session as the journal keeps it; nothing: to be placed."""
    if not state["starts_at"]:
        return ""
    hours = (datetime.fromisoformat(state[name]) for name in ("starts_at", "ends_at"))
    room = explainer.room(UUID(state["room"])) if state["room"] else ""
    return ", ".join(filter(None, (explainer.when(*hours), room)))
