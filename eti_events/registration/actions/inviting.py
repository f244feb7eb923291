"""Asking people to come: one invitation each, one link, however often it is sent."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from eti_events.accounts.actions import make_link
from eti_events.accounts.models import AccessLink, LinkPurpose
from eti_events.audit.actions import record, record_each
from eti_events.database import db
from eti_events.events.models import Event, EventState
from eti_events.people.models import Person
from eti_events.registration import queries
from eti_events.registration.actions import notices
from eti_events.registration.models import Category, Invitation
from eti_events.registration.refusals import (
    AlreadyAnswered,
    EventNotOpen,
    NoAddress,
    RegistrationClosed,
)

LINK_LIFE = timedelta(days=30)  # after the event


def invite(
    event: Event, person: Person, *, category: Category, by: int | None, at: datetime
) -> Invitation:
    """Invite one person and mail the link; the second time is the first invitation."""
    _require_invitable(event, at)
    if not person.email:
        raise NoAddress
    if queries.list_answered(event.id, {person.id}):
        raise AlreadyAnswered
    standing = queries.find_invitation({event.id}, person.id)
    return standing or _invite(event, [person], category=category, by=by, at=at)[0]


def invite_people(
    event: Event,
    people: Sequence[Person],
    *,
    category: Category,
    by: int | None,
    at: datetime,
) -> Sequence[Invitation]:
    """Invite those who can be: with an address, not invited yet, without an answer.

    The number of statements does not grow with the number of people.
    """
    _require_invitable(event, at)
    ids = {person.id for person in people}
    out = queries.list_invited(event.id, ids) | queries.list_answered(event.id, ids)
    fresh = [person for person in people if person.email and person.id not in out]
    return _invite(event, fresh, category=category, by=by, at=at)


def resend_invitation(
    event: Event, invitation: Invitation, *, by: int | None, at: datetime
) -> Invitation:
    """Mail the link of an invitation again; a dead link is replaced by a new one."""
    _require_invitable(event, at)
    person, link = invitation.person, invitation.link
    if not person.email:
        raise NoAddress
    if queries.list_answered(event.id, {person.id}):
        raise AlreadyAnswered
    if link is None or not link.token or link.revoked_at or link.expires_at <= at:
        link = invitation.link = _link(event, person, at)
    notices.tell_invited(person, event, link.token or "", at=at)
    invitation.last_mailed_at = at
    record("invitation.resent", invitation, by=by, at=at, event_id=event.id)
    return invitation


def show_invitation(event: Event, person: Person, *, at: datetime) -> None:
    """Mail the invitation in both languages to an organiser; its link opens nothing."""
    for language in ("fr", "en"):
        notices.tell_invited(person, event, "sample", at=at, language=language)


def _invite(
    event: Event,
    people: Sequence[Person],
    *,
    category: Category,
    by: int | None,
    at: datetime,
) -> list[Invitation]:
    links = [_link(event, person, at) for person in people]
    invitations = [
        Invitation(
            event_id=event.id,
            person_id=person.id,
            link=link,
            category=category,
            invited_at=at,
            invited_by=by,
            last_mailed_at=at,
        )
        for person, link in zip(people, links, strict=True)
    ]
    db.session.add_all(invitations)
    db.session.flush()  # ids for the audit lines
    for person, link in zip(people, links, strict=True):
        notices.tell_invited(person, event, link.token or "", at=at)
    record_each("invitation.sent", invitations, by=by, at=at, event_id=event.id)
    return invitations


def _link(event: Event, person: Person, at: datetime) -> AccessLink:
    link, _ = make_link(
        person.id,
        LinkPurpose.INVITATION,
        at=at,
        expires_at=event.ends_at + LINK_LIFE,
        event_id=event.id,
    )
    return link


def _require_invitable(event: Event, at: datetime) -> None:
    if event.state is not EventState.OPEN:
        raise EventNotOpen
    if at >= event.registration_closes_at:
        raise RegistrationClosed
