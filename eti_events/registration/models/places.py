"""Which places a registration holds, so that each is given back once."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eti_events.database import Base
from eti_events.events.models import Counter


class HeldPlace(Base):
    """A place of one counter that a registration holds: confirmed, or offered one.

    A counter's ``taken`` is the number of its rows here.
    """

    __tablename__ = "held_place"

    counter_id: Mapped[int] = mapped_column(
        ForeignKey("counter.id", ondelete="CASCADE"), primary_key=True
    )
    registration_id: Mapped[int] = mapped_column(
        ForeignKey("registration.id", ondelete="CASCADE"), primary_key=True, index=True
    )

    counter: Mapped[Counter] = relationship(lazy="raise")
