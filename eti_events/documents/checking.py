"""Whether a convocation that somebody holds is genuine, and still true."""

import enum
from collections.abc import Sequence
from typing import NamedTuple

from eti_events.documents.facts import Coming, facts_of
from eti_events.documents.models import Convocation, ConvocationSettings
from eti_events.events.models import Event


class Standing(enum.StrEnum):
    """What a travel desk needs to know of a version."""

    CURRENT = "current"
    OUTDATED = "outdated"
    WITHDRAWN = "withdrawn"


class Check(NamedTuple):
    """The address under which a version is checked, and the words beside its symbol."""

    url: str
    words: str


def number_of(row: Convocation) -> str:
    """Return the number under which a version is checked."""
    return f"{row.reference}-{row.code}"


def standing_of(
    edition: Event,
    row: Convocation,
    coming: Coming | None,
    settings: ConvocationSettings | None,
    issued: Sequence[Convocation],
) -> Standing:
    """Say whether a version still says what is true; ``issued`` are the person's."""
    if coming is None:
        return Standing.WITHDRAWN
    if settings is None or row.number != issued[0].number:
        return Standing.OUTDATED
    same = facts_of(edition, coming, settings) == row.facts
    return Standing.CURRENT if same else Standing.OUTDATED
