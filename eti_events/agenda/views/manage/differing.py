"""What a colleague wrote of a session while somebody else was typing."""

from collections.abc import Mapping
from datetime import time
from typing import Any

from flask_babel import gettext as _
from wtforms import BooleanField, Field, RadioField, SelectField

from eti_events.agenda.forms import SessionForm
from eti_events.pages import language
from eti_events.typography import hour


def differences(form: SessionForm, stored: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what is stored where something else was typed: label and text."""
    typed = {name: form[name] for name in stored if name != "version" and name in form}
    return [
        (str(field.label.text), _text(field, stored[name]))
        for name, field in typed.items()
        if (field.data or None) != (stored[name] or None)
        and not isinstance(field, RadioField)
    ]


def _text(field: Field, value: Any) -> str:
    if isinstance(field, BooleanField):
        return str(_("Yes") if value else _("No"))
    if isinstance(value, time):
        return hour(value, language())
    if isinstance(field, SelectField):
        chosen = value if isinstance(value, list) else [value]
        words = [str(row.label.text) for row in field if row.data in chosen]
        return ", ".join(words) or str(_("(nothing)"))
    return str(value or _("(nothing)"))
