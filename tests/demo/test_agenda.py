"""The demonstration's programmes are those of its data, with their planted clashes."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from eti_events import create_app
from eti_events.agenda.kinds import SessionVisibility
from eti_events.agenda.reading import published
from eti_events.agenda.snapshot import Programme
from eti_events.agenda.working import Work, work_on
from eti_events.database import db
from eti_events.demo.agenda import choices
from eti_events.demo.building import build
from eti_events.demo.dates import When
from eti_events.demo.events import COURSE, programme
from eti_events.events.models import AgendaVisibility
from eti_events.events.queries import get_event
from tests.stored import config_for

NOW = datetime(2096, 7, 1, 9, tzinfo=UTC)


@pytest.fixture
def demo(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    app = create_app(config_for(database_url, tmp_path))
    build(app, When.UPCOMING, NOW, lambda _line: None)
    with app.test_request_context("/"):
        yield app
        db.session.remove()
        db.engine.dispose()


def slugs() -> dict[str, str]:
    data = programme()
    edition, seminar = data["event"]["slug"], data["seminar"]["slug"]
    return {"edition": edition, "course": COURSE, "seminar": seminar}


def work(which: str) -> Work:
    return work_on(get_event(slugs()[which]))


def in_force(which: str) -> Programme:
    found = published(get_event(slugs()[which]).id)
    assert found
    return found


def hours_of(programme: Programme, which: str) -> Counter[str]:
    zone = get_event(slugs()[which]).zone
    return Counter(
        f"{one.starts_at.astimezone(zone):%H:%M}-{one.ends_at.astimezone(zone):%H:%M}"
        for one in programme.sessions
    )


def by_key(work: Work) -> dict[Any, str]:
    """Return the data's own ids by the session that bears their title."""
    data, own = programme(), choices()
    named = chain(data["plenary"], data["workshops"])
    titles = {facts["fr"]: facts["id"] for facts in named}
    titles |= {facts["fr"]: key for key, facts in own["draft"]["new"].items()}
    for module in data["pad"]:
        for letter, group in zip("AB", own["groups"], strict=True):
            title = f"{module['fr']} ({group['fr']})"
            titles[title] = f"{module['id']} {letter}"
    return {one.public_id: titles.get(one.title.to("fr"), "") for one in work.sessions}


def test_the_demonstration_has_its_programmes_and_their_clashes(demo: Flask) -> None:
    """Building the demonstration takes its time: once is enough."""
    the_programmes_are_those_of_the_data()
    every_planted_clash_is_found_and_no_other()
    work_is_left_to_publish()


def the_programmes_are_those_of_the_data() -> None:
    data, own = programme(), choices()
    hidden = [
        key
        for key, facts in own["plenary"].items()
        if facts.get("visibility") == SessionVisibility.UNPUBLISHED
    ]
    of_days = [one["t"] for one in data["plenary"] if one["id"] not in hidden]
    of_days += [data["slots"][one["slot"]]["t"] for one in data["workshops"]]
    of_course = [one["t"] for one in data["pad"] for _group in own["groups"]]
    of_seminar = [one["t"] for one in data["seminar_programme"]]

    assert hidden == ["P02"]
    assert hours_of(in_force("edition"), "edition") == Counter(of_days)
    assert hours_of(in_force("course"), "course") == Counter(of_course)
    assert hours_of(in_force("seminar"), "seminar") == Counter(of_seminar)
    for which in slugs():
        event = get_event(slugs()[which])
        assert event.agenda_visibility is AgendaVisibility.CONFIRMED
        restricted = [one for one in in_force(which).sessions if one.restricted]
        assert len(restricted) == (0 if which == "course" else 1)


def every_planted_clash_is_found_and_no_other() -> None:
    for which, planted in choices()["clashes"].items():
        desk = work(which)
        keys = by_key(desk)

        found = [
            (one.kind, sorted(keys[session] for session in one.sessions))
            for one in desk.conflicts
        ]

        assert sorted(found) == sorted(
            (one["kind"], one["sessions"]) for one in planted
        )


def work_is_left_to_publish() -> None:
    desk, draft = work("edition"), choices()["draft"]
    keys = by_key(desk)
    touched = {keys[change.session] for change in desk.changes}
    unplaced = [keys[one.public_id] for one in desk.sessions if one.hours is None]

    assert desk.number == 2
    assert desk.before
    assert touched == ({*draft["rooms"], *draft["hours"], *draft["speaks"], "X01"})
    assert unplaced == ["X02"]
    assert not work("course").differs
    assert not work("seminar").differs
