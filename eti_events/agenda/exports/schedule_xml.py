"""``schedule.xml``: what most apps for conference programmes read."""

import unicodedata
from xml.etree.ElementTree import Element, SubElement, indent, tostring

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
    places_of,
    slug_of,
    track_slug,
    version_of,
    written,
    zone_name,
)
from eti_events.agenda.exports.words import kind_of, title_of
from eti_events.agenda.snapshot import PublishedSession

BREAKS = {"\t", "\n"}


def write_schedule_xml(leaf: Leaf) -> bytes:
    """Return the programme as days, in them rooms, in them sessions."""
    root = Element("schedule")
    SubElement(root, "generator", name=GENERATOR, system=leaf.occasion.base_url)
    _add(
        root,
        "url",
        f"{leaf.occasion.base_url}/events/{leaf.occasion.slug}/schedule.xml",
    )
    _add(root, "version", version_of(leaf))
    days, places, numbers = days_of(leaf), places_of(leaf), numbers_of(leaf)
    _add_conference(root, leaf, days)
    for day in days:
        element = SubElement(
            root,
            "day",
            index=str(day.index),
            date=day.on.isoformat(),
            start=written(day.starts_at),
            end=written(day.ends_at),
        )
        for place, sessions in by_place(places, day):
            name = _clean(place.name)
            room = SubElement(element, "room", name=name, guid=str(place.id))
            for session in sessions:
                _add_event(room, leaf, session, place, numbers[session.id])
    indent(root, " ")
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))


def _add_conference(root: Element, leaf: Leaf, days: list[Day]) -> None:
    conference = SubElement(root, "conference")
    facts = {
        "acronym": acronym_of(leaf),
        "title": leaf.text(leaf.occasion.name),
        "start": written(days[0].starts_at),
        "end": written(days[-1].ends_at),
        "days": str(len(days)),
        "timeslot_duration": SLOT,
        "base_url": leaf.occasion.base_url,
        "url": leaf.occasion.url,
        "time_zone_name": zone_name(leaf),
    }
    for name, value in facts.items():
        if value:
            _add(conference, name, value)
    for theme in leaf.themes:
        name = _clean(leaf.text(theme.name))
        SubElement(conference, "track", name=name, slug=track_slug(theme))


def _add_event(
    room: Element, leaf: Leaf, session: PublishedSession, place: Place, number: int
) -> None:
    event = SubElement(room, "event", id=str(number), guid=str(session.id))
    start = leaf.occasion.local(session.starts_at)
    themes = leaf.themes_of(session)
    facts = {
        "date": written(start),
        "start": f"{start:%H:%M}",
        "duration": length(session),
        "room": place.name,
        "slug": slug_of(leaf, session),
        "url": leaf.occasion.url_of(session),
        "title": title_of(leaf, session),
        "subtitle": "",
        "track": leaf.text(themes[0].name) if themes else "",
        "type": kind_of(session),
        "language": next(iter(session.languages), leaf.occasion.language),
        "abstract": leaf.text(session.abstract),
        "description": "",
    }
    for name, value in facts.items():
        _add(event, name, value)
    persons = SubElement(event, "persons")
    for part in session.people:
        if who := leaf.who(part):
            guid = str(leaf.guids[part.part])
            SubElement(persons, "person", guid=guid).text = _clean(who)


def _add(above: Element, name: str, text: str) -> None:
    SubElement(above, name).text = _clean(text)


def _clean(text: str) -> str:
    """Leave out the characters that XML cannot hold."""
    return "".join(
        c
        for c in text
        if c in BREAKS
        or (unicodedata.category(c) not in {"Cc", "Cs"} and c not in "\ufffe\uffff")
    )
