"""What each block is made of; what was typed is kept as text, and read back here."""

import enum
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from eti_events.formalities.models import Block

Values = Mapping[str, str]  # name of a field → what was typed, in its plainest form


class Kind(enum.Enum):
    """What a field takes."""

    LINE = enum.auto()
    DAY = enum.auto()
    MOMENT = enum.auto()
    COUNTRY = enum.auto()
    CHOICE = enum.auto()


@dataclass(frozen=True)
class Part:
    """A field of a block."""

    name: str
    kind: Kind = Kind.LINE
    needed: bool = True


PAYERS = ("organiser", "employer", "self")
MODES = ("plane", "train", "car", "other")
CHOICES = {"payer": PAYERS, "arrival_mode": MODES, "departure_mode": MODES}

PARTS: dict[Block, tuple[Part, ...]] = {
    Block.VISA: (
        Part("passport_name"),
        Part("birth_on", Kind.DAY),
        Part("birth_place"),
        Part("nationality", Kind.COUNTRY),
        Part("passport_number"),
        Part("passport_expires_on", Kind.DAY),
        Part("address", needed=False),
    ),
    Block.HOTEL: (
        Part("from_on", Kind.DAY),
        Part("until_on", Kind.DAY),
        Part("payer", Kind.CHOICE),
        Part("remark", needed=False),
    ),
    Block.TRAVEL: (
        Part("arrival_at", Kind.MOMENT),
        Part("arrival_mode", Kind.CHOICE),
        Part("arrival_number", needed=False),
        Part("arrival_place"),
        Part("departure_at", Kind.MOMENT),
        Part("departure_mode", Kind.CHOICE),
        Part("departure_number", needed=False),
        Part("departure_place"),
    ),
}


@dataclass(frozen=True)
class Given:
    """What somebody answers to one block."""

    needed: bool
    values: Values


def packed(values: Values) -> str:
    """Return values as the text that is kept."""
    return json.dumps(dict(values), ensure_ascii=False)


def unpacked(text: str) -> dict[str, str]:
    """Return the values of a text that was kept."""
    return {str(name): str(value) for name, value in json.loads(text).items()}


def as_text(value: object) -> str:
    """Return what a form field holds in its plainest form."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    return str(value or "")


def as_data(part: Part, text: str) -> object:
    """Return what a form field is to hold."""
    if not text:
        return None
    if part.kind is Kind.DAY:
        return date.fromisoformat(text)
    if part.kind is Kind.MOMENT:
        return datetime.fromisoformat(text)
    return text
