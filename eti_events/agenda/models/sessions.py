"""Sessions, what they are about, and for whom they are."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Table,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eti_events.agenda.kinds import (
    COMES,
    Audience,
    SessionKind,
    SessionRole,
    SessionState,
    SessionVisibility,
    SpeakerState,
)
from eti_events.database import Base
from eti_events.events.models import Room
from eti_events.multilingual import Multilingual
from eti_events.people.models import Person
from eti_events.security import EncryptedText

COLOURS = 8  # of themes, by index into the stylesheet's own


class AgendaTheme(Base):
    """A theme of one event's sessions; its colour never stands without its name."""

    __tablename__ = "agenda_theme"
    __table_args__ = (
        CheckConstraint(f"colour BETWEEN 1 AND {COLOURS}", name="known_colour"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    name: Mapped[Multilingual]
    colour: Mapped[int]
    position: Mapped[int] = mapped_column(default=0)


class Topic(Base):
    """What is offered in several sessions: nobody attends two of the same topic."""

    __tablename__ = "topic"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    title: Mapped[Multilingual]
    position: Mapped[int] = mapped_column(default=0)


session_theme = Table(
    "session_theme",
    Base.metadata,
    Column(
        "session_id", ForeignKey("session.id", ondelete="CASCADE"), primary_key=True
    ),
    Column("theme_id", ForeignKey("agenda_theme.id"), primary_key=True, index=True),
)


class Session(Base):
    """One session for life: whatever moves, its row and its ``public_id`` stay.

    Without hours it is unplaced, and lasts ``minutes`` wherever it is put. A capacity
    of None is its room's. ``languages`` are those spoken, ``interpretation`` those
    into which it is interpreted.
    """

    __tablename__ = "session"
    __table_args__ = (
        Index("ix_session_event_starts", "event_id", "starts_at"),
        CheckConstraint(
            "(starts_at IS NULL) = (ends_at IS NULL)", name="placed_or_not"
        ),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("minutes > 0", name="lasts"),
        CheckConstraint("capacity > 0", name="has_places"),
        CheckConstraint("min_size >= 0", name="minimum_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("topic.id"), index=True)
    kind: Mapped[SessionKind]
    title: Mapped[Multilingual]
    abstract: Mapped[Multilingual] = mapped_column(default=Multilingual)
    languages: Mapped[list[str]] = mapped_column(JSON, default=list)
    interpretation: Mapped[list[str]] = mapped_column(JSON, default=list)
    needs_booth: Mapped[bool] = mapped_column(default=False)
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id"), index=True)
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    minutes: Mapped[int] = mapped_column(default=60)
    capacity: Mapped[int | None]
    min_size: Mapped[int] = mapped_column(default=0)
    hybrid_link: Mapped[str | None] = mapped_column(
        EncryptedText("session.hybrid_link")
    )
    audience: Mapped[Audience] = mapped_column(default=Audience.ALL)
    audience_values: Mapped[list[str]] = mapped_column(JSON, default=list)
    visibility: Mapped[SessionVisibility] = mapped_column(
        default=SessionVisibility.NORMAL
    )
    image_note: Mapped[Multilingual] = mapped_column(default=Multilingual)
    position: Mapped[int] = mapped_column(default=0)
    state: Mapped[SessionState] = mapped_column(default=SessionState.WORKING)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    topic: Mapped[Topic | None] = relationship(lazy="raise")
    room: Mapped[Room | None] = relationship(lazy="raise")
    themes: Mapped[list[AgendaTheme]] = relationship(
        secondary=session_theme, lazy="raise", order_by=AgendaTheme.position
    )
    people: Mapped[list["SessionPerson"]] = relationship(
        lazy="raise", order_by="SessionPerson.position", back_populates="session"
    )

    @property
    def hours(self) -> tuple[datetime, datetime] | None:
        """When it begins and ends, or None while it is unplaced."""
        if self.starts_at is None or self.ends_at is None:
            return None
        return self.starts_at, self.ends_at

    @property
    def held(self) -> bool:
        """Whether it is not cancelled."""
        return self.state is SessionState.WORKING


class SessionPerson(Base):
    """A person's part in a session.

    ``protected``: shown by ``function`` alone, as is whoever is protected everywhere.
    """

    __tablename__ = "session_person"
    __table_args__ = (UniqueConstraint("session_id", "person_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[SessionRole] = mapped_column(default=SessionRole.SPEAKER)
    state: Mapped[SpeakerState] = mapped_column(default=SpeakerState.INVITED)
    position: Mapped[int] = mapped_column(default=0)
    protected: Mapped[bool] = mapped_column(default=False)
    function: Mapped[Multilingual] = mapped_column(default=Multilingual)
    invited_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    session: Mapped[Session] = relationship(lazy="raise", back_populates="people")
    person: Mapped[Person] = relationship(lazy="raise")

    @property
    def comes(self) -> bool:
        """Whether the person is counted on."""
        return self.state in COMES
