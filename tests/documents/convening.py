"""Editions whose convocations somebody signs."""

from eti_events.database import transaction
from eti_events.documents.actions import Convening, set_convening
from eti_events.events.models import Event
from eti_events.events.queries import get_event
from eti_events.multilingual import Multilingual
from tests.factories import BEFORE, make_person


def both(text: str) -> Multilingual:
    return Multilingual(fr=text, en=f"{text} (EN)")


def convening(
    signatory: str = "Hélène Vasseur", text: str = "Pris en charge", **changes: object
) -> Convening:
    said = {
        "signatory": signatory,
        "function": both("directrice"),
        "body": both("Expertise (fictive)"),
        "issued_in": "Paris",
        "reception": both("Dès 8 h 15"),
        "transport": both(text),
        "lodging": both(text),
        "meals": both(text),
        "contact": "",
        **changes,
    }
    return Convening(**said)  # type: ignore[arg-type]  # a test names what it is about


def convene(event: Event, *, version: int = 0, **said: object) -> None:
    """Say who signs the event's convocations."""
    by = make_person().id
    with transaction():
        plan = convening(**said)  # type: ignore[arg-type]  # as above
        set_convening(get_event(event.slug), plan, version=version, by=by, at=BEFORE)
