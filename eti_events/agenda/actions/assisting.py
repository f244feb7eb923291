"""Naming who reads and answers in a speaker's place, and taking that back."""

from dataclasses import dataclass
from datetime import datetime

from eti_events.accounts.actions import make_link
from eti_events.accounts.limits import DAY, Limit, take
from eti_events.accounts.models import LinkPurpose
from eti_events.agenda.actions import speaker_notices as notices
from eti_events.agenda.actions.asking import require_open
from eti_events.agenda.models import Speaker, SpeakerAssistant
from eti_events.agenda.queries.assistants import find_assistant
from eti_events.agenda.speaking_refusals import OwnAssistant, TooManyNamed
from eti_events.audit.actions import record
from eti_events.database import db
from eti_events.events.models import Event
from eti_events.events.rules import require_changeable
from eti_events.people.emails import email_key
from eti_events.registration.actions.inviting import LINK_LIFE
from eti_events.registration.actions.walk_ins import known_or_new_person

NAMED_OF_A_DAY = Limit("speaker_assistant", 5, DAY)


@dataclass(frozen=True, kw_only=True)
class AssistantPlan:
    """Whom a speaker names."""

    given_name: str
    family_name: str
    email: str


def name_assistant(
    event: Event, speaker: Speaker, plan: AssistantPlan, *, by: int, at: datetime
) -> None:
    """Let somebody act for the speaker, in place of whoever did; mail both."""
    require_open(event, at)
    if email_key(plan.email) == speaker.person.email_key:
        raise OwnAssistant
    if not take(NAMED_OF_A_DAY, f"{event.id} {speaker.person_id}", at=at):
        raise TooManyNamed
    person = known_or_new_person(
        given_name=plan.given_name,
        family_name=plan.family_name,
        organisation="",
        email=plan.email,
        language=speaker.person.language,
        at=at,
    )
    before = find_assistant(speaker.id, for_update=True)
    if before and before.person_id == person.id:
        return
    if before:
        _withdraw(before, at)
    link, _token = make_link(
        person.id,
        LinkPurpose.INVITATION,
        at=at,
        expires_at=event.ends_at + LINK_LIFE,
        event_id=event.id,
        goal=f"/speaker/{event.slug}?of={speaker.public_id}",
    )
    row = SpeakerAssistant(speaker_id=speaker.id, named_at=at)
    row.person, row.link = person, link
    db.session.add(row)
    db.session.flush()
    notices.tell_assisted(event, speaker, row, at=at)
    record("speaker.assistant_named", speaker, by=by, at=at, event_id=event.id)


def withdraw_assistant(
    event: Event, speaker: Speaker, *, by: int, at: datetime
) -> None:
    """Let nobody act for the speaker any longer, at once; twice is once."""
    require_changeable(event)
    row = find_assistant(speaker.id, for_update=True)
    if row is None:
        return
    _withdraw(row, at)
    record("speaker.assistant_withdrawn", speaker, by=by, at=at, event_id=event.id)


def _withdraw(row: SpeakerAssistant, at: datetime) -> None:
    row.link.revoked_at = at
    db.session.delete(row)
    db.session.flush()
