"""Numbered versions, their list of changes, and the way back."""

import json

import pytest

from eti_events.agenda.actions import editing, publishing
from eti_events.agenda.changes import from_json
from eti_events.agenda.conflicts import Conflict, ConflictKind
from eti_events.agenda.models import AgendaVersion
from eti_events.agenda.reading import parse
from eti_events.agenda.reading import published as in_force
from eti_events.agenda.refusals import (
    ConflictsOpen,
    NothingToPublish,
    PublishedMeanwhile,
)
from eti_events.agenda.telling import concerned_by
from eti_events.database import db, transaction
from eti_events.events.models import Event
from eti_events.events.queries import get_event
from eti_events.jobs.models import DueRow
from tests.agenda.building import make_part, make_room, make_session
from tests.agenda.organising import act, again, created, place, published, undo
from tests.factories import BEFORE, make_event, make_person

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def event() -> Event:
    return make_event()


@pytest.fixture
def by() -> int:
    return make_person().id


def back_to(event: Event, by: int, number: int, based_on: int) -> AgendaVersion:
    with transaction():
        locked = get_event(event.slug, for_update=True)
        return publishing.go_back(
            locked, number=number, based_on=based_on, by=by, at=BEFORE
        )


def kinds(version: AgendaVersion) -> list[str]:
    return [from_json(row).kind.value for row in version.changes]


def test_versions_count_up_and_say_what_they_bring(event: Event, by: int) -> None:
    room, other = make_room(event), make_room(event)
    session = make_session(event, room=room)
    first = published(event, by, 0, note="Première")

    act(editing.place_session, event, session, by, lambda: place(other, after=1))
    make_session(event)
    second = published(event, by, 1)

    assert (first.number, first.note, kinds(first)) == (1, "Première", [])
    assert second.number == 2
    assert sorted(kinds(second)) == ["moved", "new", "new_room"]
    assert first.sha256 != second.sha256
    assert db.session.scalars(db.select(DueRow.kind)).all() == ["settle"]


def test_the_first_version_stays_as_it_was(event: Event, by: int) -> None:
    session = make_session(event, room=make_room(event))
    first = published(event, by, 0)
    kept = json.dumps(first.snapshot)

    act(editing.cancel_session, event, session, by)
    second = published(event, by, 1)

    assert json.dumps(db.session.get_one(AgendaVersion, first.id).snapshot) == kept
    assert kinds(second) == ["cancelled"]
    assert parse(second).sessions[0].cancelled


def test_asked_twice_it_is_published_once(event: Event, by: int) -> None:
    make_session(event)
    first = published(event, by, 0)

    assert published(event, by, 0).id == first.id
    with pytest.raises(NothingToPublish):
        published(event, by, 1)


def test_nothing_is_published_of_nothing(event: Event, by: int) -> None:
    make_session(event, after=None)

    with pytest.raises(NothingToPublish):
        published(event, by, 0)


def test_two_who_publish_read_each_others_changes(event: Event, by: int) -> None:
    make_session(event)
    published(event, by, 0)
    make_session(event)

    with pytest.raises(PublishedMeanwhile):
        published(event, make_person().id, 0)


def test_each_conflict_is_accepted_once(
    event: Event, by: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = make_session(event)

    def found(*_: object) -> list[Conflict]:
        return [Conflict(kind=ConflictKind.ROOM_TAKEN, sessions=(session.public_id,))]

    monkeypatch.setattr(publishing, "conflicts_of", found)
    with pytest.raises(ConflictsOpen) as refused:
        published(event, by, 0)
    (open_one,) = refused.value.conflicts

    first = published(event, by, 0, acknowledged={open_one.key})
    make_session(event)
    second = published(event, by, 1)

    assert first.acknowledged == second.acknowledged == [open_one.key]


def test_one_goes_back_to_an_older_version(event: Event, by: int) -> None:
    room = make_room(event)
    session = make_session(event, title="Climat", room=room)
    published(event, by, 0)
    act(editing.place_session, event, session, by, lambda: place(None, after=2))
    later = created(event, by, "Ajoutée")
    act(editing.place_session, event, later, by, lambda: place(room))
    published(event, by, 1)

    third = back_to(event, by, 1, 2)

    assert (third.number, third.restored_from) == (3, 1)
    assert sorted(kinds(third)) == ["moved", "new_room", "withdrawn"]
    assert again(event, later).hours is None
    now = again(event, session)
    assert now.room is not None
    assert now.room.id == room.id
    assert back_to(event, by, 1, 2).id == third.id

    undo(event, by)
    undo(event, by)
    assert again(event, later).hours is not None


def test_a_way_back_to_no_version_is_refused(event: Event, by: int) -> None:
    make_session(event)
    published(event, by, 0)

    with pytest.raises(PublishedMeanwhile):
        back_to(event, by, 7, 1)


def test_who_had_or_has_a_part_in_what_changes_is_concerned(
    event: Event, by: int
) -> None:
    moved, still = make_session(event), make_session(event)
    speaker, other = make_person(), make_person()
    make_part(moved, speaker)
    make_part(still, other)
    first = published(event, by, 0)
    act(editing.place_session, event, moved, by, lambda: place(None, after=2))
    second = published(event, by, 1)

    found = concerned_by(
        [from_json(row) for row in second.changes], parse(first), parse(second)
    )

    assert [(one.person, one.sessions) for one in found] == [
        (speaker.id, (moved.public_id,))
    ]


def test_the_version_in_force_is_the_newest(event: Event, by: int) -> None:
    make_session(event)
    published(event, by, 0)
    make_session(event)
    published(event, by, 1)

    programme = in_force(event.id)

    assert programme is not None
    assert (programme.number, len(programme.sessions)) == (2, 2)
