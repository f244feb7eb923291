"""What people ask of the organisers once they no longer change things themselves."""

import enum
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Table, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eti_events.database import Base
from eti_events.events.models import HalfDay
from eti_events.registration.models.registrations import Registration
from eti_events.security import EncryptedText


class RequestKind(enum.StrEnum):
    """What is asked for: other half-days, to leave, or something in words."""

    HALF_DAYS = "half_days"
    CANCEL = "cancel"
    WORDS = "words"


class RequestState(enum.StrEnum):
    """Where a request stands; one that became pointless is withdrawn."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


change_request_half_day = Table(
    "change_request_half_day",
    Base.metadata,
    Column(
        "request_id",
        ForeignKey("change_request.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column(
        "half_day_id",
        ForeignKey("half_day.id", ondelete="CASCADE"),
        primary_key=True,
        index=True,
    ),
)

ONE_OPEN = text("state = 'open' AND kind <> 'words'")


class ChangeRequest(Base):
    """Something that a person asked about their registration, and its answer.

    What is typed is encrypted: people explain themselves, and tell of their health.
    """

    __tablename__ = "change_request"
    __table_args__ = (
        Index(
            "uq_change_request_open",
            "registration_id",
            "kind",
            unique=True,
            sqlite_where=ONE_OPEN,
            postgresql_where=ONE_OPEN,
        ),
        CheckConstraint(
            "(state = 'open') = (answered_at IS NULL)", name="answered_has_time"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    registration_id: Mapped[int] = mapped_column(
        ForeignKey("registration.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[RequestKind]
    words: Mapped[str] = mapped_column(EncryptedText("change_request.words"))
    state: Mapped[RequestState] = mapped_column(default=RequestState.OPEN)
    asked_at: Mapped[datetime]
    asked_by: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    answer: Mapped[str] = mapped_column(
        EncryptedText("change_request.answer"), default=""
    )
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)

    registration: Mapped[Registration] = relationship(lazy="raise")
    half_days: Mapped[list[HalfDay]] = relationship(
        secondary=change_request_half_day, lazy="raise", order_by=HalfDay.starts_at
    )
