"""What an event's mails say in words of its organisers."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eti_events.database import Base
from eti_events.messages.texts.wording import FIELDS, Wording
from eti_events.multilingual import Multilingual
from eti_events.people.models import Person


class MailText(Base):
    """One version of a mail's words; the highest number is sent.

    Written once and never changed. Where a language has no text, its default counts.
    """

    __tablename__ = "mail_text"
    __table_args__ = (
        UniqueConstraint("event_id", "kind", "number"),
        CheckConstraint("number > 0", name="numbers_count_from_one"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    kind: Mapped[str] = mapped_column(String(64))
    number: Mapped[int]
    subject: Mapped[Multilingual] = mapped_column(default=Multilingual)
    title: Mapped[Multilingual] = mapped_column(default=Multilingual)
    body: Mapped[Multilingual] = mapped_column(default=Multilingual)
    written_at: Mapped[datetime]
    written_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    writer: Mapped[Person | None] = relationship(lazy="raise")

    @property
    def languages(self) -> set[str]:
        """The languages in which it says something of its own."""
        return {*self.subject, *self.title, *self.body}

    def own_words(self, language: str, default: Wording) -> Wording:
        """Return its words in a language, each missing one taken from the default."""
        return Wording(
            *(
                getattr(self, name).get(language) or getattr(default, name)
                for name in FIELDS
            )
        )
