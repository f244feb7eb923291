"""Forty people for five places, all clicking twice, on a server of four processes."""

import re
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Barrier

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from eti_events.database import db, transaction
from eti_events.events import models as events
from eti_events.events.models import Event
from eti_events.invariants import faults
from eti_events.messages.models import Mail
from eti_events.people.models import Commissioner, Person
from eti_events.registration import actions
from eti_events.registration.actions import Outcome
from eti_events.registration.models import (
    Registration,
    RegistrationRules,
    RegistrationState,
    Ticket,
)
from eti_events.registration.questions.judging import fingerprint
from eti_events.registration.questions.queries import list_asked
from tests.factories import make_event, make_mission, make_person, saved, sign_in
from tests.live import WebServer, mail_worker, wait_until
from tests.registration.asked import K, answer, key, make_question, options, places
from tests.registration.seats import again, make_delegation
from tests.registration.steps import (
    LATER,
    drafted,
    half_days,
    invited,
    mails,
    state_of,
    submit,
    taken,
)
from tests.stored import environment

PLACES, PEOPLE, CLICKS = 5, 40, 2
TABS = 8  # in which one contact names people
State = RegistrationState
FOUR_PROCESSES = (
    *("--worker-class=gthread", "--workers=4", "--threads=4"),
    "--preload",  # one import serves all four
)
TOKEN = re.compile(r'name="csrf_token" type="hidden" value="([^"]+)"')


@dataclass
class Answer:
    """What one click came to."""

    status: int
    where: str
    text: str
    seconds: float


class Visitor:
    """A browser with the cookie of one person, and their form as it was served."""

    def __init__(self, url: str, path: str, cookie: str) -> None:
        self.url, self.path, self.cookie = url, path, cookie
        form = self._send(None)
        found = TOKEN.search(form.text)
        assert found, form.text
        self.token = found[1]

    def click(self, fields: list[tuple[str, str]]) -> Answer:
        return self._send([*fields, ("csrf_token", self.token)])

    def _send(self, fields: list[tuple[str, str]] | None) -> Answer:
        data = urllib.parse.urlencode(fields).encode() if fields else None
        asked = urllib.request.Request(self.url + self.path, data)
        asked.add_header("Cookie", self.cookie)
        asked.add_header("Accept-Language", "en")
        begun = time.monotonic()
        try:
            with OPENER.open(asked, timeout=60) as answer:
                return self._answer(answer, begun)
        except urllib.error.HTTPError as answer:
            return self._answer(answer, begun)

    def _answer(self, answer: object, begun: float) -> Answer:
        if kept := answer.headers.get("Set-Cookie"):  # type: ignore[attr-defined]  # both kinds have them
            self.cookie = kept.partition(";")[0]
        return Answer(
            answer.status,  # type: ignore[attr-defined]
            answer.headers.get("Location", ""),  # type: ignore[attr-defined]
            answer.read().decode(),  # type: ignore[attr-defined]
            time.monotonic() - begun,
        )


class _Stay(urllib.request.HTTPRedirectHandler):
    """A redirect is an answer here."""

    def redirect_request(self, *_: object, **__: object) -> None:
        return None


OPENER = urllib.request.build_opener(_Stay)


@pytest.fixture
def server(database_url: str, tmp_path: Path) -> Iterator[WebServer]:
    settings = environment(database_url, tmp_path)
    server = WebServer(settings, tmp_path / "web.log", shape=FOUR_PROCESSES)
    server.start()
    try:
        wait_until(server.answers, "the server's first answer")
        yield server
    finally:
        server.kill()
        server.socket.close()


@pytest.fixture
def two_workers(app: Flask, database_url: str, tmp_path: Path) -> Iterator[None]:
    """Run what serves the waiting list, twice, as on two machines."""
    settings = environment(database_url, tmp_path)
    workers = [mail_worker(settings, tmp_path / f"{n}.log") for n in range(2)]
    for worker in workers:
        worker.start()
    yield
    for worker in workers:
        worker.kill()


def cookie_of(client: FlaskClient, person: Person, event: Event) -> str:
    sign_in(client, person, event=event)
    cookie = client.get_cookie("eti")
    assert cookie
    return f"eti={cookie.value}"


def rush(visitors: list[Visitor], fields: list[tuple[str, str]]) -> list[Answer]:
    """Click, everybody twice and all at the same moment."""
    clicks = [visitor for visitor in visitors for _ in range(CLICKS)]
    start = Barrier(len(clicks))

    def click(visitor: Visitor) -> Answer:
        start.wait()
        return visitor.click(fields)

    with ThreadPoolExecutor(len(clicks)) as pool:
        return list(pool.map(click, clicks))


def test_a_rush_gives_exactly_the_places_there_are(
    app: Flask, server: WebServer
) -> None:
    event = make_event(places=PLACES)
    people = [drafted(event) for _ in range(PEOPLE)]
    path = f"/events/{event.slug}/register/check"
    cookies = [cookie_of(app.test_client(), person, event) for person in people]
    db.session.rollback()
    visitors = [Visitor(server.url, path, cookie) for cookie in cookies]

    answers = rush(visitors, [])

    winners = {i // CLICKS for i, answer in enumerate(answers) if answer.status == 302}
    losers = [answer for answer in answers if answer.status != 302]
    assert len(winners) == PLACES
    assert len(losers) == (PEOPLE - PLACES) * CLICKS
    assert {answer.status for answer in losers} == {409}
    assert all("All places are taken." in answer.text for answer in losers)
    assert taken(event) == PLACES
    assert states(event) == {
        RegistrationState.CONFIRMED: PLACES,
        RegistrationState.DRAFT: PEOPLE - PLACES,
    }
    assert db.session.query(Ticket).count() == PLACES
    assert db.session.query(Mail).count() == PLACES


def test_a_rush_passes_no_quota_and_fills_what_others_may_have(
    app: Flask, server: WebServer
) -> None:
    event = make_event(places=PLACES)
    quota = saved(
        events.Counter(event_id=event.id, scope="commissioner", key="MEAE", limit=2)
    )
    people = [make_person() for _ in range(20)]
    for number, person in enumerate(people):
        commissioner = Commissioner.AFD if number % 2 else Commissioner.MEAE
        make_mission(person, commissioner=commissioner)
        drafted(event, person)
    path = f"/events/{event.slug}/register/check"
    cookies = [cookie_of(app.test_client(), person, event) for person in people]
    db.session.rollback()
    visitors = [Visitor(server.url, path, cookie) for cookie in cookies]

    answers = rush(visitors, [])

    winners = {i // CLICKS for i, answer in enumerate(answers) if answer.status == 302}
    ministry = [number for number in winners if number % 2 == 0]
    assert {answer.status for answer in answers} == {302, 409}
    assert len(winners) == taken(event) == PLACES
    assert len(ministry) <= 2
    db.session.refresh(quota)
    assert quota.taken == len(ministry)
    assert list(faults()) == []


def states(event: Event) -> Counter[RegistrationState]:
    rows = db.session.query(Registration.state).filter_by(event_id=event.id)
    return Counter(state for (state,) in rows)


def test_one_person_in_many_tabs_is_one_registration(
    app: Flask, server: WebServer
) -> None:
    event = make_event(places=PLACES)
    person = drafted(event)
    path = f"/events/{event.slug}/register/check"
    cookie = cookie_of(app.test_client(), person, event)
    db.session.rollback()
    tabs = [Visitor(server.url, path, cookie) for _ in range(6)]

    answers = rush(tabs, [])

    assert {(answer.status, answer.where) for answer in answers} == {
        (302, f"/me/{event.slug}")
    }
    assert (taken(event), db.session.query(Registration).count()) == (1, 1)
    assert db.session.query(Mail).count() == 1


@pytest.mark.usefixtures("two_workers")
def test_places_freed_while_others_join_go_to_those_who_waited(
    app: Flask, server: WebServer
) -> None:
    event = make_event(places=PLACES)
    saved(RegistrationRules(event_id=event.id, waiting_list=True))
    holders, waiting = ([invited(event) for _ in range(n)] for n in (PLACES, 8))
    joining = [drafted(event) for _ in range(8)]
    outcomes = [submit(event, person) for person in (*holders, *waiting)]
    assert outcomes[PLACES:] == [Outcome.WAITING] * 8
    slug, event_id = event.slug, event.id
    ways = {"cancel": f"/me/{slug}/cancel", "join": f"/events/{slug}/register/check"}
    cookies = {
        person.id: cookie_of(app.test_client(), person, event)
        for person in (*holders, *joining)
    }
    db.session.rollback()
    leavers = [Visitor(server.url, ways["cancel"], cookies[p.id]) for p in holders]
    comers = [Visitor(server.url, ways["join"], cookies[p.id]) for p in joining]

    run_together(
        *(lambda v=visitor: v.click([]) for visitor in leavers),
        *(lambda v=visitor: v.click([]) for visitor in comers),
        lambda: settle_often(app, event_id),
    )
    wait_until(lambda: served(event_id) == PLACES, "those who waited to be served")
    settle_often(app, event_id)

    confirmed = [p for p in waiting if state_of(event, p) is State.CONFIRMED]
    assert confirmed == waiting[:PLACES]
    assert {state_of(event, person) for person in joining} == {State.WAITING}
    told = [mails(person) for person in confirmed]
    assert told == [["registration/waiting", "registration/confirmed"]] * PLACES
    assert taken(event) == PLACES
    assert list(faults()) == []


def served(event_id: int) -> int:
    """Count who has been confirmed after the first few left."""
    db.session.rollback()
    rows = db.session.query(Registration)
    return rows.filter_by(event_id=event_id, state=State.CONFIRMED).count()


def settle_often(app: Flask, event_id: int) -> None:
    """Serve who waits again and again, beside the workers."""
    for _ in range(10):
        with app.app_context():
            try:
                with transaction():
                    actions.serve_waiting(event_id, LATER)
            except OperationalError:  # locked for a moment: a worker tries again
                time.sleep(0.05)
        time.sleep(0.05)


def run_together(*acts: Callable[[], object]) -> None:
    start = Barrier(len(acts))

    def act(one: Callable[[], object]) -> object:
        start.wait()
        return one()

    with ThreadPoolExecutor(len(acts)) as pool:
        list(pool.map(act, acts))


def test_a_rush_gives_exactly_the_places_of_an_option(
    app: Flask, server: WebServer
) -> None:
    event = make_event()
    visit = make_question(
        event, K.ONE_OF, options=[*options("Museum", places=PLACES), *options("Garden")]
    )
    museum = key(visit, "Museum")
    chosen = {visit.id: (museum,)}
    asked = fingerprint(list_asked(event.id))
    people = [drafted(event, questions=chosen, asked=asked) for _ in range(PEOPLE)]
    path = f"/events/{event.slug}/register/check"
    cookies = [cookie_of(app.test_client(), person, event) for person in people]
    db.session.rollback()
    visitors = [Visitor(server.url, path, cookie) for cookie in cookies]

    answers = rush(visitors, [])

    winners = {i // CLICKS for i, answer in enumerate(answers) if answer.status == 302}
    losers = [answer for answer in answers if answer.status != 302]
    assert len(winners) == PLACES
    assert {answer.status for answer in losers} == {409}
    assert all("No place is left for an answer" in answer.text for answer in losers)
    assert places(event) == {museum: PLACES}
    assert taken(event) == PLACES
    assert list(faults()) == []


def test_people_who_change_their_choice_in_a_rush_hold_one_place_each(
    app: Flask, server: WebServer
) -> None:
    event = make_event()
    visit = make_question(
        event, K.ONE_OF, "Visit", options=options("A", "B", places=PLACES)
    )
    a, b = key(visit, "A"), key(visit, "B")
    people = [invited(event) for _ in range(2 * PLACES)]
    for number, person in enumerate(people):
        answer(event, person, {visit: (a if number % 2 else b,)})
    path = f"/me/{event.slug}/edit"
    fields = [("family_name", "Sureau"), (visit.field_name, a)]
    fields += [("asked", fingerprint(list_asked(event.id)))]
    fields += [("half_days", str(row.public_id)) for row in half_days(event)]
    cookies = [cookie_of(app.test_client(), person, event) for person in people]
    db.session.rollback()

    rush([Visitor(server.url, path, cookie) for cookie in cookies], fields)

    assert places(event) == {a: PLACES, b: PLACES}  # both were full, nobody moved
    assert list(faults()) == []


def test_names_given_at_once_never_pass_the_seats(
    app: Flask, server: WebServer
) -> None:
    event = make_event(places=PLACES + 1)
    delegation = make_delegation(event, seats=PLACES)
    path = f"/me/{event.slug}/delegations/{delegation.public_id}"
    everything = [("half_days", str(row.public_id)) for row in half_days(event)]
    contact = db.session.get_one(Person, delegation.contact_id)
    cookies = [cookie_of(app.test_client(), contact, event) for _ in range(TABS)]
    rival = drafted(event)
    rival_cookie = cookie_of(app.test_client(), rival, event)
    db.session.rollback()
    tabs = [Visitor(server.url, path, cookie) for cookie in cookies]
    form = f"/events/{event.slug}/register/check"
    other = Visitor(server.url, form, rival_cookie)
    answers: list[Answer] = []

    def fields(number: int) -> list[tuple[str, str]]:
        person = f"named{number}@exemple.invalid"
        names = [("family_name", f"Genêt-{number}"), ("email", person)]
        return [*names, ("language", "fr"), *everything]

    run_together(
        *(
            lambda tab=tab, n=n: answers.append(tab.click(fields(n)))
            for n, tab in enumerate(tabs)
            for _ in range(CLICKS)
        ),
        lambda: other.click([]),
    )

    assert Counter(answer.status for answer in answers) == {
        302: PLACES * CLICKS,  # the second click of a winner is the first
        409: (TABS - PLACES) * CLICKS,
    }
    assert again(delegation).free == 0
    assert state_of(event, rival) is State.CONFIRMED
    assert taken(event) == PLACES + 1
    assert db.session.query(Ticket).count() == PLACES + 1
    told = db.session.query(Mail).filter_by(template="registration/named")
    assert told.count() == PLACES
    assert list(faults()) == []
