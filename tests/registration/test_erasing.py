"""What people were promised would be forgotten is forgotten by the worker."""

from datetime import datetime, timedelta

import pytest
from flask import Flask

from eti_events import PURGES
from eti_events.accounts.actions import make_link
from eti_events.accounts.models import AccessLink, LinkPurpose, MailCode, SignIn
from eti_events.audit.models import AuditLine
from eti_events.database import db, transaction
from eti_events.events.models import Event
from eti_events.events.queries import get_event
from eti_events.registration.actions import save_draft
from eti_events.registration.answers import Answers
from eti_events.registration.models import ConsentPurpose, Need, NeedKind
from tests.factories import BEFORE, make_event, make_person, sign_in
from tests.registration.steps import answers, invited, registration_of, submit

WEEK = timedelta(days=7)
MOMENT = timedelta(seconds=1)


pytestmark = pytest.mark.usefixtures("app")


def purge(at: datetime) -> None:
    """What the worker does once a day."""
    for forget in PURGES:
        with transaction():
            forget(at)


def ask_for_needs(event: Event) -> None:
    needs = {NeedKind.DIET: "vegan", NeedKind.ACCESS: "une rampe"}
    agreed = frozenset({ConsentPurpose.NEEDS})
    submit(event, invited(event), answers(event, needs=needs, consents=agreed))


def test_needs_are_erased_a_week_after_their_event_and_their_number_stays() -> None:
    event, later = make_event(), make_event(days=3)
    for one in (event, event, later):
        ask_for_needs(one)
    end = event.ends_at

    purge(end + WEEK)
    assert db.session.query(Need).count() == 6
    purge(end + WEEK + MOMENT)
    assert db.session.query(Need).count() == 2
    purge(end + WEEK + MOMENT)

    lines = db.session.query(AuditLine).filter_by(action="needs.erased").all()
    assert [(line.event_id, line.detail) for line in lines] == [
        (event.id, {"kind": "access", "count": 2}),
        (event.id, {"kind": "diet", "count": 2}),
    ]


def test_what_was_typed_and_never_sent_is_erased_with_the_needs() -> None:
    event = make_event()
    person = invited(event)
    slug, person_id = event.slug, person.id
    half = Answers(details={"phone": "+33199000102"})
    with transaction():
        save_draft(get_event(slug), person_id, half, at=BEFORE)

    purge(event.ends_at + WEEK)
    assert registration_of(event, person).typed == half.details
    purge(event.ends_at + WEEK + MOMENT)
    assert registration_of(event, person).sealed_typed is None


def test_dead_links_lose_their_secret_and_then_their_owner() -> None:
    person = make_person()
    with transaction():
        for purpose in LinkPurpose:
            make_link(person.id, purpose, at=BEFORE, expires_at=BEFORE + WEEK)

    purge(BEFORE + WEEK - MOMENT)
    assert None not in [link.token for link in db.session.query(AccessLink)]
    purge(BEFORE + WEEK)
    kept = {link.purpose for link in db.session.query(AccessLink) if link.token}
    assert kept == {LinkPurpose.DEMO}
    purge(BEFORE + WEEK + timedelta(days=30))
    left = {link.purpose for link in db.session.query(AccessLink)}
    assert left == {LinkPurpose.DEMO, LinkPurpose.INVITATION}


def test_sessions_are_forgotten_a_month_after_they_ended(app: Flask) -> None:
    ended, open_still = (make_person() for _ in range(2))
    for person in (ended, open_still):
        sign_in(app.test_client(), person)
    with transaction():
        row = db.session.query(SignIn).filter_by(person_id=ended.id).one()
        row.ended_at = BEFORE
        db.session.add(
            MailCode(
                sign_in_id=row.id,
                code_hash="x",
                created_at=BEFORE,
                expires_at=BEFORE + timedelta(days=90),
                tries=0,
            )
        )

    purge(BEFORE + timedelta(days=30))
    assert db.session.query(SignIn).count() == 2
    purge(BEFORE + timedelta(days=30) + MOMENT)

    assert db.session.query(SignIn).one().person_id == open_still.id
