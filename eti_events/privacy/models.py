"""Which records were found to be of one person, and how to part them again."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eti_events.database import Base
from eti_events.people.models import Person
from eti_events.security import EncryptedText

STANDING = text("undone_at IS NULL")


class PersonMerge(Base):
    """Two records of one person made one: which stays, and what was before.

    ``record`` says how to go back; it is emptied once that is done, or too late.
    """

    __tablename__ = "person_merge"
    __table_args__ = (
        Index(
            "uq_person_merge_standing",
            "other_id",
            unique=True,
            sqlite_where=STANDING,
            postgresql_where=STANDING,
        ),
        CheckConstraint("kept_id <> other_id", name="two_records"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    kept_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    merged_at: Mapped[datetime]
    merged_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    record: Mapped[str | None] = mapped_column(EncryptedText("person_merge.record"))
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    kept: Mapped[Person] = relationship(lazy="raise", foreign_keys=[kept_id])
    other: Mapped[Person] = relationship(lazy="raise", foreign_keys=[other_id])
