"""Going out, one's sessions, and proving again who one is."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask.typing import ResponseReturnValue

from eti_events.accounts import actions
from eti_events.accounts.access import ask_for_check, is_alive
from eti_events.accounts.devices import device_name
from eti_events.accounts.models import MailCode, SignIn, SignInKind
from eti_events.accounts.queries import find_sign_in
from eti_events.database import db, transaction
from eti_events.events.models import Event
from eti_events.people.models import Person
from eti_events.policy import POLICY, SIGNED_IN
from tests.accounts.mailbox import mails_to
from tests.accounts.staff import PASSPHRASE, come_in, first_step, make_member
from tests.conftest import Selects
from tests.factories import BEFORE, make_event, make_person, sign_in

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def opened(
    person: Person,
    kind: SignInKind,
    event: Event | None = None,
    *,
    at: datetime = BEFORE,
) -> SignIn:
    with transaction():
        token = actions.open_session(person.id, kind, at=at, event=event)
    row = find_sign_in(token)
    assert row
    return row


def test_a_session_of_staff_ends_after_two_idle_hours_and_after_twelve(
    app: Flask,
) -> None:
    row = opened(make_person(), SignInKind.STAFF)

    assert is_alive(row, BEFORE + 2 * HOUR - timedelta(seconds=1))
    assert not is_alive(row, BEFORE + 2 * HOUR)
    row.last_seen_at = BEFORE + 12 * HOUR - timedelta(seconds=1)
    assert is_alive(row, BEFORE + 12 * HOUR - timedelta(seconds=1))
    assert not is_alive(row, BEFORE + 12 * HOUR)
    db.session.rollback()


def test_a_session_by_mail_lasts_thirty_days(app: Flask) -> None:
    row = opened(make_person(), SignInKind.MAIL)

    assert row.expires_at == BEFORE + 30 * DAY
    assert row.event_id is None


def test_an_invitation_lasts_until_the_whole_edition_is_over(app: Flask) -> None:
    edition = make_event()
    course = make_event(parent=edition)

    row = opened(make_person(), SignInKind.INVITATION, course)

    assert row.event_id == edition.id
    assert row.expires_at == max(edition.ends_at, course.ends_at) + 12 * HOUR
    assert actions.opens_everything(row, BEFORE + 30 * DAY - HOUR)
    assert not actions.opens_everything(row, BEFORE + 30 * DAY)


def test_an_invitation_opened_late_lasts_thirty_days(app: Flask) -> None:
    event = make_event()
    late = event.ends_at - HOUR

    row = opened(make_person(), SignInKind.INVITATION, event, at=late)

    assert row.expires_at == late + 30 * DAY


def test_use_is_noted_every_five_minutes_at_most(client: FlaskClient) -> None:
    sign_in(client, make_person())
    _shift(last_seen_at=timedelta(minutes=-4))
    before = _only().last_seen_at
    client.get("/me/sessions")
    assert _only().last_seen_at == before

    _shift(last_seen_at=timedelta(minutes=-2))
    client.get("/me/sessions")
    assert _only().last_seen_at > before


def test_idle_staff_are_asked_to_sign_in_again(client: FlaskClient) -> None:
    come_in(client, make_member())
    assert client.get("/staff/account").status_code == 200
    _shift(last_seen_at=-2 * HOUR)

    answer = client.get("/staff/account")

    assert answer.headers["Location"] == "/staff/sign-in?next=/staff/account"


def test_signing_out_ends_the_session_on_the_server(
    app: Flask, client: FlaskClient
) -> None:
    sign_in(client, make_person())
    stolen = client.get_cookie("eti")
    assert stolen

    answer = client.post("/sign-out")

    assert answer.headers["Location"] == "/sign-out"
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    thief = app.test_client()
    thief.set_cookie("eti", stolen.value)
    assert thief.get("/me/sessions").status_code == 302


def test_signing_out_twice_is_no_fault(client: FlaskClient) -> None:
    assert client.post("/sign-out").status_code == 302
    assert client.get("/sign-out").status_code == 200


def test_one_sees_and_ends_a_session_on_another_device(
    app: Flask, client: FlaskClient
) -> None:
    person, phone = make_person(), app.test_client()
    sign_in(client, person, kind=SignInKind.MAIL)
    sign_in(phone, person, kind=SignInKind.MAIL)
    with transaction():
        _all()[1].device = "Firefox, Android"
    page = client.get("/me/sessions").text
    assert "Firefox, Android" in page
    assert page.count("cet appareil") == 1

    client.post(f"/me/sessions/{_all()[1].public_id}/end")

    assert phone.get("/me/sessions").status_code == 302
    assert client.get("/me/sessions").status_code == 200


def test_ending_the_others_keeps_this_one(app: Flask, client: FlaskClient) -> None:
    person = make_person()
    phones = [app.test_client() for _ in range(3)]
    for browser in (client, *phones):
        sign_in(browser, person, kind=SignInKind.MAIL)

    client.post("/me/sessions/end-others")

    assert [phone.get("/me/sessions").status_code for phone in phones] == [302] * 3
    assert client.get("/me/sessions").status_code == 200


def test_nobody_ends_the_session_of_another_person(
    app: Flask, client: FlaskClient
) -> None:
    sign_in(client, make_person(), kind=SignInKind.STAFF)
    other = app.test_client()
    sign_in(other, make_person())

    answer = client.post(f"/me/sessions/{_all()[1].public_id}/end")

    assert answer.status_code == 404
    assert other.get("/me/sessions").status_code == 200


def test_a_forwarded_invitation_reaches_no_other_session(
    app: Flask, client: FlaskClient
) -> None:
    person, event = make_person(), make_event()
    sign_in(client, person, event=event)
    for kind in (SignInKind.STAFF, SignInKind.MAIL):
        sign_in(app.test_client(), person, kind=kind)

    page = client.get("/me/sessions").text
    client.post("/me/sessions/end-others")
    codes = [
        client.post(f"/me/sessions/{row.public_id}/end").status_code
        for row in _all()[1:]
    ]

    assert page.count("Équipe d’organisation") == 0
    assert codes == [404, 404]
    assert all(row.ended_at is None for row in _all())


def test_a_mailed_code_proves_again_who_one_is(app: Flask, client: FlaskClient) -> None:
    person = make_person()
    sign_in(client, person)
    page = client.get("/me/code?next=/me/sessions")
    assert "M’envoyer un code" in page.text

    client.post("/me/code/mail", data={"next": "/me/sessions"})
    code = _code_in(mails_to(person.email or "")[0])
    answer = client.post(
        "/me/code", data={"code": code.lower(), "next": "/me/sessions"}
    )

    assert answer.headers["Location"] == "/me/sessions"
    assert _only().checked_at


def test_a_mailed_code_works_once_and_for_ten_minutes(
    client: FlaskClient,
) -> None:
    person = make_person()
    sign_in(client, person)
    client.post("/me/code/mail")
    client.post("/me/code/mail")
    first, second = map(_code_in, mails_to(person.email or ""))

    assert client.post("/me/code", data={"code": first}).status_code == 422
    assert client.post("/me/code", data={"code": second}).status_code == 302
    assert client.post("/me/code", data={"code": second}).status_code == 422
    client.post("/me/code/mail")
    with transaction():
        for row in db.session.query(MailCode):
            row.expires_at -= timedelta(minutes=10)
    third = _code_in(mails_to(person.email or "")[-1])
    assert client.post("/me/code", data={"code": third}).status_code == 422


def test_a_wrong_mailed_code_is_replaced_by_mail(client: FlaskClient) -> None:
    sign_in(client, make_person())

    page = client.post("/me/code?lang=en", data={"code": "AAAA-AAAA"})

    assert page.status_code == 422
    assert "Have another one mailed" in page.text


def test_five_wrong_codes_spoil_the_right_one(client: FlaskClient) -> None:
    person = make_person()
    sign_in(client, person)
    client.post("/me/code/mail")
    code = _code_in(mails_to(person.email or "")[0])
    for _ in range(5):
        client.post("/me/code", data={"code": "AAAA-AAAA"})

    assert client.post("/me/code", data={"code": code}).status_code == 422


def test_a_code_of_another_session_is_worth_nothing(
    app: Flask, client: FlaskClient
) -> None:
    person, other = make_person(), app.test_client()
    sign_in(client, person)
    sign_in(other, person)
    client.post("/me/code/mail")
    code = _code_in(mails_to(person.email or "")[0])

    assert other.post("/me/code", data={"code": code}).status_code == 422


def test_staff_prove_it_with_their_application(client: FlaskClient) -> None:
    member = make_member()
    come_in(client, member)
    page = client.get("/me/code")
    assert "M’envoyer un code" not in page.text

    answer = client.post("/me/code", data={"code": member.code(1)})

    assert answer.status_code == 302


@pytest.mark.own_app
def test_masked_pages_ask_again_after_a_quarter_of_an_hour(
    app: Flask, client: FlaskClient
) -> None:
    @app.get("/masked")
    def masked() -> ResponseReturnValue:
        return ask_for_check() or "<p>shown</p>"

    POLICY["masked"] = SIGNED_IN
    try:
        sign_in(client, make_person())
        assert client.get("/masked").headers["Location"] == "/me/code?next=/masked"
    finally:
        del POLICY["masked"]


def test_a_change_of_passphrase_ends_the_other_sessions(
    app: Flask, client: FlaskClient
) -> None:
    member, other = make_member(), app.test_client()
    come_in(client, member)
    first_step(other, member)
    other.post("/staff/sign-in/code", data={"code": member.code(1)})
    new = "cinq lampes vertes dorment"

    wrong = client.post(
        "/staff/account/passphrase",
        data={"present": "pas celle-ci", "passphrase": new, "again": new},
    )
    right = client.post(
        "/staff/account/passphrase",
        data={"present": PASSPHRASE, "passphrase": new, "again": new},
    )

    assert "Ce n’est pas votre phrase de passe actuelle." in wrong.text
    assert right.status_code == 302
    assert client.get("/staff/account").status_code == 200
    assert other.get("/staff/account").status_code == 302
    assert first_step(app.test_client(), member).status_code == 422
    assert first_step(app.test_client(), member, new).status_code == 302
    assert "votre phrase de passe" in mails_to(member.email)[-1]


def test_new_recovery_codes_replace_the_old_after_a_fresh_proof(
    app: Flask, client: FlaskClient
) -> None:
    member = make_member()
    come_in(client, member)
    with transaction():
        _only().checked_at = None
    asked = client.post("/staff/account/recovery-codes")
    assert asked.headers["Location"] == "/me/code?next=/staff/account"
    client.post("/me/code", data={"code": member.code(1)})

    page = client.post("/staff/account/recovery-codes")

    assert page.text.count('<li class="mono">') == 10
    other = app.test_client()
    first_step(other, member)
    old = other.post("/staff/sign-in/code", data={"code": member.spare[0]})
    assert old.status_code == 422


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (
            "Mozilla/5.0 (Android 14; Mobile; rv:140.0) Firefox/140.0",
            "Firefox, Android",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0"
            " Mobile/15E148 Safari/604.1",
            "Safari, iPhone",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0",
            "Edge, Windows",
        ),
        ("curl/8", ""),
    ],
)
def test_devices_have_names_that_their_owners_know(user_agent: str, name: str) -> None:
    assert device_name(user_agent) == name


def _code_in(text: str) -> str:
    return next(line for line in text.splitlines() if len(line) == 9 and "-" in line)


def _all() -> list[SignIn]:
    db.session.expire_all()
    return db.session.query(SignIn).order_by(SignIn.id).all()


def _only() -> SignIn:
    db.session.rollback()
    return db.session.query(SignIn).one()


def _shift(**by: timedelta) -> None:
    with transaction():
        row = db.session.query(SignIn).one()
        for name, step in by.items():
            setattr(row, name, getattr(row, name) + step)


def test_the_list_costs_the_same_however_many_sessions_there_are(
    app: Flask, client: FlaskClient, selects: Selects
) -> None:
    person = make_person()
    sign_in(client, person, kind=SignInKind.MAIL)
    counts = []
    for _ in range(2):
        with selects() as sent:
            client.get("/me/sessions")
        counts.append(len(sent))
        for _ in range(3):
            sign_in(app.test_client(), person, kind=SignInKind.MAIL)

    assert counts[0] == counts[1]
