"""From rows to badges: which names, which lines, in which order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self
from unicodedata import bidirectional

from anyascii import anyascii
from flask_babel import lazy_gettext as _l

from eti_events import typography
from eti_events.badges.badge import Badge, Occasion
from eti_events.badges.queries import BadgeRow
from eti_events.badges.roles import role_of
from eti_events.events.models import Event
from eti_events.names import fold
from eti_events.people.countries import country_name
from eti_events.people.models import SENDERS
from eti_events.registration.models import Category

NO_PHOTO = _l("No photo")
LANGUAGES = {"fr", "en"}
LAST_LATIN = "\u024f"  # of Latin Extended-B, the letters that any desk reads


@dataclass(frozen=True)
class Selection:
    """Whose badges are asked for: a category, a first letter of the family name."""

    category: Category | None = None
    letter: str = ""

    @classmethod
    def read(cls, category: str, letter: str) -> Self:
        """Read what an address asks for; what means nothing asks for nothing."""
        known = Category(category) if category in set(Category) else None
        return cls(known, letter.upper() if len(letter) == 1 else "")

    def asked(self) -> dict[str, str]:
        """Return what it asks for as an address says it."""
        values = {"category": str(self.category or ""), "letter": self.letter}
        return {name: value for name, value in values.items() if value}

    def takes(self, row: BadgeRow) -> bool:
        """Whether the row belongs to it."""
        return (self.category in (None, row.category)) and (
            not self.letter or self.letter == letter_of(row)
        )


def printing_language(event: Event) -> str:
    """Return the language in which an event's badges are printed."""
    return event.language if event.language in LANGUAGES else "fr"


def in_order(rows: Iterable[BadgeRow]) -> list[BadgeRow]:
    """Sort by family name as people look for it, accents and case ignored."""
    return sorted(rows, key=lambda row: (fold(row.family_name), fold(row.given_name)))


def letter_of(row: BadgeRow) -> str:
    """Return the letter under which the family name is filed."""
    return fold(row.family_name)[:1].upper() or "?"


def occasion_of(event: Event, language: str) -> Occasion:
    """Return what all badges of the event have in common."""
    first = event.starts_at.astimezone(event.zone).date()
    last = event.ends_at.astimezone(event.zone).date()
    days = typography.day_range(first, last, language)
    venue = event.venue.to(language, event.language)
    return Occasion(
        title=typography.typo(event.name.to(language, event.language), language),
        when_and_where=" · ".join(filter(None, (days, venue))),
        no_photo=str(NO_PHOTO),
        language=language,
    )


def badges_of(rows: Iterable[BadgeRow], event: Event, language: str) -> Sequence[Badge]:
    """Return the badges of these rows, in their order."""
    return [badge_of(row, event, language) for row in rows]


def badge_of(row: BadgeRow, event: Event, language: str) -> Badge:
    """Return one person's badge.

    A protected person's bears neither post nor host nor country: any of them would
    say where the person lives.
    """
    given, family = _names(row)
    return Badge(
        given=given,
        family=family,
        code=row.code,
        short_code=row.short_code,
        roles=(role_of(row.category, row.civility),),
        post="" if row.protected else row.badge_line,
        organisation=_sender(row) if row.protected else _organisation(row),
        country=_country(row, event, language),
        latin=_latin(row, f"{given} {family}".strip()),
        protected=row.protected,
        no_photo=not row.agrees_to_photos,
    )


def _names(row: BadgeRow) -> tuple[str, str]:
    """Return what stands big, and what below: the name that the person asked for."""
    if not row.badge_name:
        return row.given_name, row.family_name
    if row.badge_name.endswith(f" {row.family_name}"):
        return row.badge_name.removesuffix(row.family_name).strip(), row.family_name
    return row.badge_name, ""


def _organisation(row: BadgeRow) -> str:
    return row.host_organisation or row.organisation or ""


def _sender(row: BadgeRow) -> str:
    """Return who sends the person; never who hosts them."""
    if row.organisation_kind in SENDERS:
        return str(row.organisation)
    return str(row.commissioner or "")


def _country(row: BadgeRow, event: Event, language: str) -> str:
    """Return the country of posting, or of an organisation from elsewhere."""
    code = row.country
    if not code and row.organisation_country != event.country:
        code = row.organisation_country
    return country_name(code, language) if code else ""


def _latin(row: BadgeRow, name: str) -> str:
    """Return the name in letters that a desk can read, when it is in others.

    Arabic and Hebrew write few vowels: spelled letter by letter nobody knows a name.
    """
    foreign = [c for c in name if c.isalpha() and not _is_latin(c)]
    if not foreign:
        return ""
    vowelless = any(bidirectional(c) in {"R", "AL"} for c in foreign)
    return row.latin_name or ("" if vowelless else anyascii(name).title())


def _is_latin(c: str) -> bool:
    return c <= LAST_LATIN or "\u1e00" <= c <= "\u1eff"
