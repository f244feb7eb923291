"""Badges on paper: A6, one a page, or four on A4 with cut marks.

What is the same on many badges is stored once in the file; a name is measured before
it is drawn, and shrinks until it stands whole in its box. The same input gives the
same bytes.
"""

from collections.abc import Callable, Iterable
from functools import partial
from io import BytesIO
from itertools import islice
from typing import BinaryIO

from reportlab.lib.colors import HexColor, black, white
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.pathobject import PDFPathObject

from eti_events.badges.badge import Badge, Occasion, Role
from eti_events.badges.emblems import (
    BLUE,
    INK,
    draw_mark,
    draw_no_photo,
    draw_shape,
)
from eti_events.badges.fitting import Box
from eti_events.badges.fonts import (
    Weight,
    clean,
    draw_line,
    is_right_to_left,
    width,
)
from eti_events.badges.layout import (
    A6,
    ASCENT,
    GREY,
    INNER,
    MARGIN,
    MODULE,
    NAMES_BOTTOM,
    NAMES_TOP,
    NO_PHOTO,
    QR_BOTTOM,
    QR_LEFT,
    QR_SIDE,
    ROLE,
    ROLES_WIDTH,
    SHORT_CODE,
    SUBTITLE,
    TITLE,
    Block,
    names_and_place,
    set_text,
)
from eti_events.badges.pages import close_page
from eti_events.qr import ticket_qr
from eti_events.registration.codes import show_short_code

A4 = (210 * mm, 297 * mm)
LINE = HexColor("#b9bfcd")
CUT = HexColor("#6b7389")


def badge_pdf(badge: Badge, occasion: Occasion) -> bytes:
    """Return one badge on an A6 page."""
    file = BytesIO()
    press = _Press(file, A6, occasion)
    press.front(badge, 0, 0)
    close_page(press.canvas)
    press.save()
    return file.getvalue()


def write_badges(file: BinaryIO, badges: Iterable[Badge], occasion: Occasion) -> None:
    """Write badges four to an A4 page, in the order of reading."""
    press = _Press(file, A4, occasion)
    rest = iter(badges)
    four = list(islice(rest, 4))
    while True:
        for place, badge in enumerate(four):
            press.front(badge, place % 2 * A6[0], (1 - place // 2) * A6[1])
        press.stamp("cut", 0, 0, press.cut_marks)
        close_page(press.canvas)
        if not (four := list(islice(rest, 4))):
            break
    press.save()


class _Press:
    """A file being printed."""

    def __init__(
        self, file: BinaryIO, paper: tuple[float, float], occasion: Occasion
    ) -> None:
        self.occasion = occasion
        self.canvas = Canvas(
            file, paper, pageCompression=1, invariant=1, lang=occasion.language
        )
        self.canvas.setTitle(clean(occasion.title))
        self.canvas.setAuthor("")
        self.canvas.setCreator("ETI Events")
        self._forms: dict[object, str] = {}

    def save(self) -> None:
        self.canvas.save()

    def stamp(
        self, key: object, x: float, y: float, draw: Callable[[], object]
    ) -> None:
        """Place what is stored once in the file, drawing it the first time."""
        canvas = self.canvas
        if key not in self._forms:
            self._forms[key] = f"stored{len(self._forms)}"
            canvas.beginForm(self._forms[key])
            draw()
            canvas.endForm()
        canvas.saveState()
        canvas.translate(x, y)
        canvas.doForm(self._forms[key])
        canvas.restoreState()

    def front(self, badge: Badge, x: float, y: float) -> None:
        """Draw the face of a badge; (x, y) is its lower left corner."""
        self.stamp("head", x, y, self._head)
        if badge.no_photo:
            self.stamp("no photo", x, y, self._no_photo)
        self._names(badge, x + MARGIN, y)
        self._qr(badge.code, x + QR_LEFT, y + QR_BOTTOM)
        self._short_code(badge.short_code, x + QR_LEFT, y + QR_BOTTOM)
        self._roles(badge.roles, x + MARGIN, y + MARGIN + 1.6 * mm)

    def cut_marks(self) -> None:
        """Draw ticks 4.5 mm from the edge, where printers reach, and a centre cross."""
        canvas, tick, edge, (middle, centre) = self.canvas, 5 * mm, 4.5 * mm, A6
        canvas.setStrokeColor(CUT)
        canvas.setLineWidth(0.35)
        for start in (edge, A4[1] - edge - tick):
            canvas.line(middle, start, middle, start + tick)
        for start in (edge, A4[0] - edge - tick):
            canvas.line(start, centre, start + tick, centre)
        arm = 2 * mm
        canvas.line(middle - arm, centre, middle + arm, centre)
        canvas.line(middle, centre - arm, middle, centre + arm)

    def _head(self) -> None:
        canvas, left, rule = self.canvas, MARGIN, A6[1] - 26.5 * mm
        draw_mark(canvas, left, A6[1] - 23.5 * mm, 8.5 * mm)
        box = Box(INNER - 11 * mm - 19 * mm, 8.2 * mm)
        title = set_text(self.occasion.title, box, TITLE, BLUE)
        lower = set_text(
            self.occasion.when_and_where, Box(box.width, 4 * mm), SUBTITLE, GREY
        )
        top = A6[1] - 19.25 * mm + (title.height + lower.height) / 2
        for block in (title, lower):
            top = self._draw(block, left + 11 * mm, top, box.width, right=False)
        canvas.setStrokeColor(LINE)
        canvas.setLineWidth(0.6)
        canvas.line(left, rule, A6[0] - MARGIN, rule)

    def _no_photo(self) -> None:
        right, top = A6[0] - MARGIN, A6[1]
        draw_no_photo(self.canvas, right - 8 * mm, top - 20.4 * mm, 8 * mm)
        box = Box(18 * mm, 4 * mm)
        words = set_text(self.occasion.no_photo, box, NO_PHOTO, INK)
        self._draw(words, right - box.width, top - 21.6 * mm, box.width, right=True)

    def _names(self, badge: Badge, left: float, bottom: float) -> None:
        names, place = names_and_place(badge)
        right = is_right_to_left(names[0].text)
        top = bottom + NAMES_TOP
        for block in names:
            top = self._draw(block, left, top, INNER, right=right) - 1 * mm
        spare = top - bottom - NAMES_BOTTOM - sum(block.height for block in place)
        top -= min(max(spare / 2, 0), 5 * mm)
        for block in place:
            top = self._draw(block, left, top, INNER, right=right)

    def _draw(
        self, block: Block, left: float, top: float, measure: float, *, right: bool
    ) -> float:
        """Draw the lines of a block from its top down; return its lower edge."""
        size, setting = block.fitted.size, block.setting
        for line in block.fitted.lines:
            spare = measure - width(line, setting.weight) * size
            self._line(line, left + (spare if right else 0), top - size * ASCENT, block)
            top -= size * setting.leading
        return top

    def _line(self, line: str, x: float, y: float, block: Block) -> None:
        self.canvas.setFillColor(block.colour)
        size = block.fitted.size
        draw_line(self.canvas, line, (x, y), size, block.setting.weight)

    def _qr(self, code: str, x: float, y: float) -> None:
        """Fill the symbol as one path in whole modules; y counts from its foot."""
        symbol = ticket_qr(code)
        rectangles = (
            f"{left} {symbol.size - top - high} {wide} {high} re"
            for left, top, wide, high in symbol.rectangles
        )
        canvas = self.canvas
        canvas.saveState()
        canvas.translate(x, y)
        canvas.scale(MODULE, MODULE)
        canvas.setFillColor(black)
        # rect() of the path formats each number by itself: 6 times slower
        path = PDFPathObject(code=["n", *rectangles])
        canvas.drawPath(path, stroke=0, fill=1)
        canvas.restoreState()

    def _short_code(self, short_code: str, x: float, y: float) -> None:
        box = Box(QR_SIDE, 6 * mm)
        block = set_text(show_short_code(short_code), box, SHORT_CODE, INK)
        middle = (
            QR_SIDE - width(block.fitted.lines[0], Weight.MONO) * block.fitted.size
        ) / 2
        self._line(block.fitted.lines[0], x + middle, y - 8 * mm, block)

    def _roles(self, roles: tuple[Role, ...], x: float, y: float) -> None:
        """Stack the roles upwards, the first on top."""
        height = {1: 17 * mm, 2: 13.5 * mm}.get(
            len(roles), 31 * mm / max(len(roles), 1) - 2 * mm
        )
        for place, role in enumerate(reversed(roles)):
            lift = place * (height + 2 * mm)
            self.stamp((role, height), x, y + lift, partial(self._role, role, height))

    def _role(self, role: Role, height: float) -> None:
        canvas = self.canvas
        canvas.setFillColor(HexColor(role.colour))
        canvas.roundRect(0, 0, ROLES_WIDTH, height, 2 * mm, stroke=0, fill=1)
        canvas.setFillColor(white)
        draw_shape(canvas, role.shape, 8 * mm, height / 2, min(4.1 * mm, height * 0.36))
        box = Box(ROLES_WIDTH - 18 * mm, height - 2 * mm)
        block = set_text(role.word, box, ROLE, white)
        self._draw(block, 15 * mm, (height + block.height) / 2, box.width, right=False)
