"""The programme as everybody reads it: by day and hour, one session, the hall."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from eti_events.accounts.access import current_event
from eti_events.agenda.findings import links_after, slides_after
from eti_events.agenda.timetable import (
    Asked,
    Day,
    Sessions,
    Timetable,
    comes_twice,
    day_asked_for,
    day_shift,
)
from eti_events.agenda.views.blueprint import programme_bp as bp
from eti_events.agenda.views.public.reader import Reader, current_reader
from eti_events.agenda.views.public.zones import OFFERED, find_zone
from eti_events.clock import utcnow
from eti_events.events.models import AgendaVisibility, Event

ALL_DAYS = "all"
MOST_IN_BAND = 2

bp.add_app_template_filter(comes_twice)
bp.add_app_template_global(day_shift)


@dataclass(frozen=True, kw_only=True)
class Clock:
    """When the page is read, and on which other clock the hours are shown too."""

    now: datetime
    second: ZoneInfo | None = None
    unknown: str = ""


@dataclass(frozen=True, kw_only=True)
class Band:
    """What is on now, with how many more there are, and what comes next."""

    on_now: Sessions
    more: int
    coming: Sessions
    for_you: bool


def current_clock(event: Event) -> Clock:
    """Read the second time zone from the address; its own is no second one."""
    asked = request.args.get("zone", "").strip()
    zone = find_zone(asked)
    return Clock(
        now=utcnow().astimezone(event.zone),
        second=zone if zone and zone.key != event.time_zone else None,
        unknown=asked if asked and zone is None else "",
    )


@bp.get("/events/<slug>/agenda")
def index(slug: str) -> ResponseReturnValue:
    """Show one day of the programme, or all for the printer."""
    event = current_event()
    reader, clock = current_reader(event), current_clock(event)
    timetable = reader.timetable
    if timetable is None:
        return closed(event, reader)
    asked = _asked()
    # A visitor's stars are on their device: it is there that they are picked out.
    known = asked if reader.signed_in else replace(asked, starred=False)
    days = timetable.days_of(known, reader.starred)
    wanted = request.args.get("day", "")
    return render_template(
        "agenda/public/programme.html",
        event=event,
        reader=reader,
        timetable=timetable,
        clock=clock,
        asked=asked,
        shown=_shown_days(timetable, days, wanted, clock.now.date()),
        whole=wanted == ALL_DAYS,
        band=_band(timetable, reader, clock.now),
        zones=OFFERED,
    )


def _band(timetable: Timetable, reader: Reader, now: datetime) -> Band | None:
    """Say what is on and what comes next, one's own before all; None out of hours."""
    on_now, coming = timetable.on_now(now), timetable.comes_next(now)
    if not on_now and not coming:
        return None
    own = tuple(session for session in on_now if session.id in reader.marks)
    shown = (own or on_now)[:MOST_IN_BAND]
    own_coming = timetable.comes_next(now, reader.marks)
    return Band(
        on_now=shown,
        more=len(on_now) - len(shown),
        coming=own_coming or coming,
        for_you=bool(own_coming),
    )


def _asked() -> Asked:
    typed = {name: request.args.get(name, "") for name in ("theme", "kind", "room")}
    return Asked(
        **typed,
        language=request.args.get("spoken", ""),
        starred=request.args.get("starred") == "1",
    )


def _shown_days(
    timetable: Timetable, days: tuple[Day, ...], wanted: str, today: date
) -> tuple[Day, ...]:
    """Return the days on the page: a filter leaves the day of the address as it is."""
    if wanted == ALL_DAYS:
        return days
    chosen = day_asked_for(timetable.days, wanted, today)
    if chosen is None:
        return ()
    kept = (day for day in days if day.on == chosen.on)
    return (next(kept, Day(on=chosen.on, slots=())),)


@bp.get("/events/<slug>/agenda/<uuid:public_id>")
def session(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Show one session; what is restricted only to those who have a part in it."""
    event = current_event()
    reader = current_reader(event)
    timetable = reader.timetable
    if timetable is None:
        return abort(404) if _is_theirs(event, reader) else closed(event, reader)
    own = next((one for one in reader.own if one.id == public_id), None)
    visible = timetable.programme.session_by_id
    shown = visible.get(public_id) or own or abort(404)
    alike = [
        one
        for one in visible.values()
        if shown.topic and one.topic == shown.topic and one.id != shown.id
    ]
    return render_template(
        "agenda/public/session.html",
        event=event,
        reader=reader,
        timetable=timetable,
        session=shown,
        links=links_after(shown, reader.viewer, utcnow()),
        slides=slides_after(shown, reader.viewer, utcnow()),
        alike=alike,
        clock=current_clock(event),
    )


@bp.get("/events/<slug>/agenda/screen")
def screen(slug: str) -> ResponseReturnValue:
    """Show in large letters what is on and what comes next, for the hall or a room."""
    event = current_event()
    reader, now = current_reader(event), utcnow().astimezone(event.zone)
    timetable = reader.timetable
    if timetable is None:
        return closed(event, reader)
    room = request.args.get("room", "")
    shown = [room_ for room_ in timetable.rooms if str(room_.id) == room]
    asked = Asked(room=room if shown else "")
    here = {one.id for one in timetable.sessions if asked.keeps(one, ())}
    return render_template(
        "agenda/public/screen.html",
        event=event,
        timetable=timetable,
        now=now,
        room=shown[0] if shown else None,
        on_now=[one for one in timetable.on_now(now) if one.id in here],
        coming=timetable.comes_next(now, here),
    )


def closed(event: Event, reader: Reader) -> str:
    """Say that nothing is published yet, or that the programme is not theirs.

    The second never says whether there is one.
    """
    return render_template(
        "agenda/public/closed.html",
        event=event,
        reader=reader,
        theirs=_is_theirs(event, reader),
    )


def _is_theirs(event: Event, reader: Reader) -> bool:
    return (
        reader.viewer.confirmed
        or event.agenda_visibility is not AgendaVisibility.CONFIRMED
    )
