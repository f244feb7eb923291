"""Calendar files on the command line."""

from datetime import datetime

from flask_babel import lazy_gettext as _l

from eti_events.calendars import queries
from eti_events.calendars.files import event_file, person_file
from eti_events.errors import Refusal
from eti_events.events.models import Event
from eti_events.people.emails import email_key


class NobodyThere(Refusal):
    """A mistyped address must not look like an empty calendar."""

    message = _l("Nobody is known by this address.")


def calendar_of_person(event: Event, email: str, *, at: datetime) -> bytes:
    """Return what the person of this address has in their calendar."""
    try:
        person = queries.find_person(email_key(email))
    except ValueError:
        raise NobodyThere from None
    if person is None:
        raise NobodyThere
    return person_file(event, person, at=at)


def calendar_of_event(event: Event) -> bytes:
    """Return the days of the event."""
    return event_file(event, at=event.created_at)
