"""What speakers tell of themselves at one event."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eti_events.database import Base
from eti_events.files.models import File
from eti_events.multilingual import Multilingual
from eti_events.people.models import Person


class SpeakerProfile(Base):
    """What a speaker tells at one event; shown once ``consented_at`` says so."""

    __tablename__ = "speaker_profile"
    __table_args__ = (UniqueConstraint("event_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    biography: Mapped[Multilingual] = mapped_column(default=Multilingual)
    photo_id: Mapped[int | None] = mapped_column(ForeignKey("file.id"))
    consented_at: Mapped[datetime | None]
    equipment: Mapped[str] = mapped_column(Text, default="")
    changed_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    person: Mapped[Person] = relationship(lazy="raise")
    photo: Mapped[File | None] = relationship(lazy="raise")
    availabilities: Mapped[list["SpeakerAvailability"]] = relationship(
        lazy="raise",
        order_by="SpeakerAvailability.starts_at",
        cascade="all, delete-orphan",
    )


class SpeakerAvailability(Base):
    """A time in which a speaker can be there; without a row, at any time."""

    __tablename__ = "speaker_availability"
    __table_args__ = (CheckConstraint("ends_at > starts_at", name="ends_after_start"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    profile_id: Mapped[int] = mapped_column(
        ForeignKey("speaker_profile.id", ondelete="CASCADE"), index=True
    )
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
