"""What a convocation says, in parts, whatever the language it says it in.

Two versions differ when one of these parts does; the words around them may change
without a new version.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from eti_events.documents.models import ConvocationSettings
from eti_events.events.models import Event, HalfDay
from eti_events.people.models import SENDERS, Mission, Person
from eti_events.registration.models import Category, Registration

DIGITS = 16  # of a digest that only has to differ when the part does


@dataclass(frozen=True)
class Coming:
    """One person's confirmed registrations for an edition and its courses."""

    person: Person
    registrations: Sequence[Registration]

    @property
    def mission(self) -> Mission | None:
        """The assignment that the person registered with."""
        return next((row.mission for row in self.registrations if row.mission), None)

    @property
    def organisation(self) -> str:
        """The organisation that the person comes from, without an assignment.

        Who hosts a protected person stands on no paper.
        """
        return next(filter(None, map(self._affiliation, self.registrations)), "")

    def _affiliation(self, row: Registration) -> str:
        organisation = row.organisation
        if organisation is None:
            return ""
        told = not self.person.protected or organisation.kind in SENDERS
        return organisation.name if told else ""

    @property
    def events(self) -> list[Event]:
        """What the person comes to, by time."""
        return [row.event for row in self.registrations]

    def is_to(self, event: Event) -> bool:
        """Whether it counts there: an edition's are all of them, a course's its own."""
        return event.parent_id is None or event in self.events


def by_person(registrations: Iterable[Registration]) -> list[Coming]:
    """Group registrations that stand by person."""
    groups = groupby(registrations, lambda row: row.person_id)
    found = (list(rows) for _, rows in groups)
    return [Coming(rows[0].person, rows) for rows in found]


def invented(edition: Event, half_days: Sequence[HalfDay]) -> Coming:
    """Return somebody who comes to everything, for an edition without people yet."""
    person = Person(
        civility="", given_name="Camille", family_name="Aubépine", protected=False
    )
    coming = Registration(
        event=edition, person=person, category=Category.EXPERT, half_days=[*half_days]
    )
    return Coming(person, [coming])


def facts_of(
    edition: Event, coming: Coming, settings: ConvocationSettings
) -> dict[str, str]:
    """Return a digest of each part of what the convocation says."""
    parts: dict[str, object] = {
        "person": _person(coming),
        "event": [edition.name, *(event.name for event in coming.events)],
        "days": [
            [row.event.time_zone, [_hours(half) for half in row.half_days]]
            for row in coming.registrations
        ],
        "place": [[event.venue, event.address] for event in coming.events],
        "costs": [settings.transport, settings.lodging, settings.meals],
        "practice": [settings.reception, settings.contact or edition.contact_email],
        "signature": [
            *(settings.signatory, settings.function, settings.body),
            settings.issued_in,
        ],
    }
    return {name: _digest(part) for name, part in parts.items()}


def _person(coming: Coming) -> list[object]:
    person, mission = coming.person, coming.mission
    said = (
        [mission.identifier, mission.commissioner] if mission else [coming.organisation]
    )
    if mission and not person.protected:
        said.append(mission.title)
    return [person.civility, person.name, coming.registrations[0].category, *said]


def _hours(half_day: HalfDay) -> list[str]:
    return [half_day.starts_at.isoformat(), half_day.ends_at.isoformat()]


def _digest(part: object) -> str:
    text = json.dumps(part, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]


def changes(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """Name the parts that differ."""
    return [name for name in after if before.get(name) != after[name]]
