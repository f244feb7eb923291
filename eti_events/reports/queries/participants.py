"""The list of participants: statements built once for each kind of question.

Every one is scoped to its event, reads one row for each person shown, and asks the
same number of questions whether 250 or 5,000 people are registered.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    String,
    bindparam,
    case,
    cast,
    false,
    func,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from eti_events.checkin.models import Scan
from eti_events.checkin.verdicts import Verdict
from eti_events.database import db
from eti_events.events.models import HalfDay
from eti_events.people.models import Mission, Organisation, Person
from eti_events.registration.models import (
    Registration,
    RegistrationState,
    Ticket,
    registration_half_day,
)
from eti_events.reports.filters import Filters, Sort

PER_PAGE = 50
MANY = 1_000
WALKABLE = frozenset({"state"})  # what else is asked rarely leaves that many
STANDING = (
    RegistrationState.PENDING,
    RegistrationState.WAITING,
    RegistrationState.CONFIRMED,
)

_undo = aliased(Scan)


def not_undone() -> ColumnElement[bool]:
    """Leave out scans that the door took back."""
    return ~select(_undo.id).where(_undo.undoes == Scan.scan_id).exists()


ARRIVED_AT = (
    select(func.min(Scan.effective_at))
    .where(
        Scan.registration_id == Registration.id,
        Scan.verdict == Verdict.WELCOME,
        Scan.quarantined.is_(False),
        not_undone(),
    )
    .correlate(Registration)
    .scalar_subquery()
)


def came_to(event_id: int) -> Select[int]:
    """Select the persons who were let in at an event, once at least."""
    return (
        select(Registration.person_id)
        .join(Scan, Scan.registration_id == Registration.id)
        .where(
            Scan.event_id == event_id,
            Scan.verdict == Verdict.WELCOME,
            Scan.quarantined.is_(False),
            not_undone(),
        )
    )


HALF_DAYS = (
    select(
        func.aggregate_strings(cast(registration_half_day.c.half_day_id, String), " ")
    )
    .where(registration_half_day.c.registration_id == Registration.id)
    .correlate(Registration)
    .scalar_subquery()
)
# Who hosts a protected person would say where they are: neither shown nor sorted by.
EMPLOYER = case(
    (Person.protected, func.coalesce(Organisation.name, "")),
    else_=func.coalesce(Organisation.name, Mission.host_organisation, ""),
)
# The page unpacks its rows in this order.
COLUMNS = (
    Person.public_id,
    Person.given_name,
    Person.family_name,
    Person.protected,
    Registration.state,
    Registration.category,
    Registration.first_departure,
    Registration.badge_line,
    EMPLOYER.label("employer"),
    Mission.title,
    Mission.city,
    Mission.country,
    HALF_DAYS.label("half_days"),
    ARRIVED_AT.label("arrived_at"),
    Registration.changed_at,
)
ORDER: dict[Sort, tuple[Any, ...]] = {
    Sort.NAME: (Person.search_key, Person.id),
    Sort.ORGANISATION: (
        EMPLOYER,
        Person.search_key,
    ),
    Sort.CATEGORY: (Registration.category, Person.search_key),
    Sort.STATE: (Registration.state, Person.search_key),
    Sort.CHANGED: (Registration.changed_at, Registration.id),
}


def _word(name: str) -> ColumnElement[bool]:
    column = Person.email_key if name.startswith("mail") else Person.search_key
    return column.contains(bindparam(name, type_=String))


CONDITIONS: dict[str, ColumnElement[bool]] = {
    "state": Registration.state == bindparam("state"),
    "category": Registration.category == bindparam("category"),
    "commissioner": Mission.commissioner == bindparam("commissioner"),
    # where a protected person is posted is told nowhere, by no filter either
    "region": (Mission.region == bindparam("region")) & Person.protected.is_(False),
    "country": (Mission.country == bindparam("country")) & Person.protected.is_(False),
    "half_day": Registration.id.in_(
        select(registration_half_day.c.registration_id)
        .join(HalfDay, HalfDay.id == registration_half_day.c.half_day_id)
        .where(HalfDay.public_id == bindparam("half_day"))
    ),
    "first_departure": Registration.first_departure.is_(True),
    "arrived": ARRIVED_AT.is_not(None),
    "not_arrived": ARRIVED_AT.is_(None),
}

OF_MISSION = frozenset({"commissioner", "region", "country"})
OF_PERSON = frozenset({"region", "country"})


@cache
def _matching(names: frozenset[str], *, every_state: bool, sort: Sort) -> Select[Any]:
    """Build what all pages of one kind of question have in common.

    Only the tables that the question is about are read.
    """
    query = select(Registration.id)
    if sort is not Sort.CHANGED or _words(names) or names & OF_PERSON:
        query = query.join(Person, Person.id == Registration.person_id)
    if sort is Sort.ORGANISATION or names & OF_MISSION:
        query = query.outerjoin(Mission, Mission.id == Registration.mission_id)
    if sort is Sort.ORGANISATION:
        employer = Organisation.id == Registration.organisation_id
        query = query.outerjoin(Organisation, employer)
    query = query.where(*_conditions(names, every_state=every_state))
    return query.where(_found(names)) if _words(names) else query


def _conditions(
    names: frozenset[str], *, every_state: bool
) -> list[ColumnElement[bool]]:
    """Return what the registration itself must be."""
    rules = [Registration.event_id == bindparam("event_id")]
    if not every_state and "state" not in names:
        rules.append(Registration.state.in_(STANDING))
    return rules + [CONDITIONS[name] for name in sorted(names & CONDITIONS.keys())]


def _words(names: frozenset[str]) -> list[str]:
    return sorted(name for name in names if name.startswith(("word", "mail")))


def _found(names: frozenset[str]) -> ColumnElement[bool]:
    """Every word stands in the name or the address; or the code is the person's."""
    everywhere = select(Person.id)
    for name in _words(names):
        everywhere = everywhere.where(_word(name))
    by_code: ColumnElement[bool] = false()
    if "code" in names:
        typed = bindparam("code", type_=String)
        holders = select(Ticket.person_id).where(
            or_(Ticket.code_hash == typed, Ticket.short_hash == typed)
        )
        by_code = Person.id.in_(holders)
    return or_(Person.id.in_(everywhere), by_code)


@cache
def _page(
    names: frozenset[str], sort: Sort, *, every_state: bool, descending: bool
) -> Select[Any]:
    """Choose one page by the narrowest rows, then read what is shown of it."""
    order = [term.desc() if descending else term for term in ORDER[sort]]
    chosen = (
        _matching(names, every_state=every_state, sort=sort)
        .order_by(*order)
        .limit(bindparam("limit"))
        .offset(bindparam("offset"))
        .subquery()
    )
    whole = select(*COLUMNS).join_from(
        chosen, Registration, Registration.id == chosen.c.id
    )
    return _with_details(
        whole.join(Person, Person.id == Registration.person_id)
    ).order_by(*order)


@cache
def _walk(names: frozenset[str], *, every_state: bool, descending: bool) -> Select[Any]:
    """Choose one page by following the index of names until it is full.

    In a large event that costs less than sorting everybody.
    """
    order = [term.desc() if descending else term for term in ORDER[Sort.NAME]]
    registered = select(Registration.id).where(
        Registration.person_id == Person.id,
        *_conditions(names, every_state=every_state),
    )
    chosen = (
        select(Person.id)
        .where(registered.correlate(Person).exists())
        .order_by(*order)
        .limit(bindparam("limit"))
        .offset(bindparam("offset"))
        .subquery()
    )
    whole = select(*COLUMNS).join_from(chosen, Person, Person.id == chosen.c.id)
    return _with_details(
        whole.join(
            Registration,
            (Registration.person_id == Person.id)
            & (Registration.event_id == bindparam("event_id")),
        )
    ).order_by(*order)


def _with_details(query: Select[Any]) -> Select[Any]:
    return query.outerjoin(Mission, Mission.id == Registration.mission_id).outerjoin(
        Organisation, Organisation.id == Registration.organisation_id
    )


@cache
def _count(names: frozenset[str], *, every_state: bool) -> Select[Any]:
    matching = _matching(names, every_state=every_state, sort=Sort.CHANGED)
    return matching.with_only_columns(func.count(), maintain_column_froms=True)


STATES = (
    select(Registration.state, func.count())
    .where(Registration.event_id == bindparam("event_id"))
    .group_by(Registration.state)
)
COUNTRIES = select(Mission.country).distinct()


def count_states(event_id: int) -> dict[RegistrationState, int]:
    """Count an event's registrations by where they stand."""
    rows = db.session.connection().execute(STATES, {"event_id": event_id})
    return dict(rows.all())


def count_participants(event_id: int, filters: Filters) -> int:
    """Count the people who answer to the question."""
    asked = filters.parameters()
    statement = _count(frozenset(asked), every_state=filters.every_state)
    values: Mapping[str, Any] = {**asked, "event_id": event_id}
    return int(db.session.connection().scalar(statement, values) or 0)


def list_participants(
    event_id: int, filters: Filters, *, total: int
) -> Sequence[Row[Any]]:
    """Return one page of the ``total`` people who answer, one row each."""
    asked = filters.parameters()
    names, every, down = frozenset(asked), filters.every_state, filters.descending
    if filters.sort is Sort.NAME and names <= WALKABLE and total >= MANY:
        statement = _walk(names, every_state=every, descending=down)
    else:
        statement = _page(names, filters.sort, every_state=every, descending=down)
    window = {"limit": PER_PAGE, "offset": (filters.page - 1) * PER_PAGE}
    values: Mapping[str, Any] = {**asked, **window, "event_id": event_id}
    return db.session.connection().execute(statement, values).all()


def list_countries() -> Sequence[str]:
    """List the codes of the countries in which the network has missions."""
    return db.session.connection().scalars(COUNTRIES).all()
