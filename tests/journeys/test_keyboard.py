"""Organisers decide, write to many and note by keyboard alone, on a narrow screen."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from eti_events.database import db
from eti_events.events.models import Event
from eti_events.registration.models import RegistrationRules
from tests.browsing import PHONE, axe_faults
from tests.factories import make_event, saved, sign_in_staff
from tests.journeys.hands import Keyboard
from tests.live import WebServer, wait_until
from tests.registration.steps import invited, submit
from tests.stored import environment

pytestmark = pytest.mark.one_engine

OVERFLOW = "document.documentElement.scrollWidth - innerWidth"


@pytest.fixture
def event() -> Event:
    """One place, three who wait for it, and two who have not answered."""
    event = make_event(places=1)
    saved(RegistrationRules(event_id=event.id, waiting_list=True))
    for person in [invited(event) for _ in range(4)]:
        submit(event, person)
    for _ in range(2):
        invited(event)
    return event


@pytest.fixture
def page(
    app: Flask,
    event: Event,
    database_url: str,
    tmp_path: Path,
    plain_chromium: Browser,
) -> Iterator[Page]:
    """The organiser's browser, on the product as it runs."""
    client = app.test_client()
    sign_in_staff(client, event=event)
    cookie = client.get_cookie("eti")
    assert cookie
    db.session.rollback()
    server = WebServer(environment(database_url, tmp_path), tmp_path / "web.log")
    server.start()
    context = plain_chromium.new_context(
        viewport=PHONE, locale="en-GB", base_url=server.url
    )
    context.add_cookies([{"name": "eti", "value": cookie.value, "url": server.url}])
    try:
        wait_until(server.answers, "the server's first answer")
        yield context.new_page()
    finally:
        context.close()
        server.close()


def faults_of(page: Page) -> list[str]:
    too_wide = page.evaluate(OVERFLOW) > 0
    return axe_faults(page) + ["wider than the screen"] * too_wide


def test_what_organisers_do_most_goes_by_keyboard(page: Page, event: Event) -> None:
    hands = Keyboard()
    base = f"/manage/{event.slug}"

    # Rules: what is wrong has the focus, is kept, and leads to its field.
    page.goto(f"{base}/rules?lang=en")
    hands.write(page, page.get_by_label("Hours to answer"), "0")
    hands.press(page, page.get_by_role("button", name="Save the rules"))
    expect(page.locator("#refusals")).to_be_focused()
    expect(page.get_by_label("Hours to answer")).to_have_value("0")
    hands.press(page, page.locator("#refusals a"))
    page.keyboard.press("Tab")  # from where the link has led
    assert faults_of(page) == []

    # Somebody is served next, on the page that lists who waits.
    page.goto(f"{base}/rules?lang=en")
    served = page.get_by_role("button", name="Serve next").last
    name = (served.inner_text().split("\n")[-1]).removeprefix("Serve next").strip()
    hands.press(page, served)
    expect(page).to_have_url(re.compile("/rules$"))
    expect(page.locator("#waiting-title ~ table tbody tr").first).to_contain_text(name)

    # A wave: nothing leaves on a wrong number, and the draft can go.
    page.goto(f"{base}/waves?lang=en")
    hands.press(page, page.get_by_role("button", name="Prepare a reminder"))
    hands.write(page, page.get_by_label("Type the number"), "3")
    hands.press(page, page.get_by_role("button", name="Send to 2 people"))
    expect(page.locator("#refusals")).to_be_focused()
    expect(page.locator("#refusals")).to_contain_text("This is not the number")
    assert faults_of(page) == []
    hands.press(page, page.get_by_role("button", name="Throw this draft away"))
    expect(page.get_by_role("status")).to_contain_text("thrown away")

    # One person's page: a note, kept and deleted.
    page.goto(f"{base}/rules?lang=en")
    hands.press(page, page.locator("#waiting-title ~ table tbody a").first)
    hands.write(page, page.locator("#notes textarea"), "Calls before")
    hands.press(page, page.get_by_role("button", name="Keep the note"))
    expect(page.locator("#notes")).to_contain_text("Calls before")
    hands.press(page, page.locator("#notes").get_by_role("button", name="Delete"))
    expect(page.locator("#notes")).not_to_contain_text("Calls before")
    assert faults_of(page) == []
