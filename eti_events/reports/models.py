"""Views of the list of participants that organisers keep."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from eti_events.database import Base


class SavedView(Base):
    """A question to the list under a name: filters, order and columns.

    ``query`` is what stands in the address. A shared one is open to every organiser
    of the event; only its owner removes it.
    """

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("event_id", "owner_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    owner_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    query: Mapped[str] = mapped_column(String(2000))
    shared: Mapped[bool] = mapped_column(default=False)
    saved_at: Mapped[datetime]
