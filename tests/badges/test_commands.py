"""Badges and calendars from the command line."""

import subprocess
from pathlib import Path

import pytest
import vobject
from flask import Flask
from pypdfium2 import PdfDocument

from eti_events.database import db
from eti_events.people.models import Person
from tests.badges.printing import make_bearer
from tests.factories import make_event
from tests.live import ETI
from tests.stored import environment

pytestmark = [pytest.mark.one_engine, pytest.mark.usefixtures("app")]


def eti(app: Flask, *words: str) -> subprocess.CompletedProcess[str]:
    settings = environment(
        app.config["SQLALCHEMY_DATABASE_URI"], Path(app.config["DATA_DIR"])
    )
    return subprocess.run(
        [*ETI, *words],
        env=settings | {"LANG": "en_GB.UTF-8"},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )


def test_badges_are_printed_into_a_file(app: Flask, tmp_path: Path) -> None:
    event = make_event()
    for _ in range(5):
        make_bearer(event)
    file = tmp_path / "badges.pdf"

    done = eti(app, "badges", event.slug, "-o", str(file))

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"5 badges in {file}\n"
    assert len(PdfDocument(file)) == 2


def test_an_event_without_people_is_refused(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "badges.pdf"

    done = eti(app, "badges", make_event().slug, "-o", str(file))

    assert done.returncode == 1
    assert "Nobody here has a ticket to print." in done.stderr
    assert not file.exists()


def test_an_unknown_event_is_a_mistake_of_usage(app: Flask, tmp_path: Path) -> None:
    done = eti(app, "badges", "nowhere", "-o", str(tmp_path / "badges.pdf"))

    assert done.returncode == 2
    assert "no event 'nowhere'" in done.stderr


def test_days_are_printed_as_a_calendar(app: Flask) -> None:
    event = make_event()
    registration = make_bearer(event)
    email = db.session.get_one(Person, registration.person_id).email

    whole = eti(app, "ics", event.slug)
    own = eti(app, "ics", event.slug, "--person", str(email).upper())
    nobody = eti(app, "ics", event.slug, "--person", "stranger@exemple.invalid")

    uids = [uids_of(done.stdout) for done in (whole, own)]
    assert [len(found) for found in uids] == [2, 2]
    assert not set(uids[0]) & set(uids[1])
    assert nobody.returncode == 1
    assert "Nobody is known by this address." in nobody.stderr


def uids_of(text: str) -> list[str]:
    calendar = vobject.readOne(text)
    return [entry.uid.value for entry in calendar.contents["vevent"]]
