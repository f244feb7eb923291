"""Who may read diets, allergies and accessibility needs: nobody by role alone.

An organiser's grant names the kinds in its audience; another organiser of the same
event reads none of them, and not even whether there are any.
"""

from collections.abc import Iterable

from eti_events.accounts.models import Grant, Role
from eti_events.events.models import Event
from eti_events.registration.models import NeedKind

READING = frozenset({Role.ORGANISER, Role.ADMIN})


def readable_needs(grants: Iterable[Grant], event: Event) -> frozenset[NeedKind]:
    """Return the kinds of needs that these grants open for the event."""
    scopes = {None, event.id, event.root_id}
    named = {
        word
        for grant in grants
        if grant.role in READING and grant.event_id in scopes
        for word in grant.audience.split()
    }
    return frozenset(kind for kind in NeedKind if kind in named)
