"""What a colleague wrote while somebody else was typing."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from wtforms import BooleanField, Field, SelectField

from eti_events.events.forms import LANGUAGE_NAMES, TEXTS, EventForm
from eti_events.pages import language
from eti_events.typography import day, hour


def differences(form: EventForm, stored: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what is stored where something else was typed: label and text."""
    typed = {name: form[name] for name in stored if name != "version" and name in form}
    return [
        (_label(field), _text(field, stored[name]))
        for name, field in typed.items()
        if (field.data or None) != (stored[name] or None)
    ]


def _label(field: Field) -> str:
    for name, label, _kind, _length in TEXTS:
        if field.short_name.startswith(f"{name}_"):
            return f"{label}, {LANGUAGE_NAMES[field.short_name[-2:]]}"
    return str(field.label.text)


def _text(field: Field, value: Any) -> str:
    if isinstance(field, BooleanField):
        return str(_("Yes") if value else _("No"))
    if isinstance(value, datetime):
        return f"{day(value.date(), language(), year=True)}, {hour(value, language())}"
    if isinstance(field, SelectField):
        chosen = value if isinstance(value, list) else [value]
        words = [str(row.label.text) for row in field if row.data in chosen]
        return ", ".join(words) or str(_("(nothing)"))
    return str(value or _("(nothing)"))
