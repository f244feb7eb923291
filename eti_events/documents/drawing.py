"""Set lines drawn on a page that says what they are."""

from reportlab.lib.units import mm

from eti_events.badges.fonts import draw_line, visual
from eti_events.documents.setting import Lines
from eti_events.documents.tagged import TaggedPdf, read_as

A4 = (210 * mm, 297 * mm)
ASCENT = 0.98  # of a line above its foot, in sizes of its letters


class Drawing:
    """What is being drawn in a PDF; lengths are points from the lower left."""

    def __init__(self, pdf: TaggedPdf) -> None:
        self.pdf = pdf

    def write(
        self, role: str, lines: Lines, left: float, top: float, more: str = ""
    ) -> None:
        """Draw lines from their top down, as one element."""
        if any(visual(line) != line for line in lines.lines):
            more = f"{more} {read_as(lines.text)}"
        with self.pdf.marked(role, more):
            self.ink(lines, left, top)

    def ink(self, lines: Lines, left: float, top: float) -> None:
        """Draw lines as they stand: whoever calls says what they are."""
        style, canvas = lines.style, self.pdf.canvas
        canvas.setFillColor(style.colour)
        for line in lines.lines:
            at = (left, top - style.size * ASCENT)
            draw_line(canvas, line, at, style.size, style.weight)
            top -= style.size * style.leading
