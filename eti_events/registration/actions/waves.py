"""Composing a wave, confirming it, and holding it in the hand while it leaves."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert

from eti_events.audit.actions import record
from eti_events.database import db
from eti_events.events.models import Event
from eti_events.jobs.actions import ask
from eti_events.messages.many import hold_back, let_go, take_back_all
from eti_events.people.models import Person
from eti_events.registration.actions import convocation_notices, notices
from eti_events.registration.actions.drafts import require_to_come
from eti_events.registration.actions.inviting import require_invitable
from eti_events.registration.models import (
    Category,
    Halt,
    Wave,
    WaveKind,
    WavePerson,
    WaveRecipient,
    WaveState,
)
from eti_events.registration.waves import queries
from eti_events.registration.waves.queries import Came
from eti_events.registration.waves.refusals import (
    InThePast,
    NobodyMeant,
    NotPaused,
    NotScheduled,
    NotUnderWay,
    NumberChanged,
    WaveBegun,
    WrongNumber,
)

SEND_WAVE = "registration.wave"
BEGUN = frozenset({WaveState.RUNNING, WaveState.PAUSED})
TEMPLATES = {
    WaveKind.INVITATION: notices.INVITATION,
    WaveKind.REMINDER: notices.REMINDER,
    WaveKind.CONVOCATION: notices.CONVOCATION,
}


def draft_wave(
    event: Event,
    kind: WaveKind,
    came: Came,
    *,
    by: int | None,
    at: datetime,
    asked: Mapping[str, Any] | None = None,
    named: Collection[int] = (),
) -> Wave:
    """Begin a wave, ``asked`` of these; nobody is written to before it is confirmed.

    ``named`` are added to it whatever is asked.
    """
    wave = Wave(
        event_id=event.id,
        kind=kind,
        audience=dict(asked or {}),
        created_by=by,
        created_at=at,
        counted_at=at,
    )
    db.session.add(wave)
    db.session.flush()
    rows = [{"wave_id": wave.id, "person_id": one, "added": True} for one in named]
    if rows:
        db.session.execute(insert(WavePerson), rows)
    _count(event, wave, came, at)
    return wave


def change_wave(
    event: Event,
    wave: Wave,
    audience: Mapping[str, Any],
    came: Came,
    *,
    category: Category,
    at: datetime,
) -> None:
    """Say anew whom the wave is for, and count them."""
    _require_draft(wave)
    wave.audience, wave.category = dict(audience), category
    _count(event, wave, came, at)


def name_person(
    event: Event,
    wave: Wave,
    person: Person,
    came: Came,
    *,
    added: bool | None,
    at: datetime,
) -> None:
    """Add one person whatever the conditions, leave one out, or neither (None)."""
    _require_draft(wave)
    said = queries.find_named(wave.id, person.id)
    if added is None:
        if said:
            db.session.delete(said)
    elif said:
        said.added = added
    else:
        db.session.add(WavePerson(wave_id=wave.id, person_id=person.id, added=added))
    db.session.flush()
    _count(event, wave, came, at)


def discard_wave(wave: Wave) -> None:
    """Throw a draft away."""
    _require_draft(wave)
    db.session.execute(delete(WavePerson).where(WavePerson.wave_id == wave.id))
    db.session.delete(wave)


def send_sample(
    event: Event,
    wave: Wave,
    person: Person,
    *,
    at: datetime,
    changes: Mapping[str, str] | None = None,
) -> None:
    """Mail what the wave says to an organiser, in both languages.

    ``changes`` is what has changed in a convocation, by language.
    """
    for language in ("fr", "en"):
        if wave.kind is WaveKind.CONVOCATION:
            told = (changes or {}).get(language, "")
            convocation_notices.tell_reconvened(person, event, told, language, at=at)
            continue
        notices.tell_invited(
            person,
            event,
            notices.SAMPLE,
            at=at,
            template=TEMPLATES[wave.kind],
            language=language,
        )
    wave.sample_at = at


def confirm_wave(
    event: Event,
    wave: Wave,
    number: int | None,
    came: Came,
    *,
    scheduled_at: datetime | None,
    by: int | None,
    at: datetime,
) -> None:
    """Fix who receives the wave, and have it leave now or at its hour.

    The organiser types the number of recipients. Whoever is meant later receives
    nothing; whoever has answered by then is left out.
    """
    _require_draft(wave)
    if scheduled_at and scheduled_at <= at:
        raise InThePast
    require_sendable(event, wave.kind, scheduled_at or at)
    meant = queries.list_meant(event, wave, came)
    if not meant:
        raise NobodyMeant
    if number != len(meant):
        raise NumberChanged if set(meant) != set(wave.counted) else WrongNumber
    rows = [{"wave_id": wave.id, "person_id": person_id} for person_id in meant]
    db.session.execute(insert(WaveRecipient), rows)
    wave.scheduled_at = scheduled_at
    wave.state = WaveState.SCHEDULED if scheduled_at else WaveState.RUNNING
    wave.started_at = None if scheduled_at else at
    record(
        "wave.confirmed", wave, by=by, at=at, event_id=event.id, recipients=len(meant)
    )
    go_on(wave, at=scheduled_at or at)


def require_sendable(event: Event, kind: WaveKind, at: datetime) -> None:
    """Refuse to write what would be of no use: nobody could answer, or all is over."""
    if kind is WaveKind.CONVOCATION:
        require_to_come(event, at)
    else:
        require_invitable(event, at)


def unschedule_wave(wave: Wave, *, by: int | None, at: datetime) -> None:
    """Make a draft of a wave whose hour has not come."""
    if wave.state is not WaveState.SCHEDULED:
        raise NotScheduled
    db.session.execute(delete(WaveRecipient).where(WaveRecipient.wave_id == wave.id))
    wave.state, wave.scheduled_at = WaveState.DRAFT, None
    record("wave.unscheduled", wave, by=by, at=at, event_id=wave.event_id)


def pause_wave(
    wave: Wave, *, by: int | None, at: datetime, halt: Halt = Halt.BY_HAND
) -> None:
    """Hold back what has not left yet."""
    if wave.state is not WaveState.RUNNING:
        raise NotUnderWay
    wave.state, wave.halt = WaveState.PAUSED, halt
    hold_back(queries.mails_of(wave.id))
    record("wave.paused", wave, by=by, at=at, event_id=wave.event_id, reason=halt.value)


def resume_wave(wave: Wave, *, by: int | None, at: datetime) -> None:
    """Let the wave go on; the failures so far are not held against it again."""
    if wave.state is not WaveState.PAUSED:
        raise NotPaused
    counts = queries.count_progress(wave.id)
    wave.failed_before, wave.ended_before = counts.failed, counts.sent + counts.failed
    wave.state, wave.halt = WaveState.RUNNING, None
    let_go(queries.mails_of(wave.id), at=at)
    record("wave.resumed", wave, by=by, at=at, event_id=wave.event_id)
    go_on(wave, at=at)


def stop_wave(
    wave: Wave, *, by: int | None, at: datetime, halt: Halt = Halt.BY_HAND
) -> None:
    """End the wave: what has not left is taken back, who had no turn gets none."""
    if wave.state not in BEGUN:
        raise NotUnderWay
    wave.state, wave.halt, wave.ended_at = WaveState.STOPPED, halt, at
    take_back_all(queries.mails_of(wave.id))
    record(
        "wave.stopped", wave, by=by, at=at, event_id=wave.event_id, reason=halt.value
    )


def go_on(wave: Wave, *, at: datetime) -> None:
    """Have the worker look at the wave at that moment."""
    waits = wave.state is WaveState.SCHEDULED
    key = f"{wave.id}@{at.isoformat()}" if waits else str(wave.id)
    ask(SEND_WAVE, at=at, key=key, event_id=wave.event_id, wave_id=wave.id)


def _count(event: Event, wave: Wave, came: Came, at: datetime) -> None:
    wave.counted = queries.list_meant(event, wave, came)
    wave.counted_at = at


def _require_draft(wave: Wave) -> None:
    if wave.state is not WaveState.DRAFT:
        raise WaveBegun
