"""Text set in lines for a page: which words stand on which line, and how high."""

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from reportlab.lib.colors import Color

from eti_events.badges.emblems import INK
from eti_events.badges.fonts import Weight, clean, width
from eti_events.badges.layout import GREY

FIXED = re.compile("([\u00a0\u202f])")  # spaces at which no line breaks


class Style(NamedTuple):
    """How a text is set."""

    size: float
    weight: Weight = Weight.REGULAR
    colour: Color = INK
    leading: float = 1.4


BODY = Style(10.5)
STRONG = Style(10.5, Weight.BOLD)
QUIET = Style(9.5, colour=GREY)
SMALL = Style(8, colour=GREY, leading=1.35)
TERM = Style(10.5, colour=GREY)
CELL = Style(9)
CELL_HEADING = Style(9, Weight.BOLD)
COLUMN_HEADING = Style(8.5, Weight.BOLD, GREY)
TITLE = Style(19, Weight.BOLD, leading=1.25)
NAME = Style(14, Weight.BOLD, leading=1.3)


class Lines(NamedTuple):
    """A text in lines."""

    text: str
    lines: tuple[str, ...]
    style: Style

    @property
    def height(self) -> float:
        """Height in points."""
        return len(self.lines) * self.style.size * self.style.leading


def set_in(text: str, measure: float, style: Style) -> Lines:
    """Set a text in lines that are no wider than ``measure``."""
    whole = tidy(text)
    return Lines(whole, tuple(_lines(whole, measure / style.size, style)), style)


def tidy(text: str) -> str:
    """Return the text without what has no ink; spaces that hold words stay."""
    return " ".join(filter(None, (_tidy_word(word) for word in text.split(" "))))


def _tidy_word(word: str) -> str:
    parts = FIXED.split(word)
    return "".join(part if FIXED.fullmatch(part) else clean(part) for part in parts)


def _lines(text: str, measure: float, style: Style) -> Iterator[str]:
    space, line, reach = width(" ", style.weight), "", 0.0
    for word in _pieces(text, measure, style):
        wide = width(word, style.weight)
        if line and reach + space + wide > measure:
            yield line
            line, reach = word, wide
        else:
            reach += (space if line else 0) + wide
            line = f"{line} {word}" if line else word
    yield line


def _pieces(text: str, measure: float, style: Style) -> Iterator[str]:
    """Part at spaces; a word that is wider than a line, between its letters."""
    for word in text.split(" "):
        piece = ""
        for letter in word if width(word, style.weight) > measure else ():
            longer = piece + letter
            if width(longer, style.weight) > measure and not _hangs(letter):
                yield piece
                piece = letter
            else:
                piece = longer
        yield piece or word


def _hangs(letter: str) -> bool:
    return bool(unicodedata.combining(letter))
