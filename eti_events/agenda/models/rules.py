"""What an event's agenda is checked against, beside its rooms and hours."""

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from eti_events.database import Base


class AgendaRules(Base):
    """An event's own measures; one without a row has the defaults.

    ``far_minutes``: what it takes to go from one building to another.
    ``break_after``: after how many minutes without one a break is missing.
    """

    __tablename__ = "agenda_rules"
    __table_args__ = (
        CheckConstraint("far_minutes >= 0", name="takes_no_less_than_nothing"),
        CheckConstraint("break_after > 0", name="breaks_come_later"),
    )

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    far_minutes: Mapped[int] = mapped_column(default=10)
    break_after: Mapped[int] = mapped_column(default=180)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}
