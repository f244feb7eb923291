"""Writing one programme of the demonstration, by the actions of the editor."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any

from eti_events.agenda.actions import arranging, editing, publishing
from eti_events.agenda.actions.editing import UNPLACED, Place, SessionPlan
from eti_events.agenda.facts import conflicts_of
from eti_events.agenda.kinds import SessionKind, SessionVisibility, SpeakerState
from eti_events.agenda.models import AgendaTheme, Session, SessionPerson, Topic
from eti_events.database import db
from eti_events.demo.troupe import Troupe
from eti_events.events.hours import at_local
from eti_events.events.models import Event, Room
from eti_events.events.places import RoomPlan, write_room
from eti_events.events.queries import list_days
from eti_events.multilingual import Multilingual

Facts = Mapping[str, Any]


@dataclass(kw_only=True)
class Author:
    """An organiser who writes the programme of one event."""

    event: Event
    troupe: Troupe
    by: int
    rooms: dict[str, Room] = field(default_factory=dict)
    themes: dict[str, AgendaTheme] = field(default_factory=dict)
    topics: dict[str, Topic] = field(default_factory=dict)
    sessions: dict[str, Session] = field(default_factory=dict)
    facts: dict[str, dict[str, Any]] = field(default_factory=dict)

    def write_theme(self, key: str, facts: Facts, *, at: datetime) -> None:
        """Add a theme."""
        self.themes[key] = arranging.write_theme(
            self.event,
            None,
            name=self.text(facts),
            colour=facts["colour"],
            by=self.by,
            at=at,
        )
        db.session.flush()

    def add_topic(self, key: str, facts: Facts, *, at: datetime) -> None:
        """Add what several sessions have in common."""
        title = self.text(facts)
        self.topics[key] = arranging.add_topic(self.event, title, by=self.by, at=at)
        db.session.flush()

    def write_room(self, room: Room | None, facts: Facts, *, at: datetime) -> None:
        """Add a room, or say more of one."""
        plan = RoomPlan(
            code=facts["id"],
            name=self.text(facts),
            capacity=facts["cap"],
            step_free=facts["pmr"],
            booth=facts.get("booth", False),
            building=facts.get("building", ""),
            equipment=self.text(facts, "with_"),
        )
        self.rooms[plan.code] = write_room(self.event, room, plan, by=self.by, at=at)
        db.session.flush()

    def add(self, key: str, facts: Facts, *, at: datetime) -> None:
        """Add a session with the people who have agreed to be in it."""
        self.facts[key] = dict(facts)
        place = self._place(facts) if "t" in facts else UNPLACED
        self.sessions[key] = editing.create_session(
            self.event, self._plan(facts), place=place, by=self.by, at=at
        )
        self.take_part(key, facts, at=at)

    def take_part(self, key: str, facts: Facts, *, at: datetime) -> None:
        """Note who said yes; the demonstration asks nobody by mail."""
        session = self.sessions[key]
        for number, part in enumerate(self.troupe.parts(facts)):
            row = SessionPerson(
                session=session,
                person=part.person,
                role=part.role,
                state=SpeakerState.ACCEPTED,
                position=number,
                protected=bool(part.function),
                function=part.function,
                invited_at=at,
                answered_at=at,
            )
            db.session.add(row)
        db.session.flush()

    def move(self, key: str, *, at: datetime, **where: str) -> None:
        """Put a session into another room, or at other hours."""
        session, self.facts[key] = self.sessions[key], self.facts[key] | where
        editing.place_session(
            self.event,
            session,
            self._place(self.facts[key]),
            version=session.version,
            by=self.by,
            at=at,
        )

    def publish(self, number: int, note: str, *, at: datetime) -> None:
        """Publish the next version, accepting what clashes in it."""
        publishing.publish(
            self.event,
            based_on=number - 1,
            acknowledged={conflict.key for conflict in conflicts_of(self.event)},
            note=note,
            by=self.by,
            at=at,
        )
        db.session.flush()

    def text(self, facts: Facts, start: str = "") -> Multilingual:
        """Return what the data says in each language of the event."""
        return Multilingual(
            {
                language: str(facts[start + language])
                for language in self.event.languages
                if start + language in facts
            }
        )

    def _plan(self, facts: Facts) -> SessionPlan:
        own_themes = facts.get("th", ())
        return SessionPlan(
            kind=SessionKind(facts["kind"]),
            title=self.text(facts),
            abstract=self.text(facts, "about_"),
            languages=facts.get("languages", ()),
            interpretation=facts.get("interpreted", ()),
            needs_booth="interpreted" in facts,
            topic=self.topics.get(facts.get("topic", "")),
            themes=[row for key, row in self.themes.items() if key in own_themes],
            minutes=facts.get("minutes", 60),
            capacity=facts.get("cap"),
            min_size=facts.get("min", 0),
            hybrid_link=facts.get("link"),
            visibility=SessionVisibility(facts.get("visibility", "normal")),
            image_note=self.text(facts, "image_"),
        )

    def _place(self, facts: Facts) -> Place:
        on = list_days(self.event.id)[facts["day"]].on
        starts_at, ends_at = (
            at_local(datetime.combine(on, time.fromisoformat(wall)), self.event.zone)
            for wall in facts["t"].split("-")
        )
        room = self.rooms[facts["room"]]
        return Place(room=room, starts_at=starts_at, ends_at=ends_at)
