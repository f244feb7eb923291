"""Notes and tags: the team's own, for one event."""

import html
from typing import TypeVar

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.orm import Query

from eti_events.audit.models import AuditLine
from eti_events.database import Base, db, transaction
from eti_events.events.models import Event
from eti_events.people.models import Person
from eti_events.registration import actions
from eti_events.registration.models import Invitation, Note, PersonTag, Tag
from tests.factories import (
    BEFORE,
    make_event,
    make_person,
    make_registration,
    saved,
    sign_in_staff,
)
from tests.test_hostile_names import HOSTILE, alive_in

Row = TypeVar("Row", bound=Base)


@pytest.fixture
def event(client: FlaskClient) -> Event:
    event = make_event()
    sign_in_staff(client, event=event)
    return event


@pytest.fixture
def person(event: Event) -> Person:
    person = make_person(family_name="Élan")
    make_registration(event, person)
    return person


def page_of(event: Event, person: Person) -> str:
    return f"/manage/{event.slug}/participants/{person.public_id}"


def write(client: FlaskClient, event: Event, person: Person, text: str) -> int:
    answer = client.post(f"{page_of(event, person)}/notes", data={"text": text})
    return answer.status_code


def shown(client: FlaskClient, event: Event, person: Person) -> str:
    return html.unescape(client.get(page_of(event, person) + "?lang=en").text)


def stored(kind: type[Row]) -> Query[Row]:
    db.session.rollback()  # what was read before is over
    return db.session.query(kind)


def count(kind: type[Base]) -> int:
    return stored(kind).count()


def actions_logged() -> list[str]:
    db.session.rollback()
    rows = db.session.query(AuditLine).order_by(AuditLine.id)
    return [row.action for row in rows if row.action.startswith(("note", "tag"))]


def test_a_note_stands_on_the_page_with_author_and_time(
    client: FlaskClient, event: Event, person: Person
) -> None:
    assert write(client, event, person, "  Canari,\nvient avec son chef ") == 302

    page = shown(client, event, person)
    assert "Canari,\nvient avec son chef" in page
    assert "Alix Verveine" in page
    assert actions_logged() == ["note.written"]


def test_a_note_is_unreadable_in_the_database(
    client: FlaskClient, event: Event, person: Person
) -> None:
    write(client, event, person, "Canari")
    db.session.rollback()

    stored = db.session.scalar(text("SELECT text FROM note"))
    assert b"Canari" not in bytes(stored)


def test_a_note_concerns_its_event_only(
    client: FlaskClient, event: Event, person: Person
) -> None:
    other = make_event()
    make_registration(other, person)
    write(client, event, person, "Canari")
    client.post(f"{page_of(event, person)}/tags", data={"tag": "Perroquet"})
    sign_in_staff(client, event=other)

    assert "Canari" not in shown(client, other, person)
    assert "Perroquet" not in shown(client, other, person)


def test_only_its_author_deletes_a_note(
    client: FlaskClient, event: Event, person: Person
) -> None:
    write(client, event, person, "Canari")
    note = stored(Note).one()
    address = f"{page_of(event, person)}/notes/{note.public_id}/delete"
    author = note.author_id
    sign_in_staff(client, event=event)

    assert "/delete" not in shown(client, event, person)
    client.post(address)
    assert "Only the author of a note deletes it." in shown(client, event, person)
    assert count(Note) == 1

    with transaction():
        kept = stored(Note).one()
        actions.delete_note(kept, by=author, at=BEFORE)
    assert count(Note) == 0
    assert actions_logged() == ["note.written", "note.deleted"]


def test_a_note_of_another_event_is_out_of_reach(
    client: FlaskClient, event: Event, person: Person
) -> None:
    other = make_event()
    make_registration(other, person)
    write(client, event, person, "Canari")
    note = stored(Note).one().public_id
    sign_in_staff(client, event=other)

    answer = client.post(f"{page_of(other, person)}/notes/{note}/delete")
    assert answer.status_code == 404
    assert write(client, other, make_person(), "Canari") == 404


def test_what_was_typed_too_long_is_not_lost(
    client: FlaskClient, event: Event, person: Person
) -> None:
    answer = client.post(f"{page_of(event, person)}/notes", data={"text": "y" * 2001})

    assert answer.status_code == 422
    assert "y" * 2001 in answer.text


def test_hostile_notes_and_tags_stay_text(
    client: FlaskClient, event: Event, person: Person
) -> None:
    for name in HOSTILE:
        write(client, event, person, name)
        client.post(f"{page_of(event, person)}/tags", data={"tag": name[:40]})

    assert alive_in(client.get(page_of(event, person)).text) == []
    columns = f"/manage/{event.slug}/participants?columns=tags"
    assert alive_in(client.get(columns).text) == []


def test_a_tag_is_the_same_in_any_spelling(
    client: FlaskClient, event: Event, person: Person
) -> None:
    for name in ("Très important", "TRES IMPORTANT", " très  important "):
        client.post(f"{page_of(event, person)}/tags", data={"tag": name})

    assert count(Tag) == count(PersonTag) == 1
    assert actions_logged() == ["tag.put_on"]


def test_a_tag_that_nobody_bears_is_gone(
    client: FlaskClient, event: Event, person: Person
) -> None:
    second = make_person()
    saved(Invitation(event_id=event.id, person_id=second.id, invited_at=BEFORE))
    for each in (person, second):
        client.post(f"{page_of(event, each)}/tags", data={"tag": "VIP"})
    tag = stored(Tag).one().public_id

    client.post(f"{page_of(event, person)}/tags/{tag}/remove")
    assert count(Tag) == 1
    client.post(f"{page_of(event, second)}/tags/{tag}/remove")
    assert count(Tag) == 0
    assert client.post(f"{page_of(event, second)}/tags/{tag}/remove").status_code == 404


def test_a_tag_is_a_word(client: FlaskClient, event: Event, person: Person) -> None:
    answer = client.post(f"{page_of(event, person)}/tags?lang=en", data={"tag": "!!!"})

    assert answer.status_code == 409
    assert "Write the tag with letters or digits." in answer.text
    assert count(Tag) == 0


def test_the_list_is_filtered_by_tag_and_shows_them(
    client: FlaskClient, event: Event, person: Person
) -> None:
    make_registration(event, make_person(family_name="Iris"))
    for name in ("Presse", "Accueil"):
        client.post(f"{page_of(event, person)}/tags", data={"tag": name})
    tag = stored(Tag).filter_by(name="Presse").one().public_id

    page = client.get(
        f"/manage/{event.slug}/participants?tag={tag}&columns=tags&lang=en"
    ).text
    assert "Élan" in page
    assert "Iris" not in page
    assert "Accueil, Presse" in page
    assert "Tag: Presse" in page
