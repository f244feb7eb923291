"""Pairing devices, what they may read, and how they end."""

import html
import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from eti_events.accounts.models import Role
from eti_events.audit.models import AuditLine
from eti_events.checkin.models import Device
from eti_events.clock import utcnow
from eti_events.database import db, transaction
from eti_events.events.models import Event
from eti_events.registration.models import RegistrationState
from tests.checkin.door import (
    a_scan,
    an_undo,
    bearer,
    make_device,
    make_ticket,
    send,
    the_device,
    the_point,
)
from tests.factories import (
    LONG_AGO,
    make_event,
    make_person,
    make_registration,
    sign_in_staff,
)

pytestmark = pytest.mark.usefixtures("app")

PAIRING = re.compile(r"PAIR[0-9A-HJKMNP-TV-Z]{26}")


def open_pairing(client: FlaskClient, event: Event, *points: str) -> TestResponse:
    form = {"name": "Porte B", "points": list(points) or [the_point(event)]}
    return client.post(f"/manage/{event.slug}/devices", data=form)


def pair(client: FlaskClient, code: str, label: object = "") -> TestResponse:
    return client.post("/api/v1/checkin/pair", json={"code": code, "label": label})


def code_on(page: TestResponse) -> str:
    found = PAIRING.search(page.text)
    assert found
    return found[0]


def read(client: FlaskClient, token: str, path: str, **query: str) -> Any:
    answer = client.get(
        f"/api/v1/checkin/{path}", query_string=query, headers=bearer(token)
    )
    assert answer.status_code == 200, answer.text
    return answer.get_json()


def test_an_organisers_code_pairs_one_device(client: FlaskClient) -> None:
    event = make_event()
    sign_in_staff(client, Role.ORGANISER, event)
    code = code_on(open_pairing(client, event))

    first, second = pair(client, code), pair(client, code)

    token = first.get_json()["token"]
    assert second.status_code == 409
    assert the_device(token).name == "Porte B"
    assert read(client, token, "device")["points"] == [
        {"id": the_point(event), "name": "Main entrance"}
    ]


@pytest.mark.parametrize("body", [{}, [], {"code": 3}, {"code": "x", "label": "\x00"}])
def test_a_pairing_call_without_a_code_is_refused(
    client: FlaskClient, body: object
) -> None:
    assert client.post("/api/v1/checkin/pair", json=body).status_code == 422


@pytest.mark.parametrize("path", ["pair", "scans"])
@pytest.mark.parametrize("opening", ["[", '{"code":'])
def test_what_is_nested_to_no_end_is_not_read(
    client: FlaskClient, path: str, opening: str
) -> None:
    answer = client.post(
        f"/api/v1/checkin/{path}",
        data=opening * 100_000,
        content_type="application/json",
        headers={"Authorization": "Bearer unknown"},
    )

    assert answer.status_code in {401, 422}


def test_an_unknown_pairing_code_is_refused_in_words(client: FlaskClient) -> None:
    answer = pair(client, "PAIR" + "0" * 26)

    assert answer.status_code == 409
    assert "Ask for a new one" in answer.get_json()["error"]


def test_a_device_stands_at_one_point_at_least(client: FlaskClient) -> None:
    event, elsewhere = make_event(), make_event()
    sign_in_staff(client, Role.ORGANISER, event)

    none = client.post(f"/manage/{event.slug}/devices", data={"name": "Porte B"})
    foreign = open_pairing(client, event, the_point(elsewhere))

    assert (none.status_code, foreign.status_code) == (422, 422)
    assert "Choose at least one scan point." in none.text


def test_nothing_is_paired_with_an_event_that_is_over(client: FlaskClient) -> None:
    event = make_event(first_day=LONG_AGO.date())
    sign_in_staff(client, Role.ORGANISER, event)

    page = open_pairing(client, event)

    assert page.status_code == 409
    assert "This event is over" in page.text


def test_door_staff_pair_the_device_they_are_signed_in_on(client: FlaskClient) -> None:
    event, elsewhere = make_event(), make_event()
    person = sign_in_staff(client, Role.CHECK_IN, event)

    page = client.get("/checkin")
    token = client.post("/checkin/devices", data={"event": event.slug}).get_json()
    other = client.post("/checkin/devices", data={"event": elsewhere.slug})

    assert event.slug in page.text
    assert elsewhere.slug not in page.text
    assert other.status_code == 422
    assert the_device(token["token"]).paired_by == person.id


def test_the_scanner_is_an_empty_page_to_whoever_opens_it(client: FlaskClient) -> None:
    event = make_event()

    page = client.get("/checkin")

    assert page.status_code == 200
    assert event.slug not in page.text
    assert "'wasm-unsafe-eval'" in page.headers["Content-Security-Policy"]
    assert "wasm" not in client.get("/").headers["Content-Security-Policy"]


def test_the_scanners_modules_are_kept_as_long_as_they_do_not_change(
    client: FlaskClient,
) -> None:
    (module,) = re.findall(
        r'src="(/checkin/modules/[^"]+)"', client.get("/checkin").text
    )

    with client.get(module) as kept:
        assert kept.headers["Cache-Control"] == "public, max-age=31536000"
    with client.get(re.sub("modules/[^/]+", "modules/older", module)) as old:
        assert old.headers["Cache-Control"] == "no-cache, max-age=0"
    assert client.get("/checkin/modules/x/..%2f..%2feti.css").status_code == 404


def test_a_revoked_device_reads_nothing_more(client: FlaskClient) -> None:
    event = make_event()
    sign_in_staff(client, Role.ORGANISER, event)
    token = make_device(event)
    device = the_device(token)

    page = client.post(
        f"/manage/{event.slug}/devices/{device.public_id}/revoke", follow_redirects=True
    )

    assert "Revoked" in page.text
    for path in ("device", "counters", "people"):
        answer = client.get(f"/api/v1/checkin/{path}", headers=bearer(token))
        assert answer.status_code == 401
    db.session.rollback()
    actions = db.session.scalars(select(AuditLine.action)).all()
    assert actions[-1] == "device.revoked"


def test_another_events_device_cannot_be_revoked(client: FlaskClient) -> None:
    event, elsewhere = make_event(), make_event()
    sign_in_staff(client, Role.ORGANISER, event)
    device = the_device(make_device(elsewhere))

    answer = client.post(f"/manage/{event.slug}/devices/{device.public_id}/revoke")

    assert answer.status_code == 404


def test_a_device_expires_after_the_event(client: FlaskClient) -> None:
    token = make_device(make_event())
    with transaction():
        the_device(token).expires_at = utcnow()

    answer = client.get("/api/v1/checkin/device", headers=bearer(token))

    assert answer.status_code == 401


def test_a_name_is_found_without_accents_and_in_any_order(client: FlaskClient) -> None:
    event = make_event()
    person = make_person(given_name="Şule", family_name="de La Fontaine")
    registration = make_registration(event, person)
    make_registration(event, make_person(given_name="Şule", family_name="Genêt"))
    make_registration(make_event(), make_person(given_name="Şule", family_name="Font"))
    token, point = make_device(event), the_point(event)

    found = read(client, token, "people", point=point, q="font sul")

    assert found["people"] == [
        {
            "registration": str(registration.public_id),
            "name": "Şule de La Fontaine",
            "category": "expert",
            "confirmed": True,
            "arrived_at": None,
        }
    ]


@pytest.mark.parametrize("q", ["", "a", "%", "__"])
def test_a_search_for_next_to_nothing_finds_nobody(client: FlaskClient, q: str) -> None:
    event = make_event()
    make_registration(event)

    found = read(client, make_device(event), "people", point=the_point(event), q=q)

    assert found["people"] == []


def test_a_point_of_another_event_is_not_found(client: FlaskClient) -> None:
    token = make_device(make_event())

    for point in (the_point(make_event()), "nonsense"):
        for path in ("people", "counters"):
            answer = client.get(
                f"/api/v1/checkin/{path}?point={point}", headers=bearer(token)
            )
            assert answer.status_code == 404


def test_counters_count_people_not_scans(client: FlaskClient) -> None:
    today = utcnow()
    event = make_event(first_day=today.date(), days=1)
    codes = [
        make_ticket(make_registration(event, first_departure=first), event)
        for first in (True, False, False)
    ]
    make_registration(event, state=RegistrationState.PENDING)
    token, point = make_device(event), the_point(event)
    mistake = a_scan(point, codes[2], at=today)
    twice = [a_scan(point, codes[0], at=today), a_scan(point, codes[0], at=today)]
    send(client, token, [*twice, a_scan(point, codes[1], at=today), mistake])
    send(client, token, [an_undo(mistake), a_scan(point, "rubbish", at=today)])

    counted = read(client, token, "counters", point=point)
    counted.pop("server_time")

    assert counted == {"present": 2, "expected": 3, "first_departures": 1}


def test_the_list_of_devices_costs_the_same_however_many_there_are(
    client: FlaskClient, selects: Any
) -> None:
    event = make_event()
    sign_in_staff(client, Role.ORGANISER, event)
    url = f"/manage/{event.slug}/devices"
    costs = []
    for number in (1, 3):
        while db.session.scalar(select(func.count(Device.id))) != number:
            make_device(event)
        with selects() as sent:
            client.get(url)
        costs.append(len(sent))

    assert costs[0] == costs[1]


def test_a_point_of_the_course_is_told_from_one_of_the_same_name(
    client: FlaskClient,
) -> None:
    event = make_event()
    course = make_event(parent=event)
    sign_in_staff(client, event=event)

    page = client.get(f"/manage/{event.slug}/devices?lang=en")

    shown = html.unescape(page.text)
    assert f"({course.name['en']})" in shown
