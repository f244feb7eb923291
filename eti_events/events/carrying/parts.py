"""What a package says of what it carries over, and the little that it is given."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from flask_babel import lazy_gettext as _l

from eti_events.events.hours import at_local, wall_of
from eti_events.events.models import Event

THERE = _l("here already")
WRITTEN_HERE = _l("something else was written here already")


@dataclass(frozen=True, kw_only=True)
class Carry:
    """From which event to which, and by how many days everything moves.

    ``coming`` are the public ids of what comes or is here already, as the earlier
    event has them; ``new`` says what each is called here, once it is written.
    """

    source: Event
    target: Event
    days: int
    by: int
    at: datetime
    coming: set[str] = field(default_factory=set)
    new: dict[str, str] = field(default_factory=dict)

    def moved(self, moment: datetime) -> datetime:
        """Return the moment, days later, at which the wall here shows the same hour.

        Raises NoSuchHour or HourTwice in the nights in which clocks change.
        """
        wall = wall_of(moment, self.source.zone) + timedelta(days=self.days)
        return at_local(wall, self.target.zone)


@dataclass(frozen=True, kw_only=True)
class Item:
    """One thing of the earlier event: ``write`` makes it here, unless it is ``left``.

    ``key`` tells it from others of its part; ``name``: Multilingual, or words.
    ``look``: what to see to afterwards. ``texts``: where dates may be written out.
    """

    key: str
    name: Any
    write: Callable[[], object]
    left: Any = ""
    look: Any = ""
    texts: Sequence[str] = ()

    @property
    def comes(self) -> bool:
        """Whether it is written here."""
        return not self.left

    @property
    def is_here(self) -> bool:
        """Whether it stands here, now or after it was written."""
        return self.comes or self.left is THERE


@dataclass(frozen=True)
class Part:
    """What organisers tick as one: its words, the page on which it is seen to."""

    key: str
    label: Any
    note: Any
    page: str
    plan: Callable[[Carry], Iterable[Item]]


class Register(NamedTuple):
    """What each package brings: its parts in order, and whether people have begun."""

    parts: Sequence[Part]
    begun: Sequence[Callable[[int], bool]]


def why_left(here: object, fresh: object, wanted: object) -> Any:
    """Return why a value stays: it is the same, or not what a new event has."""
    if here == wanted:
        return THERE
    return "" if here == fresh else WRITTEN_HERE
