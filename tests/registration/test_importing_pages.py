"""The pages on which an organiser brings a list of people."""

import io

import openpyxl
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from eti_events.database import db
from eti_events.events.models import Event
from eti_events.registration.models import (
    Category,
    Registration,
    RegistrationState,
)
from tests.factories import make_event, make_person, sign_in_staff
from tests.people.files import csv_file
from tests.registration.test_importing import HEADERS, guest, work

pytestmark = pytest.mark.one_engine


@pytest.fixture
def event(client: FlaskClient) -> Event:
    event = make_event(places=3)
    sign_in_staff(client, event=event)
    client.set_cookie("lang", "en")
    return event


def send(
    client: FlaskClient, event: Event, content: bytes, name: str = "list.csv"
) -> TestResponse:
    return client.post(
        f"/manage/{event.slug}/lists",
        data={
            "file": (io.BytesIO(content), name),
            "how": "confirm",
            "category": "speaker",
        },
        content_type="multipart/form-data",
    )


def brought(client: FlaskClient, event: Event, *rows: list[str]) -> str:
    """Upload a list and return the address of its page."""
    return str(send(client, event, csv_file(rows, headers=HEADERS)).headers["Location"])


def test_a_list_is_read_checked_confirmed_and_undone(
    client: FlaskClient, event: Event
) -> None:
    page = brought(client, event, guest(1, category=""), guest(2, note="Calls first"))

    shown = client.get(page).text
    wrong = client.post(f"{page}/start", data={"number": "1"})
    client.post(f"{page}/start", data={"number": "2"})
    waiting = client.get(page)
    work()
    done = client.get(page).text

    assert "Confirm 2 people" in shown
    assert wrong.status_code == 409
    assert "This is not the number of people" in wrong.text
    assert '<a href="#number">' in wrong.text
    assert 'value="1"' in wrong.text
    assert waiting.headers["Refresh"]
    assert "2 people confirmed" in done
    first = db.session.query(Registration).order_by(Registration.id).first()
    assert first
    assert first.category is Category.SPEAKER

    client.post(f"{page}/undo")
    undone = client.get(page).text
    assert "Undone: 2 rows taken back" in undone
    db.session.rollback()  # what the requests wrote
    states = {row.state for row in db.session.query(Registration)}
    assert states == {RegistrationState.CANCELLED}


def test_faults_stand_on_the_page_and_in_a_workbook(
    client: FlaskClient, event: Event
) -> None:
    rows = [guest(1), guest(2, half_days="9"), guest(3), guest(4), guest(5)]
    page = brought(client, event, *rows)

    shown = client.get(page).text
    french = client.get(f"{page}?lang=fr").text
    book = client.get(f"{page}/faulty-rows.xlsx?lang=en").data
    without = client.post(f"{page}/start", data={"number": "3"})

    assert "Not a half-day of this event" in shown
    assert "No place is left" in shown
    assert "Pas une demi-journée de cet événement" in french
    sheet = openpyxl.load_workbook(io.BytesIO(book)).active
    assert sheet
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == ["3", "6"]
    assert without.status_code == 409
    client.post(f"{page}/start", data={"number": "3", "skip_faulty": "yes"})
    work()
    assert "Rows left aside" in client.get(page).text


def test_columns_are_chosen_and_a_field_only_once(
    client: FlaskClient, event: Event
) -> None:
    content = csv_file([["Ajonc", "a@exemple.invalid"]], headers=["Qui", "Contact"])
    page = str(send(client, event, content).headers["Location"])

    missing = client.get(page).text
    twice = {"column_0": "email", "column_1": "email"}
    double = client.post(f"{page}/columns", data=twice)
    right = {"column_0": "family_name", "column_1": "email"}
    client.post(f"{page}/columns", data=right)

    assert "Some columns are to be chosen" in missing
    assert client.post(f"{page}/start", data={"number": "9"}).status_code == 409
    assert double.status_code == 422
    assert "This field is chosen twice." in double.text
    assert "Confirm 1 person" in client.get(page).text


def test_a_file_that_is_no_table_is_refused_in_words(
    client: FlaskClient, event: Event
) -> None:
    empty = client.post(f"/manage/{event.slug}/lists", data={"how": "invite"})
    hidden = send(client, event, b"PK\x03\x04 not a table")
    other = send(client, event, b"%PDF-1.7", "list.pdf")

    assert "Choose a file." in empty.text
    assert (hidden.status_code, other.status_code) == (409, 409)
    assert "Only XLSX and CSV files can be imported." in other.text


def test_a_name_of_the_network_is_named_where_the_file_says_otherwise(
    client: FlaskClient, event: Event
) -> None:
    address = "ilir.fougere1@exemple.invalid"
    make_person(given_name="Vesna", family_name="Ajonc", email=address)

    shown = client.get(brought(client, event, guest(1))).text

    assert "Known as Vesna Ajonc" in shown


def test_a_running_import_is_taken_back(client: FlaskClient, event: Event) -> None:
    page = brought(client, event, guest(1))
    client.post(f"{page}/start", data={"number": "1"})

    client.post(f"{page}/stop")
    work()

    assert db.session.query(Registration).count() == 0
    assert "Confirm 1 person" in client.get(page).text


def test_the_pages_lead_to_each_other(client: FlaskClient, event: Event) -> None:
    brought(client, event, guest(1))
    address = f"/manage/{event.slug}/lists"

    assert "list.csv" in client.get(address).text
    for path in ("invitations", "participants"):
        assert address in client.get(f"/manage/{event.slug}/{path}").text
