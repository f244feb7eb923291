"""One row for each thing that stands in a person's calendar."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from eti_events.database import Base


class CalendarEntry(Base):
    """A subject (an event's day, later a seat…) in one person's calendar.

    The UID follows from subject and person for life; ``sequence`` is that of what
    was last written, ``fingerprint`` the SHA-256 of its content.
    """

    __tablename__ = "calendar_entry"
    __table_args__ = (UniqueConstraint("person_id", "subject_kind", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    subject_kind: Mapped[str] = mapped_column(String(32))
    subject_id: Mapped[UUID]
    sequence: Mapped[int] = mapped_column(default=0)
    fingerprint: Mapped[str] = mapped_column(String(64), default="")
    changed_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    cancelled: Mapped[bool] = mapped_column(default=False)
