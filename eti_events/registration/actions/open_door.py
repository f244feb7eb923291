"""Asking to come without an invitation: the address is proved before anything else."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from eti_events.audit.actions import record
from eti_events.database import db
from eti_events.events.models import Event
from eti_events.people.emails import email_key
from eti_events.people.models import Language, Person
from eti_events.registration import queries as registrations
from eti_events.registration.actions import notices
from eti_events.registration.actions.drafts import new_registration, require_open
from eti_events.registration.actions.rules import remove_quota, set_quota
from eti_events.registration.actions.walk_ins import known_or_new_person
from eti_events.registration.models import (
    Category,
    Invitation,
    InvitationKind,
    OpenRegistration,
    OpenRequest,
    Registration,
)
from eti_events.registration.open_door import queries
from eti_events.registration.open_door.refusals import (
    ForeignDomain,
    ForeignOrganisation,
    LinkOver,
    NotOpenToAll,
    OpenChangedMeanwhile,
)
from eti_events.registration.places.keys import OPEN
from eti_events.security import digest, new_token

LINK_LIFE = timedelta(hours=1)  # it signs in, as a mail to sign in does
KEPT = timedelta(days=30)  # after the event: where a request came from


@dataclass(frozen=True, kw_only=True)
class OpenPlan:
    """What an organiser decides; ``places`` is the quota of who comes this way."""

    is_open: bool
    category: Category
    organisations: Collection[str]
    domains: Collection[str]
    places: int | None


@dataclass(frozen=True, kw_only=True)
class Asking:
    """What somebody says of themselves."""

    given_name: str
    family_name: str
    organisation: str
    function: str
    email: str
    language: Language


def set_open_registration(
    event: Event, plan: OpenPlan, *, version: int, by: int, at: datetime
) -> OpenRegistration:
    """Let people ask, or no longer; who has asked already stays where they stand."""
    rules = queries.find_open_registration(event.id, for_update=True)
    if (rules.version if rules else 0) != version:
        raise OpenChangedMeanwhile
    if plan.places is None:
        remove_quota(event, OPEN, "", by=by, at=at)
    else:
        set_quota(event, OPEN, "", plan.places, by=by, at=at)
    if rules is None:
        rules = OpenRegistration(event_id=event.id)
        db.session.add(rules)
    rules.is_open = plan.is_open
    rules.category = plan.category
    rules.organisations = sorted(set(plan.organisations))
    rules.domains = sorted(set(plan.domains))
    record("open_registration.set", event, by=by, at=at, event_id=event.id)
    return rules


def ask_to_come(event: Event, asking: Asking, *, at: datetime) -> None:
    """Mail a link that proves the address; the same for everybody, known or not."""
    rules = _rules(event, at)
    key = email_key(asking.email)
    if rules.organisations and asking.organisation not in rules.organisations:
        raise ForeignOrganisation
    if rules.domains and not _is_within(key.rpartition("@")[2], rules.domains):
        raise ForeignDomain
    token = new_token()
    db.session.add(
        OpenRequest(
            event_id=event.id,
            token_hash=digest(token),
            email=asking.email,
            email_key=key,
            given_name=asking.given_name,
            family_name=asking.family_name,
            organisation=asking.organisation,
            function=asking.function,
            language=asking.language,
            asked_at=at,
            expires_at=at + LINK_LIFE,
        )
    )
    notices.tell_open_link(event, asking.email, asking.language, token, at=at)


def prove_address(event: Event, token: str, *, at: datetime) -> Person:
    """Take the request up once, whose sender owns the address; return the person.

    Who is registered or invited already stays as they are; anybody else is invited
    now, and examined once they have sent the form.
    """
    request = queries.find_open_request(event.id, token, for_update=True)
    if request is None or request.proved_at or at >= request.expires_at:
        raise LinkOver
    rules = _rules(event, at)
    person = known_or_new_person(
        given_name=request.given_name,
        family_name=request.family_name,
        organisation=request.organisation,
        email=request.email,
        language=request.language,
        at=at,
    )
    registrations.lock_person(person.id)
    request.proved_at = at
    known = registrations.find_registration(event.id, person.id)
    ids = {event.id, event.root_id}
    if known is None and registrations.find_invitation(ids, person.id) is None:
        known = _let_in(event, person, request, rules, at)
        request.registration_id = known.id
    elif known and known.by_open_door:
        request.registration_id = known.id
    record("open_registration.proved", known, by=person.id, at=at, event_id=event.id)
    return person


def forget_open_requests(at: datetime) -> None:
    """Delete what nobody proved, and a month after the event who asked how."""
    queries.delete_open_requests(unproved_before=at, over_before=at - KEPT)


def _let_in(
    event: Event,
    person: Person,
    request: OpenRequest,
    rules: OpenRegistration,
    at: datetime,
) -> Registration:
    db.session.add(
        Invitation(
            event_id=event.id,
            person_id=person.id,
            kind=InvitationKind.OPEN,
            category=rules.category,
            invited_at=at,
        )
    )
    registration = new_registration(
        event, person, category=rules.category, by=person.id, at=at
    )
    registration.by_open_door = True
    registration.badge_line = request.function or registration.badge_line
    db.session.flush()
    return registration


def _rules(event: Event, at: datetime) -> OpenRegistration:
    require_open(event, at)
    rules = queries.find_open_registration(event.id)
    if rules is None or not rules.is_open:
        raise NotOpenToAll
    return rules


def _is_within(domain: str, allowed: Collection[str]) -> bool:
    return any(domain == each or domain.endswith(f".{each}") for each in allowed)
