"""What an event itself hands on: settings, days with their hours, rooms and points."""

from collections.abc import Iterator, Sequence
from datetime import date, time, timedelta
from functools import partial
from typing import Any

from flask_babel import lazy_gettext as _l

from eti_events.database import db
from eti_events.errors import Refusal
from eti_events.events import queries
from eti_events.events.carrying.parts import (
    THERE,
    Carry,
    Item,
    Part,
    why_left,
)
from eti_events.events.carrying.queries import find_capacity
from eti_events.events.days import (
    MAX_DAYS,
    USUAL,
    TooManyDays,
    append_day,
    hours_of,
    moments_of,
    span,
    write_hours,
)
from eti_events.events.models import (
    AgendaVisibility,
    Event,
    EventDay,
    EventKind,
    HalfDay,
    Room,
    ScanPoint,
)
from eti_events.events.places import zone_for
from eti_events.multilingual import Multilingual

TEXTS = (("summary", _l("What it is about")), ("venue", _l("Venue")))
FIELDS: tuple[tuple[str, Any, object], ...] = (
    ("address", _l("Address"), ""),
    ("contact_email", _l("Address that people may write to"), ""),
    ("languages", _l("Languages of its texts"), ["fr", "en"]),
    ("agenda_visibility", _l("Who may read the agenda"), AgendaVisibility.CONFIRMED),
)
OTHER_WEEKDAY = _l("The earlier event began on another day of the week.")
NEW_SIZE = _l("See whether the rooms of this event hold as many.")


def plan_settings(carry: Carry) -> Iterator[Item]:
    """Plan the texts and settings of the event, and how many it holds."""
    source, target = carry.source, carry.target
    for name, label in TEXTS:
        text = getattr(source, name)
        if text:
            yield _field(carry, name, label, Multilingual(), texts=list(text.values()))
    for name, label, fresh in FIELDS:
        if getattr(source, name) != fresh:
            yield _field(carry, name, label, fresh)
    course = target.kind is EventKind.PRE_DEPARTURE
    if source.first_departures_only != course:
        label = _l("Only for people who leave for the first time")
        yield _field(carry, "first_departures_only", label, course)
    yield from _capacity(carry)


def _field(
    carry: Carry, name: str, label: Any, fresh: object, texts: Sequence[str] = ()
) -> Item:
    source, target = carry.source, carry.target
    wanted = getattr(source, name)
    return Item(
        key=name,
        name=label,
        write=partial(setattr, target, name, wanted),
        left=why_left(getattr(target, name), fresh, wanted),
        texts=texts,
    )


def _capacity(carry: Carry) -> Iterator[Item]:
    earlier, here = (
        counter.limit if (counter := find_capacity(event.id)) else None
        for event in (carry.source, carry.target)
    )
    if earlier is not None:
        yield Item(
            key=f"capacity:{earlier}",
            name=_l("Places: %(number)s", number=earlier),
            write=partial(_write_capacity, carry.target, earlier),
            left=why_left(here, None, earlier),
            look=NEW_SIZE,
        )


def _write_capacity(target: Event, limit: int) -> None:
    queries.get_capacity(target.id, for_update=True).limit = limit


def plan_days(carry: Carry) -> Iterator[Item]:
    """Plan each day as many days after the first as it was, at the same hours."""
    days = queries.list_days(carry.source.id)
    known = {day.on: day for day in queries.list_days(carry.target.id)}
    count = len(known)
    for number, day in enumerate(days):
        on = day.on + timedelta(days=carry.days)
        hours = hours_of(day, carry.source.zone)
        left = _why_day_stays(carry.target, known.get(on), on, hours)
        if not left and on not in known:
            count += 1
            left = TooManyDays.message if count > MAX_DAYS else ""
        item = Item(
            key=str(day.public_id),
            name=on,
            write=partial(_write_day, carry, day, on, hours),
            left=left,
            look=OTHER_WEEKDAY if not number and carry.days % 7 else "",
        )
        if item.is_here:
            carry.coming.update(str(row.public_id) for row in day.half_days)
        if left is THERE:
            _note_half_days(carry, day, known[on])
        yield item


def _why_day_stays(
    target: Event, here: EventDay | None, on: date, hours: Sequence[time | None]
) -> Any:
    try:
        moments_of(target, on, hours)
    except Refusal as refusal:
        return str(refusal)
    if here is None:
        return ""
    now = tuple(hours_of(here, target.zone))
    return why_left(now, (*USUAL, None), tuple(hours))


def _write_day(
    carry: Carry, day: EventDay, on: date, hours: Sequence[time | None]
) -> None:
    target = carry.target
    known = {row.on: row for row in queries.list_days(target.id)}
    here = known.get(on) or append_day(target, on)
    write_hours(target, here, hours)
    here.sequence += 1
    span(target)
    _note_half_days(carry, day, here)


def _note_half_days(carry: Carry, day: EventDay, here: EventDay) -> None:
    rows: dict[Any, HalfDay] = {row.period: row for row in here.half_days}
    for half_day in day.half_days:
        carry.new[str(half_day.public_id)] = str(rows[half_day.period].public_id)


def plan_places(carry: Carry) -> Iterator[Item]:
    """Plan the rooms by their code, then the points by their name."""
    known = {row.code.casefold() for row in queries.list_rooms(carry.target.id)}
    for room in queries.list_rooms(carry.source.id):
        yield Item(
            key=f"room:{room.code.casefold()}",
            name=room.name,
            write=partial(_write_room, carry.target, room),
            left=THERE if room.code.casefold() in known else "",
        )
    names = {point.name.to("fr") for point in queries.list_points(carry.target.id)}
    rooms = {room.id: room for room in queries.list_rooms(carry.source.id)}
    for point in queries.list_points(carry.source.id):
        leads_into = rooms.get(point.zone.room_id or 0)
        yield Item(
            key=f"point:{point.public_id}",
            name=point.name,
            write=partial(_write_point, carry.target, point, leads_into),
            left=THERE if point.name.to("fr") in names else "",
        )


def _write_room(target: Event, room: Room) -> None:
    db.session.add(
        Room(
            event_id=target.id,
            code=room.code,
            name=Multilingual(room.name),
            capacity=room.capacity,
            step_free=room.step_free,
            booth=room.booth,
            equipment=Multilingual(room.equipment),
            building=room.building,
            position=len(queries.list_rooms(target.id)),
        )
    )
    db.session.flush()


def _write_point(target: Event, point: ScanPoint, room: Room | None) -> None:
    names = {row.name.to("fr") for row in queries.list_points(target.id)}
    if point.name.to("fr") in names:
        return  # a course just made has its entrance
    rooms = {row.code.casefold(): row for row in queries.list_rooms(target.id)}
    here = rooms[room.code.casefold()] if room else None
    db.session.add(
        ScanPoint(
            event_id=target.id,
            zone=zone_for(target, here),
            kind=point.kind,
            name=Multilingual(point.name),
        )
    )
    db.session.flush()


SETTINGS = Part(
    "settings",
    _l("Texts and settings"),
    _l("What it is about, venue, address, languages, places, who may read the agenda."),
    "events.edit",
    plan_settings,
)
DAYS = Part(
    "days",
    _l("Days and hours"),
    _l(
        "Each day as many days after the first as it was, at the same hours on the"
        " wall."
    ),
    "events.days",
    plan_days,
)
PLACES = Part(
    "places",
    _l("Rooms and points"),
    _l("Rooms with their seats, and the doors at which badges are scanned."),
    "events.places",
    plan_places,
)
