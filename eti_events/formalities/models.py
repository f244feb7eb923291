"""What the confirmed are asked for their journey, and what they give."""

import enum
from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from eti_events.database import Base
from eti_events.security import EncryptedText


class Block(enum.StrEnum):
    """What is asked together; each block has readers of its own."""

    VISA = "visa"
    HOTEL = "hotel"
    TRAVEL = "travel"


class FormalityRules(Base):
    """What an event asks of the confirmed, and for how long it is kept.

    Until when they answer is ``formalities_close_at`` of the event itself: every page
    of a person has the event at hand, and none needs to look further.
    """

    __tablename__ = "formality_rules"
    __table_args__ = (CheckConstraint("keep_days >= 0", name="kept_after_the_event"),)

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    blocks: Mapped[list[str]] = mapped_column(JSON, default=list)
    keep_days: Mapped[int] = mapped_column(default=30)
    asked_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class Formality(Base):
    """One block of one registration: not needed, or its fields as JSON, encrypted."""

    __tablename__ = "formality"
    __table_args__ = (UniqueConstraint("registration_id", "block"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(
        ForeignKey("registration.id", ondelete="CASCADE")
    )
    block: Mapped[Block]
    needed: Mapped[bool]
    text: Mapped[str] = mapped_column(EncryptedText("formality.text"))
    given_at: Mapped[datetime]
