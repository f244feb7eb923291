"""The confirmation is written by the worker: as things stand then, once, or not."""

from collections.abc import Callable
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from flask.testing import FlaskClient

from eti_events import WRITERS
from eti_events.database import db, transaction
from eti_events.events.models import Event
from eti_events.events.queries import get_event
from eti_events.messages.actions import NOT_WRITTEN, resend, take_back
from eti_events.messages.labels import explain
from eti_events.messages.models import Mail, MailState
from eti_events.messages.queries import get_mail
from eti_events.messages.writing import PAUSES, Letter, write_due
from eti_events.people.models import Person
from eti_events.registration import actions
from eti_events.registration.queries import find_registration
from eti_events.registration.wording import half_days_in_words
from tests.factories import make_event, make_person, sign_in
from tests.registration.steps import (
    LATER,
    answers,
    first_departure_invited,
    half_days,
    invited,
    make_course,
    submit,
    write_mails,
)

pytestmark = [pytest.mark.one_engine, pytest.mark.usefixtures("app")]


def mails_of(person: Person) -> list[Mail]:
    db.session.rollback()
    return db.session.query(Mail).filter_by(person_id=person.id).order_by(Mail.id).all()


def read(mail: Mail) -> str:
    message = message_from_bytes(mail.body or b"", policy=default)
    assert isinstance(message, EmailMessage)
    plain = message.get_body(("plain",))
    assert plain
    text: str = plain.get_content()
    return text


def at(moment: datetime) -> Callable[[], datetime]:
    return lambda: moment


def test_the_subject_and_the_content_come_together() -> None:
    event = make_event()
    person = invited(event)
    submit(event, person)

    [mail] = mails_of(person)
    assert (mail.state, mail.subject, mail.body) == (MailState.QUEUED, "", None)
    message_id = mail.message_id

    write_mails()
    [mail] = mails_of(person)
    assert (mail.state, mail.message_id) == (MailState.QUEUED, message_id)
    assert mail.subject
    assert message_id.encode() in (mail.body or b"")


def test_it_says_how_things_stand_when_it_is_written() -> None:
    event = make_event()
    person = invited(event)
    submit(event, person)
    first = half_days(event)[0]
    change_to(event, person, first.public_id)

    write_mails()
    texts = [" ".join(read(mail).split()) for mail in mails_of(person)]
    morning = half_days_in_words(event, [first], "en")
    everything = half_days_in_words(event, half_days(event), "en")
    assert [morning in text for text in texts] == [True, True]
    assert not any(everything in text for text in texts)


def change_to(event: Event, person: Person, *public_ids: object) -> None:
    slug, person_id = event.slug, person.id
    with transaction():
        event = get_event(slug)
        registration = find_registration(event.id, person_id)
        assert registration
        actions.change(
            event,
            registration,
            answers(event, half_days=frozenset(public_ids)),
            version=registration.version,
            by=person_id,
            at=LATER,
        )


def cancel(event: Event, person: Person) -> None:
    slug, person_id = event.slug, person.id
    with transaction():
        event = get_event(slug)
        registration = find_registration(event.id, person_id)
        assert registration
        actions.cancel(event, registration, by=person_id, at=LATER)


def test_the_file_in_the_mail_is_the_one_that_is_downloaded(
    client: FlaskClient,
) -> None:
    event = make_event()
    person = invited(event)
    sign_in(client, person, event=event)
    submit(event, person)
    write_mails()
    address = f"/me/{event.slug}/calendar.ics"
    before = client.get(address).data
    change_to(event, person, half_days(event)[0].public_id)
    write_mails()

    first, second = (file_of(mail) for mail in mails_of(person))
    assert first == before
    assert second == client.get(address).data
    assert second.count(b"SEQUENCE:1") == 2  # one day is shorter, the other cancelled
    assert second.count(b"STATUS:CANCELLED") == 1


def file_of(mail: Mail) -> bytes:
    message = message_from_bytes(mail.body or b"", policy=default)
    [file] = [part for part in message.walk() if part.get_filename("").endswith("ics")]
    content = file.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content


def test_who_has_cancelled_meanwhile_hears_of_that_alone() -> None:
    event = make_event()
    person = invited(event)
    submit(event, person)
    cancel(event, person)

    write_mails()
    assert [(mail.template, mail.state) for mail in mails_of(person)] == [
        ("registration/confirmed", MailState.CANCELLED),
        ("registration/cancelled", MailState.QUEUED),
    ]


def test_one_queued_twice_while_nobody_writes_is_written_once() -> None:
    event = make_event()
    person = invited(event)
    submit(event, person)
    cancel(event, person)
    submit(event, person)

    write_mails()
    confirmations = [
        mail for mail in mails_of(person) if mail.template == "registration/confirmed"
    ]
    assert [mail.state for mail in confirmations] == [
        MailState.CANCELLED,
        MailState.QUEUED,
    ]


def test_two_changes_while_nobody_writes_are_told_once() -> None:
    event = make_event()
    person = invited(event)
    submit(event, person)
    write_mails()
    first, second = half_days(event)[:2]
    change_to(event, person, first.public_id)
    change_to(event, person, second.public_id)

    write_mails()
    assert [(mail.template, mail.state) for mail in mails_of(person)] == [
        ("registration/confirmed", MailState.QUEUED),
        ("registration/changed", MailState.CANCELLED),
        ("registration/changed", MailState.QUEUED),
    ]


def test_one_that_is_written_and_has_not_left_is_taken_back_with_the_place() -> None:
    event = make_event()
    person = invited(event)
    submit(event, person)
    write_mails()
    cancel(event, person)

    assert [(mail.template, mail.state) for mail in mails_of(person)] == [
        ("registration/confirmed", MailState.CANCELLED),
        ("registration/cancelled", MailState.QUEUED),
    ]


def test_what_was_taken_back_is_not_written() -> None:
    event = make_event()
    person = invited(event)
    submit(event, person)
    db.session.refresh(person)
    with transaction():
        take_back(
            db.session.query(Mail).filter_by(person_id=person.id).one(),
            by=person.id,
            at=LATER,
        )

    write_mails()
    [mail] = mails_of(person)
    assert (mail.state, mail.body) == (MailState.CANCELLED, None)


def test_one_mail_tells_of_the_event_and_of_its_course() -> None:
    event = make_event()
    course = make_course(event)
    person = first_departure_invited(event)
    given = answers(event, first_departure=True, with_course=True)
    submit(event, person, given, with_course=True)
    write_mails()

    [mail] = mails_of(person)
    assert course.name.to("en", "fr") in read(mail)
    assert (mail.body or b"").count(b"text/calendar") >= 1


def test_one_that_cannot_be_written_keeps_no_other_back() -> None:
    event = make_event()
    people = [invited(event) for _ in range(2)]
    for person in people:
        submit(event, person)

    def stumble(mail: Mail) -> Letter | None:
        if mail.person_id == people[0].id:
            raise ValueError
        return WRITERS[mail.template](mail)

    moment, writers = LATER, dict.fromkeys(WRITERS, stumble)
    for pause in (timedelta(), *PAUSES):
        moment += pause
        write_due(writers, now=at(moment))

    [failed], [written] = mails_of(people[0]), mails_of(people[1])
    assert (failed.state, failed.last_error) == (MailState.FAILED, NOT_WRITTEN)
    assert written.body


def test_a_name_that_looks_like_a_picture_stops_no_mail() -> None:
    event = make_event()
    person = invited(event, make_person(given_name="cid:x"))
    submit(event, person)
    write_mails()

    [mail] = mails_of(person)
    assert b"cid:x" in (mail.body or b"")


def test_one_that_could_not_be_written_is_written_when_it_is_sent_again() -> None:
    event = make_event()
    person = invited(event)
    submit(event, person)
    with transaction():
        [row] = db.session.query(Mail.public_id).filter_by(person_id=person.id)
        mail = get_mail(event.id, row.public_id, for_update=True)
        mail.state, mail.last_error = MailState.FAILED, NOT_WRITTEN
        resend(mail, by=person.id, at=LATER)
    write_mails()

    [mail] = mails_of(person)
    assert mail.body
    assert (mail.state, mail.last_error) == (MailState.QUEUED, None)


def test_organisers_read_why_it_was_not_written() -> None:
    mail = Mail(state=MailState.FAILED, last_error=NOT_WRITTEN)

    assert "serve" in explain(mail)
