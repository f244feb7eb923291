"""Kept views of the list of participants, as a new event takes them over."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from eti_events.database import db
from eti_events.events.carrying.parts import THERE, WRITTEN_HERE, Carry, Item, Part
from eti_events.reports.actions import MOST_VIEWS
from eti_events.reports.filters import Filters
from eti_events.reports.models import SavedView
from eti_events.reports.queries import views
from eti_events.reports.refusals import TooManyViews

ASKS_FOR_OTHERS = _l("it asks for a half-day or a tag that does not come")


def plan_views(carry: Carry) -> Iterator[Item]:
    """Plan one's own views and those that the team shares: they become one's own."""
    here = {
        row.name: row
        for row in views.list_views(carry.target.id, carry.by)
        if row.owner_id == carry.by
    }
    taken = len(here)
    for row in views.list_views(carry.source.id, carry.by):
        left = _why_left(carry, row, here.get(row.name))
        if not left:
            here[row.name] = row
            taken += 1
            left = TooManyViews.message if taken > MOST_VIEWS else ""
        yield Item(
            key=str(row.public_id),
            name=row.name,
            write=partial(_write, carry, row.public_id),
            left=left,
        )


def _why_left(carry: Carry, earlier: Any, here: Any) -> Any:
    filters = _read(earlier.query)
    asked = {str(each) for each in (filters.half_day, filters.tag) if each}
    if here is not None:
        return THERE if here.query == _moved(carry, filters) else WRITTEN_HERE
    return "" if asked <= carry.coming else ASKS_FOR_OTHERS


def _read(query: str) -> Filters:
    return Filters.read(MultiDict(parse_qsl(query)))


def _moved(carry: Carry, filters: Filters) -> str:
    """Return the question as it is asked here."""
    return replace(
        filters,
        half_day=_here(carry, filters.half_day),
        tag=_here(carry, filters.tag),
    ).address()


def _here(carry: Carry, earlier: UUID | None) -> UUID | None:
    new = carry.new.get(str(earlier))
    return UUID(new) if new else None


def _write(carry: Carry, public_id: UUID) -> None:
    earlier = views.get_view(carry.source, carry.by, public_id)
    db.session.add(
        SavedView(
            event_id=carry.target.id,
            owner_id=carry.by,
            name=earlier.name,
            query=_moved(carry, _read(earlier.query)),
            shared=earlier.shared,
            saved_at=carry.at,
        )
    )


VIEWS = Part(
    "views",
    _l("Kept views of the list"),
    _l("Filters, order and columns that you kept, and those that the team shares."),
    "reports.participants",
    plan_views,
)
