"""Devices at the door, the scans they made, and what is left of these."""

import enum
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    String,
    Table,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eti_events.checkin.fold import Direction, ScanKind
from eti_events.checkin.verdicts import Verdict
from eti_events.database import Base
from eti_events.events.models import ScanPoint
from eti_events.security import EncryptedText

device_point = Table(
    "device_point",
    Base.metadata,
    Column("device_id", ForeignKey("device.id"), primary_key=True),
    Column("point_id", ForeignKey("scan_point.id"), primary_key=True),
)


class Device(Base):
    """A phone or tablet paired with one event tree (``event_id`` is its root)."""

    __tablename__ = "device"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    paired_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    paired_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    last_seen_at: Mapped[datetime | None]

    points: Mapped[list[ScanPoint]] = relationship(
        secondary=device_point, lazy="raise", order_by=ScanPoint.id
    )


class Pairing(Base):
    """A one-time QR that makes one device, scanned inside the scanner."""

    __tablename__ = "pairing"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    points: Mapped[list[str]] = mapped_column(JSON, default=list)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id"))


class ScanInput(enum.StrEnum):
    """How the code was read."""

    CAMERA = "camera"
    TYPED = "typed"
    KEYBOARD = "keyboard"
    NAME = "name"


class Scan(Base):
    """A fact made on a device. Presence is folded from these, never stored here.

    ``effective_at`` is device_time + offset_ms; ``verdict`` and ``flags`` are what
    was answered on arrival, kept apart from what the fold says later.
    """

    __tablename__ = "scan"
    __table_args__ = (
        Index("ix_scan_registration_zone", "registration_id", "zone_id"),
        Index("ix_scan_event_effective_at", "event_id", "effective_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    scan_id: Mapped[UUID] = mapped_column(unique=True)
    device_id: Mapped[int] = mapped_column(ForeignKey("device.id"), index=True)
    seq: Mapped[int]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    point_id: Mapped[int] = mapped_column(ForeignKey("scan_point.id"), index=True)
    zone_id: Mapped[int] = mapped_column(ForeignKey("zone.id"))
    kind: Mapped[ScanKind]
    direction: Mapped[Direction]
    input: Mapped[ScanInput]
    code_hash: Mapped[str | None] = mapped_column(String(64), index=True)
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id"))
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"))
    undoes: Mapped[UUID | None] = mapped_column(index=True)
    device_time: Mapped[datetime]
    offset_ms: Mapped[int] = mapped_column(BigInteger)  # a dead clock says 1970
    effective_at: Mapped[datetime]
    received_at: Mapped[datetime]
    verdict: Mapped[Verdict]
    flags: Mapped[list[str]] = mapped_column(JSON, default=list)
    answer: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    quarantined: Mapped[bool] = mapped_column(default=False)


class Attendance(Base):
    """Somebody was there in a half-day: what stays when scans are erased."""

    __tablename__ = "attendance"
    __table_args__ = (UniqueConstraint("registration_id", "half_day_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"))
    half_day_id: Mapped[int] = mapped_column(ForeignKey("half_day.id"), index=True)


class ArrivalCount(Base):
    """How many people came in by a point in five minutes, for the first time that day.

    The curve of arrivals without names: it outlives the scans.
    """

    __tablename__ = "arrival_count"
    __table_args__ = (
        UniqueConstraint("point_id", "at"),
        CheckConstraint("count > 0", name="counts_people"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("scan_point.id"))
    at: Mapped[datetime]
    count: Mapped[int]


class WalkInState(enum.StrEnum):
    """A walk-in is a request until a named organiser decides."""

    PENDING = "pending"
    APPROVED = "approved"
    REFUSED = "refused"


class WalkIn(Base):
    """Somebody at the door who is not on the list; names are encrypted."""

    __tablename__ = "walk_in"
    __table_args__ = (
        UniqueConstraint("scan_id"),
        CheckConstraint(
            "(state = 'pending') = (decided_at IS NULL)", name="decided_has_time"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    scan_id: Mapped[UUID]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    given_name: Mapped[str] = mapped_column(EncryptedText("walk_in.given_name"))
    family_name: Mapped[str] = mapped_column(EncryptedText("walk_in.family_name"))
    organisation: Mapped[str] = mapped_column(EncryptedText("walk_in.organisation"))
    email: Mapped[str | None] = mapped_column(EncryptedText("walk_in.email"))
    state: Mapped[WalkInState] = mapped_column(default=WalkInState.PENDING)
    asked_at: Mapped[datetime]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(String(300), default="")
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id"))
