"""A network of experts for the benches: registered, or invited and to register."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from flask import Flask, session
from flask.sessions import SecureCookieSessionInterface
from flask_wtf.csrf import generate_csrf
from sqlalchemy import insert, select

from eti_events import create_app
from eti_events.accounts.models import Role, SignIn, SignInKind
from eti_events.clock import utcnow
from eti_events.database import db, transaction
from eti_events.events.models import Counter, Event, HalfDay
from eti_events.events.queries import CAPACITY, get_event
from eti_events.names import fold
from eti_events.people.models import (
    Commissioner,
    Mission,
    Person,
    Region,
    Status,
    Theme,
)
from eti_events.registration.actions import invite
from eti_events.registration.codes import new_code, new_short_code
from eti_events.registration.models import (
    Category,
    Invitation,
    Registration,
    RegistrationState,
    Ticket,
    registration_half_day,
)
from eti_events.security import digest
from tests.factories import BEFORE, FAR, grant, make_event, make_person
from tests.stored import config_for

GIVEN = ("Aïcha", "Benoît", "Chloé", "Đorđe", "Émeline", "Farid", "Giulia", "Hồng")
FAMILY = ("Alder", "Bouleau", "Charme", "Églantier", "Frêne", "Genévrier", "Hêtre")
COUNTRIES = ("SN", "XK", "GE", "PE", "VN", "TN", "CI", "KE", "RS", "MA")


@dataclass(frozen=True)
class Crowd:
    """An event with its people, and cookies that open its pages."""

    slug: str
    organiser: str
    invited: Sequence[str]
    csrf_token: str
    link: str


def gather(url: str, folder: Path, *, registered: int, invited: int = 0) -> Crowd:
    """Fill the database in a few statements, as an import would."""
    app = create_app(config_for(url, folder))
    with app.app_context():
        event = make_event(places=registered + invited + 1)
        slug, number = event.slug, event.id
        with transaction():
            people = _people(registered + invited)
            _register(number, people[:registered])
            _invite(number, people[registered:])
        raw, token = _csrf(app)
        crowd = Crowd(
            slug=slug,
            organiser=_cookie(app, raw, _organiser(db.session.get_one(Event, number))),
            invited=[_cookie(app, raw, key) for key in _sign_in(people[registered:])],
            csrf_token=token,
            link=_link(slug),
        )
        db.session.remove()
        db.engine.dispose()
    return crowd


def _people(count: int) -> list[int]:
    """Write people with a mission each; return their ids."""
    chance = random.Random(count)
    if not count:
        return []
    made = insert(Person).returning(Person.id, sort_by_parameter_order=True)
    rows = [_person(number, chance) for number in range(1, count + 1)]
    ids = list(db.session.scalars(made, rows))
    db.session.execute(insert(Mission), [_mission(number, chance) for number in ids])
    return ids


def _person(number: int, chance: random.Random) -> dict[str, object]:
    given, family = chance.choice(GIVEN), f"{chance.choice(FAMILY)}-{number}"
    return {
        "given_name": given,
        "family_name": family,
        "search_key": fold(f"{given} {family}"),
        "email": f"expert{number}@exemple.invalid",
        "email_key": f"expert{number}@exemple.invalid",
        "created_at": BEFORE,
    }


def _mission(number: int, chance: random.Random) -> dict[str, object]:
    return {
        "person_id": number,
        "identifier": f"ETI-{number}",
        "status": Status.ETI,
        "commissioner": chance.choice(list(Commissioner)),
        "title": "Conseillère technique auprès du ministre",
        "host_organisation": "Ministère des Finances",
        "city": "Ville",
        "country": chance.choice(COUNTRIES),
        "region": chance.choice(list(Region)),
        "theme": chance.choice(list(Theme)),
        "start_on": date(2095, 9, 1),
        "end_on": date(2098, 8, 31),
        "first_departure": number % 8 == 0,
        "desk_officer_label": f"Référent {number % 12}",
    }


def _register(event_id: int, people: list[int]) -> None:
    half_days = db.session.scalars(
        select(HalfDay.id).filter_by(event_id=event_id)
    ).all()
    db.session.execute(insert(Registration), [_confirmed(event_id, n) for n in people])
    ids = db.session.execute(select(Registration.id).filter_by(event_id=event_id))
    rows = [{"registration_id": n, "half_day_id": h} for (n,) in ids for h in half_days]
    db.session.execute(insert(registration_half_day), rows)
    db.session.execute(insert(Ticket), [_ticket(event_id, number) for number in people])
    counter = db.session.scalars(
        select(Counter).filter_by(event_id=event_id, scope=CAPACITY)
    ).one()
    counter.taken = len(people)


def _confirmed(event_id: int, person_id: int) -> dict[str, object]:
    return {
        "event_id": event_id,
        "person_id": person_id,
        "state": RegistrationState.CONFIRMED,
        "created_at": BEFORE,
        "changed_at": BEFORE,
        "submitted_at": BEFORE,
        "confirmed_at": BEFORE,
    }


def _ticket(event_id: int, person_id: int) -> dict[str, object]:
    code, short = new_code(), new_short_code()
    return {
        "event_id": event_id,
        "person_id": person_id,
        "code": code,
        "code_hash": digest(code),
        "short_code": short,
        "short_hash": digest(short),
        "issued_at": BEFORE,
    }


def _invite(event_id: int, people: list[int]) -> None:
    rows = [
        {
            "event_id": event_id,
            "person_id": number,
            "category": Category.EXPERT,
            "invited_at": BEFORE,
        }
        for number in people
    ]
    if rows:
        db.session.execute(insert(Invitation), rows)


def _link(slug: str) -> str:
    """Invite one more person as an organiser does; return the link of their mail."""
    person = make_person()
    with transaction():
        invitation = invite(
            get_event(slug), person, category=Category.EXPERT, by=None, at=utcnow()
        )
        assert invitation.link
        return f"/invitations/{invitation.link.token}"


def _organiser(event: Event) -> str:
    person = make_person()
    grant(person, Role.ORGANISER, event)
    return _sign_in([person.id], SignInKind.STAFF)[0]


def _sign_in(
    people: Sequence[int], kind: SignInKind = SignInKind.INVITATION
) -> list[str]:
    """Open a session for each; return the tokens."""
    now = datetime.now(UTC)
    rows = [
        {
            "token_hash": digest(f"token {number}"),
            "person_id": number,
            "kind": kind,
            "created_at": now,
            "last_seen_at": now,
            "expires_at": FAR,
        }
        for number in people
    ]
    if rows:
        with transaction():
            db.session.execute(insert(SignIn), rows)
    return [f"token {number}" for number in people]


def cookie_of(app: Flask, person_id: int) -> str:
    """Sign somebody in; return the Cookie header of their browser."""
    raw, _token = _csrf(app)
    return _cookie(app, raw, _sign_in([person_id])[0])


def _csrf(app: Flask) -> tuple[str, str]:
    """Return what the session keeps and what the form sends."""
    with app.test_request_context():
        token = generate_csrf()
        return session["csrf_token"], token


def _cookie(app: Flask, csrf: str, token: str) -> str:
    """Return the Cookie header of a browser that holds this session."""
    serializer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert serializer
    value = serializer.dumps(
        {"_user_id": token, "csrf_token": csrf, "_permanent": True}
    )
    return f"{app.config['SESSION_COOKIE_NAME']}={value}; lang=fr"
