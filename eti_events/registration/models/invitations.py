"""Who is asked to come, in which part."""

import enum
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eti_events.accounts.models import AccessLink
from eti_events.database import Base
from eti_events.events.models import Event
from eti_events.people.models import Person


class Category(enum.StrEnum):
    """The part that a person plays at an event; printed on the badge."""

    EXPERT = "expert"
    COMMISSIONER = "commissioner"
    PARTNER = "partner"
    SPEAKER = "speaker"
    VIP = "vip"
    TEAM = "team"


class InvitationKind(enum.StrEnum):
    """Whether organisers asked the person, or the person the organisers."""

    NAMED = "named"
    OPEN = "open"


class Invitation(Base):
    """A person asked to come to an event, and the link that was sent."""

    __tablename__ = "invitation"
    __table_args__ = (UniqueConstraint("event_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(
        default=uuid4, unique=True, insert_sentinel=True
    )
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    link_id: Mapped[int | None] = mapped_column(ForeignKey("access_link.id"))
    kind: Mapped[InvitationKind] = mapped_column(default=InvitationKind.NAMED)
    category: Mapped[Category] = mapped_column(default=Category.EXPERT)
    invited_at: Mapped[datetime]
    invited_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    last_mailed_at: Mapped[datetime | None]

    event: Mapped[Event] = relationship(lazy="raise")
    person: Mapped[Person] = relationship(lazy="raise", foreign_keys=[person_id])
    link: Mapped[AccessLink | None] = relationship(lazy="raise")
