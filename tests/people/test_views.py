"""The roster's pages, as an organiser uses them."""

import io
from datetime import timedelta
from uuid import uuid4

import openpyxl
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from eti_events import JOBS
from eti_events.accounts.models import Role
from eti_events.database import db
from eti_events.jobs.running import run_due
from eti_events.people.checking import check
from eti_events.people.columns import chosen, propose
from eti_events.people.models import (
    Correction,
    DeskOfficer,
    Mission,
    Person,
    RosterImport,
)
from eti_events.people.roster import Field
from eti_events.people.spreadsheet import read_spreadsheet
from eti_events.people.titles import ROSTER, recognise
from tests.conftest import Selects
from tests.factories import (
    make_event,
    make_person,
    make_registration,
    saved,
    sign_in_staff,
)
from tests.people.files import HEADERS, csv_file, expert, roster
from tests.people.test_importing import AT, count, import_rows, only

BASE = "/manage/roster"


@pytest.fixture
def organiser(client: FlaskClient) -> FlaskClient:
    sign_in_staff(client, Role.ORGANISER)
    client.set_cookie("lang", "en")
    return client


def upload(
    client: FlaskClient, content: bytes, name: str = "roster.csv"
) -> TestResponse:
    return client.post(
        f"{BASE}/import",
        data={"file": (io.BytesIO(content), name)},
        content_type="multipart/form-data",
    )


def start_file(client: FlaskClient, content: bytes) -> str:
    """Upload the file and return the address of its import."""
    return str(upload(client, content).headers["Location"])


def work() -> None:
    """Do what the worker would."""
    run_due(JOBS, "worker", lease=timedelta(minutes=1))


def test_a_file_is_read_checked_imported_and_undone(organiser: FlaskClient) -> None:
    page = start_file(organiser, csv_file([expert(1), expert(2)]))

    assert "Import 2 changes" in organiser.get(page).text
    assert count(Mission) == 0
    organiser.post(f"{page}/start")
    running = organiser.get(page)
    assert "Import under way" in running.text
    assert running.headers["Refresh"] == "2"
    work()
    done = organiser.get(page)
    assert "Imported: 2 new, 0 changed" in done.text
    assert "Refresh" not in done.headers
    organiser.post(f"{page}/undo")
    assert "Undone: 2 changes taken back" in organiser.get(page).text
    assert count(Mission) == 0


def test_the_rows_that_an_undone_import_leaves_are_named_with_the_reason(
    organiser: FlaskClient,
) -> None:
    page = start_file(organiser, csv_file([expert(1), expert(2)]))
    organiser.post(f"{page}/start")
    work()
    person = db.session.scalars(select(Person).join(Mission)).first()
    make_registration(make_event(), person)
    db.session.rollback()

    organiser.post(f"{page}/undo")

    text = organiser.get(page).text
    assert "Undone: 1 change taken back" in text
    assert "1 row was used since, and stays" in text
    assert "Genêtb" in text
    assert "registered" in text
    assert "Genêtc" not in text


def test_the_whole_roster_passes_through_the_pages(organiser: FlaskClient) -> None:
    response = upload(organiser, roster("roster", "xlsx"), "roster.xlsx")
    page = response.headers["Location"]

    text = organiser.get(page).text
    assert "sheet “Experts”" in text
    assert "481 rows, 24 columns" in text
    assert "No fault was found" in text
    organiser.post(f"{page}/start")
    work()
    assert count(Mission) == 481
    again = start_file(organiser, roster("roster", "csv"))
    assert "This file changes nothing" in organiser.get(again).text


def test_faults_come_first_with_their_remedy(organiser: FlaskClient) -> None:
    rows = [expert(1), expert(2, email="a@exemple,invalid"), expert(3, country="ZZ")]
    text = organiser.get(start_file(organiser, csv_file(rows))).text

    assert "2 faulty rows" in text
    for words in (
        "Row 3", "a@exemple,invalid", "Comma in the address",
        "Replace the comma by a full stop", "Row 4", "Unknown country",
    ):  # fmt: skip
        assert words in text
    assert "Leave these 2 rows aside" in text


def test_a_character_that_would_turn_the_page_around_is_written_out(
    organiser: FlaskClient,
) -> None:
    text = organiser.get(
        start_file(organiser, csv_file([expert(1, city="Ville\u202eX")]))
    ).text

    assert "Ville⟨U+202E⟩X" in text
    assert "\u202e" not in text


def test_a_strange_file_name_or_title_is_shown_plainly(organiser: FlaskClient) -> None:
    headers = [*HEADERS[:-1], "Obs\x00\u202e."]
    content = csv_file([expert(1)], headers=headers)

    page = upload(organiser, content, "..\\..\\é\u202etxt.csv").headers["Location"]

    text = organiser.get(page).text
    assert ">Obs.<" in text
    assert "étxt.csv" in text
    assert "\u202e" not in text


def test_what_a_file_holds_is_never_markup(organiser: FlaskClient) -> None:
    hostile = "<script>alert(1)</script>"
    rows = [expert(1, country=hostile), expert(2, city=hostile)]
    headers = [*HEADERS[:-1], f"{hostile}"]
    page = start_file(organiser, csv_file(rows, headers=headers))
    pages = [organiser.get(page), organiser.get(f"{page}/rows/new")]
    organiser.post(f"{page}/start", data={"skip_faulty": "yes"})
    work()
    pages += [organiser.get(page), organiser.get(f"{BASE}/")]

    assert not any(hostile in answer.text for answer in pages)


def test_faulty_rows_are_left_aside_when_the_organiser_says_so(
    organiser: FlaskClient,
) -> None:
    page = start_file(organiser, csv_file([expert(1), expert(2, country="ZZ")]))

    organiser.post(f"{page}/start", data={"skip_faulty": "yes"})
    work()

    assert "1 faulty row was left aside." in organiser.get(page).text
    assert count(Mission) == 1


def test_an_import_with_faults_that_was_started_all_the_same_keeps_nothing(
    organiser: FlaskClient,
) -> None:
    page = start_file(organiser, csv_file([expert(1), expert(2, country="ZZ")]))

    organiser.post(f"{page}/start")
    work()

    assert "This import was refused: nothing was recorded." in organiser.get(page).text
    assert count(Mission) == 0


def test_a_file_can_be_refused_and_is_not_started_afterwards(
    organiser: FlaskClient,
) -> None:
    page = start_file(organiser, csv_file([expert(1), expert(2, country="ZZ")]))

    refused = organiser.post(f"{page}/refuse", follow_redirects=True)
    late = organiser.post(f"{page}/start", data={"skip_faulty": "yes"})

    assert "Nothing was recorded." in refused.text
    assert late.status_code == 409
    assert "already been started, or is over" in late.text


def test_a_running_import_can_be_stopped(organiser: FlaskClient) -> None:
    page = start_file(organiser, csv_file([expert(1)]))
    organiser.post(f"{page}/start")

    organiser.post(f"{page}/stop")
    work()

    assert "Import 1 change" in organiser.get(page).text
    assert count(Mission) == 0


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"%PDF-1.7", "roster.pdf", "Only XLSX and CSV files can be imported."),
        (b"not a workbook", "roster.xlsx", "is not what its name says"),
        (b"Nom;Pays\n", "roster.csv", "This file holds no row below its headers."),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_on_the_same_page(
    organiser: FlaskClient, content: bytes, name: str, words: str
) -> None:
    response = upload(organiser, content, name)

    assert response.status_code == 409
    assert words in response.text
    assert count(RosterImport) == 0


def test_no_file_at_all_is_an_answer_to_correct(organiser: FlaskClient) -> None:
    response = organiser.post(f"{BASE}/import", data={})

    assert response.status_code == 422
    assert "Choose a file." in response.text


def test_the_import_that_can_be_undone_stays_in_the_list(
    organiser: FlaskClient,
) -> None:
    page = start_file(organiser, csv_file([expert(1)]))
    organiser.post(f"{page}/start")
    work()
    for number in range(2, 24):
        start_file(organiser, csv_file([expert(number)]))

    assert page in organiser.get(f"{BASE}/import").text


def test_a_long_mission_is_shown_and_hinders_nothing(organiser: FlaskClient) -> None:
    long = expert(1, start="09/09/2024", end="10/09/2027")

    page = organiser.get(start_file(organiser, csv_file([long]))).text

    assert "1 row to check, which is no fault" in page
    assert "Mission longer than three years" in page
    assert "Import 1 change" in page


def test_columns_are_chosen_by_hand_and_remembered(organiser: FlaskClient) -> None:
    strange = {"Nom": "Qui", "Zone": "Où ça"}
    headers = [strange.get(title, title) for title in HEADERS]
    page = start_file(organiser, csv_file([expert(1)], headers=headers))
    text = organiser.get(page).text
    assert "more than one, for: Family name (Nom), Region (Zone)." in text

    fields = _choices()
    fields[f"column_{headers.index('Qui')}"] = "family_name"
    fields[f"column_{headers.index('Où ça')}"] = "region"
    chosen_page = organiser.post(f"{page}/columns", data=fields, follow_redirects=True)
    assert "Import 1 change" in chosen_page.text
    next_file = start_file(organiser, csv_file([expert(2)], headers=headers))
    next_text = organiser.get(next_file).text
    assert "Import 1 change" in next_text
    assert "Remembered" in next_text


def _choices() -> dict[str, str]:
    """Return what the form holds when each column has its own field."""
    return {f"column_{n}": field for n, field in enumerate(list(Field)[: len(HEADERS)])}


def test_one_field_cannot_be_chosen_twice(organiser: FlaskClient) -> None:
    page = start_file(organiser, csv_file([expert(1)]))
    fields = _choices() | {"column_12": "email"}

    response = organiser.post(f"{page}/columns", data=fields)

    assert response.status_code == 422
    assert "This field is chosen twice." in response.text


def test_changes_are_shown_before_and_after_and_corrections_stay(
    organiser: FlaskClient,
) -> None:
    import_rows(expert(1), expert(2), expert(3))
    mission = db.session.scalars(select(Mission).order_by(Mission.id)).all()[1]
    saved(
        Correction(
            person_id=mission.person_id,
            mission_id=mission.id,
            field="city",
            roster_value="Dakar",
            corrected_value="Dakar",
            corrected_at=AT,
        )
    )
    rows = [expert(1, end="28/12/2027"), expert(2, city="Thiès")]
    page = start_file(organiser, csv_file(rows))

    text = organiser.get(page).text

    assert "28/09/2027" in text
    assert "28/12/2027" in text
    assert "Corrected by them" in text
    assert "stays “Dakar”; the file says “Thiès”" in text
    assert "Genêtd" in organiser.get(f"{page}/rows/gone").text
    assert "Genêtc" in organiser.get(f"{page}/rows/contradicting").text


def test_the_posting_of_a_protected_person_is_masked(organiser: FlaskClient) -> None:
    import_rows(expert(1, sensitive="oui", city="Dakar", country="SN"))
    row = expert(1, sensitive="oui", city="Kaolack", country="ML")

    page = start_file(organiser, csv_file([row]))
    pages = [organiser.get(f"{page}/rows/changed"), organiser.get(f"{BASE}/")]

    assert "masked" in pages[0].text
    for answer in pages:
        assert not any(
            w in answer.text for w in ("Kaolack", "Dakar", "Senegal", "Mali")
        )


def test_the_faulty_rows_go_home_as_text_with_what_is_wrong(
    organiser: FlaskClient,
) -> None:
    rows = [expert(1), expert(2, host='=HYPERLINK("http://evil.invalid")')]
    page = start_file(organiser, csv_file(rows))

    response = organiser.get(f"{page}/faulty-rows.xlsx")

    book = openpyxl.load_workbook(io.BytesIO(response.data))
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if cell.value} == {"s"}
    values = [cell.value for cell in cells]
    assert "Organisme d'accueil – Formula instead of text" in values
    assert '=HYPERLINK("http://evil.invalid")' in values
    assert "ETI-0001" not in values


def test_the_empty_roster_that_we_give_is_one_that_we_take(
    organiser: FlaskClient,
) -> None:
    response = organiser.get(f"{BASE}/template.xlsx")

    book = openpyxl.load_workbook(io.BytesIO(response.data))
    for column, value in enumerate(expert(1), 1):
        book["Experts"].cell(row=2, column=column, value=value)
    filled = io.BytesIO()
    book.save(filled)
    table = read_spreadsheet(filled.getvalue(), "filled.xlsx", recognise)
    found = check(table, chosen(propose(table, {}, ROSTER), ROSTER))
    assert (len(found.rows), found.faults) == (1, [])


def test_the_roster_is_searched_by_name(organiser: FlaskClient) -> None:
    import_rows(expert(1, family_name="Łąka", given_name="João"), expert(2))

    text = organiser.get(f"{BASE}/?q=joao+laka").text

    assert "Łąka, João" in text
    assert "Genêtc" not in text
    assert "Nobody answers" in organiser.get(f"{BASE}/?q=nobody").text


def test_the_roster_is_read_page_by_page(organiser: FlaskClient) -> None:
    import_rows(*(expert(n, family_name=f"Genêt{n:03}") for n in range(60)))

    first, second = (
        organiser.get(f"{BASE}/").text,
        organiser.get(f"{BASE}/?page=2").text,
    )

    assert ("Genêt000" in first, "Genêt059" in first) == (True, False)
    assert ("Genêt000" in second, "Genêt059" in second) == (False, True)
    assert organiser.get(f"{BASE}/?page=99").status_code == 200


@pytest.mark.parametrize("rows", [1, 40])
def test_the_roster_costs_the_same_however_many_are_shown(
    organiser: FlaskClient, selects: Selects, rows: int
) -> None:
    import_rows(*(expert(n, family_name=f"Genêt {n}") for n in range(rows)))
    organiser.get(f"{BASE}/")

    with selects() as sent:
        organiser.get(f"{BASE}/")

    assert len(sent) <= 6


@pytest.mark.parametrize("rows", [1, 40])
def test_the_check_costs_the_same_for_any_file(
    organiser: FlaskClient, selects: Selects, rows: int
) -> None:
    content = csv_file([expert(n, family_name=f"Genêt {n}") for n in range(rows)])
    page = start_file(organiser, content)
    organiser.get(page)

    with selects() as sent:
        organiser.get(page)

    assert len(sent) <= 10


def test_desk_officers_are_people_we_know(organiser: FlaskClient) -> None:
    import_rows(expert(1))
    officer = make_person(email="ref@exemple.invalid")
    name = "officer1"

    def assign(address: str) -> TestResponse:
        fields = {f"{name}-label": "Référent Afrique", f"{name}-person": address}
        return organiser.post(f"{BASE}/desk-officers", data={"form": "1", **fields})

    unknown = assign("nobody@exemple.invalid")
    assert unknown.status_code == 409
    assert "Nobody is known by the address nobody@exemple.invalid." in unknown.text
    assign("ref@exemple.invalid")
    assert only(DeskOfficer).person_id == officer.id
    assert "ref@exemple.invalid" in organiser.get(f"{BASE}/desk-officers").text
    period = {f"{name}-since": "2096-08-01", f"{name}-until": "2096-08-31"}
    fields = {f"{name}-label": "Référent Afrique", f"{name}-deputy": officer.email}
    organiser.post(f"{BASE}/desk-officers", data={"form": "1", **fields, **period})
    page = organiser.get(f"{BASE}/desk-officers").text
    assert "ref@exemple.invalid" in page
    assert 'value="2096-08-31"' in page


def test_pages_of_an_import_that_does_not_exist_are_not_found(
    organiser: FlaskClient,
) -> None:
    for end in ("", "/faulty-rows.xlsx", "/rows/new"):
        assert organiser.get(f"{BASE}/imports/{uuid4()}{end}").status_code == 404
    page = start_file(organiser, csv_file([expert(1)]))
    assert organiser.get(f"{page}/rows/others").status_code == 404


@pytest.mark.parametrize("role", [Role.CHECK_IN, Role.DESK_OFFICER, Role.AUDITOR])
def test_only_organisers_of_the_network_see_the_roster(
    client: FlaskClient, role: Role
) -> None:
    sign_in_staff(client, role)

    assert client.get(f"{BASE}/").status_code == 404
    assert upload(client, csv_file([expert(1)])).status_code == 404
