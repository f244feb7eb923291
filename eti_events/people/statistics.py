"""Figures of the network on a day, from dated missions: nothing is counted by hand."""

import enum
import json
from datetime import date
from typing import Any

from eti_events.people.models import Commissioner, Region, Status, Theme
from eti_events.people.queries import count_recruited, count_stock


def figures(at: date) -> dict[str, Any]:
    """Return stock on the day ``at`` and recruitment of its year.

    A mission counts on its last day too. Countries leave overseas territories out.
    Recruited are missions whose first day lies in the year and that renew no other.
    Keys are the roster's own labels; each is there, be it zero.
    """
    rows = count_stock(at)
    recruited = _all(Commissioner, count_recruited(at.year))
    return {
        "at": at.isoformat(),
        "stock": sum(row[-1] for row in rows),
        "region": _sums(Region, rows, 0),
        "theme": _sums(Theme, rows, 1),
        "commissioner": _sums(Commissioner, rows, 2),
        "status": _sums(Status, rows, 3),
        "countries": len({row[4] for row in rows if row[0] is not Region.OVERSEAS}),
        "year": {
            "recruited": sum(recruited.values()),
            "recruited_by_commissioner": recruited,
        },
    }


def _sums(labels: type[enum.StrEnum], rows: Any, column: int) -> dict[str, int]:
    counts: dict[str, int] = {}
    for row in rows:
        label = row[column].value
        counts[label] = counts.get(label, 0) + row[-1]
    return _all(labels, counts)


def _all(labels: type[enum.StrEnum], counts: dict[str, int]) -> dict[str, int]:
    return {label.value: counts.get(label.value, 0) for label in labels}


def as_json(figures: dict[str, Any]) -> str:
    """Return the figures for other programs."""
    return json.dumps(figures, ensure_ascii=False)


def as_text(figures: dict[str, Any]) -> str:
    """Return the figures as lines for a person, one level indented."""
    lines = []
    for name, value in figures.items():
        if isinstance(value, dict):
            lines.append(f"{name}:")
            lines += [f"  {line}" for line in as_text(value).splitlines()]
        else:
            lines.append(f"{name}: {value}")
    return "\n".join(lines)
