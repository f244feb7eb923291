"""Who may do what: giving roles, withdrawing them, inviting staff."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import lazy_gettext as _l

from eti_events.accounts.actions import (
    end_staff_sessions,
    new_setup_url,
    send_setup_link,
)
from eti_events.accounts.credentials import create_account, is_ready
from eti_events.accounts.models import Grant, Role
from eti_events.accounts.queries import (
    find_person_by_email,
    find_same_grant,
    list_administrators,
)
from eti_events.audit.actions import record
from eti_events.database import db
from eti_events.errors import Refusal
from eti_events.events.models import Event
from eti_events.names import fold
from eti_events.people.models import Language, Person


class NameMissing(Refusal):
    """A person we do not know yet needs a name."""

    message = _l("We do not know this address yet: type the person’s name too.")


class RoleGivenAlready(Refusal):
    """Once is enough."""

    message = _l("This person has this role already.")


class EndsBeforeItBegins(Refusal):
    """A period has its end after its beginning."""

    message = _l("The role must end after it begins, and not in the past.")


class LastAdministrator(Refusal):
    """Somebody must be able to give roles."""

    message = _l("This is the last administrator: name another one first.")


class NotOneself(Refusal):
    """Two people know of every new right."""

    message = _l("Nobody changes their own roles: ask another administrator.")


@dataclass(frozen=True, kw_only=True)
class NewPerson:
    """Who is meant: known by the address, or new under this name."""

    email: str
    email_key: str
    given_name: str = ""
    family_name: str = ""
    language: Language = Language.FRENCH


def find_or_add_person(who: NewPerson, *, by: int | None, at: datetime) -> Person:
    """Return the person of that address, made now if there is none."""
    if (person := find_person_by_email(who.email_key)) is not None:
        return person
    if not who.family_name:
        raise NameMissing
    person = Person(
        given_name=who.given_name,
        family_name=who.family_name,
        search_key=fold(f"{who.given_name} {who.family_name}"),
        email=who.email,
        email_key=who.email_key,
        language=who.language,
        created_at=at,
    )
    db.session.add(person)
    record("person.added", person, by=by, at=at)
    return person


def give_role(
    person: Person,
    role: Role,
    event: Event | None,
    *,
    starts_at: datetime,
    ends_at: datetime | None,
    by: int | None,
    at: datetime,
    audience: str = "",
) -> Grant:
    """Give a role for an event and its children, or for the network; sessions end.

    ``audience`` names the kinds of needs that the person may read, parted by spaces.
    """
    if ends_at is not None and ends_at <= max(starts_at, at):
        raise EndsBeforeItBegins
    if person.id == by:
        raise NotOneself
    event_id = event.id if event else None
    if find_same_grant(person.id, role, event_id, at=at) is not None:
        raise RoleGivenAlready
    grant = Grant(
        person_id=person.id,
        role=role,
        event_id=event_id,
        starts_at=starts_at,
        ends_at=ends_at,
        given_by=by,
        audience=audience,
    )
    db.session.add(grant)
    record(
        "role.given",
        grant,
        by=by,
        at=at,
        event_id=event_id,
        role=str(role),
        reads=audience or None,
    )
    end_staff_sessions(person.id, by=by or person.id, at=at)
    return grant


def withdraw_role(grant: Grant, *, by: int, at: datetime) -> None:
    """End the role now, and the sessions in which it was used."""
    if grant.person_id == by:
        raise NotOneself
    standing = [row.id for row in list_administrators(at=at)]
    if standing == [grant.id]:
        raise LastAdministrator
    event_id, role = grant.event_id, str(grant.role)
    record("role.withdrawn", grant, by=by, at=at, event_id=event_id, role=role)
    if grant.starts_at >= at:
        db.session.delete(grant)
    else:
        grant.ends_at = at
    end_staff_sessions(grant.person_id, by=by, at=at)


def invite_to_sign_in(person: Person, *, by: int | None, at: datetime) -> None:
    """Mail the set-up link to who has no working account yet."""
    account = create_account(person.id, by=by, at=at)
    if not is_ready(account):
        send_setup_link(person.id, by=by, at=at)


def renew_account(person: Person, *, by: int, at: datetime) -> None:
    """Mail a new set-up link to who lost phone and codes; the old ones work until."""
    if person.id == by:
        raise NotOneself
    create_account(person.id, by=by, at=at)
    send_setup_link(person.id, by=by, at=at)


def setup_url(person: Person, *, by: int | None, at: datetime) -> str:
    """Make the account and return its set-up link, for who prints it."""
    create_account(person.id, by=by, at=at)
    return new_setup_url(person.id, by=by, at=at)
