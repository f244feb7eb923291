"""What stands on a convocation, whoever draws it: on paper or on a page."""

from dataclasses import dataclass


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
