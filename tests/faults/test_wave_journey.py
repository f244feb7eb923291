"""An organiser sends a wave and a reminder from the pages, while the worker dies."""

import re
from collections import Counter
from dataclasses import dataclass

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect

from eti_events.clock import utcnow
from eti_events.database import db, transaction
from eti_events.events.models import Event
from eti_events.events.queries import get_event
from eti_events.messages.models import Mail, MailState
from eti_events.people.models import Person
from eti_events.registration import actions
from tests.browsing import DESKTOP, Live
from tests.factories import make_event, sign_in_staff
from tests.live import wait_until
from tests.registration.waving import network

LEASE, PACE = "2", "1200"  # seconds; mails a minute, so that a wave takes a while


@dataclass(frozen=True)
class Size:
    """How many are invited, and how many of them decline before the reminder."""

    people: int
    answering: int


@pytest.mark.one_engine
@pytest.mark.parametrize(
    "size",
    [
        pytest.param(Size(24, 5), id="short"),
        pytest.param(Size(300, 40), id="long", marks=pytest.mark.faults),
    ],
)
def test_a_wave_and_its_reminder_reach_each_once_whatever_is_killed(
    app: Flask, live: Live, context: BrowserContext, size: Size
) -> None:
    event = make_event()
    people = network(size.people)
    everybody = {person.email or "" for person in people}
    silent = {person.email or "" for person in people[size.answering :]}
    live.environment |= {"ETI_LEASE_SECONDS": LEASE, "ETI_MAIL_PER_MINUTE": PACE}
    live.worker.stop()
    live.worker.start()
    page = signed_in(app, live, context)

    send_wave(page, live, event, "invitation", size.people)
    kill_in_the_middle(live, size.people // 3)
    arrive(page, live, size.people)
    assert received(live, 0) == dict.fromkeys(everybody, 1)

    decline(event, people[: size.answering])
    wait_until(everything_has_left, "thanks to those who declined")
    before = len(live.inbox.mails)
    send_wave(page, live, event, "reminder", len(silent))
    kill_in_the_middle(live, before + len(silent) // 3)
    arrive(page, live, len(silent))
    assert received(live, before) == dict.fromkeys(silent, 1)

    page.goto(f"{live.url}/manage/{event.slug}/answers")
    numbers = re.findall(r"\d+", page.locator("main table tbody").first.inner_text())
    assert {str(size.people), str(size.answering), str(len(silent))} <= set(numbers)


def signed_in(app: Flask, live: Live, context: BrowserContext) -> Page:
    """Open a page with the session of an organiser."""
    client = app.test_client()
    sign_in_staff(client)
    cookie = client.get_cookie("eti")
    assert cookie
    db.session.rollback()
    context.add_cookies([{"name": "eti", "value": cookie.value, "url": live.url}])
    page = context.new_page()
    page.set_viewport_size(DESKTOP)
    return page


def send_wave(page: Page, live: Live, event: Event, kind: str, number: int) -> None:
    """Prepare a wave for everybody who is meant, and confirm its number."""
    page.goto(f"{live.url}/manage/{event.slug}/waves")
    page.locator(f"button[value={kind}]").click()
    expect(page.locator("[role=status]").first).to_contain_text(str(number))
    page.locator("[name=count]").fill(str(number))
    page.locator("form[action$='/send'] button").click()
    expect(page.locator("h1")).to_contain_text(str(number))


def kill_in_the_middle(live: Live, taken: int) -> None:
    """End the worker with -9 once so many mails have left, and start another."""
    wait_until(lambda: len(live.inbox.mails) > taken, "mails to leave")
    live.worker.kill()
    live.worker.start()


def arrive(page: Page, live: Live, number: int) -> None:
    """Load the wave's page until it says that all have been accepted."""
    accepted = page.locator("main dl.dl dd").first

    def told() -> bool:
        page.reload()
        return accepted.inner_text().strip() == str(number)

    wait_until(told, f"{number} mails")
    left = page.locator("main dl.dl dd").nth(2)
    expect(left).to_have_text(re.compile(r"^\s*0\s*$"))


def decline(event: Event, people: list[Person]) -> None:
    slug, ids = event.slug, [person.id for person in people]
    for person_id in ids:
        with transaction():
            actions.decline(get_event(slug), person_id, at=utcnow())


def everything_has_left() -> bool:
    db.session.rollback()
    return not db.session.query(Mail).filter(Mail.state != MailState.SENT).count()


def received(live: Live, before: int) -> dict[str, int]:
    """Count the mails that everybody had; a copy under one Message-ID is one."""
    with live.inbox.lock:
        mails = live.inbox.mails[before:]
    once = {(mail["Message-ID"], str(mail["To"])) for mail in mails}
    return Counter(address_in(to) for _, to in once)


def address_in(header: str) -> str:
    found = re.search(r"[^\s<>]+@[^\s<>]+", header)
    assert found, header
    return found[0]
