"""What people need, and what they agree to."""

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from eti_events.database import Base
from eti_events.security import EncryptedText


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
