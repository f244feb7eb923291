"""What a version brings against the one before."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings

from eti_events.agenda.changes import (
    ChangeKind,
    changes,
    from_json,
    stamped,
    to_json,
)
from eti_events.agenda.snapshot import Programme, PublishedSession
from eti_events.multilingual import Multilingual
from tests.agenda.programmes import NINE, part, programmes, room, session

LATER = NINE + timedelta(days=1)


def kinds(old: tuple[PublishedSession, ...], *new: PublishedSession) -> list[str]:
    found = changes(Programme(sessions=old), Programme(sessions=new))
    return [change.kind.value for change in found]


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"starts_at": NINE - timedelta(hours=1)}, ChangeKind.MOVED),
        ({"ends_at": NINE + timedelta(hours=2)}, ChangeKind.MOVED),
        ({"room": room().id}, ChangeKind.NEW_ROOM),
        ({"cancelled": True}, ChangeKind.CANCELLED),
        ({"title": Multilingual(fr="Autre")}, ChangeKind.TEXT),
        ({"hybrid_link": "https://visio.invalid/y"}, ChangeKind.TEXT),
        ({"people": (part(),)}, ChangeKind.PEOPLE),
    ],
)
def test_each_change_is_called_by_its_name(
    change: dict[str, Any], kind: ChangeKind
) -> None:
    old = session()

    assert kinds((old,), replace(old, **change)) == [kind]


def test_what_is_new_back_or_gone_is_told_and_what_stays_is_not() -> None:
    old = session()

    assert kinds((old,), old) == []
    assert kinds((), old) == ["new"]
    assert kinds((old,)) == ["withdrawn"]
    assert kinds((replace(old, cancelled=True),), old) == ["restored"]
    assert kinds((replace(old, cancelled=True),)) == []


def test_a_session_that_moves_to_another_room_has_two_changes() -> None:
    old = session()
    new = replace(
        old, room=room().id, starts_at=LATER, ends_at=LATER + timedelta(hours=1)
    )

    assert kinds((old,), new) == ["moved", "new_room"]


def test_the_first_version_has_nothing_to_tell() -> None:
    assert changes(None, Programme(sessions=(session(),))) == []


@given(old=programmes, new=programmes)
@settings(max_examples=40, deadline=None)
def test_changes_come_back_from_json(old: Programme, new: Programme) -> None:
    for change in changes(old, new):
        assert from_json(json.loads(json.dumps(to_json(change)))) == change


def test_a_stamp_tells_what_changed_when_and_keeps_it_after() -> None:
    first_room, second_room = room("R1"), room("R2")
    one = session(room=first_room.id)
    first = stamped(Programme(sessions=(one,)), None, number=1, at=NINE)

    moved = replace(one, room=second_room.id)
    second = stamped(Programme(sessions=(moved,)), first, number=2, at=LATER)
    third = stamped(Programme(sessions=(moved,)), second, number=3, at=LATER)

    before, after = first.sessions[0], second.sessions[0]
    assert (before.sequence, before.changed_at) == (0, NINE)
    assert (after.sequence, after.changed_at) == (1, LATER)
    assert (after.former_room, after.room_changed_at) == (first_room.id, LATER)
    assert third.sessions == second.sessions
