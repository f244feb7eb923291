"""The demonstration's programmes: two published, with work left in a draft."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import yaml

from eti_events.demo.cast import Player
from eti_events.demo.events import DATA, programme
from eti_events.demo.sessions import Author, Facts
from eti_events.demo.stage import Stage
from eti_events.demo.troupe import Troupe, gather
from eti_events.events.models import Event
from eti_events.events.queries import list_rooms

FIRST, SECOND, DRAFT = (timedelta(days=days) for days in (75, 55, 53))
SILENT = frozenset(
    {"break", "meal", "reception", "group_photo", "meeting_slots"}
)  # nothing is interpreted
SPOKEN = {"languages": ["fr"], "interpreted": ["en"]}
HALF_DAYS = {"J-2": 0, "J-1": 1}  # the course's days, as the data counts them


@cache
def choices() -> dict[str, Any]:
    """Return what the demonstration adds to the programmes of its data."""
    text = (DATA / "agenda.yaml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text))


def write(stage: Stage, guests: Sequence[tuple[int, Player]]) -> dict[str, Author]:
    """Write, publish and go on writing; return who wrote, by event."""
    troupe = gather(stage, guests, choices())
    authors = {
        "edition": _author(stage, stage.edition, troupe),
        "course": _author(stage, stage.course, troupe),
        "seminar": _author(stage, stage.seminar, troupe),
    }
    first = stage.edition.starts_at - FIRST
    _write_edition(authors["edition"], stage)
    _write_course(authors["course"], at=first)
    _write_seminar(authors["seminar"], at=first)
    return authors


def edition_sessions() -> Iterator[tuple[str, Facts]]:
    """Yield the plenaries and workshops of the Days, by the data's own ids."""
    data, own = programme(), choices()
    for facts in data["plenary"]:
        extra = own["plenary"][facts["id"]]
        spoken: Mapping[str, Any] = {} if extra["kind"] in SILENT else SPOKEN
        yield facts["id"], facts | spoken | extra
    for facts in data["workshops"]:
        extra = own["workshops"][facts["id"]]
        spoken = {"kind": "workshop", "languages": [facts["lang"]]}
        texts = facts if facts["lang"] == "fr" else _in_english(facts)
        yield facts["id"], texts | data["slots"][facts["slot"]] | spoken | extra


def course_sessions() -> Iterator[tuple[str, Facts]]:
    """Yield every module for each group."""
    own = choices()
    for facts in programme()["pad"]:
        extra = own["pad"][facts["id"]]
        for number, group in enumerate(own["groups"]):
            yield (
                f"{facts['id']} {'AB'[number]}",
                {
                    "kind": "training",
                    "topic": facts["id"],
                    "day": HALF_DAYS[facts["hd"].split()[0]],
                    "t": facts["t"],
                    "fr": f"{facts['fr']} ({group['fr']})",
                    "en": f"{extra['en']} ({group['en']})",
                    "room": group["room"],
                    "cap": own["group_places"],
                    "languages": ["fr"],
                    "trains": extra["trains"][number : number + 1],
                },
            )


def seminar_sessions() -> Iterator[tuple[str, Facts]]:
    """Yield the seminar's sessions, numbered in the data's order."""
    data, own = programme()["seminar_programme"], choices()
    for number, (facts, extra) in enumerate(zip(data, own["seminar"], strict=True)):
        spoken = {} if extra["kind"] in SILENT else {"languages": ["fr"]}
        link = {"link": own["seminar_link"]} if facts.get("hybrid") else {}
        yield f"S{number + 1:02}", facts | spoken | link | extra


def _author(stage: Stage, event: Event, troupe: Troupe) -> Author:
    return Author(event=event, troupe=troupe, by=stage.organiser)


def _in_english(facts: Facts) -> Facts:
    """Have what is held in English alone stand in English in every language."""
    return {key: value for key, value in facts.items() if key != "fr"} | {
        "en": facts["fr"]
    }


def _write_edition(author: Author, stage: Stage) -> None:
    own, before = choices(), choices()["first_version"]
    first, second = (stage.edition.starts_at - span for span in (FIRST, SECOND))
    _describe_rooms(author, at=first)
    _write_themes(author, at=first)
    for key, facts in edition_sessions():
        author.add(key, _as_before(key, facts, before), at=first)
    author.publish(1, own["notes"]["first"], at=first)
    facts = dict(edition_sessions())
    for key in (*before["rooms"], *before["hours"]):
        author.move(key, room=facts[key]["room"], t=facts[key]["t"], at=second)
    author.publish(2, own["notes"]["second"], at=second)
    _go_on(author, own["draft"], at=stage.edition.starts_at - DRAFT)


def _as_before(key: str, facts: Facts, before: Facts) -> Facts:
    room = before["rooms"].get(key, facts["room"])
    return {**facts, "room": room, "t": before["hours"].get(key, facts["t"])}


def _go_on(author: Author, draft: Facts, *, at: datetime) -> None:
    """Leave changes that nobody published yet, with what clashes among them."""
    for key, room in draft["rooms"].items():
        author.move(key, room=room, at=at)
    for key, hours in draft["hours"].items():
        author.move(key, t=hours, at=at)
    for key, facts in draft["new"].items():
        author.add(key, facts, at=at)
    for key, names in draft["speaks"].items():
        author.take_part(key, {"speaks": names}, at=at)


def _write_course(author: Author, *, at: datetime) -> None:
    own = choices()
    for room in own["course_rooms"]:
        author.write_room(None, room, at=at)
    for facts in programme()["pad"]:
        author.add_topic(facts["id"], facts | own["pad"][facts["id"]], at=at)
    for key, facts in course_sessions():
        author.add(key, facts, at=at)
    author.publish(1, own["notes"]["first"], at=at)


def _write_seminar(author: Author, *, at: datetime) -> None:
    own = choices()
    for room in own["seminar_rooms"]:
        author.write_room(None, room, at=at)
    _write_themes(author, at=at)
    for key, facts in seminar_sessions():
        author.add(key, facts, at=at)
    author.publish(1, own["notes"]["first"], at=at)


def _describe_rooms(author: Author, *, at: datetime) -> None:
    rooms = {room.code: room for room in list_rooms(author.event.id)}
    for facts in programme()["rooms"]:
        extra = choices()["rooms"][facts["id"]]
        author.write_room(rooms[facts["id"]], facts | extra, at=at)


def _write_themes(author: Author, *, at: datetime) -> None:
    for key, facts in choices()["themes"].items():
        author.write_theme(key, facts, at=at)
