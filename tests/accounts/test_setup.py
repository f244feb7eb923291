"""Setting up an account."""

import re
from datetime import timedelta

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient

from eti_events.accounts import grants
from eti_events.accounts.models import AccessLink, Account, RecoveryCode
from eti_events.accounts.queries import get_person
from eti_events.clock import utcnow
from eti_events.database import db, transaction
from eti_events.people.models import Person
from tests.accounts.mailbox import link_in, mails_to, work
from tests.accounts.staff import PASSPHRASE, come_in, make_member
from tests.factories import make_person

CHOICE = {"passphrase": PASSPHRASE, "again": PASSPHRASE}


@pytest.fixture
def person(app: Flask) -> Person:
    return make_person(given_name="Odile", email="odile@exemple.invalid")


def setup_link(person: Person) -> str:
    with transaction():
        url = grants.setup_url(get_person(person.id), by=None, at=utcnow())
    return url.removeprefix("http://localhost")


def key_on(page: str) -> str:
    found = re.search(r'class="mono">([A-Z2-7 ]+)<', page)
    assert found
    return found[1].replace(" ", "")


def test_an_account_is_set_up_in_three_steps(
    client: FlaskClient, person: Person
) -> None:
    link = setup_link(person)
    assert "Compte de Odile" in client.get(link).text
    page = client.post(link, data=CHOICE, follow_redirects=True)
    assert 'aria-label="Code QR' in page.text
    code = pyotp.TOTP(key_on(page.text)).now()

    done = client.post(f"{link}/code", data={"code": code})

    codes = re.findall(r'<li class="mono">([A-Z0-9-]{29})</li>', done.text)
    assert len(set(codes)) == 10
    assert "mise en place" not in done.text
    assert "votre compte a été mis en place" in mails_to(person.email or "")[0]
    assert client.get(link).status_code == 410


def test_the_codes_are_kept_as_digests(client: FlaskClient, person: Person) -> None:
    link = setup_link(person)
    page = client.post(link, data=CHOICE, follow_redirects=True)
    code = pyotp.TOTP(key_on(page.text)).now()
    done = client.post(f"{link}/code", data={"code": code})
    shown = re.findall(r'<li class="mono">([A-Z0-9-]{29})</li>', done.text)

    db.session.rollback()
    kept = [row.code_hash for row in db.session.query(RecoveryCode)]

    assert len(kept) == 10
    assert not set(shown) & set(kept)
    assert all(len(digest) == 64 for digest in kept)


def test_reading_and_half_done_steps_leave_no_way_in(
    client: FlaskClient, person: Person
) -> None:
    link = setup_link(person)
    for _ in range(5):
        client.get(link)
    client.post(link, data=CHOICE)

    answer = client.post(
        "/staff/sign-in", data={"email": person.email, "passphrase": PASSPHRASE}
    )

    assert answer.status_code == 422
    assert client.get(link).status_code == 200


def test_the_secret_is_shown_to_the_browser_that_began_only(
    app: Flask, client: FlaskClient, person: Person
) -> None:
    link = setup_link(person)
    client.post(link, data=CHOICE)

    stranger = app.test_client().get(f"{link}/code")

    assert stranger.headers["Location"] == link
    assert client.get(f"{link}/code").status_code == 200


def test_a_wrong_first_code_is_explained(client: FlaskClient, person: Person) -> None:
    link = setup_link(person)
    client.post(link, data=CHOICE)

    page = client.post(f"{link}/code", data={"code": "000000"})

    assert page.status_code == 422
    assert "Prenez le suivant" in page.text
    assert key_on(page.text)


@pytest.mark.parametrize(
    ("passphrase", "again", "reason"),
    [
        ("court", "court", "au moins 12 caractères"),
        ("Motdepasse2026!", "Motdepasse2026!", "se devine trop facilement"),
        ("odile.odile.odile", "odile.odile.odile", "se devine trop facilement"),
        (PASSPHRASE, PASSPHRASE + "!", "Les deux ne sont pas les mêmes"),
        ("", "", "Choisissez une phrase de passe"),
    ],
)
def test_a_weak_passphrase_is_refused_with_its_reason(
    client: FlaskClient, person: Person, passphrase: str, again: str, reason: str
) -> None:
    link = setup_link(person)

    page = client.post(link, data={"passphrase": passphrase, "again": again})

    assert page.status_code == 422
    assert reason in page.text
    assert f'value="{passphrase}"' not in page.text or not passphrase


def test_a_newer_link_replaces_the_older(client: FlaskClient, person: Person) -> None:
    older, newer = setup_link(person), setup_link(person)

    assert client.get(older).status_code == 410
    assert client.get(newer).status_code == 200


def test_the_link_lives_for_three_days_and_can_be_renewed_by_mail(
    client: FlaskClient, person: Person
) -> None:
    link = setup_link(person)
    with transaction():
        db.session.query(AccessLink).one().expires_at -= timedelta(days=3)
    assert client.get(link).status_code == 410

    client.post(f"/links/{link.rpartition('/')[2]}/renew")
    work()

    assert client.get(link_in(mails_to(person.email or "")[0])).status_code == 200


def test_an_old_setup_link_never_replaces_a_working_account(
    client: FlaskClient, person: Person
) -> None:
    link = setup_link(person)
    with transaction():
        db.session.query(AccessLink).one().expires_at -= timedelta(days=3)
    make_member(person)

    client.post(f"/links/{link.rpartition('/')[2]}/renew")
    work()

    assert "/sign-in/" in link_in(mails_to(person.email or "")[-1])


def test_a_new_setup_ends_the_sessions_of_the_old(
    app: Flask, client: FlaskClient
) -> None:
    member = make_member()
    come_in(client, member)
    assert client.get("/staff/account").status_code == 200

    app.test_client().post(setup_link(member.person), data=CHOICE)

    assert client.get("/staff/account").status_code == 302
    db.session.rollback()
    assert db.session.query(Account).one().totp_confirmed_at is None
