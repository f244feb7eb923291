"""Coming in as staff: passphrase, then a code."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eti_events.accounts.models import Account, Attempts, SignIn, SignInKind
from eti_events.audit.models import AuditLine
from eti_events.clock import utcnow
from eti_events.database import db, transaction
from tests.accounts.staff import (
    PASSPHRASE,
    Member,
    come_in,
    first_step,
    make_member,
    second_step,
)
from tests.factories import make_person

REFUSED = "Cette adresse et cette phrase de passe ne vont pas ensemble."


@pytest.fixture
def member(app: Flask) -> Member:
    return make_member()


def staff_sessions() -> list[SignIn]:
    db.session.rollback()
    return db.session.query(SignIn).filter_by(kind=SignInKind.STAFF).all()


def test_passphrase_and_code_open_a_session_of_the_team(
    client: FlaskClient, member: Member
) -> None:
    step = first_step(client, member, goal="/me/sessions")
    assert step.headers["Location"] == "/staff/sign-in/code"
    assert "étape 2 sur 2" in client.get("/staff/sign-in/code").text
    assert staff_sessions() == []

    answer = second_step(client, member.code())

    assert answer.headers["Location"] == "/me/sessions"
    assert "Équipe d’organisation" in client.get("/me/sessions").text
    assert len(staff_sessions()) == 1


def test_it_works_in_english(client: FlaskClient, member: Member) -> None:
    page = client.get("/staff/sign-in?lang=en")
    wrong = first_step(client, member, "not this one, surely")

    assert "Organising team, step 1 of 2" in page.text
    assert "This address and this passphrase do not match." in wrong.text


def test_a_wrong_passphrase_and_an_unknown_address_get_one_answer(
    client: FlaskClient, member: Member
) -> None:
    wrong = first_step(client, member, "une tout autre phrase")
    stranger = client.post(
        "/staff/sign-in",
        data={"email": "x" + member.email, "passphrase": "une tout autre phrase"},
    )

    assert wrong.status_code == stranger.status_code == 422
    assert REFUSED in wrong.text
    assert wrong.text.replace(member.email, "x" + member.email) == stranger.text


def test_somebody_without_account_or_not_set_up_gets_that_answer_too(
    app: Flask, client: FlaskClient, member: Member
) -> None:
    with transaction():
        db.session.query(Account).one().totp_confirmed_at = None
    stranger = Member(make_person(), "stranger@exemple.invalid", "", [])

    assert REFUSED in first_step(client, member).text
    assert REFUSED in first_step(client, stranger).text


def test_a_disabled_account_opens_nothing(client: FlaskClient, member: Member) -> None:
    first_step(client, member)
    with transaction():
        db.session.query(Account).one().disabled_at = utcnow()

    assert second_step(client, member.code()).status_code == 422
    assert REFUSED in first_step(client, member).text


def test_the_code_page_needs_the_passphrase_first(
    client: FlaskClient, member: Member
) -> None:
    assert second_step(client, member.code()).headers["Location"] == "/staff/sign-in"
    assert client.get("/staff/sign-in/code").status_code == 302


def test_a_code_works_once(app: Flask, client: FlaskClient, member: Member) -> None:
    code = member.code()
    first_step(client, member)
    second_step(client, code)
    other = app.test_client()
    first_step(other, member)

    again = second_step(other, code)

    assert again.status_code == 422
    assert "Prenez le suivant" in again.text
    assert second_step(other, member.code(1)).status_code == 302


def test_one_code_at_once_in_two_places_opens_one_session(
    app: Flask, member: Member
) -> None:
    browsers = [app.test_client() for _ in range(2)]
    for browser in browsers:
        first_step(browser, member)
    code = member.code()

    with ThreadPoolExecutor(2) as pool:
        answers = pool.map(lambda one: second_step(one, code).status_code, browsers)

    assert sorted(answers) == [302, 422]
    assert len(staff_sessions()) == 1


@pytest.mark.parametrize(("steps", "status"), [(-2, 422), (-1, 302), (1, 302)])
def test_the_clock_of_the_phone_may_be_half_a_minute_off(
    client: FlaskClient, member: Member, steps: int, status: int
) -> None:
    first_step(client, member)

    assert second_step(client, member.code(steps)).status_code == status


def test_a_recovery_code_replaces_the_phone_once(
    app: Flask, client: FlaskClient, member: Member
) -> None:
    spare = member.spare[3]
    first_step(client, member)
    assert second_step(client, spare.lower().replace("-", " ")).status_code == 302

    other = app.test_client()
    first_step(other, member)
    assert second_step(other, spare).status_code == 422
    assert second_step(other, member.spare[4]).status_code == 302


def test_ten_failures_lock_the_account_for_a_while(
    client: FlaskClient, member: Member
) -> None:
    for _ in range(10):
        assert first_step(client, member, "une tout autre phrase").status_code == 422

    locked = first_step(client, member)

    assert locked.status_code == 429
    assert locked.headers["Retry-After"] == "900"
    _fifteen_minutes_pass()
    assert first_step(client, member).status_code == 302


def test_nobody_locks_a_member_out_of_a_browser_they_have_used(
    app: Flask, client: FlaskClient, member: Member
) -> None:
    come_in(client, member)
    client.post("/sign-out")
    stranger, own_phone = app.test_client(), app.test_client()
    codes = [first_step(stranger, member, "faux").status_code for _ in range(12)]

    assert codes == [422] * 10 + [429] * 2
    assert first_step(own_phone, member).status_code == 429
    assert first_step(client, member).status_code == 302
    assert second_step(client, member.code(1)).headers["Location"] == "/manage/"
    assert first_step(stranger, member, "faux").status_code == 429


def test_a_known_browser_guesses_no_more_than_a_stranger(
    client: FlaskClient, member: Member
) -> None:
    other = make_member()
    come_in(client, member)

    codes = [first_step(client, member, "faux").status_code for _ in range(12)]
    of_another = [first_step(client, other, "faux").status_code for _ in range(12)]

    assert codes == of_another == [422] * 10 + [429] * 2


def test_nobody_makes_up_a_known_browser(app: Flask, member: Member) -> None:
    codes = []
    for n in range(12):
        client = app.test_client()
        client.set_cookie("known", f"mark{n}.{n:064x}")
        codes.append(first_step(client, member, "faux").status_code)

    assert codes == [422] * 10 + [429] * 2


def test_an_unknown_address_is_locked_in_the_same_way(client: FlaskClient) -> None:
    data = {"email": "nobody@exemple.invalid", "passphrase": "une tout autre phrase"}

    codes = [client.post("/staff/sign-in", data=data).status_code for _ in range(11)]

    assert codes == [422] * 10 + [429]


def test_wrong_codes_count_as_failures(client: FlaskClient, member: Member) -> None:
    first_step(client, member)

    codes = [second_step(client, "000000").status_code for _ in range(11)]

    assert codes == [422] * 10 + [429]


def test_twenty_guesses_at_once_are_ten(app: Flask, member: Member) -> None:
    browsers = [app.test_client() for _ in range(20)]

    def guess(browser: FlaskClient) -> int:
        return first_step(browser, member, "une tout autre phrase").status_code

    with ThreadPoolExecutor(10) as pool:
        codes = list(pool.map(guess, browsers))

    assert codes.count(422) == 10
    assert codes.count(429) == 10


def test_coming_in_forgets_the_failures(client: FlaskClient, member: Member) -> None:
    for _ in range(8):
        first_step(client, member, "une tout autre phrase")
    come_in(client, member)

    for _ in range(5):
        assert first_step(client, member, "encore autre chose").status_code == 422


def test_signing_in_gives_the_browser_a_new_session(
    app: Flask, client: FlaskClient, member: Member
) -> None:
    come_in(client, member)
    with client.session_transaction() as kept:
        before = dict(kept)
    client.post("/sign-out")
    first_step(client, member)
    second_step(client, member.code(1))

    with client.session_transaction() as kept:
        assert kept["_user_id"] != before["_user_id"]
        assert "second_step" not in kept


def test_the_second_step_waits_five_minutes(
    client: FlaskClient, member: Member
) -> None:
    first_step(client, member)
    with client.session_transaction() as kept:
        person, key, when, goal = kept["second_step"]
        kept["second_step"] = [person, key, when - 300, goal]

    assert second_step(client, member.code()).headers["Location"] == "/staff/sign-in"


def test_failures_leave_a_line_without_the_address(
    client: FlaskClient, member: Member
) -> None:
    first_step(client, member, "une tout autre phrase")

    db.session.rollback()
    line = db.session.query(AuditLine).filter_by(action="session.refused").one()
    assert line.actor_kind == "visitor"
    assert member.email not in str(line.detail)
    assert PASSPHRASE not in str(line.detail)


def _fifteen_minutes_pass() -> None:
    with transaction():
        for row in db.session.query(Attempts):
            row.window_start -= timedelta(minutes=16)
