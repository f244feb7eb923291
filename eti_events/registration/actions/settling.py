"""Repairing what a fault may have left half done; changes nothing that is right."""

from datetime import datetime

from eti_events.audit.actions import record
from eti_events.registration import queries
from eti_events.registration.actions.tickets import issue_ticket
from eti_events.registration.places.queries import count_taken, list_counters


def settle(event_id: int, at: datetime) -> None:
    """Give every confirmed person a ticket, and count the places that are taken."""
    event = queries.find_event_by_id(event_id)
    if event is None:
        return
    for person_id in queries.list_without_ticket(event):
        queries.lock_person(person_id)
        issue_ticket(person_id, event.root_id, at=at)
    for counter in list_counters(event_id, for_update=True):
        held = count_taken(counter)
        room = counter.limit is None or held <= counter.limit
        if counter.taken != held and room:
            record(
                "counter.repaired",
                counter,
                by=None,
                at=at,
                event_id=event_id,
                was=counter.taken,
                is_now=held,
            )
            counter.taken = held
