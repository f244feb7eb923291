"""The rooms of an event, and the points where badges are scanned."""

from dataclasses import dataclass, field
from datetime import datetime

from flask_babel import lazy_gettext as _l

from eti_events.audit.actions import record
from eti_events.database import db
from eti_events.errors import Refusal
from eti_events.events import queries
from eti_events.events.models import Event, PointKind, Room, ScanPoint, Zone, ZoneKind
from eti_events.events.rules import flush_or, require_changeable
from eti_events.multilingual import Multilingual

MAIN_ENTRANCE = {"fr": "Entrée principale", "en": "Main entrance"}
BUILDING = {"fr": "Bâtiment", "en": "Building"}


class CodeTaken(Refusal):
    """Room codes are what people write on lists."""

    message = _l("Another room of this event has this code.")


class PointExists(Refusal):
    """Whoever stands at a door must know which one it is."""

    message = _l("Another point of this event has this name.")


class PointInUse(Refusal):
    """Scans are facts; the place where they were made stays."""

    message = _l("Badges were scanned here: this point cannot be removed.")


class LastPoint(Refusal):
    """Without a door nobody is checked in."""

    message = _l("This is the event's only point: it cannot be removed.")


class RoomInUse(Refusal):
    """A door that is scanned leads somewhere."""

    message = _l("Badges are scanned at this room's door: it cannot be removed.")


@dataclass(frozen=True, kw_only=True)
class RoomPlan:
    """What an organiser says of a room; ``building`` empty is near every other."""

    code: str
    name: Multilingual
    capacity: int
    step_free: bool = True
    booth: bool = False
    building: str = ""
    equipment: Multilingual = field(default_factory=Multilingual)


def write_room(
    event: Event, room: Room | None, plan: RoomPlan, *, by: int, at: datetime
) -> Room:
    """Add a room, or change one."""
    require_changeable(event)
    rooms = queries.list_rooms(event.id)
    taken = {other.code.casefold() for other in rooms if other is not room}
    if plan.code.casefold() in taken:
        raise CodeTaken
    if room is None:
        room = Room(event_id=event.id, position=len(rooms))
        db.session.add(room)
    for name, value in vars(plan).items():
        setattr(room, name, value)
    record("event.room_written", room, by=by, at=at, event_id=event.id)
    return room


def remove_room(event: Event, room: Room, *, by: int, at: datetime) -> None:
    """Take a room out, unless badges are scanned at its door."""
    require_changeable(event)
    record("event.room_removed", room, by=by, at=at, event_id=event.id)
    db.session.delete(room)
    flush_or(RoomInUse)


def add_point(
    event: Event, name: Multilingual, room: Room | None, *, by: int, at: datetime
) -> ScanPoint:
    """Add a place to scan: a further entrance, or the door of a room."""
    require_changeable(event)
    _require_own_name(event, name)
    zone = zone_for(event, room)
    point = ScanPoint(
        event_id=event.id,
        zone=zone,
        kind=PointKind.ROOM if room else PointKind.ENTRANCE,
        name=name,
    )
    db.session.add(point)
    record("event.point_added", point, by=by, at=at, event_id=event.id)
    return point


def rename_point(
    event: Event, point: ScanPoint, name: Multilingual, *, by: int, at: datetime
) -> None:
    """Call a place to scan otherwise; it leads where it led."""
    require_changeable(event)
    _require_own_name(event, name, besides=point)
    point.name = name
    record("event.point_renamed", point, by=by, at=at, event_id=event.id)


def remove_point(event: Event, point: ScanPoint, *, by: int, at: datetime) -> None:
    """Take a place to scan out, unless badges were scanned there."""
    require_changeable(event)
    if len(queries.list_points(event.id)) == 1:
        raise LastPoint
    record("event.point_removed", point, by=by, at=at, event_id=event.id)
    db.session.delete(point)
    flush_or(PointInUse)


def add_entrance(event: Event) -> None:
    """Give a new event its building and main entrance."""
    zone = Zone(event_id=event.id, kind=ZoneKind.BUILDING, name=Multilingual(BUILDING))
    point = ScanPoint(
        event_id=event.id,
        zone=zone,
        kind=PointKind.ENTRANCE,
        name=Multilingual(MAIN_ENTRANCE),
    )
    db.session.add_all([zone, point])


def _require_own_name(
    event: Event, name: Multilingual, *, besides: ScanPoint | None = None
) -> None:
    others = [point for point in queries.list_points(event.id) if point is not besides]
    if any(point.name.to("fr") == name.to("fr") for point in others):
        raise PointExists


def zone_for(event: Event, room: Room | None) -> Zone:
    """Return the zone that a point into that room scans for, made when it is missing.

    Without a room it is the building.
    """
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
