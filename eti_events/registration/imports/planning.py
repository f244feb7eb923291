"""A list compared with the event as it is: who is new, known, there, refused."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass, field

from eti_events.events.models import Counter, Event
from eti_events.people.checking import name_words
from eti_events.people.faults import Fault, Problem
from eti_events.people.models import Mission, Person
from eti_events.registration.imports.checking import CheckedList
from eti_events.registration.imports.fields import ListedPerson
from eti_events.registration.imports.queries import Standing
from eti_events.registration.models import ImportHow, Registration
from eti_events.registration.places.keys import OPTION, PlaceKey
from eti_events.registration.states import ANSWERED, ENDED


class Kind(enum.StrEnum):
    """What a row is to the event."""

    NEW = "new"  # nobody knows them yet
    KNOWN = "known"
    THERE = "there"  # registered, or invited, already


@dataclass(frozen=True)
class Step:
    """One row and whom it is about; ``person`` is None for somebody new."""

    row: ListedPerson
    kind: Kind
    person: Person | None = None


@dataclass
class Plan:
    """What an import would do, and what stands against it."""

    steps: list[Step] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)

    def of(self, kind: Kind) -> list[Step]:
        """Return the rows of one kind."""
        return [step for step in self.steps if step.kind is kind]

    @property
    def to_do(self) -> list[Step]:
        """The rows that something is done with, each of which is written to."""
        return [step for step in self.steps if step.kind is not Kind.THERE]


def plan_list(
    checked: CheckedList, event: Event, standing: Standing, how: ImportHow
) -> Plan:
    """Compare every valid row with what is known; nothing is written."""
    plan = Plan(faults=list(checked.faults))
    places = _Places(standing.counters)
    rows_of: dict[int, int] = {}
    for row in checked.rows:
        person = standing.people.get(row.email_key)
        if person and rows_of.setdefault(person.id, row.row) != row.row:
            other = rows_of[person.id]  # known by two of the addresses in the file
            plan.faults.append(_fault(row, Problem.PERSON_REPEATED, other=other))
            continue
        step = Step(row, _kind(person, standing, how), person)
        if problem := _problem(step, event, standing, how, places):
            plan.faults.append(_fault(row, problem))
            continue
        plan.steps.append(step)
        if person and not _same_name(person, row):
            plan.warnings.append(_fault(row, Problem.PERSON_KNOWN, name=person.name))
    plan.faults.sort(key=lambda fault: fault.row)
    return plan


def _kind(person: Person | None, standing: Standing, how: ImportHow) -> Kind:
    if person is None:
        return Kind.NEW
    registration = standing.registrations.get(person.id)
    if registration and registration.state in ANSWERED:
        return Kind.THERE
    if how is ImportHow.INVITE and (registration or person.id in standing.invited):
        return Kind.THERE
    return Kind.KNOWN


def _problem(
    step: Step, event: Event, standing: Standing, how: ImportHow, places: "_Places"
) -> Problem | None:
    registration = _registration(step, standing)
    if registration and registration.state in ENDED:
        return Problem.ANSWERED_NO
    if step.kind is Kind.THERE or how is ImportHow.INVITE:
        if step.person and not step.person.email:
            return Problem.ADDRESS_MISSING
        return None
    mission = _mission(step, event, standing)
    category = registration.category if registration else step.row.category
    key = PlaceKey(
        category,
        mission.commissioner if mission else None,
        standing.options[registration.id] if registration else frozenset(),
        by_open_door=bool(registration and registration.by_open_door),
    )
    return places.take(key)


def _registration(step: Step, standing: Standing) -> Registration | None:
    return standing.registrations.get(step.person.id) if step.person else None


def _mission(step: Step, event: Event, standing: Standing) -> Mission | None:
    """Return the mission that decides on quotas, as registering finds it."""
    missions: Sequence[Mission] = ()
    if step.person:
        missions = standing.missions.get(step.person.id, ())
    ahead = (m for m in missions if m.end_on >= event.starts_at.date())
    return next(ahead, missions[-1] if missions else None)


def _same_name(person: Person, row: ListedPerson) -> bool:
    return name_words(person.name) == name_words(f"{row.given_name} {row.family_name}")


def _fault(row: ListedPerson, problem: Problem, **facts: int | str) -> Fault:
    return Fault(row.row, row.column, problem, row.email, facts)


class _Places:
    """What is left of places, quotas and options while rows take them in turn."""

    def __init__(self, counters: Sequence[Counter]) -> None:
        self.counters = counters
        self.taken = {counter.id: counter.taken for counter in counters}

    def take(self, key: PlaceKey) -> Problem | None:
        mine = [c for c in self.counters if key.counts_for(c.scope, c.key)]
        full = [c for c in mine if c.limit is not None and self.taken[c.id] >= c.limit]
        if full:
            chosen = all(counter.scope == OPTION for counter in full)
            return Problem.NO_PLACE_THERE if chosen else Problem.NO_PLACE
        for counter in mine:
            self.taken[counter.id] += 1
        return None
