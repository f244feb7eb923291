"""What organisers ask of the list of participants: it all lives in the address."""

import enum
from dataclasses import dataclass
from typing import Any, Self, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from werkzeug.datastructures import MultiDict

from eti_events.names import fold
from eti_events.people.countries import CODES
from eti_events.people.models import Commissioner, Region
from eti_events.registration.codes import code_hash, typed_code
from eti_events.registration.models import Category, RegistrationState
from eti_events.reports.columns import LISTED, USUAL, Column

ACTIVE = "active"  # neither ended nor a draft: what the list shows at first
EVERY = "all"
WORDS = 5  # of a search, at most
LONGEST = 100  # characters of a search, at most
PAGE_DIGITS = 6


class Sort(enum.StrEnum):
    """The columns by which the list can be sorted."""

    NAME = "name"
    ORGANISATION = "organisation"
    CATEGORY = "category"
    STATE = "state"
    CHANGED = "changed"
    EMAIL = "email"
    COMMISSIONER = "commissioner"
    THEME = "theme"
    SUBMITTED = "submitted"
    CONFIRMED = "confirmed"
    START = "start"
    END = "end"


Choice = TypeVar("Choice", bound=enum.StrEnum)


@dataclass(frozen=True, kw_only=True)
class Filters:
    """One question to the list; values that mean nothing are left out."""

    search: str = ""
    state: RegistrationState | None = None
    every_state: bool = False
    category: Category | None = None
    commissioner: Commissioner | None = None
    region: Region | None = None
    country: str | None = None
    half_day: UUID | None = None
    first_departure: bool = False
    arrived: bool | None = None
    tag: UUID | None = None
    columns: tuple[Column, ...] = USUAL
    sort: Sort = Sort.NAME
    descending: bool = False
    page: int = 1

    @classmethod
    def read(cls, args: MultiDict[str, str]) -> Self:
        """Read the question from an address; what cannot be understood is ignored."""
        country = args.get("country", "").upper()
        return cls(
            search=args.get("q", "")[:LONGEST].strip(),
            state=_one_of(RegistrationState, args.get("state")),
            every_state=args.get("state") == EVERY,
            category=_one_of(Category, args.get("category")),
            commissioner=_one_of(Commissioner, args.get("commissioner")),
            region=_one_of(Region, args.get("region")),
            country=country if country in CODES else None,
            half_day=_uuid(args.get("half_day")),
            first_departure=args.get("first") == "yes",
            arrived={"yes": True, "no": False}.get(args.get("arrived", "")),
            tag=_uuid(args.get("tag")),
            columns=_columns(".".join(args.getlist("columns"))),
            sort=_one_of(Sort, args.get("sort")) or Sort.NAME,
            descending=args.get("order") == "down",
            page=_page(args.get("page", "")),
        )

    def address(self) -> str:
        """Write the question as it stands in an address, without the page."""
        state = EVERY if self.every_state else self.state
        pairs = {
            "q": self.search,
            "state": state,
            "category": self.category,
            "commissioner": self.commissioner,
            "region": self.region,
            "country": self.country,
            "half_day": self.half_day,
            "first": "yes" if self.first_departure else None,
            "arrived": {True: "yes", False: "no", None: None}[self.arrived],
            "tag": self.tag,
            "columns": None if self.columns == USUAL else ".".join(self.columns),
            "sort": None if self.sort is Sort.NAME else self.sort,
            "order": "down" if self.descending else None,
        }
        return urlencode({name: str(value) for name, value in pairs.items() if value})

    @property
    def narrowed(self) -> bool:
        """Whether anything but the state is asked."""
        return self.parameters().keys() - {"state"} != set()

    def parameters(self) -> dict[str, Any]:
        """Return the values asked for, by the name of their condition."""
        asked = {
            "state": self.state,
            "category": self.category,
            "commissioner": self.commissioner,
            "region": self.region,
            "country": self.country,
            "half_day": self.half_day,
            "first_departure": self.first_departure or None,
            "arrived": True if self.arrived else None,
            "tag": self.tag,
            "not_arrived": True if self.arrived is False else None,
        }
        values = {name: value for name, value in asked.items() if value is not None}
        return values | self._words()

    def _words(self) -> dict[str, str]:
        words = fold(self.search).split()[:WORDS]
        if self.search and not words:
            return {"word0": "\N{REPLACEMENT CHARACTER}"}  # nothing that can be found
        found = {
            f"{'mail' if '@' in word else 'word'}{n}": word
            for n, word in enumerate(words)
        }
        if code := typed_code(self.search):
            found["code"] = code_hash(code)
        return found


def _one_of(kind: type[Choice], value: str | None) -> Choice | None:
    return kind(value) if value in set(kind) else None


def _columns(value: str) -> tuple[Column, ...]:
    """Return the columns named, in their own order; without any, the usual ones."""
    named = set(value.split("."))
    return tuple(column for column in LISTED if column in named) or USUAL


def _uuid(value: str | None) -> UUID | None:
    try:
        return UUID(value or "")
    except ValueError:
        return None


def _page(value: str) -> int:
    sane = value.isdecimal() and len(value) <= PAGE_DIGITS
    return max(1, int(value)) if sane else 1
