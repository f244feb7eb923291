"""Who convenes people to an event, and the convocations that were issued."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from eti_events.database import Base
from eti_events.multilingual import Multilingual
from eti_events.security import EncryptedText


class ConvocationSettings(Base):
    """What the convocations of an edition and its courses say beside the facts.

    Without a row nobody signs: no convocation is issued.
    """

    __tablename__ = "convocation_settings"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    signatory: Mapped[str] = mapped_column(String(150))
    function: Mapped[Multilingual]
    body: Mapped[Multilingual]
    issued_in: Mapped[str] = mapped_column(String(100), default="")
    reception: Mapped[Multilingual] = mapped_column(default=Multilingual)
    transport: Mapped[Multilingual] = mapped_column(default=Multilingual)
    lodging: Mapped[Multilingual] = mapped_column(default=Multilingual)
    meals: Mapped[Multilingual] = mapped_column(default=Multilingual)
    contact: Mapped[str] = mapped_column(String(300), default="")
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class Convocation(Base):
    """One version of a person's convocation to an edition and its courses.

    ``facts`` holds a digest of each part of what it said, so that the next version
    can tell what has changed; the words themselves are kept nowhere twice. ``code`` is
    the random part of the address under which others check this version.
    """

    __tablename__ = "convocation"
    __table_args__ = (
        UniqueConstraint("event_id", "person_id", "number"),
        UniqueConstraint("reference", "number"),
        CheckConstraint("number > 0", name="counts_from_one"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    number: Mapped[int]
    reference: Mapped[str] = mapped_column(String(16))
    facts: Mapped[dict[str, str]] = mapped_column(JSON)
    issued_at: Mapped[datetime]
    code: Mapped[str | None] = mapped_column(EncryptedText("convocation.code"))
    code_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
