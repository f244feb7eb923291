"""The mails that tell a person where their registration stands."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from eti_events.events.models import Event, HalfDay
from eti_events.messages.actions import queue_mail, queue_unwritten
from eti_events.messages.letterhead import letterhead
from eti_events.messages.many import preview, queue_many
from eti_events.messages.rendering import Attachment, Words
from eti_events.people.models import Language, Person
from eti_events.qr import ticket_qr
from eti_events.registration.codes import show_short_code
from eti_events.registration.models import ChangeRequest, RequestKind, Ticket
from eti_events.registration.wording import (
    REQUESTS,
    half_days_in_words,
    moment_in_words,
)

CONFIRMED, CHANGED = "registration/confirmed", "registration/changed"
INVITATION, REMINDER = "registration/invitation", "registration/reminder"
NAMED = "registration/named"
CONVOCATION = "registration/convocation"
SAY_COMING = (CONFIRMED, CHANGED, NAMED)  # wrong once the person no longer comes
SAMPLE = "sample"  # a token that opens nothing
PICTURE = "ticket"
MODULE = 7  # pixels; 33 modules make 231, as large as the mail shows it

Days = Sequence[tuple[Event, Sequence[HalfDay]]]


def tell_confirmed(
    person: Person, event: Event, *, at: datetime, changed: bool = False
) -> None:
    """Send code, half-days and calendar file of the event and of its course."""
    template = CHANGED if changed else CONFIRMED
    queue_unwritten(person, template, at=at, event=event)


def coming_words(days: Days, short_code: str, language: str) -> dict[str, str]:
    """Say where and when the person comes, and which code opens the door."""
    event, half_days = days[0]
    first = half_days[0].starts_at if half_days else event.starts_at
    context = {
        "short_code": short_code,
        "half_days": half_days_in_words(event, half_days, language),
        "starts": moment_in_words(event, first, language),
        "entrance": _place(event, language),
        "course_name": "",
        "course_half_days": "",
        "convocation_url": _url(f"me/{event.slug}/convocation"),
        **pages_of(event),
    }
    for course, course_half_days in days[1:]:
        context["course_name"] = course.name.to(language, course.language)
        context["course_half_days"] = half_days_in_words(
            course, course_half_days, language
        )
    return context


def pages_of(event: Event) -> dict[str, str]:
    """Return the addresses that mails about a registration lead to."""
    return {
        "me_url": _url(f"me/{event.slug}"),
        "event_url": _url(f"events/{event.slug}"),
    }


def tell_cancelled(
    person: Person, event: Event, *, by_organiser: bool, at: datetime
) -> None:
    """Say that the registration is cancelled and the place given back."""
    name = "cancelled_for_you" if by_organiser else "cancelled"
    _tell(person, event, f"registration/{name}", at=at)


def tell_declined(person: Person, event: Event, *, at: datetime) -> None:
    """Thank for the answer, and say how to change it."""
    _tell(person, event, "registration/declined", at=at)


def tell_done_for(
    person: Person,
    event: Event,
    officer: Person,
    step: str,
    reason: str,
    *,
    at: datetime,
) -> None:
    """Say who answered or cancelled for the person, and why."""
    _tell(
        person,
        event,
        "registration/done_for_you",
        at=at,
        officer=officer.name,
        step=step,
        reason=reason,
    )


def tell_pending(person: Person, event: Event, *, at: datetime) -> None:
    """Say that the registration has arrived and that the organisers answer it."""
    _tell(person, event, "registration/pending", at=at)


def tell_provisional(person: Person, event: Event, *, at: datetime) -> None:
    """Say that a place is held until the answer is sure."""
    _tell(person, event, "registration/provisional", at=at)


def tell_represented(
    person: Person, event: Event, substitute: Person, *, at: datetime
) -> None:
    """Say who comes instead, and that the place is theirs."""
    name = substitute.name
    _tell(person, event, "registration/represented", at=at, substitute=name)


def tell_refused(person: Person, event: Event, reason: str, *, at: datetime) -> None:
    """Say that the registration is not accepted, and why."""
    _tell(person, event, "registration/refused", at=at, reason=reason)


def tell_waiting(person: Person, event: Event, place: int, *, at: datetime) -> None:
    """Say that every place is taken, and how many stand before."""
    _tell(person, event, "registration/waiting", at=at, position=str(place))


def tell_left(person: Person, event: Event, *, at: datetime) -> None:
    """Say that the person no longer waits."""
    _tell(person, event, "registration/left", at=at)


def tell_offered(
    person: Person, event: Event, until: datetime, *, at: datetime
) -> None:
    """Offer a place that has fallen free, and say until when it is held."""
    deadline = moment_in_words(event, until, str(person.language))
    _tell(person, event, "registration/offered", at=at, deadline=deadline)


def tell_lapsed(person: Person, event: Event, *, at: datetime) -> None:
    """Say that the place offered went to the next person."""
    _tell(person, event, "registration/lapsed", at=at)


def tell_answer(
    person: Person, event: Event, request: ChangeRequest, *, at: datetime
) -> None:
    """Tell what became of a request; what was asked in words is not repeated.

    Words may be about somebody's health: their answer stands on the person's page.
    """
    if request.kind is RequestKind.WORDS:
        return tell_of_answer(person, event, at=at)
    asked = REQUESTS[str(person.language)][request.kind]
    name = f"registration/request_{request.state}"
    return _tell(person, event, name, at=at, asked=asked, answer=request.answer)


def tell_of_answer(person: Person, event: Event, *, at: datetime) -> None:
    """Say that an answer stands on the person's page, and nothing of what it is."""
    _tell(person, event, "registration/answered", at=at)


def _tell(
    person: Person, event: Event, template: str, *, at: datetime, **words: str
) -> None:
    context = {**pages_of(event), **words}
    queue_mail(person, template, at=at, event=event, context=context)


def tell_new_code(
    person: Person, event: Event, ticket: Ticket, *, at: datetime
) -> None:
    """Send the code that replaces a lost one."""
    context = {
        "short_code": show_short_code(ticket.short_code),
        **pages_of(event),
    }
    queue_mail(
        person,
        "registration/new_code",
        at=at,
        event=event,
        context=context,
        attachments=(picture_of(ticket.code),),
    )


def tell_invited(
    person: Person,
    event: Event,
    token: str,
    *,
    at: datetime,
    template: str = INVITATION,
    language: str | None = None,
) -> None:
    """Send the personal link, what it is about, and until when to answer."""
    spoken = language or str(person.language)
    context = invited_words(event, token, spoken)
    queue_mail(person, template, at=at, event=event, context=context, language=language)


def tell_many_invited(
    invited: Sequence[tuple[Person, str]],
    event: Event,
    *,
    at: datetime,
    template: str = INVITATION,
) -> dict[int, int]:
    """Send each their own link; return the mails' ids by person."""
    readers = [(person, link_words(token)) for person, token in invited]
    return queue_many(readers, template, event=event, same=partial(about, event), at=at)


def show_invited(
    person: Person, event: Event, *, template: str, language: str
) -> Words:
    """Return the mail as that person would read it; its link opens nothing."""
    return preview(
        person,
        template,
        event=event,
        same=partial(about, event),
        own=link_words(SAMPLE),
        language=language,
    )


def tell_open_link(
    event: Event, email: str, language: Language, token: str, *, at: datetime
) -> None:
    """Send a link that proves an address, and nothing that its sender typed.

    Whoever asked may be a stranger to the owner of the mailbox.
    """
    url = _url(f"events/{event.slug}/open-registration/{token}")
    queue_mail(
        Person(given_name="", family_name="", email=email, language=language),
        "registration/open_link",
        at=at,
        event=event,
        context={**pages_of(event), "link_url": url},
    )


def invited_words(event: Event, token: str, language: str) -> dict[str, str]:
    """Say what the invitation is to, until when to answer, and where."""
    return {**about(event, language), **link_words(token)}


def about(event: Event, language: str) -> dict[str, str]:
    """Return what an invitation says of the event."""
    return {
        "deadline": moment_in_words(event, event.registration_closes_at, language),
        "starts": moment_in_words(event, event.starts_at, language),
        "place": _place(event, language),
        "summary": event.summary.to(language, event.language),
    }


def link_words(token: str) -> dict[str, str]:
    """Return what an invitation says to its reader alone."""
    return {"link_url": _url(f"invitations/{token}")}


def _place(event: Event, language: str) -> str:
    venue = event.venue.to(language, event.language)
    return ", ".join(filter(None, (venue, event.address)))


def _url(path: str) -> str:
    return f"{letterhead.take().base_url}/{path}"


def picture_of(code: str) -> Attachment:
    """Draw a code as the picture within the mail."""
    png = ticket_qr(code).png(MODULE)
    return Attachment("code.png", "image/png", png, content_id=PICTURE)
