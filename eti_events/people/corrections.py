"""Where a person and the file disagree: the organiser keeps theirs, or the file's."""

import hashlib
from datetime import datetime

from flask_babel import lazy_gettext as _l

from eti_events.audit.actions import record
from eti_events.database import db
from eti_events.errors import Refusal
from eti_events.people.addresses import EMAIL, move_to
from eti_events.people.history import SECRET, seal
from eti_events.people.models import Correction, GoneMission, Mission
from eti_events.people.values import from_text, to_text


class DifferenceChanged(Refusal):
    """An organiser decides between the two values that they read."""

    message = _l("One of the two values has changed meanwhile: look at them again.")


def write_roster_value(correction: Correction, text: str | None) -> None:
    """Keep what the file says now; the organisers are asked anew."""
    if correction.field in SECRET:
        own = to_text(correction.person.phone)
        correction.roster_sealed = None if text == own else text
    else:
        correction.roster_value = text
    correction.kept_at = None


def kept_text(correction: Correction, text: str | None) -> str:
    """Return a value of the file as the history keeps it."""
    return seal(text or "") if correction.field in SECRET else text or ""


def mark_of(correction: Correction) -> str:
    """Return what changes whenever one of the two values does."""
    values = f"{correction.roster_text}\n{own_value(correction)}"
    return hashlib.sha256(values.encode()).hexdigest()[:16]


def own_value(correction: Correction) -> str:
    """Return the person's own value."""
    if correction.field in SECRET:
        return to_text(correction.person.phone)
    return correction.corrected_value or ""


def keep_theirs(
    correction: Correction, *, seen: str, by: int, at: datetime
) -> Correction:
    """Keep the person's value until a file has yet another one."""
    _require_as_read(correction, seen)
    correction.kept_at = at
    _note("correction.kept", correction, by=by, at=at)
    return correction


def take_the_files(correction: Correction, *, seen: str, by: int, at: datetime) -> None:
    """Write the file's value, and forget the person's.

    What was only noted, as statistics count it, stands in the column already.
    """
    _require_as_read(correction, seen)
    owner = correction.mission or correction.person
    text = correction.roster_text or ""
    noted = to_text(getattr(owner, correction.field)) != own_value(correction)
    if correction.field == EMAIL:
        move_to(correction.person, text or own_value(correction))
    elif not noted:
        setattr(owner, correction.field, from_text(correction.field, text))
    _note("correction.overruled", correction, by=by, at=at)
    db.session.delete(correction)


def _require_as_read(correction: Correction, seen: str) -> None:
    if seen != mark_of(correction):
        raise DifferenceChanged


def _note(action: str, correction: Correction, *, by: int, at: datetime) -> None:
    record(action, correction.person, by=by, at=at, field=correction.field)


def dismiss(mission: Mission, *, by: int, at: datetime) -> None:
    """Note that a mission's absence from the file is known; twice is once."""
    if db.session.get(GoneMission, mission.id) is None:
        row = GoneMission(mission_id=mission.id, dismissed_at=at, dismissed_by=by)
        db.session.add(row)
        record("roster.gone_dismissed", mission, by=by, at=at)
