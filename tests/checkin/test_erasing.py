"""Scans are erased a month after their event; who came, and when how many, stays."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from eti_events.audit.models import Erasure
from eti_events.checkin.erasing import KEPT, forget_scans
from eti_events.checkin.models import ArrivalCount, Attendance, Scan, WalkIn
from eti_events.checkin.soundness import faults_of_scans
from eti_events.database import db, transaction
from eti_events.events.models import Event
from eti_events.invariants import faults
from eti_events.registration.models import Registration
from eti_events.reports.queries.boards import count_registered, list_arrivals
from eti_events.reports.queries.cells import came_to
from tests.checkin.door import (
    MORNING,
    a_scan,
    an_undo,
    make_device,
    make_ticket,
    send,
    the_point,
)
from tests.checkin.test_board import NEWCOMER, rows_of_first_table
from tests.factories import make_event, make_registration, sign_in_staff

pytestmark = pytest.mark.usefixtures("app")

MOMENT = timedelta(microseconds=1)


def open_the_door(client: FlaskClient) -> tuple[Event, list[Registration]]:
    """Have one come for the morning, one stay, one by mistake, and a stranger."""
    event = make_event()
    people = [make_registration(event) for _person in range(4)]
    codes = [make_ticket(person, event) for person in people]
    point, token = the_point(event), make_device(event)
    mistake = a_scan(point, codes[2])
    send(
        client,
        token,
        [
            a_scan(point, codes[0], at=MORNING + timedelta(minutes=3)),
            a_scan(point, codes[0], at=MORNING + timedelta(hours=2), direction="out"),
            a_scan(point, codes[1], at=MORNING + timedelta(minutes=4)),
            a_scan(point, codes[1], at=MORNING + timedelta(days=1)),
            mistake,
            an_undo(mistake),
            a_scan(point, "rubbish"),
            a_scan(point, kind="walk_in", walk_in=NEWCOMER),
        ],
    )
    return event, people


def forget(event: Event, *, late: timedelta = MOMENT) -> None:
    at = event.ends_at + KEPT + late
    db.session.rollback()
    with transaction():
        forget_scans(at)


def figures(client: FlaskClient, event: Event) -> tuple[object, ...]:
    """What organisers read of who came: door, dashboard, list."""
    door = client.get(f"/manage/{event.slug}/door").text
    day = MORNING - timedelta(hours=7), MORNING + timedelta(hours=17)
    registered = count_registered(event.id)
    came = sum(row.number for row in registered if row.arrived)
    curve = [at.minute // 5 for at in list_arrivals(event.id, *day)]
    who = sorted(db.session.scalars(came_to(event.id)))
    listed = client.get(f"/manage/{event.slug}/participants?arrived=yes").text
    count = listed.count("Arrivé") and listed.count('data-l="État"')
    db.session.rollback()
    return rows_of_first_table(door), came, curve, who, count


def test_the_figures_outlive_the_scans(client: FlaskClient) -> None:
    event, people = open_the_door(client)
    sign_in_staff(client)
    before = figures(client, event)

    forget(event, late=-MOMENT)
    assert db.session.query(Scan).count() == 8
    forget(event)

    assert db.session.query(Scan).count() == 0
    assert db.session.query(WalkIn).count() == 0
    assert figures(client, event) == before
    assert before[1:4] == (2, [0, 0], sorted(p.person_id for p in people[:2]))
    assert list(faults()) == []


def test_no_hour_of_anybody_stays(client: FlaskClient) -> None:
    event, people = open_the_door(client)
    forget(event)

    counts = db.session.query(ArrivalCount).order_by(ArrivalCount.at).all()
    assert [(row.at, row.count) for row in counts] == [
        (MORNING, 2),
        (MORNING + timedelta(days=1), 1),
    ]
    attended = db.session.query(Attendance.registration_id).all()
    mine = [number for (number,) in attended]
    assert mine.count(people[0].id) == 1
    assert set(mine) == {people[0].id, people[1].id}


def test_what_was_erased_is_counted_once(client: FlaskClient) -> None:
    event, _people = open_the_door(client)

    for late in (MOMENT, timedelta(days=1)):
        forget(event, late=late)

    rows = db.session.query(Erasure.event_id, Erasure.what, Erasure.count).all()
    assert sorted(tuple(row) for row in rows) == [
        (event.id, "scans", 8),
        (event.id, "walk_ins", 1),
    ]


def test_a_scan_that_comes_after_all_counts_nobody_twice(client: FlaskClient) -> None:
    event, people = open_the_door(client)
    forget(event)
    before = db.session.query(Attendance).count()
    db.session.rollback()
    who = {"registration": str(people[0].public_id), "input": "name"}
    late = a_scan(the_point(event), at=MORNING + timedelta(minutes=3), **who)
    assert [a["verdict"] for a in send(client, make_device(event), [late])] == [
        "welcome"
    ]

    forget(event)

    assert db.session.query(Attendance).count() == before
    curve = db.session.query(ArrivalCount).filter_by(at=MORNING).one()
    assert curve.count == 2
    assert list(faults_of_scans()) == []


def test_an_undo_at_the_other_door_waits_for_what_it_undoes(
    client: FlaskClient,
) -> None:
    edition = make_event()
    course = make_event(parent=edition, days=1)
    person = make_registration(edition)
    mistake = a_scan(the_point(edition), make_ticket(person, edition))
    undo = an_undo(mistake)
    undo["point"] = the_point(course)
    send(client, make_device(edition), [mistake, undo])

    forget(course)
    assert db.session.query(Scan).count() == 2
    forget(edition)
    forget(edition)

    assert db.session.query(Scan).count() == 0
    assert db.session.query(Attendance).count() == 0
