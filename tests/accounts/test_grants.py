"""Who works for which event."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient

from eti_events.accounts import grants
from eti_events.accounts.adding import add_user
from eti_events.accounts.models import Grant, Role, SignIn, SignInKind
from eti_events.accounts.queries import get_grant, get_person, list_grants
from eti_events.clock import utcnow
from eti_events.commands import main
from eti_events.database import db, transaction
from eti_events.errors import Refusal
from eti_events.people.models import Person
from tests.accounts.mailbox import link_in, mails_to
from tests.accounts.staff import make_member
from tests.conftest import Selects
from tests.factories import BEFORE, grant, make_event, make_person, sign_in_staff

NEW = {
    "email": "odile.genet@exemple.invalid",
    "given_name": "Odile",
    "family_name": "Genêt",
    "language": "fr",
    "role": "organiser",
    "event": "",
}


def test_an_administrator_invites_a_new_member(client: FlaskClient) -> None:
    sign_in_staff(client, Role.ADMIN)
    event = make_event()

    page = client.post(
        "/manage/access", data={**NEW, "event": event.slug}, follow_redirects=True
    )

    assert "Odile Genêt" in page.text
    assert "invitation envoyée" in page.text
    link = link_in(mails_to(NEW["email"])[0])
    assert "Compte de Odile Genêt" in client.get(link).text


@pytest.mark.parametrize("name", ["www.evil.example", "https://evil.example", "a@b"])
def test_a_name_is_no_address(client: FlaskClient, name: str) -> None:
    sign_in_staff(client, Role.ADMIN)

    page = client.post("/manage/access", data={**NEW, "given_name": name})

    assert page.status_code == 422
    assert "sans adresse" in page.text
    assert db.session.query(Person).filter_by(email=NEW["email"]).count() == 0


def test_what_nobody_sees_in_a_name_is_left_out(client: FlaskClient) -> None:
    sign_in_staff(client, Role.ADMIN)
    typed = {
        "given_name": "Odi\u202ele\r\nBcc:",
        "family_name": "\x1b[31mGen\0êt\u200b",
    }

    client.post("/manage/access", data={**NEW, **typed})

    person = db.session.query(Person).filter_by(email=NEW["email"]).one()
    assert (person.given_name, person.family_name) == ("Odile Bcc:", "[31mGenêt")


def test_somebody_known_needs_no_name_and_no_second_account(
    client: FlaskClient,
) -> None:
    sign_in_staff(client, Role.ADMIN)
    member = make_member()

    page = client.post(
        "/manage/access",
        data={"email": member.email, "language": "fr", "role": "trainer", "event": ""},
    )

    assert page.status_code == 302
    assert "/staff/setup/" not in "".join(mails_to(member.email))
    assert db.session.query(Person).filter_by(email=member.email).count() == 1


def test_somebody_unknown_needs_a_name(client: FlaskClient) -> None:
    sign_in_staff(client, Role.ADMIN)

    page = client.post("/manage/access", data={**NEW, "family_name": ""})

    assert page.status_code == 409
    assert "tapez aussi le nom de la personne" in page.text
    assert NEW["email"] in page.text


def test_a_role_may_begin_and_end_on_days_of_the_event_s_zone(
    client: FlaskClient,
) -> None:
    sign_in_staff(client, Role.ADMIN)
    event = make_event(time_zone="Pacific/Noumea")
    days = {"starts_on": "2096-08-01", "ends_on": "2096-09-03"}

    client.post("/manage/access", data={**NEW, **days, "event": event.slug})
    db.session.rollback()

    given = db.session.query(Grant).filter_by(event_id=event.id).one()
    zone = ZoneInfo("Pacific/Noumea")
    assert given.starts_at == datetime(2096, 8, 1, tzinfo=zone)
    assert given.ends_at == datetime(2096, 9, 4, tzinfo=zone)
    assert not list_grants(given.person_id, at=utcnow())
    assert list_grants(given.person_id, at=datetime(2096, 9, 3, 9, tzinfo=UTC))
    assert not list_grants(given.person_id, at=given.ends_at)


@pytest.mark.parametrize(
    "days",
    [
        {"ends_on": "2020-01-01"},
        {"starts_on": "2096-08-02", "ends_on": "2096-08-01"},
    ],
)
def test_a_role_ends_after_it_begins(client: FlaskClient, days: dict[str, str]) -> None:
    sign_in_staff(client, Role.ADMIN)

    assert client.post("/manage/access", data={**NEW, **days}).status_code == 409
    assert db.session.query(Person).filter_by(email=NEW["email"]).count() == 0


def test_the_same_role_twice_is_refused(client: FlaskClient) -> None:
    sign_in_staff(client, Role.ADMIN)
    client.post("/manage/access", data=NEW)

    page = client.post("/manage/access", data=NEW)

    assert page.status_code == 409
    assert "a déjà ce rôle" in page.text


def test_withdrawing_takes_the_rights_at_once(app: Flask, client: FlaskClient) -> None:
    event = make_event()
    theirs = app.test_client()
    organiser = sign_in_staff(theirs, Role.ORGANISER, event)
    sign_in_staff(client, Role.ADMIN)
    assert theirs.get(f"/manage/{event.slug}/settings").status_code == 200
    given = db.session.query(Grant).filter_by(person_id=organiser.id).one()

    client.post(f"/manage/access/{given.public_id}/withdraw")

    assert theirs.get(f"/manage/{event.slug}/settings").status_code == 302
    assert "Organisation</td>" not in client.get("/manage/access").text


def test_a_new_role_ends_the_sessions_of_before(
    app: Flask, client: FlaskClient
) -> None:
    event = make_event()
    theirs = app.test_client()
    organiser = sign_in_staff(theirs, Role.ORGANISER, event)
    sign_in_staff(client, Role.ADMIN)

    data = {**NEW, "email": organiser.email, "role": "protocol"}
    client.post("/manage/access", data=data)

    assert theirs.get(f"/manage/{event.slug}/settings").status_code == 302


def test_nobody_changes_their_own_roles(client: FlaskClient) -> None:
    admin = sign_in_staff(client, Role.ADMIN)
    own = db.session.query(Grant).filter_by(person_id=admin.id).one()

    given = client.post("/manage/access", data={**NEW, "email": admin.email})
    withdrawn = client.post(f"/manage/access/{own.public_id}/withdraw")
    renewed = client.post(f"/manage/access/{own.public_id}/new-link")

    assert [given.status_code, withdrawn.status_code, renewed.status_code] == [409] * 3
    assert "demandez à une autre personne" in withdrawn.text


def test_the_last_administrator_stays(app: Flask) -> None:
    """Two who withdraw each other at once: the second finds himself the last."""
    last = grant(make_person(), Role.ADMIN)

    withdrawn = make_person()

    row = get_grant(last.public_id)

    with pytest.raises(grants.LastAdministrator):
        grants.withdraw_role(row, by=withdrawn.id, at=utcnow())


def test_who_lost_phone_and_codes_gets_a_new_link(client: FlaskClient) -> None:
    sign_in_staff(client, Role.ADMIN)
    member = make_member()
    given = grant(member.person, Role.TRAINER)

    client.post(f"/manage/access/{given.public_id}/new-link")

    assert client.get(link_in(mails_to(member.email)[-1])).status_code == 200


def test_a_role_withdrawn_before_it_begins_leaves_nothing(app: Flask) -> None:
    person, admin = make_person(), make_person()
    grant(admin, Role.ADMIN)
    with transaction():
        given = grants.give_role(
            get_person(person.id),
            Role.CHECK_IN,
            None,
            starts_at=BEFORE + timedelta(days=9),
            ends_at=None,
            by=admin.id,
            at=BEFORE,
        )
    with transaction():
        grants.withdraw_role(get_grant(given.public_id), by=admin.id, at=BEFORE)

    assert db.session.query(Grant).filter_by(person_id=person.id).count() == 0


def test_the_command_line_makes_the_first_administrator(app: Flask) -> None:
    url = add_user("prenom.nom@exemple.invalid", Role.ADMIN, None, "")

    person = db.session.query(Person).one()
    assert (person.given_name, person.family_name) == ("Prenom", "Nom")
    assert url.startswith("http://localhost/staff/setup/")
    again = add_user("prenom.nom@exemple.invalid", Role.ADMIN, None, "")
    browser = app.test_client()
    assert browser.get(url.removeprefix("http://localhost")).status_code == 410
    assert browser.get(again.removeprefix("http://localhost")).status_code == 200
    assert db.session.query(Grant).count() == 1


@pytest.mark.parametrize(
    ("email", "slug"), [("nobody", None), ("a@exemple.invalid", "no-such-event")]
)
def test_the_command_line_refuses_what_makes_no_sense(
    app: Flask, email: str, slug: str | None
) -> None:
    with pytest.raises(Refusal):
        add_user(email, Role.ORGANISER, slug, "")


def test_the_command_line_knows_the_roles() -> None:
    answer = CliRunner().invoke(main, ["user", "add", "a@b.fr", "--role", "king"])

    assert answer.exit_code == 2
    assert "organiser" in answer.output


def test_no_session_of_staff_without_staff_sign_in(
    app: Flask, client: FlaskClient
) -> None:
    sign_in_staff(client, Role.ADMIN)
    with transaction():
        db.session.query(SignIn).one().kind = SignInKind.MAIL

    answer = client.get("/manage/access")

    assert answer.headers["Location"] == "/staff/sign-in?next=/manage/access"


def test_readers_of_needs_are_named_one_by_one(client: FlaskClient) -> None:
    sign_in_staff(client, Role.ADMIN)
    event = make_event()

    page = client.post(
        "/manage/access",
        data={**NEW, "event": event.slug, "reads": ["diet", "access"]},
        follow_redirects=True,
    )

    assert "Accessibilité" in page.text
    db.session.rollback()  # see what the request wrote
    given = db.session.query(Grant).filter_by(role=Role.ORGANISER).one()
    assert given.audience == "diet access"


def test_what_no_need_is_called_opens_nothing(client: FlaskClient) -> None:
    sign_in_staff(client, Role.ADMIN)

    page = client.post("/manage/access", data={**NEW, "reads": ["everything"]})

    assert page.status_code == 422
    assert db.session.query(Grant).filter_by(role=Role.ORGANISER).count() == 0


def test_the_page_costs_the_same_however_many_have_roles(
    client: FlaskClient, selects: Selects
) -> None:
    sign_in_staff(client, Role.ADMIN)
    counts = []
    for _ in range(2):
        with selects() as sent:
            client.get("/manage/access")
        counts.append(len(sent))
        for _ in range(3):
            grant(make_person(), Role.TRAINER, make_event())

    assert counts[0] == counts[1]
