"""``schedule.json``: the shape that apps read today, and the newer second one."""

import json
from typing import Any

from eti_events.agenda.exports.leaf import Leaf
from eti_events.agenda.exports.schedule import (
    GENERATOR,
    SLOT,
    Day,
    Place,
    acronym_of,
    by_place,
    days_of,
    length,
    numbers_of,
    place_in,
    places_of,
    slug_of,
    track_slug,
    version_of,
    written,
    zone_name,
)
from eti_events.agenda.exports.words import kind_of, title_of
from eti_events.agenda.kinds import SessionKind, SessionRole
from eti_events.agenda.snapshot import PublishedPerson, PublishedSession
from eti_events.multilingual import Multilingual

SCHEMA = "https://c3voc.de/schedule/schema.json"
SCHEMA_2 = "https://c3voc.de/schema/schedule2"
ISO_639_1 = 2

KINDS = {
    SessionKind.PLENARY: "TALK",
    SessionKind.INSTITUTIONAL: "TALK",
    SessionKind.ROUND_TABLE: "DISCUSSION",
    SessionKind.WORKSHOP: "WORKSHOP",
    SessionKind.TRAINING: "HANDS-ON",
    SessionKind.MEETING_SLOTS: "MEETING",
    SessionKind.GROUP_PHOTO: "OTHER",
}  # all others are pauses
ROLES = {
    SessionRole.SPEAKER: "SPEAKER",
    SessionRole.MODERATOR: "MODERATOR",
    SessionRole.RAPPORTEUR: "CONTRIBUTOR",
    SessionRole.INTERPRETER_HOST: "HOST",
}


def write_schedule_json(leaf: Leaf) -> bytes:
    """Return the first shape: days, in them rooms, in them sessions."""
    return _written(leaf, SCHEMA, _Schedule(leaf).first())


def write_schedule2_json(leaf: Leaf) -> bytes:
    """Return the second shape: sessions beside days and rooms."""
    return _written(leaf, SCHEMA_2, _Schedule(leaf).second())


def _written(leaf: Leaf, schema: str, schedule: dict[str, Any]) -> bytes:
    document = {
        "$schema": schema,
        "generator": {"name": GENERATOR, "url": leaf.occasion.base_url},
        "schedule": {"version": version_of(leaf), **schedule},
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


class _Schedule:
    """One programme in both shapes."""

    def __init__(self, leaf: Leaf) -> None:
        self.leaf, self.occasion = leaf, leaf.occasion
        self.days, self.places = days_of(leaf), places_of(leaf)
        self.numbers = numbers_of(leaf)

    def first(self) -> dict[str, Any]:
        conference = self._conference() | {
            "daysCount": len(self.days),
            "timeslot_duration": SLOT,
            "days": [self._day_with_sessions(day) for day in self.days],
        }
        return {"base_url": self.occasion.base_url, "conference": conference}

    def second(self) -> dict[str, Any]:
        conference = self._conference() | {
            "languages": [self._code(self.occasion.language)],
            "days": [self._day(day) for day in self.days],
        }
        events = [
            self._second_event(session)
            if session.kind in KINDS
            else self._pause(session)
            for session in self.leaf.sessions
        ]
        return {"conference": conference, "events": events}

    def _conference(self) -> dict[str, Any]:
        zone = zone_name(self.leaf)
        return {
            "acronym": acronym_of(self.leaf),
            "title": self.leaf.text(self.occasion.name),
            "start": written(self.days[0].starts_at),
            "end": written(self.days[-1].ends_at),
            "url": self.occasion.url,
            **({"time_zone_name": zone} if zone else {}),
            "tracks": [
                {"name": self.leaf.text(theme.name), "slug": track_slug(theme)}
                for theme in self.leaf.themes
            ],
            "rooms": [
                {"name": place.name, "guid": str(place.id), "capacity": place.capacity}
                for place in self.places.values()
            ],
        }

    def _day(self, day: Day) -> dict[str, Any]:
        return {
            "index": day.index,
            "date": day.on.isoformat(),
            "start": written(day.starts_at),
            "end": written(day.ends_at),
        }

    def _day_with_sessions(self, day: Day) -> dict[str, Any]:
        return {
            "index": day.index,
            "date": day.on.isoformat(),
            "day_start": written(day.starts_at),
            "day_end": written(day.ends_at),
            "rooms": {
                place.name: [self._event(session, place) for session in sessions]
                for place, sessions in by_place(self.places, day)
            },
        }

    def _event(self, session: PublishedSession, place: Place) -> dict[str, Any]:
        start = self.occasion.local(session.starts_at)
        themes = self.leaf.themes_of(session)
        return {
            "id": self.numbers[session.id],
            "date": written(start),
            "start": f"{start:%H:%M}",
            "duration": length(session),
            "room": place.name,
            "track": self.leaf.text(themes[0].name) if themes else None,
            "type": kind_of(session),
            "abstract": self.leaf.text(session.abstract) or None,
            "persons": [
                {"guid": self._guid(part), "name": self.leaf.who(part)}
                for part in session.people
                if self.leaf.who(part)
            ],
            **self._common(session),
        }

    def _second_event(self, session: PublishedSession) -> dict[str, Any]:
        place = place_in(self.places, session)
        theme = next(iter(self.leaf.themes_of(session)), None)
        return {
            "start": written(self.occasion.local(session.starts_at)),
            "room": {"name": place.name, "guid": str(place.id)},
            "track": {"slug": track_slug(theme)},
            "type": KINDS[session.kind],
            "abstract": _localized(session.abstract),
            "participants": [
                {
                    "guid": self._guid(part),
                    "name": self.leaf.who(part),
                    "role": ROLES[part.role],
                }
                for part in session.people
                if self.leaf.who(part)
            ],
            "state": "CANCELED" if session.cancelled else "CONFIRMED",
            **self._common(session),
        }

    def _common(self, session: PublishedSession) -> dict[str, Any]:
        spoken = next(iter(session.languages), self.occasion.language)
        return {
            "guid": str(session.id),
            "end": written(self.occasion.local(session.ends_at)),
            "slug": slug_of(self.leaf, session),
            "url": self.occasion.url_of(session),
            "title": title_of(self.leaf, session),
            "subtitle": None,
            "language": self._code(spoken),
            "links": [],
        }

    def _pause(self, session: PublishedSession) -> dict[str, Any]:
        place = place_in(self.places, session)
        return {
            "type": "BREAK",
            "guid": str(session.id),
            "title": title_of(self.leaf, session),
            "start": written(self.occasion.local(session.starts_at)),
            "end": written(self.occasion.local(session.ends_at)),
            "room": {"name": place.name, "guid": str(place.id)},
        }

    def _guid(self, part: PublishedPerson) -> str:
        return str(self.leaf.guids[part.part])

    @staticmethod
    def _code(language: str) -> str:
        return language[:ISO_639_1]


def _localized(text: Multilingual) -> dict[str, str] | None:
    known = {code: said for code, said in text.items() if len(code) == ISO_639_1}
    return known or None
