"""When the event changes, everybody whose convocation is out of date is told, once."""

from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eti_events import JOBS
from eti_events.clock import utcnow
from eti_events.database import db, transaction
from eti_events.documents.actions import issue_missing
from eti_events.documents.models import Convocation
from eti_events.documents.reissuing import reissue
from eti_events.events.models import Event
from eti_events.events.queries import get_event
from eti_events.invariants import faults
from eti_events.jobs.actions import SETTLE
from eti_events.jobs.running import run_due
from eti_events.messages.models import Mail, MailState
from eti_events.multilingual import Multilingual
from eti_events.people.models import Language, Person
from eti_events.registration import actions
from eti_events.registration.models import Wave, WaveKind, WaveRecipient, WaveState
from eti_events.registration.queries import find_registration
from tests.conftest import Selects
from tests.documents.convening import convene
from tests.factories import make_event, make_person, sign_in_staff
from tests.registration.steps import LATER, invited, submit

pytestmark = pytest.mark.usefixtures("app")
MAIL = "registration/convocation"


def edition_with(count: int) -> tuple[Event, list[Person]]:
    """An edition whose people have opened their convocations."""
    event = make_event()
    convene(event)
    people = [invited(event) for _ in range(count)]
    for person in people:
        submit(event, person)
    issue(event, people)
    return event, people


def issue(event: Event, people: list[Person]) -> None:
    event_id, ids = event.id, [person.id for person in people]
    with transaction():
        issue_missing(event_id, ids, by=None, at=LATER)


def move_to(event: Event, address: str) -> None:
    slug = event.slug
    with transaction():
        get_event(slug).venue = Multilingual(fr=address, en=address)


def prepared(client: FlaskClient, event: Event) -> str:
    sign_in_staff(client, event=event)
    answer = client.post(f"/manage/{event.slug}/convocations/tell")
    assert answer.status_code == 302
    return answer.headers["Location"]


def confirm(client: FlaskClient, address: str, count: int) -> int:
    answer = client.post(f"{address}/send", data={"when": "now", "count": str(count)})
    db.session.rollback()
    return answer.status_code


def work() -> None:
    run_due({**JOBS, SETTLE: lambda _row: None}, "worker", lease=timedelta(minutes=1))
    db.session.rollback()


def told(person: Person) -> list[Mail]:
    db.session.rollback()
    return db.session.query(Mail).filter_by(person_id=person.id, template=MAIL).all()


def text_of(mail: Mail) -> str:
    message = message_from_bytes(mail.body or b"", policy=default)
    assert isinstance(message, EmailMessage)
    part = message.get_body(("plain",))
    assert part
    return " ".join(str(part.get_content()).split())


def versions(person: Person) -> list[int]:
    rows = db.session.query(Convocation).filter_by(person_id=person.id)
    return [row.number for row in rows.order_by(Convocation.number)]


def the_wave() -> Wave:
    db.session.rollback()
    return db.session.query(Wave).one()


def test_the_organiser_sees_how_many_hold_one_that_is_out_of_date(
    client: FlaskClient,
) -> None:
    event, _people = edition_with(2)
    sign_in_staff(client, event=event)
    page = f"/manage/{event.slug}/convocations?lang=en"
    assert "has changed since" not in client.get(page).text

    move_to(event, "Maison nouvelle")
    assert "2 people hold a convocation that has changed" in client.get(page).text


def test_each_is_told_once_what_has_changed_and_has_the_new_version(
    client: FlaskClient,
) -> None:
    event, people = edition_with(2)
    with transaction():
        db.session.get_one(Person, people[1].id).language = Language.FRENCH
    not_opened = invited(event)
    submit(event, not_opened)
    move_to(event, "Maison nouvelle")
    address = prepared(client, event)
    preview = client.get(f"{address}?lang=en").text
    assert "What has changed: the place." in " ".join(preview.split())
    assert told(people[0]) == []

    assert confirm(client, address, 3) == 409
    assert confirm(client, address, 2) == 302
    work()
    work()

    english, french = (told(person) for person in people)
    assert "What has changed: the place." in text_of(english[0])
    assert "Ce qui a changé : le lieu." in text_of(french[0])
    assert f"/me/{event.slug}/convocation" in text_of(english[0])
    assert [len(english), len(french), len(told(not_opened))] == [1, 1, 0]
    assert [versions(person) for person in people] == [[1, 2], [1, 2]]
    assert list(faults()) == []

    again = prepared(client, event)
    assert confirm(client, again, 2) == 409  # nobody is left to be told


def test_who_has_opened_the_new_one_or_cancelled_meanwhile_gets_no_mail(
    client: FlaskClient,
) -> None:
    event, people = edition_with(3)
    reader, leaver, other = people
    move_to(event, "Maison nouvelle")
    address = prepared(client, event)
    assert confirm(client, address, 3) == 302
    issue(event, [reader])
    event_id, leaver_id = event.id, leaver.id
    with transaction():
        found = find_registration(event_id, leaver_id)
        assert found
        event_now = db.session.get_one(Event, event_id)
        actions.cancel(event_now, found, by=leaver_id, at=LATER)
    work()

    assert [len(told(person)) for person in people] == [0, 0, 1]
    rows = db.session.query(WaveRecipient).filter(WaveRecipient.omitted.is_not(None))
    assert {row.person_id for row in rows} == {reader.id, leaver.id}
    assert told(other)[0].state is MailState.QUEUED
    assert list(faults()) == []


def test_it_is_stopped_like_any_wave(client: FlaskClient) -> None:
    event, people = edition_with(2)
    move_to(event, "Maison nouvelle")
    address = prepared(client, event)
    confirm(client, address, 2)
    work()

    client.post(f"{address}/stop")
    assert the_wave().state is WaveState.STOPPED
    assert [told(person)[0].state for person in people] == [MailState.CANCELLED] * 2


def test_it_leaves_after_registration_has_closed_and_not_after_the_event(
    client: FlaskClient,
) -> None:
    event, _people = edition_with(1)
    move_to(event, "Maison nouvelle")
    address = prepared(client, event)
    slug = event.slug
    with transaction():
        get_event(slug).registration_closes_at = utcnow() - timedelta(days=1)
    assert confirm(client, address, 1) == 302
    assert the_wave().state is WaveState.RUNNING


def test_the_organiser_receives_it_first_in_both_languages(
    client: FlaskClient, app: Flask
) -> None:
    event, _people = edition_with(1)
    move_to(event, "Maison nouvelle")
    address = prepared(client, event)
    client.post(f"{address}/sample")

    db.session.rollback()
    samples = db.session.query(Mail).filter_by(template=MAIL).order_by(Mail.id).all()
    french, english = (text_of(mail) for mail in samples)
    assert "le lieu" in french
    assert "the place" in english


def test_reissuing_costs_as_many_questions_for_many_as_for_few(
    selects: Selects,
) -> None:
    counts = []
    for number in (3, 12):
        event, people = edition_with(number)
        move_to(event, "Maison nouvelle")
        event_id, ids = event.id, [person.id for person in people]
        with transaction(), selects() as seen:
            found = db.session.query(Person).where(Person.id.in_(ids)).all()
            reissue(db.session.get_one(Event, event_id), found, None, LATER)
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_a_wave_of_convocations_means_nobody_but_who_was_named(
    client: FlaskClient,
) -> None:
    event = make_event()
    make_person()
    sign_in_staff(client, event=event)
    client.post(f"/manage/{event.slug}/waves", data={"kind": WaveKind.CONVOCATION})

    assert the_wave().counted == []
