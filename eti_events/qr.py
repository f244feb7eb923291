"""QR symbols: of a ticket for the door, of an address for pairing a device."""

import struct
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from qrcode.constants import ERROR_CORRECT_M, ERROR_CORRECT_Q
from qrcode.main import QRCode
from qrcode.util import MODE_ALPHA_NUM, QRData

QUIET = 4  # ISO/IEC 18004, 9.1: light modules around the symbol
TICKET_VERSION = 2
TICKET_MASK = 3  # a fixed mask is 8 times faster than trying all, and reads as well


class Rectangle(NamedTuple):
    """Dark modules that touch: left, top, width and height in modules, y downwards."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class Symbol:
    """The modules of a symbol, without its quiet zone; true is dark."""

    rows: tuple[tuple[bool, ...], ...]

    @property
    def size(self) -> int:
        """Modules on one side, without the quiet zone."""
        return len(self.rows)

    @property
    def side(self) -> int:
        """Modules on one side, with the quiet zone: the view box on pages."""
        return self.size + 2 * QUIET

    @cached_property
    def rectangles(self) -> tuple[Rectangle, ...]:
        """The dark modules in few pieces: runs along a row, equal runs below joined."""
        done: list[Rectangle] = []
        open_: dict[tuple[int, int], int] = {}
        for y, row in enumerate((*self.rows, ())):
            here = set(_runs(row))
            for run in [run for run in open_ if run not in here]:
                top = open_.pop(run)
                done.append(Rectangle(run[0], top, run[1], y - top))
            for run in here:
                open_.setdefault(run, y)
        return tuple(sorted(done))

    @cached_property
    def svg_path(self) -> str:
        """The ``d`` of one SVG path, in modules, placed inside the quiet zone."""
        return "".join(
            f"M{x + QUIET} {y + QUIET}h{width}v{height}h-{width}z"
            for x, y, width, height in self.rectangles
        )

    def png(self, module: int = 8) -> bytes:
        """Return a black and white PNG with its quiet zone, ``module`` pixels each."""
        margin = (False,) * QUIET
        blank = (False,) * self.side
        rows = [blank] * QUIET
        rows += [(*margin, *row, *margin) for row in self.rows]
        rows += [blank] * QUIET
        return _png(rows, module)


@lru_cache(maxsize=1024)
def ticket_qr(code: str) -> Symbol:
    """Return the symbol of a ticket's code: alphanumeric, version 2, level Q."""
    qr = QRCode(
        version=TICKET_VERSION,
        error_correction=ERROR_CORRECT_Q,
        mask_pattern=TICKET_MASK,
    )
    qr.add_data(QRData(code, mode=MODE_ALPHA_NUM))  # type: ignore[call-overload]  # its constants are typed as any int
    qr.make(fit=False)
    return _symbol(qr.modules)


def url_qr(url: str) -> Symbol:
    """Return the symbol of an address, in the smallest version that holds it."""
    qr = QRCode(error_correction=ERROR_CORRECT_M)
    qr.add_data(url)
    qr.make()
    return _symbol(qr.modules)


def _symbol(modules: Sequence[Sequence[bool | None]]) -> Symbol:
    return Symbol(tuple(tuple(bool(dark) for dark in row) for row in modules))


def _runs(row: Iterable[bool]) -> Iterable[tuple[int, int]]:
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


def _png(rows: list[tuple[bool, ...]], module: int) -> bytes:
    """Write one bit a pixel: an imaging library would cost each worker 8 MB."""
    side = len(rows) * module
    lines = []
    for row in rows:
        bits = "".join(("0" if dark else "1") * module for dark in row)
        line = int(bits + "0" * (-side % 8), 2).to_bytes((side + 7) // 8, "big")
        lines.append((b"\0" + line) * module)
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (
            _chunk(b"IHDR", header),
            _chunk(b"IDAT", zlib.compress(b"".join(lines), 9)),
            _chunk(b"IEND", b""),
        )
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    checksum = struct.pack(">I", zlib.crc32(kind + data))
    return struct.pack(">I", len(data)) + kind + data + checksum
