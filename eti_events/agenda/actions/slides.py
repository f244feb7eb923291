"""Letting go of slides with their file."""

from eti_events.agenda.models import SpeakerSlides
from eti_events.database import db
from eti_events.files.actions import remove_file


def delete_slides(slides: SpeakerSlides) -> None:
    """Delete slides and their file."""
    file = slides.file
    db.session.delete(slides)
    db.session.flush()  # the slides let go of the file first
    remove_file(file)
