"""Two organisers at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from flask import Flask

from eti_events.agenda.actions import editing, publishing
from eti_events.agenda.models import AgendaVersion
from eti_events.agenda.queries.sessions import get_session
from eti_events.agenda.refusals import (
    ChangedMeanwhile,
    NothingToPublish,
    PublishedMeanwhile,
)
from eti_events.database import db, transaction
from eti_events.events.queries import get_event
from tests.agenda.building import make_session
from tests.agenda.organising import again, created, place
from tests.factories import BEFORE, make_event, make_person

Answer = TypeVar("Answer")


def at_once(
    app: Flask, act: Callable[[int], Answer], values: tuple[int, int]
) -> list[Answer]:
    """Do it twice, both waiting for each other first."""
    gate = Barrier(2)

    def one(value: int) -> Answer:
        with app.app_context():
            gate.wait()
            return act(value)

    db.session.rollback()
    with ThreadPoolExecutor() as pool:
        return list(pool.map(one, values))


def test_of_two_who_move_a_session_the_second_is_shown_both(app: Flask) -> None:
    event = make_event()
    session = created(event, make_person().id)
    slug, public_id, seen = event.slug, session.public_id, session.version

    def move(by: int) -> str:
        try:
            with transaction():
                locked = get_event(slug, for_update=True)
                row = get_session(locked, public_id, for_update=True)
                there = place(after=by)
                editing.place_session(
                    locked, row, there, version=seen, by=by, at=BEFORE
                )
        except ChangedMeanwhile as refused:
            return f"told {refused.theirs['starts_at']}"
        return "moved"

    answers = at_once(app, move, (make_person().id, make_person().id))

    starts_at = again(event, session).starts_at
    assert starts_at is not None
    assert sorted(answers) == ["moved", f"told {starts_at.isoformat()}"]


def test_of_two_who_publish_one_does(app: Flask) -> None:
    event = make_event()
    make_session(event)
    slug = event.slug

    def publish(by: int) -> str:
        try:
            with transaction():
                locked = get_event(slug, for_update=True)
                publishing.publish(locked, based_on=0, by=by, at=BEFORE)
        except (PublishedMeanwhile, NothingToPublish):
            return "told"
        return "published"

    answers = at_once(app, publish, (make_person().id, make_person().id))

    assert sorted(answers) == ["published", "told"]
    assert db.session.scalars(db.select(AgendaVersion.number)).all() == [1]
