"""What organisers type on the list and on a person's page."""

import enum
from collections.abc import Sequence
from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    IntegerField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import AnyOf, DataRequired, Length, Optional

from eti_events.forms import Form, given, no_address, options
from eti_events.messages.cleaning import one_line
from eti_events.people.models import Language
from eti_events.registration.actions import NamedPerson
from eti_events.registration.fields_forms import require_address
from eti_events.reports.columns import Column

NEEDED = DataRequired(_l("This answer is needed."))


class ExportForm(Form):
    """The kind of file, and which columns it has."""

    kind = RadioField(
        _l("Kind of file"),
        choices=options(
            [("xlsx", _l("Spreadsheet (XLSX)")), ("csv", _l("Text (CSV)"))]
        ),
        default="xlsx",
    )
    columns = SelectMultipleField(
        _l("Columns"), validators=[DataRequired(_l("Tick at least one column."))]
    )

    def offer(self, columns: Sequence[Column], names: dict[Column, str]) -> None:
        """Take these columns and no other."""
        self.columns.choices = options(
            [(column.value, names[column]) for column in columns]
        )

    def chosen(self) -> tuple[Column, ...]:
        """Return the columns ticked, in their own order."""
        ticked = set(self.columns.data or ())
        return tuple(column for column in Column if column in ticked)


class NoteForm(Form):
    """What an organiser knows about somebody."""

    text = TextAreaField(
        _l("Note"),
        id="note-text",
        validators=[NEEDED, Length(max=2000)],
        filters=[lambda text: (text or "").strip()],
    )


class TagForm(Form):
    """A tag to put on somebody."""

    tag = StringField(
        _l("Tag"), filters=[one_line], validators=[NEEDED, Length(max=40)]
    )


class RepresentativeForm(Form):
    """Who comes instead of somebody."""

    given_name = StringField(
        _l("First name"),
        id="instead-given-name",
        filters=[one_line],
        validators=[Length(max=100), no_address],
    )
    family_name = StringField(
        _l("Family name"),
        id="instead-family-name",
        filters=[one_line],
        validators=[NEEDED, Length(max=100), no_address],
    )
    email = StringField(
        _l("E-mail"),
        id="instead-email",
        filters=[one_line],
        validators=[NEEDED, Length(max=254)],
    )
    function = StringField(
        _l("Function"),
        id="instead-function",
        filters=[one_line],
        validators=[Length(max=100), no_address],
    )

    def validate_email(self, field: Field) -> None:
        """Refuse what is no address: their code goes there."""
        require_address(field.data or "")

    def who(self, language: Language) -> NamedPerson:
        """Return who was written; they come when the other would have come."""
        return NamedPerson(
            given_name=self.given_name.data or "",
            family_name=given(self.family_name),
            email=given(self.email),
            function=self.function.data or "",
            language=language,
            half_days=(),
        )


class ViewForm(Form):
    """The name under which a question to the list is kept."""

    name = StringField(
        _l("Name of the view"), filters=[one_line], validators=[NEEDED, Length(max=60)]
    )
    shared = BooleanField(_l("Show it to the whole team of this event"))


class Deed(enum.StrEnum):
    """What can be done to several people at once."""

    CONFIRM = "confirm"
    REFUSE = "refuse"
    CANCEL = "cancel"
    TAG = "tag"
    REMIND = "remind"


class SelectionForm(Form):
    """The people chosen in the list, and what shall be done to them.

    ``everybody``: all who answer to the question in the address; ``seen`` is then the
    print of who they were when the organiser looked.
    """

    people = SelectMultipleField(_l("People"), validate_choice=False)
    everybody = HiddenField()
    seen = HiddenField()
    deed = HiddenField(validators=[AnyOf(list(Deed))])
    reason = StringField(_l("Reason"), filters=[one_line], validators=[Length(max=300)])
    tag = StringField(_l("Tag"), filters=[one_line], validators=[Length(max=40)])
    count = IntegerField(
        _l("Type the number of people to confirm"), validators=[Optional()]
    )

    def chosen(self) -> list[UUID]:
        """Return the ids of the registrations ticked; what is none is left out."""
        found = []
        for text in dict.fromkeys(self.people.data or ()):
            try:
                found.append(UUID(text))
            except ValueError:
                continue
        return found


class DifferenceForm(Form):
    """Which of two values stays: the person's, or the file's."""

    field = HiddenField(validators=[DataRequired()])
    mission = HiddenField()
    seen = HiddenField()
    choice = HiddenField(validators=[AnyOf(["theirs", "file"])])

    def mission_id(self) -> UUID | None:
        """Return the mission that the value is about, if it is about one."""
        try:
            return UUID(self.mission.data or "")
        except ValueError:
            return None
