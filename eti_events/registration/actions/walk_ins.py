"""Registering somebody whom an organiser brings: at the door, or by hand before."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from eti_events.database import db
from eti_events.events.models import Event, HalfDay
from eti_events.people.emails import email_key
from eti_events.people.models import (
    Language,
    Organisation,
    OrganisationKind,
    Person,
)
from eti_events.registration import queries
from eti_events.registration.actions.deciding import confirm
from eti_events.registration.actions.drafts import new_registration, require_to_come
from eti_events.registration.models import Category, Registration


def register_walk_in(
    event: Event,
    *,
    given_name: str,
    family_name: str,
    organisation: str,
    email: str | None,
    by: int,
    at: datetime,
) -> Registration:
    """Register somebody at the door, for the half-days that are not over."""
    person = known_or_new_person(
        given_name=given_name,
        family_name=family_name,
        organisation=organisation,
        email=email,
        at=at,
    )
    return register_by_hand(
        event, person, category=Category.PARTNER, by=by, at=at, from_now_on=True
    )


def register_by_hand(
    event: Event,
    person: Person,
    *,
    category: Category,
    by: int,
    at: datetime,
    from_now_on: bool = False,
    half_days: Sequence[HalfDay] = (),
    first_departure: bool = False,
) -> Registration:
    """Give the person a place on an organiser's word; one who has it keeps it.

    ``half_days`` and ``first_departure`` are for one who has chosen none yet.
    """
    require_to_come(event, at)
    queries.lock_person(person.id)
    registration = queries.find_registration(event.id, person.id)
    if registration is None:
        registration = new_registration(event, person, category=category, by=by, at=at)
        registration.submitted_at = at
        registration.first_departure |= event.first_departures_only or first_departure
    if not registration.half_days:
        offered = queries.list_half_days_of({event.id})
        ahead = [row for row in offered if row.ends_at > at]
        coming = half_days or (ahead if from_now_on else None) or offered
        registration.half_days = list(coming)
    db.session.flush()
    return confirm(event, registration, by=by, at=at)


def known_or_new_person(
    *,
    given_name: str,
    family_name: str,
    organisation: str,
    email: str | None,
    at: datetime,
    language: Language = Language.FRENCH,
) -> Person:
    """Return the person known by that address, or a new one; raise ValueError for it.

    Whom we know keeps their names: what a door hears is no reason to change them.
    """
    key = email_key(email) if email else None
    if key and (known := queries.find_person_by_email(key)):
        return known
    person = Person(
        given_name=given_name,
        family_name=family_name,
        email=email,
        email_key=key,
        organisation=known_or_new_organisation(organisation),
        language=language,
        created_at=at,
    )
    try:
        with db.session.begin_nested():
            db.session.add(person)
    except IntegrityError:  # somebody else wrote the same address at the same moment
        if key is None or not (known := queries.find_person_by_email(key)):
            raise
        return known
    return person


def known_or_new_organisation(name: str) -> Organisation | None:
    """Return the organisation of that name, made now if there is none."""
    if not name:
        return None
    if known := queries.find_organisation(name):
        return known
    made = Organisation(name=name, kind=OrganisationKind.PARTNER)
    try:
        with db.session.begin_nested():
            db.session.add(made)
    except IntegrityError:  # somebody else wrote the same name at the same moment
        known = queries.find_organisation(name)
        if known is None:
            raise
        return known
    return made
