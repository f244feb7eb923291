"""What an event is made of."""

import enum
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eti_events.database import Base
from eti_events.multilingual import Multilingual


class EventKind(enum.StrEnum):
    """Defaults differ by kind; no rule does."""

    ETI_DAYS = "eti_days"
    PRE_DEPARTURE = "pre_departure"
    REGIONAL_SEMINAR = "regional_seminar"


class EventState(enum.StrEnum):
    """Drafts are seen by their organisers only; archived events are read only."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    ARCHIVED = "archived"


class AgendaVisibility(enum.StrEnum):
    """Who may read the agenda."""

    CONFIRMED = "confirmed"
    PUBLIC_WITHOUT_ROOMS = "public_without_rooms"
    PUBLIC = "public"


class Period(enum.StrEnum):
    """The parts of a day that people register for."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


class ZoneKind(enum.StrEnum):
    """Presence is kept per zone: in the building, in a room."""

    BUILDING = "building"
    ROOM = "room"


class PointKind(enum.StrEnum):
    """What a scan at this point means."""

    ENTRANCE = "entrance"
    ROOM = "room"
    MODULE = "module"


class Event(Base):
    """An edition, its pre-departure course (a child), or a regional seminar."""

    __tablename__ = "event"
    __table_args__ = (
        CheckConstraint(
            "registration_closes_at > registration_opens_at",
            name="closes_after_opening",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    slug: Mapped[str] = mapped_column(String(64), unique=True)
    kind: Mapped[EventKind]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), index=True)
    state: Mapped[EventState] = mapped_column(default=EventState.DRAFT)
    name: Mapped[Multilingual]
    summary: Mapped[Multilingual] = mapped_column(default=Multilingual)
    venue: Mapped[Multilingual] = mapped_column(default=Multilingual)
    address: Mapped[str] = mapped_column(String(300), default="")
    country: Mapped[str] = mapped_column(String(2), default="FR")
    time_zone: Mapped[str] = mapped_column(String(64), default="Europe/Paris")
    language: Mapped[str] = mapped_column(String(8), default="fr")
    languages: Mapped[list[str]] = mapped_column(JSON, default=lambda: ["fr", "en"])
    agenda_visibility: Mapped[AgendaVisibility] = mapped_column(
        default=AgendaVisibility.CONFIRMED
    )
    first_departures_only: Mapped[bool] = mapped_column(default=False)
    registration_opens_at: Mapped[datetime]
    registration_closes_at: Mapped[datetime]
    contact_email: Mapped[str] = mapped_column(String(254), default="")
    formalities_close_at: Mapped[datetime | None]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    parent: Mapped["Event | None"] = relationship(
        lazy="raise", remote_side="Event.id", back_populates="children"
    )
    children: Mapped[list["Event"]] = relationship(
        lazy="raise", back_populates="parent", order_by="Event.starts_at"
    )
    days: Mapped[list["EventDay"]] = relationship(
        lazy="raise", order_by="EventDay.on", back_populates="event"
    )
    rooms: Mapped[list["Room"]] = relationship(lazy="raise", order_by="Room.position")
    points: Mapped[list["ScanPoint"]] = relationship(
        lazy="raise", order_by="ScanPoint.id"
    )

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which the event's hours are meant."""
        return ZoneInfo(self.time_zone)

    @property
    def root_id(self) -> int:
        """The edition that a course hangs on, or the event itself: tickets' home."""
        return self.parent_id or self.id


class EventDay(Base):
    """One day of an event, in the event's zone."""

    __tablename__ = "event_day"
    __table_args__ = (UniqueConstraint("event_id", "on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    on: Mapped[date]
    sequence: Mapped[int] = mapped_column(default=0)

    event: Mapped[Event] = relationship(lazy="raise", back_populates="days")
    half_days: Mapped[list["HalfDay"]] = relationship(
        lazy="raise", order_by="HalfDay.starts_at", back_populates="day"
    )


class HalfDay(Base):
    """A contiguous part of a day; the unit of registration and of presence."""

    __tablename__ = "half_day"
    __table_args__ = (
        UniqueConstraint("day_id", "period"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    day_id: Mapped[int] = mapped_column(ForeignKey("event_day.id"), index=True)
    period: Mapped[Period]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]

    day: Mapped[EventDay] = relationship(lazy="raise", back_populates="half_days")


class Room(Base):
    """A room of an event, with the people it holds and what is in it.

    Rooms of different buildings are far from each other; without one they are near.
    """

    __tablename__ = "room"
    __table_args__ = (
        UniqueConstraint("event_id", "code"),
        CheckConstraint("capacity > 0", name="has_places"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    code: Mapped[str] = mapped_column(String(16))
    name: Mapped[Multilingual]
    capacity: Mapped[int]
    step_free: Mapped[bool] = mapped_column(default=True)
    booth: Mapped[bool] = mapped_column(default=False)
    equipment: Mapped[Multilingual] = mapped_column(default=Multilingual)
    building: Mapped[str] = mapped_column(String(60), default="")
    position: Mapped[int] = mapped_column(default=0)


class Zone(Base):
    """A space with an inside: presence is folded per zone and day."""

    __tablename__ = "zone"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    kind: Mapped[ZoneKind]
    name: Mapped[Multilingual]
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id"))


class ScanPoint(Base):
    """A place where badges are scanned; it leads into one zone."""

    __tablename__ = "scan_point"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    zone_id: Mapped[int] = mapped_column(ForeignKey("zone.id"), index=True)
    kind: Mapped[PointKind]
    name: Mapped[Multilingual]

    zone: Mapped[Zone] = relationship(lazy="raise")


class Counter(Base):
    """Places of one kind, taken one by one; ``limit`` None counts without end.

    Scope ``event`` with an empty key is the event's capacity; quotas and options
    bring scopes and keys of their own.
    """

    __tablename__ = "counter"
    __table_args__ = (
        UniqueConstraint("event_id", "scope", "key"),
        CheckConstraint("taken >= 0", name="not_negative"),
        CheckConstraint('"limit" IS NULL OR taken <= "limit"', name="within_limit"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    scope: Mapped[str] = mapped_column(String(32))
    key: Mapped[str] = mapped_column(String(64), default="")
    taken: Mapped[int] = mapped_column(default=0)
    limit: Mapped[int | None]


class Takeover(Base):
    """One time at which an event took over from another.

    ``courses``: the event made here for each course of the earlier event, by the id
    of the latter. ``rows``: see ``carrying.tracing.Trace``; empty once undone.
    """

    __tablename__ = "takeover"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    parts: Mapped[list[str]] = mapped_column(JSON)
    count: Mapped[int]
    courses: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    rows: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    done_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]

    source: Mapped[Event] = relationship(lazy="raise", foreign_keys=[source_id])
