"""Which assignment says who follows a person, and the experts of a desk officer."""

from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased

from eti_events.people.models import Mission
from eti_events.registration.models import Registration


def mission_followed(person_id: Any) -> ColumnElement[int]:
    """Return the mission that counts: the registration's, else the person's latest."""
    latest = aliased(Mission)
    last_id = (
        select(latest.id)
        .where(latest.person_id == person_id)
        .order_by(latest.end_on.desc(), latest.id.desc())
        .limit(1)
        .correlate_except(latest)
        .scalar_subquery()
    )
    return func.coalesce(Registration.mission_id, last_id)
