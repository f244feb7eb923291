"""A speaker's sessions as a file for calendars; what is restricted is in none."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from flask_babel import force_locale

from eti_events import ical
from eti_events.agenda.own import OwnSession
from eti_events.agenda.own_words import role_in_words, room_in_words, text_of
from eti_events.agenda.snapshot import Programme, PublishedSession
from eti_events.events.models import Event
from eti_events.installation.queries import uid_host
from eti_events.messages.letterhead import Letterhead, letterhead
from eti_events.people.models import Person


def in_file(parts: Sequence[OwnSession]) -> list[OwnSession]:
    """Return the parts that a file may hold: accepted, published, not restricted."""
    return [
        one for one in parts if one.accepted and one.published and not one.restricted
    ]


def speaker_file(
    event: Event,
    person: Person,
    parts: Sequence[OwnSession],
    programme: Programme | None,
    language: str,
) -> bytes:
    """Return a calendar file of the person's published sessions, each of them once."""
    host, sheet = uid_host(), letterhead.take()
    by_session: dict[UUID, OwnSession] = {}
    for one in in_file(parts):
        by_session.setdefault(one.session, one)
    with force_locale(language):
        entries = [
            _entry(event, person, one, programme, language, host, sheet)
            for one in by_session.values()
        ]
    return ical.calendar_bytes(ical.Method.PUBLISH, entries)


def _entry(
    event: Event,
    person: Person,
    own: OwnSession,
    programme: Programme | None,
    language: str,
    host: str,
    sheet: Letterhead,
) -> ical.CalendarEntry:
    session = own.published
    assert session  # noqa: S101 -- only what is published gets here
    changed_at = _changed_at(session, programme)
    status = ical.Status.CANCELLED if own.cancelled else ical.Status.CONFIRMED
    return ical.CalendarEntry(
        uid=ical.entry_uid(own.session, person.public_id, host),
        sequence=session.sequence,
        stamp=changed_at,
        last_modified=changed_at,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        zone=event.time_zone,
        summary=text_of(session.title, event, language),
        description=role_in_words(own.role),
        location=_place(event, session, programme, language),
        organizer=ical.Mailbox(
            event.contact_email or sheet.contact or sheet.address,
            event.name.to(language, event.language),
        ),
        url=f"{sheet.base_url}/speaker/{event.slug}",
        status=status,
    )


def _changed_at(session: PublishedSession, programme: Programme | None) -> datetime:
    published_at = programme.published_at if programme else None
    return session.changed_at or published_at or session.starts_at


def _place(
    event: Event, session: PublishedSession, programme: Programme | None, language: str
) -> str:
    room = room_in_words(session.room, [programme], event, language)
    venue = event.venue.to(language, event.language)
    return ", ".join(filter(None, (room, venue, event.address)))
