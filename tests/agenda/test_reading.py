"""The version in force, as people read it."""

import json

import pytest
from sqlalchemy import event as sqlalchemy_event

from eti_events.agenda.changes import stamped
from eti_events.agenda.drafting import build
from eti_events.agenda.kinds import SessionVisibility, SpeakerState
from eti_events.agenda.models import AgendaVersion
from eti_events.agenda.reading import parse, programme_for, published, viewer_of
from eti_events.agenda.snapshot import links_of, to_json
from eti_events.agenda.visibility import ANYBODY
from eti_events.database import db, transaction
from eti_events.events.models import AgendaVisibility, Event
from eti_events.people.models import Commissioner
from eti_events.registration.models import Category, RegistrationState
from tests.agenda.building import make_part, make_room, make_session
from tests.factories import (
    BEFORE,
    make_event,
    make_mission,
    make_person,
    make_registration,
    saved,
)

pytestmark = pytest.mark.usefixtures("app")


def publish(event: Event, number: int = 1) -> AgendaVersion:
    before = published(event.id)
    programme = stamped(build(event), before, number=number, at=BEFORE)
    return saved(
        AgendaVersion(
            event_id=event.id,
            number=number,
            published_at=BEFORE,
            snapshot=to_json(programme),
            links=json.dumps(links_of(programme)),
            sha256="0" * 64,
        )
    )


def test_nothing_is_read_before_the_first_version() -> None:
    event = make_event()
    make_session(event)

    assert published(event.id) is None


def test_a_version_holds_what_is_placed_and_to_be_published() -> None:
    event = make_event()
    shown = make_session(event, room=make_room(event), hybrid_link="https://v.invalid")
    make_session(event, after=None)
    make_session(event, visibility=SessionVisibility.UNPUBLISHED)
    restricted = make_session(event, visibility=SessionVisibility.RESTRICTED)

    version = publish(event)

    held = parse(version)
    assert {s.id for s in held.sessions} == {shown.public_id, restricted.public_id}
    assert held.session_by_id[shown.public_id].hybrid_link == "https://v.invalid"
    assert "v.invalid" not in json.dumps(version.snapshot)


def test_a_draft_is_not_read_until_it_is_published() -> None:
    event = make_event()
    one = make_session(event, title="Avant")
    publish(event)

    with transaction():
        db.session.get_one(type(one), one.id).position = 3
        make = db.session.get_one(type(one), one.id)
        make.title = type(make.title)(fr="Après")

    read = published(event.id)
    assert read is not None
    assert read.sessions[0].title.to("fr") == "Avant"

    publish(event, 2)

    again = published(event.id)
    assert again is not None
    assert (again.number, again.sessions[0].title.to("fr")) == (2, "Après")


def test_who_becomes_protected_loses_the_name_at_once() -> None:
    event = make_event()
    person = make_person(given_name="Alix")
    part = make_part(make_session(event), person)
    invited = make_part(make_session(event), make_person(), state=SpeakerState.INVITED)
    publish(event)
    read = published(event.id)
    assert read is not None
    named = [one for session in read.sessions for one in session.people]
    assert [one.part for one in named] == [part.public_id] != [invited.public_id]
    assert named[0].name == person.name

    with transaction():
        db.session.get_one(type(person), person.id).protected = True

    viewer = viewer_of(event, person.id)
    visible = programme_for(event, viewer)
    assert visible is not None
    assert [p.name for s in visible.sessions for p in s.people] == [""]


def test_a_second_reader_costs_two_selects() -> None:
    event = make_event()
    make_part(make_session(event), make_person())
    publish(event)
    published(event.id)
    statements: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    sqlalchemy_event.listen(db.engine, "before_cursor_execute", note)
    try:
        published(event.id)
    finally:
        sqlalchemy_event.remove(db.engine, "before_cursor_execute", note)

    assert len([text for text in statements if text.startswith("SELECT")]) == 2


def test_a_viewer_is_what_the_registration_says() -> None:
    event = make_event()
    person = make_person()
    mission = make_mission(person, commissioner=Commissioner.AFD)
    registration = make_registration(event, person)
    with transaction():
        row = db.session.get_one(type(registration), registration.id)
        row.mission_id, row.category = mission.id, Category.PARTNER
        row.first_departure = True

    viewer = viewer_of(event, person.id)

    assert viewer.confirmed
    assert viewer.category == Category.PARTNER
    assert viewer.commissioners == {Commissioner.AFD}
    assert viewer.first_departure
    assert not viewer.everything


def test_who_is_not_confirmed_is_anybody_unless_they_speak() -> None:
    event = make_event()
    waiting, speaker = make_person(), make_person()
    make_registration(event, waiting, state=RegistrationState.CANCELLED)
    make_part(make_session(event), speaker)

    assert viewer_of(event, None) == ANYBODY
    assert not viewer_of(event, waiting.id).confirmed
    assert viewer_of(event, speaker.id).confirmed
    assert not viewer_of(make_event(), speaker.id).confirmed
    assert viewer_of(event, waiting.id, organiser=True).everything


def test_the_event_says_who_may_read() -> None:
    event = make_event()
    make_session(event)
    publish(event)

    assert programme_for(event, ANYBODY) is None

    with transaction():
        row = db.session.get_one(Event, event.id)
        row.agenda_visibility = AgendaVisibility.PUBLIC

    assert programme_for(db.session.get_one(Event, event.id), ANYBODY) is not None
