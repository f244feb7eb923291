"""The first members of staff, from the command line."""

from flask_babel import lazy_gettext as _l

from eti_events.accounts import grants
from eti_events.accounts.models import Role
from eti_events.accounts.queries import find_same_grant
from eti_events.clock import utcnow
from eti_events.database import transaction
from eti_events.errors import Refusal
from eti_events.events.queries import find_event
from eti_events.messages.cleaning import one_line
from eti_events.people.emails import email_key


class NotAnAddress(Refusal):
    """People are known by their address."""

    message = _l("This is not an e-mail address: name@organisation.org")


class NoSuchEvent(Refusal):
    """A role needs an event that exists."""

    message = _l("There is no event of this slug.")


def add_user(email: str, role: Role, slug: str | None, name: str) -> str:
    """Give the role, unless the person has it, and return a set-up link."""
    try:
        key = email_key(email)
    except ValueError:
        raise NotAnAddress from None
    given, family = _names(name, key)
    who = grants.NewPerson(
        email=email, email_key=key, given_name=given, family_name=family
    )
    now = utcnow()
    with transaction():
        event = find_event(slug) if slug else None
        if slug and event is None:
            raise NoSuchEvent
        person = grants.find_or_add_person(who, by=None, at=now)
        if not find_same_grant(person.id, role, event.id if event else None, at=now):
            grants.give_role(
                person, role, event, starts_at=now, ends_at=None, by=None, at=now
            )
        return grants.setup_url(person, by=None, at=now)


def _names(name: str, key: str) -> tuple[str, str]:
    """Return given and family name, read from the address when none is said."""
    text = one_line(name) or key.partition("@")[0].replace(".", " ").title()
    given, _, family = text.rpartition(" ")
    return given, family
