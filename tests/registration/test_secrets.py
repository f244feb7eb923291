"""What the database holds of needs, codes and numbers: nothing that can be read."""

import pytest
from sqlalchemy import inspect, text

from eti_events.accounts.models import AccessLink
from eti_events.database import db
from eti_events.people.models import Organisation, OrganisationKind
from eti_events.registration.models import ConsentPurpose, NeedKind
from eti_events.registration.needs.queries import list_needs
from eti_events.registration.queries import find_ticket
from eti_events.security import digest
from tests.factories import make_event, saved
from tests.registration.seats import make_delegation, name
from tests.registration.steps import answers, invited, registration_of, submit
from tests.registration.test_open_door import ask, opened

pytestmark = pytest.mark.usefixtures("app")

CANARY = "Zlatorog-4711"
PLANTED = "Coquelicot-1174"
PHONE = "+33199005512"


def test_needs_codes_and_numbers_cannot_be_read_in_any_table() -> None:
    saved(Organisation(name=PLANTED, kind=OrganisationKind.PARTNER))
    event = make_event()
    person = invited(event)
    needs = {kind: f"{CANARY} {kind}" for kind in NeedKind}
    agreed = frozenset({ConsentPurpose.NEEDS})
    details = {"phone": PHONE}

    submit(event, person, answers(event, needs=needs, consents=agreed, details=details))

    kept = {need.text for need in list_needs(registration_of(event, person).id)}
    ticket = find_ticket(person.id, event.id)
    assert kept == set(needs.values())
    assert ticket
    stored = everything()
    assert PLANTED.encode() in stored  # the search does find
    for secret in (CANARY, PHONE, ticket.code, ticket.short_code):
        assert secret.encode() not in stored


def test_links_of_contacts_of_the_named_and_of_who_asks_cannot_be_read() -> None:
    event = opened(make_event())
    delegation = make_delegation(event, organisation=PLANTED)
    name(event, delegation)
    asked = ask(event)

    tokens = [row.token for row in db.session.query(AccessLink)]

    stored = everything()
    assert PLANTED.encode() in stored  # the search does find
    assert len(tokens) == 2
    for token in (*tokens, asked):
        assert token
        assert token.encode() not in stored
        assert digest(token).encode() in stored


def everything() -> bytes:
    """Every column of every row, as the database itself has it."""
    db.session.rollback()
    with db.engine.connect() as connection:
        tables = inspect(connection).get_table_names()
        rows = [
            row
            for table in tables
            for row in connection.execute(text(f'SELECT * FROM "{table}"'))
        ]
    return b"\0".join(_bytes(value) for row in rows for value in row)


def _bytes(value: object) -> bytes:
    if isinstance(value, bytes | memoryview):
        return bytes(value)
    return str(value).encode()
