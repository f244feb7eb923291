"""What importing rows would do to the network: new, changed, unchanged, gone.

Nothing is written here. A value that the person corrected is never overwritten, a
mission that is no longer in the file is only listed, and protection is only ever
switched on.
"""

import enum
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from eti_events.people.checking import Checked, name_words
from eti_events.people.faults import Fault, Problem
from eti_events.people.models import Correction, Mission, OrganisationKind, Person
from eti_events.people.roster import HEADERS, Field, RosterRow
from eti_events.people.values import OF_MISSION, OF_PERSON, to_text

CorrectionKey = tuple[int, int | None, str]


@dataclass(frozen=True)
class Network:
    """What is known: missions by folded identifier, people by address, corrections."""

    missions: Mapping[str, Mission]
    people: Mapping[str, Person]
    corrections: Mapping[CorrectionKey, Correction]


class Kind(enum.StrEnum):
    """What a row does to the network."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class Difference:
    """A field before and after; ``corrected`` when the person's own value stays."""

    field: str
    before: str
    after: str
    corrected: bool = False


@dataclass
class Step:
    """One row and what it changes; without a person or mission, they are new."""

    row: RosterRow
    person: Person | None
    mission: Mission | None
    of_person: dict[str, Any] = field(default_factory=dict)
    of_mission: dict[str, Any] = field(default_factory=dict)
    differences: list[Difference] = field(default_factory=list)
    corrections: list[tuple[Correction, str | None]] = field(default_factory=list)

    @property
    def kind(self) -> Kind:
        """What the row does."""
        if self.mission is None:
            return Kind.NEW
        written = self.of_person or self.of_mission or self.corrections
        return Kind.CHANGED if written else Kind.UNCHANGED

    @property
    def contradictions(self) -> list[Difference]:
        """Where the file and the person disagree; the person's value stays."""
        return [found for found in self.differences if found.corrected]


@dataclass
class Plan:
    """Every row's step, faults and warnings on the way, and who is not in the file."""

    steps: list[Step] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)
    gone: list[Mission] = field(default_factory=list)

    def of(self, kind: Kind) -> list[Step]:
        """Return the steps of one kind, in the order of the file."""
        return [step for step in self.steps if step.kind is kind]

    @property
    def contradicting(self) -> list[Step]:
        """The steps in which a person's correction stands against the file."""
        return [step for step in self.steps if step.contradictions]


def plan(
    checked: Checked,
    fields: Collection[Field],
    network: Network,
    present: Collection[str],
) -> Plan:
    """Return what the checked rows would do; ``fields`` are those the file has.

    ``present`` are the identifiers in the file, those of faulty rows included.
    """
    made = Plan(faults=list(checked.faults), warnings=list(checked.warnings))
    for row in checked.rows:
        try:
            made.steps.append(Step(row, *_known(row, network)))
        except _Conflict as conflict:
            made.faults.append(conflict.fault)
    leading = _leading(made.steps)
    for step in made.steps:
        _compare_mission(step, fields, network)
        if leading[_whom(step)] is step:
            _compare_person(step, fields, network)
    made.faults.sort(key=lambda fault: fault.row)
    keys = {identifier.casefold() for identifier in present}
    made.gone = [m for key, m in network.missions.items() if key not in keys]
    return made


def _leading(steps: Sequence[Step]) -> dict[int | str, Step]:
    """Return, per person, the step of the latest mission: it describes them."""
    leading: dict[int | str, Step] = {}
    for step in steps:
        other = leading.get(_whom(step))
        if other is None or step.row.start_on > other.row.start_on:
            leading[_whom(step)] = step
    return leading


def _whom(step: Step) -> int | str:
    """Tell people apart: the known by their id, as they may have several addresses."""
    return step.person.id if step.person else step.row.email_key


class _Conflict(Exception):
    """The row's identifier or address belongs to somebody else."""

    def __init__(self, row: RosterRow, held: Field, owner: Person) -> None:
        problem = Problem.IDENTIFIER_KNOWN
        if held is Field.EMAIL:
            problem = Problem.ADDRESS_KNOWN
        value = to_text(getattr(row, held))
        self.fault = Fault(row.row, HEADERS[held], problem, value, {"name": owner.name})


def _known(row: RosterRow, network: Network) -> tuple[Person | None, Mission | None]:
    """Return whom and which mission the row is about, as far as they are known."""
    mission = network.missions.get(row.identifier.casefold())
    by_address = network.people.get(row.email_key)
    if mission is None:
        if by_address and not _same_name(by_address, row, network):
            raise _Conflict(row, Field.EMAIL, by_address)
        return by_address, None
    owner = mission.person
    if by_address is owner or (by_address is None and _same_name(owner, row, network)):
        return owner, mission
    if by_address and _same_name(owner, row, network):
        raise _Conflict(row, Field.EMAIL, by_address)
    raise _Conflict(row, Field.IDENTIFIER, owner)


def _same_name(person: Person, row: RosterRow, network: Network) -> bool:
    """Whether the row names the person, as they are or as the roster had them."""
    wanted = name_words(f"{row.given_name} {row.family_name}")
    return any(
        name_words(f"{given} {family}") == wanted
        for given in _values(person, "given_name", network)
        for family in _values(person, "family_name", network)
    )


def _values(person: Person, name: str, network: Network) -> Iterator[str]:
    yield getattr(person, name)
    correction = network.corrections.get((person.id, None, name))
    if correction and correction.roster_value:
        yield correction.roster_value


def _compare_mission(step: Step, fields: Collection[Field], network: Network) -> None:
    names = [name for name in OF_MISSION if Field(name) in fields]
    if step.mission is None:
        step.of_mission = {name: getattr(step.row, name) for name in OF_MISSION}
        return
    for name in names:
        key = (step.mission.person_id, step.mission.id, name)
        value = getattr(step.row, name)
        if _differs(step, step.mission, name, value, network.corrections.get(key)):
            step.of_mission[name] = value


def _compare_person(step: Step, fields: Collection[Field], network: Network) -> None:
    row, person = step.row, step.person
    if person is None:
        step.of_person = {name: getattr(row, name) for name in OF_PERSON}
        step.of_person |= {"email_key": row.email_key, "protected": row.sensitive}
        step.of_person |= {"organisation": row.host_organisation}
        return
    names = [name for name in OF_PERSON if Field(name) in fields]
    for name in names:
        value = getattr(row, name)
        if name == "email" and network.people.get(row.email_key) is person:
            continue  # one of the addresses by which they are known
        key = (person.id, None, name)
        if _differs(step, person, name, value, network.corrections.get(key)):
            step.of_person[name] = value
            if name == "email":
                step.of_person["email_key"] = row.email_key
    if row.sensitive and not person.protected:
        step.of_person["protected"] = True
        step.differences.append(Difference("sensitive", "false", "true"))
    if row.host_organisation and _follows_roster(person, row.host_organisation):
        step.of_person["organisation"] = row.host_organisation


def _follows_roster(person: Person, host: str) -> bool:
    """Whether the person's organisation is the roster's to write, and is another."""
    held = person.organisation
    return held is None or (held.kind is OrganisationKind.HOST and held.name != host)


def _differs(
    step: Step,
    owner: Person | Mission,
    name: str,
    value: Any,
    correction: Correction | None,
) -> bool:
    """Note a difference; return whether the roster's value is to be written.

    Where the person's own value stands in the column, it stays; a correction that
    was only noted (statistics count the field) leaves the column to the roster.
    """
    before, after = to_text(getattr(owner, name)), to_text(value)
    if correction is None:
        if before != after:
            step.differences.append(Difference(name, before, after))
        return before != after
    secret = correction.corrected_value is None
    own = before if secret else to_text(correction.corrected_value)
    known = correction.roster_text
    if (own if secret and known is None else known) != after:
        step.corrections.append((correction, after))
    if own != after:
        step.differences.append(Difference(name, own, after, corrected=True))
    return not secret and before not in (after, own)
