"""What the demonstration's roster leaves to do: a person twice, values corrected."""

from collections.abc import Sequence

from eti_events.demo.cast import mail_of
from eti_events.demo.stage import Stage
from eti_events.people.models import Mission, Person
from eti_events.registration import actions
from eti_events.registration.actions.details import write_details

CITIES = ("Saint-Louis-du-Fleuve", "Port-Fougère")


def leave_work(stage: Stage, experts: Sequence[tuple[Person, Mission]]) -> None:
    """Add a second record of one expert, and have others correct their city."""
    (twice, _mission), *others = experts
    actions.known_or_new_person(
        given_name=twice.given_name,
        family_name=twice.family_name,
        organisation="",
        email=mail_of(twice.given_name, f"{twice.family_name} bis"),
        at=stage.now,
    )
    for (person, mission), city in zip(others, CITIES, strict=False):
        write_details(person, mission, {"city": city}, at=stage.now)
