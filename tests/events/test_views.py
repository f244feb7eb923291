"""The pages on which organisers make events."""

import re

import pytest
from flask.testing import FlaskClient

from eti_events.accounts.models import Role
from eti_events.events import queries
from tests.conftest import Selects
from tests.factories import make_event, make_person, sign_in, sign_in_staff

NEW = {
    "kind": "regional_seminar",
    "edition": "",
    "name_fr": "Séminaire de Skopje",
    "name_en": "Skopje seminar",
    "slug": "skopje-2096",
    "first_day": "2096-12-03",
    "last_day": "2096-12-04",
    "time_zone": "Europe/Skopje",
    "country": "MK",
    "opens_wall": "2096-09-01T09:00",
    "closes_wall": "2096-11-20T18:00",
    "capacity": "45",
    "more_languages": ["mk"],
}


def test_an_organiser_of_the_network_makes_a_seminar(client: FlaskClient) -> None:
    sign_in_staff(client)

    page = client.post("/manage/events/new", data=NEW, follow_redirects=True)

    assert page.status_code == 200
    assert "Lundi 3 décembre 2096" in page.text
    settings = client.get("/manage/skopje-2096/settings")
    assert "македонски" in settings.text


def test_a_draft_opens_with_one_button(client: FlaskClient) -> None:
    sign_in_staff(client)
    client.post("/manage/events/new", data=NEW)

    page = client.post("/manage/skopje-2096/state/open", follow_redirects=True)

    assert "Ouvert" in page.text


def test_typed_text_is_kept_when_an_answer_is_missing(client: FlaskClient) -> None:
    sign_in_staff(client)

    page = client.post("/manage/events/new?lang=en", data={**NEW, "name_fr": ""})

    assert page.status_code == 422
    assert "Skopje seminar" in page.text
    assert "This answer is needed." in page.text


def test_a_rule_that_says_no_is_told_on_the_same_page(client: FlaskClient) -> None:
    sign_in_staff(client)
    client.post("/manage/events/new", data=NEW)

    page = client.post("/manage/events/new?lang=en", data=NEW)

    assert page.status_code == 409
    assert "Another event has this address" in page.text
    assert "Skopje seminar" in page.text


def test_two_organisers_at_once_lose_nothing(client: FlaskClient) -> None:
    event = make_event()
    sign_in_staff(client, event=event)
    url = f"/manage/{event.slug}/settings?lang=en"
    typed = {
        "version": "1",
        "name_fr": "Journées",
        "name_en": "Days",
        "time_zone": "Europe/Paris",
        "country": "FR",
        "opens_wall": "2026-01-01T09:00",
        "closes_wall": "2096-07-01T18:00",
        "agenda_visibility": "confirmed",
    }
    assert client.post(url, data=typed).status_code == 302

    page = client.post(url, data={**typed, "name_en": "My days"})

    assert page.status_code == 409
    assert "A colleague changed this event" in page.text
    assert "My days" in page.text
    assert "Days\n" in page.text.partition("What is stored now")[2]
    version = re.search(r'name="version"[^>]* value="(\d+)"', page.text)
    assert version
    again = {**typed, "name_en": "My days", "version": version[1]}
    assert client.post(url, data=again).status_code == 302


def test_a_form_sent_without_its_version_is_shown_again(client: FlaskClient) -> None:
    event = make_event()
    sign_in_staff(client, event=event)
    typed = {**NEW, "agenda_visibility": "confirmed", "version": "x"}

    page = client.post(f"/manage/{event.slug}/settings", data=typed)

    assert page.status_code == 409


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"opens_wall": "2096-03-25T02:30"}, "clocks go forward"),
        ({"closes_wall": "2096-10-28T02:30"}, "clocks go back"),
        ({"closes_wall": "2096-08-01T09:00"}, "must close after it opens"),
        ({"last_day": "2096-12-01"}, "The last day must follow the first"),
        ({"kind": "pre_departure"}, "Choose the event that this course prepares for"),
        ({"time_zone": "Europe/Skopia"}, "Write a zone by its city"),
    ],
)
def test_what_cannot_be_is_told_beside_its_field(
    client: FlaskClient, changes: dict[str, str], words: str
) -> None:
    sign_in_staff(client)

    page = client.post("/manage/events/new?lang=en", data=NEW | changes)

    assert page.status_code == 422
    (field,) = changes
    field = "edition" if field == "kind" else field
    _before, _id, told = page.text.partition(f'id="{field}-error"')
    assert words in told[:600]
    assert "Skopje seminar" in page.text


def test_a_room_keeps_its_name_in_every_language(client: FlaskClient) -> None:
    sign_in_staff(client)
    client.post("/manage/events/new", data=NEW)
    room = {"code": "S1", "name_fr": "Salle", "name_mk": "Сала", "capacity": "45"}
    client.post("/manage/skopje-2096/rooms", data=room)
    event = queries.get_event("skopje-2096")
    (made,) = queries.list_rooms(event.id)
    address = f"/manage/skopje-2096/rooms/{made.public_id}"

    shown = client.get(address)
    client.post(address, data={**room, "capacity": "40"})

    assert 'value="Сала"' in shown.text
    assert queries.get_room(event, made.public_id).name["mk"] == "Сала"


def test_a_scan_point_is_renamed(client: FlaskClient) -> None:
    event = make_event()
    sign_in_staff(client, event=event)
    point = queries.list_points(event.id)[0]

    page = client.post(
        f"/manage/{event.slug}/points/{point.public_id}",
        data={"name_fr": "Porte nord"},
        follow_redirects=True,
    )

    assert "Porte nord" in page.text


def test_a_day_that_ends_at_midday_is_shown_so(client: FlaskClient) -> None:
    event = make_event()
    sign_in_staff(client, event=event)
    day = queries.list_days(event.id)[0]
    hours = {f"{day.public_id}-opens": "09:00", f"{day.public_id}-turns": "12:15"}

    page = client.post(
        f"/manage/{event.slug}/days/{day.public_id}", data=hours, follow_redirects=True
    )

    assert 'value="12:15"' in page.text
    assert re.search(rf'id="{day.public_id}-closes"[^>]*value=""', page.text)


def test_days_and_rooms_are_changed_on_their_pages(client: FlaskClient) -> None:
    event = make_event()
    sign_in_staff(client, event=event)
    day = queries.list_days(event.id)[0]
    prefix = str(day.public_id)
    hours = {"opens": "09:00", "turns": "12:30", "closes": "17:30", "evening": "20:30"}

    page = client.post(
        f"/manage/{event.slug}/days/{day.public_id}",
        data={f"{prefix}-{name}": hour for name, hour in hours.items()},
        follow_redirects=True,
    )
    room = {"code": "R1", "name_fr": "Salle Patio", "capacity": "60"}
    places = client.post(
        f"/manage/{event.slug}/rooms", data=room, follow_redirects=True
    )

    assert "20:30" in page.text
    assert "Salle Patio" in places.text
    assert "Marches" in places.text


def test_an_organiser_sees_own_events_only(client: FlaskClient) -> None:
    mine, other = make_event(), make_event()
    sign_in_staff(client, event=mine)

    page = client.get("/manage/")

    assert mine.name["fr"] in page.text
    assert other.name["fr"] not in page.text
    assert client.get(f"/manage/{other.slug}/settings").status_code == 404
    assert client.get("/manage/events/new").status_code == 404


def test_whoever_has_no_role_is_kept_out(client: FlaskClient) -> None:
    event = make_event()
    sign_in(client, make_person(), event=event)

    page = client.get(f"/manage/{event.slug}/settings")

    assert page.status_code == 302
    assert page.location.startswith("/staff/sign-in")


def test_staff_of_another_event_find_nothing(client: FlaskClient) -> None:
    event = make_event()
    sign_in_staff(client, event=make_event())

    assert client.get(f"/manage/{event.slug}/settings").status_code == 404


def test_check_in_staff_do_not_change_the_event(client: FlaskClient) -> None:
    event = make_event()
    sign_in_staff(client, Role.CHECK_IN, event)

    assert client.get(f"/manage/{event.slug}/settings").status_code == 404


def test_the_list_costs_the_same_for_one_event_and_for_three(
    client: FlaskClient, selects: Selects
) -> None:
    sign_in_staff(client)
    make_event()
    with selects() as for_one:
        client.get("/manage/")
    make_event()
    make_event()

    with selects() as for_three:
        client.get("/manage/")

    assert len(for_one) == len(for_three)


def test_a_refused_page_is_read_in_the_other_language(client: FlaskClient) -> None:
    event = make_event(days=1)
    sign_in_staff(client, event=event)
    day = queries.list_days(event.id)[0]
    refused = client.post(f"/manage/{event.slug}/days/{day.public_id}/remove")

    assert refused.status_code == 409
    assert f'href="/manage/{event.slug}/days?lang=en"' in refused.text
