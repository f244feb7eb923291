"""The drawings of a badge: the shape of a role, the mark of the network, no photo."""

from math import cos, pi, sin

from reportlab.lib.colors import Color, HexColor, white
from reportlab.pdfgen.canvas import Canvas

from eti_events.badges.badge import Shape

INK = HexColor("#171a26")
BLUE = HexColor("#14285f")
RED = HexColor("#b3142c")
HAZE = HexColor("#7884a8")
EVEN_ODD = 0  # the library's number for it

# corners, angle of the first, how far out every second one lies
_POLYGONS = {
    Shape.TRIANGLE: (3, pi / 2, 1.0),
    Shape.SQUARE: (4, pi / 4, 1.0),
    Shape.DIAMOND: (4, pi / 2, 0.68),
    Shape.STAR: (10, pi / 2, 0.45),
}
# of circles drawn around them, so that all shapes weigh the same to the eye
_RADII = {Shape.TRIANGLE: 1.12, Shape.SQUARE: 1.28, Shape.DIAMOND: 1.3}


def draw_shape(canvas: Canvas, shape: Shape, x: float, y: float, radius: float) -> None:
    """Fill a role's shape around (x, y) with the current colour."""
    if shape in {Shape.DISC, Shape.RING}:
        _draw_round(canvas, x, y, radius, hollow=shape is Shape.RING)
        return
    corners, first, inner = _POLYGONS[shape]
    outer = radius * _RADII.get(shape, 1.05)
    if shape is Shape.TRIANGLE:
        y -= radius * 0.2  # its weight lies low
    path = canvas.beginPath()
    for corner in range(corners):
        reach = outer * (inner if corner % 2 else 1)
        angle = first + 2 * pi * corner / corners
        draw = path.lineTo if corner else path.moveTo
        draw(x + reach * cos(angle), y + reach * sin(angle))
    path.close()
    canvas.drawPath(path, stroke=0, fill=1)


def _draw_round(
    canvas: Canvas, x: float, y: float, radius: float, *, hollow: bool
) -> None:
    path = canvas.beginPath()
    path.circle(x, y, radius)
    if hollow:
        path.circle(x, y, radius * 0.5)
    canvas.drawPath(path, stroke=0, fill=1, fillMode=EVEN_ODD)


def draw_mark(canvas: Canvas, x: float, y: float, side: float) -> None:
    """Draw the network's mark, a globe in a frame, from its lower left corner."""
    canvas.saveState()
    canvas.translate(x, y)
    canvas.scale(side / 44, side / 44)
    canvas.setStrokeColor(BLUE)
    canvas.setLineWidth(2)
    canvas.roundRect(1, 1, 42, 42, 9)
    canvas.setLineWidth(1.6)
    canvas.setStrokeColor(HAZE)
    canvas.circle(22, 22, 13)
    canvas.line(9, 22, 35, 22)
    canvas.setFillColor(BLUE)
    canvas.circle(22, 22, 4.5, stroke=0, fill=1)
    canvas.restoreState()


def draw_no_photo(canvas: Canvas, x: float, y: float, side: float) -> None:
    """Draw a crossed camera from its lower left corner."""
    canvas.saveState()
    canvas.translate(x, y)
    canvas.scale(side / 24, side / 24)
    canvas.setLineCap(1)
    canvas.setFillColor(INK)
    canvas.roundRect(1, 4, 22, 15, 2.5, stroke=0, fill=1)
    canvas.rect(8, 17, 8, 4, stroke=0, fill=1)
    _disc(canvas, 5, white)
    _disc(canvas, 2.8, INK)
    for colour, width in ((white, 6.5), (RED, 3)):
        canvas.setStrokeColor(colour)
        canvas.setLineWidth(width)
        canvas.line(2, 23, 22, 1)
    canvas.restoreState()


def _disc(canvas: Canvas, radius: float, colour: Color) -> None:
    canvas.setFillColor(colour)
    canvas.circle(12, 11.5, radius, stroke=0, fill=1)
