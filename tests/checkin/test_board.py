"""What the organiser sees of the door, and decides there."""

from datetime import timedelta

import html5lib
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from eti_events.accounts.models import Role
from eti_events.checkin.models import WalkIn
from eti_events.clock import utcnow
from eti_events.database import db, transaction
from eti_events.events.models import Event
from eti_events.registration.models import Registration, RegistrationState
from tests.checkin.door import (
    MORNING,
    Answer,
    a_scan,
    comes_only,
    make_device,
    make_ticket,
    send,
    the_device,
    the_point,
)
from tests.factories import make_event, make_person, make_registration, sign_in_staff

pytestmark = pytest.mark.usefixtures("app")

NEWCOMER = {
    "given_name": "Noé",
    "family_name": "Bruyère",
    "organisation": "Agence (fictive)",
    "email": "noe.bruyere@exemple.invalid",
}


def rows_of_first_table(text: str) -> list[list[str]]:
    """Return the cells of the body of a page's first table, in words."""
    page = html5lib.parse(text, namespaceHTMLElements=False)
    table = next(page.iter("table"))
    return [
        [" ".join("".join(cell.itertext()).split()) for cell in row]
        for row in table.find("tbody")
    ]


def ask_for_a_walk_in(client: FlaskClient, event: Event) -> WalkIn:
    asked = a_scan(the_point(event), kind="walk_in", walk_in=NEWCOMER)
    send(client, make_device(event), [asked])
    return db.session.scalars(select(WalkIn)).one()


def find(client: FlaskClient, event: Event, name: str) -> list[Answer]:
    token, point = make_device(event), the_point(event)
    answer = client.get(
        f"/api/v1/checkin/people?q={name}&point={point}",
        headers={"Authorization": f"Bearer {token}"},
    )
    people: list[Answer] = answer.get_json()["people"]
    return people


def test_the_board_tells_who_is_there_by_half_day(client: FlaskClient) -> None:
    event = make_event()
    morning_only = make_registration(event)
    comes_only(morning_only, 0)
    codes = [
        make_ticket(registration, event)
        for registration in (morning_only, make_registration(event))
    ]
    point, token = the_point(event), make_device(event)
    noon = MORNING + timedelta(hours=3)
    send(
        client,
        token,
        [
            a_scan(point, codes[0]),
            a_scan(point, codes[0], at=noon, direction="out"),
            a_scan(point, codes[1], at=MORNING + timedelta(minutes=5)),
            a_scan(point, codes[1], at=noon),
            a_scan(point, "rubbish"),
        ],
    )
    sign_in_staff(client, Role.CHECK_IN, event)

    page = client.get(f"/manage/{event.slug}/door")

    lines = rows_of_first_table(page.text)
    assert [line[1:3] + line[4:] for line in lines] == [
        ["2", "2", "2"],  # expected, present, arrivals at the entrance
        ["1", "1", "0"],
        ["1", "0", "0"],
        ["1", "0", "0"],
    ]
    assert "Came in again without going out: 1" in page.text
    assert "Unknown code" in page.text


def test_scans_in_quarantine_are_counted_apart(client: FlaskClient) -> None:
    event = make_event()
    code = make_ticket(make_registration(event), event)
    token = make_device(event)
    with transaction():
        the_device(token).revoked_at = utcnow()
    send(client, token, [a_scan(the_point(event), code)])
    sign_in_staff(client, Role.ORGANISER, event)

    page = client.get(f"/manage/{event.slug}/door")

    assert "Scans in quarantine: 1" in page.text


def test_the_board_of_another_event_is_not_found(client: FlaskClient) -> None:
    event, elsewhere = make_event(), make_event()
    sign_in_staff(client, Role.CHECK_IN, event)

    assert client.get(f"/manage/{elsewhere.slug}/door").status_code == 404
    assert client.get(f"/manage/{event.slug}/devices").status_code == 404


def test_an_approved_walk_in_is_found_by_name_and_let_in(client: FlaskClient) -> None:
    event = make_event()
    walk_in = ask_for_a_walk_in(client, event)
    sign_in_staff(client, Role.ORGANISER, event)

    page = client.post(
        f"/manage/{event.slug}/walk-ins/{walk_in.public_id}/approve",
        follow_redirects=True,
    )

    assert "Let in" in page.text
    (found,) = find(client, event, "bruyere")
    scan = a_scan(
        the_point(event), input="name", registration=found["registration"], at=MORNING
    )
    (answer,) = send(client, make_device(event), [scan])
    assert (answer["verdict"], answer["person"]) == (
        "welcome",
        {"name": "Noé Bruyère", "category": "partner"},
    )


def test_a_walk_in_is_turned_down_with_a_reason(client: FlaskClient) -> None:
    event = make_event()
    walk_in = ask_for_a_walk_in(client, event)
    sign_in_staff(client, Role.ORGANISER, event)
    url = f"/manage/{event.slug}/walk-ins/{walk_in.public_id}/refuse"

    silent = client.post(url)
    page = client.post(url, data={"reason": "Liste close"}, follow_redirects=True)

    assert silent.status_code == 422
    assert "This answer is needed." in silent.text
    assert "Turned down" in page.text
    assert "Liste close" in page.text
    assert find(client, event, "bruyere") == []


def test_a_decision_is_taken_once(client: FlaskClient) -> None:
    event = make_event()
    walk_in = ask_for_a_walk_in(client, event)
    sign_in_staff(client, Role.ORGANISER, event)
    url = f"/manage/{event.slug}/walk-ins/{walk_in.public_id}"
    client.post(f"{url}/approve")

    again = client.post(f"{url}/refuse", data={"reason": "Trop tard"})

    assert again.status_code == 409
    assert "A colleague has decided on this request already." in again.text


def test_a_full_event_turns_a_walk_in_down_in_words(client: FlaskClient) -> None:
    event = make_event(places=0)
    walk_in = ask_for_a_walk_in(client, event)
    sign_in_staff(client, Role.ORGANISER, event)

    page = client.post(f"/manage/{event.slug}/walk-ins/{walk_in.public_id}/approve")

    assert page.status_code == 409
    db.session.rollback()
    confirmed = select(Registration).filter_by(state=RegistrationState.CONFIRMED)
    assert db.session.scalars(confirmed).all() == []


def test_another_events_walk_in_is_not_found(client: FlaskClient) -> None:
    event, elsewhere = make_event(), make_event()
    walk_in = ask_for_a_walk_in(client, elsewhere)
    sign_in_staff(client, Role.ORGANISER, event)

    answer = client.post(f"/manage/{event.slug}/walk-ins/{walk_in.public_id}/approve")

    assert answer.status_code == 404


def test_hostile_names_stay_text(client: FlaskClient) -> None:
    event = make_event()
    hostile = "<img src=x onerror=alert(1)>"
    person = make_person(given_name=hostile, family_name="{{7*7}}")
    code = make_ticket(make_registration(event, person), event)
    send(client, make_device(event), [a_scan(the_point(event), code)])
    sign_in_staff(client, Role.ORGANISER, event)

    page = client.get(f"/manage/{event.slug}/door")

    assert hostile not in page.text
    assert "&lt;img src=x onerror=alert(1)&gt; {{7*7}}" in page.text
