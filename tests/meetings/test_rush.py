"""Forty experts for three slots, all clicking twice, on a server of four processes."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from eti_events.database import db
from eti_events.messages.models import Mail
from eti_events.people.models import Person
from tests.factories import make_event, make_person, make_registration
from tests.live import WebServer, wait_until
from tests.meetings.offering import book, broken, holders, make_series, slots_of, wait
from tests.registration.test_rush import (
    FOUR_PROCESSES,
    Visitor,
    cookie_of,
    run_together,
)
from tests.stored import environment

PEOPLE, CLICKS = 20, 2


@pytest.fixture
def server(database_url: str, tmp_path: Path) -> Iterator[WebServer]:
    settings = environment(database_url, tmp_path)
    server = WebServer(settings, tmp_path / "web.log", shape=FOUR_PROCESSES)
    server.start()
    try:
        wait_until(server.answers, "the server's first answer")
        yield server
    finally:
        server.kill()
        server.socket.close()


def test_a_rush_gives_each_slot_to_one_and_each_one_slot(
    app: Flask, server: WebServer
) -> None:
    event = make_event()
    make_series(event, make_person(), slots=3)
    make_series(event, make_person(), slots=3)  # at the same hours
    slots = [slot.public_id for slot in slots_of(event)]
    people = [make_registration(event).person_id for _ in range(PEOPLE)]
    page, form = f"/me/{event.slug}/meetings", f"/me/{event.slug}/cancel"
    visitors = [
        (person, Visitor(server.url, form, cookie_of(app.test_client(), person, event)))
        for person in [db.session.get_one(Person, one) for one in people]
    ]
    answers: list[int] = []

    def click(visitor: Visitor, number: int) -> None:
        own = Visitor.__new__(Visitor)
        own.url, own.cookie, own.token = visitor.url, visitor.cookie, visitor.token
        own.path = f"{page}/slots/{slots[number % len(slots)]}/book"
        answers.append(own.click([]).status)

    run_together(
        *(
            (lambda v=visitor, n=number * CLICKS + again: click(v, n))
            for number, (_person, visitor) in enumerate(visitors)
            for again in (0, 3)
        )
    )

    assert set(answers) <= {302, 409}
    held = holders(event)
    assert None not in held
    told = [mail.person_id for mail in db.session.query(Mail)]
    assert sorted(map(str, told)) == sorted(map(str, held))
    assert broken() == []


def test_freed_slots_go_to_who_waits_while_others_click(
    app: Flask, server: WebServer
) -> None:
    event = make_event()
    series = make_series(event, make_person(), slots=3).public_id
    slots = [slot.public_id for slot in slots_of(event)]
    members = [make_registration(event).person_id for _ in range(12)]
    leaving, waiting, coming = members[:3], members[3:6], members[6:]
    for slot, person in zip(slots, leaving, strict=True):
        book(event, slot, person)
    for person in waiting:
        wait(event, series, person)
    page, form = f"/me/{event.slug}/meetings", f"/me/{event.slug}/cancel"

    def visitor(person: int, path: str) -> Visitor:
        row = db.session.get_one(Person, person)
        one = Visitor(server.url, form, cookie_of(app.test_client(), row, event))
        one.path = path
        return one

    clicks = [
        visitor(person, f"{page}/slots/{slot}/cancel")
        for person, slot in zip(leaving, slots, strict=True)
    ]
    clicks += [
        visitor(person, f"{page}/slots/{slot}/book")
        for person in coming
        for slot in slots
    ]

    run_together(*(lambda v=one: v.click([]) for one in clicks))

    assert sorted(one or 0 for one in holders(event)) == waiting
    assert broken() == []
