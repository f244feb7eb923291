"""What an organiser asks of the board of answers; it lives in the address."""

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from eti_events.people.models import Commissioner, Region
from eti_events.reports.figures import Figures, Tally


class Division(enum.StrEnum):
    """By what the people invited are told apart."""

    BODY = "body"
    REGION = "region"
    DESK = "desk"


@dataclass(frozen=True, kw_only=True)
class BoardFilters:
    """One question to the board; what means nothing is left out."""

    by: Division = Division.BODY
    commissioner: Commissioner | None = None
    region: Region | None = None

    @classmethod
    def read(cls, args: Mapping[str, str]) -> Self:
        """Read the question from an address."""
        by, body, region = (
            args.get(name, "") for name in ("by", "commissioner", "region")
        )
        return cls(
            by=Division(by) if by in set(Division) else Division.BODY,
            commissioner=Commissioner(body) if body in set(Commissioner) else None,
            region=Region(region) if region in set(Region) else None,
        )

    def choose(self, rows: Iterable[Any]) -> list[Any]:
        """Keep the groups asked for; no region answers for a protected person."""
        return [
            row
            for row in rows
            if self.commissioner in (None, row.commissioner)
            and (self.region is None or not row.protected)
            and self.region in (None, row.region)
        ]

    def groups(self, figures: Figures) -> list[tuple[Any, Tally]]:
        """Return the groups asked for, those with most people invited first."""
        groups = {
            Division.BODY: figures.commissioners,
            Division.REGION: figures.regions,
            Division.DESK: figures.desks,
        }[self.by]
        return sorted(groups.items(), key=lambda pair: (-pair[1].invited, f"{pair[0]}"))
