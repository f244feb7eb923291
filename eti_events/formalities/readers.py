"""Who may open visa, hotel and travel data: nobody by role alone."""

from collections.abc import Iterable

from eti_events.accounts.models import Grant, Role
from eti_events.events.models import Event
from eti_events.formalities.models import Block

READING = frozenset({Role.ORGANISER, Role.ADMIN, Role.SECURITY_OFFICER})


def readable_blocks(grants: Iterable[Grant], event: Event) -> list[Block]:
    """Return the blocks that the audiences of these grants name for the event."""
    scopes = {None, event.id, event.root_id}
    named = {
        word
        for grant in grants
        if grant.role in READING and grant.event_id in scopes
        for word in grant.audience.split()
    }
    return [block for block in Block if block in named]
