"""What is typed about a dignitary's private office and its answer."""

from collections.abc import Sequence
from typing import Self
from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms import (
    Field,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import DataRequired, Length, ValidationError

from eti_events.accounts.forms import LONGEST_EMAIL
from eti_events.events.models import Event, HalfDay
from eti_events.forms import Form, given, no_address, options
from eti_events.messages.cleaning import one_line
from eti_events.people.models import Language
from eti_events.registration.actions import NamedPerson, Reply
from eti_events.registration.delegations_forms import LANGUAGES
from eti_events.registration.fields_forms import NameFields, require_address
from eti_events.registration.forms import half_day_choices, half_day_id
from eti_events.registration.models import OfficeAnswer

ANSWERS = (
    (OfficeAnswer.COMES, _l("Comes")),
    (OfficeAnswer.IN_PART, _l("Comes in part")),
    (OfficeAnswer.REPRESENTED, _l("Is represented by somebody")),
    (OfficeAnswer.DECLINES, _l("Does not come")),
)


class PrincipalForm(NameFields):
    """For which dignitary an office answers."""

    email = StringField(
        _l("E-mail"),
        filters=[one_line],
        validators=[Length(max=LONGEST_EMAIL)],
        description=_l("Empty: all mails go to the office alone."),
    )

    def validate_email(self, field: Field) -> None:
        """Refuse what is no address."""
        require_address(field.data or "nobody@exemple.invalid")


class OfficeForm(Form):
    """What a private office answers; the names are of who comes instead."""

    about = HiddenField()  # the dignitary whom the page named
    answer = RadioField(
        _l("Answer"),
        choices=options(ANSWERS),
        validators=[DataRequired(_l("Choose one."))],
    )
    sure = RadioField(
        _l("How sure is it?"),
        choices=options(
            [
                ("", _l("Provisional: the seats stay held, nobody reminds you")),
                ("yes", _l("Sure")),
            ]
        ),
        default="",
    )
    half_days = SelectMultipleField(
        _l("Half-days"),
        coerce=half_day_id,
        validate_choice=False,
        description=_l("For who comes in part, or comes instead."),
    )
    given_name = StringField(
        _l("First name"), filters=[one_line], validators=[Length(max=100), no_address]
    )
    family_name = StringField(
        _l("Family name"), filters=[one_line], validators=[Length(max=100), no_address]
    )
    email = StringField(
        _l("E-mail"), filters=[one_line], validators=[Length(max=LONGEST_EMAIL)]
    )
    function = StringField(
        _l("Function"), filters=[one_line], validators=[Length(max=100), no_address]
    )
    language = SelectField(_l("Language of our mails"), choices=options(LANGUAGES))

    def validate_family_name(self, field: Field) -> None:
        """Ask who comes instead, once that is sure."""
        if self._is_represented() and not field.data:
            raise ValidationError(_l("Name who comes instead."))

    def validate_email(self, field: Field) -> None:
        """Ask for the address of who comes instead, once that is sure."""
        if not self._is_represented():
            return
        require_address(field.data or "")

    def validate_half_days(self, field: Field) -> None:
        """Somebody who comes in part, comes at some time."""
        if self.answer.data == OfficeAnswer.IN_PART and not field.data:
            raise ValidationError(_l("Choose at least one half-day."))

    def offer(self, event: Event, half_days: Sequence[HalfDay], language: str) -> Self:
        """Offer these half-days, in words; all are chosen at first."""
        self.half_days.choices = options(half_day_choices(event, half_days, language))
        if not self.is_submitted():
            self.half_days.data = [str(row.public_id) for row in half_days]
        return self

    def reply(self) -> Reply:
        """Return the answer, once validated."""
        half_days = {UUID(text) for text in self.half_days.data or ()}
        return Reply(
            answer=OfficeAnswer(given(self.answer)),
            sure=bool(self.sure.data),
            about=self.about.data or "",
            half_days=half_days,
            representative=NamedPerson(
                given_name=self.given_name.data or "",
                family_name=self.family_name.data or "",
                email=self.email.data or "",
                function=self.function.data or "",
                language=Language(given(self.language)),
                half_days=half_days,
            )
            if self._is_represented()
            else None,
        )

    def _is_represented(self) -> bool:
        return bool(self.sure.data) and self.answer.data == OfficeAnswer.REPRESENTED
