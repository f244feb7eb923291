"""Fields that several forms of the registration share: countries, names, addresses."""

from functools import cache

from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from wtforms import Field, StringField
from wtforms.form import BaseForm
from wtforms.validators import DataRequired, Length, ValidationError

from eti_events.forms import Form, no_address
from eti_events.messages.cleaning import one_line
from eti_events.people.countries import CODES, country_choices, country_name
from eti_events.people.emails import email_key

REQUIRED = DataRequired(_l("This answer is needed."))


class CountryWidget:
    """A list of all countries, written once per language; choosing moves to its top."""

    def __call__(self, field: Field, **attributes: object) -> Markup:
        """Write the list, the chosen country first."""
        language = str(get_locale().language)
        attributes.setdefault("id", field.id)
        chosen = Markup('<option value="{}" selected>{}</option>').format(
            field.data or "",
            country_name(field.data, language) if field.data in CODES else "—",
        )
        parts = Markup(" ").join(
            Markup('{}="{}"').format(name, value) for name, value in attributes.items()
        )
        return Markup('<select name="{}" {}>{}{}</select>').format(
            field.name, parts, chosen, _countries(language)
        )


@cache
def _countries(language: str) -> Markup:
    return Markup("").join(
        Markup('<option value="{}">{}</option>').format(code, name)
        for code, name in country_choices(language)
    )


class CountryField(StringField):
    """A country by its ISO 3166 code, or nothing."""

    widget = CountryWidget()

    def pre_validate(self, form: BaseForm) -> None:
        """Refuse what is not on the list."""
        if self.data and self.data not in CODES:
            raise ValidationError(_l("Choose a country of the list."))


def require_address(text: str) -> None:
    """Refuse what is no address."""
    try:
        email_key(text)
    except ValueError:
        raise ValidationError(_l("Write an address as in name@example.org.")) from None


class NameFields(Form):
    """What somebody is called."""

    given_name = StringField(
        _l("First name"), filters=[one_line], validators=[Length(max=100), no_address]
    )
    family_name = StringField(
        _l("Family name"),
        filters=[one_line],
        validators=[REQUIRED, Length(max=100), no_address],
    )
