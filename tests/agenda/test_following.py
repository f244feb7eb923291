"""What readers keep: their stars, and how far they have read."""

from collections.abc import Collection
from uuid import UUID, uuid4

import pytest

from eti_events.agenda.actions.reading import follow, have_read, unfollow
from eti_events.agenda.queries.readers import number_read, stars_of
from eti_events.database import transaction
from eti_events.events.models import Event
from tests.factories import BEFORE, make_event, make_person

pytestmark = pytest.mark.usefixtures("app")


def put_stars(event: Event, person_id: int, sessions: Collection[UUID]) -> None:
    with transaction():
        follow(event, sessions, by=person_id, at=BEFORE)


def test_a_star_is_put_once_and_taken_off() -> None:
    event, person_id = make_event(), make_person().id
    one, other = uuid4(), uuid4()

    put_stars(event, person_id, [one])
    put_stars(event, person_id, [one, other])
    assert stars_of(event.id, person_id) == {one, other}

    with transaction():
        unfollow(event, [one, uuid4()], by=person_id)
    assert stars_of(event.id, person_id) == {other}


def test_stars_are_ones_own_and_of_one_event() -> None:
    event, person_id = make_event(), make_person().id
    put_stars(event, person_id, [uuid4()])

    assert stars_of(event.id, make_person().id) == frozenset()
    assert stars_of(make_event().id, person_id) == frozenset()


def test_no_star_at_all_writes_nothing() -> None:
    event, person_id = make_event(), make_person().id

    put_stars(event, person_id, [])

    assert stars_of(event.id, person_id) == frozenset()


def test_who_has_read_a_version_has_not_unread_it() -> None:
    event, person_id = make_event(), make_person().id

    for number, expected in ((2, 2), (5, 5), (3, 5)):
        with transaction():
            have_read(event, number, by=person_id, at=BEFORE)
        assert number_read(event.id, person_id) == expected

    assert number_read(make_event().id, person_id) is None
