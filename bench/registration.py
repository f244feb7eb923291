"""What registering costs: the form as it is served, and as it is sent."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import cycle
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import insert

from bench.load import Call
from bench.results import Result
from bench.stage import Stage
from eti_events import create_app
from eti_events.accounts.models import SignIn, SignInKind
from eti_events.clock import utcnow
from eti_events.database import db, transaction
from eti_events.events.queries import list_half_days
from eti_events.people.models import (
    Commissioner,
    Language,
    Mission,
    Person,
    Region,
    Status,
    Theme,
)
from eti_events.registration.models import Category, Invitation
from eti_events.security import digest
from tests.factories import BEFORE, FAR, FIRST_DAY, make_event
from tests.stored import config_for

SECRET = "the same for every browser of a bench"  # what a form's token is made from


@dataclass(frozen=True)
class Desk:
    """An event, and the browsers of people who were invited to it."""

    slug: str
    cookies: list[str]
    body: bytes

    def readings(self) -> Iterator[Call]:
        """Return the form, asked for by one person after another."""
        for cookie in cycle(self.cookies):
            yield Call(self._path, headers={"Cookie": cookie})

    def sendings(self) -> Iterator[Call]:
        """Return the form as it is sent, once by each person."""
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        for cookie in self.cookies:
            headers = {"Cookie": cookie, **kind}
            yield Call(self._path, "POST", self.body, headers, status=302)

    @property
    def _path(self) -> str:
        return f"/events/{self.slug}/register"


def form(stage: Stage) -> Iterator[Result]:
    """Processor time of the form against the floor, read and sent."""
    url = stage.database()
    people = (stage.requests + 200) * (stage.runs + 1)
    desk = open_desk(url, stage.folder, people)
    server = stage.product(url)
    yield stage.against_floor("registration form GET", server, desk.readings(), 15)
    yield stage.against_floor("registration form POST", server, desk.sendings(), 15)


def open_desk(url: str, folder: Path, people: int) -> Desk:
    """Fill the database with an event, invited experts, and their sessions."""
    app = create_app(config_for(url, folder))
    with app.app_context():
        event = make_event(places=None)
        with transaction():
            _invite(event.id, people)
        chosen = [("half_days", str(row.public_id)) for row in list_half_days(event.id)]
        token = URLSafeTimedSerializer(app.secret_key or "", salt="wtf-csrf-token")
        typed = [("given_name", "Alix"), ("family_name", "Verveine")]
        typed += [("country", "SN"), ("csrf_token", str(token.dumps(SECRET)))]
        cookies = [_cookie(app, number) for number in range(1, people + 1)]
        desk = Desk(event.slug, cookies, urlencode([*typed, *chosen]).encode())
        db.session.remove()
        db.engine.dispose()
    return desk


def _cookie(app: Flask, number: int) -> str:
    signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]  # Flask's own, by its cookies
    content = {"_user_id": _token(number), "csrf_token": SECRET}
    return f"{app.config['SESSION_COOKIE_NAME']}={signer.dumps(content)}"


def _token(number: int) -> str:
    return f"browser-{number}"


def _invite(event_id: int, people: int) -> None:
    numbers = range(1, people + 1)
    session, now = db.session, utcnow()
    session.execute(insert(Person), [_person(number) for number in numbers])
    session.execute(insert(Mission), [_mission(number) for number in numbers])
    session.execute(insert(SignIn), [_sign_in(n, event_id, now) for n in numbers])
    invitation = {"event_id": event_id, "category": Category.EXPERT}
    session.execute(
        insert(Invitation),
        [{"person_id": n, "invited_at": BEFORE, **invitation} for n in numbers],
    )


def _person(number: int) -> dict[str, object]:
    return {
        "id": number,
        "given_name": "Alix",
        "family_name": "Verveine",
        "search_key": "verveine alix",
        "email": f"{number}@exemple.invalid",
        "email_key": f"{number}@exemple.invalid",
        "language": Language.FRENCH,
        "created_at": BEFORE,
    }


def _mission(number: int) -> dict[str, object]:
    return {
        "person_id": number,
        "identifier": f"B-{number}",
        "status": Status.ETI,
        "commissioner": Commissioner.MEAE,
        "country": "SN",
        "region": Region.AFRICA,
        "theme": Theme.GOVERNANCE,
        "start_on": FIRST_DAY.replace(year=FIRST_DAY.year - 1),
        "end_on": FIRST_DAY.replace(year=FIRST_DAY.year + 1),
    }


def _sign_in(number: int, event_id: int, now: datetime) -> dict[str, object]:
    return {
        "token_hash": digest(_token(number)),
        "person_id": number,
        "kind": SignInKind.INVITATION,
        "event_id": event_id,
        "created_at": now,
        "last_seen_at": now,
        "expires_at": FAR,
    }
