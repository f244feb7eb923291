"""What the steps of the building hand on to each other."""

from dataclasses import dataclass
from datetime import datetime

from eti_events.demo.dates import Dates, When
from eti_events.events.models import Event


@dataclass(frozen=True, kw_only=True)
class Stage:
    """What the following steps of the building need of the earlier ones."""

    when: When
    dates: Dates
    now: datetime
    staff: dict[str, int]
    edition: Event
    course: Event
    seminar: Event

    @property
    def organiser(self) -> int:
        """Who does what organisers do."""
        return self.staff["organiser"]
