"""What stands on a convocation, whoever draws it: on paper or on a page."""

from dataclasses import dataclass
from functools import cached_property

from eti_events.documents.checking import Check
from eti_events.qr import Symbol, url_qr


@dataclass(frozen=True)
class Row:
    """A day on which somebody is convened: the hours of each part, and to what."""

    day: str
    cells: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Paper:
    """One convocation in one language, every word of it.

    ``page`` numbers a page when ``number`` and ``total`` are filled in.
    """

    language: str
    title: str
    sender: str
    body: str
    reference: str
    issued: str
    occasion: str
    name: str
    about: tuple[str, ...]
    opening: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    facts: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    signed_for: str
    signatory: str
    function: str
    version: str
    page: str
    check: Check | None = None

    @cached_property
    def symbol(self) -> Symbol | None:
        """The symbol that leads whoever scans it to the page that checks the paper."""
        return url_qr(self.check.url) if self.check else None
