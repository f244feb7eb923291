"""Writing what a plan says in few statements."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert

from eti_events.database import Base, db
from eti_events.names import name_key
from eti_events.people import queries
from eti_events.people.corrections import kept_text, write_roster_value
from eti_events.people.history import Texts, print_of, sealed, texts_of
from eti_events.people.models import (
    DeskOfficer,
    Mission,
    Organisation,
    OrganisationKind,
    Person,
    RosterChange,
)
from eti_events.people.planning import Kind, Plan, Step
from eti_events.people.values import OF_MISSION, OF_PERSON


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
        before["person"] = texts_of(step.person, step.of_person)
        after["person"] = sealed(step.of_person)
    if step.mission and step.of_mission:
        before["mission"] = texts_of(step.mission, step.of_mission)
        after["mission"] = sealed(step.of_mission)
    if step.corrections:
        before["corrections"] = {
            str(found.id): kept_text(found, found.roster_text)
            for found, _ in step.corrections
        }
        after["corrections"] = {
            str(found.id): kept_text(found, text) for found, text in step.corrections
        }
    if made := _prints(step):
        after["made"] = made
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


def _prints(step: Step) -> Texts:
    """Return the prints of the person and the mission that the step makes."""
    made: Texts = {}
    if step.person is None and step.of_person:
        made["person"] = print_of(step.of_person, OF_PERSON)
    if step.mission is None:
        made["mission"] = print_of(step.of_mission, OF_MISSION)
    return made


def _update(step: Step, import_id: int) -> None:
    if step.person and step.of_person:
        _set(step.person, step.of_person)
        step.person.last_import_id = import_id
    if step.mission and step.of_mission:
        _set(step.mission, step.of_mission)
        step.mission.last_import_id = import_id
    for correction, text in step.corrections:
        write_roster_value(correction, text)


def _set(owner: Person | Mission, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(owner, name, value)


def _add_labels(labels: Collection[str]) -> None:
    missing = set(labels) - queries.known_labels() - {""}
    if missing:
        db.session.execute(
            insert(DeskOfficer), [{"label": label} for label in sorted(missing)]
        )
