"""What becomes of an access need, as its person reads it before travelling."""

import enum
from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from eti_events.database import Base
from eti_events.security import EncryptedText


class NeedProgress(enum.StrEnum):
    """How far the organisers are with it."""

    ASKED = "asked"
    ARRANGING = "arranging"
    ARRANGED = "arranged"
    TO_DISCUSS = "to_discuss"


class NeedAnswer(Base):
    """The organisers' answer to an access need: health data too, erased with it."""

    __tablename__ = "need_answer"

    need_id: Mapped[int] = mapped_column(
        ForeignKey("need.id", ondelete="CASCADE"), primary_key=True
    )
    progress: Mapped[NeedProgress]
    arranged_by: Mapped[str] = mapped_column(EncryptedText("need_answer.arranged_by"))
    text: Mapped[str] = mapped_column(EncryptedText("need_answer.text"))
    answered_at: Mapped[datetime]
    answered_by: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}
