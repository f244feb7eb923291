"""The mails about delegations: to their contact, and to the people named."""

from collections.abc import Sequence
from datetime import datetime

from eti_events.events.models import Event, HalfDay
from eti_events.messages.actions import queue_mail
from eti_events.people.models import Person
from eti_events.registration import queries
from eti_events.registration.actions.notices import (
    NAMED,
    coming_words,
    link_words,
    pages_of,
    picture_of,
)
from eti_events.registration.actions.writing import calendar_of
from eti_events.registration.codes import show_short_code
from eti_events.registration.models import Delegation, DelegationMember, Ticket
from eti_events.registration.wording import moment_in_words


def tell_delegation(
    event: Event, delegation: Delegation, token: str, *, at: datetime
) -> None:
    """Send the contact their link: how many seats, and until when to give names."""
    _tell_contact("delegation", event, delegation, at, **link_words(token))


def tell_reminder(
    event: Event, delegation: Delegation, token: str, *, at: datetime
) -> None:
    """Say how many seats still have no name, and until when they are held."""
    _tell_contact("delegation_reminder", event, delegation, at, **link_words(token))


def tell_released(event: Event, delegation: Delegation, *, at: datetime) -> None:
    """Say that seats without a name are held no longer."""
    _tell_contact("delegation_released", event, delegation, at)


def tell_left(
    event: Event,
    delegation: Delegation,
    member: DelegationMember,
    token: str,
    *,
    at: datetime,
) -> None:
    """Say who no longer comes, and whether the seat still waits for a name."""
    held = "" if delegation.released_at else "yes"
    more = {"named": member.name, "held": held, **link_words(token)}
    _tell_contact("delegation_left", event, delegation, at, **more)


def tell_named(
    event: Event,
    delegation: Delegation,
    person: Person,
    ticket: Ticket,
    half_days: Sequence[HalfDay],
    token: str,
    *,
    at: datetime,
) -> None:
    """Send a named person their code, and say who gave their data, and what for."""
    days = [(event, half_days)]
    short_code = show_short_code(ticket.short_code)
    context = coming_words(days, short_code, str(person.language))
    queue_mail(
        person,
        NAMED,
        at=at,
        event=event,
        context={**context, **_who(delegation), **link_words(token)},
        attachments=(picture_of(ticket.code), calendar_of(person, days, at)),
    )


def tell_withdrawn(
    event: Event, delegation: Delegation, person_id: int, *, at: datetime
) -> None:
    """Tell somebody that their delegation's contact withdrew their name."""
    context = {**pages_of(event), **_who(delegation)}
    person = queries.lock_person(person_id)
    if not person.email:
        return  # a dignitary, whose office is told
    queue_mail(person, "registration/withdrawn", at=at, event=event, context=context)


def tell_office(
    event: Event, delegation: Delegation, token: str, *, at: datetime
) -> None:
    """Ask the contact to answer for the dignitary, provisionally at first."""
    principal = delegation.principal
    name = principal.name if principal else ""
    _tell_contact("office", event, delegation, at, principal=name, **link_words(token))


def tell_noted(
    event: Event, delegation: Delegation, principal: Person, *, at: datetime
) -> None:
    """Repeat to the office what it answered, and whether it is sure."""
    _tell_contact(
        "office_noted",
        event,
        delegation,
        at,
        principal=principal.name,
        answer=str(delegation.answer or ""),
        sure="sure" if delegation.sure else "",
        page_url=page_of(event, delegation),
    )


def page_of(event: Event, delegation: Delegation) -> str:
    """Return the address of the contact's page, for who is signed in."""
    return f"{pages_of(event)['me_url']}/delegations/{delegation.public_id}"


def _who(delegation: Delegation) -> dict[str, str]:
    return {
        "contact": delegation.contact.name,
        "organisation": delegation.organisation.name,
    }


def _tell_contact(
    name: str, event: Event, delegation: Delegation, at: datetime, **more: str
) -> None:
    contact = delegation.contact
    queue_mail(
        contact,
        f"registration/{name}",
        at=at,
        event=event,
        context={
            **pages_of(event),
            "organisation": delegation.organisation.name,
            "seats": str(delegation.seats),
            "missing": str(delegation.free),
            "deadline": moment_in_words(
                event, delegation.deadline, str(contact.language)
            ),
            **more,
        },
    )
