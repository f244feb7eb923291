"""What organisers do with an event's own data, and the rules that can refuse it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import IntegrityError

from eti_events.audit.actions import record
from eti_events.database import db
from eti_events.errors import Refusal
from eti_events.events import queries
from eti_events.events.hours import at_local, wall_of
from eti_events.events.models import (
    AgendaVisibility,
    Counter,
    Event,
    EventDay,
    EventKind,
    EventState,
    HalfDay,
    Period,
    PointKind,
    Room,
    ScanPoint,
    Zone,
    ZoneKind,
)
from eti_events.jobs.actions import settle_soon
from eti_events.multilingual import Multilingual

MAX_DAYS = 14
OPENS, TURNS, CLOSES = time(8, 0), time(13, 0), time(18, 0)
MAIN_ENTRANCE = {"fr": "Entrée principale", "en": "Main entrance"}
BUILDING = {"fr": "Bâtiment", "en": "Building"}


class SlugTaken(Refusal):
    """Addresses that were printed must not lead elsewhere."""

    message = _l("Another event has this address. Choose another one.")


class DaysOutOfOrder(Refusal):
    """An event has at least one day, and at most two weeks."""

    message = _l("The last day must follow the first, by thirteen days at most.")


class HoursOutOfOrder(Refusal):
    """Half-days are contiguous: each begins where the one before ends."""

    message = _l("Each hour of the day must be later than the one before.")


class ClosesBeforeOpening(Refusal):
    """Registration needs a time in which it is open."""

    message = _l("Registration must close after it opens.")


class EditionNeeded(Refusal):
    """A course shares its tickets with the edition that it prepares for."""

    message = _l("Choose the event that this course prepares for.")


class ChangedMeanwhile(Refusal):
    """Nothing that a colleague wrote is overwritten unseen."""

    message = _l(
        "A colleague changed this event while you were writing. Your text is kept"
        " below: compare it with theirs, then save again."
    )


class BelowTaken(Refusal):
    """Nobody who has a place loses it by a number."""

    message = _l("More people than that have a place already.")


class DayInUse(Refusal):
    """Registrations name their half-days."""

    message = _l("People are registered for this day: it cannot be removed.")


class LastDay(Refusal):
    """An event without a day cannot be registered for."""

    message = _l("This is the event's only day.")


class DayExists(Refusal):
    """One row a date."""

    message = _l("This day is in the event already.")


class CodeTaken(Refusal):
    """Room codes are what people write on lists."""

    message = _l("Another room of this event has this code.")


class RoomInUse(Refusal):
    """A door that is scanned leads somewhere."""

    message = _l("Badges are scanned at this room's door: it cannot be removed.")


class PointInUse(Refusal):
    """Scans are facts; the place where they were made stays."""

    message = _l("Badges were scanned here: this point cannot be removed.")


class LastPoint(Refusal):
    """Without a door nobody is checked in."""

    message = _l("This is the event's only point: it cannot be removed.")


class NotReady(Refusal):
    """What opens must be readable in both languages."""

    message = _l("Give the event its name in French and in English first.")


class Archived(Refusal):
    """An archive that changes is none."""

    message = _l("This event is archived: it can be read, not changed.")


@dataclass(frozen=True, kw_only=True)
class EventPlan:
    """What an organiser says of a new event; walls are naive, in its own zone."""

    kind: EventKind
    slug: str
    name: Multilingual
    time_zone: str
    country: str
    languages: Sequence[str]
    first_day: date
    last_day: date
    opens_wall: datetime
    closes_wall: datetime
    capacity: int | None
    edition: Event | None = None


@dataclass(frozen=True, kw_only=True)
class EventDetails:
    """What can change later; walls are naive, in the event's zone."""

    name: Multilingual
    summary: Multilingual
    venue: Multilingual
    address: str
    country: str
    time_zone: str
    languages: Sequence[str]
    contact_email: str
    agenda_visibility: AgendaVisibility
    first_departures_only: bool
    opens_wall: datetime
    closes_wall: datetime
    capacity: int | None


def create_event(plan: EventPlan, *, by: int, at: datetime) -> Event:
    """Make a draft with its days, half-days, building, entrance and capacity."""
    length = (plan.last_day - plan.first_day).days + 1
    if not 1 <= length <= MAX_DAYS:
        raise DaysOutOfOrder
    if queries.is_slug_taken(plan.slug):
        raise SlugTaken
    if plan.kind is EventKind.PRE_DEPARTURE and plan.edition is None:
        raise EditionNeeded

    event = _draft(plan, at)
    db.session.add(event)
    db.session.flush()
    for number in range(length):
        _add_day(event, plan.first_day + timedelta(days=number), OPENS, TURNS, CLOSES)
    _span(event)
    _add_entrance(event)
    db.session.add(
        Counter(event_id=event.id, scope=queries.CAPACITY, limit=plan.capacity)
    )
    record("event.created", event, by=by, at=at, event_id=event.id)
    return event


def change_event(
    event: Event, details: EventDetails, *, version: int, by: int, at: datetime
) -> None:
    """Write what the organiser changed; hours keep what the clock on the wall shows."""
    _require_open_file(event)
    if event.version != version:
        raise ChangedMeanwhile
    counter = queries.get_capacity(event.id, for_update=True)
    if details.capacity is not None and details.capacity < counter.taken:
        raise BelowTaken
    _move_to_zone(event, details.time_zone)
    opens = at_local(details.opens_wall, event.zone)
    closes = at_local(details.closes_wall, event.zone)
    if closes <= opens:
        raise ClosesBeforeOpening

    counter.limit = details.capacity
    event.registration_opens_at, event.registration_closes_at = opens, closes
    event.name, event.summary, event.venue = (
        details.name,
        details.summary,
        details.venue,
    )
    event.address, event.country = details.address, details.country
    event.languages = list(details.languages)
    event.contact_email = details.contact_email
    event.agenda_visibility = details.agenda_visibility
    event.first_departures_only = details.first_departures_only
    record("event.changed", event, by=by, at=at, event_id=event.id)
    settle_soon(event.id, at=at)


def set_state(event: Event, state: EventState, *, by: int, at: datetime) -> None:
    """Open, close, archive or take back the event."""
    if state is EventState.OPEN and not (event.name.get("fr") and event.name.get("en")):
        raise NotReady
    event.state = state
    record(f"event.{state}", event, by=by, at=at, event_id=event.id)
    settle_soon(event.id, at=at)


def set_hours(
    event: Event, day: EventDay, hours: Sequence[time], *, by: int, at: datetime
) -> None:
    """Write a day's hours: opening, midday, closing, and perhaps the evening's end.

    Three hours make two half-days, and take an evening out that nobody chose.
    """
    _require_open_file(event)
    _write_hours(event, day, hours)
    day.sequence += 1
    _span(event)
    record("event.hours_set", day, by=by, at=at, event_id=event.id)
    settle_soon(event.id, at=at)


def add_day(event: Event, on: date, *, by: int, at: datetime) -> EventDay:
    """Add a day with the usual hours."""
    _require_open_file(event)
    days = queries.list_days(event.id)
    if any(day.on == on for day in days):
        raise DayExists
    if len(days) >= MAX_DAYS:
        raise DaysOutOfOrder
    day = _add_day(event, on, OPENS, TURNS, CLOSES)
    _span(event)
    record("event.day_added", day, by=by, at=at, event_id=event.id)
    settle_soon(event.id, at=at)
    return day


def remove_day(event: Event, day: EventDay, *, by: int, at: datetime) -> None:
    """Take a day out, unless somebody is registered for it."""
    _require_open_file(event)
    if len(queries.list_days(event.id)) == 1:
        raise LastDay
    record("event.day_removed", day, by=by, at=at, event_id=event.id)
    for row in (*day.half_days, day):
        db.session.delete(row)
    _flush_or(DayInUse)
    _span(event)
    settle_soon(event.id, at=at)


def write_room(
    event: Event,
    room: Room | None,
    *,
    code: str,
    name: Multilingual,
    capacity: int,
    step_free: bool,
    by: int,
    at: datetime,
) -> Room:
    """Add a room, or change one."""
    _require_open_file(event)
    rooms = queries.list_rooms(event.id)
    if any(other.code == code and other is not room for other in rooms):
        raise CodeTaken
    if room is None:
        room = Room(event_id=event.id, position=len(rooms))
        db.session.add(room)
    room.code, room.name = code, name
    room.capacity, room.step_free = capacity, step_free
    record("event.room_written", room, by=by, at=at, event_id=event.id)
    return room


def remove_room(event: Event, room: Room, *, by: int, at: datetime) -> None:
    """Take a room out, unless badges are scanned at its door."""
    _require_open_file(event)
    record("event.room_removed", room, by=by, at=at, event_id=event.id)
    db.session.delete(room)
    _flush_or(RoomInUse)


def add_point(
    event: Event, name: Multilingual, room: Room | None, *, by: int, at: datetime
) -> ScanPoint:
    """Add a place to scan: a further entrance, or the door of a room."""
    _require_open_file(event)
    zone = _zone_for(event, room)
    point = ScanPoint(
        event_id=event.id,
        zone=zone,
        kind=PointKind.ROOM if room else PointKind.ENTRANCE,
        name=name,
    )
    db.session.add(point)
    record("event.point_added", point, by=by, at=at, event_id=event.id)
    return point


def remove_point(event: Event, point: ScanPoint, *, by: int, at: datetime) -> None:
    """Take a place to scan out, unless badges were scanned there."""
    _require_open_file(event)
    if len(queries.list_points(event.id)) == 1:
        raise LastPoint
    record("event.point_removed", point, by=by, at=at, event_id=event.id)
    db.session.delete(point)
    _flush_or(PointInUse)


def _draft(plan: EventPlan, at: datetime) -> Event:
    event = Event(
        kind=plan.kind,
        slug=plan.slug,
        name=plan.name,
        state=EventState.DRAFT,
        parent_id=plan.edition.id if plan.edition else None,
        time_zone=plan.time_zone,
        country=plan.country,
        languages=list(plan.languages),
        first_departures_only=plan.kind is EventKind.PRE_DEPARTURE,
        created_at=at,
    )
    event.registration_opens_at = at_local(plan.opens_wall, event.zone)
    event.registration_closes_at = at_local(plan.closes_wall, event.zone)
    if event.registration_closes_at <= event.registration_opens_at:
        raise ClosesBeforeOpening
    event.starts_at = at_local(datetime.combine(plan.first_day, OPENS), event.zone)
    event.ends_at = at_local(datetime.combine(plan.last_day, CLOSES), event.zone)
    return event


def _require_open_file(event: Event) -> None:
    if event.state is EventState.ARCHIVED:
        raise Archived


def _add_day(event: Event, on: date, *hours: time) -> EventDay:
    day = EventDay(event_id=event.id, on=on, half_days=[])
    db.session.add(day)
    db.session.flush()
    _write_hours(event, day, hours)
    return day


def _write_hours(event: Event, day: EventDay, hours: Sequence[time]) -> None:
    moments = [at_local(datetime.combine(day.on, hour), event.zone) for hour in hours]
    if any(
        later <= sooner for sooner, later in zip(moments, moments[1:], strict=False)
    ):
        raise HoursOutOfOrder
    known = {half_day.period: half_day for half_day in day.half_days}
    for period, (starts_at, ends_at) in zip(Period, pairwise(moments), strict=False):
        half_day = known.get(period)
        if half_day is None:
            half_day = HalfDay(event_id=event.id, day_id=day.id, period=period)
            day.half_days.append(half_day)
        half_day.starts_at, half_day.ends_at = starts_at, ends_at
    for period in set(known) - set(list(Period)[: len(hours) - 1]):
        db.session.delete(known[period])
        day.half_days.remove(known[period])
    _flush_or(DayInUse)


def _flush_or(refusal: type[Refusal]) -> None:
    """Write, or raise ``refusal`` when the database still needs a removed row."""
    try:
        db.session.flush()
    except IntegrityError as error:
        raise refusal from error


def _span(event: Event) -> None:
    """Keep the event's own start and end those of its half-days."""
    db.session.flush()
    half_days = queries.list_half_days(event.id)
    event.starts_at = half_days[0].starts_at
    event.ends_at = half_days[-1].ends_at


def _move_to_zone(event: Event, time_zone: str) -> None:
    if time_zone == event.time_zone:
        return
    old = event.zone
    event.time_zone = time_zone
    for day in queries.list_days(event.id):
        day.sequence += 1
        for half_day in day.half_days:
            half_day.starts_at = at_local(wall_of(half_day.starts_at, old), event.zone)
            half_day.ends_at = at_local(wall_of(half_day.ends_at, old), event.zone)
    _span(event)


def _add_entrance(event: Event) -> None:
    zone = Zone(event_id=event.id, kind=ZoneKind.BUILDING, name=Multilingual(BUILDING))
    point = ScanPoint(
        event_id=event.id,
        zone=zone,
        kind=PointKind.ENTRANCE,
        name=Multilingual(MAIN_ENTRANCE),
    )
    db.session.add_all([zone, point])


def _zone_for(event: Event, room: Room | None) -> Zone:
    zones = queries.list_zones(event.id)
    wanted = room.id if room else None
    for zone in zones:
        if zone.room_id == wanted:
            return zone
    zone = Zone(
        event_id=event.id,
        kind=ZoneKind.ROOM if room else ZoneKind.BUILDING,
        room_id=wanted,
        name=room.name if room else Multilingual(BUILDING),
    )
    db.session.add(zone)
    return zone
