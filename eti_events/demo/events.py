"""The three events of the demonstration, made as an organiser makes them."""

from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from eti_events.database import db
from eti_events.demo.dates import Dates
from eti_events.events import actions, queries
from eti_events.events.actions import EventPlan
from eti_events.events.days import set_hours
from eti_events.events.models import AgendaVisibility, Event, EventKind, EventState
from eti_events.events.places import RoomPlan, add_point, write_room
from eti_events.multilingual import Multilingual

DATA = Path(__file__).parent / "data"
CONTACT = "equipe@exemple.invalid"
COURSE, NEXT = "preparation-demo", "jeti-next-demo"
OPENS_BEFORE = timedelta(days=100)
CLOSES_BEFORE = timedelta(days=20)
SEMINAR_CLOSES_BEFORE = timedelta(days=10)
COURSE_PLACES = 50
EDITION_PLACES = 300

EDITION_SUMMARY = Multilingual(
    fr="Deux jours de séances plénières et d’ateliers entre experts, commanditaires et"
    " partenaires. Tout est inventé : les personnes, les salles et les figures.",
    en="Two days of plenaries and workshops among experts, commissioning bodies and"
    " partners. Everything is invented: people, rooms and figures.",
)
COURSE_NAME = Multilingual(
    fr="Préparation au départ (démonstration)", en="Pre-departure course (demo)"
)
NEXT_NAME = Multilingual(
    fr="Journées ETI suivantes (démonstration)", en="Next ETI Days (demo)"
)
COURSE_SUMMARY = Multilingual(
    fr="Deux journées pour celles et ceux qui partent pour la première fois.",
    en="Two days for those who leave for the first time.",
)
SEMINAR_NAME = Multilingual(
    fr="Séminaire régional Balkans occidentaux et Moldavie (démonstration)",
    en="Regional seminar, Western Balkans and Moldova (demo)",
    mk="Регионален семинар Западен Балкан и Молдавија (демо)",
)
SEMINAR_SUMMARY = Multilingual(
    fr="Deux jours à Skopje pour les experts de sept pays et leurs partenaires.",
    en="Two days in Skopje for the experts of seven countries and their partners.",
    mk="Два дена во Скопје за експертите од седум земји и нивните партнери.",
)
SEMINAR_VENUE = Multilingual(
    fr="Skopje, Macédoine du Nord",
    en="Skopje, North Macedonia",
    mk="Скопје, Северна Македонија",
)


@cache
def programme() -> dict[str, Any]:
    """Return the facts of the demonstration, as the data file holds them."""
    text = (DATA / "programme.yaml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text))


def make_edition(dates: Dates, *, by: int, at: datetime) -> Event:
    """Make the ETI Days with their rooms."""
    facts = programme()["event"]
    plan = EventPlan(
        kind=EventKind.ETI_DAYS,
        slug=facts["slug"],
        name=Multilingual(fr=facts["fr"], en=facts["en"]),
        time_zone=facts["tz"],
        country="FR",
        languages=("fr", "en"),
        first_day=dates.first_day,
        last_day=dates.last_day,
        opens_wall=_wall(dates.first_day - OPENS_BEFORE, 9),
        closes_wall=_wall(dates.first_day - CLOSES_BEFORE, 18),
        capacity=EDITION_PLACES,
    )
    event = actions.create_event(plan, by=by, at=at)
    venue, _, address = facts["venue"].partition(", ")
    _describe(event, EDITION_SUMMARY, Multilingual(fr=venue, en=venue), address)
    for room in programme()["rooms"]:
        own = RoomPlan(
            code=room["id"],
            name=Multilingual(fr=room["fr"]),
            capacity=room["cap"],
            step_free=room["pmr"],
        )
        write_room(event, None, own, by=by, at=at)
    _set_hours(event, [time(8), time(13), time(18), time(20, 30)], 0, by=by, at=at)
    _set_hours(event, [time(8, 30), time(13), time(17)], 1, by=by, at=at)
    name = Multilingual(fr="Entrée jardin", en="Garden entrance")
    add_point(event, name, None, by=by, at=at)
    actions.set_state(event, EventState.OPEN, by=by, at=at)
    return event


def make_course(edition: Event, dates: Dates, *, by: int, at: datetime) -> Event:
    """Make the course of the first departures, on the eve of the edition."""
    plan = EventPlan(
        kind=EventKind.PRE_DEPARTURE,
        slug=COURSE,
        name=COURSE_NAME,
        time_zone=edition.time_zone,
        country="FR",
        languages=("fr", "en"),
        first_day=dates.course_first_day,
        last_day=dates.course_last_day,
        opens_wall=_wall(dates.first_day - OPENS_BEFORE, 9),
        closes_wall=_wall(dates.first_day - CLOSES_BEFORE, 18),
        capacity=COURSE_PLACES,
        edition=edition,
    )
    event = actions.create_event(plan, by=by, at=at)
    _describe(event, COURSE_SUMMARY, edition.venue, edition.address)
    for number in (0, 1):
        _set_hours(event, [time(8, 30), time(12, 45), time(17)], number, by=by, at=at)
    actions.set_state(event, EventState.OPEN, by=by, at=at)
    return event


def make_seminar(dates: Dates, *, by: int, at: datetime) -> Event:
    """Make the seminar of Skopje, in three languages."""
    facts = programme()["seminar"]
    plan = EventPlan(
        kind=EventKind.REGIONAL_SEMINAR,
        slug=facts["slug"],
        name=SEMINAR_NAME,
        time_zone=facts["tz"],
        country="MK",
        languages=facts["langs"],
        first_day=dates.seminar_first_day,
        last_day=dates.seminar_last_day,
        opens_wall=_wall(dates.first_day - OPENS_BEFORE, 9),
        closes_wall=_wall(dates.seminar_first_day - SEMINAR_CLOSES_BEFORE, 18),
        capacity=facts["cap"],
    )
    event = actions.create_event(plan, by=by, at=at)
    _describe(event, SEMINAR_SUMMARY, SEMINAR_VENUE, "")
    hours = [time(8, 30), time(12, 45), time(17), time(21)]
    _set_hours(event, hours, 0, by=by, at=at)
    _set_hours(event, [time(8, 30), time(12, 30), time(14)], 1, by=by, at=at)
    actions.set_state(event, EventState.OPEN, by=by, at=at)
    return event


def make_draft(first_day: date, *, by: int, at: datetime) -> Event:
    """Make the next edition, of which only the dates are known."""
    plan = EventPlan(
        kind=EventKind.ETI_DAYS,
        slug=NEXT,
        name=NEXT_NAME,
        time_zone=str(programme()["event"]["tz"]),
        country="FR",
        languages=("fr", "en"),
        first_day=first_day,
        last_day=first_day + timedelta(days=1),
        opens_wall=_wall(first_day - OPENS_BEFORE, 9),
        closes_wall=_wall(first_day - CLOSES_BEFORE, 18),
        capacity=None,
    )
    return actions.create_event(plan, by=by, at=at)


def _wall(on: date, hour: int) -> datetime:
    return datetime.combine(on, time(hour))


def _describe(
    event: Event, summary: Multilingual, venue: Multilingual, address: str
) -> None:
    event.summary, event.venue, event.address = summary, venue, address
    event.contact_email = CONTACT
    event.agenda_visibility = AgendaVisibility.CONFIRMED
    db.session.flush()


def _set_hours(
    event: Event, hours: list[time], number: int, *, by: int, at: datetime
) -> None:
    day = queries.list_days(event.id)[number]
    set_hours(event, day, hours, by=by, at=at)
