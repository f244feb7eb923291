"""The right instant in every file: two zones, both changes of clocks, far readers.

48 cases: 2 zones × 12 hours around the changes of 2026 × 2 viewers.
"""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import icalendar
import pytest
import vobject
from flask.testing import FlaskClient

from eti_events.database import db
from eti_events.events.models import AgendaVisibility
from tests.agenda.building import OPENING, make_session
from tests.agenda.organising import published
from tests.agenda.showing import set_visibility
from tests.factories import make_event, make_person

ZONES = ("Europe/Paris", "Europe/Skopje")
VIEWERS = ("Pacific/Kiritimati", "Pacific/Pago_Pago")  # UTC+14, UTC−11
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)
# In UTC: both zones change their clocks at one o'clock.
MOMENTS = [
    (SPRING, (0, 30), "01:30:00+01:00"),  # before
    (SPRING, (0, 59), "01:59:00+01:00"),  # the last minute of winter
    (SPRING, (1, 0), "03:00:00+02:00"),  # the first of summer: 02:00 was never
    (SPRING, (1, 30), "03:30:00+02:00"),
    (SPRING, (7, 0), "09:00:00+02:00"),
    (SPRING, (20, 0), "22:00:00+02:00"),
    (AUTUMN, (0, 0), "02:00:00+02:00"),  # strikes for the first time
    (AUTUMN, (0, 30), "02:30:00+02:00"),
    (AUTUMN, (1, 0), "02:00:00+01:00"),  # and for the second
    (AUTUMN, (1, 30), "02:30:00+01:00"),
    (AUTUMN, (2, 0), "03:00:00+01:00"),
    (AUTUMN, (8, 0), "09:00:00+01:00"),
]
LENGTH = timedelta(minutes=90)  # some last over the change


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def seen_by(moment: datetime, viewer: str) -> str:
    """Write what a clock on the viewer's wall shows."""
    return f"{moment.astimezone(ZoneInfo(viewer)):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize("viewer", VIEWERS)
@pytest.mark.parametrize(("on", "utc", "local"), MOMENTS)
@pytest.mark.parametrize("zone", ZONES)
def test_every_file_tells_the_instant(
    client: FlaskClient,
    zone: str,
    on: date,
    utc: tuple[int, int],
    local: str,
    viewer: str,
) -> None:
    start = datetime(on.year, on.month, on.day, *utc, tzinfo=UTC)
    event = make_event(time_zone=zone, first_day=on, days=1)
    set_visibility(event, AgendaVisibility.PUBLIC)
    make_session(event, after=start - OPENING, minutes=90)
    published(event, make_person().id, 0)
    here = f"/events/{event.slug}"

    def got(path: str) -> bytes:
        db.session.rollback()
        answer = client.get(path)
        assert answer.status_code == 200
        return bytes(answer.data)

    calendar = got(f"{here}/agenda.ics")
    one: Any = next(iter(icalendar.Calendar.from_ical(calendar).walk("VEVENT")))
    other = vobject.readOne(calendar.decode()).vevent
    days = json.loads(got(f"{here}/schedule.json"))["schedule"]["conference"]["days"]
    ((first,),) = days[0]["rooms"].values()
    (second,) = json.loads(got(f"{here}/schedule2.json"))["schedule"]["events"]
    xml = next(ElementTree.fromstring(got(f"{here}/schedule.xml")).iter("event"))
    api = json.loads(got(f"/api/v1{here}/agenda"))["sessions"][0]

    starts = {
        "icalendar": one["dtstart"].dt,
        "vobject": other.dtstart.value,
        "schedule.json": instant(first["date"]),
        "schedule2.json": instant(second["start"]),
        "schedule.xml": instant(xml.findtext("date") or ""),
        "api": instant(api["starts_at"]),
    }
    ends = {
        "icalendar": one["dtend"].dt,
        "vobject": other.dtend.value,
        "schedule.json": instant(first["end"]),
        "schedule2.json": instant(second["end"]),
        "api": instant(api["ends_at"]),
    }
    wanted, ended = seen_by(start, viewer), seen_by(start + LENGTH, viewer)
    assert {name: seen_by(at, viewer) for name, at in starts.items()} == dict.fromkeys(
        starts, wanted
    )
    assert {name: seen_by(at, viewer) for name, at in ends.items()} == dict.fromkeys(
        ends, ended
    )
    assert first["date"] == f"{on.isoformat()}T{local}"
    assert first["duration"] == xml.findtext("duration") == "01:30"
    assert first["start"] == xml.findtext("start") == local[:5]


def test_there_are_48_cases() -> None:
    assert len(ZONES) * len(MOMENTS) * len(VIEWERS) == 48
