"""Partners whom nobody invited prove their address, and are examined."""

import re
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from flask.testing import FlaskClient

from eti_events.clock import utcnow
from eti_events.database import db, transaction
from eti_events.events.models import Counter, Event
from eti_events.events.queries import get_event
from eti_events.invariants import faults
from eti_events.messages.models import Mail
from eti_events.people.models import Language, Person
from eti_events.registration import actions
from eti_events.registration.actions import Asking, OpenPlan, Outcome
from eti_events.registration.models import (
    Category,
    Invitation,
    InvitationKind,
    OpenRegistration,
    OpenRequest,
    Registration,
    RegistrationState,
    Ticket,
)
from eti_events.registration.open_door.refusals import (
    ForeignDomain,
    ForeignOrganisation,
    LinkOver,
    NotOpenToAll,
)
from eti_events.registration.refusals import Full
from tests.factories import make_event, make_person, sign_in_staff
from tests.registration.steps import (
    LATER,
    fill_in,
    half_days,
    invited,
    mails,
    make_course,
    registration_of,
    state_of,
    submit,
    taken,
)
from tests.test_hostile_names import HOSTILE, alive_in

State = RegistrationState
EMAIL = "mila@partenaire.invalid"


def opened(event: Event, **changes: object) -> Event:
    plan = {
        "is_open": True,
        "category": Category.PARTNER,
        "organisations": [],
        "domains": [],
        "places": None,
        **changes,
    }
    slug, by = event.slug, make_person().id
    with transaction():
        actions.set_open_registration(
            get_event(slug),
            OpenPlan(**plan),  # type: ignore[arg-type]  # a test names what it is about
            version=0,
            by=by,
            at=LATER,
        )
    return event


def ask(event: Event, **changes: str) -> str:
    """Ask to come, and return the token that was mailed."""
    fields = {
        "given_name": "Mila",
        "family_name": "Sureau",
        "organisation": "Les serres",
        "function": "Directrice",
        "email": EMAIL,
        **changes,
    }
    slug = event.slug
    with transaction():
        asking = Asking(language=Language.ENGLISH, **fields)
        actions.ask_to_come(get_event(slug), asking, at=LATER)
    return token_of(fields["email"])


def token_of(email: str) -> str:
    found = re.search(r"/open-registration/(\S+)", text_to(email))
    assert found
    return found[1]


def text_to(email: str) -> str:
    db.session.rollback()
    row = db.session.query(Mail).filter_by(recipient=email).order_by(Mail.id.desc())
    mail = message_from_bytes(row.first().body or b"", policy=default)  # type: ignore[union-attr]  # it was sent
    assert isinstance(mail, EmailMessage)
    part = mail.get_body(("plain",))
    assert part
    return str(part.get_content())


def prove(event: Event, token: str, *, at: datetime = LATER) -> Person:
    slug = event.slug
    with transaction():
        number = actions.prove_address(get_event(slug), token, at=at).id
    return db.session.get_one(Person, number)


def confirm(event: Event, person: Person) -> None:
    slug, person_id, by = event.slug, person.id, make_person().id
    with transaction():
        row = db.session.query(Registration).filter_by(person_id=person_id).one()
        actions.confirm(get_event(slug), row, by=by, at=LATER)


@pytest.mark.usefixtures("app")
def test_an_event_is_by_invitation_unless_its_organisers_say_more() -> None:
    event = make_event()

    with pytest.raises(NotOpenToAll):
        ask(event)
    opened(event, is_open=False)
    with pytest.raises(NotOpenToAll):
        ask(event)

    assert db.session.query(OpenRequest).count() == 0


@pytest.mark.usefixtures("app")
def test_who_proved_their_address_is_examined_whatever_the_other_rules_say() -> None:
    event = opened(make_event())
    person = prove(event, ask(event))

    invitation = db.session.query(Invitation).one()
    assert invitation.kind is InvitationKind.OPEN
    assert state_of(event, person) is State.DRAFT
    assert submit(event, person) is Outcome.PENDING
    assert taken(event) == 0
    assert db.session.query(Ticket).count() == 0

    confirm(event, person)

    assert state_of(event, person) is State.CONFIRMED
    assert taken(event) == 1
    assert list(faults()) == []


@pytest.mark.usefixtures("app")
def test_nothing_is_known_of_who_has_not_proved_their_address() -> None:
    event = opened(make_event())

    token = ask(event)

    assert db.session.query(Person).filter_by(email_key=EMAIL).count() == 0
    assert db.session.query(Registration).count() == 0
    assert token not in str(db.session.query(OpenRequest).one().__dict__)


@pytest.mark.usefixtures("app")
def test_the_mail_repeats_nothing_that_was_typed() -> None:
    event = opened(make_event())

    ask(event, given_name="Canari", family_name="Jaune", organisation="Volière")

    text = text_to(EMAIL)
    assert "confirm" in text.lower()  # it is the mail that one looks into
    assert not {"Canari", "Jaune", "Volière"} & set(re.findall(r"\w+", text))


@pytest.mark.usefixtures("app")
def test_a_link_proves_once_and_for_an_hour() -> None:
    event = opened(make_event())
    token, other = ask(event), ask(event, email="noe@partenaire.invalid")
    prove(event, token)

    with pytest.raises(LinkOver):
        prove(event, token)
    with pytest.raises(LinkOver):
        prove(opened(make_event()), other)
    with pytest.raises(LinkOver):
        prove(event, other, at=LATER + timedelta(hours=1))


@pytest.mark.usefixtures("app")
def test_whom_we_know_keeps_their_name_and_what_they_are() -> None:
    event = opened(make_event())
    registered, asked = invited(event), invited(event)
    submit(event, registered)

    for person in (registered, asked):
        token = ask(event, email=person.email or "", family_name="Autre")
        assert prove(event, token).family_name != "Autre"

    assert state_of(event, registered) is State.CONFIRMED
    assert db.session.query(Invitation).count() == 2
    assert submit(event, asked) is Outcome.CONFIRMED  # it was the organisers who asked


@pytest.mark.usefixtures("app")
def test_known_and_unknown_are_answered_by_the_same_rows_and_mail() -> None:
    event = opened(make_event())
    known = invited(event)
    texts = []

    for email in (known.email or "", EMAIL):
        ask(event, email=email)
        texts.append(re.sub(r"registration/\S+", "", text_to(email)))

    assert texts[0] == texts[1]
    assert db.session.query(OpenRequest).count() == 2


@pytest.mark.usefixtures("app")
def test_organisations_and_domains_limit_who_may_ask() -> None:
    event = opened(
        make_event(), organisations=["Les serres"], domains=["partenaire.invalid"]
    )

    ask(event)
    ask(event, email="a@sous.partenaire.invalid")
    with pytest.raises(ForeignOrganisation):
        ask(event, organisation="La volière")
    with pytest.raises(ForeignDomain):
        ask(event, email="a@autrepartenaire.invalid")


@pytest.mark.usefixtures("app")
def test_a_quota_of_their_own_is_never_passed() -> None:
    event = opened(make_event(), places=1)
    people = [
        prove(event, ask(event, email=f"p{number}@partenaire.invalid"))
        for number in range(2)
    ]
    for person in people:
        assert submit(event, person) is Outcome.PENDING

    confirm(event, people[0])
    with pytest.raises(Full):
        confirm(event, people[1])

    quota = db.session.query(Counter).filter_by(scope="open").one()
    assert (quota.taken, taken(event)) == (1, 1)
    assert submit(event, invited(event)) is Outcome.CONFIRMED
    assert list(faults()) == []


@pytest.mark.usefixtures("app")
def test_a_course_examines_them_too() -> None:
    event = opened(make_event())
    person = prove(event, ask(event))
    course = make_course(event)
    with transaction():
        get_event(course.slug).first_departures_only = False

    submit(course, person)

    assert state_of(course, person) is State.PENDING


@pytest.mark.usefixtures("app")
def test_what_nobody_proves_is_forgotten_with_its_link() -> None:
    event = opened(make_event())
    ask(event)
    prove(event, ask(event, email="noe@partenaire.invalid"))

    with transaction():
        actions.forget_open_requests(LATER + timedelta(hours=2))
    db.session.rollback()
    assert db.session.query(OpenRequest).one().proved_at == LATER
    with transaction():
        actions.forget_open_requests(event.ends_at + timedelta(days=31))
    assert db.session.query(OpenRequest).count() == 0


def typed(**changes: str) -> dict[str, str]:
    return {
        "given_name": "Mila",
        "family_name": "Sureau",
        "organisation": "Les serres",
        "function": "Directrice",
        "email": EMAIL,
        "language": "en",
        **changes,
    }


@pytest.mark.one_engine
def test_from_the_event_s_page_to_the_organiser_s_answer(client: FlaskClient) -> None:
    event = make_event()
    slug = event.slug
    path = f"/events/{slug}/open-registration"
    assert client.get(path).status_code == 404
    assert path not in client.get(f"/events/{slug}").text
    opened(event)
    assert path in client.get(f"/events/{slug}").text
    assert "Ask to come" in client.get(f"{path}?lang=en").text

    told = client.post(path, data=typed(), follow_redirects=True)
    link = f"{path}/{token_of(EMAIL)}"
    assert "Look at your mail" in told.text
    assert "Confirm your address" in client.get(link).text
    assert db.session.query(Registration).count() == 0  # reading proves nothing
    form = client.post(link, follow_redirects=True)
    assert form.request.path == f"/events/{slug}/register"
    assert form.status_code == 200
    assert client.get(link).headers["Location"] == f"/events/{slug}/register"
    days = [str(row.public_id) for row in half_days(event)]
    sent = {"family_name": "S", "half_days": days}
    fill_in(client, f"/events/{slug}/register", sent)
    db.session.rollback()
    person = db.session.query(Person).filter_by(email_key=EMAIL).one()
    assert state_of(event, person) is State.PENDING
    registration = registration_of(event, person).public_id

    client.delete_cookie("eti")
    assert client.get(link).status_code == 410
    sign_in_staff(client, event=event)
    here = f"/manage/{slug}/open-registration"
    page = client.get(f"{here}?lang=en").text
    assert "Les serres" in page
    assert EMAIL in page
    client.post(
        f"/manage/{slug}/registrations/{registration}/confirm", data={"next": here}
    )
    assert state_of(event, person) is State.CONFIRMED
    assert mails(person)[-1] == "registration/confirmed"


@pytest.mark.one_engine
def test_what_is_typed_badly_is_said_and_kept(client: FlaskClient) -> None:
    event = opened(make_event(), domains=["partenaire.invalid"])
    path = f"/events/{event.slug}/open-registration?lang=en"

    bad = client.post(path, data=typed(email="mila", family_name=""))
    foreign = client.post(path, data=typed(email="mila@ailleurs.invalid"))
    robot = client.post(path, data=typed(website="http://x.invalid"))

    assert bad.status_code == 422
    assert "This is not an e-mail address" in bad.text
    assert 'value="Les serres"' in bad.text
    assert foreign.status_code == 409
    assert "Use an address of your organisation" in foreign.text
    assert robot.status_code == 302
    assert db.session.query(OpenRequest).count() == 0


@pytest.mark.one_engine
def test_one_address_is_written_to_three_times_a_day(client: FlaskClient) -> None:
    event = opened(make_event())
    make_person(email=EMAIL)
    path = f"/events/{event.slug}/open-registration"

    for address in (EMAIL, "inconnue@partenaire.invalid"):
        answers = [client.post(path, data=typed(email=address)) for _ in range(4)]
        assert [answer.status_code for answer in answers] == [302, 302, 302, 429]


@pytest.mark.one_engine
def test_organisers_decide_who_may_ask(client: FlaskClient) -> None:
    event = make_event()
    sign_in_staff(client, event=event)
    path = f"/manage/{event.slug}/open-registration"
    fields = {"version": "0", "is_open": "y", "category": "partner", "places": "5"}
    lists = {"organisations": "Les serres\nLa volière", "domains": "@Exemple.invalid"}

    bad = client.post(f"{path}?lang=en", data={**fields, "domains": "pas un domaine"})
    assert bad.status_code == 422
    assert "pas un domaine is no domain" in bad.text
    client.post(path, data={**fields, **lists})
    late = client.post(f"{path}?lang=en", data={**fields, "places": "9"})

    assert late.status_code == 409
    assert "A colleague changed these rules" in late.text
    db.session.rollback()
    rules = db.session.query(OpenRegistration).one()
    assert (rules.is_open, rules.domains) == (True, ["exemple.invalid"])
    assert rules.organisations == ["La volière", "Les serres"]
    assert db.session.query(Counter).filter_by(scope="open").one().limit == 5
    page = client.get(f"/events/{event.slug}/open-registration").text
    assert "La volière</option>" in page
    client.post(path, data={"version": str(rules.version), "category": "partner"})
    db.session.rollback()
    assert db.session.query(OpenRegistration).one().is_open is False
    assert db.session.query(Counter).filter_by(scope="open").count() == 0


@pytest.mark.one_engine
def test_hostile_names_stay_text_on_the_organiser_s_page(client: FlaskClient) -> None:
    event = opened(make_event())
    for number, text in enumerate(HOSTILE):
        fields = dict.fromkeys(("given_name", "organisation", "function"), text)
        email = f"h{number}@exemple.invalid"
        prove(event, ask(event, **fields, family_name=text, email=email))
    sign_in_staff(client, event=event)

    page = client.get(f"/manage/{event.slug}/open-registration").text

    assert page.count("@exemple.invalid") >= len(HOSTILE)
    assert alive_in(page) == []


@pytest.mark.one_engine
def test_when_registration_has_closed_nobody_asks(client: FlaskClient) -> None:
    event = opened(make_event())
    path = f"/events/{event.slug}/open-registration"
    client.post(path, data=typed())
    token = token_of(EMAIL)
    with transaction():
        get_event(event.slug).registration_closes_at = utcnow() - timedelta(hours=1)

    assert client.post(path, data=typed()).status_code == 409
    assert client.post(f"{path}/{token}").headers["Location"] == f"/events/{event.slug}"
    assert db.session.query(Registration).count() == 0
