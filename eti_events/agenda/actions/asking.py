"""Asking people to speak, reminding them, and deciding whom they propose instead."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from eti_events.agenda.actions import speaker_notices as notices
from eti_events.agenda.actions.slides import delete_slides
from eti_events.agenda.kinds import SessionRole, SpeakerState
from eti_events.agenda.models import Session, SessionPerson, Speaker
from eti_events.agenda.queries.profiles import find_slides_of
from eti_events.agenda.queries.speaking import (
    answers_to,
    find_part,
    list_own_parts,
    lock_speaker,
)
from eti_events.agenda.queries.versions import find_newest
from eti_events.agenda.speaker_board import reminded_just_now
from eti_events.agenda.speaking_refusals import (
    NoAddressToAsk,
    NothingProposed,
    NothingToRemind,
    RemindedJustNow,
    SessionNotHeld,
    SpeakingOver,
)
from eti_events.audit.actions import record
from eti_events.database import db
from eti_events.errors import Refusal
from eti_events.events.models import Event
from eti_events.events.rules import require_changeable
from eti_events.multilingual import Multilingual
from eti_events.people.models import Person
from eti_events.registration.actions.walk_ins import known_or_new_person
from eti_events.registration.waves.refusals import WrongNumber

FEW = 20  # more are written to once their number is typed


@dataclass(frozen=True, kw_only=True)
class PartPlan:
    """What somebody is asked to do; ``agreed``: they said yes already, elsewhere."""

    role: SessionRole = SessionRole.SPEAKER
    function: Multilingual = field(default_factory=Multilingual)
    protected: bool = False
    agreed: bool = False


def ask_to_speak(
    event: Event,
    session: Session,
    person: Person,
    plan: PartPlan,
    *,
    by: int,
    at: datetime,
) -> SessionPerson:
    """Ask a person for a part and mail the link; asked twice, it is once."""
    require_open(event, at)
    if not session.held:
        raise SessionNotHeld
    if not person.email:
        raise NoAddressToAsk
    part = find_part(session.id, person.id, plan.role)
    if part is not None and part.comes:
        return part
    part = part or _new_part(session, person, plan.role)
    _ask(part, plan, at)
    speaker = speaker_of(event, person)
    if plan.agreed:
        notices.tell_answered(event, speaker, part, at=at)
    else:
        notices.tell_asked(event, speaker, [part], at=at)
    action = "speaker.noted" if plan.agreed else "speaker.asked"
    record(action, part, by=by, at=at, event_id=event.id, role=str(plan.role))
    return part


def _new_part(session: Session, person: Person, role: SessionRole) -> SessionPerson:
    last = max((row.position for row in session.people), default=0)
    part = SessionPerson(
        session_id=session.id, person_id=person.id, role=role, position=last + 1
    )
    part.session, part.person = session, person
    return part


def _ask(part: SessionPerson, plan: PartPlan, at: datetime) -> None:
    part.state = SpeakerState.ACCEPTED if plan.agreed else SpeakerState.INVITED
    part.function, part.protected = plan.function, plan.protected
    part.invited_at, part.answered_at = at, at if plan.agreed else None
    db.session.add(part)
    db.session.flush()
    if before := answers_to([part.id]).get(part.id):
        db.session.delete(before)


def speaker_of(event: Event, person: Person) -> Speaker:
    """Return the person as a speaker of the event, made now if they are none yet.

    What is published already is told by the first mail.
    """
    speaker = lock_speaker(event.id, person.id)
    if speaker is None:
        newest = find_newest(event.id)
        number = newest.number if newest else 0
        speaker = Speaker(
            event_id=event.id,
            person_id=person.id,
            told_version=number,
            seen_version=number,
        )
        speaker.link = None
        db.session.add(speaker)
        db.session.flush()
    speaker.person = person
    return speaker


def take_out(event: Event, part: SessionPerson, *, by: int, at: datetime) -> None:
    """Ask somebody no longer; who was counted on is told."""
    require_changeable(event)
    if part.comes and at < event.ends_at:
        speaker = speaker_of(event, part.person)
        notices.tell_taken_out(event, speaker, part, at=at)
    record("speaker.taken_out", part, by=by, at=at, event_id=event.id)
    if answer := answers_to([part.id]).get(part.id):
        db.session.delete(answer)
        db.session.flush()
    if slides := find_slides_of(part.id):
        delete_slides(slides)
    db.session.delete(part)


def remind(event: Event, speaker: Speaker, *, by: int, at: datetime) -> None:
    """Remind somebody of what they have not answered, or else not seen."""
    require_open(event, at)
    rows = list_own_parts(event.id, speaker.person_id)
    silent = [row for row in rows if row.session.held and _is_silent(row)]
    if not silent and not is_unseen(event, speaker):
        raise NothingToRemind
    if not speaker.person.email:
        raise NoAddressToAsk
    if reminded_just_now(speaker, at):
        raise RemindedJustNow
    if silent:
        notices.tell_asked(event, speaker, silent, again=True, at=at)
    else:
        notices.tell_unseen(event, speaker, at=at)
    speaker.reminded_at = at
    record("speaker.reminded", speaker, by=by, at=at, event_id=event.id)


def remind_all(
    event: Event,
    speakers: Sequence[Speaker],
    *,
    number: int | None,
    by: int,
    at: datetime,
) -> int:
    """Remind each of whom something is waited for; return how many were written to.

    Above a few, the organiser has typed how many they are.
    """
    require_open(event, at)
    if len(speakers) > FEW and number != len(speakers):
        raise WrongNumber
    count = 0
    for speaker in speakers:
        try:
            remind(event, speaker, by=by, at=at)
        except Refusal:
            continue
        count += 1
    return count


def is_unseen(event: Event, speaker: Speaker) -> bool:
    """Whether the person was told of changes that they have not said to have seen."""
    return speaker.seen_version < speaker.told_version


def decide_proposal(
    event: Event,
    session: Session,
    part: SessionPerson,
    *,
    ask: bool,
    by: int,
    at: datetime,
) -> Person | None:
    """Ask whom a speaker proposed instead, or leave it; return who was asked."""
    require_open(event, at)
    answer = answers_to([part.id]).get(part.id)
    if answer is None or answer.decided_at or not answer.email:
        raise NothingProposed
    answer.decided_at = at
    if not ask:
        record("speaker.proposal_left", part, by=by, at=at, event_id=event.id)
        return None
    other = known_or_new_person(
        given_name=answer.given_name or "",
        family_name=answer.family_name or "",
        organisation="",
        email=answer.email,
        language=part.person.language,
        at=at,
    )
    record("speaker.proposal_taken", part, by=by, at=at, event_id=event.id)
    ask_to_speak(event, session, other, PartPlan(role=part.role), by=by, at=at)
    return other


def _is_silent(part: SessionPerson) -> bool:
    return part.state is SpeakerState.INVITED


def require_open(event: Event, at: datetime) -> None:
    """Refuse what nobody needs once the event is over."""
    require_changeable(event)
    if at >= event.ends_at:
        raise SpeakingOver
