"""How often one may try."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eti_events.accounts.limits import (
    ALL_SIGN_INS,
    MAILS_OF_A_DAY,
    MAILS_OF_A_WHILE,
    SIGN_INS_OF_AN_ADDRESS,
    Limit,
    forget,
    forget_old,
    give_back,
    take,
)
from eti_events.accounts.models import Attempts
from eti_events.clock import utcnow
from eti_events.database import db, transaction
from tests.accounts.mailbox import mails_to, work
from tests.factories import BEFORE, make_person

THREE = Limit("test", 3, timedelta(minutes=15))
MINUTE = timedelta(minutes=1)
ADDRESS = "camille@exemple.invalid"


def tried(limit: Limit, key: str = "key", *, at: datetime = BEFORE) -> bool:
    with transaction():
        return take(limit, key, at=at)


def filled(limit: Limit, key: str) -> None:
    """Let the limit be reached just now."""
    with transaction():
        for _ in range(limit.times):
            assert take(limit, key, at=utcnow())


@contextmanager
def time_passes(step: timedelta) -> Iterator[None]:
    with transaction():
        for row in db.session.query(Attempts):
            row.window_start -= step
    yield


def test_what_is_too_much_is_refused_and_not_counted(app: Flask) -> None:
    assert [tried(THREE) for _ in range(5)] == [True, True, True, False, False]
    assert tried(THREE, "another")
    db.session.rollback()
    assert {row.count for row in db.session.query(Attempts)} == {1, 3}


def test_a_try_is_forgotten_when_its_time_is_over(app: Flask) -> None:
    for minute in (0, 7, 14):
        assert tried(THREE, at=BEFORE + minute * MINUTE)

    assert not tried(THREE, at=BEFORE + 15 * MINUTE - MINUTE / 60)
    assert tried(THREE, at=BEFORE + 17 * MINUTE)
    assert not tried(THREE, at=BEFORE + 18 * MINUTE)


@pytest.mark.one_engine
def test_no_stretch_of_the_window_lets_more_through(app: Flask) -> None:
    """Whoever tries every 40 seconds gets through three times in any 15 minutes."""
    moments = [BEFORE + timedelta(seconds=40 * step) for step in range(120)]
    passed = [moment for moment in moments if tried(THREE, at=moment)]

    for start in passed:
        stretch = [one for one in passed if start <= one < start + 15 * MINUTE]
        assert len(stretch) <= 3
    assert len(passed) >= 13  # and no stretch is lost for nothing


def test_tries_at_the_same_moment_cannot_pass_together(app: Flask) -> None:
    def one_try(_: int) -> bool:
        with app.app_context():
            return tried(THREE)

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(one_try, range(16))) == 3


def test_a_try_given_back_was_none(app: Flask) -> None:
    for _ in range(3):
        tried(THREE)
    with transaction():
        give_back(THREE, "key", at=BEFORE)

    assert tried(THREE)
    assert not tried(THREE)


def test_a_success_forgets_the_tries(app: Flask) -> None:
    for _ in range(3):
        tried(THREE)
    with transaction():
        forget(THREE, "key")

    assert tried(THREE)


def test_old_steps_are_deleted(app: Flask) -> None:
    tried(THREE)
    tried(THREE, at=BEFORE + timedelta(days=2))
    with transaction():
        forget_old(at=BEFORE + timedelta(days=2, minutes=2))

    assert db.session.query(Attempts).count() == 1


def test_keys_are_digests(app: Flask) -> None:
    tried(THREE, ADDRESS)

    assert ADDRESS not in db.session.query(Attempts).one().key


def test_five_mails_in_a_quarter_of_an_hour(client: FlaskClient) -> None:
    make_person(email=ADDRESS)
    codes = []
    for _ in range(6):
        codes.append(client.post("/sign-in", data={"email": ADDRESS}).status_code)
        work()

    assert codes == [302] * 5 + [429]
    assert len(mails_to(ADDRESS)) == 5


def test_twenty_mails_a_day(client: FlaskClient) -> None:
    filled(MAILS_OF_A_DAY, ADDRESS)

    answer = client.post("/sign-in", data={"email": ADDRESS})

    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "86400")
    assert "Trop de demandes" in answer.text


def test_new_links_and_codes_are_mails_too(client: FlaskClient) -> None:
    filled(MAILS_OF_A_WHILE, "unknown-token")

    assert client.post("/links/unknown-token/renew").status_code == 429


@pytest.mark.parametrize("path", ["/sign-in", "/staff/sign-in"])
def test_sixty_sign_ins_a_minute_from_one_network(
    client: FlaskClient, path: str
) -> None:
    filled(SIGN_INS_OF_AN_ADDRESS, "127.0.0.1")
    data = {"email": ADDRESS, "passphrase": "une phrase quelconque"}

    assert client.post(path, data=data).status_code == 429
    elsewhere = client.post(path, data=data, environ_base={"REMOTE_ADDR": "192.0.2.9"})
    assert elsewhere.status_code in (302, 422)


def test_a_thousand_sign_ins_in_five_minutes_from_everywhere(
    client: FlaskClient,
) -> None:
    with transaction():
        take(ALL_SIGN_INS, "", at=utcnow())
    with transaction():
        db.session.query(Attempts).one().count = 1000

    assert client.post("/sign-in", data={"email": ADDRESS}).status_code == 429
    with time_passes(timedelta(minutes=6)):
        assert client.post("/sign-in", data={"email": ADDRESS}).status_code == 302
