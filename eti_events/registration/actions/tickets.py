"""Issuing the code that opens the door, and replacing one that was lost."""

from datetime import datetime

from eti_events.audit.actions import record
from eti_events.database import db
from eti_events.registration import queries
from eti_events.registration.codes import code_hash, new_code, new_short_code
from eti_events.registration.models import Ticket
from eti_events.registration.refusals import TicketRevoked


def issue_ticket(person_id: int, root_event_id: int, *, at: datetime) -> Ticket:
    """Return the person's ticket for the edition and its courses; make it if needed."""
    last = queries.find_last_ticket(person_id, root_event_id)
    if last and last.revoked_at is None:
        return last
    number = last.issue + 1 if last else 1
    return _issue(person_id, root_event_id, number, by=None, at=at)


def reissue_ticket(
    ticket: Ticket, *, reason: str, by: int | None, at: datetime
) -> Ticket:
    """Replace a ticket: the older issue opens no door from ``at`` on.

    Nor does a code beside it: nobody can tell which of them was lost.
    """
    if ticket.revoked_at:
        raise TicketRevoked
    for old in (ticket, *queries.list_beside(ticket)):
        old.revoked_at = at
        old.revoked_reason = reason
        record("ticket.revoked", old, by=by, at=at, event_id=old.event_id)
    db.session.flush()  # only one issue may stand
    return _issue(ticket.person_id, ticket.event_id, ticket.issue + 1, by=by, at=at)


def _issue(
    person_id: int, root_event_id: int, number: int, *, by: int | None, at: datetime
) -> Ticket:
    code, short_code = new_code(), new_short_code()
    ticket = Ticket(
        event_id=root_event_id,
        person_id=person_id,
        issue=number,
        code=code,
        code_hash=code_hash(code),
        short_code=short_code,
        short_hash=code_hash(short_code),
        issued_at=at,
    )
    db.session.add(ticket)
    record("ticket.issued", ticket, by=by, at=at, event_id=root_event_id)
    return ticket
