"""What organisers do about invitations and single registrations."""

import re

import pytest
from flask.testing import FlaskClient

from eti_events.accounts.models import Role
from eti_events.database import db, transaction
from eti_events.events.models import Event
from eti_events.messages.models import Mail
from eti_events.people.models import Person
from eti_events.registration import actions
from eti_events.registration.models import (
    Category,
    Invitation,
    Registration,
    RegistrationState,
)
from eti_events.registration.queries import find_ticket
from tests.conftest import Selects
from tests.factories import (
    make_event,
    make_mission,
    make_person,
    make_registration,
    sign_in_staff,
)
from tests.registration.steps import LATER, invited, mails, state_of, submit, taken


def expert(name: str, **mission: object) -> Person:
    person = make_person(family_name=name)
    make_mission(person, **mission)  # type: ignore[arg-type]  # the factory's own names
    return person


def invite(event: Event, people: list[Person]) -> None:
    with transaction():
        actions.invite_people(
            db.session.merge(event),
            people,
            category=Category.EXPERT,
            by=None,
            at=LATER,
        )


@pytest.mark.parametrize("page", ["9" * 30, "-1", "0", "x"])
def test_a_page_that_is_not_there_is_the_nearest(
    client: FlaskClient, page: str
) -> None:
    event = make_event()
    sign_in_staff(client, event=event)
    invited(event, make_person(family_name="Ajonc"))

    answer = client.get(f"/manage/{event.slug}/invitations?page={page}")

    assert "Ajonc" in answer.text


def test_the_list_tells_who_has_answered_and_sends_again(client: FlaskClient) -> None:
    event = make_event()
    sign_in_staff(client, event=event)
    silent, answered = expert("Ajonc"), expert("Bleuet")
    invite(event, [silent, answered])
    submit(event, answered)
    url = f"/manage/{event.slug}/invitations"

    page = client.get(f"{url}?lang=en&answered=no").text
    assert "2 invitations sent, 1 without an answer" in page
    assert "Ajonc" in page
    assert "Bleuet" not in page
    assert f"/manage/{event.slug}/participants/{silent.public_id}" in page
    again = re.search(r'action="([^"]+/resend)"', page)
    assert again
    client.post(again[1])

    assert len(mails(silent)) == 2
    assert "/invitations/" + _token(silent) not in page


def _token(person: Person) -> str:
    db.session.rollback()
    mail = db.session.query(Mail).filter_by(person_id=person.id).first()
    assert mail
    assert mail.body
    found = re.search(rb"/invitations/([\w-]+)", mail.body.replace(b"=\r\n", b""))
    assert found
    return found[1].decode()


def decide(client: FlaskClient, event: Event, row: Registration, verb: str) -> str:
    back = f"/manage/{event.slug}/invitations"
    return client.post(
        f"/manage/{event.slug}/registrations/{row.public_id}/{verb}?lang=en",
        data={"next": back, "reason": "lost"},
        follow_redirects=True,
    ).text


def test_an_organiser_confirms_cancels_and_replaces_a_code(
    client: FlaskClient,
) -> None:
    event = make_event()
    sign_in_staff(client, event=event)
    person = make_person()
    row = make_registration(event, person, state=RegistrationState.DRAFT)

    assert "The registration is confirmed." in decide(client, event, row, "confirm")
    assert taken(event) == 1
    assert "The code is replaced" in decide(client, event, row, "reissue")
    db.session.rollback()  # what the request wrote
    ticket = find_ticket(person.id, event.id)
    assert ticket
    assert ticket.issue == 2
    assert "The registration is cancelled." in decide(client, event, row, "cancel")
    assert taken(event) == 0
    assert mails(person) == [
        "registration/confirmed",
        "registration/new_code",
        "registration/cancelled_for_you",
    ]


def test_a_refused_decision_is_told_in_words(client: FlaskClient) -> None:
    event = make_event(places=0)
    sign_in_staff(client, event=event)
    row = make_registration(event, state=RegistrationState.DRAFT)

    assert "All places are taken." in decide(client, event, row, "confirm")
    assert "no code yet" in decide(client, event, row, "reissue")


def test_a_registration_of_another_event_cannot_be_decided(
    client: FlaskClient,
) -> None:
    event, other = make_event(), make_event()
    sign_in_staff(client, event=event)
    person = make_person()
    row = make_registration(other, person)

    for verb in ("cancel", "confirm", "reissue"):
        url = f"/manage/{event.slug}/registrations/{row.public_id}/{verb}"
        assert client.post(url).status_code == 404
    assert state_of(other, person) is RegistrationState.CONFIRMED


@pytest.mark.parametrize("role", [Role.CHECK_IN, Role.TRAINER, Role.AUDITOR])
def test_inviting_is_for_organisers(client: FlaskClient, role: Role) -> None:
    event = make_event()
    sign_in_staff(client, role, event)

    assert client.get(f"/manage/{event.slug}/invitations").status_code == 404
    assert client.post(f"/manage/{event.slug}/waves").status_code == 404


def test_somebody_is_added_by_hand_and_confirmed_at_once(client: FlaskClient) -> None:
    event = make_event()
    sign_in_staff(client, event=event)

    page = client.post(
        f"/manage/{event.slug}/registrations/new?lang=en",
        data={
            "given_name": "Vesna",
            "family_name": "Fougère",
            "email": "Vesna@exemple.invalid",
            "category": "vip",
            "how": "confirm",
        },
        follow_redirects=True,
    )

    assert "The registration is confirmed." in page.text
    db.session.rollback()  # what the request wrote
    row = db.session.query(Registration).one()
    assert row.category is Category.VIP
    person = db.session.get_one(Person, row.person_id)
    assert person.email_key == "vesna@exemple.invalid"


def test_somebody_is_added_by_hand_and_invited(client: FlaskClient) -> None:
    event = make_event()
    sign_in_staff(client, event=event)
    data = {"family_name": "Fougère", "category": "partner", "how": "invite"}
    url = f"/manage/{event.slug}/registrations/new?lang=en"

    without = client.post(url, data=data)
    wrong = client.post(url, data={**data, "email": "nobody"})
    client.post(url, data={**data, "email": "v@exemple.invalid"})

    assert "An invitation needs an address." in without.text
    assert "name@example.org" in wrong.text
    db.session.rollback()  # what the request wrote
    assert db.session.query(Invitation).one().category is Category.PARTNER


def test_lists_cost_the_same_for_one_and_for_many(
    client: FlaskClient, selects: Selects
) -> None:
    event = make_event()
    sign_in_staff(client, event=event)
    counts = []
    for _ in range(2):
        for path in ("invitations", "invitations/new?fresh=no"):
            with selects() as sent:
                client.get(f"/manage/{event.slug}/{path}")
            counts.append(len(sent))
        for number in range(3):
            invited(event, expert(f"Ajonc-{number}"))

    assert counts[:2] == counts[2:]
