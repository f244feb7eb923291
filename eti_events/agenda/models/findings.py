"""What workshops leave behind: their page of findings, slides and recordings."""

import enum
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eti_events.agenda.models.sessions import Session
from eti_events.database import Base
from eti_events.people.models import Language
from eti_events.security import EncryptedText


class Findings(Base):
    """The page of one session's rapporteur; a draft until it is handed in."""

    __tablename__ = "findings"
    __table_args__ = (CheckConstraint("version > 0", name="counts_its_versions"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"), unique=True)
    language: Mapped[Language]
    heading: Mapped[str] = mapped_column(String(200))
    points: Mapped[str] = mapped_column(Text)
    recommendations: Mapped[str] = mapped_column(Text)
    handed_in_at: Mapped[datetime | None]
    changed_at: Mapped[datetime]
    changed_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    session: Mapped[Session] = relationship(lazy="raise")

    @property
    def handed_in(self) -> bool:
        """Whether it is part of what is reported back."""
        return self.handed_in_at is not None


class LinkKind(enum.StrEnum):
    """What a link leads to."""

    SLIDES = "slides"
    RECORDING = "recording"


class SessionLink(Base):
    """Where slides or a recording of a session are found afterwards."""

    __tablename__ = "session_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"), index=True)
    kind: Mapped[LinkKind]
    label: Mapped[str] = mapped_column(String(200))
    url: Mapped[str] = mapped_column(EncryptedText("session_link.url"))
    created_at: Mapped[datetime]
    created_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
