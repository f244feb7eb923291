"""What speakers do themselves: answer, and say that they have seen."""

from dataclasses import dataclass
from datetime import datetime

from eti_events.agenda.actions import speaker_notices as notices
from eti_events.agenda.actions.asking import require_open, speaker_of
from eti_events.agenda.kinds import SpeakerState
from eti_events.agenda.models import SessionPerson, Speaker, SpeakerAnswer
from eti_events.agenda.own import own_changes
from eti_events.agenda.queries.speaking import (
    answers_to,
    list_speakers,
    list_unknown,
    sessions_by_person,
)
from eti_events.agenda.queries.versions import find_newest, find_version, get_by_id
from eti_events.agenda.reading import parse
from eti_events.agenda.snapshot import Programme
from eti_events.agenda.speaking_refusals import (
    OtherNeeded,
    OwnProposal,
    SessionNotHeld,
    VersionUnknown,
)
from eti_events.audit.actions import record
from eti_events.database import db
from eti_events.events.models import Event
from eti_events.people.emails import email_key
from eti_events.registration.queries import find_event_by_id


@dataclass(frozen=True, kw_only=True)
class Response:
    """What a speaker answers: yes, no and why, or somebody else."""

    state: SpeakerState
    reason: str = ""
    given_name: str = ""
    family_name: str = ""
    email: str = ""


def respond(
    event: Event, part: SessionPerson, response: Response, *, by: int, at: datetime
) -> None:
    """Keep the answer for one part and thank for it; the same twice is once."""
    require_open(event, at)
    if not part.session.held:
        raise SessionNotHeld
    _require_other(part, response)
    before = answers_to([part.id]).get(part.id)
    if part.state is response.state and _says_the_same(before, response):
        return
    part.state, part.answered_at = response.state, at
    _keep(part, before, response, at)
    speaker = speaker_of(event, part.person)
    notices.tell_answered(event, speaker, part, at=at)
    record(f"speaker.{response.state}", part, by=by, at=at, event_id=event.id)


def _require_other(part: SessionPerson, response: Response) -> None:
    if response.state is not SpeakerState.PROPOSED_OTHER:
        return
    if not response.email or not response.family_name:
        raise OtherNeeded
    if email_key(response.email) == part.person.email_key:
        raise OwnProposal


def _says_the_same(before: SpeakerAnswer | None, response: Response) -> bool:
    said = (response.reason, response.given_name, response.family_name, response.email)
    if before is None:
        return not any(said)
    known = (before.reason, before.given_name, before.family_name, before.email)
    return tuple(one or "" for one in known) == said


def _keep(
    part: SessionPerson,
    before: SpeakerAnswer | None,
    response: Response,
    at: datetime,
) -> None:
    """Keep what came with a "no"; a "yes" leaves nothing of an earlier one."""
    if response.state is SpeakerState.ACCEPTED:
        if before:
            db.session.delete(before)
        return
    answer = before or SpeakerAnswer(part_id=part.id)
    answer.reason = response.reason or None
    answer.given_name = response.given_name or None
    answer.family_name = response.family_name or None
    answer.email = response.email or None
    answer.answered_at, answer.decided_at = at, None
    db.session.add(answer)


def note_seen(
    event: Event, speaker: Speaker, number: int, *, by: int, at: datetime
) -> None:
    """Note that the person has seen their changes up to the version they read."""
    newest = find_newest(event.id)
    if newest is None or not 0 < number <= newest.number:
        raise VersionUnknown
    if number <= speaker.seen_version:
        return
    speaker.seen_version, speaker.seen_at = number, at
    speaker.told_version = max(speaker.told_version, number)
    record("speaker.seen", speaker, by=by, at=at, event_id=event.id, number=number)


def settle_speakers(event_id: int, at: datetime) -> None:
    """Write to each speaker what the versions since their last mail change for them.

    Several versions within a moment make one mail.
    """
    newest, event = find_newest(event_id), find_event_by_id(event_id)
    if newest is None or event is None or at >= event.ends_at:
        return
    for person in list_unknown(event_id):
        speaker_of(event, person).told_version = 0
    behind = [
        speaker
        for speaker in list_speakers(event_id, for_update=True)
        if speaker.told_version < newest.number
    ]
    if not behind:
        return
    new, known = parse(get_by_id(newest.id)), _Versions(event_id)
    sessions = sessions_by_person(event_id)
    for speaker in behind:
        own, old = sessions.get(speaker.person_id, ()), known.get(speaker.told_version)
        found = own_changes(old, new, own)
        if found:
            notices.tell_changed(event, speaker, found, old, new, at=at)
        elif not is_behind(speaker):
            speaker.seen_version = newest.number
        speaker.told_version = newest.number


def is_behind(speaker: Speaker) -> bool:
    """Whether something that was told is still unseen."""
    return speaker.seen_version < speaker.told_version


class _Versions:
    """The versions that speakers were told of, each read once."""

    def __init__(self, event_id: int) -> None:
        self._event_id = event_id
        self._read: dict[int, Programme | None] = {0: None}

    def get(self, number: int) -> Programme | None:
        """Return the version of that number, None before the first."""
        if number not in self._read:
            version = find_version(self._event_id, number)
            self._read[number] = parse(version) if version else None
        return self._read[number]
