"""What organisers type about the convocations of an event."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Field, HiddenField, SelectField, StringField
from wtforms.validators import DataRequired, Length, Optional

from eti_events.documents.actions import Convening
from eti_events.forms import Form, options
from eti_events.messages.cleaning import one_line
from eti_events.multilingual import Multilingual
from eti_events.people.wording import COMMISSIONERS

REQUIRED = DataRequired(_l("This answer is needed."))
LONGEST = 300
BOTH = ("fr", "en")
TEXTS = ("reception", "transport", "lodging", "meals")


def _needed(label: Any) -> StringField:
    return StringField(
        label, filters=[one_line], validators=[REQUIRED, Length(max=LONGEST)]
    )


def _by_choice(label: Any) -> StringField:
    return StringField(
        label, filters=[one_line], validators=[Optional(), Length(max=LONGEST)]
    )


class ConveningForm(Form):
    """Who signs, and what the convocations say beside who comes when."""

    version = HiddenField()
    signatory = StringField(
        _l("Who signs: given name and name"),
        filters=[one_line],
        validators=[REQUIRED, Length(max=150)],
    )
    function_fr = _needed(_l("Function, in French"))
    function_en = _needed(_l("Function, in English"))
    body_fr = _needed(_l("Body that convenes, in French"))
    body_en = _needed(_l("Body that convenes, in English"))
    issued_in = StringField(
        _l("Town where it is signed"),
        filters=[one_line],
        validators=[Optional(), Length(max=100)],
    )
    reception_fr = _by_choice(_l("Reception, in French"))
    reception_en = _by_choice(_l("Reception, in English"))
    transport_fr = _by_choice(_l("Transport, in French"))
    transport_en = _by_choice(_l("Transport, in English"))
    lodging_fr = _by_choice(_l("Lodging, in French"))
    lodging_en = _by_choice(_l("Lodging, in English"))
    meals_fr = _by_choice(_l("Meals, in French"))
    meals_en = _by_choice(_l("Meals, in English"))
    contact = StringField(
        _l("Contact: name, phone, address"),
        filters=[one_line],
        validators=[Optional(), Length(max=LONGEST)],
        description=_l("Left empty: the event’s contact address."),
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Validate; what is said at all is said in both languages."""
        good = super().validate(extra_validators)
        for name in TEXTS:
            french, english = (self[f"{name}_{code}"] for code in BOTH)
            if bool(french.data) != bool(english.data):
                _ask_for(english if french.data else french)
                good = False
        return bool(good)

    def convening(self) -> Convening:
        """Return what was typed."""
        return Convening(
            signatory=self.signatory.data or "",
            issued_in=self.issued_in.data or "",
            contact=self.contact.data or "",
            **{name: self._text(name) for name in ("function", "body", *TEXTS)},
        )

    def _text(self, name: str) -> Multilingual:
        return Multilingual({code: self[f"{name}_{code}"].data or "" for code in BOTH})


def _ask_for(field: Field) -> None:
    field.errors = [*field.errors, str(_l("Write it in both languages, or in none."))]


class PrintForm(Form):
    """Whose convocations to print."""

    class Meta(Form.Meta):
        """A form that only reads."""

        csrf = False

    commissioner = SelectField(
        _l("Commissioning body"),
        choices=options(
            [
                ("", _l("Every commissioning body")),
                *COMMISSIONERS,
            ]
        ),
        validators=[Optional()],
    )
