"""The mornings at the door, scan by scan, by the protocol that the phones speak."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from eti_events.checkin.actions import add_device
from eti_events.checkin.desk import find_desk
from eti_events.checkin.protocol import read_batch
from eti_events.checkin.queries import list_points_of_tree
from eti_events.checkin.receiving import receive
from eti_events.database import db
from eti_events.demo import queries
from eti_events.demo.stage import Stage
from eti_events.events.models import HalfDay, ScanPoint
from eti_events.events.queries import list_days
from eti_events.registration.models import Registration

# As the data file has them: present on the first day, on the second; at the course.
FIRST_DAY, SECOND_DAY, COURSE_DAY = 231, 214, 47
DOORS_OPEN_BEFORE = timedelta(minutes=15)  # before the first hour; most come then
ONE_EVERY = timedelta(seconds=18)
BATCH = 100


def open_doors(stage: Stage) -> None:
    """Pair a device and scan in whoever came until now."""
    opens = stage.course.starts_at - timedelta(days=1)
    points = list_points_of_tree(stage.edition)
    _, token = add_device(
        stage.edition, points, name="Accueil 1", by=stage.organiser, at=opens
    )
    db.session.flush()
    numbers = count(1)
    for event, present in (
        (stage.course, (COURSE_DAY, COURSE_DAY)),
        (stage.edition, (FIRST_DAY, SECOND_DAY)),
    ):
        point = next(point for point in points if point.event_id == event.id)
        registrations = queries.list_confirmed(event.id)
        for day, number in zip(list_days(event.id), present, strict=True):
            morning = day.half_days[0]
            coming = [r for r in registrations if morning in r.half_days][:number]
            scans = _scans(coming, point, morning, numbers)
            _send(token, [s for s in scans if s[0] <= stage.now])


def _scans(
    coming: Sequence[Registration],
    point: ScanPoint,
    morning: HalfDay,
    numbers: "count[int]",
) -> Iterator[tuple[datetime, dict[str, Any]]]:
    first = morning.starts_at - DOORS_OPEN_BEFORE
    for place, registration in enumerate(coming):
        number = next(numbers)
        moment = first + place * ONE_EVERY
        yield (
            moment,
            {
                "scan_id": str(uuid5(NAMESPACE_URL, f"demo:{number}")),
                "seq": number,
                "point": str(point.public_id),
                "kind": "scan",
                "direction": "in",
                "input": "name",
                "code_hash": None,
                "registration": str(registration.public_id),
                "undoes": None,
                "walk_in": None,
                "device_time": f"{moment:%Y-%m-%dT%H:%M:%S}.000Z",
                "offset_ms": 0,
            },
        )


def _send(token: str, scans: Sequence[tuple[datetime, dict[str, Any]]]) -> None:
    """Send what the phone would have sent, in batches, each when its last was made."""
    for start in range(0, len(scans), BATCH):
        batch = scans[start : start + BATCH]
        connection = db.session.connection()
        desk = find_desk(connection, token)
        if desk is None:
            raise RuntimeError("the demonstration's device is not paired")
        read = read_batch({"scans": [scan for _moment, scan in batch]})
        receive(connection, desk, read, at=batch[-1][0])
