"""What a public page weighs on the wire, everything that it loads included."""

from collections.abc import Iterator
from dataclasses import dataclass

from playwright.sync_api import Browser, Request, sync_playwright

from bench.results import Result
from bench.stage import Stage
from tests.browsing import QUIET, axe_faults
from tests.machine import chromium

KILOBYTE = 1_000
PAGES = ("/",)


@dataclass(frozen=True)
class Weight:
    """One page in a browser that has never been here: kilobytes, and axe's faults."""

    whole: float
    scripts: float
    faults: int


def public_pages(stage: Stage) -> Iterator[Result]:
    """Bytes and accessibility of the heaviest page that everybody may open."""
    server = stage.product(stage.database())
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=QUIET)
        weights = [weigh(browser, server.url + path) for path in PAGES]
        browser.close()
    whole = max(weight.whole for weight in weights)
    scripts = max(weight.scripts for weight in weights)
    faults = sum(weight.faults for weight in weights)
    yield stage.figure("public page", whole, "kB", 60)
    yield stage.figure("public page JS", scripts, "kB", 10)
    yield stage.figure("axe violations", faults, "", 0)


def weigh(browser: Browser, url: str) -> Weight:
    """Open the page with an empty cache and add up what came over the wire."""
    loaded: list[Request] = []

    def note(request: Request) -> None:
        loaded.append(request)

    page = browser.new_context().new_page()
    page.on("requestfinished", note)
    page.goto(url, wait_until="networkidle")
    scripts = [request for request in loaded if request.resource_type == "script"]
    return Weight(kilobytes(loaded), kilobytes(scripts), len(axe_faults(page)))


def kilobytes(requests: list[Request]) -> float:
    """Bodies and headers of the answers, as transferred."""
    sizes = [request.sizes() for request in requests]
    answers = [size["responseBodySize"] + size["responseHeadersSize"] for size in sizes]
    return sum(answers) / KILOBYTE
