"""The confirmation as the worker writes it: code, half-days and calendar file."""

from datetime import datetime
from typing import Protocol

from eti_events.events.models import Event
from eti_events.installation.queries import uid_host
from eti_events.messages.actions import compose
from eti_events.messages.letterhead import letterhead
from eti_events.messages.models import Mail
from eti_events.messages.rendering import Attachment
from eti_events.messages.writing import Letter
from eti_events.people.models import Person
from eti_events.registration import queries
from eti_events.registration.actions.notices import (
    Days,
    coming_words,
    picture_of,
)
from eti_events.registration.calendar_file import MEDIA_TYPE, published_days
from eti_events.registration.codes import show_short_code


class Calendar(Protocol):
    """Who makes the file of a person's days, the same as they download."""

    def __call__(self, event: Event, person: Person, *, at: datetime) -> bytes:
        """Return the days of the event and its courses, cancelled ones included."""


def write_confirmed(mail: Mail, *, calendar: Calendar) -> Letter | None:
    """Say where and when the person comes, to its course too; None once they do not."""
    return _write(mail, calendar, with_course=True)


def write_changed(mail: Mail, *, calendar: Calendar) -> Letter | None:
    """Say at which other times the person comes; None once they do not."""
    return _write(mail, calendar, with_course=False)


def _write(mail: Mail, calendar: Calendar, *, with_course: bool) -> Letter | None:
    found = queries.list_coming(mail.person_id or 0, mail.event_id or 0)
    days = [(row.event, row.half_days) for row in found]
    if not days or days[0][0].id != mail.event_id:
        return None
    if not with_course:
        del days[1:]
    person, event = found[0].person, days[0][0]
    ticket = queries.get_ticket(person.id, event.root_id)
    words = coming_words(days, show_short_code(ticket.short_code), mail.language)
    said = compose(person, mail.template, mail.language, event, words)
    picture = picture_of(ticket.code)
    file = calendar(event, person, at=mail.queued_at)
    return Letter(event, said, (picture, _calendar_file(event, file)))


def calendar_of(person: Person, days: Days, at: datetime) -> Attachment:
    """Write the days as a file for the calendar of somebody who has none of them."""
    sheet = letterhead.take()
    event = days[0][0]
    content = published_days(
        days,
        person,
        host=uid_host(),
        base_url=sheet.base_url,
        organizer=event.contact_email or sheet.contact or sheet.address,
        at=at,
    )
    return _calendar_file(event, content)


def _calendar_file(event: Event, content: bytes) -> Attachment:
    return Attachment(f"{event.slug}.ics", MEDIA_TYPE, content)
