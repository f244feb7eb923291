"""Somebody comes instead of one person, or their answer is not sure yet."""

import re

import pytest
from flask.testing import FlaskClient

from eti_events.database import db
from eti_events.events.models import Event
from eti_events.messages.models import Mail
from eti_events.people.models import Person
from eti_events.registration.models import Category, RegistrationState
from tests.factories import make_event, make_person, make_registration, sign_in_staff
from tests.registration.seats import make_delegation, name, who
from tests.registration.steps import invited, registration_of, state_of

State = RegistrationState
WHO = {
    "given_name": "Mila",
    "family_name": "Verveine",
    "email": "mila.verveine@exemple.invalid",
    "function": "Directrice adjointe",
}


@pytest.fixture
def event(client: FlaskClient) -> Event:
    event = make_event(places=5)
    sign_in_staff(client, event=event)
    return event


def path_of(event: Event, person: Person) -> str:
    return f"/manage/{event.slug}/participants/{person.public_id}"


def templates_to(person_id: int) -> list[str]:
    query = db.session.query(Mail).filter_by(person_id=person_id).order_by(Mail.id)
    return [mail.template for mail in query]


def test_an_organiser_has_somebody_come_instead_and_both_are_told(
    client: FlaskClient, event: Event
) -> None:
    person = make_person()
    make_registration(event, person)

    answer = client.post(f"{path_of(event, person)}/represented", data=WHO)

    assert answer.status_code == 302
    db.session.rollback()
    deputy = db.session.query(Person).filter_by(email=WHO["email"]).one()
    assert state_of(event, person) is State.CANCELLED
    assert state_of(event, deputy) is State.CONFIRMED
    assert registration_of(event, deputy).badge_line == "Directrice adjointe"
    assert templates_to(person.id) == ["registration/represented"]
    assert templates_to(deputy.id) == ["registration/confirmed"]
    page = client.get(path_of(event, person) + "?lang=en").text
    assert "Represented by" in page
    assert "Mila Verveine" in page


def test_what_was_typed_wrong_about_who_comes_instead_is_kept(
    client: FlaskClient, event: Event
) -> None:
    person = make_person()
    make_registration(event, person)

    wrong = {**WHO, "email": "no address"}
    answer = client.post(f"{path_of(event, person)}/represented?lang=en", data=wrong)

    assert answer.status_code == 422
    assert "Write an address as in name@example.org." in answer.text
    assert 'value="Verveine"' in answer.text
    assert state_of(event, person) is State.CONFIRMED


def test_nobody_represents_themselves(client: FlaskClient, event: Event) -> None:
    person = make_person()
    make_registration(event, person)

    own = {**WHO, "email": str(person.email)}
    answer = client.post(f"{path_of(event, person)}/represented?lang=en", data=own)

    assert answer.status_code == 409
    assert "Name another person." in answer.text
    assert templates_to(person.id) == []


def test_a_seat_is_passed_on_where_the_delegation_answers(
    client: FlaskClient, event: Event
) -> None:
    delegation = make_delegation(event, seats=2, category=Category.PARTNER)
    person = who(event)
    name(event, delegation, person)
    row = db.session.query(Person).filter_by(email=person.email).one()

    page = client.get(path_of(event, row) + "?lang=en").text
    answer = client.post(f"{path_of(event, row)}/represented?lang=en", data=WHO)

    assert "Pass the place on" not in page
    assert answer.status_code == 409
    assert "This place is a delegation’s seat" in answer.text
    assert state_of(event, row) is State.CONFIRMED


def test_an_organiser_answers_provisionally_where_the_states_allow_it(
    client: FlaskClient, event: Event
) -> None:
    person, sure = make_person(), make_person()
    row = make_registration(event, person, state=State.PENDING)
    make_registration(event, sure)
    assert (
        "Answer provisionally" not in client.get(path_of(event, sure) + "?lang=en").text
    )
    assert (
        "Answer provisionally" in client.get(path_of(event, person) + "?lang=en").text
    )

    client.post(f"/manage/{event.slug}/registrations/{row.public_id}/provisional")

    assert registration_of(event, person).provisional
    assert templates_to(person.id) == ["registration/provisional"]
    assert (
        "Answer provisionally"
        not in client.get(path_of(event, person) + "?lang=en").text
    )


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (State.CONFIRMED, "the place is confirmed already"),
        (State.WAITING, "who waits has no place to hold"),
        (State.REFUSED, "a registration that has ended: confirm it first"),
        (State.PENDING, ""),
    ],
)
def test_the_page_says_why_a_place_is_not_held(
    client: FlaskClient, event: Event, state: State, said: str
) -> None:
    person = make_person()
    make_registration(event, person, state=state)

    page = client.get(path_of(event, person) + "?lang=en").text

    assert ("Answer provisionally" in page) is (said == "")
    assert said in page


def test_the_page_says_why_nobody_comes_instead_of_who_never_answered(
    client: FlaskClient, event: Event
) -> None:
    person = invited(event)

    page = client.get(path_of(event, person) + "?lang=en").text

    assert "a registration must have begun" in page
    again = re.search(r'action="([^"]+/resend)">(.*?)</form>', page, re.DOTALL)
    assert again
    assert f'name="next" value="{path_of(event, person)}"' in again[2]
    back = client.post(again[1], data={"next": path_of(event, person)})
    assert back.location == path_of(event, person)


def test_a_person_s_page_names_their_delegation_and_leads_to_it(
    client: FlaskClient, event: Event
) -> None:
    delegation = make_delegation(event, seats=2, category=Category.PARTNER)
    name(event, delegation, seated := who(event))
    row = db.session.query(Person).filter_by(email=seated.email).one()
    address = f'href="/manage/{event.slug}/delegations/{delegation.public_id}"'
    stranger = make_person()
    make_registration(event, stranger)

    page = client.get(path_of(event, row) + "?lang=en").text

    assert address in page
    assert "has one of its seats" in page
    assert address not in client.get(path_of(event, stranger)).text
