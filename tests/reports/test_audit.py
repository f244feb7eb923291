"""The audit log of an event, as organisers and auditors read it."""

import html
import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

from eti_events.accounts.models import Role
from eti_events.audit.actions import record
from eti_events.database import db, transaction
from eti_events.events.models import Event
from eti_events.people.models import Person
from tests.conftest import Selects
from tests.factories import make_event, make_person, make_registration, sign_in_staff

NOON = datetime(2096, 8, 30, 10, 0, tzinfo=UTC)  # in Paris


@pytest.fixture
def event(client: FlaskClient) -> Event:
    event = make_event()
    sign_in_staff(client, Role.AUDITOR, event)
    return event


def note(
    action: str, event: Event, *, by: Person | None = None, at: datetime = NOON
) -> None:
    with transaction():
        record(
            action,
            db.session.get_one(Event, event.id),
            by=by.id if by else None,
            at=at,
            event_id=event.id,
        )


def page(client: FlaskClient, event: Event, **asked: str) -> str:
    query = urlencode({"lang": "en", **asked})
    response = client.get(f"/manage/{event.slug}/audit?{query}")
    assert response.status_code == 200
    return html.unescape(response.text)


def lines(client: FlaskClient, event: Event, **asked: str) -> list[str]:
    return re.findall(r'<th scope="row">([^<]*)</th>', page(client, event, **asked))


def test_the_latest_line_comes_first_in_words(
    client: FlaskClient, event: Event
) -> None:
    note("event.opened", event)
    note("event.hours_set", event, at=NOON + timedelta(minutes=1))

    assert lines(client, event) == ["Hours of a day set", "event.opened"]
    assert "30 August 2096, 12:01" in page(client, event)


def test_filters_leave_what_answers_to_them(client: FlaskClient, event: Event) -> None:
    actor = make_person(given_name="Noé", family_name="Élan")
    note("event.changed", event, by=actor)
    note("device.paired", event, at=NOON + timedelta(days=1))

    assert lines(client, event, area="device") == ["Device paired"]
    assert lines(client, event, actor=str(actor.public_id)) == ["Event changed"]
    assert lines(client, event, since="2096-08-31") == ["Device paired"]
    assert lines(client, event, until="2096-08-30") == ["Event changed"]
    assert lines(client, event, area="nonsense", since="0001-01-01", page="x") == [
        "Device paired",
        "Event changed",
    ]


def test_a_day_begins_at_midnight_in_the_zone_of_the_event(
    client: FlaskClient, event: Event
) -> None:
    midnight = datetime(2096, 8, 29, 22, 0, tzinfo=UTC)  # in Paris the 30th begins
    note("event.changed", event, at=midnight)
    note("device.paired", event, at=midnight - timedelta(seconds=1))

    assert lines(client, event, since="2096-08-30") == ["Event changed"]
    assert lines(client, event, until="2096-08-29") == ["Device paired"]


def test_a_line_about_somebody_leads_to_their_page(
    client: FlaskClient, event: Event
) -> None:
    registration = make_registration(event)
    person = db.session.get_one(Person, registration.person_id)
    with transaction():
        record(
            "registration.changed", registration, by=None, at=NOON, event_id=event.id
        )

    text = page(client, event)

    assert f"/manage/{event.slug}/participants/{person.public_id}" in text
    assert person.family_name in text
    assert "The application" in text


def test_lines_of_other_events_are_not_there(client: FlaskClient, event: Event) -> None:
    note("event.changed", make_event())

    assert lines(client, event) == []
    assert "No line answers to this question" in page(client, event)


def test_a_hundred_lines_stand_on_a_page(client: FlaskClient, event: Event) -> None:
    for n in range(101):
        note("event.changed", event, at=NOON + timedelta(seconds=n))

    assert len(lines(client, event)) == 100
    assert len(lines(client, event, page="2")) == 1
    assert "1 to 100 of 101" in page(client, event)


def test_three_lines_take_as_many_questions_as_one(
    client: FlaskClient, event: Event, selects: Selects
) -> None:
    note("event.changed", event, by=make_person())
    with selects() as for_one:
        page(client, event)
    note("event.changed", event, by=make_person())
    note("device.paired", event, by=make_person())
    with selects() as for_three:
        page(client, event)

    assert len(for_three) == len(for_one)


def test_what_belongs_to_no_event_has_a_log_of_its_own(client: FlaskClient) -> None:
    auditor = sign_in_staff(client, Role.AUDITOR)
    event = make_event()
    note("event.open", event)
    with transaction():
        record("roster.imported", None, by=auditor.id, at=NOON)

    answer = client.get("/manage/audit?lang=en")
    found = re.findall(r'<th scope="row">([^<]*)</th>', answer.text)

    assert "Roster imported" in found
    assert "Event opened" not in found
    assert auditor.family_name in client.get("/manage/audit?area=roster").text


def test_an_organiser_of_one_event_reads_its_log_only(client: FlaskClient) -> None:
    sign_in_staff(client, Role.ORGANISER, make_event())

    assert client.get("/manage/audit").status_code == 404


def test_details_are_words_and_leave_out_what_is_not_there(
    client: FlaskClient, event: Event
) -> None:
    row = make_registration(event)
    action = "registration.confirmed"
    with transaction():
        record(
            action,
            row,
            by=None,
            at=NOON,
            event_id=event.id,
            before="pending",
            reads=None,
        )

    text = page(client, event)

    assert "was before: To be approved" in text
    assert "reads" not in text
