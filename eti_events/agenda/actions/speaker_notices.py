"""The mails that speakers get, each in its reader's language."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import force_locale

from eti_events.accounts.actions import make_link
from eti_events.accounts.models import AccessLink, LinkPurpose
from eti_events.agenda.changes import Change, ChangeKind
from eti_events.agenda.kinds import SpeakerState
from eti_events.agenda.models import SessionPerson, Speaker, SpeakerAssistant
from eti_events.agenda.own import OwnSession, own_parts
from eti_events.agenda.own_words import (
    change_in_a_line,
    headline,
    role_in_words,
    text_of,
    when_in_words,
)
from eti_events.agenda.queries.assistants import find_assistant
from eti_events.agenda.queries.speaking import list_own_parts
from eti_events.agenda.reading import published
from eti_events.agenda.snapshot import Programme
from eti_events.agenda.speaker_file import in_file, speaker_file
from eti_events.events.models import Event
from eti_events.messages.actions import queue_mail
from eti_events.messages.letterhead import letterhead
from eti_events.messages.rendering import Attachment
from eti_events.people.models import Person
from eti_events.registration.actions.inviting import LINK_LIFE

CALENDAR = "text/calendar; method=PUBLISH; charset=utf-8"
GONE = frozenset({ChangeKind.CANCELLED, ChangeKind.WITHDRAWN})
ANSWERS = {
    SpeakerState.ACCEPTED: "agenda/speaker_accepted",
    SpeakerState.DECLINED: "agenda/speaker_declined",
    SpeakerState.PROPOSED_OTHER: "agenda/speaker_proposed",
}


def link_url(event: Event, speaker: Speaker, *, at: datetime) -> str:
    """Return the speaker's own link; a dead one is replaced by one that works."""
    link = speaker.link
    if link is None or _is_dead(link, at):
        link, _token = make_link(
            speaker.person_id,
            LinkPurpose.INVITATION,
            at=at,
            expires_at=event.ends_at + LINK_LIFE,
            event_id=event.id,
            goal=f"/speaker/{event.slug}",
        )
        speaker.link = link
    return _url(link)


def _url(link: AccessLink) -> str:
    return f"{letterhead.take().base_url}/invitations/{link.token}"


def _is_dead(link: AccessLink, at: datetime) -> bool:
    return bool(link.revoked_at) or not link.token or link.expires_at <= at


def tell_asked(
    event: Event,
    speaker: Speaker,
    parts: Sequence[SessionPerson],
    *,
    again: bool = False,
    at: datetime,
) -> None:
    """Ask somebody for their part, or remind them that they were asked."""
    person = speaker.person
    own = own_parts(parts, published(event.id))
    template = "agenda/speaker_reminder" if again else "agenda/speaker_invitation"
    _tell(event, speaker, template, at=at, parts_lines=_list(event, person, own))


def tell_unseen(event: Event, speaker: Speaker, *, at: datetime) -> None:
    """Remind somebody that their sessions changed."""
    _tell(event, speaker, "agenda/speaker_unseen", at=at)


def tell_answered(
    event: Event, speaker: Speaker, part: SessionPerson, *, at: datetime
) -> None:
    """Thank for an answer; who accepted gets the session for their calendar."""
    programme = published(event.id)
    own = own_parts([part], programme)
    files = _calendar(event, speaker.person, own, programme)
    words = _list(event, speaker.person, own)
    _tell(event, speaker, ANSWERS[part.state], files, at=at, parts_lines=words)


def tell_taken_out(
    event: Event, speaker: Speaker, part: SessionPerson, *, at: datetime
) -> None:
    """Say that somebody is no longer asked for a part."""
    own = own_parts([part], published(event.id))
    words = _list(event, speaker.person, own)
    _tell(event, speaker, "agenda/speaker_cancelled", at=at, parts_lines=words)


def tell_changed(
    event: Event,
    speaker: Speaker,
    found: Sequence[Change],
    old: Programme | None,
    new: Programme,
    *,
    at: datetime,
) -> None:
    """Say in one mail all that a version changes for somebody."""
    person, language = speaker.person, str(speaker.person.language)
    with force_locale(language):
        lines = [change_in_a_line(one, event, [new, old], language) for one in found]
        subject = f"{headline(found[0])} – {text_of(found[0].title, event, language)}"
    changed = {one.session for one in found}
    rows = [
        row
        for row in list_own_parts(event.id, person.id)
        if row.session.public_id in changed
    ]
    gone = all(one.kind in GONE for one in found)
    _tell(
        event,
        speaker,
        "agenda/speaker_gone" if gone else "agenda/speaker_changed",
        _calendar(event, person, own_parts(rows, new), new),
        at=at,
        change=subject if len(found) == 1 else "",
        changes_lines="\n".join(lines),
    )


def _tell(
    event: Event,
    speaker: Speaker,
    template: str,
    files: Sequence[Attachment] = (),
    *,
    at: datetime,
    **words: str,
) -> None:
    language = str(speaker.person.language)
    context = {"link_url": link_url(event, speaker, at=at), "assists": "", **words}
    queue_mail(
        speaker.person, template, at=at, event=event, context=context, attachments=files
    )
    speaker.mailed_at = at
    if row := find_assistant(speaker.id):
        context |= {"link_url": _url(row.link), "assists": speaker.person.name}
        queue_mail(
            row.person,
            template,
            at=at,
            event=event,
            context=context,
            attachments=files,
            language=language,
        )


def tell_assisted(
    event: Event, speaker: Speaker, row: SpeakerAssistant, *, at: datetime
) -> None:
    """Tell both that somebody acts for the speaker from now on."""
    queue_mail(
        row.person,
        "agenda/speaker_assistant",
        at=at,
        event=event,
        context={"link_url": _url(row.link), "speaker_name": speaker.person.name},
    )
    own = {"link_url": link_url(event, speaker, at=at)}
    queue_mail(
        speaker.person,
        "agenda/speaker_assisted",
        at=at,
        event=event,
        context=own | {"assistant_name": row.person.name},
    )


def _list(event: Event, person: Person, parts: Sequence[OwnSession]) -> str:
    language = str(person.language)
    with force_locale(language):
        return "\n".join(
            " · ".join(
                (
                    text_of(one.title, event, language),
                    role_in_words(one.role),
                    when_in_words(event, one, language),
                )
            )
            for one in parts
        )


def _calendar(
    event: Event,
    person: Person,
    parts: Sequence[OwnSession],
    programme: Programme | None,
) -> list[Attachment]:
    if not in_file(parts):
        return []
    content = speaker_file(event, person, parts, programme, str(person.language))
    return [Attachment(f"{event.slug}.ics", CALENDAR, content)]
