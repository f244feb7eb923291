"""What would come over from an earlier event and its courses, before anything is."""

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l

from eti_events.database import db
from eti_events.errors import Refusal
from eti_events.events import queries
from eti_events.events.carrying.parts import Carry, Item, Part, Register
from eti_events.events.carrying.queries import find_events, list_takeovers
from eti_events.events.days import append_day, span
from eti_events.events.hours import wall_of
from eti_events.events.models import (
    AgendaVisibility,
    Counter,
    Event,
    EventKind,
    EventState,
)
from eti_events.events.places import add_entrance
from eti_events.multilingual import Multilingual

COURSES = "courses"  # ticked beside the parts
COURSE_BEGUN = _l("Its course has opened here, or people were invited to it.")
LONGEST_SLUG = 64
MOMENTS = ("registration_opens_at", "registration_closes_at", "starts_at", "ends_at")


@dataclass(frozen=True)
class Section:
    """What comes, and what does not, of one part."""

    part: Part
    items: Sequence[Item]


@dataclass(frozen=True)
class Plan:
    """Everything that would come from one event to another, courses included.

    ``makes`` says that the event itself is yet to be made: a course. ``left``: why
    nothing comes to it at all.
    """

    carry: Carry
    sections: Sequence[Section]
    courses: "Sequence[Plan]" = field(default_factory=tuple)
    makes: bool = False
    left: Any = ""

    @property
    def count(self) -> int:
        """How many things would be written."""
        own = sum(item.comes for section in self.sections for item in section.items)
        return self.makes + own + sum(course.count for course in self.courses)

    @property
    def seal(self) -> str:
        """What tells this plan from another."""
        return hashlib.sha256("\n".join(self._lines()).encode()).hexdigest()[:16]

    def _lines(self) -> Iterator[str]:
        yield f"{self.carry.source.public_id} {self.carry.days} {self.makes}"
        for section in self.sections:
            for item in section.items:
                told = item.name if isinstance(item.name, Multilingual) else ""
                yield f"{section.part.key} {item.key} {item.comes} {told} {item.texts}"
        for course in self.courses:
            yield from course._lines()


def plan_takeover(
    register: Register,
    source: Event,
    target: Event,
    parts: Collection[str],
    *,
    by: int,
    at: datetime,
) -> Plan:
    """Compare the two events; nothing is written."""
    chosen = [part for part in register.parts if part.key in parts]
    first, earlier = (
        wall_of(event.starts_at, event.zone).date() for event in (target, source)
    )
    days = (first - earlier).days
    carry = Carry(source=source, target=target, days=days, by=by, at=at)
    sections = _sections(chosen, carry)
    if COURSES not in parts or target.kind is EventKind.PRE_DEPARTURE:
        return Plan(carry, sections)
    return Plan(carry, sections, tuple(_courses(register, carry, chosen)))


def _sections(parts: Sequence[Part], carry: Carry) -> list[Section]:
    return [Section(part, list(part.plan(carry))) for part in parts]


def _courses(register: Register, carry: Carry, parts: Sequence[Part]) -> Iterator[Plan]:
    made = {
        int(earlier): here
        for takeover in reversed(list_takeovers(carry.target.id))
        for earlier, here in takeover.courses.items()
    }
    known = find_events(made.values())
    slugs: set[str] = set()
    for course in queries.list_children(carry.source.id):
        here = known.get(made.get(course.id, 0))
        target = here or _new_course(carry, course, _free_slug(carry, course, slugs))
        slugs.add(target.slug)
        own = replace(carry, source=course, target=target, coming=set(), new={})
        if here and not may_take_over(register, here):
            yield Plan(own, (), left=COURSE_BEGUN)
        else:
            yield Plan(own, _sections(parts, own), makes=here is None)


def may_take_over(register: Register, event: Event) -> bool:
    """Whether nothing has happened at the event: it is a draft without people."""
    if event.state is not EventState.DRAFT:
        return False
    return not any(begun(event.id) for begun in register.begun)


def _new_course(carry: Carry, course: Event, slug: str) -> Event:
    """Return the course as it would be made: as a draft, moved by as many days."""
    event = Event(
        id=0,  # of no event: it has nothing yet
        kind=course.kind,
        slug=slug,
        name=Multilingual(course.name),
        summary=Multilingual(),
        venue=Multilingual(),
        address="",
        contact_email="",
        languages=["fr", "en"],
        agenda_visibility=AgendaVisibility.CONFIRMED,
        first_departures_only=True,
        state=EventState.DRAFT,
        country=course.country,
        time_zone=course.time_zone,
        language=course.language,
        created_at=carry.at,
    )
    own = replace(carry, source=course, target=event)
    for name in MOMENTS:
        setattr(event, name, _moved(own, getattr(course, name)))
    return event


def _moved(carry: Carry, moment: datetime) -> datetime:
    """Move a moment; where clocks change, to the hour after."""
    try:
        return carry.moved(moment)
    except Refusal:
        return carry.moved(moment + timedelta(hours=1))


def _free_slug(carry: Carry, course: Event, besides: Collection[str]) -> str:
    """Return the course's own address with this year, or one after the edition's."""

    def is_taken(slug: str) -> bool:
        return slug in besides or queries.is_slug_taken(slug)

    then, now = (
        str(wall_of(event.starts_at, event.zone).year)
        for event in (carry.source, carry.target)
    )
    wanted = course.slug.replace(then, now)
    if is_taken(wanted):
        wanted = f"{carry.target.slug[: LONGEST_SLUG - 12]}-course"
    number, slug = 1, wanted
    while is_taken(slug):
        number += 1
        slug = f"{wanted}-{number}"
    return slug


def make_course(plan: Plan, edition: Event) -> Event:
    """Write the course of the plan with what every event has."""
    event = plan.carry.target
    del event.id  # the database gives it one
    event.parent_id = edition.id
    db.session.add(event)
    db.session.flush()
    shift = timedelta(days=plan.carry.days)
    for day in queries.list_days(plan.carry.source.id):
        append_day(event, day.on + shift)
    span(event)
    add_entrance(event)
    db.session.add(Counter(event_id=event.id, scope=queries.CAPACITY))
    db.session.flush()
    return event
