"""Files by when their content is to go."""

from datetime import datetime

from sqlalchemy import Select, select

from eti_events.files.models import File


def expired(at: datetime) -> Select[int]:
    """Select the files that have been kept for their time."""
    return select(File.id).where(File.erase_at <= at)
