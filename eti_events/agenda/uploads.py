"""What speakers may send: a portrait, and slides, which are read before they are kept.

Values in, values out. Nothing that is sent is ever shown as it came.
"""

from io import BytesIO
from zipfile import BadZipFile, ZipFile

from flask_babel import lazy_gettext as _l

from eti_events.errors import Refusal

LARGEST = 10 * 1024 * 1024
PORTRAIT_TYPE = "image/jpeg"
MOST_PARTS, MOST_UNPACKED = 5000, 300 * 1024 * 1024
PDF = "application/pdf"
PACKED = {  # the part that tells what a packed file is
    "ppt/presentation.xml": (
        "pptx",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ),
    "content.xml": ("odp", "application/vnd.oasis.opendocument.presentation"),
}


class BadPicture(Refusal):
    """A portrait is a picture of a size that can be read."""

    message = _l("Choose a JPEG or PNG picture of 10 MB and 40 megapixels at most.")


class BadSlides(Refusal):
    """Slides are what everybody can open, without programs inside."""

    message = _l(
        "Choose a PDF, PPTX or ODP file of 10 MB at most, without macros, whose name"
        " ends in what it is."
    )


def slides_type(name: str, content: bytes) -> str:
    """Return the media type of slides; raise BadSlides for what they are not."""
    if len(content) > LARGEST:
        raise BadSlides
    ending = name.rpartition(".")[2].lower()
    if content.startswith(b"%PDF-"):
        kind = PDF if ending == "pdf" else ""
    else:
        kind = _packed_type(ending, content)
    if not kind:
        raise BadSlides
    return kind


def _packed_type(ending: str, content: bytes) -> str:
    """Return what a packed file is, by its parts; '' for none, or one with macros."""
    try:
        with ZipFile(BytesIO(content)) as packed:
            parts = packed.infolist()
    except (BadZipFile, NotImplementedError, ValueError, OSError):
        return ""
    unpacked = sum(part.file_size for part in parts)
    names = {part.filename for part in parts}
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or _has_macros(names):
        return ""
    known = (PACKED[name] for name in names & PACKED.keys())
    return next((kind for own, kind in known if own == ending), "")


def _has_macros(names: set[str]) -> bool:
    return any(
        name.lower().endswith("vbaproject.bin") or name.startswith("Basic/")
        for name in names
    )
