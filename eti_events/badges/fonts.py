"""Which font draws which text, and how wide it stands.

reportlab shapes no text: Arabic is joined and turned here, and each word is set whole
in the first font that has all its glyphs.
"""

import enum
import re
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import arabic_reshaper
from bidi.algorithm import get_display
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

MISSING = "\N{REPLACEMENT CHARACTER}"
_FOLDER = Path(__file__).with_name("fonts")
_JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"


class Weight(enum.Enum):
    """How heavy a text is."""

    REGULAR = enum.auto()
    BOLD = enum.auto()
    MONO = enum.auto()


# each font stands in for what those before it lack
FONTS: dict[Weight, tuple[str, ...]] = {
    Weight.REGULAR: ("NotoSans-Regular", "NotoSansArabic-Regular", "DejaVuSans"),
    Weight.BOLD: ("NotoSans-Bold", "NotoSansArabic-Bold", "DejaVuSans-Bold"),
    Weight.MONO: ("DejaVuSansMono-Bold",),
}


class Run(NamedTuple):
    """A piece of text in one font."""

    font: str
    text: str


# While the module loads, as two threads must not register a font at the same time.
_FACES = {
    name: TTFont(name, str(_FOLDER / f"{name}.ttf"))
    for names in FONTS.values()
    for name in names
}
for _face in _FACES.values():
    pdfmetrics.registerFont(_face)


def clean(text: str) -> str:
    """Return the text composed, on one line, without what has no ink.

    Control and direction characters go: they would let a name rewrite its badge.
    """
    text = unicodedata.normalize("NFC", text)
    kept = "".join(
        " " if unicodedata.category(c) in {"Cc", "Zl", "Zp"} else c
        for c in text
        if c in _JOINERS or not _has_no_ink(c)
    )
    return " ".join(_carried(word) for word in kept.split())


def is_right_to_left(text: str) -> bool:
    """Whether the text begins at the right."""
    kinds = (unicodedata.bidirectional(c) for c in text)
    return next(
        (kind in {"R", "AL"} for kind in kinds if kind in {"L", "R", "AL"}), False
    )


def visual(text: str) -> str:
    """Return a line as it is drawn from left to right, Arabic letters joined."""
    if any(unicodedata.bidirectional(c) in {"R", "AL", "AN"} for c in text):
        known = "".join(c if unicodedata.bidirectional(c) else MISSING for c in text)
        text = get_display(arabic_reshaper.reshape(known))  # stumbles over others
    return text.translate(dict.fromkeys(map(ord, _JOINERS)))


@lru_cache(maxsize=2048)
def runs(line: str, weight: Weight) -> tuple[Run, ...]:
    """Split a visual line by font; what no font can draw becomes a visible mark."""
    found: list[Run] = []
    for word in re.findall(r"\s+|\S+", line):
        for run in _word(word, weight):
            if found and (found[-1].font == run.font or word.isspace()):
                found[-1] = Run(found[-1].font, found[-1].text + run.text)
            else:
                found.append(run)
    return tuple(found)


@lru_cache(maxsize=2048)
def width(text: str, weight: Weight) -> float:
    """Return the width of a logical line at 1 point; it grows with the size."""
    pieces = runs(visual(text), weight)
    return sum(pdfmetrics.stringWidth(run.text, run.font, 1) for run in pieces)


def draw_line(
    canvas: Canvas, line: str, at: tuple[float, float], size: float, weight: Weight
) -> None:
    """Write a logical line, its left end on the base line at that point."""
    text = canvas.beginText(*at)
    for run in runs(visual(line), weight):
        text.setFont(run.font, size)
        text.textOut(run.text)
    canvas.drawText(text)


def unprintable(text: str, weight: Weight = Weight.BOLD) -> str:
    """Return the characters that no font of ours can draw."""
    cleaned = visual(clean(text))
    return "".join(c for c in cleaned if _font_of(c, weight) is None)


def _carried(word: str) -> str:
    """Give a mark without a letter one to stand on; it would hang out to the left."""
    return f"\N{DOTTED CIRCLE}{word}" if unicodedata.combining(word[0]) else word


def _has_no_ink(c: str) -> bool:
    return unicodedata.category(c) == "Cf" or "\ufe00" <= c <= "\ufe0f"


def _word(word: str, weight: Weight) -> list[Run]:
    font = _font_of(word, weight)
    if font:
        return [Run(font, word)]
    default = FONTS[weight][0]
    singles = ((c, _font_of(c, weight)) for c in word)
    return [Run(font or default, c if font else MISSING) for c, font in singles]


@lru_cache(maxsize=2048)
def _font_of(word: str, weight: Weight) -> str | None:
    for name in FONTS[weight]:
        glyphs = _FACES[name].face.charToGlyph
        if all(ord(c) in glyphs for c in word):
            return name
    return None
