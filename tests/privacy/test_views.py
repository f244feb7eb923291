"""What organisers read and press to make two records one."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from eti_events.accounts.models import Role
from eti_events.database import db
from eti_events.people.models import Person
from eti_events.privacy.models import PersonMerge
from eti_events.registration.models import Registration, RegistrationState
from tests.factories import (
    make_event,
    make_mission,
    make_person,
    make_registration,
    sign_in_staff,
)
from tests.privacy.two_records import registered

pytestmark = pytest.mark.one_engine


@pytest.fixture
def pair(client: FlaskClient) -> tuple[Person, Person]:
    sign_in_staff(client)
    kept = make_person(given_name="Inès", family_name="Sureau")
    other = make_person(given_name="Ines", family_name="Sureau")
    make_mission(other)
    return kept, other


def address(kept: Person, other: Person) -> str:
    return f"/manage/roster/people/{kept.public_id}/same/{other.public_id}"


def test_the_roster_leads_to_records_of_the_same_names(
    client: FlaskClient, pair: tuple[Person, Person]
) -> None:
    kept, other = pair

    roster = client.get("/manage/roster/?lang=en").text
    alike = client.get("/manage/roster/same?lang=en").text

    assert "/manage/roster/same" in roster
    assert f"/manage/roster/people/{other.public_id}/same" in roster
    assert address(kept, other) in alike


def test_two_records_stand_side_by_side(
    client: FlaskClient, pair: tuple[Person, Person]
) -> None:
    kept, other = pair

    page = client.get(f"{address(kept, other)}?lang=en").text

    assert "Inès" in page
    assert "Ines" in page
    assert kept.email
    assert kept.email in page
    assert other.email
    assert other.email in page
    assert address(other, kept) in page


def test_an_organiser_makes_them_one_and_undoes_it(
    client: FlaskClient, pair: tuple[Person, Person]
) -> None:
    kept, other = pair
    url = address(kept, other)

    done = client.post(url, data={"field-given_name": "other", "seen": "1.1"})

    assert done.status_code == 302
    db.session.rollback()
    person = db.session.get_one(Person, kept.id, populate_existing=True)
    assert person.given_name == "Ines"
    made = db.session.scalars(select(PersonMerge)).one()
    page = client.get("/manage/roster/same?lang=en").text
    assert f"/manage/roster/merges/{made.public_id}/undo" in page
    client.post(f"/manage/roster/merges/{made.public_id}/undo")
    db.session.rollback()
    person = db.session.get_one(Person, kept.id, populate_existing=True)
    assert person.given_name == "Inès"


def test_a_registration_must_be_chosen(
    client: FlaskClient, pair: tuple[Person, Person]
) -> None:
    kept, other = pair
    event = make_event()
    make_registration(event, kept)
    theirs = registered(event, other, RegistrationState.CONFIRMED)
    url = address(kept, other)
    seen = client.get(url).text.partition('name="seen" type="hidden" value="')[2]
    seen = seen.partition('"')[0]

    asked = client.post(f"{url}?lang=en", data={"seen": seen})
    chosen = {"seen": seen, f"event-{event.public_id}": "other"}
    done = client.post(url, data=chosen)

    assert asked.status_code == 422
    assert "Choose which registration stays." in asked.text
    assert done.status_code == 302
    db.session.rollback()
    query = select(Registration.id).filter_by(person_id=kept.id)
    assert db.session.scalars(query).all() == [theirs.id]


def test_a_decision_on_an_old_page_shows_the_records_again(
    client: FlaskClient, pair: tuple[Person, Person]
) -> None:
    done = client.post(f"{address(*pair)}?lang=en", data={"seen": "8.8"})

    assert done.status_code == 409
    assert "compare them again" in done.text


def test_what_cannot_be_undone_says_why(
    client: FlaskClient, pair: tuple[Person, Person]
) -> None:
    kept, other = pair
    client.post(address(kept, other), data={"seen": "1.1"})
    db.session.rollback()
    made = db.session.scalars(select(PersonMerge)).one()
    url = f"/manage/roster/merges/{made.public_id}/undo"
    db.session.rollback()
    client.post(url)

    again = client.post(f"{url}?lang=en")

    assert again.status_code == 409
    assert "has been undone already" in again.text


def test_the_page_of_the_record_that_went_shows_who_was_kept(
    client: FlaskClient, pair: tuple[Person, Person]
) -> None:
    kept, other = pair
    event = make_event()
    make_registration(event, other)
    client.post(address(kept, other), data={"seen": "1.1"})

    page = client.get(f"/manage/{event.slug}/participants/{other.public_id}?lang=en")

    assert page.status_code == 200
    assert "Inès Sureau" in page.text
    assert f"/manage/roster/people/{kept.public_id}/same" in page.text
    assert "Two records made one" in page.text


def test_an_organiser_of_one_event_is_not_led_there(client: FlaskClient) -> None:
    event = make_event()
    sign_in_staff(client, Role.ORGANISER, event)
    person = make_person()
    make_registration(event, person)

    page = client.get(f"/manage/{event.slug}/participants/{person.public_id}")

    assert "/same" not in page.text
    assert client.get("/manage/roster/same").status_code == 404
