"""The people chosen in the list: one by one, or all who answer to its question."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, bindparam, func, select

from eti_events.database import db
from eti_events.people.models import Person
from eti_events.registration.models import Registration
from eti_events.reports.filters import Filters, Sort
from eti_events.reports.queries.participants import matching

# Whoever came first is served first.
IN_TURN = (
    Registration.waiting_rank.desc(),
    func.coalesce(
        Registration.waiting_since, Registration.submitted_at, Registration.created_at
    ),
    Registration.id,
)
CHOSEN = (
    Registration.id,
    Registration.state,
    Person.public_id.label("person"),
    Person.given_name,
    Person.family_name,
)


def list_chosen(event_id: int, public_ids: Collection[UUID]) -> Sequence[Row[Any]]:
    """List those registrations of the event; what is none of them is left out."""
    query = _with_names(select(*CHOSEN)).where(
        Registration.event_id == bindparam("event_id"),
        Registration.public_id.in_(public_ids),
    )
    return _rows(query, {"event_id": event_id})


def list_everybody(event_id: int, filters: Filters) -> Sequence[Row[Any]]:
    """List the registrations of all who answer to the question."""
    asked = filters.parameters()
    found = matching(
        frozenset(asked), every_state=filters.every_state, sort=Sort.CHANGED
    ).subquery()
    query = _with_names(
        select(*CHOSEN).join_from(found, Registration, Registration.id == found.c.id)
    )
    return _rows(query, {**asked, "event_id": event_id})


def list_rows(event_id: int, ids: Collection[int]) -> Sequence[Registration]:
    """Return those registrations of the event in turn, with nothing beside them."""
    query = select(Registration).where(
        Registration.event_id == event_id, Registration.id.in_(ids)
    )
    return db.session.scalars(query.order_by(*IN_TURN)).all()


def _with_names(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return query.join(Person, Person.id == Registration.person_id)


def _rows(
    query: Select[*tuple[Any, ...]], values: Mapping[str, Any]
) -> Sequence[Row[Any]]:
    return db.session.connection().execute(query.order_by(*IN_TURN), values).all()
