"""How the text of a badge is laid out: which size, in which box.

An A6 in points; what stands on it is measured here, and drawn elsewhere.
"""

from typing import NamedTuple

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.units import mm

from eti_events.badges.badge import Badge
from eti_events.badges.emblems import INK
from eti_events.badges.fitting import Box, Fitted, Setting, fit
from eti_events.badges.fonts import Weight, clean, unprintable
from eti_events.qr import QUIET

A6 = (105 * mm, 148.5 * mm)
MARGIN = 8 * mm  # no office printer reaches the last 4 mm, and knives err by some
INNER = A6[0] - 2 * MARGIN
GREY = HexColor("#4c5368")
ASCENT = 0.98  # of the size: where capitals with two accents end
READABLE = 9  # points, at arm's length

MODULE = 1.1 * mm
QR_SIDE = 25 * MODULE
QR_LEFT = A6[0] - MARGIN - 1 * mm - QR_SIDE
QR_BOTTOM = MARGIN + 9.6 * mm
NAMES_TOP = A6[1] - 28.5 * mm
NAMES_BOTTOM = QR_BOTTOM + QR_SIDE + QUIET * MODULE
ROLES_WIDTH = QR_LEFT - QUIET * MODULE - MARGIN

TITLE = Setting(Weight.BOLD, top=10.5, floor=6, lines=2, leading=1.2)
SUBTITLE = Setting(Weight.REGULAR, top=8.5, floor=5, lines=1, leading=1.2)
GIVEN = Setting(Weight.BOLD, top=72, floor=22, lines=3, leading=1.16)
FAMILY = Setting(Weight.REGULAR, top=27, floor=13, lines=3, leading=1.18)
LATIN = Setting(Weight.REGULAR, top=12, floor=8, lines=2, leading=1.3)
POST = Setting(Weight.REGULAR, top=12, floor=6, lines=3, leading=1.3)
ORGANISATION = Setting(Weight.REGULAR, top=12, floor=6, lines=6, leading=1.3)
PLACE = Setting(Weight.BOLD, top=12, floor=7, lines=2, leading=1.3)
ROLE = Setting(Weight.BOLD, top=15, floor=8, lines=2, leading=1.15)
NO_PHOTO = Setting(Weight.BOLD, top=6.5, floor=4, lines=1, leading=1.2)
SHORT_CODE = Setting(Weight.MONO, top=13, floor=8, lines=1, leading=1)


class Block(NamedTuple):
    """A fitted text with what its drawing needs."""

    fitted: Fitted
    setting: Setting
    colour: Color

    @property
    def text(self) -> str:
        """Its lines, one after the other."""
        return " ".join(self.fitted.lines)

    @property
    def height(self) -> float:
        """Height in points."""
        return len(self.fitted.lines) * self.fitted.size * self.setting.leading


def set_text(text: str, box: Box, setting: Setting, colour: Color) -> Block:
    """Set a text in a box."""
    return Block(fit(clean(text), box, setting), setting, colour)


def names_and_place(badge: Badge) -> tuple[list[Block], list[Block]]:
    """Set the names big; an organisation that would be tiny takes room from them."""
    for scale in (1, 0.85, 0.7, 0.55, 0.4):
        names = _names(badge, scale)
        room = NAMES_TOP - NAMES_BOTTOM - 3 * mm - sum(name.height for name in names)
        place = _place(badge, room)
        if all(block.fitted.size >= READABLE for block in place):
            break
    return names, place


def _names(badge: Badge, scale: float) -> list[Block]:
    given, family, latin = _three_lines(badge)
    return [
        set_text(given, Box(INNER, 36 * mm * scale), GIVEN, INK),
        set_text(family, Box(INNER, 19 * mm * scale), FAMILY, INK),
        set_text(latin, Box(INNER, 9 * mm * scale), LATIN, GREY),
    ]


def _three_lines(badge: Badge) -> tuple[str, str, str]:
    """Return what stands big, what below, and the desk's line.

    In a script that no font of ours can draw, the Latin name stands for it.
    """
    if badge.latin and unprintable(badge.given + badge.family):
        return badge.latin, "", ""
    if not badge.given:
        return badge.family, "", badge.latin
    return badge.given, badge.family, badge.latin


def _place(badge: Badge, room: float) -> list[Block]:
    """Set post, organisation and country, each in what room the others leave."""
    country = set_text(badge.place, Box(INNER, room / 4), PLACE, INK)
    post = set_text(badge.post, Box(INNER, room / 3), POST, GREY)
    box = Box(INNER, room - country.height - post.height)
    return [post, set_text(badge.organisation, box, ORGANISATION, GREY), country]
