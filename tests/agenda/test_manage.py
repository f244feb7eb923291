"""The pages on which organisers build and publish the agenda."""

import re
from datetime import UTC, date, datetime

import pytest
from flask.testing import FlaskClient

from eti_events.agenda.models import AgendaTheme, AgendaVersion, Session
from eti_events.agenda.working import work_on
from eti_events.database import db, transaction
from eti_events.events.models import Event, Room
from tests.agenda.building import make_part, make_room, make_session, make_theme
from tests.agenda.organising import published
from tests.conftest import Selects
from tests.factories import make_event, make_person, sign_in_staff

NEW = {
    "kind": "workshop",
    "title_fr": "Climat",
    "title_en": "Climate",
    "day": "2096-08-30",
    "starts": "14:00",
    "ends": "15:30",
    "minutes": "60",
    "languages": ["fr"],
    "audience": "all",
    "visibility": "normal",
    "room": "",
    "topic": "",
}


@pytest.fixture
def event(client: FlaskClient) -> Event:
    event = make_event()
    sign_in_staff(client, event=event)
    return event


def url(event: Event, path: str = "") -> str:
    return f"/manage/{event.slug}/agenda{path}"


def only_session() -> Session:
    db.session.rollback()
    session: Session = db.session.scalars(db.select(Session)).one()
    return session


def test_a_session_is_made_by_its_form(client: FlaskClient, event: Event) -> None:
    room, theme = make_room(event, "Patio"), make_theme(event)

    page = client.post(
        url(event, "/sessions/new?lang=en"),
        data={
            **NEW,
            "room": str(room.public_id),
            "themes": [str(theme.public_id)],
            "audience": "categories",
            "audience_values": ["categories:partner", "commissioners:AFD"],
            "hybrid_link": "https://visio.invalid/a",
        },
        follow_redirects=True,
    )

    assert page.status_code == 200
    assert "Climate" in page.text
    assert "14:00" in page.text
    session = only_session()
    assert session.starts_at == datetime(2096, 8, 30, 12, 0, tzinfo=UTC)
    assert session.minutes == 90
    assert session.audience_values == ["partner"]
    assert session.hybrid_link == "https://visio.invalid/a"
    assert session.room_id == room.id


def test_what_is_missing_is_said_and_nothing_typed_is_lost(
    client: FlaskClient, event: Event
) -> None:
    page = client.post(
        url(event, "/sessions/new?lang=en"),
        data={**NEW, "title_fr": "", "ends": "", "capacity": "0"},
    )

    assert page.status_code == 422
    assert "This answer is needed." in page.text
    assert "Give an hour, or choose" in page.text
    assert "Climate" in page.text
    assert db.session.scalars(db.select(Session)).all() == []


def test_an_end_before_the_beginning_is_refused(
    client: FlaskClient, event: Event
) -> None:
    page = client.post(
        url(event, "/sessions/new?lang=en"), data={**NEW, "ends": "13:00"}
    )

    assert page.status_code == 422
    assert "must end after it begins" in page.text


def test_an_evening_ends_after_midnight(client: FlaskClient, event: Event) -> None:
    client.post(
        url(event, "/sessions/new"), data={**NEW, "starts": "22:00", "ends": "00:30"}
    )

    assert only_session().minutes == 150


@pytest.mark.parametrize("zone", ["Europe/Paris", "Europe/Skopje"])
def test_an_hour_that_does_not_exist_is_refused(client: FlaskClient, zone: str) -> None:
    event = make_event(time_zone=zone, first_day=date(2026, 3, 29))
    sign_in_staff(client, event=event)
    at_night = {"day": "2026-03-29", "starts": "02:30", "ends": "04:00"}

    page = client.post(url(event, "/sessions/new?lang=en"), data={**NEW, **at_night})

    assert page.status_code == 422
    assert "does not exist on that day" in page.text
    assert 'value="02:30"' in page.text


@pytest.mark.parametrize("zone", ["Europe/Paris", "Europe/Skopje"])
@pytest.mark.parametrize(("fold", "hour"), [("0", 0), ("1", 1)])
def test_an_hour_that_comes_twice_is_asked_for(
    client: FlaskClient, zone: str, fold: str, hour: int
) -> None:
    event = make_event(time_zone=zone, first_day=date(2026, 10, 25))
    sign_in_staff(client, event=event)
    at_night = {"day": "2026-10-25", "starts": "02:30", "ends": "04:00"}

    page = client.post(url(event, "/sessions/new?lang=en"), data={**NEW, **at_night})

    assert page.status_code == 422
    assert "comes twice" in page.text
    assert page.text.count('name="starts_fold"') == 2

    chosen = {**NEW, **at_night, "starts_fold": fold}
    assert client.post(url(event, "/sessions/new"), data=chosen).status_code == 302
    session = only_session()
    assert session.starts_at == datetime(2026, 10, 25, hour, 30, tzinfo=UTC)
    form = client.get(url(event, f"/sessions/{session.public_id}"))
    checked = re.findall(r'name="starts_fold"\s+value="(\d)" checked', form.text)
    assert checked == [fold]


def test_two_organisers_see_both_and_lose_nothing(
    client: FlaskClient, event: Event
) -> None:
    client.post(url(event, "/sessions/new"), data=NEW)
    session = only_session()
    here = url(event, f"/sessions/{session.public_id}?lang=en")
    seen = {**NEW, "version": str(session.version)}
    assert client.post(here, data={**seen, "starts": "13:00"}).status_code == 302

    page = client.post(here, data={**seen, "title_en": "My title"})

    assert page.status_code == 409
    assert "A colleague changed this session" in page.text
    assert "My title" in page.text
    assert '<dd class="kept">\n          13:00' in page.text
    assert only_session().title.to("en") == "Climate"
    version = re.search(r'name="version"[^>]*value="(\d+)"', page.text)
    assert version is not None
    both = {**seen, "title_en": "My title", "starts": "13:00", "version": version[1]}
    assert client.post(here, data=both).status_code == 302
    assert only_session().title.to("en") == "My title"


def test_buttons_take_a_step_and_undo_takes_it_back(
    client: FlaskClient, event: Event
) -> None:
    client.post(url(event, "/sessions/new"), data=NEW)
    session = only_session()
    step = url(event, f"/sessions/{session.public_id}/cancel")
    seen = {"version": str(session.version)}

    page = client.post(f"{step}?lang=en", data=seen, follow_redirects=True)
    assert "Session cancelled" in page.text
    assert client.post(url(event, "/undo")).status_code == 302
    assert only_session().held
    assert client.post(url(event, "/redo")).status_code == 302
    assert not only_session().held

    stale = url(event, f"/sessions/{session.public_id}/unplace?lang=en")
    refused = client.post(stale, data=seen)
    assert refused.status_code == 409
    assert "A colleague changed this session" in refused.text
    assert client.post(url(event, "/redo?lang=en")).status_code == 409
    unknown = url(event, f"/sessions/{session.public_id}/forget")
    assert client.post(unknown, data=seen).status_code == 404


def test_publishing_shows_what_changes_and_whom_it_concerns(
    client: FlaskClient, event: Event
) -> None:
    session = make_session(event, title="Climat", room=make_room(event, "R1"))
    speaker = make_person(given_name="Lou")
    make_part(session, speaker)
    first = client.get(url(event, "/publish?lang=en"))
    assert "The first version, with 1 session." in first.text
    client.post(url(event, "/publish"), data={"based_on": "0"})
    with transaction():
        row = db.session.scalars(db.select(Session)).one()
        row.room_id = make_room_in(event, "R2").id

    page = client.get(url(event, "/publish?lang=en"))

    assert "New room" in page.text
    assert "Room R2, before: Room R1" in page.text
    assert speaker.name in page.text

    client.post(url(event, "/publish"), data={"based_on": "1", "note": "Salle"})
    versions = client.get(url(event, "/versions?lang=en"))
    assert "Version 2" in versions.text
    assert "Salle" in versions.text
    assert "The first one" in versions.text
    assert "0 changes" not in versions.text
    stale = client.post(url(event, "/publish?lang=en"), data={"based_on": "0"})
    assert stale.status_code == 409


def test_a_conflict_to_accept_is_named_once(client: FlaskClient, event: Event) -> None:
    room = make_room(event, "R1")
    for title in ("Climat", "Eau"):
        make_session(event, title=title, room=room)

    page = client.get(url(event, "/publish?lang=en"))

    assert page.text.count("The room is taken") == 1


def make_room_in(event: Event, code: str) -> Room:
    row = Room(
        event_id=event.id,
        code=code,
        name={"fr": f"Salle {code}", "en": f"Room {code}"},
        capacity=9,
    )
    db.session.add(row)
    db.session.flush()
    return row


def test_the_way_back_is_a_new_version(client: FlaskClient, event: Event) -> None:
    by = make_person().id
    make_session(event, title="Premier")
    published(event, by, 0)
    make_session(event, title="Second")
    published(event, by, 1)

    page = client.get(url(event, "/versions/1?lang=en"))
    assert "Withdrawn" in page.text
    client.post(url(event, "/versions/1"), data={"based_on": "2"})

    db.session.rollback()
    newest = db.session.scalars(
        db.select(AgendaVersion).order_by(AgendaVersion.number.desc())
    ).first()
    assert newest is not None
    assert (newest.number, newest.restored_from) == (3, 1)
    assert client.get(url(event, "/versions/9")).status_code == 404


def test_themes_topics_and_measures_are_kept(client: FlaskClient, event: Event) -> None:
    added = {"theme-name_fr": "Climat", "theme-name_en": "", "theme-colour": "3"}
    assert client.post(url(event, "/themes"), data=added).status_code == 302
    db.session.rollback()
    theme = db.session.scalars(db.select(AgendaTheme)).one()
    here = url(event, f"/themes/{theme.public_id}")
    assert 'value="Climat"' in client.get(here).text
    assert client.post(here, data={**added, "theme-colour": "9"}).status_code == 422
    assert (
        client.post(url(event, "/topics"), data={"topic-name_fr": ""}).status_code
        == 422
    )
    client.post(url(event, "/topics"), data={"topic-name_fr": "Impact"})
    assert "Impact" in client.get(url(event, "/themes")).text
    make_session(event, themes=[db.session.get_one(AgendaTheme, theme.id)])
    refused = client.post(f"{here}/remove?lang=en")
    assert refused.status_code == 409
    assert "Sessions have this theme" in refused.text

    measures = {"far_minutes": "15", "break_after": "20"}
    assert client.post(url(event, "/conflicts"), data=measures).status_code == 422
    measures["break_after"] = "120"
    assert client.post(url(event, "/conflicts"), data=measures).status_code == 302
    assert 'value="120"' in client.get(url(event, "/conflicts")).text


def test_a_room_has_its_booth_building_and_equipment(
    client: FlaskClient, event: Event
) -> None:
    typed = {
        "code": "P1",
        "name_fr": "Patio",
        "capacity": "40",
        "booth": "y",
        "building": "Aile nord",
        "equipment_fr": "Vidéoprojecteur",
    }
    client.post(f"/manage/{event.slug}/rooms", data=typed)

    db.session.rollback()
    room = db.session.scalars(db.select(Room).filter_by(code="P1")).one()
    assert (room.booth, room.building, room.step_free) == (True, "Aile nord", False)
    page = client.get(f"/manage/{event.slug}/rooms/{room.public_id}")
    assert "Vidéoprojecteur" in page.text


def test_the_page_asks_as_much_of_three_sessions_as_of_one(
    client: FlaskClient, event: Event, selects: Selects
) -> None:
    here = url(event)
    make_part(make_session(event, room=make_room(event)), make_person())
    published(event, make_person().id, 0)
    client.get(here)
    with selects() as one:
        assert client.get(here).status_code == 200
    for _session in range(2):
        make_part(make_session(event, room=make_room(event)), make_person())
    with selects() as three:
        page = client.get(here)

    assert page.text.count("/agenda/sessions/") >= 3
    assert len(three) == len(one)
    assert len(work_on(db.session.get_one(Event, event.id)).changes) == 2
