"""An event's figures: how far people are on the way from invitation to arrival."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from eti_events.registration.models import RegistrationState

State = RegistrationState
COMING = frozenset({State.PENDING, State.WAITING, State.CONFIRMED})
ANSWERED = frozenset(State) - {State.DRAFT}
MASKED = "masked"  # the group of those whose posting is told nowhere
STEP = timedelta(minutes=30)


@dataclass
class Tally:
    """The people of one group: each figure counts a part of them."""

    invited: int = 0
    answered: int = 0
    registered: int = 0
    confirmed: int = 0
    arrived: int = 0
    first_departures: int = 0
    first_departures_arrived: int = 0
    states: Counter[State] = field(default_factory=Counter)

    def add(self, row: Any) -> None:
        """Count a group of registrations of one kind."""
        confirmed = row.state is State.CONFIRMED
        self.states[row.state] += row.number
        self.answered += row.number * (row.state in ANSWERED)
        self.registered += row.number * (row.state in COMING)
        self.confirmed += row.number * confirmed
        self.arrived += row.number * row.arrived
        self.first_departures += row.number * (confirmed and row.first_departure)
        self.first_departures_arrived += row.number * (
            row.arrived and row.first_departure
        )

    @property
    def in_progress(self) -> int:
        """How many wait for a place or for an organiser's word."""
        return self.states[State.PENDING] + self.states[State.WAITING]

    @property
    def absent(self) -> int:
        """How many declined, cancelled or were refused."""
        return self.answered - self.confirmed - self.in_progress

    @property
    def silent(self) -> int:
        """How many have not answered, where only those invited are counted."""
        return self.invited - self.answered


@dataclass
class Figures:
    """An event in figures: all together, by commissioning body, region, desk officer.

    People without a mission (speakers, partners) stand under None. Regions and desk
    officers' labels would say where a protected person is: they stand under MASKED.
    """

    all: Tally = field(default_factory=Tally)
    commissioners: dict[Any, Tally] = field(default_factory=dict)
    regions: dict[Any, Tally] = field(default_factory=dict)
    desks: dict[Any, Tally] = field(default_factory=dict)


def figures_of(invited: Iterable[Any], registered: Iterable[Any]) -> Figures:
    """Add up the groups that the database counted."""
    made = Figures()
    for row in invited:
        for tally in _tallies(made, row):
            tally.invited += row.number
    for row in registered:
        for tally in _tallies(made, row):
            tally.add(row)
    return made


def _tallies(made: Figures, row: Any) -> tuple[Tally, ...]:
    masked = row.protected and row.region is not None
    return (
        made.all,
        made.commissioners.setdefault(row.commissioner, Tally()),
        made.regions.setdefault(MASKED if masked else row.region, Tally()),
        made.desks.setdefault(MASKED if masked else row.desk_officer_label, Tally()),
    )


@dataclass(frozen=True)
class Stretch:
    """Half an hour at the door: its beginning, how many came, how many so far."""

    begins_at: datetime
    came: int
    so_far: int


def stretches(arrivals: Sequence[datetime]) -> list[Stretch]:
    """Cut the arrivals of a day into half-hours, from the first to the last."""
    if not arrivals:
        return []
    begins = _half_hour(arrivals[0])
    counts = Counter((at - begins) // STEP for at in arrivals)
    made, so_far = [], 0
    for n in range(max(counts) + 1):
        so_far += counts[n]
        made.append(Stretch(begins + n * STEP, counts[n], so_far))
    return made


def _half_hour(at: datetime) -> datetime:
    return at.replace(minute=at.minute // 30 * 30, second=0, microsecond=0)
