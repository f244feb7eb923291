"""The pages of the second form: the person's own, and those of its readers."""

from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient

from eti_events.accounts.models import Grant, Role, SignIn, SignInKind
from eti_events.audit.models import AuditLine
from eti_events.clock import utcnow
from eti_events.database import db, transaction
from eti_events.events.models import Event
from eti_events.formalities.fields import unpacked
from eti_events.formalities.models import Block, Formality
from eti_events.people.models import Person
from eti_events.registration.models import Registration, RegistrationState
from tests.conftest import Selects
from tests.examples import new_codes
from tests.factories import (
    make_event,
    make_person,
    make_registration,
    make_ticket,
    sign_in,
    sign_in_staff,
)
from tests.formalities.asking import BED, PASSPORT, answer, ask

pytestmark = pytest.mark.one_engine

TYPED = {
    "visa": "yes",
    **{f"visa_{name}": value for name, value in PASSPORT.items()},
    "hotel": "no",
    "travel": "",
}


@pytest.fixture
def event(app: Flask) -> Event:
    event = make_event()
    ask(event)
    return event


def own_client(app: Flask, registration: Registration) -> FlaskClient:
    client = app.test_client()
    person = db.session.get_one(Person, registration.person_id)
    sign_in(client, person, kind=SignInKind.MAIL)
    return client


def proved() -> None:
    """Everybody who is signed in has just proved who they are."""
    with transaction():
        for row in db.session.query(SignIn):
            row.checked_at = utcnow()


def reader(
    app: Flask, event: Event, audience: str = "visa hotel travel"
) -> FlaskClient:
    client = app.test_client()
    person = sign_in_staff(client, Role.ORGANISER, event)
    with transaction():
        db.session.query(Grant).filter_by(person_id=person.id).one().audience = audience
    return client


def stored() -> dict[Block, Formality]:
    db.session.rollback()
    return {row.block: row for row in db.session.query(Formality)}


def test_the_form_is_reached_from_one_s_own_page_and_keeps_answers(
    app: Flask, event: Event
) -> None:
    client = own_client(app, make_registration(event))
    here = f"/me/{event.slug}/formalities"

    page = client.get(here).text
    answered = client.post(here, data=TYPED)

    assert "Tout est effacé le 30 septembre 2096" in page
    assert answered.status_code == 302
    assert unpacked(stored()[Block.VISA].text) == PASSPORT
    assert not stored()[Block.HOTEL].needed
    assert Block.TRAVEL not in stored()


def test_own_page_leads_to_it_only_when_it_is_asked(app: Flask, event: Event) -> None:
    quiet = make_event()
    pages = []
    for each in (event, quiet):
        registration = make_registration(each)
        make_ticket(registration, **new_codes())
        pages.append(own_client(app, registration).get(f"/me/{each.slug}").text)

    assert "/formalities" in pages[0]
    assert "/formalities" not in pages[1]


def test_what_was_given_is_shown_after_a_code_alone(app: Flask, event: Event) -> None:
    registration = make_registration(event)
    answer(registration, event, visa=PASSPORT)
    client = own_client(app, registration)
    here = f"/me/{event.slug}/formalities"

    asked = client.get(here)
    assert asked.status_code == 302
    assert "/me/code?next=" in asked.headers["Location"]
    proved()
    assert 'value="X1234567"' in client.get(here).text


def test_faults_are_told_and_nothing_typed_is_lost(app: Flask, event: Event) -> None:
    client = own_client(app, make_registration(event))
    wrong = TYPED | {
        "visa_birth_place": "",
        "visa_passport_expires_on": "2096-08-30",
        "hotel": "yes",
        "hotel_from_on": "2096-08-30",
        "hotel_until_on": "2096-08-30",
        "hotel_payer": "self",
    }

    page = client.post(f"/me/{event.slug}/formalities", data=wrong)

    assert page.status_code == 422
    assert "Lieu de naissance" in page.text
    assert "ne sera plus valable" in page.text
    assert "C’est avant le début." in page.text
    assert 'value="X1234567"' in page.text
    assert stored() == {}


@pytest.mark.parametrize(
    "state", [RegistrationState.CANCELLED, RegistrationState.WAITING]
)
def test_who_is_not_confirmed_has_no_such_page(
    app: Flask, event: Event, state: RegistrationState
) -> None:
    client = own_client(app, make_registration(event, state=state))

    assert client.get(f"/me/{event.slug}/formalities").status_code == 404
    assert client.post(f"/me/{event.slug}/formalities").status_code == 404


def test_after_the_deadline_it_can_be_read_not_changed(
    app: Flask, event: Event
) -> None:
    registration = make_registration(event)
    answer(registration, event, hotel=BED)
    ask(event, closes_at=utcnow() - timedelta(hours=1), version=1)
    client = own_client(app, registration)
    proved()

    page = client.get(f"/me/{event.slug}/formalities").text
    late = client.post(f"/me/{event.slug}/formalities", data=TYPED)

    assert "Le temps de répondre est passé" in page
    assert "L’organisateur" in page
    assert late.status_code == 409


def test_a_named_reader_opens_it_with_a_reason_that_is_logged(
    app: Flask, event: Event
) -> None:
    registration = make_registration(event)
    answer(registration, event, visa=PASSPORT, hotel=BED)
    client = reader(app, event, "visa")
    here = f"/manage/{event.slug}/formalities/{registration.public_id}"

    assert "X1234567" not in client.get(here).text
    assert client.post(here).status_code == 422
    assert client.post(here, data={"reason": "letter"}).status_code == 302
    proved()
    opened = client.post(here, data={"reason": "letter"}).text

    assert "X1234567" in opened
    assert "L’organisateur" not in opened  # another block, for other readers
    [line] = db.session.query(AuditLine).filter_by(action="formalities.read")
    assert line.detail == {"kinds": "visa", "reason": "letter"}
    assert line.subject_id == registration.id


def test_an_organiser_who_is_no_reader_opens_nothing(app: Flask, event: Event) -> None:
    registration = make_registration(event)
    answer(registration, event, visa=PASSPORT)
    client = reader(app, event, "diet")
    proved()
    here = f"/manage/{event.slug}/formalities"

    one = client.post(f"{here}/{registration.public_id}", data={"reason": "letter"})
    many = client.post(f"{here}/export", data={"reason": "letter", "block": "visa"})

    assert (one.status_code, many.status_code) == (404, 404)
    assert "X1234567" not in client.get(f"{here}/{registration.public_id}").text


def test_the_agency_s_file_holds_text_alone_and_is_logged(
    app: Flask, event: Event
) -> None:
    registration = make_registration(event)
    answer(registration, event, hotel=BED | {"remark": '=HYPERLINK("http://x")'})
    answer(make_registration(event), event, hotel=None)
    client = reader(app, event)
    asked = {"block": "hotel", "reason": "booking"}
    address = f"/manage/{event.slug}/formalities/export"

    assert client.post(address, data=asked).status_code == 302
    proved()
    file = client.post(address, data=asked)

    sheet = openpyxl.load_workbook(BytesIO(file.data)).active
    assert sheet is not None
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert len(cells) == 2  # titles, and the one who needs a room
    assert cells[1][-1] == '=HYPERLINK("http://x")'
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert file.headers["Cache-Control"] == "no-store"
    [line] = db.session.query(AuditLine).filter_by(action="formalities.exported")
    assert line.detail == {"kinds": "hotel", "count": 1, "reason": "booking"}


def test_an_organiser_asks_and_reminds_by_typing_the_number(
    app: Flask, event: Event
) -> None:
    make_registration(event)
    client = reader(app, event, "")
    here = f"/manage/{event.slug}/formalities"
    rules = {
        "version": "1",
        "blocks": ["hotel"],
        "closes_wall": "2096-08-01T12:00",
        "keep_days": "10",
    }

    saved_rules = client.post(here, data=rules)
    wrong = client.post(f"{here}/remind", data={"count": "7"})
    right = client.post(f"{here}/remind", data={"count": "1"})

    assert saved_rules.status_code == 302
    assert wrong.status_code == 409
    assert f'href="{here}?state=silent"' in wrong.text
    assert "Tapez le nombre de personnes" in wrong.text
    assert right.status_code == 302
    assert "Effacement le 10 septembre 2096" in client.get(here).text


def test_asking_needs_a_deadline(app: Flask, event: Event) -> None:
    client = reader(app, event)

    answer = client.post(
        f"/manage/{event.slug}/formalities",
        data={"version": "1", "blocks": ["visa"], "keep_days": "10"},
    )

    assert answer.status_code == 422
    assert "Indiquez jusqu’à quand" in answer.text


def test_a_security_officer_reads_the_list_and_cannot_ask(
    app: Flask, event: Event
) -> None:
    client = app.test_client()
    sign_in_staff(client, Role.SECURITY_OFFICER, event)
    here = f"/manage/{event.slug}/formalities"

    page = client.get(here)

    assert page.status_code == 200
    assert "Ce que vous demandez" not in page.text
    assert client.post(here).status_code == 404


def test_the_list_asks_the_same_of_the_database_for_one_and_for_three(
    app: Flask, event: Event, selects: Selects
) -> None:
    client = reader(app, event)
    counts = []
    for _ in range(3):
        answer(make_registration(event, make_person()), event, hotel=BED)
        with selects() as asked:
            client.get(f"/manage/{event.slug}/formalities")
        counts.append(len(asked))

    assert counts[0] == counts[2]
