"""Which counters of an event a registration counts for."""

from dataclasses import dataclass

from eti_events.events.queries import CAPACITY
from eti_events.people.models import Commissioner
from eti_events.registration.models import Category, Registration

COMMISSIONER, CATEGORY = "commissioner", "category"  # scopes beside the event's own
QUOTAS = (COMMISSIONER, CATEGORY)
OPTION = "option"  # of a question; its key names the question and the option
OPEN = "open"  # who came by open registration
SCOPES = (CAPACITY, *QUOTAS, OPTION, OPEN)


@dataclass(frozen=True)
class PlaceKey:
    """What decides which quotas a person counts for; no mission, no commissioner.

    ``options`` are the keys of the counters of what the person chose; ``by_open_door``
    as the registration says it.
    """

    category: Category
    commissioner: Commissioner | None = None
    options: frozenset[str] = frozenset()
    by_open_door: bool = False

    def counts_for(self, scope: str, key: str) -> bool:
        """Whether a counter of that scope and key is one of this person's."""
        match scope:
            case "commissioner":
                return key == (self.commissioner and self.commissioner.value)
            case "category":
                return key == self.category.value
            case "open":
                return self.by_open_door
            case "option":
                return key in self.options
            case _:
                return scope == CAPACITY and not key


def key_of(
    registration: Registration, options: frozenset[str] = frozenset()
) -> PlaceKey:
    """Return the key of a registration that was loaded with its mission."""
    mission = registration.mission
    commissioner = mission.commissioner if mission else None
    return PlaceKey(
        registration.category, commissioner, options, registration.by_open_door
    )


def option_key(question_id: int, option: str) -> str:
    """Return the key of the counter of one option."""
    return f"{question_id}:{option}"
