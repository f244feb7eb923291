"""Both registered for one event: one registration stays and has what both had."""

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import delete

from eti_events.database import db
from eti_events.formalities.models import Formality
from eti_events.privacy import queries
from eti_events.privacy.ledger import Ledger
from eti_events.privacy.queries import Twice
from eti_events.privacy.rows.queries import table_of
from eti_events.registration.actions.notices import SAY_COMING
from eti_events.registration.actions.seats import lock_seats
from eti_events.registration.actions.states import change_state
from eti_events.registration.delegations.queries import (
    find_member,
    get_delegation_by_id,
    sits_on_seat,
)
from eti_events.registration.models import Registration, RegistrationState
from eti_events.registration.states import ENDED

REGISTRATION = "registration"


def keep_one(
    ledger: Ledger, twice: Twice, *, other_stays: bool, by: int, at: datetime
) -> None:
    """End one registration, and give the other what the door and the person said."""
    stays, goes = twice.kept, twice.other
    if other_stays:
        stays, goes = goes, stays
    stays_id, goes_id = stays.id, goes.id
    _pass_seat(ledger, goes_id, stays)
    if goes.state not in ENDED:
        _cancel(ledger, twice, goes, stays, by=by, at=at)
    _carry(ledger, goes_id, stays_id)
    if other_stays:
        exchange(goes_id, stays_id, at=at)
        ledger.exchanged(REGISTRATION, goes_id, stays_id)


def _pass_seat(ledger: Ledger, goes_id: int, stays: Registration) -> None:
    """Have a delegation's seat go with the person, if they come by what stays.

    They came before, then: the place of their own stays theirs, and what the seat
    held is free for others, as when a contact names somebody who is registered.
    """
    comes = stays.state is RegistrationState.CONFIRMED
    if comes and sits_on_seat(goes_id) and find_member(stays.id) is None:
        key = {"registration_id": goes_id}
        values = {"registration_id": stays.id, "came_before": True}
        ledger.change("delegation_member", key, values)


def _cancel(
    ledger: Ledger,
    twice: Twice,
    goes: Registration,
    stays: Registration,
    *,
    by: int,
    at: datetime,
) -> None:
    """Cancel it and free its places; no mail says so, since the person still comes."""
    ledger.remember(REGISTRATION, {"id": goes.id})
    for number in queries.list_open_requests(goes.id):
        ledger.remember("change_request", {"id": number})
    for counter in queries.list_held(goes.id):
        key = {"counter_id": counter, "registration_id": goes.id}
        ledger.lose("held_place", key)
    comes = stays.state is RegistrationState.CONFIRMED
    for number in () if comes else queries.list_waiting_mails(goes, SAY_COMING):
        ledger.hush(number)
    member = find_member(goes.id)
    if member and member.left_at is None:
        ledger.remember("delegation_member", {"registration_id": goes.id})
        lock_seats(get_delegation_by_id(member.delegation_id))
        ledger.seat(member.delegation_id)
    change_state(
        goes,
        RegistrationState.CANCELLED,
        event=twice.event,
        by=by,
        at=at,
        reason=_("Same person as another record"),
        comes_otherwise=comes,
    )
    db.session.flush()


def _carry(ledger: Ledger, goes_id: int, stays_id: int) -> None:
    """Move what only the one that goes has: needs, blocks of the second form, scans.

    A block that both gave is kept as the registration that stays has it; the other is
    erased like that of anybody who does not come, and no undoing brings it back.
    """
    known = queries.list_needs(stays_id)
    moved = [
        ("need", number)
        for kind, number in queries.list_needs(goes_id).items()
        if kind not in known
    ]
    given = queries.list_blocks(stays_id)
    for block, number in queries.list_blocks(goes_id).items():
        if block in given:
            db.session.execute(delete(Formality).where(Formality.id == number))
        else:
            moved.append(("formality", number))
    for name, number in (*moved, *queries.list_door(goes_id, stays_id)):
        ledger.change(name, {"id": number}, {"registration_id": stays_id})


def exchange(one: int, other: int, *, at: datetime) -> None:
    """Give each of two registrations the other's owner.

    An event knows a person once, at every moment: one of them waits meanwhile under
    a row that is nobody.
    """
    table, person = table_of(REGISTRATION), table_of("person")
    owners = {
        number: db.session.execute(table.select().where(table.c.id == number))
        .one()
        .person_id
        for number in (one, other)
    }
    nobody = db.session.execute(
        person.insert()
        .values(family_name="", search_key="", created_at=at)
        .returning(person.c.id)
    ).scalar_one()
    for number, owner in ((one, nobody), (other, owners[one]), (one, owners[other])):
        db.session.execute(
            table.update()
            .where(table.c.id == number)
            .values(person_id=owner, version=table.c.version + 1)
        )
    db.session.execute(person.delete().where(person.c.id == nobody))
