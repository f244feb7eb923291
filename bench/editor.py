"""What building an agenda costs: one move in the editor, and the conflicts of many."""

import statistics
import time
from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path
from urllib.parse import urlencode
from uuid import UUID

from bench.crowd import Crowd, gather
from bench.load import Call, Driver
from bench.results import Result
from bench.stage import Stage
from eti_events import create_app
from eti_events.agenda.checks import find
from eti_events.agenda.conflicts import Facts, Opening, PersonFacts, Placed, RoomFacts
from eti_events.agenda.kinds import SessionKind, SessionRole
from eti_events.database import db
from eti_events.events.queries import get_event
from tests.agenda.building import OPENING, make_part, make_room, make_session
from tests.factories import make_person
from tests.stored import config_for

ROOMS, SESSIONS = 8, 60
FEW, MANY, MANY_ROOMS = 60, 500, 20
MOVES = 60
HOUR = timedelta(hours=1)


def moves(stage: Stage) -> Iterator[Result]:
    """Move a session to and fro among sixty of two days, each move with its board."""
    url = stage.database()
    crowd = gather(url, stage.folder, registered=1)
    session = build(url, stage.folder, crowd.slug)
    server = stage.product(url)
    calls = _moves(crowd, session)
    driver, taken = Driver(server.url), []
    for _number, call in zip(range(MOVES), calls, strict=False):
        begun = time.perf_counter()
        driver.send(call)
        taken.append(time.perf_counter() - begun)
    median = statistics.median(taken) * 1000
    yield stage.figure("editor move, round trip", median, "ms", 100)
    yield stage.against_floor("editor move", server, calls, 150, portion=40)


def conflicts(stage: Stage) -> Iterator[Result]:
    """Find the conflicts of five hundred sessions, each at the price of few."""
    few, many = crowded(FEW, ROOMS), crowded(MANY, MANY_ROOMS)
    each = {facts: _seconds(facts) / len(facts.placed) for facts in (few, many)}
    yield stage.figure(f"conflicts of {MANY}", each[many] * MANY * 1000, "ms", 100)
    ratio = each[many] / each[few]
    yield stage.figure(f"conflicts, per session {MANY} to {FEW}", ratio, "×", 3)


def build(url: str, folder: Path, slug: str) -> UUID:
    """Write sixty sessions on two days; return one that is moved."""
    app = create_app(config_for(url, folder))
    with app.app_context():
        event = get_event(slug)
        rooms = [make_room(event, f"B{number}") for number in range(ROOMS)]
        people = [make_person() for _ in range(SESSIONS)]
        for number in range(SESSIONS):
            day, slot = divmod(number // ROOMS, 4)
            session = make_session(
                event,
                room=rooms[number % ROOMS],
                after=timedelta(days=day) + 2 * HOUR * slot,
                minutes=90,
            )
            make_part(session, people[number])
            moderator = people[number * 7 % SESSIONS]
            make_part(session, moderator, role=SessionRole.MODERATOR)
        moved = session.public_id
        db.session.remove()
        db.engine.dispose()
    return moved


def crowded(sessions: int, rooms: int) -> Facts:
    """Make an agenda as full as real ones: each room busy, a clash here and there."""
    ids = [UUID(int=number) for number in range(1, rooms + 1)]
    placed = []
    for number in range(sessions):
        starts_at = OPENING + 2 * HOUR * (number // rooms % 5)
        starts_at += timedelta(days=number // rooms // 5)
        placed.append(
            Placed(
                id=UUID(int=1_000 + number),
                kind=SessionKind.WORKSHOP,
                starts_at=starts_at,
                ends_at=starts_at + (3 if number % 17 == 0 else 1) * HOUR,
                room=ids[number % rooms],
                people=frozenset({number % 97, number % 89}),
                seats=number % 60,
                capacity=50,
            )
        )
    return Facts(
        placed=tuple(placed),
        rooms=tuple(
            RoomFacts(id=room, capacity=50, building="AB"[room.int % 2]) for room in ids
        ),
        people=tuple(PersonFacts(id=number) for number in range(97)),
        openings=tuple(
            Opening(
                starts_at=OPENING + timedelta(days=day),
                ends_at=OPENING + timedelta(days=day) + 11 * HOUR,
            )
            for day in range(6)
        ),
    )


def _moves(crowd: Crowd, session: UUID) -> Iterator[Call]:
    """Yield one move after another, each on the version that the last one made."""
    headers = {
        "Cookie": crowd.organiser,
        "Accept": "application/json",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    for version in count(1):
        at = OPENING + (9 if version % 2 else 10) * HOUR
        values = {"version": version, "at": at.isoformat(), "room": ""}
        body = urlencode(values | {"csrf_token": crowd.csrf_token}).encode()
        path = f"/manage/{crowd.slug}/agenda/grid/{session}/move?day={at.date()}"
        yield Call(path, "POST", body, headers)


def _seconds(facts: Facts) -> float:
    """Return the seconds that the best of several searches took."""
    taken = []
    for _ in range(15):
        begun = time.perf_counter()
        find(facts)
        taken.append(time.perf_counter() - begun)
    return min(taken)
