"""Saying who convenes, and issuing convocations as the facts change."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import lazy_gettext as _l

from eti_events.audit.actions import record
from eti_events.database import db
from eti_events.documents import queries
from eti_events.documents.checking import number_of
from eti_events.documents.facts import Coming, by_person, facts_of
from eti_events.documents.models import Convocation, ConvocationSettings
from eti_events.errors import Refusal
from eti_events.events.models import Event
from eti_events.events.rules import require_changeable
from eti_events.multilingual import Multilingual
from eti_events.registration.codes import (
    PREFIX,
    code_hash,
    new_code,
    new_short_code,
    show_short_code,
)

MOST = 500  # convocations in one file, while somebody waits for the page


class SettingsChangedMeanwhile(Refusal):
    """Nothing that a colleague wrote is overwritten unseen."""

    message = _l(
        "A colleague changed this page while you were writing. What you typed is kept"
        " below: compare, then save again."
    )


class NobodySigns(Refusal):
    """A convocation that nobody signs convenes nobody."""

    message = _l("Say first who signs the convocations.")


class NobodyConvened(Refusal):
    """An empty file would look like a fault."""

    message = _l("Nobody here is confirmed: there is no convocation to print.")


class NoPassport(Refusal):
    """A visa letter names a passport."""

    message = _l("This person has not asked for a visa letter.")


class TooManyConvocations(Refusal):
    """A page that takes minutes keeps others waiting."""

    message = _l("More than 500 convocations at once: choose a commissioning body.")


@dataclass(frozen=True, kw_only=True)
class Convening:
    """What an organiser decides about the convocations of an edition."""

    signatory: str
    function: Multilingual
    body: Multilingual
    issued_in: str
    reception: Multilingual
    transport: Multilingual
    lodging: Multilingual
    meals: Multilingual
    contact: str


def settings_with(event: Event, convening: Convening) -> ConvocationSettings:
    """Return settings that are not written, to try them out."""
    return ConvocationSettings(event_id=event.id, **vars(convening))


def set_convening(
    event: Event, convening: Convening, *, version: int, by: int, at: datetime
) -> None:
    """Write who convenes and who bears what; standing convocations get a version."""
    require_changeable(event)
    settings = queries.find_settings(event.id, for_update=True)
    if (settings.version if settings else 0) != version:
        raise SettingsChangedMeanwhile
    if settings is None:
        db.session.add(settings_with(event, convening))
    else:
        for name, value in vars(convening).items():
            setattr(settings, name, value)
    record("convocation.settings_changed", event, by=by, at=at, event_id=event.id)


def stale(
    edition: Event, comings: Sequence[Coming], settings: ConvocationSettings
) -> list[tuple[Coming, dict[str, str]]]:
    """Return whose convocation is not what it should say, with what that is."""
    issued = queries.list_issued(edition.id, [row.person.id for row in comings])
    wanted = ((row, facts_of(edition, row, settings)) for row in comings)
    return [
        (row, facts)
        for row, facts in wanted
        if not (rows := issued.get(row.person.id))
        or rows[0].facts != facts
        or rows[0].code is None
    ]


def issue_missing(
    edition_id: int, person_ids: Collection[int], *, by: int | None, at: datetime
) -> None:
    """Give these people the version that says what is true now; twice is once."""
    edition = queries.lock_edition(edition_id)
    settings = queries.find_settings(edition_id)
    if settings is None:
        raise NobodySigns
    comings = by_person(queries.list_comings(edition_id, person_ids=person_ids))
    issued = queries.list_issued(edition_id, person_ids)
    for coming, facts in stale(edition, comings, settings):
        last = next(iter(issued.get(coming.person.id, ())), None)
        if last and last.facts == facts:
            seal(last)  # it was issued before convocations could be checked
            continue
        row = Convocation(
            event_id=edition_id,
            person_id=coming.person.id,
            number=last.number + 1 if last else 1,
            reference=last.reference if last else _new_reference(at),
            facts=facts,
            issued_at=at,
        )
        seal(row)
        db.session.add(row)
        record(
            "convocation.issued",
            coming.person,
            by=by,
            at=at,
            event_id=edition_id,
            number=row.number,
        )


def seal(row: Convocation) -> None:
    """Give a version the number under which others check it: its own, for life."""
    row.code = new_code().removeprefix(PREFIX)
    row.code_hash = code_hash(number_of(row))


def _new_reference(at: datetime) -> str:
    """Return a number that tells neither the person nor how many there are."""
    return f"C{at:%y}-{show_short_code(new_short_code())}"


def require_printable(count: int) -> None:
    """Refuse a file of nobody, and one that takes minutes."""
    if not count:
        raise NobodyConvened
    if count > MOST:
        raise TooManyConvocations


def record_printing(event: Event, count: int, *, by: int, at: datetime) -> None:
    """Write down that so many convocations are about to leave in one file."""
    record("convocations.printed", event, by=by, at=at, event_id=event.id, count=count)
