"""What the door costs: one scan, durable, and a batch that waited offline."""

import json
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from sqlalchemy import insert, select

from bench.load import Call, Driver
from bench.results import Result
from bench.stage import Stage
from eti_events import create_app
from eti_events.clock import utcnow
from eti_events.database import db, transaction
from eti_events.events.models import HalfDay
from eti_events.people.models import Person
from eti_events.registration.models import (
    Registration,
    RegistrationState,
    Ticket,
    registration_half_day,
)
from tests.checkin.door import a_scan, bearer, digest, make_device, the_point
from tests.factories import BEFORE, make_event
from tests.stored import config_for

PEOPLE = 5_000
BATCH = 250
BATCHES = 5


@dataclass(frozen=True)
class Door:
    """A paired device's token, its point, and the badges that will come."""

    token: str
    point: str
    codes: list[str]

    def call(self, codes: list[str]) -> Call:
        """Return one call with a fresh scan of each code."""
        scans = [a_scan(self.point, code, at=utcnow()) for code in codes]
        headers = bearer(self.token) | {"Content-Type": "application/json"}
        body = json.dumps({"scans": scans}).encode()
        return Call("/api/v1/checkin/scans", "POST", body, headers)

    def single_calls(self) -> Iterator[Call]:
        """Return badge after badge, each in a call of its own."""
        while True:
            for code in self.codes:
                yield self.call([code])


def scans(stage: Stage) -> Iterator[Result]:
    """Processor time of a scan against the floor, and seconds of a batch of 250."""
    url = stage.database()
    door = open_door(url, stage.folder)
    server = stage.product(url)
    yield stage.against_floor("scan", server, door.single_calls(), 6)
    driver = Driver(server.url)
    seconds = []
    for number in range(BATCHES):
        call = door.call(door.codes[number * BATCH : (number + 1) * BATCH])
        before = time.perf_counter()
        driver.send(call)
        seconds.append(time.perf_counter() - before)
    yield stage.figure("batch", statistics.median(seconds) * 1000, "ms", 250)


def open_door(url: str, folder: Path) -> Door:
    """Fill the database with an event of today, its people, and a device."""
    app = create_app(config_for(url, folder))
    with app.app_context():
        event = make_event(first_day=utcnow().date() - timedelta(days=1), days=3)
        codes = [f"ETI{number:026d}" for number in range(PEOPLE)]
        with transaction():
            _register(event.id, codes)
        door = Door(make_device(event), the_point(event), codes)
        db.session.remove()
        db.engine.dispose()
    return door


def _register(event_id: int, codes: list[str]) -> None:
    numbers = range(1, len(codes) + 1)
    half_days = db.session.scalars(select(HalfDay.id)).all()
    db.session.execute(insert(Person), [_person(number) for number in numbers])
    db.session.execute(
        insert(Registration), [_registration(event_id, number) for number in numbers]
    )
    db.session.execute(
        insert(registration_half_day),
        [
            {"registration_id": number, "half_day_id": half_day}
            for number in numbers
            for half_day in half_days
        ],
    )
    db.session.execute(
        insert(Ticket),
        [
            _ticket(event_id, number, code)
            for number, code in zip(numbers, codes, strict=True)
        ],
    )


def _person(number: int) -> dict[str, object]:
    return {
        "id": number,
        "given_name": "Alix",
        "family_name": f"Verveine-{number}",
        "search_key": f"alix verveine {number}",
        "created_at": BEFORE,
    }


def _registration(event_id: int, number: int) -> dict[str, object]:
    return {
        "id": number,
        "event_id": event_id,
        "person_id": number,
        "state": RegistrationState.CONFIRMED,
        "created_at": BEFORE,
        "changed_at": BEFORE,
        "confirmed_at": BEFORE,
    }


def _ticket(event_id: int, number: int, code: str) -> dict[str, object]:
    short = uuid4().hex[:8].upper()
    return {
        "event_id": event_id,
        "person_id": number,
        "code": code,
        "code_hash": digest(code),
        "short_code": short,
        "short_hash": digest(short),
        "issued_at": BEFORE,
    }
