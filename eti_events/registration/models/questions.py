"""What organisers ask beside the form's own questions, and what people answer."""

import enum
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eti_events.database import Base
from eti_events.files.models import File
from eti_events.multilingual import Multilingual
from eti_events.registration.models.invitations import Category
from eti_events.registration.models.registrations import Registration
from eti_events.security import EncryptedText


class QuestionKind(enum.StrEnum):
    """What may be answered; a question keeps its kind for life."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    ONE_OF = "one_of"
    SEVERAL_OF = "several_of"
    YES_NO = "yes_no"
    NUMBER = "number"
    DATE = "date"
    COUNTRY = "country"
    FILE = "file"


CHOICES = frozenset({QuestionKind.ONE_OF, QuestionKind.SEVERAL_OF})
DECIDING = CHOICES | {QuestionKind.YES_NO}  # others may be asked because of these


@dataclass(frozen=True)
class Option:
    """One answer to choose; its key stays when its words change."""

    key: str
    text: Multilingual


class Question(Base):
    """A question of one event, as it stands now; what it says is in its revision.

    ``categories``: whom it is asked of, empty for everybody. ``depends_on_id`` and
    ``depends_on_answers``: it is asked of those who gave one of these answers to that
    earlier question. ``minimum`` and ``maximum`` bound a length, a number, how many
    are chosen, a date by its ordinal, or a file in megabytes. ``keep_days`` after the
    event the answers are erased; None: they stay as long as the registration.
    """

    __tablename__ = "question"
    __table_args__ = (
        Index("ix_question_event_position", "event_id", "position"),
        CheckConstraint(
            "minimum IS NULL OR maximum IS NULL OR minimum <= maximum", name="bounds"
        ),
        CheckConstraint("depends_on_id <> id", name="not_of_itself"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    kind: Mapped[QuestionKind]
    position: Mapped[int]
    number: Mapped[int] = mapped_column(default=1)
    asked: Mapped[bool] = mapped_column(default=True)
    required: Mapped[bool] = mapped_column(default=False)
    sensitive: Mapped[bool] = mapped_column(default=False)
    categories: Mapped[list[str]] = mapped_column(JSON, default=list)
    minimum: Mapped[int | None]
    maximum: Mapped[int | None]
    keep_days: Mapped[int | None]
    depends_on_id: Mapped[int | None] = mapped_column(
        ForeignKey("question.id"), index=True
    )
    depends_on_answers: Mapped[list[str]] = mapped_column(JSON, default=list)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    revision: Mapped["QuestionRevision"] = relationship(
        lazy="raise",
        viewonly=True,
        uselist=False,
        primaryjoin="and_(QuestionRevision.question_id == Question.id,"
        " QuestionRevision.number == Question.number)",
    )

    def concerns(self, category: Category) -> bool:
        """Whether it is asked of people of that category at all."""
        return not self.categories or category in self.categories

    @property
    def field_name(self) -> str:
        """The name under which a form sends the answer."""
        return f"q_{self.public_id.hex}"


class QuestionRevision(Base):
    """A question as it was worded for a time; an answer points to what was read."""

    __tablename__ = "question_revision"
    __table_args__ = (UniqueConstraint("question_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(
        ForeignKey("question.id", ondelete="CASCADE")
    )
    number: Mapped[int]
    text: Mapped[Multilingual]
    hint: Mapped[Multilingual] = mapped_column(default=Multilingual)
    choices: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    made_at: Mapped[datetime]

    @property
    def options(self) -> Sequence[Option]:
        """What could be chosen, in order."""
        return [
            Option(
                row["key"], Multilingual({k: v for k, v in row.items() if k != "key"})
            )
            for row in self.choices
        ]


def as_choices(options: Collection[Option]) -> list[dict[str, str]]:
    """Return the options as a revision keeps them."""
    return [{"key": option.key, **option.text} for option in options]


class Answer(Base):
    """What one registration answered to one question, in the column of its kind.

    The answer to a sensitive question is in ``sealed`` alone, encrypted.
    """

    __tablename__ = "answer"
    __table_args__ = (UniqueConstraint("registration_id", "question_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    registration_id: Mapped[int] = mapped_column(
        ForeignKey("registration.id", ondelete="CASCADE")
    )
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), index=True)
    revision_id: Mapped[int] = mapped_column(
        ForeignKey("question_revision.id"), index=True
    )
    text: Mapped[str | None] = mapped_column(Text)
    yes: Mapped[bool | None]
    number: Mapped[int | None]
    on: Mapped[date | None]
    file_id: Mapped[int | None] = mapped_column(ForeignKey("file.id"), index=True)
    sealed: Mapped[str | None] = mapped_column(EncryptedText("answer.sealed"))
    given_at: Mapped[datetime]

    registration: Mapped[Registration] = relationship(lazy="raise")
    question: Mapped[Question] = relationship(lazy="raise")
    revision: Mapped[QuestionRevision] = relationship(lazy="raise")
    file: Mapped[File | None] = relationship(lazy="raise")
    chosen: Mapped[list["ChosenOption"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", passive_deletes=True
    )


class ChosenOption(Base):
    """One option that an answer chose, by its key."""

    __tablename__ = "chosen_option"

    answer_id: Mapped[int] = mapped_column(
        ForeignKey("answer.id", ondelete="CASCADE"), primary_key=True
    )
    key: Mapped[str] = mapped_column(String(16), primary_key=True)


class AnswerCount(Base):
    """How often each answer was given, kept when the answers are erased.

    ``key`` is an option, yes or no, a country, or empty for any answer at all.
    """

    __tablename__ = "answer_count"

    question_id: Mapped[int] = mapped_column(
        ForeignKey("question.id", ondelete="CASCADE"), primary_key=True
    )
    key: Mapped[str] = mapped_column(String(16), primary_key=True)
    count: Mapped[int]
