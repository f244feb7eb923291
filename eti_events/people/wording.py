"""The roster's own labels in the reader's language; names of bodies stay names."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from eti_events.people.models import Commissioner, Theme

LABELS: Mapping[str, Any] = {
    "M.": _l("Mr"),
    "Mme": _l("Ms"),
    Commissioner.OTHER: _l("Other"),
    Theme.GOVERNANCE: _l("Democratic governance"),
    Theme.SUSTAINABLE: _l("Sustainable development"),
    Theme.ECONOMIC: _l("Economic diplomacy"),
    Theme.EDUCATION: _l("Education, culture and sport"),
    Theme.HEALTH: _l("Health and food security"),
    Theme.OTHER: _l("Other and emerging themes"),
}
COMMISSIONERS = [(body, LABELS.get(body, body.value)) for body in Commissioner]
THEMES = [(theme, LABELS[theme]) for theme in Theme]


def roster_label(label: str) -> str:
    """Say a label of the roster in the reader's language."""
    return str(LABELS.get(label, label))
