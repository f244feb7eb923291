"""Changing one's own address: proved by the new mailbox, stopped by the old one."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eti_events.accounts import addresses
from eti_events.accounts.actions import make_link
from eti_events.accounts.models import (
    AccessLink,
    EmailChange,
    LinkPurpose,
    Role,
    SignIn,
    SignInKind,
)
from eti_events.accounts.queries import find_person_by_email
from eti_events.audit.models import AuditLine
from eti_events.clock import utcnow
from eti_events.database import db, transaction
from eti_events.people.corrections import mark_of, take_the_files
from eti_events.people.models import Correction, Person, PersonEmail
from tests.accounts.mailbox import mails_to
from tests.factories import (
    BEFORE,
    FAR,
    grant,
    make_event,
    make_person,
    make_registration,
    sign_in,
    sign_in_staff,
)

NEW = "new.address@exemple.invalid"


@pytest.fixture
def person(client: FlaskClient) -> Person:
    found = make_person()
    sign_in(client, found, kind=SignInKind.MAIL)
    checked()
    return found


def checked() -> None:
    with transaction():
        for row in db.session.query(SignIn):
            row.checked_at = utcnow()


def ask(client: FlaskClient, address: str = NEW) -> int:
    return client.post("/me/address", data={"email": address}).status_code


def link_of(address: str) -> str:
    found = re.search(r"http://localhost(/address/\S+)", mails_to(address)[-1])
    assert found
    return found[1]


def now(person: Person) -> Person:
    db.session.rollback()
    return db.session.get_one(Person, person.id)


def test_nothing_changes_before_the_new_mailbox_has_answered(
    client: FlaskClient, app: Flask, person: Person
) -> None:
    old, person_id = str(person.email), person.id
    assert ask(client) == 302
    link = link_of(NEW)
    stranger = app.test_client()

    assert stranger.get(link).status_code == 200
    assert now(person).email == old

    assert stranger.post(link).status_code == 200
    moved = now(person)
    assert (moved.email, moved.email_key) == (NEW, NEW)
    assert stranger.post(link).status_code == 410
    found = find_person_by_email(old)
    assert found
    assert found.id == person_id
    lines = db.session.query(AuditLine).filter(AuditLine.action.like("email.%"))
    assert [line.action for line in lines] == ["email.change_asked", "email.changed"]


def test_the_mail_to_the_new_address_names_nobody(
    client: FlaskClient, person: Person
) -> None:
    ask(client)
    [text] = mails_to(NEW)

    assert person.family_name not in text
    assert str(person.email) not in text
    assert NEW not in mails_to(str(person.email))[-1]


def test_links_and_sessions_of_before_end_but_the_one_that_asked(
    client: FlaskClient, app: Flask, person: Person
) -> None:
    other = app.test_client()
    sign_in(other, person, kind=SignInKind.MAIL)
    with transaction():
        _link, token = make_link(
            person.id, LinkPurpose.INVITATION, at=BEFORE, expires_at=FAR
        )
    ask(client)
    app.test_client().post(link_of(NEW))

    assert client.get("/me/sessions").status_code == 200
    assert other.get("/me/sessions").status_code == 302
    assert app.test_client().get(f"/invitations/{token}").status_code == 410
    db.session.rollback()
    assert all(link.revoked_at for link in db.session.query(AccessLink))


@pytest.mark.parametrize("applied", [False, True])
def test_the_old_mailbox_stops_it_or_undoes_it(
    client: FlaskClient, app: Flask, person: Person, *, applied: bool
) -> None:
    old = str(person.email)
    ask(client)
    prove, stop = link_of(NEW), link_of(old)
    visitor = app.test_client()
    if applied:
        visitor.post(prove)

    assert visitor.get(stop).status_code == 200
    assert visitor.post(stop).status_code == 200

    assert now(person).email == old
    assert visitor.post(prove).status_code == 410
    assert visitor.post(stop).status_code == 410
    assert client.get("/me/sessions").status_code == 302
    assert db.session.query(Correction).count() == 0


def test_an_address_that_somebody_has_is_answered_the_same(
    client: FlaskClient, app: Flask, person: Person
) -> None:
    known = make_person()
    answers = [
        client.post("/me/address", data={"email": address}, follow_redirects=True).data
        for address in (NEW, str(known.email))
    ]
    assert re.sub(rb"\d", b"", answers[0]) == re.sub(rb"\d", b"", answers[1])

    refused = app.test_client().post(link_of(str(known.email)))
    assert refused.status_code == 409
    assert "autre fiche" in refused.text or "another record" in refused.text
    assert now(person).email != known.email


def test_links_die_in_their_time(client: FlaskClient, person: Person) -> None:
    old = str(person.email)
    ask(client)
    prove, stop = link_of(NEW), link_of(old)
    with transaction():
        change = db.session.query(EmailChange).one()
        change.asked_at -= timedelta(days=2)
    assert client.post(prove).status_code == 410
    assert client.get(stop).status_code == 200
    with transaction():
        change = db.session.query(EmailChange).one()
        change.asked_at -= timedelta(days=6)
    assert client.post(stop).status_code == 410
    with transaction():
        addresses.forget_moves(utcnow() + timedelta(days=30))
    assert db.session.query(EmailChange).count() == 0


def test_who_came_by_an_invitation_proves_first_who_they_are(
    client: FlaskClient,
) -> None:
    sign_in(client, make_person(), kind=SignInKind.INVITATION)

    answer = client.post("/me/address", data={"email": NEW})

    assert answer.headers["Location"] == "/me/code?next=/me/address"
    assert mails_to(NEW) == []


def test_three_a_day_and_no_more(client: FlaskClient, person: Person) -> None:
    asked = [ask(client, f"n{number}@exemple.invalid") for number in range(4)]

    assert asked == [302, 302, 302, 429]


def test_what_is_no_address_is_refused_and_kept(
    client: FlaskClient, person: Person
) -> None:
    answer = client.post("/me/address", data={"email": "no address"})

    assert answer.status_code == 422
    assert "no address" in answer.text


def test_the_organiser_sees_both_and_takes_the_rosters_back(
    client: FlaskClient, app: Flask, person: Person
) -> None:
    old, by = str(person.email), make_person().id
    ask(client)
    app.test_client().post(link_of(NEW))

    db.session.rollback()
    row = db.session.query(Correction).one()
    assert (row.field, row.roster_value, row.corrected_value) == ("email", old, NEW)
    with transaction():
        row = db.session.query(Correction).one()
        db.session.refresh(row, ["person", "mission"])
        take_the_files(row, seen=mark_of(row), by=by, at=utcnow())
    assert (now(person).email, now(person).email_key) == (old, old)
    assert [row.email_key for row in db.session.query(PersonEmail)] == [NEW]


def moved_by(client: FlaskClient, someone: Person, address: str = NEW) -> int:
    event = make_event()
    make_registration(event, someone)
    sign_in_staff(client, event=event)
    url = f"/manage/{event.slug}/participants/{someone.public_id}/address"
    assert client.get(url).status_code == 200
    return client.post(url, data={"email": address}).status_code


def test_an_organiser_moves_somebody_and_both_mailboxes_hear_of_it(
    client: FlaskClient,
) -> None:
    someone = make_person()
    old = str(someone.email)

    assert moved_by(client, someone) == 302
    assert now(someone).email == NEW
    assert len(mails_to(old)) == len(mails_to(NEW)) == 1
    assert db.session.query(Correction).one().roster_value == old


def test_an_organiser_moves_nobody_to_the_address_of_another(
    client: FlaskClient,
) -> None:
    someone, other = make_person(), make_person()

    assert moved_by(client, someone, str(other.email)) == 409
    assert now(someone).email != other.email


def test_an_organiser_moves_nobody_of_the_team(client: FlaskClient) -> None:
    someone = make_person()
    grant(someone, Role.TRAINER, make_event())

    assert moved_by(client, someone) == 409
    assert now(someone).email != NEW
