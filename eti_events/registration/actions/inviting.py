"""Asking people to come: one invitation each, one link, however often it is sent."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import insert

from eti_events.accounts.actions import make_links
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
    require_invitable(event, at)
    if not person.email:
        raise NoAddress
    if queries.list_answered(event.id, {person.id}):
        raise AlreadyAnswered
    if not queries.list_invited(event.id, {person.id}):
        _invite(event, [person], category=category, by=by, at=at)
    standing = queries.find_invitation({event.id}, person.id)
    assert standing  # noqa: S101 -- it was there, or has just been made
    return standing


def invite_people(
    event: Event,
    people: Sequence[Person],
    *,
    category: Category,
    by: int | None,
    at: datetime,
) -> dict[int, int]:
    """Invite those who can be; return their mails' ids by person.

    They have an address, are not invited yet and have not answered. The number of
    statements does not grow with the number of people.
    """
    require_invitable(event, at)
    ids = {person.id for person in people}
    out = queries.list_invited(event.id, ids) | queries.list_answered(event.id, ids)
    fresh = [person for person in people if person.email and person.id not in out]
    return _invite(event, fresh, category=category, by=by, at=at)


def resend_invitation(
    event: Event, invitation: Invitation, *, by: int | None, at: datetime
) -> Invitation:
    """Mail the link of an invitation again; a dead link is replaced by a new one."""
    require_invitable(event, at)
    person = invitation.person
    if not person.email:
        raise NoAddress
    if queries.list_answered(event.id, {person.id}):
        raise AlreadyAnswered
    [token] = renew_dead_links(event, [invitation], at=at)
    notices.tell_invited(person, event, token, at=at)
    invitation.last_mailed_at = at
    record("invitation.resent", invitation, by=by, at=at, event_id=event.id)
    return invitation


def _invite(
    event: Event,
    people: Sequence[Person],
    *,
    category: Category,
    by: int | None,
    at: datetime,
) -> dict[int, int]:
    if not people:
        return {}
    links = _links(event, [person.id for person in people], at)
    rows = [
        {
            "event_id": event.id,
            "person_id": person.id,
            "link_id": link_id,
            "category": category,
            "invited_at": at,
            "invited_by": by,
            "last_mailed_at": at,
        }
        for person, (link_id, _) in zip(people, links, strict=True)
    ]
    made = insert(Invitation).returning(Invitation.id)
    ids = db.session.scalars(made, rows).all()
    record_each("invitation.sent", Invitation, ids, by=by, at=at, event_id=event.id)
    tokens = [token for _, token in links]
    invited = list(zip(people, tokens, strict=True))
    return notices.tell_many_invited(invited, event, at=at)


def renew_dead_links(
    event: Event, invitations: Sequence[Invitation], *, at: datetime
) -> list[str]:
    """Return the links' tokens, each dead link replaced by one that works."""
    dead = [each for each in invitations if _is_dead(each.link, at)]
    made = _links(event, [invitation.person_id for invitation in dead], at)
    for invitation, (link_id, _) in zip(dead, made, strict=True):
        invitation.link_id = link_id
    new = {each.id: token for each, (_, token) in zip(dead, made, strict=True)}
    return [new.get(each.id) or _token(each) for each in invitations]


def _token(invitation: Invitation) -> str:
    assert invitation.link  # noqa: S101 -- one without a link was given a new one
    return invitation.link.token or ""


def _is_dead(link: AccessLink | None, at: datetime) -> bool:
    if link is None or not link.token:
        return True
    return bool(link.revoked_at) or link.expires_at <= at


def _links(
    event: Event, person_ids: Sequence[int], at: datetime
) -> list[tuple[int, str]]:
    return make_links(
        person_ids,
        LinkPurpose.INVITATION,
        at=at,
        expires_at=event.ends_at + LINK_LIFE,
        event_id=event.id,
    )


def require_invitable(event: Event, at: datetime) -> None:
    """Refuse to ask anybody when nobody could answer."""
    if event.state is not EventState.OPEN:
        raise EventNotOpen
    if at >= event.registration_closes_at:
        raise RegistrationClosed
