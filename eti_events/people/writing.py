"""Writing what a plan says in few statements, and taking it back."""

from base64 import b64decode, b64encode
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert

from eti_events.database import Base, db
from eti_events.names import name_key
from eti_events.people import queries
from eti_events.people.models import (
    DeskOfficer,
    Mission,
    Organisation,
    OrganisationKind,
    Person,
    PersonEmail,
    RosterChange,
)
from eti_events.people.planning import Kind, Plan, Step
from eti_events.people.values import from_text, to_text
from eti_events.security import keyring

SECRET = ("phone",)  # encrypted in its column, so encrypted in the history too
PURPOSE = "roster_change"

Texts = dict[str, str]


def write(plan: Plan, import_id: int, *, at: datetime) -> None:
    """Write every step of the plan and remember how it was before."""
    steps = [step for step in plan.steps if step.kind is not Kind.UNCHANGED]
    organisations = _organisation_ids(steps)
    for step in steps:
        if (name := step.of_person.pop("organisation", "")) != "":
            step.of_person["organisation_id"] = organisations[name]
    people = _add_people(steps, import_id, at)
    missions = _add_missions(steps, people, import_id)
    changes = [_change(step, import_id, people, missions) for step in steps]
    for step in steps:
        _update(step, import_id)
    _add_labels({step.row.desk_officer_label for step in plan.steps})
    if changes:
        db.session.execute(insert(RosterChange), changes)


def _organisation_ids(steps: Sequence[Step]) -> dict[str, int]:
    names = {step.of_person.get("organisation", "") for step in steps} - {""}
    known = queries.organisations_by_name(names)
    missing = [
        {"name": name, "kind": OrganisationKind.HOST}
        for name in sorted(names - known.keys())
    ]
    return known | dict(
        zip(
            (row["name"] for row in missing),
            _insert(Organisation, missing),
            strict=True,
        )
    )


def _insert(model: type[Base], rows: Sequence[Mapping[str, Any]]) -> Sequence[int]:
    """Insert rows in few statements and return their ids, in the same order."""
    if not rows:
        return []
    statement = insert(model).returning(
        model.__table__.c.id, sort_by_parameter_order=True
    )
    return db.session.scalars(statement, rows).all()


def _add_people(steps: Sequence[Step], import_id: int, at: datetime) -> dict[str, int]:
    new = [step for step in steps if step.person is None and step.of_person]
    rows = [
        {
            **step.of_person,
            "organisation_id": step.of_person.get("organisation_id"),
            "phone": step.of_person["phone"] or None,
            "search_key": name_key(step.row.given_name, step.row.family_name),
            "created_at": at,
            "last_import_id": import_id,
        }
        for step in new
    ]
    keys = [step.row.email_key for step in new]
    return dict(zip(keys, _insert(Person, rows), strict=True))


def _add_missions(
    steps: Sequence[Step], people: Mapping[str, int], import_id: int
) -> dict[str, int]:
    new = [step for step in steps if step.mission is None]
    rows = [
        {
            **step.of_mission,
            "identifier": step.row.identifier,
            "person_id": _person_id(step, people),
            "last_import_id": import_id,
        }
        for step in new
    ]
    identifiers = [step.row.identifier for step in new]
    return dict(zip(identifiers, _insert(Mission, rows), strict=True))


def _person_id(step: Step, people: Mapping[str, int]) -> int:
    return step.person.id if step.person else people[step.row.email_key]


def _change(
    step: Step, import_id: int, people: Mapping[str, int], missions: Mapping[str, int]
) -> dict[str, Any]:
    """Return the history of one step, taken before it is written."""
    before: dict[str, Texts] = {}
    after: dict[str, Texts] = {}
    if step.person and step.of_person:
        before["person"] = _texts(step.person, step.of_person)
        after["person"] = _sealed(step.of_person)
    if step.mission and step.of_mission:
        before["mission"] = _texts(step.mission, step.of_mission)
        after["mission"] = _sealed(step.of_mission)
    if step.corrections:
        before["corrections"] = {
            str(found.id): found.roster_value or "" for found, _ in step.corrections
        }
        after["corrections"] = {
            str(found.id): text or "" for found, text in step.corrections
        }
    return {
        "import_id": import_id,
        "row": step.row.row,
        "person_id": _person_id(step, people),
        "mission_id": (
            step.mission.id if step.mission else missions[step.row.identifier]
        ),
        "created_person": step.person is None and bool(step.of_person),
        "created_mission": step.mission is None,
        "before": before,
        "after": after,
    }


def _texts(owner: Person | Mission, values: Mapping[str, Any]) -> Texts:
    return _sealed({name: getattr(owner, name) for name in values})


def _sealed(values: Mapping[str, Any]) -> Texts:
    return {
        name: _seal(to_text(value)) if name in SECRET else to_text(value)
        for name, value in values.items()
    }


def _update(step: Step, import_id: int) -> None:
    if step.person and step.of_person:
        _set(step.person, step.of_person)
        step.person.last_import_id = import_id
    if step.mission and step.of_mission:
        _set(step.mission, step.of_mission)
        step.mission.last_import_id = import_id
    for correction, text in step.corrections:
        correction.roster_value = text


def _set(owner: Person | Mission, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(owner, name, value)


def _add_labels(labels: Collection[str]) -> None:
    missing = set(labels) - queries.known_labels() - {""}
    if missing:
        db.session.execute(
            insert(DeskOfficer), [{"label": label} for label in sorted(missing)]
        )


@dataclass
class TakenBack:
    """How many rows went back, and whose changes had to stay."""

    rows: int = 0
    kept: list[RosterChange] = field(default_factory=list)


def take_back(changes: Sequence[RosterChange], *, at: datetime) -> TakenBack:
    """Undo what an import did, save where the row has served or changed since."""
    undoing = _Undoing(changes)
    done = TakenBack()
    for change in changes:
        if undoing.undo(change):
            done.rows += 1
        else:
            change.kept_at = at
            done.kept.append(change)
    undoing.delete_made()
    return done


class _Undoing:
    """The rows that an import touched, as they are now."""

    def __init__(self, changes: Sequence[RosterChange]) -> None:
        people = {c.person_id for c in changes if c.person_id}
        missions = {c.mission_id for c in changes if c.mission_id}
        made = {c.person_id for c in changes if c.created_person and c.person_id}
        posts = {c.mission_id for c in changes if c.created_mission and c.mission_id}
        corrections = {int(n) for c in changes for n in c.before.get("corrections", ())}
        self.people = {p.id: p for p in queries.list_people(people)}
        self.missions = {m.id: m for m in queries.list_missions(missions)}
        self.corrections = {c.id: c for c in queries.list_corrections(corrections)}
        self.made = made
        self.used_people = queries.used_people(made)
        self.used_missions = queries.used_missions(posts)
        self.people_to_delete: set[int] = set()
        self.missions_to_delete: set[int] = set()

    def undo(self, change: RosterChange) -> bool:
        """Undo one change; return False when something of it has to stay."""
        person = self.people.get(change.person_id or 0)
        mission = self.missions.get(change.mission_id or 0)
        whole = _restore(person, change, "person")
        whole &= _restore(mission, change, "mission")
        for number, text in change.before.get("corrections", {}).items():
            if correction := self.corrections.get(int(number)):
                correction.roster_value = text
        if change.created_mission and mission:
            whole &= self._unmake(change, mission)
        return whole

    def _unmake(self, change: RosterChange, mission: Mission) -> bool:
        served = mission.id in self.used_missions
        if served or mission.person_id in self.used_people:
            return False
        self.missions_to_delete.add(mission.id)
        if change.created_person and change.person_id:
            self.people_to_delete.add(change.person_id)
        return True

    def delete_made(self) -> None:
        """Delete what the import had made, missions before their people."""
        db.session.flush()
        missions, people = self.missions_to_delete, self.people_to_delete
        db.session.execute(delete(Mission).where(Mission.id.in_(missions)))
        alone = people - queries.people_with_missions(people)
        db.session.execute(delete(PersonEmail).where(PersonEmail.person_id.in_(alone)))
        db.session.execute(delete(Person).where(Person.id.in_(alone)))
        db.session.expire_all()


def _restore(owner: Person | Mission | None, change: RosterChange, part: str) -> bool:
    """Give fields their value before, where they still have the one after."""
    whole = True
    for name, before in change.before.get(part, {}).items():
        after = _opened(name, change.after[part][name])
        if owner is None or to_text(getattr(owner, name)) != after:
            whole = False
        else:
            setattr(owner, name, from_text(name, _opened(name, before)))
    return whole


def _opened(name: str, text: str) -> str:
    return _open(text) if name in SECRET else text


def _seal(text: str) -> str:
    return b64encode(keyring.seal(text.encode(), PURPOSE)).decode()


def _open(text: str) -> str:
    return keyring.open(b64decode(text), PURPOSE).decode()
