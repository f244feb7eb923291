"""The programme for programs, as ``/api/v1/openapi.json`` describes it."""

import json
from datetime import datetime
from typing import Any

from eti_events.agenda.exports.leaf import Leaf
from eti_events.agenda.snapshot import PublishedPerson, PublishedSession


def write_agenda(leaf: Leaf) -> bytes:
    """Return the whole: event, version, sessions, and what they refer to."""
    occasion = leaf.occasion
    return _written(
        {
            "event": {
                "slug": occasion.slug,
                "name": occasion.name,
                "venue": occasion.venue,
                "time_zone": occasion.time_zone,
                "language": occasion.language,
                "url": occasion.url,
            },
            "version": leaf.programme.number,
            "published_at": _moment(leaf, leaf.written_at),
            "sessions": [_session(leaf, session) for session in leaf.sessions],
            "rooms": [
                {
                    "id": str(room.id),
                    "code": room.code,
                    "name": room.name,
                    "capacity": room.capacity,
                    "step_free": room.step_free,
                    "building": room.building,
                }
                for room in leaf.rooms
            ],
            "themes": [
                {"id": str(theme.id), "name": theme.name, "colour": theme.colour}
                for theme in leaf.themes
            ],
            "topics": [
                {"id": str(topic.id), "title": topic.title} for topic in leaf.topics
            ],
        }
    )


def write_session(leaf: Leaf) -> bytes:
    """Return the one session that the leaf was cut down to."""
    (session,) = leaf.sessions
    return _written(_session(leaf, session))


def _session(leaf: Leaf, session: PublishedSession) -> dict[str, Any]:
    topics = {topic.id for topic in leaf.topics}
    return {
        "id": str(session.id),
        "kind": session.kind,
        "title": session.title,
        "abstract": session.abstract,
        "languages": session.languages,
        "interpretation": session.interpretation,
        "topic": str(session.topic) if session.topic in topics else None,
        "themes": [str(theme.id) for theme in leaf.themes_of(session)],
        "room": str(session.room) if leaf.room_of(session) else None,
        "starts_at": _moment(leaf, session.starts_at),
        "ends_at": _moment(leaf, session.ends_at),
        "cancelled": session.cancelled,
        "image_note": session.image_note,
        "people": [_person(leaf, part) for part in session.people],
        "hybrid_link": session.hybrid_link or None,
        "sequence": session.sequence,
        "changed_at": _moment(leaf, session.changed_at),
        "moved_at": _moment(leaf, session.moved_at),
        "moved_from": _moment(leaf, session.moved_from),
        "room_changed_at": _moment(leaf, session.room_changed_at),
        "url": leaf.occasion.url_of(session),
    }


def _person(leaf: Leaf, part: PublishedPerson) -> dict[str, Any]:
    return {
        "id": str(leaf.guids[part.part]),
        "role": part.role,
        "name": part.name or None,
        "function": part.function,
    }


def _moment(leaf: Leaf, moment: datetime | None) -> str | None:
    local = moment and leaf.occasion.local(moment)
    return local.isoformat(timespec="seconds") if local else None


def _written(answer: dict[str, Any]) -> bytes:
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode()
