"""Reading what is masked: a deliberate act that leaves a trace."""

from collections.abc import Collection, Sequence
from datetime import datetime

from eti_events.audit.actions import record
from eti_events.registration.models import Need, NeedKind, Registration
from eti_events.reports.queries.people import list_needs


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
