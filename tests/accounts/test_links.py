"""Coming in by a link from a mail."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from eti_events.accounts import actions
from eti_events.accounts.models import AccessLink, LinkPurpose, SignIn, SignInKind
from eti_events.clock import utcnow
from eti_events.database import db, transaction
from eti_events.events.models import Event
from eti_events.people.models import Language, Person
from tests.accounts.mailbox import link_in, mails_to, work
from tests.factories import make_event, make_person, sign_in

ADDRESS = "camille.genet@exemple.invalid"


def invite(person: Person, place: Event, *, days: int = 30) -> str:
    with transaction():
        _link, token = actions.make_link(
            person.id,
            LinkPurpose.INVITATION,
            at=utcnow(),
            expires_at=utcnow() + timedelta(days=days),
            event_id=place.id,
        )
    return f"/invitations/{token}"


def mailed_link(client: FlaskClient, person: Person, goal: str = "") -> str:
    client.post("/sign-in", data={"email": person.email, "next": goal})
    work()
    return link_in(mails_to(person.email or "")[-1])


def sessions() -> list[SignIn]:
    db.session.rollback()
    return db.session.query(SignIn).order_by(SignIn.id).all()


@contextmanager
def counted_statements() -> Iterator[list[str]]:
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield sent
    event.remove(db.engine, "before_cursor_execute", note)


@pytest.fixture
def person(app: Flask) -> Person:
    return make_person(given_name="Camille", family_name="Genêt-Roux", email=ADDRESS)


@pytest.fixture
def other_browser(app: Flask) -> FlaskClient:
    return app.test_client()


def test_a_link_arrives_by_mail_and_signs_in(
    client: FlaskClient, person: Person
) -> None:
    link = mailed_link(client, person, goal="/me/sessions")

    assert "Bonjour Camille" in client.get(link).text
    answer = client.post(link, data={"next": "/me/sessions"})

    assert answer.headers["Location"] == "/me/sessions"
    assert "Mes connexions" in client.get("/me/sessions").text
    assert sessions()[0].kind is SignInKind.MAIL


def test_the_page_and_the_mail_speak_english_too(client: FlaskClient) -> None:
    make_person(email=ADDRESS, language=Language.ENGLISH)

    page = client.get("/sign-in?lang=en")
    client.post("/sign-in", data={"email": ADDRESS})
    work()

    assert "You have no password: we send you a link." in page.text
    assert "here is the link you asked for" in mails_to(ADDRESS)[0]


def test_the_mail_is_written_by_the_worker_only(
    client: FlaskClient, person: Person
) -> None:
    client.post("/sign-in", data={"email": ADDRESS})

    assert mails_to(ADDRESS) == []
    work()
    assert len(mails_to(ADDRESS)) == 1


def test_known_and_unknown_addresses_get_the_same_answer_for_the_same_work(
    app: Flask, person: Person
) -> None:
    answers: list[object] = []
    statements: list[list[str]] = []
    for address in (ADDRESS, "nobody@exemple.invalid"):
        browser = app.test_client()
        with counted_statements() as sent:
            answer = browser.post("/sign-in", data={"email": address})
        headers = {name: value for name, value in answer.headers if name != "Date"}
        answers.append((answer.status_code, answer.text, headers))
        answers.append(browser.get("/sign-in/sent").text)
        statements.append(sent)

    assert answers[:2] == answers[2:]
    assert statements[0] == statements[1]


def test_every_writing_of_an_address_is_known(
    client: FlaskClient, person: Person
) -> None:
    client.post("/sign-in", data={"email": "  Camille.GENET@Exemple.invalid "})
    work()

    assert len(mails_to(ADDRESS)) == 1


def test_what_is_no_address_is_explained(client: FlaskClient) -> None:
    page = client.post("/sign-in?lang=fr", data={"email": "camille"})

    assert page.status_code == 422
    assert "nom@organisation.org" in page.text


def test_reading_a_link_consumes_nothing(client: FlaskClient, person: Person) -> None:
    link = mailed_link(client, person)
    for _ in range(5):
        assert client.head(link).status_code == 200
        assert client.get(link).status_code == 200
    assert sessions() == []

    assert client.post(link).status_code == 302
    assert len(sessions()) == 1


def test_a_sign_in_link_works_once(
    client: FlaskClient, other_browser: FlaskClient, person: Person
) -> None:
    link = mailed_link(client, person)
    client.get(link)
    client.post(link)

    assert other_browser.get(link).status_code == 410
    assert other_browser.post(link).status_code == 410
    assert len(sessions()) == 1


def test_a_lost_answer_may_be_asked_for_again_in_the_same_browser(
    app: Flask, client: FlaskClient, person: Person
) -> None:
    link = mailed_link(client, person)
    client.get(link)
    before = client.get_cookie("eti")
    assert before
    client.post(link)
    client.set_cookie("eti", before.value)  # as if the answer had never come

    assert client.post(link).status_code == 302
    assert client.get("/me/sessions").status_code == 200
    assert {row.person_id for row in sessions()} == {person.id}


def test_a_lost_answer_is_no_excuse_two_minutes_later(
    client: FlaskClient, person: Person
) -> None:
    link = mailed_link(client, person)
    client.get(link)
    before = client.get_cookie("eti")
    assert before
    client.post(link)
    client.set_cookie("eti", before.value)
    with transaction():
        row = db.session.query(AccessLink).one()
        assert row.used_at
        row.used_at -= actions.LOST_ANSWER

    assert client.post(link).status_code == 410


def test_two_presses_at_once_sign_in_one_person(app: Flask, person: Person) -> None:
    client = app.test_client()
    link = mailed_link(client, person)
    client.get(link)
    cookie = client.get_cookie("eti")
    assert cookie
    browsers = [app.test_client() for _ in range(2)]
    for browser in browsers:
        browser.set_cookie("eti", cookie.value)

    with ThreadPoolExecutor(2) as pool:
        codes = list(pool.map(lambda one: one.post(link).status_code, browsers))

    assert codes == [302, 302]
    assert {row.person_id for row in sessions()} == {person.id}
    assert [one.get("/me/sessions").status_code for one in browsers] == [200, 200]


def test_two_browsers_at_once_get_one_session(app: Flask, person: Person) -> None:
    link = mailed_link(app.test_client(), person)
    browsers = [app.test_client() for _ in range(2)]
    for browser in browsers:
        browser.get(link)

    with ThreadPoolExecutor(2) as pool:
        codes = list(pool.map(lambda one: one.post(link).status_code, browsers))

    assert sorted(codes) == [302, 410]
    assert len(sessions()) == 1


def test_a_sign_in_link_lives_for_an_hour(client: FlaskClient, person: Person) -> None:
    link = mailed_link(client, person)
    with transaction():
        db.session.query(AccessLink).one().expires_at -= timedelta(minutes=60)

    assert client.get(link).status_code == 410


def test_a_used_link_leads_its_owner_on(client: FlaskClient, person: Person) -> None:
    link = mailed_link(client, person)
    client.get(link)
    client.post(link)

    assert client.get(link).headers["Location"] == "/me"


def test_a_dead_link_offers_a_new_one_to_its_owner_only(
    client: FlaskClient, other_browser: FlaskClient, person: Person
) -> None:
    link = mailed_link(client, person)
    client.get(link)
    client.post(link)
    dead = other_browser.get(link)
    assert "Recevoir un nouveau lien" in dead.text
    assert ADDRESS not in dead.text

    token = link.rpartition("/")[2]
    answer = other_browser.post(f"/links/{token}/renew")
    work()

    assert answer.headers["Location"] == "/sign-in/sent"
    assert len(mails_to(ADDRESS)) == 2
    assert other_browser.get(link_in(mails_to(ADDRESS)[1])).status_code == 200


def test_an_unknown_link_is_answered_as_a_dead_one(
    client: FlaskClient, person: Person
) -> None:
    unknown = client.get("/invitations/nobody-made-this")
    expired = client.get(invite(person, make_event(), days=0))

    assert (unknown.status_code, expired.status_code) == (410, 410)
    answer = client.post("/links/nobody-made-this/renew")
    assert answer.headers["Location"] == "/sign-in/sent"


def test_an_invitation_opens_on_several_devices_for_its_event_only(
    client: FlaskClient, other_browser: FlaskClient, person: Person
) -> None:
    event = make_event()
    course = make_event(parent=event)
    link = invite(person, course)

    page = client.get(link)
    assert "Camille G.-R." in page.text
    assert "Roux" not in page.text
    for browser in (client, other_browser, client):
        answer = browser.post(link)
        assert answer.headers["Location"] == f"/events/{course.slug}/register"

    assert {(row.kind, row.event_id) for row in sessions()} == {
        (SignInKind.INVITATION, event.id)
    }


def test_a_revoked_invitation_is_dead(client: FlaskClient, person: Person) -> None:
    link = invite(person, make_event())
    with transaction():
        db.session.query(AccessLink).one().revoked_at = utcnow()

    assert client.get(link).status_code == 410
    assert client.post(link).status_code == 410


def test_a_dead_invitation_renewed_leads_to_its_event(
    client: FlaskClient, person: Person
) -> None:
    event = make_event()
    token = invite(person, event, days=0).rpartition("/")[2]

    client.post(f"/links/{token}/renew")
    work()

    link = link_in(mails_to(ADDRESS)[0])
    page = client.get(link)
    assert f'value="/events/{event.slug}/register"' in page.text


def test_an_invitation_does_not_take_staff_out_of_their_session(
    client: FlaskClient, person: Person
) -> None:
    sign_in(client, person, kind=SignInKind.STAFF)
    link = invite(person, make_event())

    assert client.post(link).status_code == 302

    assert [row.kind for row in sessions()] == [SignInKind.STAFF]
    assert client.get("/staff/sign-in/code").status_code == 302


def test_an_invitation_of_somebody_else_changes_who_is_signed_in(
    client: FlaskClient, person: Person
) -> None:
    sign_in(client, make_person(), kind=SignInKind.STAFF)

    client.post(invite(person, make_event()))

    assert sessions()[-1].person_id == person.id
    assert len(client.get("/me/sessions").text.split("Fermer</button>")) <= 2


def test_a_link_of_one_purpose_opens_no_other_door(
    client: FlaskClient, person: Person
) -> None:
    token = invite(person, make_event()).rpartition("/")[2]

    assert client.get(f"/sign-in/{token}").status_code == 410
    assert client.get(f"/staff/setup/{token}").status_code == 410


def test_tokens_are_kept_as_digests(app: Flask, person: Person) -> None:
    token = invite(person, make_event()).rpartition("/")[2]

    raw = db.session.execute(db.text("SELECT token_hash, token FROM access_link"))

    for row in raw:
        assert token not in str(row[0])
        assert token.encode() not in bytes(row[1])


def test_the_page_asked_for_survives_the_mail(app: Flask) -> None:
    person = make_person(email="broken@exemple.invalid")
    with transaction():
        actions.send_link(
            person.id, LinkPurpose.SIGN_IN, goal="/me?a=1&b=2", at=utcnow()
        )

    link = link_in(mails_to("broken@exemple.invalid")[0])
    assert link.endswith("?next=%2Fme%3Fa%3D1%26b%3D2")


@pytest.mark.parametrize(
    "goal",
    [
        "/me?your=account-will-be-closed",
        "/Your-account-will-be-closed",
        "/events/your-account-will-be-closed",
        "/me/your-account-will-be-closed/edit",
        "/invitations/your-account-will-be-closed",
        "/static/your-account-will-be-closed",
        "/me/sessions#your-account-will-be-closed",
    ],
)
def test_no_stranger_writes_words_into_a_mail_by_the_page_asked_for(
    client: FlaskClient, person: Person, goal: str
) -> None:
    assert "account" not in mailed_link(client, person, goal=goal)


def test_a_page_of_an_event_is_one_to_go_on_to(
    client: FlaskClient, person: Person
) -> None:
    goal = f"/me/{make_event().slug}/edit"

    link = mailed_link(client, person, goal=f"{goal}?lang=en")

    assert link.endswith(f"?next={goal.replace('/', '%2F')}")
