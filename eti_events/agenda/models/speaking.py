"""Links of speakers, what they answered, what they were told and have seen."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eti_events.accounts.models import AccessLink
from eti_events.agenda.models.sessions import SessionPerson
from eti_events.database import Base
from eti_events.files.models import File
from eti_events.people.models import Person
from eti_events.security import EncryptedText


class Speaker(Base):
    """Somebody with a part at one event, and the link by which they come.

    ``told_version`` is the version up to which they were written to, ``seen_version``
    the one up to which they said that they have seen; 0 before the first.
    """

    __tablename__ = "speaker"
    __table_args__ = (
        UniqueConstraint("event_id", "person_id"),
        CheckConstraint("told_version >= 0", name="told_counts_from_nothing"),
        CheckConstraint("seen_version >= 0", name="seen_counts_from_nothing"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    link_id: Mapped[int | None] = mapped_column(ForeignKey("access_link.id"))
    mailed_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    told_version: Mapped[int] = mapped_column(default=0)
    seen_version: Mapped[int] = mapped_column(default=0)
    seen_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(lazy="raise")
    link: Mapped[AccessLink | None] = relationship(lazy="raise")


class SpeakerAnswer(Base):
    """What came with a "no", or whom the person proposed instead; sealed.

    ``decided_at`` is when an organiser said what becomes of the proposal.
    """

    __tablename__ = "speaker_answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    part_id: Mapped[int] = mapped_column(
        ForeignKey("session_person.id", ondelete="CASCADE"), unique=True
    )
    reason: Mapped[str | None] = mapped_column(EncryptedText("speaker_answer.reason"))
    given_name: Mapped[str | None] = mapped_column(
        EncryptedText("speaker_answer.given_name")
    )
    family_name: Mapped[str | None] = mapped_column(
        EncryptedText("speaker_answer.family_name")
    )
    email: Mapped[str | None] = mapped_column(EncryptedText("speaker_answer.email"))
    answered_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]


class SpeakerSlides(Base):
    """The slides of one part; ``shared``: the confirmed may read them afterwards."""

    __tablename__ = "speaker_slides"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    part_id: Mapped[int] = mapped_column(ForeignKey("session_person.id"), unique=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("file.id"))
    shared: Mapped[bool] = mapped_column(default=False)
    sent_at: Mapped[datetime]

    file: Mapped[File] = relationship(lazy="raise")
    part: Mapped[SessionPerson] = relationship(lazy="raise")

    @property
    def ending(self) -> str:
        """What the file's name ends in; the name itself may say whose it is."""
        return self.file.name.rpartition(".")[2].upper()


class SpeakerAssistant(Base):
    """Who reads and answers in a speaker's place, by a link of their own."""

    __tablename__ = "speaker_assistant"

    id: Mapped[int] = mapped_column(primary_key=True)
    speaker_id: Mapped[int] = mapped_column(ForeignKey("speaker.id"), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    link_id: Mapped[int] = mapped_column(ForeignKey("access_link.id"))
    named_at: Mapped[datetime]

    speaker: Mapped[Speaker] = relationship(lazy="raise")
    person: Mapped[Person] = relationship(lazy="raise")
    link: Mapped[AccessLink] = relationship(lazy="raise")
