"""The pages on which meetings are offered, booked and waited for."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from eti_events.accounts.models import Role
from eti_events.database import db
from eti_events.events.models import Event, Room
from eti_events.people.models import DeskOfficer, Person
from tests.conftest import Selects
from tests.factories import (
    make_event,
    make_mission,
    make_person,
    make_registration,
    saved,
    sign_in,
    sign_in_staff,
)
from tests.meetings.offering import book, holders, make_series, slots_of

LABEL = "Référente Afrique"
OFFER = {"days": ["2096-08-30"], "starts": "09:00", "ends": "10:00"}


@pytest.fixture
def event(client: FlaskClient) -> Event:
    return make_event()


@pytest.fixture
def officer(client: FlaskClient, event: Event) -> Person:
    """A desk officer, signed in."""
    officer = sign_in_staff(client, Role.DESK_OFFICER, event)
    saved(DeskOfficer(label=LABEL, person_id=officer.id))
    return officer


def expert(event: Event, label: str = LABEL) -> Person:
    person = make_person()
    mission = make_mission(person, desk_officer_label=label)
    make_registration(event, person, mission=mission)
    return person


def offer(event: Event, officer: Person, **changes: object) -> dict[str, object]:
    room = db.session.query(Room).filter_by(event_id=event.id).one()
    return {
        **OFFER,
        "officer": str(officer.public_id),
        "room": str(room.public_id),
        "minutes": "15",
        "pause": "0",
        "country": "",
        **changes,
    }


def test_an_officer_offers_slots_in_the_hours_of_the_event(
    client: FlaskClient, event: Event, officer: Person
) -> None:
    answer = client.post(f"/manage/{event.slug}/meetings", data=offer(event, officer))

    assert answer.status_code == 302
    assert [slot.starts_at.hour for slot in slots_of(event)] == [7] * 4


def test_a_meeting_is_somewhere_or_by_video(
    client: FlaskClient, event: Event, officer: Person
) -> None:
    address = f"/manage/{event.slug}/meetings"
    nowhere = offer(event, officer, room="", ends="09:45")

    answer = client.post(address, data=nowhere)
    assert answer.status_code == 422
    assert "Choisissez une salle" in answer.text
    assert "09:45" in answer.text
    link = "https://video.invalid/lou"
    assert client.post(address, data={**nowhere, "video_link": link}).location
    db.session.rollback()
    stored = db.session.execute(db.text("SELECT video_link FROM meeting_series"))
    assert b"video.invalid" not in bytes(stored.scalar_one())


def test_an_hour_that_does_not_exist_is_refused(client: FlaskClient) -> None:
    spring = make_event(first_day=make_event().starts_at.date().replace(2097, 3, 31))
    officer = sign_in_staff(client, Role.DESK_OFFICER, spring)
    saved(DeskOfficer(label=LABEL, person_id=officer.id))
    data = offer(spring, officer, days=["2097-03-31"], starts="02:30", ends="04:00")

    answer = client.post(f"/manage/{spring.slug}/meetings", data=data)

    assert answer.status_code == 422
    assert "pas ce jour-là" in answer.text


def test_an_officer_books_for_their_own_expert_and_cancels(
    client: FlaskClient, event: Event, officer: Person
) -> None:
    series = make_series(event, officer).public_id
    own, foreign = expert(event), expert(event, "Référent Asie")
    slot = slots_of(event)[0].public_id
    address = f"/manage/{event.slug}/meetings/{series}"

    def choose(person: Person) -> dict[str, str]:
        return {"book-slot": str(slot), "book-person": str(person.public_id)}

    assert client.post(f"{address}/book", data=choose(foreign)).status_code == 422
    assert client.post(f"{address}/book", data=choose(own)).location == address
    assert holders(event)[0] == own.id
    assert own.name in client.get(address, query_string={"day": "2096-08-30"}).text
    cancelled = {"person": str(own.public_id)}
    client.post(f"{address}/slots/{slot}/cancel", data=cancelled)
    assert holders(event)[0] is None


def test_an_officer_books_a_country(
    client: FlaskClient, event: Event, officer: Person
) -> None:
    series = make_series(event, officer).public_id
    own = expert(event).id
    expert(event, "Référent Asie")

    answer = client.post(
        f"/manage/{event.slug}/meetings/{series}/country",
        data={"country-country": "SN"},
    )

    assert answer.status_code == 302
    assert holders(event) == [own, None, None, None]


def test_the_series_of_another_desk_is_not_found(
    client: FlaskClient, event: Event, officer: Person
) -> None:
    other = make_person(family_name="Ancolie")
    saved(DeskOfficer(label="Référent Asie", person_id=other.id))
    series = make_series(event, other).public_id
    address = f"/manage/{event.slug}/meetings"

    assert client.get(f"{address}/{series}").status_code == 404
    assert "Ancolie" not in client.get(address).text


def test_a_deputy_works_for_whom_they_stand_in(
    client: FlaskClient, event: Event
) -> None:
    officer, deputy = make_person(), sign_in_staff(client, Role.DESK_OFFICER, event)
    saved(DeskOfficer(label=LABEL, person_id=officer.id, deputy_id=deputy.id))
    series = make_series(event, officer).public_id

    assert client.get(f"/manage/{event.slug}/meetings/{series}").status_code == 200


def test_an_expert_books_reads_and_cancels(client: FlaskClient, event: Event) -> None:
    officer, person = make_person(family_name="Ancolie"), expert(event)
    make_series(event, officer, slots=1)
    slot = slots_of(event)[0].public_id
    sign_in(client, person, event=event)
    address = f"/me/{event.slug}/meetings"

    assert "Réserver" in client.get(address).text
    assert client.post(f"{address}/slots/{slot}/book").location == address
    assert "Ancolie" in client.get(address).text
    client.post(f"{address}/slots/{slot}/cancel")

    assert holders(event) == [None]


def test_an_expert_waits_and_waits_no_longer(client: FlaskClient, event: Event) -> None:
    series = make_series(event, make_person(), slots=1).public_id
    person = expert(event)
    book(event, slots_of(event)[0].public_id, expert(event).id)
    sign_in(client, person, event=event)
    address = f"/me/{event.slug}/meetings"

    client.post(f"{address}/{series}/wait")
    assert "Ne plus attendre" in client.get(address).text
    client.post(f"{address}/{series}/leave")
    assert "Rejoindre la liste d’attente" in client.get(address).text


def test_a_slot_just_taken_is_refused_in_words(
    client: FlaskClient, event: Event
) -> None:
    make_series(event, make_person())
    slot, person = slots_of(event)[0].public_id, expert(event)
    book(event, slot, expert(event).id)
    sign_in(client, person, event=event)

    answer = client.post(f"/me/{event.slug}/meetings/slots/{slot}/book")

    assert answer.status_code == 409
    assert "vient de réserver ce créneau" in answer.text


def test_a_page_asks_as_much_for_many_slots(
    client: FlaskClient, event: Event, selects: Selects
) -> None:
    person = expert(event)
    sign_in(client, person, event=event)
    counts = []
    for number in (1, 3):
        for _ in range(number):
            make_series(event, make_person(), after=timedelta(days=number))
        free = next(slot for slot in slots_of(event) if not slot.person_id)
        book(event, free.public_id, expert(event).id)
        db.session.rollback()
        with selects() as asked:
            client.get(f"/me/{event.slug}/meetings")
        counts.append(len(asked))

    assert counts[0] == counts[1]
