"""At the door, two codes of one person are one person."""

from datetime import timedelta

from flask.testing import FlaskClient

from eti_events.checkin.soundness import faults_of_scans
from eti_events.database import db, transaction
from eti_events.events.models import Event
from eti_events.registration.actions import replace_code
from eti_events.registration.models import Registration
from tests.checkin.door import (
    MORNING,
    a_scan,
    make_device,
    make_ticket,
    the_point,
    verdicts,
)
from tests.factories import make_event, make_person, make_registration
from tests.privacy.test_merging import merge, undo


def test_each_code_is_welcome_and_the_second_is_already_in(client: FlaskClient) -> None:
    event, kept, other = make_event(), make_person(), make_person()
    ours = make_ticket(make_registration(event, kept), event)
    theirs = make_ticket(make_registration(event, other), event)
    device, point = make_device(event), the_point(event)
    before = verdicts(client, device, [a_scan(point, theirs)])

    merge(kept, other)

    later = [
        a_scan(point, code, at=MORNING + timedelta(minutes=n))
        for n, code in enumerate((ours, theirs), 20)
    ]
    assert before == ["welcome"]
    assert verdicts(client, device, later) == ["already_in", "already_in"]
    assert list(faults_of_scans()) == []


def test_a_code_replaced_after_loss_closes_both(client: FlaskClient) -> None:
    event, kept, other = make_event(), make_person(), make_person()
    stays = make_registration(event, kept)
    codes = [
        make_ticket(stays, event),
        make_ticket(make_registration(event, other), event),
    ]
    device, point, number = make_device(event), the_point(event), stays.id
    merge(kept, other)

    with transaction():
        fresh = replace_code(
            db.session.get_one(Event, event.id),
            db.session.get_one(Registration, number),
            reason="perdu",
            by=kept.id,
            at=MORNING,
        ).code
    later = [a_scan(point, c, at=MORNING + timedelta(hours=1)) for c in codes]

    assert verdicts(client, device, later) == ["revoked", "revoked"]
    again = a_scan(point, fresh, at=MORNING + timedelta(hours=1))
    assert verdicts(client, device, [again]) == ["welcome"]


def test_parted_again_each_code_is_its_own_person_s(client: FlaskClient) -> None:
    event, kept, other = make_event(), make_person(), make_person()
    codes = [make_ticket(make_registration(event, row), event) for row in (kept, other)]
    device, point = make_device(event), the_point(event)

    undo(merge(kept, other))

    scans = [a_scan(point, code) for code in codes]
    assert verdicts(client, device, scans) == ["welcome", "welcome"]
