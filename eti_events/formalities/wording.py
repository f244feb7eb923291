"""How blocks, fields and reasons are called, and values as people read them."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _l

from eti_events import typography
from eti_events.formalities.fields import PARTS, Kind, Part
from eti_events.formalities.models import Block
from eti_events.people.countries import country_name

BLOCKS: dict[Block, Any] = {
    Block.VISA: _l("Visa letter"),
    Block.HOTEL: _l("Hotel"),
    Block.TRAVEL: _l("Travel"),
}
QUESTIONS: dict[Block, Any] = {
    Block.VISA: _l("Do you need a letter to ask for a visa?"),
    Block.HOTEL: _l("Do you need a room?"),
    Block.TRAVEL: _l("Do we need to know how you travel?"),
}
NEEDS: tuple[tuple[str, Any], ...] = (
    ("yes", _l("Yes, here is what you need")),
    ("no", _l("No, I do not need it")),
    ("", _l("I shall answer later")),
)
REASONS: tuple[tuple[str, Any], ...] = (
    ("letter", _l("To write a visa letter")),
    ("booking", _l("To book a room or a journey")),
    ("welcome", _l("To fetch or welcome the person")),
    ("question", _l("To answer a question of the person")),
)
WORDS: dict[str, Any] = {
    "organiser": _l("The organiser"),
    "employer": _l("My employer or host"),
    "self": _l("Myself"),
    "plane": _l("Plane"),
    "train": _l("Train"),
    "car": _l("Car"),
    "other": _l("Another way"),
}
LABELS: dict[tuple[Block, str], Any] = {
    (Block.VISA, "passport_name"): _l("Name as the passport writes it"),
    (Block.VISA, "birth_on"): _l("Date of birth"),
    (Block.VISA, "birth_place"): _l("Place of birth"),
    (Block.VISA, "nationality"): _l("Nationality"),
    (Block.VISA, "passport_number"): _l("Passport number"),
    (Block.VISA, "passport_expires_on"): _l("Passport valid until"),
    (Block.VISA, "address"): _l("Postal address"),
    (Block.HOTEL, "from_on"): _l("First night"),
    (Block.HOTEL, "until_on"): _l("Day of leaving"),
    (Block.HOTEL, "payer"): _l("Who pays"),
    (Block.HOTEL, "remark"): _l("What the hotel should know"),
    (Block.TRAVEL, "arrival_at"): _l("Arrival: day and hour"),
    (Block.TRAVEL, "arrival_mode"): _l("Arrival by"),
    (Block.TRAVEL, "arrival_number"): _l("Arrival: number of flight or train"),
    (Block.TRAVEL, "arrival_place"): _l("Arrival: airport, station or town"),
    (Block.TRAVEL, "departure_at"): _l("Departure: day and hour"),
    (Block.TRAVEL, "departure_mode"): _l("Departure by"),
    (Block.TRAVEL, "departure_number"): _l("Departure: number of flight or train"),
    (Block.TRAVEL, "departure_place"): _l("Departure: airport, station or town"),
}


def shown(
    block: Block, values: Mapping[str, str], language: str
) -> list[tuple[str, str]]:
    """Return the fields of a block with their values, as people read them."""
    return [
        (str(LABELS[block, part.name]), in_words(part, text, language))
        for part in PARTS[block]
        if (text := values.get(part.name, ""))
    ]


def in_words(part: Part, text: str, language: str) -> str:
    """Write one value."""
    if part.kind is Kind.DAY:
        day = date.fromisoformat(text)
        return typography.day(day, language, weekday=False, year=True)
    if part.kind is Kind.MOMENT:
        wall = datetime.fromisoformat(text)
        on = typography.day(wall.date(), language, weekday=False, year=True)
        return f"{on}, {typography.hour(wall, language)}"
    if part.kind is Kind.COUNTRY:
        return country_name(text, language)
    if part.kind is Kind.CHOICE:
        return str(WORDS[text])
    return text
