"""Visa letters: from the passport, by its readers, with a line in the log."""

from io import BytesIO

import pdfplumber
import pytest
from flask import Flask

from eti_events.audit.models import AuditLine
from eti_events.database import db
from eti_events.events.models import Event
from tests.documents.convening import convene
from tests.factories import make_event, make_registration
from tests.formalities.asking import PASSPORT, answer, ask
from tests.formalities.test_pages import proved, reader

pytestmark = pytest.mark.one_engine


@pytest.fixture
def event(app: Flask) -> Event:
    event = make_event()
    ask(event)
    return event


def test_a_reader_draws_it_up_after_a_code_and_the_log_knows(
    app: Flask, event: Event
) -> None:
    convene(event)
    registration = make_registration(event)
    answer(registration, event, visa=PASSPORT)
    client = reader(app, event, "visa")
    here = f"/manage/{event.slug}/formalities/{registration.public_id}/letter"

    assert client.post(here).status_code == 302
    proved()
    page = client.post(here, data={"in": "en"}).text
    pdf = client.post(here, data={"as": "pdf"})

    with pdfplumber.open(BytesIO(pdf.data)) as file:
        drawn = file.pages[0].extract_text()
    assert "Passport number: X1234567" in page
    assert "is kept, on the days below" in page
    for words in ("VERVEINE ALIX", "X1234567", "Macédoine du Nord", "Hélène Vasseur"):
        assert words in drawn
    lines = db.session.query(AuditLine).filter_by(action="formalities.read").all()
    why = {"kinds": "visa", "reason": "letter"}
    assert [line.detail for line in lines] == [why, why]


def test_nobody_else_draws_one_up(app: Flask, event: Event) -> None:
    convene(event)
    registration = make_registration(event)
    answer(registration, event, visa=PASSPORT)
    client = reader(app, event, "hotel travel")
    proved()

    here = f"/manage/{event.slug}/formalities/{registration.public_id}/letter"
    assert client.post(here).status_code == 404


@pytest.mark.parametrize(
    ("signed", "visa", "told"),
    [
        (False, PASSPORT, "Indiquez d’abord qui signe"),
        (True, None, "n’a pas demandé de lettre"),
    ],
)
def test_without_a_signature_or_a_passport_there_is_none(
    app: Flask, event: Event, signed: bool, visa: dict[str, str] | None, told: str
) -> None:
    if signed:
        convene(event)
    registration = make_registration(event)
    answer(registration, event, visa=visa)
    client = reader(app, event, "visa")
    proved()

    here = f"/manage/{event.slug}/formalities/{registration.public_id}/letter"
    assert told in client.post(here, follow_redirects=True).text
