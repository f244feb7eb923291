"""Whom a version concerns: who is told before the button, and written to after it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from eti_events.agenda.changes import Change
from eti_events.agenda.snapshot import Programme


@dataclass(frozen=True, kw_only=True)
class Concerned:
    """Somebody whose own sessions change, by inner id."""

    person: int
    sessions: tuple[UUID, ...]


def concerned_by(
    found: Sequence[Change], before: Programme | None, after: Programme
) -> list[Concerned]:
    """List who has a part in a session that changes, or had one until now."""
    sessions: dict[int, list[UUID]] = defaultdict(list)
    for changed in dict.fromkeys(change.session for change in found):
        people = {
            part.person
            for programme in (before, after)
            if programme and (session := programme.session_by_id.get(changed))
            for part in session.people
            if part.person is not None
        }
        for person in people:
            sessions[person].append(changed)
    return [
        Concerned(person=person, sessions=tuple(changed))
        for person, changed in sorted(sessions.items())
    ]
