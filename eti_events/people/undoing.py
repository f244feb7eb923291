"""Taking an import back, up to the rows that were used since."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete

from eti_events.database import db
from eti_events.people import queries
from eti_events.people.corrections import write_roster_value
from eti_events.people.history import opened, print_of
from eti_events.people.models import Mission, Person, PersonEmail, RosterChange
from eti_events.people.values import OF_MISSION, OF_PERSON, from_text, to_text

EDITED = "edited"
MERGED = "person_merge"
DECIDED = "decided"


@dataclass
class TakenBack:
    """How many rows went back, and whose changes had to stay."""

    rows: int = 0
    kept: list[RosterChange] = field(default_factory=list)


def take_back(
    changes: Sequence[RosterChange], *, since: datetime, at: datetime
) -> TakenBack:
    """Undo what an import did, row by row, save rows that were used since."""
    undoing = _Undoing(changes, since)
    done = TakenBack()
    for change in changes:
        if reasons := undoing.reasons(change):
            change.kept_at, change.kept_why = at, " ".join(sorted(reasons))
            done.kept.append(change)
        else:
            undoing.undo(change)
            done.rows += 1
    undoing.delete_made()
    return done


class _Undoing:
    """The rows that an import touched, as they are now."""

    def __init__(self, changes: Sequence[RosterChange], since: datetime) -> None:
        people = {c.person_id for c in changes if c.person_id}
        missions = {c.mission_id for c in changes if c.mission_id}
        posts = {c.mission_id for c in changes if c.created_mission and c.mission_id}
        corrections = {int(n) for c in changes for n in c.before.get("corrections", ())}
        self.made = {c.person_id for c in changes if c.created_person and c.person_id}
        self.people = {p.id: p for p in queries.list_people(people)}
        self.missions = {m.id: m for m in queries.list_missions(missions)}
        self.corrections = {c.id: c for c in queries.list_corrections(corrections)}
        self.uses = queries.uses_of_people(self.made)
        self.uses |= queries.uses_since(people - self.made, since)
        self.uses_of_missions = queries.uses_of_missions(posts)
        self.people_to_delete: set[int] = set()
        self.missions_to_delete: set[int] = set()

    def reasons(self, change: RosterChange) -> set[str]:
        """Return why the row has to stay: what uses it, or that it was edited."""
        person = self.people.get(change.person_id or 0)
        mission = self.missions.get(change.mission_id or 0)
        reasons = set(self.uses.get(change.person_id or 0, ()))
        if change.created_mission and mission:
            reasons |= self.uses_of_missions.get(mission.id, set())
        if mission and mission.person_id != change.person_id:
            reasons.add(MERGED)
        if _was_edited(person, change, "person", OF_PERSON) or _was_edited(
            mission, change, "mission", OF_MISSION
        ):
            reasons.add(EDITED)
        if any(self._is_decided(*pair) for pair in _corrections(change)):
            reasons.add(DECIDED)
        return reasons

    def _is_decided(self, number: int, text: str) -> bool:
        """Whether an organiser has chosen since between the person and the file."""
        correction = self.corrections.get(number)
        if correction is None or correction.kept_at is not None:
            return True
        return (correction.roster_text or "") != opened(correction.field, text)

    def undo(self, change: RosterChange) -> None:
        """Give back what the row had changed, and delete what it had made."""
        person = self.people.get(change.person_id or 0)
        mission = self.missions.get(change.mission_id or 0)
        _restore(person, change, "person")
        _restore(mission, change, "mission")
        for number, text in change.before.get("corrections", {}).items():
            correction = self.corrections[int(number)]
            write_roster_value(correction, opened(correction.field, text) or None)
        if change.created_mission and mission:
            self.missions_to_delete.add(mission.id)
        if change.person_id in self.made:
            self.people_to_delete.add(change.person_id or 0)

    def delete_made(self) -> None:
        """Delete what the import had made, missions before their people."""
        db.session.flush()
        missions, people = self.missions_to_delete, self.people_to_delete
        db.session.execute(delete(Mission).where(Mission.id.in_(missions)))
        alone = people - queries.people_with_missions(people)
        db.session.execute(delete(PersonEmail).where(PersonEmail.person_id.in_(alone)))
        db.session.execute(delete(Person).where(Person.id.in_(alone)))
        db.session.expire_all()


def _corrections(change: RosterChange) -> list[tuple[int, str]]:
    return [(int(n), text) for n, text in change.after.get("corrections", {}).items()]


def _was_edited(
    owner: Person | Mission | None,
    change: RosterChange,
    part: str,
    names: Iterable[str],
) -> bool:
    """Whether what the import wrote or made has other values by now."""
    written = change.after.get(part, {})
    made = change.after.get("made", {}).get(part)
    if owner is None:
        return bool(written or made)
    if made and made != print_of({n: getattr(owner, n) for n in names}, names):
        return True
    return any(
        to_text(getattr(owner, name)) != opened(name, text)
        for name, text in written.items()
    )


def _restore(owner: Person | Mission | None, change: RosterChange, part: str) -> None:
    for name, before in change.before.get(part, {}).items():
        setattr(owner, name, from_text(name, opened(name, before)))
