"""The frame of each page: which event it is about, and where one can go from it."""

from collections.abc import Iterable
from typing import Any

from flask import g, request, url_for
from flask_babel import gettext as _

from eti_events import policy
from eti_events.accounts.access import current_person, find_current_sign_in
from eti_events.events.models import Event
from eti_events.pages import Frame, Group, Link, event_days, in_language, language
from eti_events.typography import city

PREPARE = ("events.edit", "events.days", "events.places")
ON_THE_DAY = ("checkin.door", "checkin.walk_ins", "checkin.devices")


def labels() -> dict[str, str]:
    """Name the organiser's pages, by endpoint, in the language of the page."""
    return {
        "events.edit": _("Event"),
        "events.days": _("Days and hours"),
        "events.places": _("Rooms and points"),
        "checkin.door": _("Door"),
        "checkin.walk_ins": _("Walk-ins"),
        "checkin.devices": _("Devices"),
    }


def frame() -> Frame:
    """Say what surrounds the page of this request."""
    event: Event | None = g.get("event")
    managing = request.path.startswith("/manage")
    return Frame(
        name=in_language(event.name, event) if event else _("ETI Events"),
        detail=event_days(event) if event else "",
        home=_home(event, managing=managing),
        links=[] if managing else _links(event),
        groups=_groups(event) if managing else [],
        zone=city(event.zone, language()) if event else "",
        who=_who(),
        sign_out=_address("accounts.sign_out") or "",
    )


def _home(event: Event | None, *, managing: bool) -> str:
    if managing:
        return url_for("events.list_mine")
    if event and (address := _address("registration.show", slug=event.slug)):
        return address
    return url_for("home.index")


def _links(event: Event | None) -> list[Link]:
    """Return the menu of participants and visitors."""
    entries = []
    if event is not None:
        entries += [
            ("registration.show", _("The event"), {"slug": event.slug}),
            ("registration.form", _("Registration"), {"slug": event.slug}),
        ]
    if find_current_sign_in():
        entries.append(("registration.mine", _("My space"), {}))
    return [
        _link(endpoint, label, **values)
        for endpoint, label, values in entries
        if _address(endpoint, **values)
    ]


def _groups(event: Event | None) -> list[Group]:
    """Return the organiser's menu, with the pages that the person may open."""
    if event is None:
        everywhere = [_link("events.list_mine", _("Events"))]
        return [Group(label=_("Network"), links=everywhere)]
    return [
        Group(label=_("Prepare"), links=_pages_of(event, PREPARE)),
        Group(label=_("On the day"), links=_pages_of(event, ON_THE_DAY)),
    ]


def _pages_of(event: Event, endpoints: Iterable[str]) -> list[Link]:
    names = labels()
    return [
        _link(endpoint, names[endpoint], slug=event.slug)
        for endpoint in endpoints
        if policy.may(endpoint, event)
    ]


def _link(endpoint: str, label: str, **values: Any) -> Link:
    return Link(
        url=url_for(endpoint, **values),
        label=label,
        current=request.endpoint == endpoint,
    )


def _address(endpoint: str, **values: Any) -> str | None:
    known = endpoint in policy.POLICY
    return url_for(endpoint, **values) if known else None


def _who() -> str:
    return current_person().name if find_current_sign_in() else ""
