"""Groups for which one contact answers, and the offices of ministers."""

import enum
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eti_events.accounts.models import AccessLink
from eti_events.database import Base
from eti_events.events.models import Event
from eti_events.people.models import Organisation, Person
from eti_events.registration.models.invitations import Category
from eti_events.registration.models.registrations import Registration


class OfficeAnswer(enum.StrEnum):
    """What a private office says of the dignitary for whom it answers."""

    COMES = "comes"
    IN_PART = "in_part"
    REPRESENTED = "represented"
    DECLINES = "declines"


class Delegation(Base):
    """Seats that an organisation's contact fills with names until a deadline.

    Of the ``seats`` that were agreed, ``free`` ones have no name yet and hold places
    of the event; who writes them holds its counters locked. From ``released_at`` on
    none is held. ``principal_id`` is the dignitary whose office answers: ``answer``,
    sure or still provisional.
    """

    __tablename__ = "delegation"
    __table_args__ = (
        UniqueConstraint("event_id", "organisation_id", "contact_id"),
        CheckConstraint("free >= 0 AND free <= seats", name="free_seats"),
        CheckConstraint("free = 0 OR released_at IS NULL", name="held_until_released"),
        CheckConstraint(
            "(answer IS NULL) = (answered_at IS NULL)", name="answered_has_time"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id"), index=True
    )
    contact_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    link_id: Mapped[int | None] = mapped_column(ForeignKey("access_link.id"))
    category: Mapped[Category]
    seats: Mapped[int]
    free: Mapped[int] = mapped_column(default=0)
    deadline: Mapped[datetime]
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    mailed_at: Mapped[datetime]
    reminded_at: Mapped[datetime | None]
    released_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    principal_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id"), index=True
    )
    answer: Mapped[OfficeAnswer | None]
    sure: Mapped[bool] = mapped_column(default=False)
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    event: Mapped[Event] = relationship(lazy="raise")
    organisation: Mapped[Organisation] = relationship(lazy="raise")
    contact: Mapped[Person] = relationship(lazy="raise", foreign_keys=[contact_id])
    link: Mapped[AccessLink | None] = relationship(lazy="raise")
    principal: Mapped[Person | None] = relationship(
        lazy="raise", foreign_keys=[principal_id]
    )


class DelegationMember(Base):
    """Somebody named to a seat, as the contact wrote them; until ``left_at``.

    ``half_day_ids`` are those that the contact wrote: when the person comes is theirs
    to change, and no contact's to read.
    ``came_before``: they had a registration of their own, which is not the contact's
    to cancel.
    """

    __tablename__ = "delegation_member"

    registration_id: Mapped[int] = mapped_column(
        ForeignKey("registration.id", ondelete="CASCADE"), primary_key=True
    )
    public_id: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    delegation_id: Mapped[int] = mapped_column(
        ForeignKey("delegation.id", ondelete="CASCADE"), index=True
    )
    given_name: Mapped[str] = mapped_column(String(100), default="")
    family_name: Mapped[str] = mapped_column(String(100))
    function: Mapped[str] = mapped_column(String(100), default="")
    half_day_ids: Mapped[list[int]] = mapped_column(JSON, default=list)
    came_before: Mapped[bool] = mapped_column(default=False)
    named_at: Mapped[datetime]
    left_at: Mapped[datetime | None]

    registration: Mapped[Registration] = relationship(lazy="raise")

    @property
    def name(self) -> str:
        """The name as the contact wrote it."""
        return f"{self.given_name} {self.family_name}".strip()
