"""QR symbols: of a ticket for the door, of an address for pairing a device."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from io import BytesIO
from typing import NamedTuple

from segno import QRCode, make_qr

QUIET = 4  # ISO/IEC 18004, 9.1: light modules around the symbol
TICKET_VERSION = 2
TICKET_MASK = 3  # a fixed mask is faster than trying all eight, and reads as well


class Rectangle(NamedTuple):
    """Dark modules that touch: left, top, width and height in modules, y downwards."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class Symbol:
    """A symbol in each form in which we draw it."""

    qr: QRCode

    @property
    def size(self) -> int:
        """Modules on one side, without the quiet zone."""
        return len(self.qr.matrix)

    @property
    def side(self) -> int:
        """Modules on one side, with the quiet zone: the view box on pages."""
        return self.size + 2 * QUIET

    @cached_property
    def rectangles(self) -> tuple[Rectangle, ...]:
        """The dark modules in few pieces, without the quiet zone."""
        return merged(self.qr.matrix)

    @cached_property
    def svg_path(self) -> str:
        """The ``d`` of one SVG path, in modules, placed inside the quiet zone."""
        return "".join(
            f"M{x + QUIET} {y + QUIET}h{width}v{height}h-{width}z"
            for x, y, width, height in self.rectangles
        )

    def png(self, module: int = 8) -> bytes:
        """Return a black and white PNG with its quiet zone, ``module`` pixels each."""
        file = BytesIO()
        self.qr.save(file, kind="png", scale=module, border=QUIET)
        return file.getvalue()


@lru_cache(maxsize=128)  # each keeps 15 kB
def ticket_qr(code: str) -> Symbol:
    """Return the symbol of a ticket's code: alphanumeric, version 2, level Q."""
    return Symbol(
        make_qr(
            code,
            version=TICKET_VERSION,
            error="q",
            mode="alphanumeric",
            mask=TICKET_MASK,
            boost_error=False,
        )
    )


def url_qr(url: str) -> Symbol:
    """Return the symbol of an address, in the smallest version that holds it."""
    return Symbol(make_qr(url, error="m"))


def merged(rows: Sequence[Sequence[int]]) -> tuple[Rectangle, ...]:
    """Join dark modules: runs along a row, then equal runs of the rows below."""
    done: list[Rectangle] = []
    open_: dict[tuple[int, int], int] = {}
    for y, row in enumerate((*rows, ())):
        here = set(_runs(row))
        for run in [run for run in open_ if run not in here]:
            top = open_.pop(run)
            done.append(Rectangle(run[0], top, run[1], y - top))
        for run in here:
            open_.setdefault(run, y)
    return tuple(sorted(done))


def _runs(row: Iterable[int]) -> Iterable[tuple[int, int]]:
    """Yield where dark modules begin in a row, and how many follow."""
    start = None
    x = -1
    for x, dark in enumerate(row):
        if dark and start is None:
            start = x
        elif not dark and start is not None:
            yield start, x - start
            start = None
    if start is not None:
        yield start, x + 1 - start
