"""What people read and do on the pages of registration."""

from flask.testing import FlaskClient

from eti_events.events.models import Event
from eti_events.people.models import Person
from eti_events.registration.models import RegistrationState
from tests.factories import make_event, make_mission, make_person, sign_in
from tests.registration.steps import (
    half_days,
    invited,
    state_of,
)


def guest(client: FlaskClient, event: Event, person: Person | None = None) -> Person:
    """Sign in somebody who came by their invitation."""
    person = invited(event, person)
    sign_in(client, person, event=event)
    return person


def filled(event: Event, **changes: object) -> dict[str, object]:
    """What a browser would send of a form filled in plainly."""
    everything = [str(row.public_id) for row in half_days(event)]
    plain = {"family_name": "Verveine", "given_name": "Alix", "half_days": everything}
    return {**plain, **changes}


def test_anybody_reads_what_the_event_is(client: FlaskClient) -> None:
    event = make_event(time_zone="Europe/Skopje")

    page = client.get(f"/events/{event.slug}?lang=en")

    assert page.status_code == 200
    assert "Skopje time" in page.text
    assert "Find my link again" in page.text


def test_the_form_is_filled_from_the_roster(client: FlaskClient) -> None:
    event = make_event()
    person = make_person(family_name="Coquelicot")
    make_mission(person, country="SN")
    guest(client, event, person)

    page = client.get(f"/events/{event.slug}/register")

    assert page.status_code == 200
    assert 'value="Coquelicot"' in page.text
    assert '<option value="SN" selected>Sénégal</option>' in page.text


def test_sending_the_form_leads_to_one_s_own_space(client: FlaskClient) -> None:
    event = make_event()
    person = guest(client, event)

    url = f"/events/{event.slug}/register?lang=en"
    page = client.post(url, data=filled(event), follow_redirects=True)

    assert page.request.path == f"/me/{event.slug}"
    assert "Registration confirmed" in page.text
    assert state_of(event, person) is RegistrationState.CONFIRMED
