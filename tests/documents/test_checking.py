"""Others check what they hold: genuine, current, out of date, withdrawn, unknown."""

import pypdfium2
import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from eti_events.database import db, transaction
from eti_events.documents.actions import issue_missing
from eti_events.documents.checking import number_of
from eti_events.documents.models import Convocation
from eti_events.events.models import Event, HalfDay
from eti_events.people.models import Person
from eti_events.registration import actions
from eti_events.registration.queries import find_registration
from tests.documents.convening import convene
from tests.factories import make_event, make_person, sign_in
from tests.registration.steps import LATER, half_days, invited, submit

pytestmark = [pytest.mark.one_engine, pytest.mark.usefixtures("app")]
CURRENT, OUTDATED, WITHDRAWN = "Genuine and current", "out of date", "Withdrawn"


def convened() -> tuple[Event, Person]:
    event = make_event()
    convene(event)
    person = invited(event, make_person(family_name="Fougère"))
    submit(event, person)
    return event, person


def numbers(event: Event, person: Person) -> list[str]:
    """Issue what is missing; return the number of each version."""
    event_id, person_id = event.id, person.id
    with transaction():
        issue_missing(event_id, [person_id], by=None, at=LATER)
    rows = db.session.query(Convocation).filter_by(person_id=person_id)
    return [number_of(row) for row in rows.order_by(Convocation.number)]


def check(client: FlaskClient, number: str) -> str:
    return client.get(f"/verify/{number}?lang=en").text


def move_hours(event: Event) -> None:
    first = half_days(event)[0].id
    with transaction():
        half = db.session.get_one(HalfDay, first)
        half.starts_at = half.starts_at.replace(minute=30)


def cancel(event: Event, person: Person) -> None:
    slug, person_id, event_id = event.slug, person.id, event.id
    with transaction():
        event = db.session.get_one(Event, event_id)
        assert event.slug == slug
        row = find_registration(event_id, person_id)
        assert row
        actions.cancel(event, row, by=person_id, at=LATER)


def test_who_checks_a_current_one_reads_what_the_paper_says(app: Flask) -> None:
    event, person = convened()
    [number] = numbers(event, person)
    stranger = app.test_client()

    page = check(stranger, number)
    typed = check(stranger, f" {number.lower()} ")

    for words in (CURRENT, "Alix Fougère", "30 August 2096", "Hélène Vasseur"):
        assert words in page
        assert words in typed
    for absent in (person.email, "Institut", "contact@"):
        assert str(absent) not in page


def test_one_that_is_out_of_date_says_no_more_than_that(client: FlaskClient) -> None:
    event, person = convened()
    [first] = numbers(event, person)
    move_hours(event)

    for _issued_anew in range(2):
        page = check(client, first)
        assert OUTDATED in page
        assert CURRENT not in page
        assert "Fougère" not in page
        versions = numbers(event, person)
    assert len(versions) == 2
    assert CURRENT in check(client, versions[1])


def test_a_withdrawn_one_says_so_and_comes_back_with_the_person(
    client: FlaskClient,
) -> None:
    event, person = convened()
    [number] = numbers(event, person)
    cancel(event, person)

    page = check(client, number)
    assert WITHDRAWN in page
    assert "Fougère" not in page

    submit(event, person)
    assert CURRENT in check(client, number)


def test_what_we_did_not_issue_is_unknown(client: FlaskClient) -> None:
    event, person = convened()
    [number] = numbers(event, person)
    reference = number[:13]

    for forged in (reference, f"{reference}-1", number[:-1], f"{number}X", "x" * 300):
        answer = client.get(f"/verify/{forged}?lang=en")
        assert answer.status_code == 404
        assert "No such convocation" in answer.text
        assert "Fougère" not in answer.text


def test_the_number_is_not_to_be_guessed_nor_read_in_the_database() -> None:
    event, person = convened()
    [number] = numbers(event, person)
    _reference, secret = number.rsplit("-", 1)
    stored = db.session.connection().exec_driver_sql(
        "SELECT code, code_hash FROM convocation"
    )

    assert len(secret) == 26  # of five bits each
    assert all(secret not in str(bytes(row[0])) + row[1] for row in stored)


def test_one_from_before_gets_its_number_without_a_new_version() -> None:
    event, person = convened()
    numbers(event, person)
    with transaction():
        row = db.session.query(Convocation).one()
        row.code = row.code_hash = None

    [number] = numbers(event, person)
    assert number.count("-") == 3
    assert db.session.query(Convocation).one().number == 1


def scans(content: bytes) -> list[str]:
    from pyzbar import pyzbar  # noqa: PLC0415 -- it fails where zbar is lacking

    pages: list[Image.Image] = [
        page.render(scale=150 / 72).to_pil() for page in pypdfium2.PdfDocument(content)
    ]
    return [
        code.data.decode()
        for page in pages
        for code in pyzbar.decode(page, symbols=[pyzbar.ZBarSymbol.QRCODE])
    ]


@pytest.mark.needs("zbar")
def test_the_symbol_on_paper_leads_to_the_page_that_checks_it(
    client: FlaskClient,
) -> None:
    event, person = convened()
    sign_in(client, person)

    content = client.get(f"/me/{event.slug}/convocation.pdf?in=en").data
    [url] = scans(content)

    [number] = numbers(event, person)
    assert url == f"http://localhost/verify/{number}"
    assert CURRENT in client.get(f"{url}?lang=en").text
    page = client.get(f"/me/{event.slug}/convocation?in=en").text
    assert f'href="{url}"' in page
