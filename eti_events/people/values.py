"""Values of people and missions as text, and back: for histories and comparisons."""

import enum
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from eti_events.people.models import (
    Commissioner,
    Language,
    Region,
    RiskLevel,
    Status,
    Theme,
)

OF_PERSON = ("civility", "given_name", "family_name", "email", "phone", "language")
OF_MISSION = (
    *("status", "commissioner", "co_funder", "title", "host_organisation"),
    *("host_kind", "city", "country", "region", "theme", "secondary_theme"),
    *("start_on", "end_on", "renewal_no", "first_departure", "risk_level"),
    "desk_officer_label",
)

READERS: Mapping[str, Callable[[str], Any]] = {
    "language": Language,
    "status": Status,
    "commissioner": Commissioner,
    "region": Region,
    "theme": Theme,
    "risk_level": lambda text: RiskLevel(text) if text else None,
    "start_on": date.fromisoformat,
    "end_on": date.fromisoformat,
    "renewal_no": int,
    "first_departure": lambda text: text == "true",
    "protected": lambda text: text == "true",
    "email_key": lambda text: text or None,
    "organisation_id": lambda text: int(text) if text else None,
}


def to_text(value: Any) -> str:
    """Return a value as text: dates as ISO, labels as they are, nothing as empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, enum.StrEnum) else str(value)


def from_text(field: str, text: str) -> Any:
    """Return the value of ``field`` that ``text`` stands for."""
    return READERS.get(field, str)(text)
