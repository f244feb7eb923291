"""The published programme as files: whose they are, and what is in them."""

import csv
import gzip
import io
import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import icalendar
import openpyxl
import pytest
import vobject
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from eti_events.accounts.models import Role, SignInKind
from eti_events.agenda.exports import keeping
from eti_events.agenda.kinds import Audience
from eti_events.agenda.models import Session
from eti_events.database import db, transaction
from eti_events.events.models import AgendaVisibility, Event
from eti_events.installation.queries import uid_host
from eti_events.multilingual import Multilingual
from eti_events.people.models import Person
from eti_events.registration.models import Category
from tests.agenda.building import OPENING, make_part, make_session
from tests.agenda.organising import published
from tests.agenda.showing import (
    CANARIES,
    HOUR,
    LINK,
    NAMES,
    Shown,
    open_up,
    set_visibility,
    show,
    text_of,
)
from tests.conftest import Selects
from tests.factories import (
    make_event,
    make_person,
    make_registration,
    sign_in,
    sign_in_staff,
)

LIMITED = (AgendaVisibility.CONFIRMED, AgendaVisibility.PUBLIC_WITHOUT_ROOMS)


def got(client: FlaskClient, path: str, **headers: str) -> TestResponse:
    db.session.rollback()
    return client.get(
        path, headers={k.replace("_", "-"): v for k, v in headers.items()}
    )


def said(client: FlaskClient, path: str) -> str:
    answer = got(client, path)
    assert answer.status_code == 200, path
    return text_of(answer.data, answer.mimetype or "")


def confirmed(client: FlaskClient, event: Event, person: Person | None = None) -> None:
    person = person or make_person()
    make_registration(event, person)
    sign_in(client, person, kind=SignInKind.MAIL)


def entries(client: FlaskClient, shown: Shown, query: str = "") -> dict[str, Any]:
    answer = got(client, shown.address("agenda.ics") + query)
    assert answer.status_code == 200
    calendar: Any = icalendar.Calendar.from_ical(answer.data)
    return {str(entry["summary"]): entry for entry in calendar.walk("VEVENT")}


# ---- what may not leave


def test_canaries_are_found_in_the_open_and_nowhere_else(client: FlaskClient) -> None:
    shown = show()
    confirmed(client, shown.event)

    for path in shown.addresses:
        text = said(client, path)
        assert [canary for canary in CANARIES if canary in text] == [], path

    open_up(shown.event)
    published(shown.event, shown.organiser, 2)

    whole = [path for path in shown.addresses if path != shown.addresses[-1]]
    for path in whole:
        text = said(client, path)
        missing = [canary for canary in CANARIES if canary not in text]
        if path.endswith("downloads"):  # names themes and rooms only
            missing = [one for one in missing if one.endswith(("salon", "sommet"))]
        if path.endswith(("csv", "xlsx", "pdf", "ics", "xml", "json")):
            missing = [one for one in missing if not one.endswith("sujet")]
        if path.endswith("pdf"):  # has no column of themes
            missing = [one for one in missing if not one.endswith("sommet")]
        assert missing == [], path


def test_the_organiser_takes_nothing_restricted_away_either(
    client: FlaskClient,
) -> None:
    shown = show(AgendaVisibility.CONFIRMED)
    sign_in_staff(client, Role.ORGANISER, shown.event)

    for path in shown.addresses:
        text = said(client, path)
        assert [canary for canary in CANARIES if canary in text] == [], path


def test_who_speaks_in_a_restricted_session_gets_it_in_no_file(
    client: FlaskClient,
) -> None:
    shown = show(AgendaVisibility.CONFIRMED)
    speaker = db.session.query(Person).filter_by(family_name="Canari-ministre").one()
    confirmed(client, shown.event, speaker)

    for path in shown.addresses:
        assert "Canari" not in said(client, path), path


def test_a_draft_stays_a_draft(client: FlaskClient) -> None:
    shown = show()
    make_session(shown.event, title="Canari-nouveau", after=6 * HOUR)

    for path in shown.addresses:
        assert "Canari" not in said(client, path), path


def test_nothing_is_given_before_the_first_version(client: FlaskClient) -> None:
    event = make_event()
    set_visibility(event, AgendaVisibility.PUBLIC)
    make_session(event)

    for name in NAMES:
        assert got(client, f"/events/{event.slug}/{name}").status_code == 404
    assert got(client, f"/api/v1/events/{event.slug}/agenda").status_code == 404


def test_a_protected_speaker_stands_by_function(client: FlaskClient) -> None:
    shown = show()

    assert "Conseillère" in said(client, shown.address("agenda.ics"))
    assert "Conseillère" in said(client, shown.address("schedule.xml"))

    with transaction():
        db.session.get_one(Person, shown.speaker.id).protected = True

    for path in shown.addresses:
        assert "Coquelicot" not in said(client, path), path
    assert "Directrice" in said(client, shown.address("schedule.json"))


# ---- who may read


def test_for_the_confirmed_others_are_asked_to_sign_in(client: FlaskClient) -> None:
    shown = show(AgendaVisibility.CONFIRMED)

    for path in shown.addresses:
        answer = got(client, path)
        if path.startswith("/api"):
            assert (answer.status_code, answer.mimetype) == (401, "application/json")
        else:
            assert answer.status_code == 302
            assert "/sign-in?next=" in answer.headers["Location"]

    sign_in(client, make_person(), kind=SignInKind.MAIL)
    for path in shown.addresses:
        assert got(client, path).status_code == 404


def test_a_session_of_another_event_opens_nothing_here(client: FlaskClient) -> None:
    shown, person = show(AgendaVisibility.CONFIRMED), make_person()
    make_registration(shown.event, person)
    sign_in(client, person, kind=SignInKind.INVITATION, event=make_event())

    assert got(client, shown.address("agenda.ics")).status_code == 302


@pytest.mark.parametrize("visibility", LIMITED)
def test_rooms_names_and_links_are_for_the_confirmed(
    client: FlaskClient, visibility: AgendaVisibility
) -> None:
    shown = show(visibility)
    secrets = ("Salle A", "Coquelicot", "Directrice", LINK)

    if visibility is AgendaVisibility.PUBLIC_WITHOUT_ROOMS:
        for path in shown.addresses:
            text = said(client, path)
            assert [one for one in secrets if one in text] == [], path
            if not path.endswith("downloads"):
                assert "Forêts" in text, path
        room = shown.address(f"agenda.ics?room={shown.room.public_id}")
        assert got(client, room).status_code == 404

    confirmed(client, shown.event)
    text = said(client, shown.address("agenda.ics"))
    assert [one for one in secrets if one not in text] == []
    assert LINK not in said(client, shown.address("schedule.json"))
    assert LINK not in said(client, shown.address("agenda.csv"))


def test_a_public_agenda_gives_no_link_to_anybody(client: FlaskClient) -> None:
    shown = show(AgendaVisibility.PUBLIC)

    for path in shown.addresses:
        assert LINK not in said(client, path), path


def test_an_audience_keeps_its_session_for_itself(client: FlaskClient) -> None:
    shown = show()
    make_session(
        shown.event,
        title="Partenaires",
        after=6 * HOUR,
        audience=Audience.CATEGORIES,
        audience_values=[Category.PARTNER],
    )
    published(shown.event, shown.organiser, 2)
    assert "Partenaires" not in said(client, shown.address("agenda.ics"))

    person = make_person()
    registration = make_registration(shown.event, person)
    with transaction():
        db.session.merge(registration).category = Category.PARTNER
    sign_in(client, person, kind=SignInKind.MAIL)

    assert "Partenaires" in said(client, shown.address("agenda.ics"))


def test_a_change_of_visibility_counts_at_once(client: FlaskClient) -> None:
    shown = show()
    assert got(client, shown.address("agenda.ics")).status_code == 200

    set_visibility(shown.event, AgendaVisibility.CONFIRMED)

    assert got(client, shown.address("agenda.ics")).status_code == 302


# ---- calendars


def test_two_parsers_read_the_same_calendar(client: FlaskClient) -> None:
    shown = show()

    content = got(client, shown.address("agenda.ics")).data

    first: Any = icalendar.Calendar.from_ical(content)
    second = vobject.readOne(content.decode())
    read = {str(e["uid"]): e["dtstart"].dt for e in first.walk("VEVENT")}
    assert len(read) == 4
    assert read == {e.uid.value: e.dtstart.value for e in second.vevent_list}
    uid = f"{shown.workshop.public_id}@{uid_host()}"
    assert read[uid] == OPENING
    assert next(iter(first.walk("VEVENT")))["location"] == "Salle A, Institut (fictif)"


def test_a_cancelled_session_says_so_under_its_old_uid(client: FlaskClient) -> None:
    shown = show()

    entry = entries(client, shown)["Annulé\u202f: Océans"]

    assert entry["status"] == "CANCELLED"
    assert entry["sequence"] == 1
    assert str(shown.cancelled.public_id) in entry["uid"]


def test_a_move_keeps_the_uid_and_raises_the_sequence(client: FlaskClient) -> None:
    shown = show()
    before = entries(client, shown)["Forêts"]
    with transaction():
        row = db.session.get_one(Session, shown.workshop.id)
        row.starts_at = OPENING + timedelta(days=1)
        row.ends_at = OPENING + timedelta(days=1, hours=1)
    published(shown.event, shown.organiser, 2)

    after = entries(client, shown)["Forêts"]

    assert after["uid"] == before["uid"]
    assert after["sequence"] == before["sequence"] + 1
    assert after["dtstart"].dt == OPENING + timedelta(days=1)


def test_a_calendar_of_a_theme_a_room_a_person_a_session(client: FlaskClient) -> None:
    shown = show()
    second = make_session(shown.event, title="Sols", after=6 * HOUR)
    make_part(second, shown.speaker)
    published(shown.event, shown.organiser, 2)

    def names(query: str) -> set[str]:
        return set(entries(client, shown, query))

    assert names(f"?theme={shown.theme.public_id}") == {"Forêts"}
    assert names(f"?room={shown.room.public_id}") == {"Forêts"}
    assert names(f"?person={shown.part.public_id}") == {"Forêts", "Sols"}
    assert names(f"?session={second.public_id}") == {"Sols"}
    both = f"?theme={shown.theme.public_id}&person={shown.part.public_id}"
    assert names(both) == {"Forêts"}


@pytest.mark.parametrize("name", ["theme", "room", "person", "session"])
def test_an_id_of_nothing_shown_is_not_found(client: FlaskClient, name: str) -> None:
    shown = show()
    for value in (uuid4(), "x"):
        path = shown.address(f"agenda.ics?{name}={value}")
        assert got(client, path).status_code == 404


def test_ids_of_what_is_restricted_are_not_found(client: FlaskClient) -> None:
    shown = show()
    asked = [f"agenda.ics?session={shown.secret.public_id}"]
    for kind in ("room", "agenda_theme"):
        table = db.metadata.tables[kind]
        rows_of = db.session.execute(table.select().where(table.c.name.is_not(None)))
        ids = [row.public_id for row in rows_of if "Canari" in str(row.name)]
        assert len(ids) == 1
        asked.append(f"agenda.ics?{kind.removeprefix('agenda_')}={ids[0]}")

    for path in asked:
        assert got(client, shown.address(path)).status_code == 404
    path = f"{shown.api}/sessions/{shown.secret.public_id}"
    assert got(client, path).status_code == 404


# ---- what has not changed is not sent again


def test_what_has_not_changed_is_answered_with_304(client: FlaskClient) -> None:
    shown = show()

    for path in shown.addresses:
        if path.endswith("downloads"):
            continue
        first = got(client, path)
        etag = first.headers["ETag"]
        again = got(client, path, If_None_Match=etag)
        assert (again.status_code, again.data) == (304, b""), path
        keeping._shelves.clear()
        anew = got(client, path)
        assert (anew.data, anew.headers["ETag"]) == (first.data, etag), path

    etag = got(client, shown.address("agenda.ics")).headers["ETag"]
    with transaction():
        db.session.get_one(Session, shown.secret.id).minutes = 45
        db.session.get_one(Session, shown.secret.id).languages = ["en"]
    published(shown.event, shown.organiser, 2)
    same = got(client, shown.address("agenda.ics"), If_None_Match=etag)
    assert same.status_code == 304  # the version is new, and this says nothing new


def test_a_new_name_a_new_title_of_the_event_are_sent(client: FlaskClient) -> None:
    shown = show()
    path = shown.address("agenda.ics")
    etag = got(client, path).headers["ETag"]

    with transaction():
        db.session.get_one(Person, shown.speaker.id).family_name = "Pavot"
    renamed = got(client, path, If_None_Match=etag)
    assert "Pavot" in text_of(renamed.data, "text/calendar")

    with transaction():
        row = db.session.get_one(Event, shown.event.id)
        row.venue = Multilingual(fr="Halle (fictive)")
    moved = got(client, path, If_None_Match=renamed.headers["ETag"])
    assert "Halle (fictive)" in text_of(moved.data, "text/calendar").replace("\\", "")


def test_only_what_anybody_may_read_is_kept_by_caches(client: FlaskClient) -> None:
    shown = show()
    path = shown.address("agenda.ics")

    public = got(client, path).headers
    assert public["Cache-Control"] == "public, no-cache"
    assert {"Cookie", "Accept-Language"} <= {*public["Vary"].split(", ")}
    assert "Set-Cookie" not in public

    confirmed(client, shown.event)
    assert got(client, path).headers["Cache-Control"] == "private, no-cache"


def test_files_are_sent_packed_to_who_can_unpack(client: FlaskClient) -> None:
    shown = show()
    path = shown.address("agenda.ics")

    plain, packed = got(client, path), got(client, path, Accept_Encoding="gzip")

    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert "Content-Encoding" not in plain.headers
    again = got(
        client, path, Accept_Encoding="gzip", If_None_Match=packed.headers["ETag"]
    )
    assert again.status_code == 304


def test_a_kept_file_costs_three_selects_whatever_its_length(
    client: FlaskClient, selects: Selects
) -> None:
    counts = []
    for sessions in (1, 30):
        shown = show()
        for number in range(sessions):
            make_part(make_session(shown.event, after=number * HOUR), make_person())
        published(shown.event, shown.organiser, 2)
        path = shown.address("agenda.ics")
        got(client, path)
        db.session.rollback()
        with selects() as sent:
            client.get(path)
        counts.append(len(sent))

    assert counts == [3, 3]  # the event, its version, the names


def test_nobody_fills_the_memory_with_selections(client: FlaskClient) -> None:
    shown = show()
    for number in range(keeping.MOST + 5):
        make_session(shown.event, after=number * HOUR / 10)
    published(shown.event, shown.organiser, 2)
    agenda = json.loads(got(client, shown.api).data)

    for session in agenda["sessions"]:
        got(client, shown.address(f"agenda.ics?session={session['id']}"))

    files = keeping._shelves[shown.event.id].files
    assert 0 < len(files) <= keeping.MOST < len(agenda["sessions"])


# ---- tables


def test_a_table_has_a_line_a_session_and_computes_nothing(
    client: FlaskClient,
) -> None:
    shown = show()
    make_session(shown.event, title='=HYPERLINK("x")', after=6 * HOUR)
    published(shown.event, shown.organiser, 2)

    text = got(client, shown.address("agenda.csv?lang=en")).data.decode("utf-8-sig")
    book = got(client, shown.address("agenda.xlsx?lang=en")).data

    table = [*csv.reader(io.StringIO(text), delimiter=";")]
    sheet = openpyxl.load_workbook(io.BytesIO(book)).active
    assert sheet
    head, *lines = table
    assert len(lines) == sheet.max_row - 1 == 5
    line = dict(zip(head, lines[0], strict=True))
    assert line["Day"] == "2096-08-30"
    assert (line["Start"], line["End"]) == ("09:00", "10:00")
    assert line["Time zone"] == "Europe/Paris (UTC+02:00)"
    assert (line["Room"], line["Themes"]) == ("Room A", "Climat")
    assert line["With"] == "Inès Coquelicot, Directrice"
    titles = [row[head.index("Title")] for row in lines]
    assert '\'=HYPERLINK("x") (en)' in titles
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert any(cell.value == '=HYPERLINK("x") (en)' for cell in cells)
