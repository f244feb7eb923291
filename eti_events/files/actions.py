"""Keeping files, encrypted, for as long as they are needed."""

import hashlib
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete

from eti_events.database import db, write_rows
from eti_events.errors import Refusal
from eti_events.files.models import File, FileContent
from eti_events.files.queries import expired

LARGEST = 32 * 1024 * 1024
LONGEST_NAME = 200
FORBIDDEN = str.maketrans(dict.fromkeys('/\\:*?"<>|', "-"))


class TooLarge(Refusal):
    """Files live in the database: they stay small."""

    message = _l("This file is too large.")


def keep_file(
    content: bytes,
    *,
    purpose: str,
    name: str,
    media_type: str,
    at: datetime,
    event_id: int | None = None,
    owner_id: int | None = None,
    erase_at: datetime | None = None,
) -> File:
    """Keep the bytes encrypted; ``name`` is for people and never becomes a path."""
    if len(content) > LARGEST:
        raise TooLarge
    file = File(
        purpose=purpose,
        name=_plain(name),
        media_type=media_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        event_id=event_id,
        owner_id=owner_id,
        created_at=at,
        erase_at=erase_at,
    )
    db.session.add(file)
    db.session.flush()  # the content is found by the file's id
    db.session.add(FileContent(file_id=file.id, content=content))
    return file


def remove_file(file: File) -> None:
    """Forget a file altogether, its name too."""
    db.session.delete(file)  # its content goes with it


def erase_expired(at: datetime) -> None:
    """Erase the content of every file whose time has come; size and digest stay."""
    write_rows(delete(FileContent).where(FileContent.file_id.in_(expired(at))))


def _plain(name: str) -> str:
    """Return a name that any system can show and none takes for a path."""
    shown = "".join(char for char in name if char.isprintable())
    return shown.translate(FORBIDDEN).strip(" .")[-LONGEST_NAME:] or "file"
