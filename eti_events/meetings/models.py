"""Series of slots, who booked them, and who waits for one."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eti_events.database import Base
from eti_events.events.models import Room
from eti_events.people.models import Person
from eti_events.security import EncryptedText


class MeetingSeries(Base):
    """The slots that a desk officer offers at one event, in a room or by video."""

    __tablename__ = "meeting_series"
    __table_args__ = (
        CheckConstraint(
            "(room_id IS NULL) <> (video_link IS NULL)", name="somewhere_or_by_video"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id"), index=True)
    video_link: Mapped[str | None] = mapped_column(
        EncryptedText("meeting_series.video_link")
    )
    created_at: Mapped[datetime]
    created_by: Mapped[int] = mapped_column(ForeignKey("person.id"))

    officer: Mapped[Person] = relationship(lazy="raise", foreign_keys=[officer_id])
    room: Mapped[Room | None] = relationship(lazy="raise")
    slots: Mapped[list["MeetingSlot"]] = relationship(
        lazy="raise", order_by="MeetingSlot.starts_at", back_populates="series"
    )


class MeetingSlot(Base):
    """One meeting's time, free while nobody booked it.

    With a ``country`` it is kept for those posted there.
    """

    __tablename__ = "meeting_slot"
    __table_args__ = (
        UniqueConstraint("series_id", "starts_at"),
        UniqueConstraint("person_id", "starts_at"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint(
            "(person_id IS NULL) = (booked_at IS NULL)", name="booked_has_time"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    series_id: Mapped[int] = mapped_column(ForeignKey("meeting_series.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    country: Mapped[str | None] = mapped_column(String(2))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    booked_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    series: Mapped[MeetingSeries] = relationship(
        lazy="raise_on_sql", back_populates="slots"
    )
    person: Mapped[Person | None] = relationship(lazy="raise")


class MeetingWaiting(Base):
    """Somebody who takes a slot of the series as soon as one is free."""

    __tablename__ = "meeting_waiting"
    __table_args__ = (UniqueConstraint("series_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    series_id: Mapped[int] = mapped_column(ForeignKey("meeting_series.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    since: Mapped[datetime]

    series: Mapped[MeetingSeries] = relationship(lazy="raise")
    person: Mapped[Person] = relationship(lazy="raise")
