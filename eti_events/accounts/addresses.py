"""Changing one's own address: the new one is proved, the old one can stop it."""

from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, update

from eti_events.accounts.actions import absolute, end_session
from eti_events.accounts.models import AccessLink, EmailChange
from eti_events.accounts.queries import (
    find_account,
    get_person,
    list_grants,
    list_open_sign_ins,
)
from eti_events.audit.actions import record
from eti_events.database import db
from eti_events.errors import Refusal
from eti_events.messages.actions import queue_mail
from eti_events.people.addresses import EMAIL, correct_address, move_to
from eti_events.people.emails import email_key
from eti_events.people.models import Person
from eti_events.people.queries import find_correction_of
from eti_events.security import digest, new_token

PROVE_WITHIN = timedelta(hours=24)
STOP_WITHIN = timedelta(days=7)
KEPT = timedelta(days=30)


class ChangeDead(Refusal):
    """Its time is over, it was used or stopped, or the address has changed since."""

    message = _l("This link no longer works.")


class OnlyAdministratorsMove(Refusal):
    """Who moves the address of somebody with rights could come in as them."""

    message = _l(
        "This person belongs to the team: only an administrator changes their address."
    )


def ask_to_move(person: Person, address: str, *, sign_in_id: int, at: datetime) -> None:
    """Mail a link to the new address, and to the old one the way to stop it.

    The same is done whoever the new address belongs to: nobody learns whom we know.
    """
    prove, stop = new_token(), new_token()
    change = EmailChange(
        person_id=person.id,
        sign_in_id=sign_in_id,
        email=address,
        before=person.email or "",
        token_hash=digest(prove),
        stop_hash=digest(stop),
        asked_at=at,
    )
    db.session.add(change)
    db.session.flush()
    queue_mail(
        Person(given_name="", family_name="", email=address, language=person.language),
        "accounts/new_address",
        at=at,
        context={"link_url": absolute(f"/address/{prove}")},
    )
    queue_mail(
        person,
        "accounts/address_asked",
        at=at,
        context={"link_url": absolute(f"/address/stop/{stop}")},
    )
    record("email.change_asked", person, by=person.id, at=at)


def can_prove(change: EmailChange, at: datetime) -> bool:
    """Whether the link to the new address still does something."""
    waits = change.applied_at is None and change.stopped_at is None
    return waits and at < change.asked_at + PROVE_WITHIN


def can_stop(change: EmailChange, at: datetime) -> bool:
    """Whether the link to the old address still stops the change, or undoes it."""
    return change.stopped_at is None and at < change.asked_at + STOP_WITHIN


def prove(change: EmailChange, *, at: datetime) -> None:
    """Move the person to the address whose owner pressed the button.

    Links that lie in the old mailbox open nothing any more, and all sessions end but
    the one that asked.
    """
    person = get_person(change.person_id)
    same = (person.email or "") == change.before and person.merged_into_id is None
    if not can_prove(change, at) or not same:
        raise ChangeDead
    correct_address(person, change.email, at=at)
    change.applied_at = at
    _close_ways_in(person, at=at, but=change.sign_in_id)
    record("email.changed", person, by=person.id, at=at)
    queue_mail(person, "accounts/address_changed", at=at, context={})


def stop(change: EmailChange, *, at: datetime) -> None:
    """Stop the change, or undo it, and end every session: one of them asked for it."""
    if not can_stop(change, at):
        raise ChangeDead
    person = get_person(change.person_id)
    change.stopped_at = at
    if change.applied_at and person.email_key == email_key(change.email):
        move_to(person, change.before)
        _forget_correction(person, change)
    _close_ways_in(person, at=at, but=None)
    record("email.change_stopped", person, by=person.id, at=at)


def set_address(
    person: Person, address: str, *, by: int, at: datetime, is_admin: bool
) -> None:
    """Write the address that an organiser was told; both addresses are written to."""
    with_rights = find_account(person.id) or list_grants(person.id, at=at)
    if with_rights and not is_admin:
        raise OnlyAdministratorsMove
    if (person.email or "") == address:
        return
    if person.email:
        queue_mail(person, "accounts/address_moved", at=at, context={})
    correct_address(person, address, at=at)
    _close_ways_in(person, at=at, but=None)
    record("email.changed", person, by=by, at=at)
    queue_mail(person, "accounts/address_changed", at=at, context={})


def _forget_correction(person: Person, change: EmailChange) -> None:
    """Leave no correction where the address is the roster's again."""
    known = find_correction_of(person.id, EMAIL)
    if known and known.roster_value == change.before:
        db.session.delete(known)
    elif known:
        known.corrected_value = change.before


def _close_ways_in(person: Person, *, at: datetime, but: int | None) -> None:
    """Revoke the links that were mailed, and end the sessions."""
    db.session.execute(
        update(AccessLink)
        .where(AccessLink.person_id == person.id, AccessLink.revoked_at.is_(None))
        .values(revoked_at=at)
        .execution_options(synchronize_session=False)
    )
    for sign_in in list_open_sign_ins(person.id):
        if sign_in.id != but:
            end_session(sign_in, by=person.id, at=at)


def forget_moves(at: datetime) -> None:
    """Delete what was asked a month ago: the old address stands in the corrections."""
    old = delete(EmailChange).where(EmailChange.asked_at < at - KEPT)
    db.session.execute(old.execution_options(synchronize_session=False))
