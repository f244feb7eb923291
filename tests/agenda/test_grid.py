"""The grid of a day: what it shows, and what its forms and gestures do."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from eti_events.agenda.actions import editing
from eti_events.agenda.models import AgendaEdit, Session
from eti_events.database import db
from eti_events.events.models import Event
from tests.agenda.building import OPENING, make_part, make_room, make_session
from tests.agenda.organising import act, again, place
from tests.conftest import Selects
from tests.factories import make_event, make_person, sign_in_staff

PART = {"Accept": "application/json"}
TEN = (OPENING + timedelta(hours=1)).isoformat()


@pytest.fixture
def event(client: FlaskClient) -> Event:
    event = make_event()
    sign_in_staff(client, event=event)
    return event


def url(event: Event, path: str = "") -> str:
    return f"/manage/{event.slug}/agenda/grid{path}"


def moved(
    client: FlaskClient, event: Event, session: Session, **values: Any
) -> TestResponse:
    """Send what a gesture sends."""
    data = {"version": str(session.version), "at": TEN, "room": ""} | values
    path = url(event, f"/{session.public_id}/move?lang=en")
    return client.post(path, data=data, headers=PART)


def board(answer: TestResponse) -> str:
    return str(answer.get_json()["board"])


def step_of(client: FlaskClient, event: Event, name: str) -> str:
    page = client.get(url(event)).text
    found = re.search(rf'grid/{name}[^"]*".*?name="step" value="([^"]+)"', page, re.S)
    assert found
    return found[1]


def test_the_grid_shows_rooms_hours_and_what_is_to_be_placed(
    client: FlaskClient, event: Event
) -> None:
    patio = make_room(event, "Patio")
    make_session(event, title="Climat", room=patio, minutes=90)
    make_session(event, title="Santé", after=None)

    page = client.get(url(event, "?lang=en")).text

    assert "Room Patio" in page
    assert 'rowspan="6"' in page
    assert "09:00–10:30" in page
    assert page.index("Santé (en)") < page.index("Climat (en)")
    assert "Still to be placed" in page


def test_a_session_is_placed_without_a_script(
    client: FlaskClient, event: Event
) -> None:
    room = make_room(event)
    session = make_session(event, title="Climat", after=None, minutes=90)
    path = url(event, f"/{session.public_id}")
    asked = client.get(f"{path}?lang=en")
    data = {
        "version": "1",
        "day": "2096-08-30",
        "starts": "14:00",
        "room": str(room.public_id),
    }

    answer = client.post(path, data=data, follow_redirects=True)

    assert "Place “Climat (en)”" in asked.text
    assert "“Climat (en)” is placed." in answer.text
    stored = again(event, session)
    assert stored.hours == (
        OPENING + timedelta(hours=5),
        OPENING + timedelta(hours=6, minutes=30),
    )
    assert stored.room
    assert stored.room.public_id == room.public_id


def test_a_place_without_an_hour_is_asked_for_again(
    client: FlaskClient, event: Event
) -> None:
    session = make_session(event, after=None)

    answer = client.post(
        url(event, f"/{session.public_id}?lang=en"),
        data={"version": "1", "day": "2096-08-30", "starts": "", "room": ""},
    )

    assert answer.status_code == 422
    assert "Give an hour." in answer.text


def test_a_gesture_is_answered_with_the_board(
    client: FlaskClient, event: Event
) -> None:
    room = make_room(event)
    session = make_session(event, title="Climat", after=None)

    answer = moved(client, event, session, room=str(room.public_id))

    assert answer.status_code == 200
    assert "“Climat (en)” is placed." in board(answer)
    assert 'data-version="2"' in board(answer)
    assert again(event, session).starts_at == OPENING + timedelta(hours=1)


def test_a_gesture_takes_a_session_back_to_be_placed(
    client: FlaskClient, event: Event
) -> None:
    session = make_session(event)

    answer = moved(client, event, session, at="")

    assert "is to be placed." in board(answer)
    assert again(event, session).hours is None


@pytest.mark.parametrize("values", [{"at": "at ten"}, {"version": "x"}])
def test_what_is_no_place_is_refused(
    client: FlaskClient, event: Event, values: dict[str, str]
) -> None:
    session = make_session(event)

    answer = moved(client, event, session, **values)

    assert answer.status_code == 422
    assert "This is no place of the agenda" in board(answer)
    assert again(event, session).starts_at == OPENING


def test_a_gesture_sent_twice_is_done_once(client: FlaskClient, event: Event) -> None:
    session = make_session(event, after=None)

    moved(client, event, session)
    answer = moved(client, event, session, version="1")

    assert answer.status_code == 200
    db.session.rollback()
    assert db.session.query(AgendaEdit).count() == 1


def test_the_second_organiser_sees_both_and_chooses(
    client: FlaskClient, event: Event
) -> None:
    patio, colleague = make_room(event, "Patio"), make_person(family_name="Romarin")
    session = make_session(event, title="Climat")
    act(
        editing.place_session,
        event,
        session,
        colleague.id,
        lambda: place(patio, after=5),
    )

    answer = moved(client, event, session, version="1")

    assert answer.status_code == 409
    assert "Alix Romarin changed “Climat (en)” at" in board(answer)
    assert "14:00–15:00, Room Patio" in board(answer)
    assert "10:00–11:00" in board(answer)
    assert again(event, session).starts_at == OPENING + timedelta(hours=5)
    form = re.search(
        r'name="version" value="(\d+)">\s*<input[^>]*name="at"\s+value="([^"]+)"',
        board(answer),
    )
    assert form
    chosen = moved(client, event, session, version=form[1], at=form[2])
    assert chosen.status_code == 200
    assert again(event, session).starts_at == OPENING + timedelta(hours=1)


def test_undo_asked_twice_takes_one_step_back(
    client: FlaskClient, event: Event
) -> None:
    session = make_session(event, after=None)
    moved(client, event, session)
    moved(client, event, again(event, session), at="")
    step = {"step": step_of(client, event, "undo")}

    for _ in range(2):
        answer = client.post(url(event, "/undo?lang=en"), data=step, headers=PART)

    assert "Taken back." in board(answer)
    assert again(event, session).starts_at == OPENING + timedelta(hours=1)
    step = {"step": step_of(client, event, "redo")}
    client.post(url(event, "/redo"), data=step, headers=PART)
    assert again(event, session).hours is None


def test_a_conflict_says_what_why_and_does_the_way_out(
    client: FlaskClient, event: Event
) -> None:
    make_room(event, "Patio")
    loft = make_room(event, "Loft")
    make_session(event, title="Climat", room=loft)
    half = timedelta(minutes=30)
    second = make_session(event, title="Santé", room=loft, after=half)

    page = client.get(url(event, "?lang=en")).text

    assert "Both groups would stand at one door." in page
    assert "“Santé (en)” to Room Patio, free" in page
    form = re.search(
        rf'{second.public_id}/move[^"]*".*?name="at"\s+value="([^"]+)".*?'
        r'name="room"\s+value="([^"]*)"',
        page,
        re.S,
    )
    assert form
    answer = moved(client, event, second, at=form[1], room=form[2])
    assert "Both groups" not in board(answer)


def test_the_page_of_conflicts_offers_ways_out_without_a_script(
    client: FlaskClient, event: Event
) -> None:
    room = make_room(event, "Loft")
    make_session(event, room=room)
    half = timedelta(minutes=30)
    second = make_session(event, title="Santé", room=room, after=half)
    page = client.get(f"/manage/{event.slug}/agenda/conflicts?lang=en").text

    assert "Both groups would stand at one door." in page
    assert "“Santé (en)” to Auditorium, free" in page
    data = {"version": "1", "at": TEN, "room": str(room.public_id)}
    path = url(event, f"/{second.public_id}/move?day=2096-08-30")
    answer = client.post(path, data=data, follow_redirects=True)
    assert "“Santé (en)” is placed." in answer.text
    assert "0 conflicts" in answer.text


def test_a_speaker_twice_is_named(client: FlaskClient, event: Event) -> None:
    person = make_person(family_name="Dahlia")
    for title, after in (("Climat", timedelta()), ("Santé", timedelta(minutes=30))):
        make_part(make_session(event, title=title, after=after), person)

    page = client.get(url(event, "?lang=fr")).text

    assert "On attend Alix Dahlia dans «\u202fClimat\u202f»" in page


def test_more_sessions_ask_no_more_selects(
    client: FlaskClient, event: Event, selects: Selects
) -> None:
    room = make_room(event)
    counts = []
    for count in (1, 2):
        for _ in range(count):
            make_part(make_session(event, room=room), make_person())
        db.session.rollback()
        with selects() as seen:
            client.get(url(event))
        counts.append(len(seen))

    assert counts[0] == counts[1]
