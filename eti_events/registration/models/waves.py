"""Writing to many at once: who is meant, how far it is, and which mail went to whom."""

import enum
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eti_events.database import Base
from eti_events.people.models import Person
from eti_events.registration.models.invitations import Category


class WaveKind(enum.StrEnum):
    """What a wave says: come; you have not answered yet; travel with a new version."""

    INVITATION = "invitation"
    REMINDER = "reminder"
    CONVOCATION = "convocation"


class WaveState(enum.StrEnum):
    """Where a wave stands; only a draft can be changed."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    DONE = "done"


class Halt(enum.StrEnum):
    """Why a wave was paused or stopped."""

    BY_HAND = "by_hand"
    BOUNCES = "bounces"
    CLOSED = "closed"


class Omission(enum.StrEnum):
    """Why somebody of a confirmed wave was not written to after all."""

    INVITED = "invited"
    ANSWERED = "answered"
    TOLD = "told"
    NO_ADDRESS = "no_address"


class Wave(Base):
    """One mail to many: who is meant by which conditions, when, and how far it is.

    ``counted`` are the persons whom the conditions meant when an organiser last
    looked at them closely. Mails that had ended before the organiser let the wave go
    on, and those that had failed, are not held against it again.
    """

    __tablename__ = "wave"
    __table_args__ = (
        CheckConstraint(
            "state <> 'scheduled' OR scheduled_at IS NOT NULL",
            name="scheduled_has_time",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    kind: Mapped[WaveKind]
    category: Mapped[Category] = mapped_column(default=Category.EXPERT)
    state: Mapped[WaveState] = mapped_column(default=WaveState.DRAFT)
    halt: Mapped[Halt | None]
    audience: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    counted: Mapped[list[int]] = mapped_column(JSON, default=list)
    counted_at: Mapped[datetime]
    sample_at: Mapped[datetime | None]
    scheduled_at: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_before: Mapped[int] = mapped_column(default=0)
    failed_before: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class WavePerson(Base):
    """Somebody named beside the conditions of a wave: added to it, or left out."""

    __tablename__ = "wave_person"

    wave_id: Mapped[int] = mapped_column(
        ForeignKey("wave.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id"), primary_key=True, index=True
    )
    added: Mapped[bool]

    person: Mapped[Person] = relationship(lazy="raise")


class WaveRecipient(Base):
    """Somebody whom a confirmed wave writes to: once, by the mail named here.

    The mail and this row are written together; without mail and ``omitted`` the
    person's turn is yet to come. Mails are forgotten after a year.
    """

    __tablename__ = "wave_recipient"
    __table_args__ = (
        Index("ix_wave_recipient_turn", "wave_id", "served", "person_id"),
        CheckConstraint("served OR mail_id IS NULL", name="mail_is_served"),
        CheckConstraint("served OR omitted IS NULL", name="omitted_is_served"),
    )

    wave_id: Mapped[int] = mapped_column(
        ForeignKey("wave.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id"), primary_key=True, index=True
    )
    served: Mapped[bool] = mapped_column(default=False)
    mail_id: Mapped[int | None] = mapped_column(
        ForeignKey("mail.id", ondelete="SET NULL"), unique=True
    )
    omitted: Mapped[Omission | None]
