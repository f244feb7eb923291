"""Which counters of an event a registration counts for."""

from dataclasses import dataclass

from eti_events.events.queries import CAPACITY
from eti_events.people.models import Commissioner
from eti_events.registration.models import Category, Registration

COMMISSIONER, CATEGORY = "commissioner", "category"  # scopes beside the event's own
QUOTAS = (COMMISSIONER, CATEGORY)
SCOPES = (CAPACITY, *QUOTAS)


@dataclass(frozen=True)
class PlaceKey:
    """What decides which quotas a person counts for; no mission, no commissioner."""

    category: Category
    commissioner: Commissioner | None = None

    def counts_for(self, scope: str, key: str) -> bool:
        """Whether a counter of that scope and key is one of this person's."""
        match scope:
            case "commissioner":
                return key == (self.commissioner and self.commissioner.value)
            case "category":
                return key == self.category.value
            case _:
                return scope == CAPACITY and not key


def key_of(registration: Registration) -> PlaceKey:
    """Return the key of a registration that was loaded with its mission."""
    mission = registration.mission
    return PlaceKey(registration.category, mission.commissioner if mission else None)
