"""Who signs convocations and what they say, as a new event takes it over."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from flask_babel import lazy_gettext as _l

from eti_events.database import db
from eti_events.documents.models import ConvocationSettings
from eti_events.documents.queries import find_settings
from eti_events.events.carrying.parts import Carry, Item, Part, why_left
from eti_events.events.models import Event
from eti_events.multilingual import Multilingual

LINES = ("signatory", "issued_in", "contact")
TEXTS = ("function", "body", "reception", "transport", "lodging", "meals")
SAME_SIGNATORY = _l("See whether the same person signs.")


def plan_convocations(carry: Carry) -> Iterator[Item]:
    """Plan what convocations say; a course has those of its edition."""
    if carry.source.parent_id is not None or carry.target.parent_id is not None:
        return
    if (earlier := find_settings(carry.source.id)) is None:
        return
    here, wanted = find_settings(carry.target.id), _values(earlier)
    yield Item(
        key="settings",
        name=_l("Signature and texts of the convocations"),
        write=partial(_write, carry.target, wanted),
        left=why_left(here and _values(here), None, wanted),
        look=SAME_SIGNATORY,
        texts=[words for name in TEXTS for words in wanted[name].values()],
    )


def _values(settings: ConvocationSettings) -> dict[str, Any]:
    texts = {name: Multilingual(getattr(settings, name)) for name in TEXTS}
    return {name: getattr(settings, name) for name in LINES} | texts


def _write(target: Event, values: dict[str, Any]) -> None:
    db.session.add(ConvocationSettings(event_id=target.id, **values))


CONVOCATIONS = Part(
    "convocations",
    _l("Convocations"),
    _l("Who signs, what they say, who bears what."),
    "documents.convocations",
    plan_convocations,
)
