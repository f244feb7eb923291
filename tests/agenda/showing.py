"""A published programme with all that may be told, and all that may not."""

import io
import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pdfplumber

from eti_events.agenda.kinds import SessionKind, SessionVisibility
from eti_events.agenda.models import (
    AgendaTheme,
    Session,
    SessionPerson,
    Topic,
    session_theme,
)
from eti_events.database import db, transaction
from eti_events.events.models import AgendaVisibility, Event, Room
from eti_events.multilingual import Multilingual
from eti_events.people.models import Person
from tests.agenda.building import make_part, make_room, make_session, make_theme
from tests.agenda.organising import published
from tests.factories import make_event, make_person, saved

RESTRICTED = "Canari-protocole"
UNPUBLISHED = "Canari-brouillon"
SECRET_ROOM = "Canari-salon"
SECRET_THEME = "Canari-sommet"
SECRET_TOPIC = "Canari-sujet"
GUEST = "Canari-ministre"
PROTECTED = "Canari-personne"
CANARIES = (
    *(RESTRICTED, UNPUBLISHED, SECRET_ROOM, SECRET_THEME, SECRET_TOPIC),
    *(GUEST, PROTECTED),
)
LINK = "https://visio.invalid/confirmed"
HOUR = timedelta(hours=1)

NAMES = (
    *("agenda.ics", "schedule.json", "schedule2.json", "schedule.xml"),
    *("agenda.csv", "agenda.xlsx", "agenda.pdf", "agenda/downloads"),
)


@dataclass
class Shown:
    """What a test asks about."""

    event: Event
    room: Room
    theme: AgendaTheme
    workshop: Session
    cancelled: Session
    secret: Session
    part: SessionPerson
    speaker: Person
    organiser: int

    def address(self, name: str) -> str:
        return f"/events/{self.event.slug}/{name}"

    @property
    def api(self) -> str:
        return f"/api/v1/events/{self.event.slug}/agenda"

    @property
    def addresses(self) -> list[str]:
        """Every way in which the programme leaves."""
        own = [self.address(name) for name in NAMES]
        return [*own, self.api, f"{self.api}/sessions/{self.workshop.public_id}"]


def show(
    visibility: AgendaVisibility = AgendaVisibility.PUBLIC, **changes: Any
) -> Shown:
    """Publish a workshop, a pause, what was cancelled, and canaries that stay in."""
    event = make_event(**changes)
    set_visibility(event, visibility)
    room, theme = make_room(event, "A"), make_theme(event, "Climat")
    workshop = make_session(
        event, title="Forêts", room=room, hybrid_link=LINK, languages=["fr", "en"]
    )
    add_theme(workshop, theme)
    speaker = make_person(given_name="Inès", family_name="Coquelicot")
    part = make_part(workshop, speaker, function="Directrice")
    make_session(event, title="Café", kind=SessionKind.BREAK, after=HOUR, minutes=30)
    cancelled = make_session(event, title="Océans", after=2 * HOUR)
    secret = _hide(event, room)
    by = make_person().id
    published(event, by, 0)
    cancel(cancelled)
    published(event, by, 1)
    return Shown(
        event=event,
        room=room,
        theme=theme,
        workshop=workshop,
        cancelled=cancelled,
        secret=secret,
        part=part,
        speaker=speaker,
        organiser=by,
    )


def _hide(event: Event, room: Room) -> Session:
    topic = saved(Topic(event_id=event.id, title=Multilingual(fr=SECRET_TOPIC)))
    secret = make_session(
        event,
        title=RESTRICTED,
        room=make_room(event, SECRET_ROOM),
        after=3 * HOUR,
        visibility=SessionVisibility.RESTRICTED,
        topic_id=topic.id,
    )
    add_theme(secret, make_theme(event, SECRET_THEME))
    make_part(secret, make_person(family_name=GUEST))
    make_session(
        event,
        title=UNPUBLISHED,
        room=room,
        after=4 * HOUR,
        visibility=SessionVisibility.UNPUBLISHED,
    )
    protected = make_person(family_name=PROTECTED, protected=True)
    make_part(
        make_session(event, title="Sûreté", after=5 * HOUR),
        protected,
        function="Conseillère",
    )
    return secret


def set_visibility(event: Event, visibility: AgendaVisibility) -> None:
    with transaction():
        db.session.get_one(Event, event.id).agenda_visibility = visibility


def open_up(event: Event) -> None:
    """Show in the open what was hidden, in a further version."""
    with transaction():
        for session in db.session.query(Session).filter_by(event_id=event.id):
            session.visibility = SessionVisibility.NORMAL
        for person in db.session.query(Person):
            person.protected = False


def cancel(session: Session) -> None:
    with transaction():
        row = db.session.get_one(Session, session.id)
        row.state = type(row.state).CANCELLED


def add_theme(session: Session, theme: AgendaTheme) -> None:
    values = {"session_id": session.id, "theme_id": theme.id}
    with transaction():
        db.session.execute(session_theme.insert().values(**values))


def text_of(content: bytes, media_type: str) -> str:
    """Return all that a file says, whatever it is packed in."""
    if media_type.endswith("sheet"):
        book = openpyxl.load_workbook(io.BytesIO(content))
        rows = [row for sheet in book for row in sheet.iter_rows(values_only=True)]
        return "\n".join(str(cell) for row in rows for cell in row)
    if media_type == "application/pdf":
        with pdfplumber.open(io.BytesIO(content)) as file:
            return "\n".join(page.extract_text() for page in file.pages)
    if media_type == "application/json":
        return json.dumps(json.loads(content), ensure_ascii=False)
    if media_type == "application/xml":
        root = ElementTree.fromstring(content)
        attributes = [value for each in root.iter() for value in each.attrib.values()]
        return "\n".join([*root.itertext(), *attributes])
    return content.decode().replace("\r\n ", "")
