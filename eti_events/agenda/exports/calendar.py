"""The programme for calendars: an entry a session, cancelled ones among them."""

from flask_babel import gettext as _

from eti_events.agenda.exports.leaf import Leaf
from eti_events.agenda.exports.words import about, place_of, title_of
from eti_events.agenda.snapshot import PublishedSession
from eti_events.ical import CalendarEntry, Mailbox, Method, Status, calendar_bytes


def write_calendar(leaf: Leaf) -> bytes:
    """Return the sessions as a calendar.

    Their stamps are those of the versions that changed them, so that the bytes of a
    version are always the same.
    """
    name = leaf.text(leaf.occasion.name)
    entries = [_entry(leaf, session) for session in leaf.sessions]
    return calendar_bytes(Method.PUBLISH, entries, name=name)


def _entry(leaf: Leaf, session: PublishedSession) -> CalendarEntry:
    occasion = leaf.occasion
    changed_at = session.changed_at or leaf.written_at
    status = Status.CANCELLED if session.cancelled else Status.CONFIRMED
    return CalendarEntry(
        uid=f"{session.id}@{occasion.host}",
        sequence=session.sequence,
        stamp=changed_at,
        last_modified=changed_at,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        zone=occasion.time_zone,
        summary=title_of(leaf, session),
        organizer=Mailbox(occasion.contact, leaf.text(occasion.name)),
        description="\n\n".join(filter(None, (about(leaf, session), _link(session)))),
        location=place_of(leaf, session),
        url=occasion.url_of(session),
        status=status,
    )


def _link(session: PublishedSession) -> str:
    if not session.hybrid_link:
        return ""
    return str(_("To follow from afar: %(link)s", link=session.hybrid_link))
