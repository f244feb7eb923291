"""What opens the door."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eti_events.database import Base
from eti_events.people.models import Person
from eti_events.security import EncryptedText

STANDING = text("revoked_at IS NULL AND NOT beside")


class Ticket(Base):
    """What opens the door for one person at an edition and its course.

    ``event_id`` is the root event. One issue stands at a time; a reprint after loss
    revokes the older one. Scans are judged by the issue valid at their own time.
    ``beside``: the code of another record of the same person; it opens the door beside
    the one that stands, and counts down from zero.
    """

    __tablename__ = "ticket"
    __table_args__ = (
        UniqueConstraint("person_id", "event_id", "issue"),
        Index(
            "uq_ticket_standing",
            "person_id",
            "event_id",
            unique=True,
            sqlite_where=STANDING,
            postgresql_where=STANDING,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    issue: Mapped[int] = mapped_column(default=1)
    beside: Mapped[bool] = mapped_column(default=False)
    code: Mapped[str] = mapped_column(EncryptedText("ticket.code"))
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    short_code: Mapped[str] = mapped_column(EncryptedText("ticket.short_code"))
    short_hash: Mapped[str] = mapped_column(String(64), unique=True)
    issued_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    revoked_reason: Mapped[str] = mapped_column(String(100), default="")

    person: Mapped[Person] = relationship(lazy="raise")
