"""Portraits made anew: none is ever shown as it came.

Beside ``uploads``, since the library takes long to load and few requests need it.
"""

from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from eti_events.agenda.uploads import LARGEST, BadPicture

MOST_PIXELS = 40_000_000
SIDE = 800


def portrait(content: bytes) -> bytes:
    """Return the picture upright, small, as JPEG and with nothing beside it."""
    if len(content) > LARGEST:
        raise BadPicture
    try:
        with Image.open(BytesIO(content), formats=("JPEG", "PNG")) as sent:
            if sent.width * sent.height > MOST_PIXELS:
                raise BadPicture
            picture = ImageOps.exif_transpose(sent).convert("RGB")
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
        OSError,
        SyntaxError,
        ValueError,
    ):
        raise BadPicture from None
    picture.thumbnail((SIDE, SIDE))
    out = BytesIO()
    picture.save(out, "JPEG", quality=85, optimize=True)
    return out.getvalue()
