"""Who comes when, and where their registration stands."""

import enum
import json
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    SmallInteger,
    String,
    Table,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eti_events.database import Base
from eti_events.events.models import Event, HalfDay
from eti_events.people.models import Mission, Organisation, Person
from eti_events.registration.models.invitations import Category
from eti_events.security import EncryptedText


class RegistrationState(enum.StrEnum):
    """Where a registration stands; attended and no-show are computed from scans."""

    DRAFT = "draft"
    PENDING = "pending"
    WAITING = "waiting"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    DECLINED = "declined"
    CANCELLED = "cancelled"


registration_half_day = Table(
    "registration_half_day",
    Base.metadata,
    Column(
        "registration_id",
        ForeignKey("registration.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("half_day_id", ForeignKey("half_day.id"), primary_key=True, index=True),
)


class Registration(Base):
    """One person's registration for one event, from the first save on.

    Those who wait are served by ``waiting_rank``, the highest first, then by
    ``waiting_since``; until ``offered_until`` a place is held for one of them.
    ``provisional``: an office has answered and holds the place until it is sure.
    ``by_open_door``: nobody invited them, so an organiser examines them.
    ``represented_by_id`` is who comes instead of somebody who declined.
    ``steps_done``: how much of the form was gone through. ``without_course``: somebody
    who leaves for the first time has said that they cannot attend the course.
    ``half_days_said``: the half-days were answered, so none is an answer too.
    ``typed`` is what was said of oneself and not yet gone on from.
    """

    __tablename__ = "registration"
    __table_args__ = (
        UniqueConstraint("event_id", "person_id"),
        Index("ix_registration_event_state", "event_id", "state"),
        CheckConstraint(
            "state <> 'confirmed' OR confirmed_at IS NOT NULL",
            name="confirmed_has_time",
        ),
        CheckConstraint(
            "(state = 'waiting') = (waiting_since IS NOT NULL)",
            name="waiting_has_time",
        ),
        CheckConstraint(
            "offered_until IS NULL OR state = 'waiting'", name="offered_to_the_waiting"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    mission_id: Mapped[int | None] = mapped_column(ForeignKey("mission.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    state: Mapped[RegistrationState] = mapped_column(default=RegistrationState.DRAFT)
    provisional: Mapped[bool] = mapped_column(default=False)
    category: Mapped[Category] = mapped_column(default=Category.EXPERT)
    by_open_door: Mapped[bool] = mapped_column(default=False)
    first_departure: Mapped[bool] = mapped_column(default=False)
    without_course: Mapped[bool] = mapped_column(default=False)
    half_days_said: Mapped[bool] = mapped_column(default=False)
    steps_done: Mapped[int] = mapped_column(SmallInteger, default=0)
    sealed_typed: Mapped[str | None] = mapped_column(
        EncryptedText("registration.sealed_typed")
    )
    badge_line: Mapped[str] = mapped_column(String(100), default="")
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    waiting_since: Mapped[datetime | None]
    waiting_rank: Mapped[int] = mapped_column(default=0)
    offered_until: Mapped[datetime | None]
    represented_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id"), index=True
    )
    reason: Mapped[str] = mapped_column(String(300), default="")
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    event: Mapped[Event] = relationship(lazy="raise")
    person: Mapped[Person] = relationship(lazy="raise", foreign_keys=[person_id])
    represented_by: Mapped[Person | None] = relationship(
        lazy="raise", foreign_keys=[represented_by_id]
    )
    mission: Mapped[Mission | None] = relationship(lazy="raise")
    organisation: Mapped[Organisation | None] = relationship(lazy="raise")
    half_days: Mapped[list[HalfDay]] = relationship(
        secondary=registration_half_day, lazy="raise", order_by=HalfDay.starts_at
    )

    @property
    def typed(self) -> Mapping[str, str]:
        """What the person has typed of themselves, by column of person or mission."""
        return json.loads(self.sealed_typed) if self.sealed_typed else {}

    @typed.setter
    def typed(self, details: Mapping[str, str]) -> None:
        self.sealed_typed = json.dumps(dict(details)) if details else None
