"""Taking the list away: who and what is in the file, and what no file may do."""

import csv
import io
from datetime import timedelta

import openpyxl
import pytest
from flask.testing import FlaskClient

from eti_events.accounts.models import Grant, SignIn
from eti_events.audit.models import AuditLine
from eti_events.clock import utcnow
from eti_events.database import db, transaction
from eti_events.events.models import Event
from eti_events.people.models import Mission, Person
from eti_events.registration.models import (
    Category,
    Need,
    NeedKind,
    Registration,
    RegistrationState,
)
from eti_events.reports.columns import EXPORTED, NEEDS, SENSITIVE, TICKED
from eti_events.reports.sheets import harmless, write_csv, write_xlsx
from tests.conftest import Selects
from tests.factories import (
    BEFORE,
    make_event,
    make_mission,
    make_person,
    make_registration,
    saved,
    sign_in_staff,
)
from tests.test_hostile_names import HOSTILE

FORMULAS = (
    '=HYPERLINK("http://evil.example","clic")',
    "+33 1 02 03 04 05",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\t=1+1",
    "\r=1+1",
    " =1+1",
    "\u00a0=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
)
NAMES = ["family_name", "given_name"]


@pytest.fixture
def event(client: FlaskClient) -> Event:
    event = make_event()
    sign_in_staff(client, event=event)
    return event


def prove() -> None:
    """Every session has just proved who it is."""
    with transaction():
        for row in db.session.query(SignIn):
            row.checked_at = utcnow()


def take(
    client: FlaskClient,
    event: Event,
    columns: list[str],
    *,
    kind: str = "csv",
    query: str = "",
) -> bytes:
    answer = client.post(
        f"/manage/{event.slug}/participants/export?lang=en&{query}",
        data={"kind": kind, "columns": columns},
    )
    assert answer.status_code == 200, answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"].startswith(
        f'attachment; filename="participants-{utcnow():%Y}'
    )
    return bytes(answer.data)


def rows_of(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    text = content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


def lines(action: str) -> list[AuditLine]:
    db.session.rollback()  # what was read before is over
    return db.session.query(AuditLine).filter_by(action=action).all()


def computed(content: bytes) -> list[str]:
    """What a spreadsheet program would compute in a workbook, or link to."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [
        cell.coordinate
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if (cell.data_type != "s" and cell.value is not None) or cell.hyperlink
    ]


def dangerous(content: bytes) -> list[str]:
    """What a spreadsheet program would take for a formula in such a text file."""
    starts = tuple("=+-@\t\r\n＝＋－＠")
    cells = [cell for row in rows_of(content) for cell in row]
    return [c for c in cells if c.startswith(starts) or c.strip().startswith(starts)]


def test_a_planted_formula_is_found() -> None:
    stream = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(["=1+1"])  # type: ignore[union-attr]  # it has one
    book.save(stream)

    assert computed(stream.getvalue()) == ["A1"]
    for formula in FORMULAS:
        quoted = formula.replace('"', '""')
        assert dangerous(f'\ufeff"{quoted}"\r\n'.encode()) == [formula]


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_file_holds_a_formula(formula: str) -> None:
    rows = [[formula, "Élan"]]

    assert computed(write_xlsx(["A", "B"], rows, sheet="P", footer=formula)) == []
    assert dangerous(write_csv(["A", "B"], rows)) == []
    assert rows_of(write_csv(["A", "B"], rows))[1] == [f"'{formula}", "Élan"]


def test_what_is_no_formula_stays_as_it_is() -> None:
    for text in ("Élan", "O’Brien", "a=b", "12", "", "x@exemple.invalid"):
        assert harmless(text) == text


def test_hostile_names_are_text_in_both_files(
    client: FlaskClient, event: Event
) -> None:
    for name in (*HOSTILE, *FORMULAS):
        row = make_registration(event, make_person(given_name=name, family_name=name))
        with transaction():
            db.session.get_one(Registration, row.id).badge_line = name[:100]

    workbook = take(client, event, ["family_name", "badge_line"], kind="xlsx")
    text = take(client, event, ["family_name", "badge_line"])

    assert computed(workbook) == []
    assert dangerous(text) == []
    assert len(rows_of(text)) == len(HOSTILE) + len(FORMULAS) + 1
    assert "<script>alert(1)</script>" in [row[0] for row in rows_of(text)]


def test_the_file_holds_what_the_filters_show_in_their_order(
    client: FlaskClient, event: Event
) -> None:
    for name, category in (("Iris", "expert"), ("Élan", "vip"), ("Ajonc", "vip")):
        person = make_person(given_name="Noé", family_name=name)
        make_registration(event, person, category=Category(category))
    make_registration(make_event(), make_person(family_name="Ailleurs"))
    make_registration(event, state=RegistrationState.CANCELLED)

    found = rows_of(take(client, event, NAMES, query="category=vip&order=down"))

    assert found == [["Family name", "Given name"], ["Élan", "Noé"], ["Ajonc", "Noé"]]


def test_every_plain_column_is_written(client: FlaskClient, event: Event) -> None:
    person = make_person(given_name="Noé", family_name="Élan")
    make_registration(event, person, mission=make_mission(person), first_departure=True)

    titles, row = rows_of(take(client, event, list(TICKED)))

    told = dict(zip(titles, row, strict=True))
    assert len(titles) >= 25
    assert told["State"] == "Confirmed"
    assert told["Language"] == "français"
    assert told["Region"] == "Africa"
    assert told["First departure"] == "Yes"
    assert told["First day of the assignment"] == "2095-09-01"
    assert told["Confirmed on"] == "2026-06-01 11:00"
    assert told["Half-days"].count(";") == 3


def test_sensitive_columns_are_not_ticked_at_first(
    client: FlaskClient, event: Event
) -> None:
    text = client.get(f"/manage/{event.slug}/participants/export?lang=en").text

    ticked = [line for line in text.split("<input") if " checked" in line]
    for column in SENSITIVE:
        assert not any(f'value="{column}"' in line for line in ticked)
    assert sum('name="columns"' in line for line in ticked) == len(TICKED)


def test_a_sensitive_column_asks_again_who_one_is(
    client: FlaskClient, event: Event
) -> None:
    person = make_person(given_name="Noé", family_name="Élan")
    make_registration(event, person, mission=make_mission(person))
    with transaction():
        db.session.get_one(Person, person.id).phone = "+33102030405"

    answer = client.post(
        f"/manage/{event.slug}/participants/export?category=expert",
        data={"kind": "csv", "columns": ["family_name", "phone"]},
    )
    assert answer.status_code == 302
    assert answer.location.startswith("/me/code?next=")
    assert "phone" in answer.location
    assert "category" in answer.location
    assert lines("participants.exported") == []

    prove()
    found = rows_of(take(client, event, ["family_name", "phone", "country"]))
    assert found[1] == ["Élan", "'+33102030405", "Senegal"]
    [line] = lines("participants.exported")
    assert line.detail == {
        "count": 1,
        "kind": "csv",
        "columns": 3,
        "sensitive": "phone country",
    }
    assert line.event_id == event.id


def test_needs_are_for_their_readers_alone(client: FlaskClient, event: Event) -> None:
    registration = make_registration(event, make_person(family_name="Élan"))
    for kind in (NeedKind.DIET, NeedKind.ACCESS):
        saved(
            Need(
                registration_id=registration.id,
                kind=kind,
                text=f"canari {kind}",
                given_at=BEFORE,
            )
        )
    prove()

    refused = client.post(
        f"/manage/{event.slug}/participants/export",
        data={"kind": "csv", "columns": ["family_name", "diet"]},
    )
    assert refused.status_code == 422
    with transaction():
        for grant in db.session.query(Grant):
            grant.audience = "diet"

    page = client.get(f"/manage/{event.slug}/participants/export").text
    assert 'value="diet"' in page
    assert 'value="access"' not in page
    content = take(client, event, ["family_name", "diet"])
    assert rows_of(content)[1] == ["Élan", "canari diet"]
    assert "canari access" not in content.decode()
    [line] = lines("needs.read")
    assert line.detail == {"kinds": "diet", "count": 1}


def test_where_a_protected_person_is_posted_is_in_no_file(
    client: FlaskClient, event: Event
) -> None:
    for protected in (False, True):
        person = make_person(family_name=f"P{protected}", protected=protected)
        mission = make_mission(
            person, country="UA", desk_officer_label="Canari référent"
        )
        row = make_registration(event, person, mission=mission)
        with transaction():
            kept = db.session.get_one(Mission, mission.id)
            kept.city = kept.title = kept.host_organisation = "Canari"
            db.session.get_one(Registration, row.id).badge_line = "Canari"
    prove()
    columns = [column for column in EXPORTED if column not in NEEDS]

    _titles, known, hidden = rows_of(take(client, event, list(columns)))

    assert [cell for cell in known if "Canari" in cell or cell == "Ukraine"] != []
    assert [cell for cell in hidden if "Canari" in cell or cell == "Ukraine"] == []
    assert hidden.count("Masked") == 7


def test_the_columns_of_the_list_are_those_of_the_file(
    client: FlaskClient, event: Event
) -> None:
    address = f"/manage/{event.slug}/participants/export?columns=email.theme"
    text = client.get(address).text

    ticked = [line for line in text.split("<input") if " checked" in line]
    values = [line.split('value="')[1].split('"')[0] for line in ticked]
    assert values == ["xlsx", "family_name", "given_name", "email", "theme"]


def test_a_file_without_columns_is_refused(client: FlaskClient, event: Event) -> None:
    answer = client.post(
        f"/manage/{event.slug}/participants/export?lang=en", data={"kind": "csv"}
    )
    assert answer.status_code == 422
    assert "Tick at least one column." in answer.text


def test_three_people_take_as_many_questions_as_one(
    client: FlaskClient, event: Event, selects: Selects
) -> None:
    make_registration(event)
    with selects() as for_one:
        take(client, event, list(TICKED), kind="xlsx")
    make_registration(event)
    make_registration(event)
    with selects() as for_three:
        take(client, event, list(TICKED), kind="xlsx")

    assert len(for_three) == len(for_one)


def test_a_proof_grown_old_is_asked_again(client: FlaskClient, event: Event) -> None:
    prove()
    with transaction():
        for row in db.session.query(SignIn):
            row.checked_at = utcnow() - timedelta(hours=2)

    answer = client.post(
        f"/manage/{event.slug}/participants/export",
        data={"kind": "csv", "columns": ["phone"]},
    )
    assert answer.status_code == 302
