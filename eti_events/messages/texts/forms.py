"""What an organiser types when they change a mail's words."""

from collections.abc import Collection
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, HiddenField, StringField, TextAreaField
from wtforms.form import BaseForm
from wtforms.validators import Length, ValidationError

from eti_events.forms import Form
from eti_events.messages.texts.kinds import Kind
from eti_events.messages.texts.placeholders import Fault, Found, find_faults
from eti_events.messages.texts.wording import (
    FIELDS,
    Wording,
    default_wording,
    tidy,
)
from eti_events.people.models import Language

LONGEST_LINE, LONGEST_BODY = 200, 5000
LONGEST_SHOWN = 40
LABELS: dict[tuple[str, str], Any] = {
    ("subject", "fr"): _l("Subject in French"),
    ("subject", "en"): _l("Subject in English"),
    ("title", "fr"): _l("Title in French"),
    ("title", "en"): _l("Title in English"),
    ("body", "fr"): _l("Text in French"),
    ("body", "en"): _l("Text in English"),
}


class TextForm(Form):
    """The words of one mail in every language that people read."""

    seen = HiddenField(default="0")

    def wording(self, kind: Kind, language: str) -> Wording:
        """Return what was typed in a language; what is empty is the default's."""
        default = default_wording(kind.template, language)
        return Wording(
            *(
                self[f"{name}_{language}"].data or getattr(default, name)
                for name in FIELDS
            )
        )

    @property
    def number_seen(self) -> int:
        """The number of the text that the writer had before them."""
        seen = self.seen.data or ""
        return int(seen) if seen.isdecimal() and seen.isascii() else 0


def text_form_for(kind: Kind) -> type[TextForm]:
    """Return the form with a field for each part in each language."""
    fields: dict[str, Any] = {}
    for language in Language:
        for name in FIELDS:
            longest = LONGEST_BODY if name == "body" else LONGEST_LINE
            kind_of_field = TextAreaField if name == "body" else StringField
            fields[f"{name}_{language}"] = kind_of_field(
                LABELS[name, language],
                filters=[_tidied(name, language)],
                validators=[Length(max=longest), _readable(kind.placeholders)],
            )
    return type("TextFormInLanguages", (TextForm,), fields)


def _tidied(name: str, language: str) -> Any:
    def filtered(text: str | None) -> str:
        tidied = tidy(text or "", language)
        return tidied if name == "body" else tidied.replace("\n", " ")

    return filtered


def _readable(allowed: Collection[str]) -> Any:
    def check(_form: BaseForm, field: Field) -> None:
        if faults := find_faults(field.data or "", allowed):
            raise ValidationError(" ".join(_in_words(found) for found in faults[:3]))

    return check


def _in_words(found: Found) -> str:
    where = {"line": found.line, "column": found.column}
    if found.fault is Fault.BRACE:
        words = _(
            "Line %(line)s, character %(column)s: this brace opens or closes nothing.",
            **where,
        )
    else:
        words = _(
            "Line %(line)s: %(written)s is not a placeholder of this mail.",
            written=found.written[:LONGEST_SHOWN],
            **where,
        )
    return str(words)
