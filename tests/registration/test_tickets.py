"""The code that opens the door: one that stands for each person and edition."""

import pytest
from sqlalchemy import text

from eti_events.database import db, transaction
from eti_events.registration import actions
from eti_events.registration.codes import code_hash
from eti_events.registration.models import Ticket
from eti_events.registration.queries import find_ticket
from eti_events.registration.refusals import NoTicket, TicketRevoked
from tests.factories import make_event, make_person, make_registration
from tests.registration.steps import LATER, mails

pytestmark = pytest.mark.usefixtures("app")


def issue(event_id: int, person_id: int) -> Ticket:
    with transaction():
        return actions.issue_ticket(person_id, event_id, at=LATER)


def test_issuing_twice_gives_the_same_ticket() -> None:
    event, person = make_event(), make_person()

    assert issue(event.id, person.id) is issue(event.id, person.id)


def test_the_database_holds_the_codes_encrypted_and_as_digests() -> None:
    ticket = issue(make_event().id, make_person().id)

    stored = db.session.execute(text("SELECT * FROM ticket")).one()

    assert ticket.code.startswith("ETI")
    assert ticket.code.encode() not in bytes(stored.code)
    assert ticket.short_code.encode() not in bytes(stored.short_code)
    assert stored.code_hash == code_hash(ticket.code)
    assert stored.short_hash == code_hash(ticket.short_code)


def test_a_replaced_ticket_is_revoked_and_numbered() -> None:
    event, person = make_event(), make_person()
    older = issue(event.id, person.id)

    with transaction():
        newer = actions.reissue_ticket(older, reason="lost", by=person.id, at=LATER)

    assert (older.revoked_at, older.revoked_reason) == (LATER, "lost")
    assert (newer.issue, newer.revoked_at) == (2, None)
    assert newer.code != older.code
    assert find_ticket(person.id, event.id) is newer


def test_a_ticket_is_replaced_once() -> None:
    event, person = make_event(), make_person()
    older = issue(event.id, person.id)
    with transaction():
        actions.reissue_ticket(older, reason="lost", by=None, at=LATER)

    with transaction(), pytest.raises(TicketRevoked):
        actions.reissue_ticket(older, reason="lost", by=None, at=LATER)


def test_replacing_a_lost_code_tells_its_owner() -> None:
    event = make_event()
    person, organiser = make_person(), make_person()
    registration = make_registration(event, person)
    issue(event.id, person.id)

    with transaction():
        fresh = actions.replace_code(
            event, registration, reason="lost", by=organiser.id, at=LATER
        )

    assert fresh.issue == 2
    assert mails(person) == ["registration/new_code"]


def test_without_a_code_there_is_none_to_replace() -> None:
    event = make_event()
    registration = make_registration(event)

    with transaction(), pytest.raises(NoTicket):
        actions.replace_code(
            event, registration, reason="lost", by=registration.person_id, at=LATER
        )
