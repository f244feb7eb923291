"""Whom the demonstration's agenda names: people by their place in a list."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eti_events.agenda.kinds import SessionRole
from eti_events.database import db
from eti_events.demo import queries
from eti_events.demo.cast import Player
from eti_events.demo.stage import Stage
from eti_events.multilingual import Multilingual
from eti_events.people.models import Person
from eti_events.registration.models import Category

ROLES = {
    "speaks": SessionRole.SPEAKER,
    "trains": SessionRole.SPEAKER,
    "moderates": SessionRole.MODERATOR,
    "reports": SessionRole.RAPPORTEUR,
}
LISTS = {
    Category.SPEAKER: "speaker",
    Category.PARTNER: "partner",
    Category.VIP: "official",
}

DISCREET = 2  # experts who speak, named by their function alone


@dataclass(frozen=True, kw_only=True)
class Part:
    """What one person does in one session; with a function, that is all one reads."""

    person: Person
    role: SessionRole
    function: Multilingual


@dataclass(frozen=True, kw_only=True)
class Troupe:
    """The people by list, and as what those are shown whose name is not."""

    lists: Mapping[str, Sequence[Person]]
    functions: Mapping[str, Sequence[Multilingual]]

    def parts(self, facts: Mapping[str, Any]) -> Iterator[Part]:
        """Yield the parts that the data gives in a session."""
        for verb, role in ROLES.items():
            for name in facts.get(verb, ()):
                yield self._part(name, role)

    def _part(self, name: str, role: SessionRole) -> Part:
        kind, _, number = name.rpartition(" ")
        functions = self.functions.get(kind, ())
        function = functions[int(number) % len(functions)] if functions else {}
        return Part(
            person=self.lists[kind][int(number)],
            role=role,
            function=Multilingual(function),
        )


def gather(
    stage: Stage, guests: Sequence[tuple[int, Player]], facts: Mapping[str, Any]
) -> Troupe:
    """Put together who can stand in the programmes."""
    lists: dict[str, list[Person]] = defaultdict(list)
    for person_id, player in guests:
        name = LISTS.get(player.category, player.organisation)
        lists[name].append(db.session.get_one(Person, person_id))
    lists["expert"] += queries.list_returning(stage.edition.id)
    lists["discreet"] += lists["expert"][-DISCREET:]
    lists["near"] += queries.list_returning(stage.seminar.id)
    lists["wheelchair"] += queries.list_needing_access(stage.edition.id)
    lists["trainer"].append(db.session.get_one(Person, stage.staff["trainer"]))
    return Troupe(
        lists=lists,
        functions={
            "official": [Multilingual(one) for one in facts["officials"]],
            "discreet": [Multilingual(facts["discreet"])],
        },
    )
