"""One person's page, as an organiser reads it."""

import html
import re
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient

from eti_events.accounts.models import Grant, Role, SignIn
from eti_events.audit.actions import record
from eti_events.audit.models import AuditLine
from eti_events.database import db, transaction
from eti_events.events.models import Event
from eti_events.messages.actions import queue_mail
from eti_events.messages.models import MailState
from eti_events.people.models import (
    Correction,
    Organisation,
    OrganisationKind,
    Person,
)
from eti_events.registration.models import (
    Invitation,
    Need,
    NeedKind,
    Registration,
    RegistrationState,
)
from eti_events.registration.states import LAPSED
from tests.conftest import Selects
from tests.factories import (
    BEFORE,
    agree,
    make_event,
    make_mail,
    make_mission,
    make_person,
    make_registration,
    make_scan,
    make_ticket,
    saved,
    sign_in_staff,
)
from tests.registration.steps import make_course

DOORS_OPEN = datetime(2096, 8, 30, 6, 40, tzinfo=UTC)


@pytest.fixture
def event(client: FlaskClient) -> Event:
    event = make_event()
    sign_in_staff(client, event=event)
    return event


def path_of(event: Event, person: Person) -> str:
    return f"/manage/{event.slug}/participants/{person.public_id}"


def words_of(markup: str) -> str:
    """What a reader sees, without tags, each run of spaces as one."""
    visible = re.sub(r"<(script|style|select).*?</\1>", "", markup, flags=re.S)
    text = html.unescape(re.sub(r"<[^>]*>", " ", visible))
    return " ".join(text.split())


def read(client: FlaskClient, event: Event, person: Person) -> str:
    response = client.get(path_of(event, person) + "?lang=en")
    assert response.status_code == 200
    return words_of(response.text)


def give_needs(registration: Registration) -> None:
    for kind, text in ((NeedKind.DIET, "No peanuts"), (NeedKind.ACCESS, "A ramp")):
        saved(
            Need(registration_id=registration.id, kind=kind, text=text, given_at=BEFORE)
        )


def name_reader(kinds: str) -> None:
    """Make the organisers of this test readers of these kinds of needs."""
    with transaction():
        for grant in db.session.query(Grant):
            grant.audience = kinds


def prove_identity() -> None:
    """As if a fresh code had just been given on every session."""
    with transaction():
        for sign_in in db.session.query(SignIn):
            sign_in.checked_at = datetime.now(UTC)


def readings() -> list[tuple[int | None, dict[str, str]]]:
    """The lines of the log that say who opened needs."""
    db.session.rollback()  # see what the request wrote
    found = db.session.query(AuditLine).filter_by(action="needs.read")
    return [(line.subject_id, line.detail) for line in found]


def test_everything_about_a_person_stands_on_one_page(
    client: FlaskClient, event: Event
) -> None:
    person = make_person(given_name="Camille", family_name="Roussel-Marić")
    mission = make_mission(person, country="MK")
    registration = make_registration(event, person, first_departure=True)
    make_ticket(registration, code="ETI0" + "0" * 25, short_code="7K4MQ2ZX")
    make_scan(event, registration, at=DOORS_OPEN)
    saved(
        Correction(
            person_id=person.id,
            mission_id=mission.id,
            field="city",
            roster_value="Bitola",
            corrected_value="Skopje",
            corrected_at=BEFORE,
        )
    )
    agree(person.id, event.id, withdrawn_at=DOORS_OPEN)
    make_mail(
        event,
        person,
        recipient="camille@exemple.invalid",
        subject="Inscription confirmée",
        state=MailState.FAILED,
        tries=3,
    )
    with transaction():
        record(
            "registration.confirmed",
            registration,
            by=person.id,
            at=BEFORE,
            event_id=event.id,
        )

    text = read(client, event, person)

    assert "Camille Roussel-Marić Confirmed Expert First departure" in text
    assert "Code 7K4M-Q2ZX" in text
    assert "All half-days" in text
    assert "North Macedonia" in text
    assert "City Skopje Bitola" in text
    assert "taken back Pictures: press" in text
    assert "Inscription confirmée camille@exemple.invalid" in text
    assert "not delivered 3 tries" in text
    assert "30 August, 08:40 Main entrance Came in" in text
    assert "Registration confirmed Camille Roussel-Marić" in text


def test_somebody_invited_has_a_page_before_any_answer(
    client: FlaskClient, event: Event
) -> None:
    person = make_person()
    saved(Invitation(event_id=event.id, person_id=person.id, invited_at=BEFORE))

    text = read(client, event, person)

    assert "Invited, no answer yet" in text
    assert "Send the link again" in text
    assert "Cancel their registration" not in text


@pytest.mark.parametrize(
    ("state", "offered", "not_offered"),
    [
        (RegistrationState.CONFIRMED, {"cancel"}, {"confirm"}),
        (RegistrationState.PENDING, {"cancel", "confirm"}, set()),
        (RegistrationState.CANCELLED, {"confirm"}, {"cancel"}),
        (RegistrationState.REFUSED, {"confirm"}, {"cancel"}),
    ],
)
def test_only_steps_that_can_be_taken_are_offered(
    client: FlaskClient,
    event: Event,
    state: RegistrationState,
    offered: set[str],
    not_offered: set[str],
) -> None:
    registration = make_registration(event, state=state)
    person = db.session.get_one(Person, registration.person_id)

    markup = client.get(path_of(event, person)).text

    forms = f'action="/manage/{event.slug}/registrations/{registration.public_id}/'
    assert all(f"{forms}{step}" in markup for step in offered)
    assert not any(f"{forms}{step}" in markup for step in not_offered)


def test_people_of_other_events_are_not_found(
    client: FlaskClient, event: Event
) -> None:
    elsewhere = make_registration(make_event())
    person = db.session.get_one(Person, elsewhere.person_id)

    assert client.get(path_of(event, person)).status_code == 404
    assert client.post(path_of(event, person) + "/needs").status_code == 404


def test_where_a_protected_person_is_posted_is_masked(
    client: FlaskClient, event: Event
) -> None:
    person = make_person(protected=True)
    mission = make_mission(person, country="UA")
    registration = make_registration(event, person, mission=mission)
    host = saved(Organisation(name="Mairie de Kiev", kind=OrganisationKind.HOST))
    with transaction():
        mission.title = registration.badge_line = "Attachée à Kiev"
        mission.host_organisation = "Mairie de Kiev"
        person.organisation_id = host.id
    saved(
        Correction(
            person_id=person.id,
            mission_id=mission.id,
            field="city",
            roster_value="Lviv",
            corrected_value="Odessa",
            corrected_at=BEFORE,
        )
    )

    text = read(client, event, person)

    assert "Masked: protected person" in text
    assert not re.search("Ukraine|Lviv|Odessa|Kiev", text)


def test_needs_are_masked_from_organisers_who_are_not_their_readers(
    client: FlaskClient, event: Event
) -> None:
    registration = make_registration(event)
    give_needs(registration)
    prove_identity()
    person = db.session.get_one(Person, registration.person_id)

    text = read(client, event, person)

    assert "Masked, filled in or not" in text
    assert "peanuts" not in text
    assert client.post(path_of(event, person) + "/needs").status_code == 404
    assert readings() == []


def test_a_reader_opens_needs_by_a_click_that_leaves_a_trace(
    client: FlaskClient, event: Event
) -> None:
    registration = make_registration(event)
    give_needs(registration)
    name_reader("diet allergy")
    prove_identity()
    person = db.session.get_one(Person, registration.person_id)

    assert "peanuts" not in read(client, event, person)
    answer = client.post(path_of(event, person) + "/needs")

    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert "No peanuts" in answer.text
    assert "A ramp" not in answer.text  # another reader's
    assert readings() == [(registration.id, {"kinds": "allergy diet"})]
    assert "peanuts" not in read(client, event, person)


def test_a_reader_proves_who_they_are_before_needs_open(
    client: FlaskClient, event: Event
) -> None:
    registration = make_registration(event)
    give_needs(registration)
    name_reader("diet")
    with transaction():
        for sign_in in db.session.query(SignIn):
            sign_in.checked_at = None
    person = db.session.get_one(Person, registration.person_id)

    answer = client.post(path_of(event, person) + "/needs")

    assert answer.status_code == 302
    assert person.public_id.hex not in answer.text
    assert readings() == []


def test_readers_of_another_event_read_nothing_here(client: FlaskClient) -> None:
    event = make_event()
    registration = make_registration(event)
    give_needs(registration)
    sign_in_staff(client, Role.ORGANISER, make_event())
    name_reader("diet allergy access")
    prove_identity()
    person = db.session.get_one(Person, registration.person_id)

    assert client.get(path_of(event, person)).status_code == 404
    assert client.post(path_of(event, person) + "/needs").status_code == 404


def test_a_long_history_takes_as_many_questions_as_a_short_one(
    client: FlaskClient, event: Event, selects: Selects
) -> None:
    registration = make_registration(event)
    person = db.session.get_one(Person, registration.person_id)
    make_mission(person)

    def happen() -> None:
        make_scan(event, registration, at=DOORS_OPEN)
        with transaction():
            record("registration.changed", registration, by=person.id, at=BEFORE)

    happen()
    with selects() as for_one:
        read(client, event, person)
    happen()
    happen()
    with selects() as for_three:
        read(client, event, person)

    assert len(for_three) == len(for_one)


def test_the_code_of_who_is_cancelled_is_not_called_valid(
    client: FlaskClient, event: Event
) -> None:
    person = make_person()
    row = make_registration(event, person, state=RegistrationState.CANCELLED)
    make_ticket(row, code="ETI" + "0" * 26)

    text = read(client, event, person)

    assert "Issue 1, opens no door" in text
    assert "Replace the code" not in text


def test_history_names_the_course_that_a_line_is_about(
    client: FlaskClient, event: Event
) -> None:
    course, person = make_event(parent=event), make_person()
    make_registration(event, person)
    row = make_registration(course, person)
    with transaction():
        record("registration.confirmed", row, by=None, at=BEFORE, event_id=course.id)

    text = read(client, event, person)

    history = text.partition("History")[2].partition("Mails")[0]
    assert f"The application, {course.name.to('en')}" in history


def test_a_confirmed_persons_badge_is_printed_from_their_page(
    client: FlaskClient, event: Event
) -> None:
    person = make_person()
    row = make_registration(event, person)
    make_ticket(row, code="ETI" + "1" * 26)

    page = client.get(path_of(event, person))

    assert f"/manage/{event.slug}/badges.pdf?person={row.public_id}" in page.text


def test_who_organises_a_course_reads_nothing_of_the_edition(
    client: FlaskClient,
) -> None:
    edition = make_event()
    course = make_course(edition)
    sign_in_staff(client, event=course)
    registration = make_registration(edition)
    person = db.session.get_one(Person, registration.person_id)
    make_registration(course, person)
    make_scan(edition, registration, at=DOORS_OPEN)
    with transaction():
        registration.state = RegistrationState.REFUSED
        queue_mail(
            person,
            "registration/declined",
            at=BEFORE,
            event=edition,
            context={"me_url": "", "event_url": ""},
        )
        record("registration.refused", registration, by=None, at=BEFORE)

    text = read(client, course, person)

    assert "Refused" not in text
    assert edition.name["en"] not in text
    assert "Not seen at the door yet." in text
    assert "No mail yet." in text


def test_the_history_holds_nothing_of_other_events(
    client: FlaskClient, event: Event
) -> None:
    elsewhere = make_event()
    registration = make_registration(event)
    person = db.session.get_one(Person, registration.person_id)
    with transaction():
        record("tag.put_on", person, by=None, at=BEFORE, event_id=elsewhere.id, tag=1)
        record("badges.printed", person, by=None, at=BEFORE, event_id=event.id)
        record("person.added", person, by=None, at=BEFORE)

    text = read(client, event, person)

    assert "Tag put on" not in text
    assert "Badges printed" in text
    assert "Person added" in text


def test_a_reason_that_a_rule_wrote_stands_in_words(
    client: FlaskClient, event: Event
) -> None:
    registration = make_registration(event, state=RegistrationState.CANCELLED)
    person = db.session.get_one(Person, registration.person_id)
    with transaction():
        registration.reason = LAPSED

    page = client.get(f"{path_of(event, person)}?lang=fr").text

    assert "La place proposée n’a pas été prise à temps." in page
    assert LAPSED not in page
