"""What the organiser chooses between two records, value by value."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from eti_events.people.models import Person
from eti_events.people.values import OF_PERSON
from eti_events.registration.models import Registration

FIELDS = (
    *("civility", "given_name", "family_name", "badge_name", "latin_name"),
    *("email", "phone", "language", "organisation_id"),
)
OF_ROSTER = frozenset(OF_PERSON) - {"email"}


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What comes from the record that goes; the rest is that of the one that stays.

    ``registrations``: for each event of both, whether the other's registration stays.
    ``seen`` is the mark of what the organiser looked at.
    """

    fields: frozenset[str] = frozenset()
    registrations: Mapping[UUID, bool] = field(default_factory=dict)
    seen: str | None = None


def mark_of(kept: Person, other: Person, registrations: Iterable[Registration]) -> str:
    """Return what changes whenever one of the two, or a registration of both, does."""
    rows: list[Person | Registration] = [kept, other, *registrations]
    return ".".join(str(row.version) for row in rows)


def differing(kept: Person, other: Person) -> list[str]:
    """List the fields in which both records have a value, and not the same."""
    return [name for name in FIELDS if _differ(_of(kept, name), _of(other, name))]


def lacking(kept: Person, other: Person) -> list[str]:
    """List the fields that only the record that goes has."""
    return [name for name in FIELDS if _of(other, name) and not _of(kept, name)]


def _of(person: Person, name: str) -> Any:
    return person.email_key if name == "email" else getattr(person, name)


def _differ(one: Any, other: Any) -> bool:
    return bool(one) and bool(other) and one != other


def values_from(other: Person, names: Iterable[str]) -> dict[str, Any]:
    """Return the columns that these fields stand for, with the other's values."""
    columns = {name: getattr(other, name) for name in names}
    if "email" in columns:
        columns["email_key"] = other.email_key
        columns["mail_bounced_at"] = other.mail_bounced_at
    return columns
