"""How an event takes registrations, as its organisers have decided."""

import enum
from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from eti_events.database import Base


class Promotion(enum.StrEnum):
    """What happens when a place is free for somebody who waits."""

    CONFIRM = "confirm"
    OFFER = "offer"


class RegistrationRules(Base):
    """The rules of one event; an event without a row has those of a new one.

    ``approval`` names the categories whose registrations an organiser accepts one by
    one. From ``freezes_at`` on a person asks for changes instead of making them;
    None: as long as registration is open.
    """

    __tablename__ = "registration_rules"
    __table_args__ = (CheckConstraint("offer_hours > 0", name="time_to_answer"),)

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    approval: Mapped[list[str]] = mapped_column(JSON, default=list)
    waiting_list: Mapped[bool] = mapped_column(default=False)
    promotion: Mapped[Promotion] = mapped_column(default=Promotion.CONFIRM)
    offer_hours: Mapped[int] = mapped_column(default=48)
    freezes_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}
