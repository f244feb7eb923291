"""An access need is answered by its readers, and read by its person alone."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, text

from eti_events.audit.models import AuditLine
from eti_events.clock import utcnow
from eti_events.database import db, transaction
from eti_events.events.models import Event
from eti_events.messages.models import Mail
from eti_events.people.models import Person
from eti_events.registration.actions import forget_needs
from eti_events.registration.models import (
    Need,
    NeedAnswer,
    NeedKind,
)
from tests.factories import (
    BEFORE,
    make_event,
    make_person,
    saved,
    sign_in,
    sign_in_staff,
)
from tests.factories import make_registration as registered
from tests.registration.steps import mails
from tests.reports.test_person import name_reader, path_of, prove_identity

CANARY = "rampe-turquoise"
ANSWER = {
    "version": "0",
    "progress": "arranging",
    "arranged_by": "Accueil nord",
    "text": f"Une {CANARY} sera posée.",
}


@pytest.fixture
def event(client: FlaskClient) -> Event:
    event = make_event()
    sign_in_staff(client, event=event)
    return event


@pytest.fixture
def person(event: Event) -> Person:
    """Somebody confirmed who asked for a ramp."""
    person = make_person()
    registration = registered(event, person)
    saved(
        Need(
            registration_id=registration.id,
            kind=NeedKind.ACCESS,
            text="Fauteuil",
            given_at=BEFORE,
        )
    )
    return person


def answer(client: FlaskClient, event: Event, person: Person, **changes: str) -> int:
    url = path_of(event, person) + "/needs/access?lang=en"
    return client.post(url, data=ANSWER | changes).status_code


def own_page(app: Flask, event: Event, person: Person, page: str = "") -> str:
    client = app.test_client()
    sign_in(client, person, event=event)
    prove_identity()
    return client.get(f"/me/{event.slug}{page}?lang=en").text


def answers() -> list[NeedAnswer]:
    db.session.rollback()
    return list(db.session.query(NeedAnswer))


def test_a_reader_answers_and_the_person_reads_it_behind_a_code(
    app: Flask, client: FlaskClient, event: Event, person: Person
) -> None:
    name_reader("access")
    prove_identity()

    shown = client.post(path_of(event, person) + "/needs?lang=en").text
    status = answer(client, event, person)
    again = answer(client, event, person)  # the same, sent twice

    assert "Answer the access need" in shown
    assert (status, again) == (302, 302)
    space = own_page(app, event, person)
    assert "The organisers have answered your access need." in space
    assert CANARY not in space
    needs = own_page(app, event, person, "/needs")
    assert "Being arranged" in needs
    assert "Accueil nord" in needs
    assert CANARY in needs
    assert mails(person) == ["registration/answered"]


def test_neither_mail_nor_log_nor_database_tells_what_was_answered(
    client: FlaskClient, event: Event, person: Person
) -> None:
    name_reader("access")
    answer(client, event, person)

    (row,) = answers()
    assert CANARY in row.text  # what is searched for is there to be found
    mail = db.session.query(Mail).one()
    assert CANARY not in f"{mail.subject} {mail.__dict__}"
    (stored,) = db.session.execute(text("SELECT text FROM need_answer")).scalars()
    assert CANARY.encode() not in bytes(stored)
    line = db.session.query(AuditLine).filter_by(action="needs.answered").one()
    assert (line.subject_kind, line.subject_id, line.detail) == (
        "need",
        row.need_id,
        {},
    )


def test_only_named_readers_answer(
    client: FlaskClient, event: Event, person: Person
) -> None:
    as_organiser = answer(client, event, person)
    board = client.get(f"/manage/{event.slug}/?lang=en").text
    name_reader("diet allergy")
    as_other_reader = answer(client, event, person)
    name_reader("access")
    reader_s_board = client.get(f"/manage/{event.slug}/?lang=en").text

    assert (as_organiser, as_other_reader, answers()) == (404, 404, [])
    assert "without an answer" not in board
    assert "1 access need without an answer" in reader_s_board


def test_what_is_missing_or_stale_is_said_and_typed_text_is_kept(
    client: FlaskClient, event: Event, person: Person
) -> None:
    name_reader("access")
    url = path_of(event, person) + "/needs/access?lang=en"

    missing = client.post(url, data=ANSWER | {"progress": ""})
    answer(client, event, person)
    stale = client.post(url, data=ANSWER | {"text": "Autre chose"})

    assert missing.status_code == 422
    assert CANARY in missing.text
    assert stale.status_code == 409
    assert "A colleague answered meanwhile" in stale.text
    assert "Autre chose" in stale.text
    assert CANARY in answers()[0].text


def test_an_answer_stands_for_the_need_as_it_was_and_goes_with_it(
    app: Flask, client: FlaskClient, event: Event, person: Person
) -> None:
    name_reader("access")
    answer(client, event, person)

    with transaction():
        db.session.query(Need).one().given_at = utcnow() + timedelta(minutes=1)
    changed = own_page(app, event, person)
    with transaction():
        db.session.execute(delete(Need))

    assert "have answered your access need" not in changed
    assert answers() == []
    assert answer(client, event, person) == 409


def test_needs_and_their_answers_are_erased_together(
    client: FlaskClient, event: Event, person: Person
) -> None:
    name_reader("access")
    answer(client, event, person)

    with transaction():
        forget_needs(event.ends_at + timedelta(days=7, seconds=1))

    assert answers() == []
