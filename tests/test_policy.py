"""Who gets in where: every route, every role, one's own event and another's.

What is expected is said here once more, by address and by hand: whoever opens a route
to more people has to say so in two places.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule as Route

from eti_events import create_app, policy
from eti_events.accounts.models import Grant, Role, SignIn, SignInKind
from eti_events.clock import utcnow
from eti_events.database import db, transaction
from eti_events.events.models import AgendaVisibility, Event, EventState, ScanPoint
from eti_events.people.models import DeskOfficer, Person
from eti_events.registration.models import Answer, OpenRegistration, Registration
from tests.accounts.staff import make_member
from tests.agenda.building import make_part, make_session
from tests.agenda.organising import published
from tests.agenda.showing import set_visibility
from tests.checkin.door import make_device
from tests.conftest import Browser
from tests.examples import (
    FORMS,
    Values,
    a_version,
    example_values,
    first,
    new_codes,
    request_about,
    slides_of,
    with_photo,
)
from tests.factories import (
    grant,
    make_event,
    make_person,
    make_registration,
    make_ticket,
    saved,
    sign_in,
)
from tests.formalities.asking import ask as ask_for_formalities
from tests.registration.seats import answer_for
from tests.stored import config_for

AGENDA_FILES = {  # as far as the event lets whoever asks see it
    *("programme.calendar", "programme.csv", "programme.workbook", "programme.pdf"),
    *("programme.schedule_json", "programme.schedule2_json", "programme.schedule_xml"),
    *("programme.api_agenda", "programme.api_session", "programme.downloads"),
}
PUBLIC = {
    *("static", "home.index", "home.alive", "home.ready"),
    *("pages.legal", "pages.privacy", "pages.accessibility"),
    *("programme.index", "programme.session", "programme.screen"),
    *("registration.show", "checkin.scanner", "checkin.module", "door.pair"),
    *("registration.ask_to_come", "registration.send_asking", "registration.asked"),
    *("registration.show_proof", "registration.prove_address"),
    "documents.verify",
    *("accounts.sign_in", "accounts.ask_for_link", "accounts.link_sent"),
    *("accounts.show_link", "accounts.use_link", "accounts.renew_link"),
    *("accounts.open_invitation", "accounts.use_invitation"),
    *("accounts.staff_sign_in", "accounts.give_passphrase"),
    *("accounts.staff_code", "accounts.give_staff_code"),
    *("accounts.show_setup", "accounts.choose_passphrase"),
    *("accounts.show_totp", "accounts.confirm_totp"),
    *("accounts.sign_out", "accounts.signed_out"),
    *("accounts.show_address", "accounts.prove_address"),
    *("accounts.show_stop", "accounts.stop_address"),
    *("home.describe_api", *AGENDA_FILES),
}
NETWORK_ROLES = (Role.ADMIN, Role.ORGANISER, Role.CHECK_IN, Role.AUDITOR)
DOOR = {Role.ORGANISER, Role.CHECK_IN}
# Beside administrators. What is not here is for organisers.
MINE = (
    *("my_experts", "my_expert", "name_deputy"),
    *("answer_for_expert", "decline_for_expert", "cancel_for_expert"),
)
OF_DELEGATIONS = (
    *("delegations", "new_delegation", "add_delegation", "delegation"),
    *("save_seats", "save_contact", "remind_delegation", "cancel_delegation"),
    *("name_principal", "office_answer", "note_answer"),
)
MEETINGS = (
    *("index", "open_series", "series", "close_series"),
    *("book_for", "book_country", "cancel_for"),
)
OPEN_TO = {
    **{f"registration.{name}": {Role.DESK_OFFICER} for name in MINE},
    **{
        f"formalities.{name}": {Role.ORGANISER, Role.SECURITY_OFFICER}
        for name in ("index", "of_registration", "open_for", "export")
    },
    **{f"meetings.{name}": {Role.ORGANISER, Role.DESK_OFFICER} for name in MEETINGS},
    "documents.my_experts_pdf": {Role.DESK_OFFICER},
    "documents.visa_letter": {Role.ORGANISER, Role.SECURITY_OFFICER},
    **{
        f"registration.{name}": {Role.ORGANISER, Role.PROTOCOL}
        for name in OF_DELEGATIONS
    },
    "accounts.access": set[Role](),
    "accounts.give_role": set[Role](),
    "accounts.withdraw_role": set[Role](),
    "accounts.renew_account": set[Role](),
    "checkin.door": DOOR,
    "reports.audit": {Role.ORGANISER, Role.AUDITOR},
    "privacy.retention": {Role.ORGANISER, Role.AUDITOR},
    "network.network_audit": {Role.AUDITOR},
}
SOMEWHERE = {"events.list_mine": set(Role), "checkin.use_this_device": DOOR}

ASKED_WHERE_OPEN = {
    f"registration.{name}" for name in ("ask_to_come", "send_asking", "asked")
}
IN, VISITOR, STRANGER = "in", "sign in", "not found"


@dataclass(frozen=True)
class Actor:
    """Who asks: how they signed in, and which role they have for what.

    A deputy has none: the role is that of whom they stand in for.
    """

    kind: SignInKind | None = None
    role: Role | None = None
    network: bool = False
    deputy: bool = False

    def __str__(self) -> str:
        where = "network" if self.network else "event"
        stands_in = " by deputy" if self.deputy else ""
        return f"{self.kind or 'visitor'} {self.role or 'no role'} {where}{stands_in}"


ACTORS = (
    Actor(),
    Actor(SignInKind.INVITATION),
    Actor(SignInKind.MAIL),
    Actor(SignInKind.STAFF),
    *(Actor(SignInKind.STAFF, role) for role in Role),
    *(Actor(SignInKind.STAFF, role, network=True) for role in NETWORK_ROLES),
    Actor(SignInKind.STAFF, Role.DESK_OFFICER, deputy=True),
)


def expected(route: Route, actor: Actor, *, own: bool) -> str:
    """Say by hand what the answer must be."""
    endpoint, address = route.endpoint, route.rule
    if endpoint in PUBLIC or endpoint.startswith("door."):
        return IN
    if endpoint.startswith("demo"):
        return STRANGER
    if address.startswith("/staff/account"):
        return IN if actor.kind is SignInKind.STAFF else VISITOR
    if address.startswith("/manage") or endpoint in SOMEWHERE:
        return expected_of_staff(route, actor, own=own)
    assert address.startswith(("/me", "/events/<slug>/", "/speaker/", "/slides/")), (
        address
    )
    if actor.kind is None:
        return VISITOR
    narrowed = actor.kind is SignInKind.INVITATION and "slug" in route.arguments
    return STRANGER if narrowed and not own else IN


def expected_of_staff(route: Route, actor: Actor, *, own: bool) -> str:
    if actor.kind is not SignInKind.STAFF:
        return VISITOR
    allowed = {Role.ADMIN} | (
        SOMEWHERE.get(route.endpoint) or OPEN_TO.get(route.endpoint, {Role.ORGANISER})
    )
    reaches = actor.network or route.endpoint in SOMEWHERE
    if "slug" in route.arguments:
        reaches = reaches or own
    return IN if actor.role in allowed and reaches else STRANGER


@pytest.fixture
def guarded(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """Make an application whose pages only say that one got in."""
    app = create_app(replace(config_for(database_url, tmp_path), REQUESTS_PER_MINUTE=0))
    app.test_client_class = Browser
    for endpoint in app.view_functions:
        app.view_functions[endpoint] = lambda **_: (IN, {"Content-Type": "text/plain"})
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def routes(app: Flask) -> list[Route]:
    return sorted(app.url_map.iter_rules(), key=lambda route: route.rule)


def methods(route: Route) -> set[str]:
    return set(route.methods or ()) - {"HEAD", "OPTIONS"}


def client_of(app: Flask, actor: Actor, event: Event, person: Person) -> FlaskClient:
    client = app.test_client()
    holder = make_person() if actor.deputy else person
    if actor.role:
        grant(holder, actor.role, None if actor.network else event)
    if actor.deputy:
        saved(DeskOfficer(label="x", person_id=holder.id, deputy_id=person.id))
    if actor.kind:
        narrowed = actor.kind is SignInKind.INVITATION
        sign_in(client, person, kind=actor.kind, event=event if narrowed else None)
    return client


def address(app: Flask, route: Route, values: Values) -> str:
    return str(app.url_map.bind("localhost").build(route.endpoint, values))


def placeholder(route: Route, event: Event) -> Values:
    """Fill in an address whose page is never reached."""
    filler = {
        "slug": event.slug,
        "public_id": "00000000-0000-4000-8000-000000000000",
        "note_id": "00000000-0000-4000-8000-000000000000",
        "other_id": "00000000-0000-4000-8000-000000000000",
        "slot_id": "00000000-0000-4000-8000-000000000000",
        "tag_id": "00000000-0000-4000-8000-000000000000",
        "link_id": "00000000-0000-4000-8000-000000000000",
        "member_id": "00000000-0000-4000-8000-000000000000",
        "number": 1,
        "step": "you",
        "what": "ask",
    }
    return {name: filler.get(name, "x") for name in route.arguments}


def outcome(client: FlaskClient, method: str, path: str) -> str:
    answer = client.open(path, method=method)
    if answer.status_code == 404:
        return STRANGER
    if answer.status_code == 401:
        return VISITOR
    if answer.status_code == 302:
        assert "/sign-in?next=" in answer.headers["Location"]
        return VISITOR
    assert answer.status_code == 200, (method, path, answer.status_code)
    return IN


@pytest.mark.one_engine
def test_every_route_answers_every_role_as_the_table_says(guarded: Flask) -> None:
    own, other = make_event(), make_event()
    wrong = []

    for actor in ACTORS:
        client = client_of(guarded, actor, own, make_person())
        for route in routes(guarded):
            for event in (own, other) if "slug" in route.arguments else (own,):
                path = address(guarded, route, placeholder(route, event))
                for method in methods(route):
                    wanted = expected(route, actor, own=event is own)
                    if (got := outcome(client, method, path)) != wanted:
                        wrong.append(f"{actor}: {method} {path}: {got}, not {wanted}")

    assert wrong == []


@pytest.mark.one_engine
def test_other_methods_open_no_other_door(guarded: Flask) -> None:
    own, other = make_event(), make_event()
    visitor = guarded.test_client()
    organiser = client_of(
        guarded, Actor(SignInKind.STAFF, Role.ORGANISER), own, make_person()
    )
    wrong = []

    for route in routes(guarded):
        event = other if "slug" in route.arguments else own
        path = address(guarded, route, placeholder(route, event))
        for client, actor in (
            (visitor, Actor()),
            (organiser, Actor(SignInKind.STAFF, Role.ORGANISER)),
        ):
            wanted = expected(route, actor, own=event is own)
            extra = {"OPTIONS"} | ({"HEAD"} if "GET" in methods(route) else set())
            for method in extra:
                if (got := outcome(client, method, path)) != wanted:
                    wrong.append(f"{actor}: {method} {path}: {got}, not {wanted}")
            if client.open(path, method="TRACE").status_code != 405:
                wrong.append(f"TRACE {path}")

    assert wrong == []


@dataclass
class World:
    """Everybody who may have to come in, each with a browser."""

    app: Flask
    person: Person
    visitor: FlaskClient
    participant: FlaskClient
    administrator: FlaskClient


@pytest.fixture
def world(database_url: str, tmp_path: Path) -> Iterator[World]:
    app = create_app(replace(config_for(database_url, tmp_path), REQUESTS_PER_MINUTE=0))
    app.test_client_class = Browser
    with app.app_context():
        person = make_person()
        participant = app.test_client()
        sign_in(participant, person, kind=SignInKind.MAIL)
        admin = make_member()
        for role in Role:
            grant(admin.person, role)
        administrator = app.test_client()
        sign_in(administrator, admin.person, kind=SignInKind.STAFF)
        with transaction():
            for row in db.session.query(SignIn):
                row.checked_at = utcnow()
            for given in db.session.query(Grant):
                given.audience = "diet allergy access visa hotel travel"
        yield World(app, person, app.test_client(), participant, administrator)
        db.session.remove()
        db.engine.dispose()


def who_gets_in(world: World, route: Route) -> FlaskClient:
    if route.rule.startswith(("/manage", "/staff/account", "/checkin/devices")):
        return world.administrator
    if route.endpoint in PUBLIC or route.endpoint.startswith("door."):
        return world.visitor
    return world.participant


def fate(
    world: World,
    client: FlaskClient,
    route: Route,
    values: Values,
    headers: dict[str, str] | None = None,
) -> dict[str, int]:
    """Ask for real, with every method; return the statuses."""
    path = address(world.app, route, values)
    typed = FORMS.get(route.endpoint, {})
    data = {name.format(**values): text for name, text in typed.items()}
    statuses = {}
    for method in sorted(methods(route)):
        with client.open(path, method=method, headers=headers, data=data) as answer:
            statuses[f"{method} {route.endpoint}"] = answer.status_code
            if "/sign-in?next" in answer.headers.get("Location", ""):
                statuses[f"{method} {route.endpoint}"] = 401
    return statuses


def each_route(
    world: World, wanted: Callable[[Route], bool]
) -> Iterator[tuple[Route, Event]]:
    """Yield the routes, each with an event of its own that nothing has spoilt."""
    for route in routes(world.app):
        if wanted(route) and not route.endpoint.startswith("demo"):
            yield route, make_event()


def let_in(route: Route, event: Event, values: Values, person: Person) -> None:
    """Make the person a delegation's contact, or open what counts to anybody."""
    if route.endpoint in ASKED_WHERE_OPEN:
        saved(OpenRegistration(event_id=event.id, is_open=True))
    if route.endpoint in AGENDA_FILES:
        a_version(event)
        set_visibility(event, AgendaVisibility.PUBLIC)
    if route.rule.startswith("/me/<slug>/delegations"):
        answer_for(values["public_id"], person)
    if route.rule.startswith(("/speaker/", "/slides/")):
        speak_at(event, values, person, route.endpoint)


def speak_at(event: Event, values: Values, person: Person, endpoint: str) -> None:
    """Give the person a part in a published session, the one that is named."""
    session = make_session(event)
    part = make_part(session, person)
    published(event, person.id, 0)
    if "public_id" in values:
        values["public_id"] = session.public_id
    if endpoint in {"speaking.answer", "speaking.own_slides", "speaking.keep_slides"}:
        values["public_id"] = part.public_id
    if endpoint in {"speaking.forget_slides", "speaking.slides_file"}:
        values["public_id"] = slides_of(part).public_id
    if endpoint == "speaking.photo":
        with_photo(event, person.id)


def test_every_route_lets_somebody_in(world: World) -> None:
    statuses: dict[str, int] = {}

    for route, event in each_route(world, lambda route: True):
        values = example_values(route.endpoint, set(route.arguments), event)
        headers: dict[str, str] = {}
        if "slug" in route.arguments:
            values["slug"] = event.slug
            registration = make_registration(event, world.person)
            make_ticket(registration, **new_codes())
            if route.endpoint == "registration.own_file":
                give_answer(values["public_id"], registration)
            if route.endpoint.startswith("formalities."):
                ask_for_formalities(event)
            if route.endpoint == "registration.withdraw_request":
                values["public_id"] = request_about(registration).public_id
            let_in(route, event, values, world.person)
        if route.endpoint == "accounts.end_session":
            values["public_id"] = own_session(world)
        if route.endpoint.startswith("door."):
            headers = {"Authorization": f"Bearer {make_device(event)}"}
            values["point"] = first(ScanPoint)(event)["public_id"]
        client = who_gets_in(world, route)
        statuses |= fate(world, client, route, values, headers)

    shut = {what: code for what, code in statuses.items() if code in SHUT or code > 499}
    assert shut == {}


SHUT = {401, 403, 404, 405}


def give_answer(public_id: object, registration: Registration) -> None:
    """Make the answer of that id one of this registration."""
    with transaction():
        answer = db.session.query(Answer).filter_by(public_id=public_id).one()
        answer.registration_id = registration.id


def own_session(world: World) -> object:
    """Open one more session of the participant, to be ended."""
    sign_in(world.app.test_client(), world.person, kind=SignInKind.MAIL)
    rows = db.session.query(SignIn).filter_by(person_id=world.person.id)
    return rows.order_by(SignIn.id).all()[-1].public_id


def test_what_belongs_to_another_event_is_not_found(world: World) -> None:
    statuses: dict[str, int] = {}

    for route, event in each_route(
        world, lambda route: {"slug", "public_id"} <= route.arguments
    ):
        foreign = example_values(route.endpoint, set(route.arguments), make_event())
        values = {**foreign, "slug": event.slug}
        statuses |= fate(world, world.administrator, route, values)

    assert statuses
    assert {what: code for what, code in statuses.items() if code != 404} == {}


def is_own_page(route: Route) -> bool:
    """Two files are nobody's secret: the page's worker, and a calendar without days."""
    same = {"registration.worker", "calendars.mine"}
    return route.rule.startswith("/me/<") and route.endpoint not in same


def test_nobody_has_an_own_page_at_an_event_they_are_not_part_of(world: World) -> None:
    statuses: dict[str, int] = {}

    for route, event in each_route(world, is_own_page):
        values = example_values(route.endpoint, set(route.arguments), make_event())
        values["slug"] = event.slug
        statuses |= fate(world, world.participant, route, values)

    assert statuses
    assert {what: code for what, code in statuses.items() if code != 404} == {}


def test_the_calendar_of_who_does_not_come_is_empty(world: World) -> None:
    event = make_event()
    make_registration(event)

    calendar = world.participant.get(f"/me/{event.slug}/calendar.ics")

    assert "BEGIN:VCALENDAR" in calendar.text
    assert "VEVENT" not in calendar.text


def test_nobody_ends_a_session_of_another(world: World) -> None:
    route = next(
        route for route in routes(world.app) if route.endpoint == "accounts.end_session"
    )
    values = example_values(route.endpoint, set(route.arguments), make_event())

    assert set(fate(world, world.participant, route, values).values()) == {404}


def test_drafts_are_hidden_from_the_public_and_shown_to_their_organisers(
    guarded: Flask,
) -> None:
    draft = make_event(state=EventState.DRAFT)
    organiser = client_of(
        guarded, Actor(SignInKind.STAFF, Role.ORGANISER), draft, make_person()
    )

    assert guarded.test_client().get(f"/events/{draft.slug}").status_code == 404
    assert organiser.get(f"/manage/{draft.slug}/settings").status_code == 200


def test_after_a_month_an_invitation_opens_the_ticket_only(guarded: Flask) -> None:
    event = make_event()
    client = client_of(guarded, Actor(SignInKind.INVITATION), event, make_person())
    with transaction():
        db.session.query(SignIn).one().created_at -= timedelta(days=30)

    assert client.get(f"/me/{event.slug}/ticket").text == IN
    assert client.get(f"/me/{event.slug}").status_code == 302
    assert client.get("/me/sessions").status_code == 302


def test_a_role_for_an_edition_reaches_its_course_and_not_the_other_way(
    guarded: Flask,
) -> None:
    edition = make_event()
    course = make_event(parent=edition)
    above = client_of(
        guarded, Actor(SignInKind.STAFF, Role.ORGANISER), edition, make_person()
    )
    below = client_of(
        guarded, Actor(SignInKind.STAFF, Role.ORGANISER), course, make_person()
    )

    assert above.get(f"/manage/{course.slug}/settings").status_code == 200
    assert below.get(f"/manage/{course.slug}/settings").status_code == 200
    assert below.get(f"/manage/{edition.slug}/settings").status_code == 404


def test_a_role_counts_from_its_beginning_to_its_end(guarded: Flask) -> None:
    event, person = make_event(), make_person()
    client = client_of(guarded, Actor(SignInKind.STAFF), event, person)
    given = grant(person, Role.ORGANISER, event)
    page = f"/manage/{event.slug}/settings"
    assert client.get(page).status_code == 200

    for start, end in ((1, 2), (-2, -1)):
        with transaction():
            row = db.session.get_one(type(given), given.id)
            row.starts_at = utcnow() + timedelta(hours=start)
            row.ends_at = utcnow() + timedelta(hours=end)
        assert client.get(page).status_code == 404


@pytest.mark.own_app
def test_a_route_without_a_line_stops_the_start(app: Flask) -> None:
    app.add_url_rule("/forgotten", "forgotten", lambda: "in")

    with pytest.raises(RuntimeError, match="forgotten"):
        policy.require_lines(app)


def test_a_line_without_a_route_stops_the_start(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(policy.POLICY, "gone.away", policy.PUBLIC)

    with pytest.raises(RuntimeError, match=r"gone\.away"):
        policy.require_lines(app)
