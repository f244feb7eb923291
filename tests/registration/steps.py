"""Steps that stories of registration share: plain functions around one transaction."""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from eti_events import WRITERS
from eti_events.clock import utcnow
from eti_events.database import db, transaction
from eti_events.events.models import Counter, Event, EventKind, HalfDay
from eti_events.events.queries import get_event, list_half_days
from eti_events.messages.models import Mail
from eti_events.messages.writing import write_due
from eti_events.people.models import Language, Person
from eti_events.registration import actions
from eti_events.registration.answers import Answers
from eti_events.registration.forms import CONSENTS, DETAILS
from eti_events.registration.models import (
    Category,
    ConsentPurpose,
    Invitation,
    Registration,
    RegistrationState,
)
from eti_events.registration.queries import find_registration
from tests.factories import (
    BEFORE,
    FIRST_DAY,
    make_event,
    make_mission,
    make_person,
    saved,
)

LATER = BEFORE + timedelta(hours=1)


def invited(event: Event, person: Person | None = None) -> Person:
    """Invite somebody without writing a mail."""
    person = person or make_person(language=Language.ENGLISH)
    saved(
        Invitation(
            event_id=event.id,
            person_id=person.id,
            category=Category.EXPERT,
            invited_at=BEFORE,
        )
    )
    return person


def first_departure_invited(event: Event) -> Person:
    person = make_person(language=Language.ENGLISH)
    make_mission(person, first_departure=True)
    return invited(event, person)


def make_course(edition: Event, *, places: int | None = 50) -> Event:
    course = make_event(
        kind=EventKind.PRE_DEPARTURE,
        parent=edition,
        places=places,
        first_day=FIRST_DAY - timedelta(days=2),
    )
    with transaction():
        get_event(course.slug).first_departures_only = True
    return course


def half_days(event: Event) -> Sequence[HalfDay]:
    return list_half_days(event.id)


def answers(event: Event, **changes: object) -> Answers:
    """Answers of somebody who comes to everything and asks for nothing.

    ``consents`` names those that are given; all were asked for.
    """
    given: Any = changes.pop("consents", ())
    changes["consents"] = {purpose: purpose in given for purpose in ConsentPurpose}
    everything = frozenset(row.public_id for row in half_days(event))
    return Answers(**{"half_days": everything, "language": "en", **changes})  # type: ignore[arg-type]  # a test names what it is about


def submit(
    event: Event,
    person: Person,
    given: Answers | None = None,
    *,
    with_course: bool = False,
) -> actions.Outcome:
    given = given or answers(event)
    slug, person_id = event.slug, person.id
    with transaction():
        return actions.submit(
            get_event(slug),
            person_id,
            given,
            at=LATER,
            with_course=with_course,
        )


def fill_in(
    client: FlaskClient, url: str, data: Mapping[str, object], **options: Any
) -> TestResponse:
    """Go through the form's three steps; return what the first in the way answers.

    ``url`` is the form's; of the ``data`` each step is sent what it asks for.
    """
    path, _, query = url.partition("?")
    for step in ("you", "stay", "check"):
        sent = {name: value for name, value in data.items() if step in _asked_at(name)}
        last = step == "check"
        response = client.post(
            f"{path}/{step}?{query}", data=sent, **(options if last else {})
        )
        moved = response.status_code == 302 and "/register/" not in response.location
        if response.status_code >= 400 or moved:
            break
    return response


def _asked_at(name: str) -> Collection[str]:
    if name in {"draft", "version", "autosave", "lang"}:
        return ("you", "stay", "check")
    if name in {*DETAILS, "first_departure"}:
        return ("you",)
    return ("check",) if name in CONSENTS else ("stay",)


def drafted(event: Event, person: Person | None = None, **changes: object) -> Person:
    """Invite somebody who has filled in the whole form and not sent it."""
    person = invited(event, person)
    given = answers(event, **changes)
    slug, person_id = event.slug, person.id
    with transaction():
        actions.save_draft(get_event(slug), person_id, given, at=LATER)
    return person


def registration_of(event: Event, person: Person) -> Registration:
    db.session.rollback()
    found = find_registration(event.id, person.id)
    assert found
    return found


def state_of(event: Event, person: Person) -> RegistrationState:
    return registration_of(event, person).state


def taken(event: Event) -> int:
    db.session.rollback()
    return (
        db.session.query(Counter)
        .filter_by(event_id=event.id, scope="event")
        .one()
        .taken
    )


def write_mails() -> None:
    """Write what lies unwritten in the outbox, as the worker does."""
    db.session.rollback()
    write_due(WRITERS, now=utcnow)
    db.session.rollback()


def mails(person: Person) -> list[str]:
    """Names of the mails queued for the person, in order."""
    db.session.rollback()
    rows = db.session.query(Mail).filter_by(person_id=person.id).order_by(Mail.id)
    return [mail.template for mail in rows]
