"""What the agenda's files cost: sixty sessions in a calendar, and nothing new."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import cycle
from pathlib import Path

from bench.load import Call, Driver
from bench.results import Result
from bench.stage import Stage
from eti_events import create_app
from eti_events.database import db
from eti_events.events.models import AgendaVisibility
from eti_events.multilingual import Multilingual
from tests.agenda.building import make_part, make_room, make_session, make_theme
from tests.agenda.organising import published
from tests.agenda.showing import add_theme, set_visibility
from tests.factories import make_event, make_person
from tests.stored import config_for

SESSIONS, ROOMS, PEOPLE = 60, 6, 40
SLOT = timedelta(minutes=105)
ABSTRACT = Multilingual(
    fr="Ce que les équipes ont appris, et ce qui reste à faire. " * 6
)


def agenda(stage: Stage) -> Iterator[Result]:
    """Ask for the calendar of everybody, then for what has changed since."""
    url = stage.database()
    slug = publish_programme(url, stage.folder)
    server = stage.product(url)
    path = f"/events/{slug}/agenda.ics"
    packed = {"Accept-Encoding": "gzip"}
    whole = Driver(server.url).send(Call(path), plain=True)
    assert whole.count(b"BEGIN:VEVENT") == SESSIONS
    etag = _etag(server.url, path)
    yield stage.against_floor(
        "agenda .ics", server, cycle([Call(path, headers=packed)]), 12
    )
    same = Call(path, headers={**packed, "If-None-Match": etag}, status=304)
    yield stage.against_floor("agenda .ics unchanged (304)", server, cycle([same]), 3)


def _etag(url: str, path: str) -> str:
    """Return the mark that a calendar sends back when it asks again."""
    connection = Driver(url).connection
    connection.request("GET", path)
    response = connection.getresponse()
    response.read()
    return response.headers["ETag"]


def publish_programme(url: str, folder: Path, sessions: int = SESSIONS) -> str:
    """Publish a programme of two days for everybody; return the event's slug."""
    app = create_app(config_for(url, folder))
    with app.app_context():
        event = make_event()
        slug = event.slug
        set_visibility(event, AgendaVisibility.PUBLIC)
        rooms = [make_room(event, f"R{number}") for number in range(ROOMS)]
        theme = make_theme(event)
        people = [make_person() for _ in range(PEOPLE)]
        for number in range(sessions):
            day, slot = divmod(number // ROOMS, sessions // ROOMS // 2)
            session = make_session(
                event,
                title=f"Atelier numéro {number} sur l’eau, les sols et la santé",
                room=rooms[number % ROOMS],
                after=timedelta(days=day) + slot * SLOT,
                minutes=90,
                abstract=ABSTRACT,
            )
            add_theme(session, theme)
            for part in range(2):
                make_part(session, people[(number + part) % PEOPLE], function="Experte")
        published(event, make_person().id, 0)
        db.session.remove()
        db.engine.dispose()
    return slug
