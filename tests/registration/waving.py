"""Many people at once, and waves that write to them."""

from eti_events.clock import utcnow
from eti_events.database import db, transaction
from eti_events.events.models import Event
from eti_events.people.models import Mission, Person
from eti_events.registration import actions
from eti_events.registration.models import WaveKind
from eti_events.reports.queries.cells import came_to
from tests.factories import BEFORE, make_mission, make_person


def network(count: int) -> list[Person]:
    """Experts with a mission each."""
    one = make_person()
    mission = make_mission(one)
    with transaction():
        people = [
            Person(
                given_name="Alix",
                family_name=f"Verveine-{number}",
                search_key=f"alix verveine {number}",
                email=f"alix{number}@exemple.invalid",
                email_key=f"alix{number}@exemple.invalid",
                created_at=BEFORE,
            )
            for number in range(1, count)
        ]
        db.session.add_all(people)
        db.session.flush()
        db.session.add_all(
            Mission(
                person_id=person.id,
                identifier=f"{mission.identifier}-{person.id}",
                status=mission.status,
                commissioner=mission.commissioner,
                country=mission.country,
                region=mission.region,
                theme=mission.theme,
                start_on=mission.start_on,
                end_on=mission.end_on,
            )
            for person in people
        )
    return [one, *people]


def confirmed(event: Event, kind: WaveKind, count: int) -> int:
    """Compose a wave and confirm it; return its id."""
    now = utcnow()
    with transaction():
        event = db.session.get_one(Event, event.id)
        wave = actions.draft_wave(event, kind, came_to, by=None, at=now)
        actions.confirm_wave(
            event, wave, count, came_to, scheduled_at=None, by=None, at=now
        )
        return wave.id
