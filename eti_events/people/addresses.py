"""Changing the address by which somebody is known, for good."""

from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete

from eti_events.database import db
from eti_events.errors import Refusal
from eti_events.people import queries
from eti_events.people.emails import email_key
from eti_events.people.models import Correction, Person, PersonEmail

EMAIL = "email"


class AddressOfAnother(Refusal):
    """Two records with one address are one person, or a mistake: people decide that."""

    message = _l(
        "This address belongs to another record. If both are the same person, the"
        " organisers can join the two."
    )


def move_to(person: Person, address: str) -> None:
    """Write another address; the one before goes on finding the person."""
    key = email_key(address)
    owner = queries.find_person_by_address(key)
    if owner is not None and owner.id != person.id:
        raise AddressOfAnother
    former = person.email_key
    db.session.execute(
        delete(PersonEmail).filter_by(person_id=person.id, email_key=key)
    )
    person.email, person.email_key, person.mail_bounced_at = address, key, None
    db.session.flush()
    if former and former != key:
        db.session.add(PersonEmail(person_id=person.id, email_key=former))
        db.session.flush()


def correct_address(person: Person, address: str, *, at: datetime) -> None:
    """Write the address as a correction: no import brings the roster's back."""
    before = person.email or ""
    move_to(person, address)
    known = queries.find_correction_of(person.id, EMAIL)
    if known is None:
        known = Correction(
            person_id=person.id, field=EMAIL, roster_value=before, corrected_at=at
        )
        db.session.add(known)
    known.corrected_value, known.corrected_at, known.kept_at = address, at, None
