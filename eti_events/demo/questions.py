"""What the demonstration's organisers ask, and what people answer."""

from dataclasses import replace
from datetime import datetime

from eti_events.events.models import Event
from eti_events.multilingual import Multilingual
from eti_events.registration import actions
from eti_events.registration.models import QuestionKind
from eti_events.registration.questions.queries import list_asked
from eti_events.registration.questions.setting import PlannedOption, QuestionPlan
from eti_events.registration.questions.values import Value

PLANE = 1  # of the ways to travel
VISIT_PLACES = 20
VISITS_EVERY = 29  # every so many people choose a visit, so that places are left


def _option(french: str, english: str, places: int | None = None) -> PlannedOption:
    return PlannedOption(Multilingual(fr=french, en=english), places)


TRAVEL = QuestionPlan(
    text=Multilingual(fr="Comment venez-vous ?", en="How do you travel?"),
    options=[
        _option("En train", "By train"),
        _option("En avion", "By plane"),
        _option("J’habite sur place", "I live nearby"),
    ],
    keep_days=30,
)
FLIGHT = QuestionPlan(
    text=Multilingual(fr="Numéro du vol", en="Flight number"),
    maximum=40,
    keep_days=30,
)
VISIT = QuestionPlan(
    text=Multilingual(
        fr="Quelle visite souhaitez-vous ?", en="Which visit would you like?"
    ),
    options=[
        _option("Le musée de botanique", "The museum of botany", VISIT_PLACES),
        _option("Les serres", "The greenhouses", VISIT_PLACES),
    ],
)


def ask(event: Event, *, by: int, at: datetime) -> None:
    """Ask how people travel, and which visit they would like."""
    travel = actions.add_question(event, QuestionKind.ONE_OF, TRAVEL, by=by, at=at)
    flight = replace(
        FLIGHT,
        depends_on=travel,
        depends_on_answers=[travel.revision.options[PLANE].key],
    )
    actions.add_question(event, QuestionKind.TEXT, flight, by=by, at=at)
    actions.add_question(event, QuestionKind.ONE_OF, VISIT, by=by, at=at)


def answers_of(event: Event, number: int) -> dict[int, Value]:
    """Vary what people answer with their number, so that every run is the same."""
    questions = list_asked(event.id)
    if not questions:
        return {}
    travel, flight, visit = questions
    way = number % len(TRAVEL.options)
    found: dict[int, Value] = {travel.id: (travel.revision.options[way].key,)}
    if way == PLANE:
        found[flight.id] = f"XX {number % 900 + 100}"
    if number % VISITS_EVERY == 0:
        found[visit.id] = (visit.revision.options[number % 2].key,)
    return found
