"""The days of an event and their hours."""

from collections.abc import Sequence
from datetime import date, datetime, time
from itertools import pairwise
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l

from eti_events.audit.actions import record
from eti_events.database import db
from eti_events.errors import Refusal
from eti_events.events import queries
from eti_events.events.hours import at_local, wall_of
from eti_events.events.models import Event, EventDay, HalfDay, Period
from eti_events.events.rules import flush_or, require_changeable
from eti_events.jobs.actions import settle_soon

MAX_DAYS = 14
OPENS, TURNS, CLOSES = USUAL = time(8, 0), time(13, 0), time(18, 0)


class DaysOutOfOrder(Refusal):
    """An event has at least one day, and at most two weeks."""

    message = _l("The last day must follow the first, by thirteen days at most.")


class TooManyDays(Refusal):
    """What lasts longer is several events."""

    message = _l("An event lasts fourteen days at most.")


class HoursOutOfOrder(Refusal):
    """Half-days are contiguous: each begins where the one before ends."""

    message = _l("Each hour of the day must be later than the one before.")


class HoursMissing(Refusal):
    """A day has a half-day at least, and no hole between two."""

    message = _l(
        "Give the hours of at least one half-day. Leave hours out at the beginning or"
        " the end of the day only."
    )


class DayInUse(Refusal):
    """Registrations name their half-days."""

    message = _l(
        "People are registered for this day or half-day: it cannot be removed. Ask them"
        " to change their registration first, or keep it."
    )


class LastDay(Refusal):
    """An event without a day cannot be registered for."""

    message = _l("This is the event's only day.")


class DayExists(Refusal):
    """One row a date."""

    message = _l("This day is in the event already.")


def set_hours(
    event: Event, day: EventDay, hours: Sequence[time | None], *, by: int, at: datetime
) -> None:
    """Write a day's hours: opening, midday, closing, the evening's end.

    None stands where the day has not begun yet, or has ended: a half-day without its
    two hours is taken out, unless somebody chose it.
    """
    require_changeable(event)
    write_hours(event, day, hours)
    day.sequence += 1
    span(event)
    record("event.hours_set", day, by=by, at=at, event_id=event.id)
    settle_soon(event.id, at=at)


def add_day(event: Event, on: date, *, by: int, at: datetime) -> EventDay:
    """Add a day with the usual hours."""
    require_changeable(event)
    days = queries.list_days(event.id)
    if any(day.on == on for day in days):
        raise DayExists
    if len(days) >= MAX_DAYS:
        raise TooManyDays
    day = append_day(event, on)
    span(event)
    record("event.day_added", day, by=by, at=at, event_id=event.id)
    settle_soon(event.id, at=at)
    return day


def remove_day(event: Event, day: EventDay, *, by: int, at: datetime) -> None:
    """Take a day out, unless somebody is registered for it."""
    require_changeable(event)
    if len(queries.list_days(event.id)) == 1:
        raise LastDay
    record("event.day_removed", day, by=by, at=at, event_id=event.id)
    for row in (*day.half_days, day):
        db.session.delete(row)
    flush_or(DayInUse)
    span(event)
    settle_soon(event.id, at=at)


def append_day(event: Event, on: date) -> EventDay:
    """Add a day with the usual hours, whatever the rules say."""
    day = EventDay(event_id=event.id, on=on, half_days=[])
    db.session.add(day)
    db.session.flush()
    write_hours(event, day, USUAL)
    return day


def move_to_zone(event: Event, time_zone: str) -> None:
    """Take the event to another zone; walls show the same hours there."""
    if time_zone == event.time_zone:
        return
    old = event.zone
    event.time_zone = time_zone
    for day in queries.list_days(event.id):
        day.sequence += 1
        for half_day in day.half_days:
            half_day.starts_at = at_local(wall_of(half_day.starts_at, old), event.zone)
            half_day.ends_at = at_local(wall_of(half_day.ends_at, old), event.zone)
    span(event)


def hours_of(day: EventDay, zone: ZoneInfo) -> list[time | None]:
    """Return where each half-day begins and ends, None where there is none."""
    hours: list[time | None] = [None] * (len(Period) + 1)
    for half_day in day.half_days:
        place = list(Period).index(half_day.period)
        hours[place] = wall_of(half_day.starts_at, zone).time()
        hours[place + 1] = wall_of(half_day.ends_at, zone).time()
    return hours


def span(event: Event) -> None:
    """Keep the event's own start and end those of its half-days."""
    db.session.flush()
    half_days = queries.list_half_days(event.id)
    event.starts_at = half_days[0].starts_at
    event.ends_at = half_days[-1].ends_at


def write_hours(event: Event, day: EventDay, hours: Sequence[time | None]) -> None:
    """Write a day's hours, whatever else the rules say."""
    wanted = moments_of(event, day.on, hours)
    known = {half_day.period: half_day for half_day in day.half_days}
    for period, (starts_at, ends_at) in wanted.items():
        half_day = known.get(period)
        if half_day is None:
            half_day = HalfDay(event_id=event.id, day_id=day.id, period=period)
            day.half_days.append(half_day)
        half_day.starts_at, half_day.ends_at = starts_at, ends_at
    for period in known.keys() - wanted.keys():
        db.session.delete(known[period])
        day.half_days.remove(known[period])
    flush_or(DayInUse)


def moments_of(
    event: Event, on: date, hours: Sequence[time | None]
) -> dict[Period, tuple[datetime, datetime]]:
    """Return when each half-day begins and ends; they follow one another."""
    moments = [
        at_local(datetime.combine(on, hour), event.zone) if hour else None
        for hour in hours
    ]
    given = [moment for moment in moments if moment]
    if any(later <= sooner for sooner, later in pairwise(given)):
        raise HoursOutOfOrder
    wanted = {
        period: (begins, ends)
        for period, (begins, ends) in zip(Period, pairwise(moments), strict=False)
        if begins and ends
    }
    if not wanted or len(wanted) != len(given) - 1:
        raise HoursMissing
    return wanted
