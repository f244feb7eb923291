"""What the programme's pages cost against the floor: sixty sessions, and many more."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import cycle
from pathlib import Path

from bench.crowd import cookie_of
from bench.load import Call
from bench.results import Result
from bench.stage import Stage
from eti_events import create_app
from eti_events.agenda.kinds import SessionKind, SessionRole
from eti_events.agenda.models import AgendaTheme, Session
from eti_events.database import db, transaction
from eti_events.events.models import AgendaVisibility, Event, Room
from eti_events.multilingual import Multilingual
from tests.agenda.building import make_part, make_room, make_session, make_theme
from tests.agenda.organising import published
from tests.factories import make_event, make_person, make_registration
from tests.stored import config_for

SIZES = (60, 500)
TARGET = 12  # times the floor
HALL = 18  # one session in so many has everybody in it
THEMES = (
    *("Gouvernance", "Climat et biodiversité", "Santé mondiale"),
    *("Diplomatie économique", "Numérique et IA", "Éducation, culture, sport"),
)
HOURS = (0, 1.25, 2.75, 5.5, 7.25)  # after nine o'clock


@dataclass(frozen=True)
class Published:
    """An event with its programme, and the cookie of somebody who attends."""

    slug: str
    participant: str


def pages(stage: Stage) -> Iterator[Result]:
    """Read the programme as a visitor and as a participant, with few and with many."""
    few, many = (_costs(stage, size) for size in SIZES)
    for result in few.values():
        yield replace(result, target=TARGET)
    for who, result in many.items():
        yield result
        more = result.value / few[who].value
        yield stage.figure(f"agenda page, 500 for 60 sessions, {who}", more, "×", 3)


def _costs(stage: Stage, size: int) -> dict[str, Result]:
    url = stage.database(str(size))
    made = announce(url, stage.folder, sessions=size)
    server, costs = stage.product(url), {}
    own = {"Cookie": made.participant}
    for who, headers in {"visitor": {}, "participant": own}.items():
        page = Call(f"/events/{made.slug}/agenda", headers=headers)
        name = f"agenda page, {size} sessions, {who}"
        costs[who] = stage.against_floor(
            name, server, cycle([page]), 3 * TARGET, portion=10
        )
    return costs


def announce(url: str, folder: Path, *, sessions: int) -> Published:
    """Publish that many sessions over two days, two people in each."""
    app = create_app(config_for(url, folder))
    with app.app_context():
        event = make_event(places=300)
        with transaction():
            row = db.session.get_one(Event, event.id)
            row.agenda_visibility = AgendaVisibility.PUBLIC
        _fill(event, sessions)
        published(event, make_person().id, 0)
        person = make_person()
        make_registration(event, person)
        made = Published(slug=event.slug, participant=cookie_of(app, person.id))
        db.session.remove()
        db.engine.dispose()
    return made


def _fill(event: Event, sessions: int) -> None:
    rooms = [make_room(event) for _ in range(max(6, sessions // 10))]
    themes = [make_theme(event, name, n) for n, name in enumerate(THEMES, 1)]
    speakers = [make_person() for _ in range(40)]
    for number in range(sessions):
        theme = themes[number % len(themes)]
        session = _session(event, number, rooms[number % len(rooms)], theme)
        roles = (SessionRole.SPEAKER, SessionRole.MODERATOR)
        for place, role in enumerate(roles):
            speaker = speakers[(2 * number + place) % len(speakers)]
            make_part(session, speaker, role=role, function="Conseillère")


def _session(event: Event, number: int, room: Room, theme: AgendaTheme) -> Session:
    day, hour = divmod(number, 2)[1], HOURS[(number // 2) % len(HOURS)]
    whole = number % HALL == 0
    session = make_session(
        event,
        title=f"Atelier {number} : ce que les partenaires attendent",
        kind=SessionKind.PLENARY if whole else SessionKind.WORKSHOP,
        room=room,
        after=timedelta(days=day, hours=hour),
        capacity=40,
        abstract=Multilingual(fr="Trois cas, une méthode, une discussion. " * 4),
    )
    with transaction():
        row = db.session.get_one(Session, session.id)
        db.session.refresh(row, ["themes"])
        row.themes.append(db.session.get_one(AgendaTheme, theme.id))
    return session
