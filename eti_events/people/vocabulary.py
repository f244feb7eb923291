"""What the columns of one kind of file can hold, and the titles they go by."""

import enum
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Generic, TypeVar

from eti_events.names import fold
from eti_events.people.spreadsheet import Cell, Table, read_spreadsheet
from eti_events.people.unreadable import Unreadable

LONGEST = 200  # characters of a key that are remembered

F = TypeVar("F", bound=enum.StrEnum)


@dataclass(frozen=True, eq=False)
class Vocabulary(Generic[F]):
    """The fields of one kind of file, in its order.

    ``whom`` names what its rows are. ``headers`` are its own titles. ``looks`` tells
    fields by what stands below a title that nobody knows; ``period`` names the first
    and the last day of something.
    """

    fields: type[F]
    whom: Any
    labels: Mapping[F, Any]
    headers: Mapping[F, str]
    required: Sequence[F]
    synonyms: Mapping[F, Sequence[str]]
    looks: Mapping[F, Callable[[Cell], bool]] = field(default_factory=dict)
    period: tuple[F, F] | None = None

    @cached_property
    def own_titles(self) -> Mapping[str, F]:
        """The field of every title that the kind of file itself uses, by its key."""
        return {header_key(header): held for held, header in self.headers.items()}

    @cached_property
    def known_titles(self) -> Mapping[str, F]:
        """The field of every title we know, by its key."""
        synonyms = {
            header_key(text): held
            for held, texts in self.synonyms.items()
            for text in texts
        }
        return {**synonyms, **self.own_titles}

    def read(self, content: bytes, name: str) -> Table:
        """Return the table of such a file; raise Unreadable, in its own words."""
        try:
            return read_spreadsheet(content, name, self.recognise)
        except Unreadable as refusal:
            refusal.whom = self.whom
            raise

    def recognise(self, texts: Sequence[str]) -> int:
        """Count the fields that a row of titles names."""
        known = {self.known_titles.get(header_key(text)) for text in texts if text}
        return len(known - {None})


def header_key(header: str) -> str:
    """Return what two spellings of one title have in common."""
    plain = fold(header.replace("n°", "no").replace("N°", "no"))
    return plain.replace(".", "")[:LONGEST]
