"""The figures of the door are the fold of its scans: `eti check`."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from eti_events.checkin.models import Scan
from eti_events.checkin.soundness import faults_of_scans
from eti_events.checkin.verdicts import Verdict
from eti_events.database import db, transaction
from eti_events.events.models import Event
from tests.checkin.door import (
    MORNING,
    a_scan,
    an_undo,
    make_device,
    make_point,
    make_ticket,
    send,
    the_point,
)
from tests.factories import make_event, make_registration

pytestmark = pytest.mark.usefixtures("app")


def open_the_door(client: FlaskClient) -> Event:
    """Have four people come at odd times, one by mistake, one at a room."""
    event = make_event()
    codes = [make_ticket(make_registration(event), event) for _person in range(4)]
    point, room = the_point(event), make_point(event)
    mistake = a_scan(point, codes[2])
    midnight = MORNING + timedelta(hours=15)
    send(
        client,
        make_device(event),
        [
            a_scan(point, codes[0], at=midnight - timedelta(seconds=1)),
            a_scan(point, codes[1], at=midnight, offset_ms=-130_000),
            mistake,
            an_undo(mistake),
            a_scan(room, codes[3]),
            a_scan(room, codes[3], at=MORNING + timedelta(minutes=5)),
            a_scan(room, "rubbish"),
        ],
    )
    return event


def test_an_honest_door_is_sound(client: FlaskClient) -> None:
    open_the_door(client)

    assert list(faults_of_scans()) == []


def test_a_time_that_was_tampered_with_is_found(client: FlaskClient) -> None:
    open_the_door(client)
    with transaction():
        later = {"effective_at": MORNING + timedelta(hours=3)}
        db.session.execute(
            update(Scan).where(Scan.verdict == Verdict.UNKNOWN).values(later)
        )

    (fault,) = faults_of_scans()

    assert fault.startswith("1 scans at another time than sent")
