"""The programme for conference apps: against c3voc's schemas, and by itself."""

import json
from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import jsonschema
import pytest
import xmlschema
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from eti_events.agenda.kinds import SessionKind
from eti_events.database import db, transaction
from eti_events.events.models import AgendaVisibility, Event, Room
from eti_events.multilingual import Multilingual
from tests.agenda.building import OPENING, make_part, make_room, make_session
from tests.agenda.organising import published
from tests.agenda.schemas import FOLDER
from tests.agenda.showing import HOUR, Shown, set_visibility, show
from tests.factories import make_event, make_person

STRANGE = "Eau & forêts <à l’Est>\x0b ]]> \ufffe 👩🏽‍🚀"
formats = jsonschema.FormatChecker(formats=["uuid", "date"])


@formats.checks("date-time", raises=ValueError)
def has_offset(text: object) -> bool:
    return not isinstance(text, str) or datetime.fromisoformat(text).tzinfo is not None


@formats.checks("uri", raises=ValueError)
def has_scheme(text: object) -> bool:
    return not isinstance(text, str) or bool(urlsplit(text).scheme)


def got(client: FlaskClient, path: str) -> TestResponse:
    db.session.rollback()
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer


def of_every_kind() -> Event:
    """Publish a session of every kind, with texts that are hard to hold."""
    event = make_event(days=3)
    set_visibility(event, AgendaVisibility.PUBLIC)
    rooms = [make_room(event, "A"), make_room(event, "B"), None]
    for number, kind in enumerate(SessionKind):
        session = make_session(
            event,
            title=f"{STRANGE} {number}",
            kind=kind,
            room=rooms[number % 3],
            after=number * 5 * HOUR,
            abstract=Multilingual(fr=STRANGE, sq="Tekst") if number % 2 else {},
            languages=["fr"] if number % 2 else [],
        )
        make_part(session, make_person(given_name="Nguyễn"), function="Directeur")
    published(event, make_person().id, 0)
    return event


def faults_of_json(document: Any, schema: str) -> list[str]:
    rules = json.loads((FOLDER / schema).read_text())
    validator = jsonschema.Draft6Validator(rules, format_checker=formats)
    return [
        f"{error.json_path}: {error.message}"
        for error in validator.iter_errors(document)
    ]


def addresses(event: Event) -> dict[str, str]:
    return {
        "schema.json": f"/events/{event.slug}/schedule.json",
        "schema2.json": f"/events/{event.slug}/schedule2.json",
    }


@pytest.mark.needs("schemas")
@pytest.mark.parametrize("schema", ["schema.json", "schema2.json"])
def test_the_json_follows_the_published_schemas(
    client: FlaskClient, schema: str
) -> None:
    shown = show()
    hidden = show(AgendaVisibility.PUBLIC_WITHOUT_ROOMS, time_zone="Pacific/Pago_Pago")

    for event in (shown.event, hidden.event, of_every_kind()):
        document = json.loads(got(client, addresses(event)[schema]).data)
        assert faults_of_json(document, schema) == []

    document["schedule"]["conference"]["start"] = "soon"
    document["schedule"]["conference"].pop("acronym")
    assert len(faults_of_json(document, schema)) == (
        1 if schema == "schema.json" else 2
    )


@pytest.mark.needs("schemas")
def test_the_xml_follows_the_published_schema(client: FlaskClient) -> None:
    schema = xmlschema.XMLSchema(FOLDER / "schedule.xml.xsd")
    shown = show()
    hidden = show(AgendaVisibility.PUBLIC_WITHOUT_ROOMS, time_zone="Pacific/Pago_Pago")

    for event in (shown.event, hidden.event, of_every_kind()):
        root = ElementTree.fromstring(
            got(client, f"/events/{event.slug}/schedule.xml").data
        )
        assert [error.reason for error in schema.iter_errors(root)] == []

    root.find("conference").remove(root.find("conference/acronym"))  # type: ignore[union-attr,arg-type]
    next(root.iter("event")).attrib.pop("guid")
    assert len([*schema.iter_errors(root)]) == 1


def test_an_empty_programme_is_a_programme(client: FlaskClient) -> None:
    shown = show()
    path = shown.address("schedule.json")

    nobody = got(
        client, f"{path}?person={shown.part.public_id}&room={shown.room.public_id}"
    )
    assert nobody.status_code == 200
    empty = got(
        client,
        f"{path}?session={shown.cancelled.public_id}&theme={shown.theme.public_id}",
    ).json
    assert empty
    (day,) = empty["schedule"]["conference"]["days"]
    assert (day["date"], day["rooms"]) == ("2096-08-30", {})


def sessions_of(client: FlaskClient, shown: Shown) -> dict[str, dict[str, Any]]:
    """Return the sessions of all three formats by format and id."""
    first = got(client, shown.address("schedule.json")).json
    second = got(client, shown.address("schedule2.json")).json
    root = ElementTree.fromstring(got(client, shown.address("schedule.xml")).data)
    assert first
    assert second
    return {
        "first": {
            one["guid"]: one
            for day in first["schedule"]["conference"]["days"]
            for room in day["rooms"].values()
            for one in room
        },
        "second": {one["guid"]: one for one in second["schedule"]["events"]},
        "xml": {one.attrib["guid"]: one for one in root.iter("event")},
    }


def test_all_three_tell_the_same(client: FlaskClient) -> None:
    shown = show()

    found = sessions_of(client, shown)

    first, second, xml = found.values()
    assert first.keys() == second.keys() == xml.keys()
    assert len(first) == 4
    for guid, one in first.items():
        element = xml[guid]
        assert one["date"] == second[guid]["start"] == element.findtext("date")
        assert one["end"] == second[guid]["end"]
        assert one["duration"] == element.findtext("duration")
        assert one["title"] == second[guid]["title"] == element.findtext("title")
        assert one["id"] == int(element.attrib["id"])
        assert one["slug"] == element.findtext("slug")
    own = first[str(shown.workshop.public_id)]
    assert own["date"] == "2096-08-30T09:00:00+02:00"
    assert (own["room"], own["track"], own["language"]) == ("Salle A", "Climat", "fr")
    assert own["persons"] == [
        {"guid": str(shown.part.public_id), "name": "Inès Coquelicot"}
    ]
    states = Counter(one.get("state", one["type"]) for one in second.values())
    assert states == {"CONFIRMED": 2, "CANCELED": 1, "BREAK": 1}


def test_one_person_has_one_id_and_no_inner_number(client: FlaskClient) -> None:
    shown = show()
    more = make_part(make_session(shown.event, after=6 * HOUR), shown.speaker)
    published(shown.event, shown.organiser, 2)

    first = sessions_of(client, shown)["first"].values()

    own = {
        person["guid"]
        for one in first
        for person in one["persons"]
        if person["name"] == "Inès Coquelicot"
    }
    assert own == {str(min(more.public_id, shown.part.public_id))}


def test_sessions_keep_their_number_from_version_to_version(
    client: FlaskClient,
) -> None:
    shown = show()
    before = {
        guid: one["id"] for guid, one in sessions_of(client, shown)["first"].items()
    }
    make_session(shown.event, after=6 * HOUR)
    published(shown.event, shown.organiser, 2)

    after = {
        guid: one["id"] for guid, one in sessions_of(client, shown)["first"].items()
    }

    assert before.items() < after.items()
    assert len({*after.values()}) == len(after)


def test_rooms_of_one_name_are_told_apart(client: FlaskClient) -> None:
    shown = show()
    twin = make_room(shown.event, "A2")
    with transaction():
        db.session.get_one(Room, twin.id).name = Multilingual(fr="Salle A")
    make_session(shown.event, title="Ailleurs", room=twin, after=6 * HOUR)
    published(shown.event, shown.organiser, 2)

    schedule = got(client, shown.address("schedule.json")).json
    assert schedule
    names = [room["name"] for room in schedule["schedule"]["conference"]["rooms"]]
    assert len(names) == len({*names}) == 3


def test_days_are_those_of_the_event_s_own_calendar(client: FlaskClient) -> None:
    event = make_event(time_zone="Pacific/Kiritimati", first_day=date(2096, 8, 30))
    set_visibility(event, AgendaVisibility.PUBLIC)
    late = datetime(2096, 8, 30, 9, 0, tzinfo=OPENING.tzinfo)  # 23:00 at UTC+14
    make_session(event, title="Nuit", after=late - OPENING, minutes=120)
    make_session(event, title="Matin", after=late - OPENING + timedelta(hours=9))
    published(event, make_person().id, 0)

    schedule = got(client, f"/events/{event.slug}/schedule.json").json

    assert schedule
    days = schedule["schedule"]["conference"]["days"]
    assert [day["date"] for day in days] == ["2096-08-30", "2096-08-31"]
    assert days[0]["day_end"] == "2096-08-31T01:00:00+14:00"
