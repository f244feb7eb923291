"""Hostile names in every page, mail and file: they stay text, and nothing breaks."""

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from html import unescape
from xml.etree.ElementTree import Element

import html5lib
import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from werkzeug.routing import Rule as Route

from eti_events.accounts.models import Grant, Role, SignIn, SignInKind
from eti_events.clock import utcnow
from eti_events.database import db, transaction
from eti_events.events.models import Event
from eti_events.messages.models import Mail
from eti_events.multilingual import Multilingual
from eti_events.people.models import (
    Correction,
    Organisation,
    OrganisationKind,
    Person,
)
from eti_events.registration.models import ConsentPurpose, NeedKind
from tests.documents.convening import convene
from tests.examples import example_values
from tests.factories import grant as grant_role
from tests.factories import make_event, make_mission, make_person, saved, sign_in
from tests.formalities.asking import PASSPORT, answer, ask
from tests.registration.steps import (
    answers,
    invited,
    registration_of,
    submit,
    write_mails,
)

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "{{ 7919*104729 }}${7919*104729}#{7919*104729}%(x)s%s{0.__class__}",
    '=HYPERLINK("http://evil.example")',
    "&lt;b&gt;&amp;&#x3c;",
    "</textarea></title></style><svg/onload=alert(1)>",
    "X\nATTENDEE:mailto:evil@evil.example\nEND:VEVENT",
    "a\r\nBcc: evil@evil.example\r\n\r\n<h1>",
    "\u202egpj.exe\u2066\u200b\ufeff",
    "Z\u0338\u0321\u031ba\u0334l\u0337g\u0336o\u0338" * 5,
    "🧑🏽‍🚀👩‍👩‍👧",
    "محمد بن عبد الله",
    "https://evil.example/?a=b",
    "O’Brien-Ó Súilleabháin'; DROP TABLE person;--",
    "javascript:alert(1)",
    "evil@evil.example",
    ".",
    "x" * 100,
    "<para><font color=red>&nbsp;<br/><a href='http://evil.example'>",
)
EVENT_NAME = "<b onclick=x>\"'{{ 7919*104729 }}</title></b> https://evil.example"
OWN = (
    *("/events/{}", "/me", "/me/{}", "/me/{}/edit", "/me/{}/needs", "/me/{}/badge"),
    *("/me/{}/formalities", "/me/{}/convocation", "/me/{}/convocation.pdf"),
    *("/me/{}/badge.pdf", "/me/{}/ticket", "/me/{}/ticket.png", "/me/{}/calendar.ics"),
)
TYPED_AS_TEXT = {"passport_name", "birth_place", "passport_number", "address"}
ACTIVE = {"iframe", "object", "embed", "base"}

pytestmark = pytest.mark.one_engine  # text is text on both


@pytest.fixture
def event(app: Flask) -> Event:
    event = make_event()
    with transaction():
        event.name = Multilingual(fr=EVENT_NAME, en=EVENT_NAME)
        event.venue = event.summary = Multilingual(fr=EVENT_NAME, en=EVENT_NAME)
        event.address = EVENT_NAME
    convene(event, signatory=EVENT_NAME, text=EVENT_NAME)
    ask(event)
    return event


@pytest.fixture
def people(event: Event) -> list[Person]:
    return [register(event, name) for name in HOSTILE]


def register(event: Event, name: str) -> Person:
    """Have somebody come who is called so in every way."""
    person = make_person(given_name=name, family_name=name)
    mission = make_mission(person, desk_officer_label=name)
    organisation = saved(
        Organisation(name=f"{name}{person.id}", kind=OrganisationKind.PARTNER)
    )
    with transaction():
        mission.title = mission.city = mission.host_organisation = name
        person.organisation_id, person.badge_name = organisation.id, name
        person.latin_name = person.civility = name[:20]
    needs = dict.fromkeys(NeedKind, name)
    agreed = frozenset(ConsentPurpose)
    submit(event, invited(event, person), answers(event, needs=needs, consents=agreed))
    passport = PASSPORT | dict.fromkeys(TYPED_AS_TEXT, name)
    answer(registration_of(event, person), event, visa=passport, hotel=None)
    return person


def proved(client: FlaskClient, person: Person, kind: SignInKind) -> FlaskClient:
    """Sign the person in, who has just proved who they are."""
    sign_in(client, person, kind=kind)
    with transaction():
        for row in db.session.query(SignIn):
            row.checked_at = utcnow()
    return client


@pytest.fixture
def staff(app: Flask, people: list[Person]) -> FlaskClient:
    """Somebody of the team who is called by the first of these names, and may all."""
    for role in Role:
        grant_role(people[0], role)
    with transaction():
        for row in db.session.query(Grant):
            row.audience = "diet allergy access visa hotel travel"
    return proved(app.test_client(), people[0], SignInKind.STAFF)


def addresses(app: Flask, event: Event, start: str) -> Iterator[str]:
    """Every address of the application that is read, and begins so."""
    for route in app.url_map.iter_rules():
        if "GET" in (route.methods or ()) and route.rule.startswith(start):
            yield address(app, route, event)


def address(app: Flask, route: Route, event: Event) -> str:
    values = example_values(route.endpoint, set(route.arguments), event)
    if "slug" in route.arguments:
        values["slug"] = event.slug
    return str(app.url_map.bind("localhost").build(route.endpoint, values))


def faults_of(client: FlaskClient, path: str) -> list[str]:
    """What is alive, or broken, in the answer at that address."""
    with client.get(path, follow_redirects=True) as answer:
        content = answer.data
        if answer.status_code not in {200, 409}:
            return [f"{path}: {answer.status_code}"]
    if answer.mimetype == "text/html":
        return [f"{path}: {fault}" for fault in alive_in(content.decode())]
    if answer.mimetype == "application/pdf":
        return [f"{path}: a link"] * (b"/URI" in content or b"/JavaScript" in content)
    if answer.mimetype == "text/calendar":
        return [f"{path}: {fault}" for fault in alive_in_calendar(content)]
    return []


def alive_in(page: str) -> list[str]:
    """Names of everything in a page that a name may have brought to life."""
    root = html5lib.parse(page, namespaceHTMLElements=False)
    faults = ["a template ran"] * ("829348951" in page)
    for element in root.iter():
        name = str(element.tag)
        if name in ACTIVE and not is_ours(element):
            faults.append(name)
        if name == "script" and not (element.get("src") or "").startswith("/"):
            faults.append(name)
        for key, value in element.items():
            live = key in {"href", "src", "action"} and re.match(
                r"javascript:|data:text|https?://evil|x$", value.strip()
            )
            if key.startswith("on") or live:
                faults.append(f"{name} {key}={value[:40]}")
    return faults


def is_ours(element: Element) -> bool:
    """Whether it is the frame in which a mail is tried out, or what that mail needs."""
    boxed = element.get("sandbox") is not None
    frame = boxed and (element.get("src") or "").startswith("/manage/")
    return frame or dict(element.items()) == {"target": "_blank"}


def alive_in_calendar(content: bytes) -> list[str]:
    entries = Calendar.from_ical(content).walk("VEVENT")
    found = {str(name) for entry in entries for name in entry}
    return sorted(found & {"ATTENDEE", "ATTACH", "X"})


@pytest.mark.parametrize("name", [HOSTILE[n] for n in (0, 1, 6, 19)])
def test_what_is_alive_is_found(name: str) -> None:
    assert alive_in(f"<!DOCTYPE html><p>{name}</p>") != []


def test_on_pages_and_in_files_they_stay_text(
    app: Flask, event: Event, people: list[Person], staff: FlaskClient
) -> None:
    paths = [*addresses(app, event, "/manage"), f"/manage/{event.slug}/badges.pdf"]
    paths += [f"/manage/{event.slug}/participants/{row.public_id}" for row in people]
    paths += [f"/manage/{event.slug}/participants?q={name[:4]}" for name in "<'\"%{"]

    faults = [fault for path in paths for fault in faults_of(staff, path)]
    for person in people:
        opened = staff.post(
            f"/manage/{event.slug}/participants/{person.public_id}/needs"
        )
        faults += alive_in(opened.text)
        number = registration_of(event, person).public_id
        here = f"/manage/{event.slug}/formalities/{number}"
        passport = staff.post(here, data={"reason": "letter"})
        letter = staff.post(f"{here}/letter")
        faults += alive_in(passport.text) + alive_in(letter.text)
        pdf = staff.post(f"{here}/letter", data={"as": "pdf"}).data
        faults += ["a link"] * (b"/URI" in pdf or b"/JavaScript" in pdf)

    assert faults == []
    assert unescape(opened.text).count(HOSTILE[-1]) > 3  # they are there, as text


def test_in_two_records_compared_and_in_differences_they_stay_text(
    people: list[Person], staff: FlaskClient
) -> None:
    paths = ["/manage/roster/same", "/manage/roster/to-do"]
    for person, name in zip(people, HOSTILE, strict=True):
        twin = make_person(given_name=name, family_name=name)
        with transaction():
            twin.badge_name = twin.latin_name = f"{name}{name}"[:100]
        base = f"/manage/roster/people/{person.public_id}/same"
        paths += [base, f"{base}/{twin.public_id}"]
        saved(
            Correction(
                person_id=person.id,
                field="given_name",
                roster_value=name,
                corrected_value=f"{name} bis",
                corrected_at=utcnow(),
            )
        )

    faults = [fault for path in paths for fault in faults_of(staff, path)]
    shown = [unescape(staff.get(path).text) for path in (paths[0], paths[1], paths[-1])]

    assert faults == []
    assert all(HOSTILE[-1] in page for page in shown)


def test_on_one_s_own_pages_they_stay_text(
    app: Flask, event: Event, people: list[Person]
) -> None:
    faults = []
    for person in people:
        client = proved(app.test_client(), person, SignInKind.MAIL)
        for path in OWN:
            faults += faults_of(client, path.format(event.slug))

    assert faults == []


@pytest.mark.usefixtures("people")
def test_in_mails_they_stay_text(event: Event) -> None:
    write_mails()
    mails = db.session.query(Mail).filter_by(event_id=event.id).all()

    assert len(mails) == len(HOSTILE)
    for row in mails:
        mail = message_from_bytes(row.body or b"", policy=default)
        assert isinstance(mail, EmailMessage)
        assert [one.addr_spec for one in mail["To"].addresses] == [row.recipient]
        assert not {"Bcc", "Cc", "ATTENDEE"} & set(mail.keys())
        assert "\n" not in mail["Subject"]
        page = mail.get_body(("html",))
        assert page
        text = page.get_content()
        assert alive_in(text) == []
        for part in mail.walk():
            if part.get_content_type() == "text/calendar":
                assert alive_in_calendar(part.get_content()) == []
