"""Files are kept encrypted, under a harmless name, and only for their time."""

import hashlib
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from eti_events.database import db, transaction
from eti_events.files.actions import LARGEST, TooLarge, erase_expired, keep_file
from eti_events.files.models import File, FileContent
from tests.factories import BEFORE

pytestmark = pytest.mark.usefixtures("app")

CONTENT = b"Nom;Pays\nVerveine;SN\n"
MONTH = timedelta(days=30)


def keep(name: str = "fichier.csv", content: bytes = CONTENT) -> File:
    with transaction():
        return keep_file(
            content,
            purpose="roster",
            name=name,
            media_type="text/csv",
            at=BEFORE,
            erase_at=BEFORE + MONTH,
        )


def content_of(file: File) -> bytes | None:
    query = select(FileContent.content).filter_by(file_id=file.id)
    return db.session.scalar(query)


def test_content_comes_back_as_it_was_and_is_stored_as_nobody_can_read_it() -> None:
    file = keep()

    assert content_of(file) == CONTENT
    assert (file.size, file.sha256) == (
        len(CONTENT),
        hashlib.sha256(CONTENT).hexdigest(),
    )
    stored = db.session.execute(text("SELECT content FROM file_content")).scalar_one()
    assert b"Verveine" not in bytes(stored)


def test_content_goes_when_its_time_has_come_and_no_earlier() -> None:
    file = keep()

    with transaction():
        erase_expired(BEFORE + MONTH - timedelta(seconds=1))
    assert content_of(file) == CONTENT
    with transaction():
        erase_expired(BEFORE + MONTH)
    assert content_of(file) is None
    assert db.session.get_one(File, file.id).size == len(CONTENT)


def test_what_is_too_large_is_refused() -> None:
    with pytest.raises(TooLarge):
        keep(content=bytes(LARGEST + 1))


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Liste des ETI 2026.xlsx", "Liste des ETI 2026.xlsx"),
        ("../../etc/passwd", "-..-etc-passwd"),
        ("C:\\Users\\x\\liste.csv", "C--Users-x-liste.csv"),
        ("a\r\nb\x00.csv", "ab.csv"),
        ("\N{RIGHT-TO-LEFT OVERRIDE}vsc.exe", "vsc.exe"),
        ("...", "file"),
    ],
)
def test_name_is_for_people_and_never_a_path(given: str, kept: str) -> None:
    assert keep(given).name == kept
