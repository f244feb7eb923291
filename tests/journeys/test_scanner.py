"""The scanner in the hands of a volunteer: a real Chromium and a film for a camera."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from eti_events.checkin.actions import open_pairing
from eti_events.checkin.models import Scan
from eti_events.checkin.queries import list_points_of_tree
from eti_events.clock import utcnow
from eti_events.database import db, transaction
from eti_events.events.models import Event
from tests.browsing import DESKTOP, PHONE, Launch, axe_faults
from tests.checkin.door import make_ticket
from tests.factories import make_event, make_person, make_registration
from tests.journeys.camera import film
from tests.live import WebServer, wait_until
from tests.stored import environment

pytestmark = pytest.mark.one_engine

VERDICT = "[data-panel]"


@pytest.fixture
def server(app: Flask, database_url: str, tmp_path: Path) -> Iterator[WebServer]:
    """Run the web server on the database that the test writes to."""
    settings = environment(database_url, tmp_path)
    server = WebServer(settings, tmp_path / "web.log")
    settings["ETI_BASE_URL"] = server.url
    server.start()
    wait_until(server.answers, "the server's first answer")
    yield server
    server.close()


def make_event_of_today() -> Event:
    return make_event(first_day=utcnow().date() - timedelta(days=1), days=3)


def make_expert(event: Event, given: str, family: str) -> str:
    """Register somebody for every half-day; return the code of the badge."""
    person = make_person(given_name=given, family_name=family)
    return make_ticket(make_registration(event, person, first_departure=True), event)


def pairing_link(event: Event) -> str:
    organiser = make_person()
    with transaction():
        code = open_pairing(
            event,
            list_points_of_tree(event),
            name="Porte A",
            by=organiser.id,
            at=utcnow(),
        )
    return f"/checkin#pair={code}"


def open_scanner(
    browser: Browser, server: WebServer, path: str, *, phone: bool = True
) -> Page:
    context = browser.new_context(
        viewport=PHONE if phone else DESKTOP, locale="fr-FR", base_url=server.url
    )
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(f"script: {error}"))
    page.goto(path)
    return page


def expect_verdict(page: Page, verdict: str) -> None:
    expect(page.locator(VERDICT)).to_have_attribute("data-verdict", verdict)


def scans() -> list[tuple[str, str]]:
    db.session.rollback()
    rows = db.session.execute(select(Scan.input, Scan.verdict).order_by(Scan.seq))
    return [(str(given), str(verdict)) for given, verdict in rows]


def test_a_film_of_badges_is_read_and_answered(
    app: Flask, server: WebServer, chromium: Launch, tmp_path: Path
) -> None:
    event = make_event_of_today()
    ines = make_expert(event, "Inès", "Coquelicot")
    stranger = "ETI" + "9" * 26
    browser = chromium(camera=film(tmp_path / "film.y4m", [ines, stranger]))

    page = open_scanner(browser, server, pairing_link(event))

    expect_verdict(page, "welcome")
    panel = page.locator(VERDICT)
    expect(panel).to_contain_text("Inès Coquelicot")
    expect_verdict(page, "unknown")
    expect_verdict(page, "already_in")
    expect(panel).to_contain_text("Inès Coquelicot")
    expect(page.locator("[data-present]")).to_have_text("1")
    assert axe_faults(page) == []
    assert scans()[:2] == [("camera", "welcome"), ("camera", "unknown")]
