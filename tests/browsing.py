"""Fixtures of the journeys: a live server, its mail, and a real Chromium."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    Playwright,
    ViewportSize,
    sync_playwright,
)

from tests.live import Inbox, Process, WebServer, mail_worker, smtp_server, wait_until
from tests.machine import chromium as find_chromium
from tests.stored import environment

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PHONE: ViewportSize = {"width": 390, "height": 844}
DESKTOP: ViewportSize = {"width": 1280, "height": 900}

Launch = Callable[..., Browser]


@dataclass
class Live:
    """The running product: pages, a worker, and the mails that it sent."""

    server: WebServer
    worker: Process
    inbox: Inbox
    database_url: str
    environment: dict[str, str]

    @property
    def url(self) -> str:
        """Address of the start page, without a slash."""
        return self.server.url


@pytest.fixture
def live(database_url: str, tmp_path: Path) -> Iterator[Live]:
    """Run web server, worker and a mail server on a database of the test's own."""
    inbox = Inbox()
    with smtp_server(inbox) as smtp:
        settings = environment(database_url, tmp_path, ETI_SMTP_URL=smtp)
        server = WebServer(settings, tmp_path / "web.log")
        settings["ETI_BASE_URL"] = server.url
        worker = mail_worker(settings, tmp_path / "worker.log")
        server.start()
        worker.start()
        try:
            wait_until(server.answers, "the server's first answer")
            yield Live(server, worker, inbox, database_url, settings)
        finally:
            worker.stop()
            server.close()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


def launched(playwright: Playwright, *arguments: str) -> Browser:
    return playwright.chromium.launch(
        executable_path=find_chromium(), args=[*QUIET, *arguments]
    )


@pytest.fixture
def chromium(playwright: Playwright) -> Iterator[Launch]:
    """Launch Chromium; ``camera=`` is a Y4M film that it takes for its camera.

    It ends with its test: a camera that runs on is work for the whole machine.
    """
    running: list[Browser] = []

    def launch(*, camera: Path) -> Browser:
        running.append(
            launched(
                playwright,
                "--use-fake-ui-for-media-stream",
                "--use-fake-device-for-media-stream",
                f"--use-file-for-fake-video-capture={camera}",
            )
        )
        return running[-1]

    yield launch
    for browser in running:
        browser.close()


@pytest.fixture(scope="session")
def plain_chromium(playwright: Playwright) -> Iterator[Browser]:
    browser = launched(playwright)
    yield browser
    browser.close()


@pytest.fixture
def context(plain_chromium: Browser) -> Iterator[BrowserContext]:
    """A person's browser on a desk, in French: cookies of its own."""
    context = plain_chromium.new_context(viewport=DESKTOP, locale="fr-FR")
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


def axe_faults(page: Page) -> list[str]:
    """Violations of WCAG that axe-core finds on the page as it stands."""
    found = Axe().run(page).response["violations"]
    return [
        f"{fault['id']}: {fault['help']} at {node['target']}"
        for fault in found
        for node in fault["nodes"]
    ]


@pytest.fixture
def redis_url() -> Iterator[str]:
    """Run a Redis that keeps nothing, on a socket of its own."""
    folder = Path(tempfile.mkdtemp(prefix="eti-"))
    path = folder / "redis"
    server = Process(
        ["redis-server", "--port", "0", "--unixsocket", str(path), "--save", ""],
        {},
        folder / "log",
    )
    server.start()
    try:
        wait_until(path.exists, "Redis")
        yield f"unix://{path}"
    finally:
        server.kill()
        shutil.rmtree(folder)
