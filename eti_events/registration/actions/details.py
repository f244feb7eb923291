"""What a person corrects about the roster's values: written, and kept beside them."""

from collections.abc import Mapping
from datetime import datetime

from eti_events.database import insert_row
from eti_events.people.models import Correction, Mission, Person
from eti_events.registration import queries
from eti_events.registration.models import Registration

OF_PERSON = ("given_name", "family_name", "phone")
OF_MISSION = ("title", "city")
COUNTED = ("country",)  # statistics count it: the desk officer decides, not the form
POSTING = ("title", "city", "country")  # the form shows none of a protected person's
SECRET = ("phone",)  # encrypted where it stands, so no copy of it in the clear


def write_details(
    person: Person, mission: Mission | None, details: Mapping[str, str], *, at: datetime
) -> None:
    """Write what differs from what we hold, and keep the roster's value beside it.

    What statistics count is only noted: they change when the roster does.
    """
    changed = {
        field: text
        for field, text in _seen(person, details).items()
        if (owner := _owner(person, mission, field))
        and text != (getattr(owner, field) or "")
    }
    if not changed:
        return
    known = {(c.mission_id, c.field): c for c in queries.list_corrections(person.id)}
    for field, text in changed.items():
        owner = _owner(person, mission, field)
        key = (mission.id if mission and owner is mission else None, field)
        before = getattr(owner, field) or ""
        _note(known.get(key), person, key, before, text, at)
        if field not in COUNTED:
            setattr(owner, field, text)


def hold_details(
    person: Person, registration: Registration, details: Mapping[str, str]
) -> None:
    """Keep what is still being typed in the draft, apart from what others read."""
    held = registration.typed
    registration.typed = {**held, **_seen(person, details)}


def take_held(
    person: Person, registration: Registration, details: Mapping[str, str]
) -> Mapping[str, str]:
    """Return what was said, with what was held where nothing newer is said of it."""
    held = registration.typed
    registration.typed = {}
    return {**held, **_seen(person, details)}


def _seen(person: Person, details: Mapping[str, str]) -> Mapping[str, str]:
    """Leave out what is empty because the form does not show it."""
    unseen = POSTING if person.protected else ()
    return {
        field: text for field, text in details.items() if text or field not in unseen
    }


def _owner(
    person: Person, mission: Mission | None, field: str
) -> Person | Mission | None:
    return person if field in OF_PERSON else mission


def _note(
    known: Correction | None,
    person: Person,
    key: tuple[int | None, str],
    before: str,
    text: str,
    at: datetime,
) -> None:
    mission_id, field = key
    kept = None if field in SECRET else text
    if known:
        known.corrected_value, known.corrected_at = kept, at
        return
    insert_row(
        Correction,
        person_id=person.id,
        mission_id=mission_id,
        field=field,
        roster_value=None if field in SECRET else before,
        corrected_value=kept,
        corrected_at=at,
    )
