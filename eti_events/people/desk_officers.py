"""Who stands behind a desk officer's label (référent·e), and who stands in for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from flask_babel import lazy_gettext as _l

from eti_events.audit.actions import record
from eti_events.errors import Refusal
from eti_events.people import queries
from eti_events.people.emails import email_key
from eti_events.people.models import DeskOfficer, Person


class UnknownAddress(Refusal):
    """A desk officer is somebody we know."""

    message: ClassVar[str] = _l("Nobody is known by the address %(address)s.")

    def __init__(self, address: str) -> None:
        self.address = address

    def __str__(self) -> str:
        return str(self.message) % {"address": self.address}


class DeputyEndsBeforeBeginning(Refusal):
    """A period has its end after its beginning."""

    message = _l("The deputy’s last day comes before the first one.")


@dataclass(frozen=True, kw_only=True)
class Deputy:
    """Who stands in, by their address, and on which days; an open end means always."""

    address: str = ""
    since: date | None = None
    until: date | None = None


def assign_desk_officer(
    officer: DeskOfficer,
    person: str,
    deputy: Deputy,
    *,
    by: int | None,
    at: datetime,
) -> None:
    """Say who stands behind a label, by their addresses; empty for nobody."""
    officer.person_id = _id_of(person)
    _write(officer, deputy)
    record(
        "roster.desk_officer_assigned",
        officer,
        by=by,
        at=at,
        person=officer.person_id,
        deputy=officer.deputy_id,
    )


def name_deputy(
    officers: Sequence[DeskOfficer], deputy: Deputy, *, by: int, at: datetime
) -> None:
    """Say who stands in for a desk officer, under each of their labels."""
    for officer in officers:
        _write(officer, deputy)
        record("roster.deputy_named", officer, by=by, at=at, deputy=officer.deputy_id)


def _write(officer: DeskOfficer, deputy: Deputy) -> None:
    if deputy.since and deputy.until and deputy.until < deputy.since:
        raise DeputyEndsBeforeBeginning
    officer.deputy_id = _id_of(deputy.address)
    officer.deputy_from = deputy.since if officer.deputy_id else None
    officer.deputy_until = deputy.until if officer.deputy_id else None


def _id_of(address: str) -> int | None:
    return _person_at(address).id if address.strip() else None


def _person_at(address: str) -> Person:
    try:
        found = queries.find_person_by_address(email_key(address.strip()))
    except ValueError:
        found = None
    if found is None:
        raise UnknownAddress(address.strip())
    return found
