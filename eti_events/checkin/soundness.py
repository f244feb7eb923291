"""What must hold of the door: its figures are the fold of its scans."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from eti_events.checkin import queries, statements
from eti_events.checkin.batch import fact_of
from eti_events.checkin.desk import day_in_zone
from eti_events.checkin.fold import Opening, ScanKind, fold
from eti_events.database import db
from eti_events.events.models import Event

SHOWN = 20


def faults_of_scans() -> Iterator[str]:
    """Say where times or figures are not what the scans add up to."""
    for event in queries.list_events_with_scans():
        rows = queries.list_facts(event)
        if wrong := _wrong_times(rows):
            yield f"{len(wrong)} scans at another time than sent: {wrong[:SHOWN]}"
        for (zone_id, on), folded in _arrivals(event, rows).items():
            bound = day_in_zone(zone_id, on, event.zone)
            shown = db.session.execute(statements.COUNT_ARRIVED, bound).one().present
            if shown != folded:
                yield (
                    f"zone {zone_id} on {on}: the scans add up to {folded} arrivals,"
                    f" the door shows {shown}"
                )


def _wrong_times(rows: Sequence[Mapping[Any, Any]]) -> list[str]:
    return sorted(
        str(row["scan_id"])
        for row in rows
        if row["device_time"] + timedelta(milliseconds=row["offset_ms"])
        != row["effective_at"]
    )


def _arrivals(
    event: Event, rows: Sequence[Mapping[Any, Any]]
) -> Counter[tuple[int, date]]:
    zone = event.zone
    facts = [fact_of(row, row["effective_at"].astimezone(zone).date()) for row in rows]
    presences = fold(facts, Opening(event.starts_at, event.ends_at))
    # An undo may have been made at another event's door.
    scans = [fact for fact in facts if fact.kind is ScanKind.SCAN]
    found = Counter({(scan.zone, scan.day): 0 for scan in scans})
    for (_registration, zone_id, on), presence in presences.items():
        found[zone_id, on] += presence.arrival is not None
    return found
