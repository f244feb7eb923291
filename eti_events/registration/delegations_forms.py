"""What is typed about delegations, by organisers and by their contacts."""

from collections.abc import Iterator, Sequence
from typing import Self
from uuid import UUID
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    Field,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
)

from eti_events.accounts.forms import LONGEST_EMAIL, Address
from eti_events.errors import Refusal
from eti_events.events.hours import at_local
from eti_events.events.models import Event, HalfDay
from eti_events.forms import Form, given, no_address, options
from eti_events.messages.cleaning import one_line
from eti_events.people.models import Language
from eti_events.registration.actions import Contact, DelegationPlan, NamedPerson
from eti_events.registration.fields_forms import REQUIRED, NameFields
from eti_events.registration.forms import CATEGORIES, half_day_choices, half_day_id
from eti_events.registration.models import Category

MOST_SEATS = 500
WALL = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
OF_CONTACT = ("given_name", "family_name", "email", "language")
LANGUAGES = ((Language.FRENCH, "Français"), (Language.ENGLISH, "English"))


class GroupForm(Form):
    """Whose delegation it is; fields stand here in the order of their page."""

    organisation = StringField(
        _l("Organisation"),
        filters=[one_line],
        validators=[REQUIRED, Length(max=200), no_address],
    )
    category = SelectField(
        _l("Category"), choices=options(CATEGORIES), default=Category.PARTNER
    )


class SeatsForm(Form):
    """How many seats, and until when names are given."""

    seats = IntegerField(
        _l("Number of seats"),
        validators=[
            InputRequired(_l("This answer is needed.")),
            NumberRange(1, MOST_SEATS, _l("Write a number from 1 to 500.")),
        ],
    )
    deadline_wall = DateTimeLocalField(
        _l("Names until"),
        format=WALL,
        validators=[DataRequired(_l("Choose a day and an hour."))],
        description=_l(
            "The contact is reminded three days before. Seats without a name are"
            " given back then."
        ),
    )

    def validate_in(self, zone: ZoneInfo) -> bool:
        """Validate, the hour in the event's zone too."""
        if not self.validate():
            return False
        try:
            self.deadline = at_local(given(self.deadline_wall), zone)
        except Refusal as refusal:
            self.deadline_wall.errors = [str(refusal)]
            return False
        return True


class PersonFields(NameFields):
    """Somebody with an address of their own."""

    email = Address(
        _l("E-mail"),
        filters=[one_line],
        validators=[REQUIRED, Length(max=LONGEST_EMAIL)],
    )
    language = SelectField(_l("Language of our mails"), choices=options(LANGUAGES))

    @property
    def typed(self) -> dict[str, str]:
        """What every kind of person has, once validated."""
        return {
            "given_name": self.given_name.data or "",
            "family_name": given(self.family_name),
            "email": given(self.email),
        }


class ContactForm(PersonFields):
    """Who answers for a delegation."""

    def contact(self) -> Contact:
        """Return the contact, once validated."""
        return Contact(**self.typed, language=Language(given(self.language)))


class DelegationForm(GroupForm, SeatsForm, ContactForm):
    """A new delegation: what it is, then who answers for it, as on its page."""

    def __iter__(self) -> Iterator[Field]:
        """Go through the fields, and so through their faults, in that order."""
        fields = list(super().__iter__())
        return iter(sorted(fields, key=lambda field: field.name in OF_CONTACT))

    def plan(self) -> DelegationPlan:
        """Return what was agreed, once validated."""
        return DelegationPlan(
            organisation=given(self.organisation),
            contact=self.contact(),
            category=Category(given(self.category)),
            seats=given(self.seats),
            deadline=self.deadline,
        )


class CancelForm(Form):
    """What becomes of the people who were named."""

    with_people = BooleanField(_l("Cancel the registrations of who was named too"))


class NamedForm(PersonFields):
    """Somebody whom a contact names."""

    function = StringField(
        _l("Function"),
        filters=[one_line],
        validators=[Length(max=100), no_address],
        description=_l("Printed on the badge."),
    )
    half_days = SelectMultipleField(
        _l("Half-days"),
        coerce=half_day_id,
        validate_choice=False,
        validators=[DataRequired(_l("Choose at least one half-day."))],
    )

    def offer(self, event: Event, half_days: Sequence[HalfDay], language: str) -> Self:
        """Offer these half-days, in words; all are chosen at first."""
        self.half_days.choices = options(half_day_choices(event, half_days, language))
        if not self.is_submitted():
            self.half_days.data = [str(row.public_id) for row in half_days]
        return self

    def named(self) -> NamedPerson:
        """Return who was named, once validated."""
        return NamedPerson(
            **self.typed,
            function=self.function.data or "",
            language=Language(given(self.language)),
            half_days={UUID(text) for text in self.half_days.data or ()},
        )
