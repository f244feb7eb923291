"""The ticket as a picture for a phone's gallery."""

from functools import cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from eti_events.messages.cleaning import one_line
from eti_events.qr import ticket_qr

FONTS = Path(__file__).parent.parent / "badges" / "fonts"
WIDTH, HEIGHT = 720, 1080
MARGIN = 40
MODULE = 18  # pixels: 33 modules with the quiet zone make 594
SMALLEST = 12
NAVY, INK = "#14285f", "#171a26"


def ticket_picture(
    *, title: str, detail: str, code: str, short_code: str, name: str
) -> bytes:
    """Return a PNG with event, QR code, short code and name, on white."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), "white")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, WIDTH, 190), fill=NAVY)
    _centred(draw, 55, title, 34, "white")
    _centred(draw, 125, detail, 28, "white")
    symbol = Image.open(BytesIO(ticket_qr(code).png(MODULE)))
    picture.paste(symbol, ((WIDTH - symbol.width) // 2, 215))
    _centred(draw, 840, short_code, 56, INK)
    _centred(draw, 940, name, 40, INK)
    out = BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


def _centred(
    draw: ImageDraw.ImageDraw, top: int, text: str, size: int, colour: str
) -> None:
    """Write one line in the middle, smaller when it is too long."""
    text = one_line(text)  # the layout takes no line breaks
    font = _font(size)
    while size > SMALLEST and font.getlength(text) > WIDTH - 2 * MARGIN:
        size -= 2
        font = _font(size)
    left = (WIDTH - font.getlength(text)) / 2
    draw.text((left, top), text, font=font, fill=colour)


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS / "DejaVuSans-Bold.ttf"), size)
