"""Doors, devices and badges for tests; a test names only what it is about."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from flask.testing import FlaskClient
from sqlalchemy import delete, select

from eti_events.checkin.actions import add_device
from eti_events.checkin.models import Device
from eti_events.checkin.queries import list_points_of_tree
from eti_events.database import db, transaction
from eti_events.events.models import (
    Event,
    HalfDay,
    PointKind,
    ScanPoint,
    Zone,
    ZoneKind,
)
from eti_events.multilingual import Multilingual
from eti_events.registration.models import Registration, Ticket, registration_half_day
from tests.factories import BEFORE, saved

Answer = dict[str, Any]
MORNING = datetime(2096, 8, 30, 7, 0, tzinfo=UTC)  # nine o'clock of the first day
_numbers = count(1)


def make_ticket(
    registration: Registration,
    event: Event,
    *,
    code: str | None = None,
    revoked_at: datetime | None = None,
) -> str:
    """Issue a ticket for the root of the event; return its code."""
    number = next(_numbers)
    code = code or f"ETI{number:026d}"
    saved(
        Ticket(
            event_id=event.root_id,
            person_id=registration.person_id,
            issue=number,
            code=code,
            code_hash=digest(code),
            short_code=f"K{number:07d}",
            short_hash=digest(f"K{number:07d}"),
            issued_at=BEFORE,
            revoked_at=revoked_at,
        )
    )
    return code


def comes_only(registration: Registration, *numbers: int) -> None:
    """Leave the registration these half-days of its event, counted from 0."""
    half_days = select(HalfDay.id).filter_by(event_id=registration.event_id)
    wanted = db.session.scalars(half_days.order_by(HalfDay.starts_at)).all()
    table = registration_half_day.c
    with transaction():
        db.session.execute(
            delete(registration_half_day).where(
                table.registration_id == registration.id,
                table.half_day_id.not_in([wanted[number] for number in numbers]),
            )
        )


def make_device(event: Event) -> str:
    """Pair a device with every point of the event's tree; return its token."""
    with transaction():
        points = list_points_of_tree(event)
        _device, token = add_device(event, points, name="Desk", by=None, at=BEFORE)
    return token


def the_device(token: str) -> Device:
    db.session.rollback()  # see what others have written
    return db.session.scalars(select(Device).filter_by(token_hash=digest(token))).one()


def the_point(event: Event) -> str:
    """Return the public id of the event's entrance."""
    query = select(ScanPoint.public_id).filter_by(event_id=event.id)
    return str(db.session.scalars(query.order_by(ScanPoint.id)).first())


def make_point(event: Event) -> str:
    """Add a room with a point of its own to the event; return its public id."""
    name = Multilingual(fr="Salle", en="Room")
    zone = saved(Zone(event_id=event.id, kind=ZoneKind.ROOM, name=name))
    point = ScanPoint(
        event_id=event.id, zone_id=zone.id, kind=PointKind.ROOM, name=name
    )
    return str(saved(point).public_id)


def a_scan(point: str, code: str | None = None, **changes: Any) -> Answer:
    """Return a record as a device sends it, at nine of the first day."""
    at = changes.pop("at", MORNING)
    return {
        "scan_id": str(uuid4()),
        "seq": next(_numbers),
        "point": point,
        "kind": "scan",
        "direction": "in",
        "input": "camera",
        "code_hash": digest(code) if code else None,
        "registration": None,
        "undoes": None,
        "walk_in": None,
        "device_time": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "offset_ms": 0,
    } | changes


def an_undo(scan: Answer, **changes: Any) -> Answer:
    at = datetime.fromisoformat(scan["device_time"]) + timedelta(seconds=5)
    return a_scan(scan["point"], kind="undo", undoes=scan["scan_id"], at=at, **changes)


def send(client: FlaskClient, token: str, scans: Sequence[object]) -> list[Answer]:
    """Send a batch as a device does; return the answers."""
    answer = client.post(
        "/api/v1/checkin/scans", json={"scans": scans}, headers=bearer(token)
    )
    assert answer.status_code == 200, answer.text
    verdicts: list[Answer] = answer.get_json()["verdicts"]
    return verdicts


def verdicts(client: FlaskClient, token: str, scans: Sequence[object]) -> list[str]:
    return [answer["verdict"] for answer in send(client, token, scans)]


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
