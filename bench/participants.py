"""What the list of participants costs: a page of fifty, among few and among many."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from uuid import uuid4

from sqlalchemy import insert, select

from bench.load import Call, same
from bench.results import Result
from bench.stage import Stage
from eti_events import create_app
from eti_events.database import db, transaction
from eti_events.events.models import HalfDay
from eti_events.names import name_key
from eti_events.people.models import (
    Commissioner,
    Mission,
    Person,
    Region,
    Status,
    Theme,
)
from eti_events.registration.models import (
    Category,
    Registration,
    RegistrationState,
    registration_half_day,
)
from tests.factories import BEFORE, make_event, sign_in_staff
from tests.stored import config_for

SIZES = (250, 5_000)
TARGET = 15  # times the floor
FAMILY_NAMES = ("Ajonc", "Bleuet", "Genêt", "Iris", "Lavande", "Roussel-Marić")
COUNTRIES = ("SN", "XK", "MD", "LA", "AM")


def pages(stage: Stage) -> Iterator[Result]:
    """Processor time of the first page, against the floor's."""
    for people in SIZES:
        url = stage.database()
        call = _seed(url, stage.folder, people)
        name = f"participants {people}"
        yield stage.against_floor(name, stage.product(url), same(call), TARGET)
        (stage.folder / "bench.sqlite3").unlink(missing_ok=True)


def _seed(url: str, folder: Path, people: int) -> Call:
    """Register as many people for an event, and sign an organiser in."""
    app = create_app(config_for(url, folder))
    client = app.test_client()
    with app.app_context():
        event = make_event(places=None)
        slug, event_id = event.slug, event.id
        sign_in_staff(client, event=event)
        half_days = list(db.session.scalars(select(HalfDay.id)))
        with transaction():
            _register(event_id, people, half_days)
        db.engine.dispose()
    cookie = client.get_cookie("eti")
    assert cookie is not None
    headers = {"Cookie": f"eti={cookie.value}"}
    return Call(f"/manage/{slug}/participants", headers=headers)


def _register(event_id: int, people: int, half_days: Sequence[int]) -> None:
    persons = db.session.scalars(
        insert(Person).returning(Person.id, sort_by_parameter_order=True),
        [_person(number) for number in range(people)],
    ).all()
    missions = db.session.scalars(
        insert(Mission).returning(Mission.id, sort_by_parameter_order=True),
        [_mission(person_id, n) for n, person_id in enumerate(persons)],
    ).all()
    rows = [
        _registration(event_id, person_id, mission_id)
        for person_id, mission_id in zip(persons, missions, strict=True)
    ]
    registrations = db.session.scalars(
        insert(Registration).returning(Registration.id), rows
    ).all()
    rights = [
        {"registration_id": registration_id, "half_day_id": half_day_id}
        for registration_id in registrations
        for half_day_id in half_days
    ]
    db.session.execute(insert(registration_half_day), rights)


def _person(number: int) -> dict[str, object]:
    given_name = f"Camille-{number}"
    family_name = FAMILY_NAMES[number % len(FAMILY_NAMES)]
    address = f"camille{number}@exemple.invalid"
    return {
        "public_id": uuid4(),
        "given_name": given_name,
        "family_name": family_name,
        "search_key": name_key(given_name, family_name),
        "email": address,
        "email_key": address,
        "created_at": BEFORE,
    }


def _mission(person_id: int, number: int) -> dict[str, object]:
    return {
        "person_id": person_id,
        "identifier": f"ETI-{number}",
        "status": Status.ETI,
        "commissioner": Commissioner.MEAE,
        "title": "Conseil en finances locales",
        "host_organisation": "Ministère de la Santé (fictif)",
        "city": "Ville",
        "country": COUNTRIES[number % len(COUNTRIES)],
        "region": Region.AFRICA,
        "theme": Theme.GOVERNANCE,
        "start_on": date(2095, 9, 1),
        "end_on": date(2098, 8, 31),
    }


def _registration(event_id: int, person_id: int, mission_id: int) -> dict[str, object]:
    return {
        "event_id": event_id,
        "person_id": person_id,
        "mission_id": mission_id,
        "state": RegistrationState.CONFIRMED,
        "category": Category.EXPERT,
        "created_at": BEFORE,
        "changed_at": BEFORE,
        "confirmed_at": BEFORE,
    }
