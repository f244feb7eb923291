"""A confirmed wave as the worker sends it: in batches, then watched to its end."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam, update

from eti_events.audit.actions import record_each
from eti_events.database import db, write_rows
from eti_events.events.models import Event
from eti_events.messages.many import hold_back
from eti_events.people.models import Person
from eti_events.registration import queries as registrations
from eti_events.registration.actions import notices
from eti_events.registration.actions.inviting import (
    invite_people,
    renew_dead_links,
)
from eti_events.registration.actions.waves import (
    BEGUN,
    go_on,
    pause_wave,
    require_sendable,
    stop_wave,
)
from eti_events.registration.models import (
    Halt,
    Invitation,
    Omission,
    Wave,
    WaveKind,
    WaveRecipient,
    WaveState,
)
from eti_events.registration.refusals import EventNotOpen, Over, RegistrationClosed
from eti_events.registration.waves import queries

BATCH = 250  # people written to in one transaction: others wait that long for theirs
FEWEST = 20  # mails whose fate is known, before a share of failures means anything
MOST_FAILED = 0.05
SOON, LATE = timedelta(seconds=5), timedelta(minutes=10)
PATIENCE = 10  # one looks again after a tenth of the time since the beginning


# Who writes the mails of a kind that belongs to a package above; mails by person.
Teller = Callable[[Event, Sequence[Person], int | None, datetime], dict[int, int]]


def begin_wave(event: Event, wave: Wave, *, at: datetime) -> bool:
    """Say whether the wave is to be sent now; begin it when its hour has come.

    When nobody could answer any more, it is stopped.
    """
    if (
        wave.state is WaveState.SCHEDULED
        and wave.scheduled_at
        and wave.scheduled_at <= at
    ):
        wave.state, wave.started_at = WaveState.RUNNING, at
    if wave.state is not WaveState.RUNNING:
        return False
    try:
        require_sendable(event, wave.kind, at)
    except (EventNotOpen, RegistrationClosed, Over):
        stop_wave(wave, by=None, at=at, halt=Halt.CLOSED)
        return False
    return True


def send_batch(
    event: Event, wave: Wave, *, tellers: Mapping[WaveKind, Teller], at: datetime
) -> int:
    """Write to the next people whose turn it is; return how many had their turn.

    Each mail is written with the row that says so, or neither is. The number of
    statements does not grow with the number of people.
    """
    people = queries.list_next(wave.id, BATCH)
    if not people:
        return 0
    if wave.kind is WaveKind.INVITATION:
        mails = invite_people(
            event, people, category=wave.category, by=wave.created_by, at=at
        )
    elif wave.kind in tellers:
        mails = tellers[wave.kind](event, people, wave.created_by, at)
    else:
        mails = _remind(event, people, by=wave.created_by, at=at)
    _note(event, wave, people, mails)
    return len(people)


def _remind(
    event: Event, people: Sequence[Person], *, by: int | None, at: datetime
) -> dict[int, int]:
    """Write to those who have neither answered nor lost their address."""
    ids = [person.id for person in people]
    answered = registrations.list_answered(event.id, ids)
    invitations = {
        invitation.person_id: invitation
        for invitation in queries.list_invitations_of(event.id, ids)
        if invitation.person_id not in answered
    }
    silent = [p for p in people if p.email and p.id in invitations]
    asked = [invitations[person.id] for person in silent]
    tokens = renew_dead_links(event, asked, at=at)
    mails = notices.tell_many_invited(
        list(zip(silent, tokens, strict=True)),
        event,
        at=at,
        template=notices.REMINDER,
    )
    numbers = [invitation.id for invitation in asked]
    _note_mailed(numbers, at)
    record_each(
        "invitation.reminded", Invitation, numbers, by=by, at=at, event_id=event.id
    )
    return mails


def _note_mailed(invitation_ids: Collection[int], at: datetime) -> None:
    write_rows(
        update(Invitation)
        .where(Invitation.id.in_(invitation_ids))
        .values(last_mailed_at=at)
    )


def _note(
    event: Event, wave: Wave, people: Sequence[Person], mails: dict[int, int]
) -> None:
    answered = registrations.list_answered(event.id, {person.id for person in people})
    rows = [
        {
            "whose": person.id,
            "mail": mails.get(person.id),
            "why": None if person.id in mails else _why(wave, person, answered),
        }
        for person in people
    ]
    turn = (
        update(WaveRecipient)
        .where(
            WaveRecipient.wave_id == wave.id,
            WaveRecipient.person_id == bindparam("whose"),
        )
        .values(served=True, mail_id=bindparam("mail"), omitted=bindparam("why"))
    )
    db.session.connection().execute(turn, rows)  # for many rows, without the ORM


def _why(wave: Wave, person: Person, answered: Collection[int]) -> Omission:
    if not person.email:
        return Omission.NO_ADDRESS
    if wave.kind is WaveKind.CONVOCATION:
        return Omission.TOLD
    return Omission.ANSWERED if person.id in answered else Omission.INVITED


def look_after(wave: Wave, *, at: datetime) -> None:
    """Pause a wave whose mails come back, end one that has arrived, or look again."""
    if wave.state not in BEGUN:
        return
    counts = queries.count_progress(wave.id)
    failed = counts.failed - wave.failed_before
    ended = counts.sent + counts.failed - wave.ended_before
    under_way = counts.queued + counts.sending + counts.held
    if wave.state is WaveState.PAUSED:
        hold_back(queries.mails_of(wave.id))  # one put back by its mail server
        under_way = counts.sending
    elif ended >= FEWEST and failed > MOST_FAILED * ended:
        pause_wave(wave, by=None, at=at, halt=Halt.BOUNCES)
    elif not under_way and counts.served == counts.people:
        wave.state, wave.ended_at = WaveState.DONE, at
    if under_way:
        since = (at - (wave.started_at or at)) / PATIENCE
        go_on(wave, at=at + min(max(since, SOON), LATE))


def settle_waves(event_id: int, at: datetime) -> None:
    """Have the worker look at each wave under way, should it have been forgotten."""
    states = (WaveState.SCHEDULED, *BEGUN)
    for wave in queries.list_under_way(event_id, states):
        go_on(wave, at=max(at, wave.scheduled_at or at))
