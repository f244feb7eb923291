"""Somebody at the door who is not on the list, and somebody added by hand."""

from datetime import timedelta

import pytest

from eti_events.database import db, transaction
from eti_events.events.models import Event
from eti_events.people.models import Organisation, Person
from eti_events.registration import actions
from eti_events.registration.models import (
    Category,
    Registration,
    RegistrationState,
)
from eti_events.registration.queries import find_ticket
from eti_events.registration.refusals import Full, Over
from tests.factories import BEFORE, make_event, make_person, make_registration
from tests.registration.steps import half_days, mails, registration_of, taken

pytestmark = pytest.mark.usefixtures("app")


def walk_in(event: Event, *, email: str | None = None) -> Registration:
    organiser = make_person()
    at = half_days(event)[1].starts_at + timedelta(minutes=5)
    with transaction():
        return actions.register_walk_in(
            event,
            given_name="Ilir",
            family_name="Genêt",
            organisation="Ambassade (fictive)",
            email=email,
            by=organiser.id,
            at=at,
        )


def test_a_walk_in_gets_a_place_and_a_code_for_what_is_left() -> None:
    event = make_event()

    registration = walk_in(event)

    assert registration.state is RegistrationState.CONFIRMED
    assert [row.id for row in registration.half_days] == [
        row.id for row in half_days(event)[1:]
    ]
    assert find_ticket(registration.person_id, event.id)
    assert taken(event) == 1


def test_a_walk_in_without_address_is_a_person_all_the_same() -> None:
    event = make_event()
    person = db.session.get_one(Person, walk_in(event).person_id)

    assert (person.name, person.email, person.search_key) == (
        "Ilir Genêt",
        None,
        "genet ilir",
    )
    assert db.session.query(Organisation).one().id == person.organisation_id


def test_a_walk_in_whom_we_know_keeps_name_and_registration() -> None:
    event = make_event()
    known = make_person(given_name="Tian", email="Tian@exemple.invalid")
    before = make_registration(event, known, state=RegistrationState.CANCELLED)

    registration = walk_in(event, email=" tian@exemple.invalid ".strip())

    assert registration.id == before.id
    assert registration_of(event, known).state is RegistrationState.CONFIRMED
    assert db.session.get_one(Person, known.id).given_name == "Tian"
    assert mails(known) == ["registration/confirmed"]


def test_two_walk_ins_of_one_organisation_share_it() -> None:
    event = make_event()
    walk_in(event)
    walk_in(event)

    assert db.session.query(Organisation).count() == 1


def test_a_full_event_takes_no_walk_in() -> None:
    with pytest.raises(Full):
        walk_in(make_event(places=0))


def test_added_by_hand_somebody_comes_to_everything() -> None:
    event = make_event()
    person, organiser = make_person(), make_person()

    for _ in range(2):
        with transaction():
            actions.register_by_hand(
                event, person, category=Category.VIP, by=organiser.id, at=BEFORE
            )

    registration = registration_of(event, person)
    assert registration.category is Category.VIP
    assert len(registration.half_days) == 4
    assert (taken(event), mails(person)) == (1, ["registration/confirmed"])


def test_nobody_is_added_once_the_event_is_over() -> None:
    event = make_event()
    person = make_person()

    with transaction(), pytest.raises(Over):
        actions.register_by_hand(
            event, person, category=Category.TEAM, by=person.id, at=event.ends_at
        )
