"""What leaves a trace: reading what is masked, taking a file away, keeping a view."""

from collections.abc import Collection, Sequence
from datetime import datetime

from eti_events.audit.actions import record
from eti_events.database import db
from eti_events.events.models import Event
from eti_events.registration.models import Need, NeedKind, Registration
from eti_events.reports.columns import NEEDS, SENSITIVE, Column
from eti_events.reports.filters import Filters
from eti_events.reports.models import SavedView
from eti_events.reports.queries import views
from eti_events.reports.queries.people import list_needs
from eti_events.reports.refusals import NotTheOwner, TooManyViews

MOST_VIEWS = 20


def read_needs(
    registration: Registration,
    kinds: Collection[NeedKind],
    *,
    by: int,
    at: datetime,
) -> Sequence[Need]:
    """Open the needs of these kinds for one of their readers, and note who read."""
    record(
        "needs.read",
        registration,
        by=by,
        at=at,
        event_id=registration.event_id,
        kinds=" ".join(sorted(kinds)),
    )
    return list_needs(registration.id, kinds)


def note_export(
    event: Event,
    columns: Collection[Column],
    *,
    kind: str,
    count: int,
    by: int,
    at: datetime,
) -> None:
    """Note who takes away a file of how many people, and what it tells of them."""
    needs = " ".join(column for column in NEEDS if column in columns)
    if needs:
        record(
            "needs.read",
            event,
            by=by,
            at=at,
            event_id=event.id,
            kinds=needs,
            count=count,
        )
    record(
        "participants.exported",
        event,
        by=by,
        at=at,
        event_id=event.id,
        count=count,
        kind=kind,
        columns=len(columns),
        sensitive=" ".join(column for column in SENSITIVE if column in columns) or None,
    )


def save_view(
    event: Event,
    name: str,
    filters: Filters,
    *,
    shared: bool,
    by: int,
    at: datetime,
) -> SavedView:
    """Keep a question to the list; one of the same name is replaced."""
    own = views.lock_own(event.id, by)
    view = next((row for row in own if row.name == name), None)
    if view is None:
        if len(own) >= MOST_VIEWS:
            raise TooManyViews
        view = SavedView(event_id=event.id, owner_id=by, name=name)
        db.session.add(view)
    view.query, view.shared, view.saved_at = filters.address(), shared, at
    record("participants.view_saved", view, by=by, at=at, event_id=event.id)
    return view


def remove_view(view: SavedView, *, by: int, at: datetime) -> None:
    """Forget one's own view."""
    if view.owner_id != by:
        raise NotTheOwner
    record("participants.view_removed", view, by=by, at=at, event_id=view.event_id)
    db.session.delete(view)
