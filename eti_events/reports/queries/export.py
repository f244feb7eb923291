"""What an export reads: everybody who answers to the question, in one statement."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, Select, select

from eti_events.database import db
from eti_events.people.models import Person
from eti_events.registration.models import Registration
from eti_events.reports.columns import Column
from eti_events.reports.filters import Filters, Sort
from eti_events.reports.queries.cells import CELLS
from eti_events.reports.queries.participants import (
    STATEMENTS,
    matching,
    order_by,
    with_details,
)


@lru_cache(STATEMENTS)
def _everybody(
    names: frozenset[str],
    sort: Sort,
    columns: tuple[Column, ...],
    *,
    every_state: bool,
    descending: bool,
) -> Select[Any]:
    chosen = matching(names, every_state=every_state, sort=sort).subquery()
    whole = (
        select(*(CELLS[column] for column in columns))
        .join_from(chosen, Registration, Registration.id == chosen.c.id)
        .join(Person, Person.id == Registration.person_id)
    )
    return with_details(whole).order_by(*order_by(sort, descending=descending))


def list_cells(
    event_id: int, filters: Filters, columns: tuple[Column, ...]
) -> Sequence[Row[Any]]:
    """Return one row a participant who answers, with the cells of the columns."""
    asked = filters.parameters()
    statement = _everybody(
        frozenset(asked),
        filters.sort,
        columns,
        every_state=filters.every_state,
        descending=filters.descending,
    )
    values: Mapping[str, Any] = {**asked, "event_id": event_id}
    return db.session.connection().execute(statement, values).all()
