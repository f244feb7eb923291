"""A desk officer follows their own experts, and acts for them in the open."""

import html
from datetime import date
from email import message_from_bytes
from email.policy import default
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from eti_events.accounts.models import Role, SignInKind
from eti_events.audit.models import AuditLine
from eti_events.database import db, transaction
from eti_events.events.models import Event
from eti_events.messages.models import Mail
from eti_events.people.models import DeskOfficer, Mission, Person
from eti_events.registration.models import (
    Consent,
    ConsentPurpose,
    Registration,
    RegistrationState,
)
from tests.conftest import Selects
from tests.factories import (
    agree,
    grant,
    make_event,
    make_mission,
    make_person,
    make_registration,
    saved,
    sign_in,
    sign_in_staff,
)
from tests.registration.asked import make_question
from tests.registration.steps import half_days, invited

ACTS = ("answer", "decline", "cancel")
LABEL = "Référente Afrique"


@pytest.fixture
def event() -> Event:
    return make_event()


@pytest.fixture
def officer(client: FlaskClient, event: Event) -> Person:
    """A desk officer, signed in, behind one label."""
    officer = sign_in_staff(client, Role.DESK_OFFICER, event)
    saved(DeskOfficer(label=LABEL, person_id=officer.id))
    return officer


def expert(event: Event, label: str = LABEL, *, protected: bool = False) -> Person:
    person = make_person(protected=protected)
    make_mission(person, country="SN", desk_officer_label=label)
    return invited(event, person)


def listed(client: FlaskClient, event: Event, query: str = "") -> str:
    response = client.get(f"/manage/{event.slug}/my-experts?lang=en&{query}")
    assert response.status_code == 200
    return html.unescape(response.text)


def act(
    client: FlaskClient, event: Event, person: Person, what: str, reason: str = "Ill"
) -> TestResponse:
    days = [str(row.public_id) for row in half_days(event)]
    path = f"/manage/{event.slug}/my-experts/{person.public_id}/{what}?lang=en"
    db.session.rollback()  # what is read afterwards is what the request left
    return client.post(
        path,
        data={
            "answer-half_days": days,
            "answer-reason": reason,
            "leave-reason": reason,
        },
    )


def registration_of(person: Person) -> Registration:
    return db.session.query(Registration).filter_by(person_id=person.id).one()


def mails_to(person: Person) -> list[str]:
    rows = db.session.query(Mail).filter_by(person_id=person.id).order_by(Mail.id)
    return [mail.template for mail in rows]


def test_an_officer_sees_their_own_experts_only(
    client: FlaskClient, event: Event, officer: Person
) -> None:
    mine, other = expert(event), expert(event, "Référent Asie")
    elsewhere = expert(make_event())

    page = listed(client, event)

    assert mine.family_name in page
    assert "Senegal" in page
    for stranger in (other, elsewhere):
        assert stranger.family_name not in page
        path = f"/manage/{event.slug}/my-experts/{stranger.public_id}"
        assert client.get(path).status_code == 404
        for what in ACTS:
            assert act(client, event, stranger, what).status_code == 404
            assert act(client, event, stranger, what, reason="").status_code == 404
    assert client.get(f"/manage/{event.slug}/my-experts/{uuid4()}").status_code == 404
    assert db.session.query(Registration).count() == 0


def test_the_latest_mission_says_who_follows(
    client: FlaskClient, event: Event, officer: Person
) -> None:
    moved = expert(event)
    later = make_mission(moved, desk_officer_label="Référent Asie")
    with transaction():
        db.session.get_one(Mission, later.id).end_on = date(2099, 8, 31)

    assert moved.family_name not in listed(client, event)


def test_where_a_protected_expert_is_stays_masked(
    client: FlaskClient, event: Event, officer: Person
) -> None:
    person = expert(event, protected=True)

    pages = [
        listed(client, event),
        client.get(f"/manage/{event.slug}/my-experts/{person.public_id}?lang=en").text,
    ]

    for page in pages:
        assert "Posting masked" in page
        assert "Senegal" not in page


def test_an_officer_registers_an_expert_and_the_person_is_told_by_whom(
    client: FlaskClient, event: Event, officer: Person
) -> None:
    person = expert(event)
    agree(person.id, event.id, ConsentPurpose.DIRECTORY)
    make_registration(event, person, state=RegistrationState.DRAFT)

    assert act(client, event, person, "answer", "On mission").status_code == 302
    assert act(client, event, person, "answer", "On mission").status_code == 302

    registration = registration_of(person)
    assert registration.state is RegistrationState.CONFIRMED
    assert registration.reason == "On mission"
    assert mails_to(person) == ["registration/confirmed", "registration/done_for_you"]
    lines = db.session.query(AuditLine).filter_by(actor_id=officer.id)
    assert {line.action for line in lines} >= {
        "registration.confirmed",
        "registration.answered_for",
    }
    assert db.session.query(Consent).one().withdrawn_at is None
    told = db.session.query(Mail).filter_by(template="registration/done_for_you").one()
    assert officer.name in told.subject


def test_a_question_that_needs_an_answer_waits_for_the_person(
    client: FlaskClient, event: Event, officer: Person
) -> None:
    make_question(event, text="Passeport", required=True)
    person = expert(event)

    assert act(client, event, person, "answer").status_code == 302

    assert registration_of(person).state is RegistrationState.CONFIRMED
    sign_in(client, person, event=event)
    assert "Passeport" in client.get(f"/me/{event.slug}/edit").text


def test_an_officer_declines_and_cancels(
    client: FlaskClient, event: Event, officer: Person
) -> None:
    silent, coming, undecided = expert(event), expert(event), expert(event)
    make_registration(event, coming)
    make_registration(event, undecided)

    for _ in range(2):
        assert act(client, event, silent, "decline").status_code == 302
    assert act(client, event, coming, "cancel").status_code == 302

    assert registration_of(silent).state is RegistrationState.DECLINED
    assert mails_to(silent) == ["registration/declined", "registration/done_for_you"]
    assert registration_of(coming).state is RegistrationState.CANCELLED
    assert registration_of(coming).reason == "Ill"
    assert mails_to(coming) == ["registration/done_for_you"]
    told = db.session.query(Mail).filter_by(person_id=coming.id).one()
    assert officer.name in told.subject
    assert told.body is not None
    letter = message_from_bytes(told.body, policy=default)
    plain = letter.get_body(("plain",))
    assert plain is not None
    assert "Ill" in plain.get_content()
    assert act(client, event, undecided, "decline").status_code == 302
    assert registration_of(undecided).state is RegistrationState.CANCELLED
    assert mails_to(undecided) == ["registration/done_for_you"]


def test_what_the_rules_refuse_leaves_what_was_typed(
    client: FlaskClient, event: Event, officer: Person
) -> None:
    person = expert(event)

    no_reason = act(client, event, person, "decline", reason=" ")
    not_registered = act(client, event, person, "cancel", reason="Too far")

    assert no_reason.status_code == 422
    assert "Give the reason: the person reads it." in html.unescape(no_reason.text)
    assert not_registered.status_code == 409
    assert "Too far" in not_registered.text
    assert mails_to(person) == []


def test_a_full_event_keeps_a_draft_and_tells_nobody(
    client: FlaskClient, officer: Person
) -> None:
    full = make_event(places=0)
    grant(officer, Role.DESK_OFFICER, full)
    person = expert(full)

    answer = act(client, full, person, "answer")

    assert answer.status_code == 409
    assert "All places are taken." in answer.text
    assert registration_of(person).state is RegistrationState.DRAFT
    assert mails_to(person) == []


@pytest.mark.parametrize(
    ("since", "until", "sees"),
    [
        (None, None, True),
        (date(2020, 1, 1), date(2099, 1, 1), True),
        (date(2020, 1, 1), date(2020, 8, 31), False),
        (date(2099, 1, 1), None, False),
    ],
)
def test_a_deputy_needs_no_role_of_their_own_and_gets_in_for_that_time_only(
    client: FlaskClient, event: Event, since: date, until: date, *, sees: bool
) -> None:
    officer, deputy, person = make_person(), make_person(), expert(event)
    grant(officer, Role.DESK_OFFICER, event)
    stand_in(deputy, officer, since, until)
    sign_in(client, deputy, kind=SignInKind.STAFF)

    pages = [
        f"/manage/{event.slug}/my-experts",
        f"/manage/{event.slug}/my-experts/{person.public_id}",
    ]
    for path in pages:
        assert client.get(path).status_code == (200 if sees else 404)
    assert client.get(f"/manage/{event.slug}/participants").status_code == 404
    if sees:
        assert "My deputy" not in listed(client, event)
        assert person.family_name in listed(client, event)


def test_a_deputy_gets_in_where_the_officer_does_and_nowhere_else(
    client: FlaskClient, event: Event
) -> None:
    officer, deputy, other = make_person(), make_person(), make_event()
    grant(officer, Role.DESK_OFFICER, event)
    grant(officer, Role.ORGANISER, other)
    stand_in(deputy, officer, None, None)
    sign_in(client, deputy, kind=SignInKind.STAFF)

    assert client.get(f"/manage/{event.slug}/my-experts").status_code == 200
    assert client.get(f"/manage/{other.slug}/my-experts").status_code == 404
    assert client.get(f"/manage/{other.slug}/participants").status_code == 404
    page = client.get("/manage/?lang=en")
    assert event.slug in page.text
    assert other.slug not in page.text


@pytest.mark.parametrize("until", [None, date(2020, 8, 31)])
def test_a_deputy_with_the_role_sees_the_other_s_experts_for_that_time(
    client: FlaskClient, event: Event, until: date | None
) -> None:
    deputy = sign_in_staff(client, Role.DESK_OFFICER, event)
    stand_in(deputy, make_person(), None, until)
    person = expert(event)

    assert (person.family_name in listed(client, event)) is (until is None)


def stand_in(
    deputy: Person, officer: Person, since: date | None, until: date | None
) -> None:
    """Have one stand in for the other under the label of these tests."""
    saved(
        DeskOfficer(
            label=LABEL,
            person_id=officer.id,
            deputy_id=deputy.id,
            deputy_from=since,
            deputy_until=until,
        )
    )


def test_an_officer_names_their_deputy(
    client: FlaskClient, event: Event, officer: Person
) -> None:
    deputy = make_person(email="deputy@exemple.invalid")
    other = saved(DeskOfficer(label="Référent Asie", person_id=make_person().id))
    path = f"/manage/{event.slug}/my-experts/deputy?lang=en"
    period = {"since": "2096-08-01", "until": "2096-08-31"}

    backwards = {"since": "2096-08-31", "until": "2096-08-01"}
    wrong = client.post(path, data={"deputy": "deputy@exemple.invalid", **backwards})
    unknown = client.post(path, data={"deputy": "nobody@exemple.invalid", **period})
    client.post(path, data={"deputy": "deputy@exemple.invalid", **period})

    db.session.rollback()
    assert (wrong.status_code, unknown.status_code) == (409, 409)
    assert "nobody@exemple.invalid" in unknown.text
    desk = db.session.query(DeskOfficer).filter_by(label=LABEL).one()
    assert (desk.deputy_id, desk.deputy_from) == (deputy.id, date(2096, 8, 1))
    assert db.session.get_one(DeskOfficer, other.id).deputy_id is None


def test_the_text_to_pass_on_holds_no_token(
    client: FlaskClient, event: Event, officer: Person
) -> None:
    page = listed(client, event)

    for language in ("fr", "en"):
        assert f"/sign-in?lang={language}." in page
    assert "/invitations/" not in page


def test_organisers_have_no_experts_of_their_own(
    client: FlaskClient, event: Event
) -> None:
    person = make_person()
    grant(person, Role.ORGANISER, event)
    sign_in(client, person, kind=SignInKind.STAFF)

    assert client.get(f"/manage/{event.slug}/my-experts").status_code == 404


def test_the_list_asks_the_same_questions_for_one_and_three(
    client: FlaskClient, event: Event, officer: Person, selects: Selects
) -> None:
    expert(event)
    with selects() as for_one:
        listed(client, event)
    for _ in range(2):
        make_registration(event, expert(event))
    with selects() as for_three:
        listed(client, event)

    assert len(for_three) == len(for_one)


def test_the_views_live_in_the_address(
    client: FlaskClient, event: Event, officer: Person
) -> None:
    silent, coming = expert(event), expert(event)
    make_registration(event, coming)

    assert coming.family_name not in listed(client, event, "state=silent")
    assert silent.family_name not in listed(client, event, "state=coming&page=7")
    assert "Nobody here" in listed(client, event, "state=absent")
