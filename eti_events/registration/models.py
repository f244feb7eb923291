"""Who is invited, who comes when, what they need, and what opens the door."""

import enum
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    String,
    Table,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eti_events.accounts.models import AccessLink
from eti_events.database import Base
from eti_events.events.models import Event, HalfDay
from eti_events.people.models import Mission, Organisation, Person
from eti_events.security import EncryptedText


class Category(enum.StrEnum):
    """The part that a person plays at an event; printed on the badge."""

    EXPERT = "expert"
    COMMISSIONER = "commissioner"
    PARTNER = "partner"
    SPEAKER = "speaker"
    VIP = "vip"
    TEAM = "team"


class Invitation(Base):
    """A person asked to come to an event, and the link that was sent."""

    __tablename__ = "invitation"
    __table_args__ = (UniqueConstraint("event_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(
        default=uuid4, unique=True, insert_sentinel=True
    )
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    link_id: Mapped[int | None] = mapped_column(ForeignKey("access_link.id"))
    category: Mapped[Category] = mapped_column(default=Category.EXPERT)
    invited_at: Mapped[datetime]
    invited_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    last_mailed_at: Mapped[datetime | None]

    event: Mapped[Event] = relationship(lazy="raise")
    person: Mapped[Person] = relationship(lazy="raise", foreign_keys=[person_id])
    link: Mapped[AccessLink | None] = relationship(lazy="raise")


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
    """One person's registration for one event, from the first save on."""

    __tablename__ = "registration"
    __table_args__ = (
        UniqueConstraint("event_id", "person_id"),
        Index("ix_registration_event_state", "event_id", "state"),
        CheckConstraint(
            "state <> 'confirmed' OR confirmed_at IS NOT NULL",
            name="confirmed_has_time",
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
    first_departure: Mapped[bool] = mapped_column(default=False)
    badge_line: Mapped[str] = mapped_column(String(100), default="")
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(String(300), default="")
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    event: Mapped[Event] = relationship(lazy="raise")
    person: Mapped[Person] = relationship(lazy="raise")
    mission: Mapped[Mission | None] = relationship(lazy="raise")
    organisation: Mapped[Organisation | None] = relationship(lazy="raise")
    half_days: Mapped[list[HalfDay]] = relationship(
        secondary=registration_half_day, lazy="raise", order_by=HalfDay.starts_at
    )


class NeedKind(enum.StrEnum):
    """What a person may ask for; each kind has readers of its own."""

    DIET = "diet"
    ALLERGY = "allergy"
    ACCESS = "access"


class Need(Base):
    """Diet, allergy or accessibility need of one registration, encrypted."""

    __tablename__ = "need"
    __table_args__ = (UniqueConstraint("registration_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(
        ForeignKey("registration.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[NeedKind]
    text: Mapped[str] = mapped_column(EncryptedText("need.text"))
    given_at: Mapped[datetime]


class ConsentPurpose(enum.StrEnum):
    """What a person may agree to, one by one, never beforehand."""

    NEEDS = "needs"
    IMAGE_INTERNAL = "image_internal"
    IMAGE_WEBSITE = "image_website"
    IMAGE_SOCIAL = "image_social"
    IMAGE_PRESS = "image_press"
    DIRECTORY = "directory"


class Consent(Base):
    """One agreement as it was given: which text, when, and when it was withdrawn."""

    __tablename__ = "consent"
    __table_args__ = (
        Index(
            "uq_consent_standing",
            "person_id",
            "event_id",
            "purpose",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    purpose: Mapped[ConsentPurpose]
    text_version: Mapped[str] = mapped_column(String(32))
    language: Mapped[str] = mapped_column(String(8))
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class Ticket(Base):
    """What opens the door for one person at an edition and its course.

    ``event_id`` is the root event. One issue stands at a time; a reprint after loss
    revokes the older one. Scans are judged by the issue valid at their own time.
    """

    __tablename__ = "ticket"
    __table_args__ = (
        UniqueConstraint("person_id", "event_id", "issue"),
        Index(
            "uq_ticket_standing",
            "person_id",
            "event_id",
            unique=True,
            sqlite_where=text("revoked_at IS NULL"),
            postgresql_where=text("revoked_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    issue: Mapped[int] = mapped_column(default=1)
    code: Mapped[str] = mapped_column(EncryptedText("ticket.code"))
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    short_code: Mapped[str] = mapped_column(EncryptedText("ticket.short_code"))
    short_hash: Mapped[str] = mapped_column(String(64), unique=True)
    issued_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    revoked_reason: Mapped[str] = mapped_column(String(100), default="")

    person: Mapped[Person] = relationship(lazy="raise")
