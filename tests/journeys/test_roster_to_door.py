"""From the roster to a green light at the door, as its people walk it.

An organiser imports the network and invites by mail; an expert registers on the
page that the link opens; the code on that page, seen by a camera, opens the door.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import icalendar
import pytest
from flask import Flask
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from eti_events.accounts.models import Role
from eti_events.clock import utcnow
from eti_events.events.models import Event
from eti_events.people.models import Language
from tests.accounts.staff import PASSPHRASE, Member, make_member
from tests.browsing import DESKTOP, PHONE, Launch, Live, axe_faults
from tests.factories import grant, make_event, make_person
from tests.journeys.camera import film_of
from tests.journeys.hands import Hands, Keyboard, Pointer
from tests.live import wait_until

ROSTER = Path(__file__).parent.parent / "data/roster/roster.xlsx"
GIVEN, FAMILY, ADDRESS = "Ana", "Joubarbe", "ana.joubarbe@exemple.invalid"

WORDS = {
    "fr": {
        "continue": "Continuer",
        "sign in": "Se connecter",
        "read": "Lire le fichier",
        "import": "Importer",
        "imported": "Importé",
        "prepare": "Préparer des invitations",
        "count": "Enregistrer et compter",
        "send": "Envoyer à 1 personne",
        "open": "Ouvrir mon inscription",
        "stay": "Continuer vers votre séjour",
        "check": "Continuer et vérifier",
        "register": "Envoyer mon inscription",
        "ready": "Tout est prêt, Ana",
        "code": "Mon code, même hors ligne",
    },
    "en": {
        "continue": "Continue",
        "sign in": "Sign in",
        "read": "Read the file",
        "import": "Import",
        "imported": "Imported",
        "prepare": "Prepare invitations",
        "count": "Save and count",
        "send": "Send to 1 person",
        "open": "Open my registration",
        "stay": "Go on to your stay",
        "check": "Go on and check",
        "register": "Send my registration",
        "ready": "Everything is ready, Ana",
        "code": "My code, offline too",
    },
}


@dataclass
class Walk:
    """Who walks where: the language, the screens, the hands."""

    live: Live
    browser: Browser
    language: str
    screen: ViewportSize
    hands: Hands

    def visit(self) -> BrowserContext:
        """Give a browser of its own to a new person."""
        return self.browser.new_context(
            viewport=self.screen, locale=self.language, base_url=self.live.url
        )

    def button(self, page: Page, key: str) -> None:
        """Press the button or link that bears these words, and see the next page."""
        words = re.compile(re.escape(WORDS[self.language][key]))
        found = page.get_by_role("button", name=words)
        target = found.or_(page.get_by_role("link", name=words)).first
        with page.expect_event("domcontentloaded"):
            self.hands.press(page, target)

    def look(self, page: Page) -> None:
        """Stop at a page: it must be one that everybody can use."""
        page.wait_for_load_state("networkidle")
        assert axe_faults(page) == []
        wide = "document.documentElement.scrollWidth - innerWidth"
        assert page.evaluate(wide) <= 0, f"{page.url} is too wide"


@pytest.fixture(
    params=[
        ("fr", PHONE, Pointer()),
        ("en", DESKTOP, Pointer()),
        ("fr", DESKTOP, Keyboard()),
        ("en", PHONE, Keyboard()),
    ],
    ids=["fr-phone", "en-desktop", "fr-keyboard", "en-phone-keyboard"],
)
def walk(
    request: pytest.FixtureRequest, app: Flask, live: Live, plain_chromium: Browser
) -> Walk:
    language, screen, hands = request.param
    return Walk(live, plain_chromium, language, screen, hands)


@pytest.mark.one_engine
def test_an_expert_of_the_roster_comes_in_by_the_code_on_her_page(
    walk: Walk, chromium: Launch, tmp_path: Path
) -> None:
    event = make_event(first_day=utcnow().date() - timedelta(days=1), days=3)
    member = make_member(make_person(language=Language(walk.language)))
    grant(member.person, Role.ORGANISER)

    organiser = sign_in(walk, member)
    import_roster(walk, organiser)
    invite(walk, organiser, event)
    link = link_in(wait_for_mail(walk, 1))
    expert = register(walk, link, event)
    mail = wait_for_mail(walk, 2)
    picture = show_code(walk, expert, event)
    scan(walk, organiser, chromium, picture, event, tmp_path)

    confirmed = [part for part in mail.walk() if part.get_content_type()]
    assert {"image/png", "text/calendar"} <= {p.get_content_type() for p in confirmed}
    calendar = next(p for p in confirmed if p.get_content_type() == "text/calendar")
    assert_three_days(calendar.get_content())
    own = expert.request.get(f"/me/{event.slug}/calendar.ics")
    assert_three_days(own.body())
    badge = expert.request.get(f"/me/{event.slug}/badge.pdf")
    assert badge.body().startswith(b"%PDF")
    organiser.goto(f"/manage/{event.slug}/")
    expect(organiser.locator("main")).to_contain_text("1")
    walk.look(organiser)


def sign_in(walk: Walk, member: Member) -> Page:
    page = walk.visit().new_page()
    page.goto("/staff/sign-in")
    walk.look(page)
    walk.hands.write(page, page.locator("[name=email]"), member.email)
    walk.hands.write(page, page.locator("[name=passphrase]"), PASSPHRASE)
    walk.button(page, "continue")
    walk.look(page)
    walk.hands.write(page, page.locator("[name=code]"), member.code())
    walk.button(page, "sign in")
    page.wait_for_url("**/manage/**")
    return page


def import_roster(walk: Walk, page: Page) -> None:
    page.goto("/manage/roster/import")
    walk.look(page)
    walk.hands.attach(page, page.locator("[type=file]"), ROSTER)
    walk.button(page, "read")
    expect(page.locator("dl.figs")).to_contain_text("481")
    walk.look(page)
    form = page.locator("form[action$='/start'] button").first
    walk.hands.press(page, form)
    done = re.compile(WORDS[walk.language]["imported"])
    expect(page.locator(".note.ok")).to_contain_text(done, timeout=60_000)
    walk.look(page)


def invite(walk: Walk, page: Page, event: Event) -> None:
    page.goto(f"/manage/{event.slug}/waves")
    walk.look(page)
    walk.button(page, "prepare")
    walk.hands.choose_next(page, page.locator("[name=who]"))
    walk.button(page, "count")
    walk.hands.write(page, page.locator("[name=find]"), f"{FAMILY} {GIVEN}")
    page.keyboard.press("Enter")
    walk.hands.press(page, page.locator("button[value=add]"))
    expect(page.locator("[role=status]")).to_contain_text("1")
    walk.look(page)
    walk.hands.write(page, page.locator("[name=count]"), "1")
    walk.button(page, "send")
    walk.look(page)


def wait_for_mail(walk: Walk, number: int) -> EmailMessage:
    """Wait until the expert has so many mails; return the last one."""
    inbox = walk.live.inbox
    wait_until(lambda: len(inbox.to(ADDRESS)) >= number, f"mail {number}")
    return inbox.to(ADDRESS)[number - 1]


def link_in(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body
    found = re.search(r"https?://\S+/invitations/\S+", body.get_content())
    assert found, body.get_content()
    return found[0]


def register(walk: Walk, link: str, event: Event) -> Page:
    page = walk.visit().new_page()
    page.goto(f"{link}?lang={walk.language}")
    walk.look(page)
    walk.button(page, "open")
    page.wait_for_url(f"**/events/{event.slug}/register/you")
    walk.look(page)
    expect(page.locator("[name=family_name]")).to_have_value(FAMILY)
    walk.hands.write(page, page.locator("[name=phone]"), "70 123 456")
    walk.button(page, "stay")
    expect(page.locator("#refusals")).to_be_focused()
    walk.look(page)
    expect(page.locator("[name=phone]")).to_have_value("70 123 456")
    walk.hands.write(page, page.locator("[name=phone]"), "+389 70 123 456")
    walk.button(page, "stay")
    page.wait_for_url("**/register/stay")
    walk.look(page)
    walk.button(page, "check")
    walk.look(page)
    walk.button(page, "register")
    page.wait_for_url(f"**/me/{event.slug}")
    expect(page.locator("h1")).to_have_text(WORDS[walk.language]["ready"])
    walk.look(page)
    return page


def show_code(walk: Walk, page: Page, event: Event) -> Image.Image:
    """Open the page of the code, lose the network, and hold it before a camera."""
    walk.button(page, "code")
    page.wait_for_url(f"**/me/{event.slug}/ticket")
    walk.look(page)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    page.context.set_offline(True)
    page.reload()
    shot = page.locator(".badge svg, .qr svg").first.screenshot()
    page.context.set_offline(False)
    return Image.open(io.BytesIO(shot))


def scan(
    walk: Walk,
    organiser: Page,
    chromium: Launch,
    picture: Image.Image,
    event: Event,
    tmp_path: Path,
) -> None:
    """Open the scanner in a browser whose camera sees the expert's screen."""
    camera = film_of(tmp_path / "phone.y4m", [picture.resize((260, 260))])
    browser = chromium(camera=camera)
    context = browser.new_context(
        viewport=PHONE,
        locale=walk.language,
        base_url=walk.live.url,
        storage_state=organiser.context.storage_state(),
    )
    page = context.new_page()
    page.goto("/checkin")
    walk.hands.press(page, page.locator("form[action$='/checkin/devices'] button"))
    panel = page.locator("[data-panel]")
    expect(panel).to_have_attribute("data-verdict", "welcome", timeout=30_000)
    expect(panel).to_contain_text(f"{GIVEN} {FAMILY}")
    assert axe_faults(page) == []
    context.close()


def assert_three_days(text: str | bytes) -> None:
    raw = text.encode() if isinstance(text, str) else text
    calendar = icalendar.Calendar.from_ical(raw)
    assert calendar["METHOD"] == "PUBLISH"
    assert len(list(_events(calendar))) == 3


def _events(calendar: icalendar.Component) -> Iterator[icalendar.Component]:
    return iter(calendar.walk("VEVENT"))
