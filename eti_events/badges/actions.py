"""Printing, which leaves a trace: a sheet of badges opens the door for many."""

from datetime import datetime

from flask_babel import lazy_gettext as _l

from eti_events.audit.actions import record
from eti_events.errors import Refusal
from eti_events.events.models import Event

MOST = 2_000  # badges in one file, while somebody waits for the page


class NobodyToPrint(Refusal):
    """An empty sheet would look like a fault."""

    message = _l("Nobody here has a ticket to print.")


class TooMany(Refusal):
    """A page that takes minutes keeps others waiting."""

    message = _l(
        "More than 2,000 badges at once: choose a category or a letter, or use the"
        " command `eti badges`."
    )


def record_printing(
    event: Event, count: int, *, by: int | None, at: datetime, most: int | None = MOST
) -> None:
    """Write down that so many badges of the event are about to be printed."""
    if not count:
        raise NobodyToPrint
    if most is not None and count > most:
        raise TooMany
    record("badges.printed", event, by=by, at=at, event_id=event.id, count=count)
