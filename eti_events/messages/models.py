"""The outbox: mail written in the transaction that caused it, kept until it left."""

import enum
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eti_events.database import Base
from eti_events.people.models import Person
from eti_events.security import EncryptedBytes


class MailState(enum.StrEnum):
    """Exactly one of these; a lease that ran out counts as queued.

    What is held waits for somebody to let it go or to take it back.
    """

    QUEUED = "queued"
    HELD = "held"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Mail(Base):
    """One mail to one address, rendered and with its Message-ID when queued."""

    __tablename__ = "mail"
    __table_args__ = (
        Index("ix_mail_state_due_at", "state", "due_at"),
        CheckConstraint(
            "(state = 'sent') = (sent_at IS NOT NULL)", name="sent_has_time"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(
        default=uuid4, unique=True, insert_sentinel=True
    )
    message_id: Mapped[str] = mapped_column(String(200), unique=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), index=True)
    template: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(8))
    recipient: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(300))
    body: Mapped[bytes | None] = mapped_column(EncryptedBytes("mail.body"))
    replaces: Mapped[str | None] = mapped_column(String(200), index=True)
    state: Mapped[MailState] = mapped_column(default=MailState.QUEUED)
    queued_at: Mapped[datetime]
    due_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    claimed_by: Mapped[str | None] = mapped_column(String(64))
    reached_data: Mapped[bool] = mapped_column(default=False)
    tries: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None] = mapped_column(String(500))
    sent_at: Mapped[datetime | None]

    person: Mapped[Person | None] = relationship(lazy="raise")
