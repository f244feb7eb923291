"""Files' content, and when it is to go."""

from datetime import datetime

from sqlalchemy import Select, select

from eti_events.database import db
from eti_events.files.models import File, FileContent


def expired(at: datetime) -> Select[int]:
    """Select the files that have been kept for their time."""
    return select(File.id).where(File.erase_at <= at)


def find_content(file: File) -> bytes | None:
    """Return the bytes of a file, decrypted; None once they are erased."""
    query = select(FileContent.content).filter_by(file_id=file.id)
    return db.session.scalar(query)
