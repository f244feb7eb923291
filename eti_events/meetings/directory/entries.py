"""What the directory shows of each, and how it is searched; values in, values out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from eti_events.names import fold
from eti_events.people.countries import country_name
from eti_events.people.models import OrganisationKind

WHOLE_ENTRY = "2026-11"  # texts before spoke of the name alone


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One person, with nothing that must not be shown."""

    name: str
    organisation: str = ""
    themes: tuple[str, ...] = ()
    country: str = ""

    def holds(self, words: Iterable[str]) -> bool:
        """Whether each word stands in what is shown; nothing else is searched."""
        text = fold(" ".join([*vars_of(self)]))
        return all(word in text for word in words)


def vars_of(entry: Entry) -> list[str]:
    """Return everything that an entry shows."""
    return [entry.name, entry.organisation, *entry.themes, entry.country]


def entries(rows: Sequence[Any], asked: str, language: str) -> list[Entry]:
    """Return those whose entry holds every word that was asked for."""
    words = fold(asked).split()
    found = (_entry(row, language) for row in rows)
    return [entry for entry in found if entry.holds(words)]


def _entry(row: Any, language: str) -> Entry:
    name = f"{row.given_name} {row.family_name}".strip()
    if row.text_version < WHOLE_ENTRY:
        return Entry(name=name)
    themes = (str(row.theme or ""), row.secondary_theme or "")
    return Entry(
        name=name,
        organisation=_organisation(row),
        themes=tuple(theme for theme in themes if theme),
        country="" if row.protected else _country(row.country, language),
    )


def _organisation(row: Any) -> str:
    """Return where somebody works; of a protected person a commissioning body alone.

    An embassy or a host says the country as plainly as its name does.
    """
    if row.protected:
        commissions = row.organisation_kind is OrganisationKind.COMMISSIONER
        return str(row.organisation) if commissions else ""
    return str(row.organisation or row.host_organisation or "")


def _country(code: str | None, language: str) -> str:
    return country_name(code, language) if code else ""
