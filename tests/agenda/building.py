"""Rows of an agenda, ready made: a test names only what it is about."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from eti_events.agenda.kinds import SessionKind, SessionRole, SpeakerState
from eti_events.agenda.models import AgendaTheme, Session, SessionPerson
from eti_events.events.models import Event, Room
from eti_events.multilingual import Multilingual
from eti_events.people.models import Person
from tests.factories import BEFORE, saved

OPENING = datetime(2096, 8, 30, 7, 0, tzinfo=UTC)  # nine o'clock in Paris

_numbers = count(1)


def make_room(event: Event, code: str = "", *, capacity: int = 50) -> Room:
    number = next(_numbers)
    code = code or f"R{number}"
    return saved(
        Room(
            event_id=event.id,
            code=code,
            name=Multilingual(fr=f"Salle {code}", en=f"Room {code}"),
            capacity=capacity,
            position=number,
        )
    )


def make_theme(event: Event, name: str = "Climat", colour: int = 1) -> AgendaTheme:
    return saved(
        AgendaTheme(
            event_id=event.id,
            name=Multilingual(fr=name, en=name),
            colour=colour,
            position=next(_numbers),
        )
    )


def make_session(
    event: Event,
    *,
    title: str = "",
    room: Room | None = None,
    after: timedelta | None = timedelta(),
    minutes: int = 60,
    **values: Any,
) -> Session:
    """Make a session ``after`` nine o'clock of the first day; None: unplaced."""
    title = title or f"Atelier {next(_numbers)}"
    starts_at = None if after is None else OPENING + after
    fields: dict[str, Any] = {
        "kind": SessionKind.WORKSHOP,
        "title": Multilingual(fr=title, en=f"{title} (en)"),
        "languages": ["fr"],
        "room_id": room.id if room else None,
        "starts_at": starts_at,
        "ends_at": starts_at and starts_at + timedelta(minutes=minutes),
        "minutes": minutes,
        "created_at": BEFORE,
        "changed_at": BEFORE,
    }
    return saved(Session(event_id=event.id, **(fields | values)))


def make_part(
    session: Session,
    person: Person,
    *,
    role: SessionRole = SessionRole.SPEAKER,
    state: SpeakerState = SpeakerState.ACCEPTED,
    protected: bool = False,
    function: str = "",
) -> SessionPerson:
    return saved(
        SessionPerson(
            session_id=session.id,
            person_id=person.id,
            role=role,
            state=state,
            protected=protected,
            function=Multilingual(fr=function),
        )
    )
