"""Registration that is open to partners whom nobody invited, and who asked."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eti_events.database import Base
from eti_events.events.models import Event
from eti_events.people.models import Language
from eti_events.registration.models.invitations import Category
from eti_events.registration.models.registrations import Registration


class OpenRegistration(Base):
    """Whom an event lets ask to come; an event without a row lets nobody.

    ``organisations`` and ``domains`` limit who may ask; empty lists limit nobody.
    """

    __tablename__ = "open_registration"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    is_open: Mapped[bool] = mapped_column(default=False)
    category: Mapped[Category] = mapped_column(default=Category.PARTNER)
    organisations: Mapped[list[str]] = mapped_column(JSON, default=list)
    domains: Mapped[list[str]] = mapped_column(JSON, default=list)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class OpenRequest(Base):
    """Somebody who asks to come, as they wrote themselves; proved by a mailed link.

    Until ``proved_at`` nobody reads it: anybody may have typed that address.
    """

    __tablename__ = "open_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    email: Mapped[str] = mapped_column(String(254))
    email_key: Mapped[str] = mapped_column(String(254))
    given_name: Mapped[str] = mapped_column(String(100), default="")
    family_name: Mapped[str] = mapped_column(String(100))
    organisation: Mapped[str] = mapped_column(String(200))
    function: Mapped[str] = mapped_column(String(100), default="")
    language: Mapped[Language]
    asked_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    proved_at: Mapped[datetime | None]
    registration_id: Mapped[int | None] = mapped_column(
        ForeignKey("registration.id", ondelete="CASCADE"), index=True
    )

    event: Mapped[Event] = relationship(lazy="raise")
    registration: Mapped[Registration | None] = relationship(lazy="raise")

    @property
    def name(self) -> str:
        """The name as it was typed."""
        return f"{self.given_name} {self.family_name}".strip()
