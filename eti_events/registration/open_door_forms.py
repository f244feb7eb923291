"""What somebody types who asks to come, and what organisers decide about it."""

from typing import Self

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Length, NumberRange, Optional, ValidationError

from eti_events.accounts.forms import LONGEST_EMAIL, Address
from eti_events.forms import Form, given, no_address, options
from eti_events.messages.cleaning import one_line
from eti_events.people.emails import email_key
from eti_events.people.models import Language
from eti_events.registration.actions import Asking, OpenPlan
from eti_events.registration.delegations_forms import LANGUAGES
from eti_events.registration.fields_forms import REQUIRED, NameFields
from eti_events.registration.forms import CATEGORIES, paragraphs
from eti_events.registration.models import Category, OpenRegistration

LONGEST_LIST = 5000


class AskingFields(NameFields):
    """Somebody whom nobody invited."""

    function = StringField(
        _l("Function"), filters=[one_line], validators=[Length(max=100), no_address]
    )
    email = Address(
        _l("Your e-mail address"),
        filters=[one_line],
        validators=[REQUIRED, Length(max=LONGEST_EMAIL)],
    )
    language = SelectField(_l("Language of our mails"), choices=options(LANGUAGES))
    website = HiddenField()  # nobody sees it: only robots fill it in

    def asking(self) -> Asking:
        """Return what was said, once validated."""
        return Asking(
            given_name=self.given_name.data or "",
            family_name=given(self.family_name),
            organisation=given(self["organisation"]),
            function=self.function.data or "",
            email=given(self.email),
            language=Language(given(self.language)),
        )


class AskingForm(AskingFields):
    """Somebody of an organisation that they name."""

    organisation = StringField(
        _l("Organisation"),
        filters=[one_line],
        validators=[REQUIRED, Length(max=200), no_address],
    )


class OfferedForm(AskingFields):
    """Somebody of one of the organisations that may ask."""

    organisation = SelectField(_l("Organisation"))

    def offer(self, organisations: list[str]) -> Self:
        """Offer these organisations."""
        self.organisation.choices = options((name, name) for name in organisations)
        return self


class OpenForm(Form):
    """Who may ask to come."""

    version = HiddenField()
    is_open = BooleanField(_l("People whom nobody invited may ask to come"))
    category = SelectField(
        _l("Category"), choices=options(CATEGORIES), default=Category.PARTNER
    )
    places = IntegerField(
        _l("Places for who comes this way"),
        validators=[Optional(), NumberRange(0, 100_000, _l("Write a number."))],
        description=_l("Empty: no quota of their own."),
    )
    organisations = TextAreaField(
        _l("Only these organisations"),
        filters=[paragraphs],
        validators=[Length(max=LONGEST_LIST), no_address],
        description=_l("One a line. Empty: any organisation."),
    )
    domains = TextAreaField(
        _l("Only addresses of these domains"),
        filters=[paragraphs],
        validators=[Length(max=LONGEST_LIST)],
        description=_l("One a line, as in example.org. Empty: any address."),
    )

    def validate_domains(self, field: Field) -> None:
        """Refuse what can be no domain of an address."""
        for line in _lines(field.data):
            try:
                email_key(f"name@{line.removeprefix('@')}")
            except ValueError:
                raise ValidationError(
                    _l("%(line)s is no domain: write it as in example.org.", line=line)
                ) from None

    def plan(self) -> OpenPlan:
        """Return what was decided, once validated."""
        return OpenPlan(
            is_open=self.is_open.data,
            category=Category(given(self.category)),
            organisations=[name[:200] for name in _lines(self.organisations.data)],
            domains=[
                email_key(f"name@{line.removeprefix('@')}").partition("@")[2]
                for line in _lines(self.domains.data)
            ],
            places=self.places.data,
        )


def filled(rules: OpenRegistration | None, places: int | None) -> OpenForm:
    """Fill in what stands; without rules it is closed."""
    if rules is None:
        return OpenForm(None, version=0)
    return OpenForm(
        None,
        version=rules.version,
        is_open=rules.is_open,
        category=rules.category,
        places=places,
        organisations="\n".join(rules.organisations),
        domains="\n".join(rules.domains),
    )


def _lines(text: str | None) -> list[str]:
    return [line for line in (text or "").splitlines() if line]
