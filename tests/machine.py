"""What the tests want of the machine, and what is left out where it is lacking."""

import ctypes.util
import os
import shutil
from collections.abc import Callable

from tests.agenda.schemas import schemas
from tests.engines import postgresql_programs

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


def chromium() -> str | None:
    """Path of the browser, under whichever name it goes."""
    return next(filter(None, map(shutil.which, CHROMIUM)), None)


# name: (is it here, the Debian package that brings it)
WANTED: dict[str, tuple[Callable[[], object], str]] = {
    "postgresql": (postgresql_programs, "postgresql"),
    "redis": (lambda: shutil.which("redis-server"), "redis-server"),
    "chromium": (chromium, "chromium"),
    "zbar": (lambda: ctypes.util.find_library("zbar"), "libzbar0"),
    "schemas": (schemas, "c3voc's: ETI_SCHEMAS says where they lie"),
}
# What no package brings: where it is not named, nothing is asked for.
OPTIONAL = {"schemas": "ETI_SCHEMAS"}


def lacking(names: set[str]) -> set[str]:
    """Those of ``names`` that this machine does not have."""
    return {name for name in names if not WANTED[name][0]()}


def required() -> set[str]:
    """What a machine must have for every test to run."""
    asked = {name for name, variable in OPTIONAL.items() if os.environ.get(variable)}
    return set(WANTED) - OPTIONAL.keys() | asked


def everything_must_run() -> bool:
    """Whether leaving a test out is an error, as in continuous integration."""
    return os.environ.get("ETI_TEST_ALL") == "1"


def sentence(name: str, count: int) -> str:
    """Say what was left out and how to have it."""
    remedy = WANTED[name][1] if name in OPTIONAL else f"Debian: {WANTED[name][1]}"
    return f"{count} tests left out: no {name} here ({remedy})"
