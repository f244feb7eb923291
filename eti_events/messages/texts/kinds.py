"""The mails whose words organisers can change, and what may be filled into each."""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

ABOUT_ALL = ("given_name", "name", "event_name", "event_detail", "sender")
ABOUT_COMING = ("half_days", "starts", "entrance", "course_name", "course_half_days")
ABOUT_SEATS = ("organisation", "seats", "missing", "deadline")

# What a placeholder stands for, said beside the fields.
MEANINGS: dict[str, Any] = {
    "given_name": _l("given name of the person"),
    "name": _l("whole name of the person"),
    "event_name": _l("name of the event"),
    "event_detail": _l("days and place of the event"),
    "sender": _l("who signs the mails"),
    "deadline": _l("day and hour until which to answer"),
    "starts": _l("day and hour at which it begins"),
    "place": _l("place and address"),
    "entrance": _l("place and address"),
    "summary": _l("the event's summary"),
    "half_days": _l("half-days of the person"),
    "course_name": _l("name of the course, if they come to it"),
    "course_half_days": _l("half-days of the course"),
    "position": _l("position on the waiting list"),
    "reason": _l("the reason that was typed"),
    "officer": _l("name of the desk officer"),
    "substitute": _l("name of who comes instead"),
    "changes": _l("what has changed in the convocation"),
    "asked": _l("what the person asked for"),
    "organisation": _l("name of the organisation"),
    "contact": _l("name of the delegation’s contact"),
    "named": _l("name of the person, as the contact wrote it"),
    "principal": _l("name of the dignitary"),
    "seats": _l("number of the delegation’s seats"),
    "missing": _l("number of its seats without a name"),
}


@dataclass(frozen=True)
class Kind:
    """A mail by its name in addresses, and the placeholders of its own."""

    name: str
    own: tuple[str, ...] = ()

    @property
    def template(self) -> str:
        """The template that frames it."""
        return f"registration/{self.name}"

    @property
    def placeholders(self) -> tuple[str, ...]:
        """Every name that may stand between braces."""
        return self.own + ABOUT_ALL


KINDS = {
    kind.name: kind
    for kind in (
        Kind("invitation", ("deadline", "starts", "place", "summary")),
        Kind("reminder", ("deadline", "starts", "place", "summary")),
        Kind("pending"),
        Kind("provisional"),
        Kind("confirmed", ABOUT_COMING),
        Kind("changed", ABOUT_COMING),
        Kind("new_code"),
        Kind("waiting", ("position",)),
        Kind("offered", ("deadline",)),
        Kind("lapsed"),
        Kind("left"),
        Kind("refused", ("reason",)),
        Kind("declined"),
        Kind("cancelled"),
        Kind("cancelled_for_you"),
        Kind("done_for_you", ("officer", "reason")),
        Kind("represented", ("substitute",)),
        Kind("request_accepted", ("asked",)),
        Kind("request_refused", ("asked",)),
        Kind("answered"),
        Kind("formalities", ("deadline",)),
        Kind("convocation", ("changes",)),
        Kind("delegation", ABOUT_SEATS),
        Kind("delegation_reminder", ABOUT_SEATS),
        Kind("delegation_left", ("named", *ABOUT_SEATS)),
        Kind("delegation_released", ABOUT_SEATS),
        Kind("open_link"),
        Kind("office", ("organisation", "seats", "principal")),
        Kind("office_noted", ("organisation", "principal")),
        Kind("named", (*ABOUT_COMING, "contact", "organisation")),
        Kind("withdrawn", ("contact", "organisation")),
    )
}
BY_TEMPLATE = {kind.template: kind for kind in KINDS.values()}
