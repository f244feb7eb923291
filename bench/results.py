"""One figure beside its target, as a table for people and a file for tools."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

FILE = Path(__file__).parent.parent / "var" / "bench.json"


@dataclass(frozen=True, kw_only=True)
class Result:
    """One line of ``var/bench.json``; ``target`` is an upper bound."""

    name: str
    value: float
    unit: str
    target: float
    engine: str
    floor: float | None = None
    ratio: float | None = None

    @property
    def met(self) -> bool:
        """Whether the figure, or its ratio to the floor, is within its target."""
        return (self.value if self.ratio is None else self.ratio) <= self.target


def table(results: Iterable[Result]) -> str:
    """Lay results out for a terminal."""
    rows = [("", "value", "", "× floor", "target", "", "engine")]
    for result in results:
        ratio = "" if result.ratio is None else f"{result.ratio:.1f}"
        met = "met" if result.met else "MISSED"
        value, target = f"{result.value:,.2f}", f"{result.target:g}"
        rows.append(
            (result.name, value, result.unit, ratio, target, met, result.engine)
        )
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    aligned = (
        "  ".join(
            cell.rjust(width) if number in {1, 3, 4} else cell.ljust(width)
            for number, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    )
    return "\n".join(line.rstrip() for line in aligned)


def write(results: list[Result]) -> None:
    """Write ``var/bench.json``, replacing the last run's."""
    lines = [asdict(result) | {"met": result.met} for result in results]
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(json.dumps(lines, indent=2, ensure_ascii=False) + "\n")
