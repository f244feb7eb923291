"""What each column of the list and of its exports reads, one expression each.

Every row is one registration: no expression multiplies rows.
"""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    String,
    bindparam,
    case,
    cast,
    func,
    literal,
    select,
    type_coerce,
    union,
)
from sqlalchemy.orm import aliased

from eti_events.checkin.models import Attendance, Scan
from eti_events.checkin.verdicts import Verdict
from eti_events.events.models import HalfDay
from eti_events.people.models import SENDERS, Mission, Organisation, Person
from eti_events.registration.models import (
    Need,
    NeedKind,
    PersonTag,
    Registration,
    Tag,
    registration_half_day,
)
from eti_events.reports.columns import TELLING, Column

MASKED = "*"  # instead of what would tell where a protected person is

_undo = aliased(Scan)


ENTERS: tuple[ColumnElement[bool], ...] = (  # what the door took back does not
    Scan.verdict == Verdict.WELCOME,
    Scan.quarantined.is_(False),
    ~select(_undo.id).where(_undo.undoes == Scan.scan_id).exists(),
)


def came_to(event_id: int) -> Select[int]:
    """Select the persons who were let in at an event, once at least."""
    return select(Registration.person_id).where(Registration.id.in_(let_in(event_id)))


def let_in(event_id: int) -> CompoundSelect[int]:
    """Select the registrations let in at an event, also when its scans are erased."""
    return union(
        select(Scan.registration_id).where(
            Scan.event_id == event_id, Scan.registration_id.is_not(None), *ENTERS
        ),
        select(Attendance.registration_id)
        .join(HalfDay, HalfDay.id == Attendance.half_day_id)
        .where(HalfDay.event_id == event_id),
    )


# Once the scans are erased it is the beginning of the first half-day attended.
ARRIVED_AT = func.coalesce(
    select(func.min(Scan.effective_at))
    .where(Scan.registration_id == Registration.id, *ENTERS)
    .correlate(Registration)
    .scalar_subquery(),
    select(func.min(HalfDay.starts_at))
    .join(Attendance, Attendance.half_day_id == HalfDay.id)
    .where(Attendance.registration_id == Registration.id)
    .correlate(Registration)
    .scalar_subquery(),
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
# The roster makes the host the organisation of its people, so the kind decides.
EMPLOYER = case(
    (Person.protected & Organisation.kind.in_(SENDERS), Organisation.name),
    (Person.protected, ""),
    else_=func.coalesce(Organisation.name, Mission.host_organisation, ""),
)
TAGS = (
    select(func.aggregate_strings(Tag.name, "\n"))
    .join(PersonTag, PersonTag.tag_id == Tag.id)
    .where(PersonTag.person_id == Registration.person_id)
    .where(Tag.event_id == bindparam("event_id"))
    .correlate(Registration)
    .scalar_subquery()
)


def _need(kind: NeedKind) -> Any:
    return (
        select(Need.text)
        .where(Need.registration_id == Registration.id, Need.kind == kind)
        .correlate(Registration)
        .scalar_subquery()
    )


_C = Column
_READ: dict[Column, Any] = {
    _C.FAMILY_NAME: Person.family_name,
    _C.GIVEN_NAME: Person.given_name,
    _C.CIVILITY: Person.civility,
    _C.EMAIL: Person.email,
    _C.PHONE: Person.phone,
    _C.LANGUAGE: Person.language,
    _C.ORGANISATION: EMPLOYER,
    _C.CATEGORY: Registration.category,
    _C.FIRST_DEPARTURE: Registration.first_departure,
    _C.HALF_DAYS: HALF_DAYS,
    _C.STATE: Registration.state,
    _C.CHANGED: Registration.changed_at,
    _C.REASON: Registration.reason,
    _C.SUBMITTED: Registration.submitted_at,
    _C.CONFIRMED: Registration.confirmed_at,
    _C.ARRIVED: ARRIVED_AT,
    _C.TAGS: TAGS,
    _C.BADGE_LINE: Registration.badge_line,
    _C.COMMISSIONER: Mission.commissioner,
    _C.STATUS: Mission.status,
    _C.THEME: Mission.theme,
    _C.REGION: Mission.region,
    _C.COUNTRY: Mission.country,
    _C.CITY: Mission.city,
    _C.HOST: Mission.host_organisation,
    _C.TITLE: Mission.title,
    _C.DESK_OFFICER: Mission.desk_officer_label,
    _C.START: Mission.start_on,
    _C.END: Mission.end_on,
    _C.DIET: _need(NeedKind.DIET),
    _C.ALLERGY: _need(NeedKind.ALLERGY),
    _C.ACCESS: _need(NeedKind.ACCESS),
}


def _masked(value: Any) -> ColumnElement[str]:
    """Keep what would tell where a protected person is in the database."""
    return case((Person.protected, literal(MASKED)), else_=type_coerce(value, String))


CELLS: dict[Column, Any] = {
    column: (_masked(value) if column in TELLING else value).label(f"cell_{column}")
    for column, value in _READ.items()
}
