"""The largest size at which a whole text stands in a box, and where its lines break."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from eti_events.badges.fonts import Weight, width

WORTH_A_LINE = 1.15  # a further line must let the text grow by so much


class Box(NamedTuple):
    """Where a text has to stand, in points."""

    width: float
    height: float


class Fitted(NamedTuple):
    """A text at a size in points, in logical lines; empty when there is no text."""

    size: float
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Setting:
    """How a text is set: at most so big and in so many lines, breaking words below."""

    weight: Weight
    top: float
    floor: float
    lines: int
    leading: float


class Piece(NamedTuple):
    """What is never parted, and whether a space follows it on the same line."""

    text: str
    space: bool


def fit(text: str, box: Box, setting: Setting) -> Fitted:
    """Set the whole text in the box: big, in few lines, words whole where they can be.

    Nothing is ever left out: a text of any length becomes as small as it must.
    """
    if not text:
        return Fitted(setting.top, ())
    fitted = _largest(list(_words(text)), box, setting)
    if fitted.size < setting.floor:
        broken = _largest(list(_letters(text)), box, setting)
        fitted = max(fitted, broken, key=lambda choice: choice.size)
    return fitted


def _largest(pieces: list[Piece], box: Box, setting: Setting) -> Fitted:
    best = Fitted(0, ())
    for count in range(1, min(setting.lines, len(pieces)) + 1):
        lines = tuple(_narrowest(pieces, count, setting.weight))
        widest = max(width(line, setting.weight) for line in lines) or 1
        size = min(
            setting.top, box.width / widest, box.height / (setting.leading * len(lines))
        )
        if size > best.size * WORTH_A_LINE:
            best = Fitted(size, lines)
    return best


def _narrowest(pieces: list[Piece], count: int, weight: Weight) -> Iterator[str]:
    """Break into at most ``count`` lines, the widest as narrow as it can be."""
    widths = [width(piece.text, weight) for piece in pieces]
    space = width(" ", weight)
    ends = [0.0]
    for piece, own in zip(pieces, widths, strict=True):
        ends.append(ends[-1] + own + (space if piece.space else 0))
    limits = sorted({end - start for start in ends for end in ends if end >= start})
    fits = bisect_left(limits, True, key=lambda limit: _breaks(ends, limit, count)[0])
    _, breaks = _breaks(ends, limits[fits], count)
    for start, end in pairwise(breaks):
        yield _join(pieces[start:end])


def _breaks(ends: list[float], limit: float, count: int) -> tuple[bool, list[int]]:
    """Fill each line up to the limit; say whether ``count`` lines were enough."""
    breaks = [0]
    while breaks[-1] < len(ends) - 1:
        start = breaks[-1]
        end = bisect_left(ends, ends[start] + limit + 1e-9, start + 1) - 1
        if end <= start or len(breaks) > count:
            return False, breaks
        breaks.append(end)
    return True, breaks


def _join(pieces: Iterable[Piece]) -> str:
    return "".join(f"{text} " if space else text for text, space in pieces).strip()


def _words(text: str) -> Iterator[Piece]:
    """Part at spaces, and after hyphens."""
    for word in text.split(" "):
        parts = re.findall(r"[^-]+-*|-+", word)
        for part in parts[:-1]:
            yield Piece(part, space=False)
        yield Piece(parts[-1], space=True)


def _letters(text: str) -> Iterator[Piece]:
    """Part anywhere, but keep marks with their letter."""
    letters: list[str] = []
    for c in text:
        if letters and (unicodedata.combining(c) or c == " "):
            letters[-1] += c
        else:
            letters.append(c)
    for letter in letters:
        yield Piece(letter.rstrip(" "), space=letter.endswith(" "))
