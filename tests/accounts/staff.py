"""A member of staff with a working account, and the application that makes codes."""

from dataclasses import dataclass
from datetime import timedelta

import pyotp
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from eti_events.accounts import credentials
from eti_events.accounts.passphrases import seal
from eti_events.accounts.queries import find_account
from eti_events.clock import utcnow
from eti_events.database import db, transaction
from eti_events.people.models import Person
from tests.factories import make_person

PASSPHRASE = "quatre chevaux bleus chantent"
SEALED = seal(PASSPHRASE)  # once: it is slow on purpose


@dataclass
class Member:
    """Who signs in, with the secret of the code application and the spare codes."""

    person: Person
    email: str
    secret: str
    spare: list[str]

    def code(self, steps: int = 0) -> str:
        """The code of this moment, or of that many times 30 seconds later."""
        return pyotp.TOTP(self.secret).at(utcnow() + timedelta(seconds=30 * steps))


def make_member(person: Person | None = None) -> Member:
    """Set up an account, its first code long used."""
    person = person or make_person()
    with transaction():
        account = credentials.create_account(person.id, by=None, at=utcnow())
        db.session.flush()
        credentials.begin_setup(account, SEALED, at=utcnow())
        secret = account.totp_secret or ""
        first = pyotp.TOTP(secret).now()
        spare = credentials.finish_setup(account, first, at=utcnow())
    with transaction():
        account_again = find_account(person.id)
        assert account_again
        account_again.totp_last_step = 0
    return Member(person, person.email or "", secret, spare)


def first_step(
    client: FlaskClient, member: Member, passphrase: str = PASSPHRASE, goal: str = ""
) -> TestResponse:
    data = {"email": member.email, "passphrase": passphrase, "next": goal}
    return client.post("/staff/sign-in", data=data)


def second_step(client: FlaskClient, code: str) -> TestResponse:
    return client.post("/staff/sign-in/code", data={"code": code})


def come_in(client: FlaskClient, member: Member) -> TestResponse:
    first_step(client, member)
    return second_step(client, member.code())
