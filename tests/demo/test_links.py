"""What the links file hands to programs."""

import pytest
from flask.testing import FlaskClient

from eti_events.database import db
from eti_events.demo.queries import find_ticket_code
from eti_events.registration.models import RegistrationState
from tests.checkin.door import (
    a_scan,
    comes_only,
    make_device,
    make_ticket,
    send,
    the_point,
)
from tests.factories import make_event, make_registration

pytestmark = pytest.mark.usefixtures("app")


def test_the_ticket_is_one_that_the_door_will_welcome(client: FlaskClient) -> None:
    event = make_event()
    inside, morning_only, expected = (make_registration(event) for _person in range(3))
    cancelled = make_registration(event, state=RegistrationState.CANCELLED)
    make_ticket(cancelled, event)
    came = make_ticket(inside, event)
    make_ticket(morning_only, event)
    comes_only(morning_only, 0)
    code = make_ticket(expected, event)
    send(client, make_device(event), [a_scan(the_point(event), came)])
    db.session.rollback()  # see what others have written

    assert find_ticket_code(event.slug) == code


def test_when_everybody_has_come_any_ticket_does(client: FlaskClient) -> None:
    event = make_event()
    code = make_ticket(make_registration(event), event)
    send(client, make_device(event), [a_scan(the_point(event), code)])
    db.session.rollback()  # see what others have written

    assert find_ticket_code(event.slug) == code
