"""The frame of each page: which event it is about, and where one can go from it."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from flask import g, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from eti_events import policy
from eti_events.accounts.access import (
    current_person,
    find_current_sign_in,
    granted_anywhere,
    roles_for,
)
from eti_events.accounts.models import Role
from eti_events.events.models import Event
from eti_events.pages import Frame, Group, Link, event_days, in_language, language
from eti_events.typography import city

Entry = tuple[str, Any]  # endpoint, label

# The organiser's menu for one event, and for the network; what a person may not
# open is left out.
EVENT_MENU: tuple[tuple[Any, tuple[Entry, ...]], ...] = (
    (
        _l("Prepare"),
        (
            ("reports.dashboard", _l("Dashboard")),
            ("reports.participants", _l("Participants")),
            ("agenda.index", _l("Agenda")),
            ("registration.requests", _l("Requests")),
            ("registration.delegations", _l("Delegations")),
            ("registration.my_experts", _l("My experts")),
        ),
    ),
    (
        _l("Invitations and mails"),
        (
            ("registration.invitations", _l("Invitations")),
            ("registration.waves", _l("Waves")),
            ("reports.answers", _l("Answers")),
            ("messages.mails", _l("Mails")),
            ("registration.texts", _l("Texts of mails")),
        ),
    ),
    (
        _l("Travel"),
        (
            ("documents.convocations", _l("Convocations")),
            ("formalities.index", _l("Visa, hotel, travel")),
        ),
    ),
    (
        _l("Settings"),
        (
            ("events.edit", _l("Event")),
            ("events.days", _l("Days and hours")),
            ("events.places", _l("Rooms and points")),
            ("registration.questions", _l("Questions")),
            ("registration.rules", _l("Rules and quotas")),
        ),
    ),
    (
        _l("On the day"),
        (
            ("badges.index", _l("Badges")),
            ("meetings.index", _l("Meetings")),
            ("checkin.door", _l("The door")),
            ("checkin.walk_ins", _l("Walk-ins")),
            ("checkin.devices", _l("Devices")),
        ),
    ),
    (
        _l("Afterwards"),
        (
            ("reports.audit", _l("Audit log")),
            ("privacy.retention", _l("What is erased when")),
        ),
    ),
)
NETWORK_MENU: tuple[Entry, ...] = (
    ("events.list_mine", _l("Events")),
    ("people.roster", _l("Roster of experts")),
    ("people.imports", _l("Import the roster")),
    ("people.desk_officers", _l("Desk officers")),
    ("accounts.access", _l("Staff and roles")),
    ("network.network_audit", _l("Log of the network")),
)
OF_EVENT = [endpoint for _heading, entries in EVENT_MENU for endpoint, _name in entries]


def frame() -> Frame:
    """Say what surrounds the page of this request."""
    event: Event | None = g.get("event")
    managing = request.path.startswith("/manage")
    return Frame(
        name=in_language(event.name, event) if event else _("ETI Events"),
        detail=event_days(event) if event else "",
        home=_home(event, managing=managing),
        links=[] if managing else _links(event),
        groups=_groups(event) if managing else (),
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
            ("programme.index", _("Programme"), {"slug": event.slug}),
            ("registration.form", _("Registration"), {"slug": event.slug}),
        ]
    if find_current_sign_in():
        entries.append(("registration.mine", _("My space"), {}))
    return [
        Link(url=url, label=label, current=request.endpoint == endpoint)
        for endpoint, label, values in entries
        if (url := _address(endpoint, **values))
    ]


def _groups(event: Event | None) -> tuple[Group, ...]:
    """Return the organiser's menu, with the pages that the person may open."""
    slug = event.slug if event else ""
    roles, anywhere = roles_for(event), granted_anywhere()
    return _menu(slug, roles, anywhere, request.endpoint, language())


@lru_cache(maxsize=500)
def _menu(
    slug: str,
    roles: frozenset[Role],
    anywhere: frozenset[Role],
    current: str | None,
    spoken: str,
) -> tuple[Group, ...]:
    """Write the menu once for all who have the same roles and look at the same page."""

    def links(entries: Sequence[Entry], **values: Any) -> tuple[Link, ...]:
        return tuple(
            Link(
                url=url_for(endpoint, **values),
                label=str(label),
                current=endpoint == current,
            )
            for endpoint, label in entries
            if policy.opens(endpoint, roles, anywhere)
        )

    of_event = EVENT_MENU if slug else ()
    groups = [
        Group(label=str(label), links=links(entries, slug=slug))
        for label, entries in of_event
    ]
    groups.append(Group(label=_("Network"), links=links(NETWORK_MENU)))
    return tuple(group for group in groups if group.links)


def first_page(event: Event) -> str | None:
    """Return where the person begins their work for an event, if they may at all."""
    roles, anywhere = roles_for(event), granted_anywhere()
    for endpoint in OF_EVENT:
        if policy.opens(endpoint, roles, anywhere):
            return url_for(endpoint, slug=event.slug)
    return None


def _address(endpoint: str, **values: Any) -> str | None:
    known = endpoint in policy.POLICY
    return url_for(endpoint, **values) if known else None


def _who() -> str:
    return current_person().name if find_current_sign_in() else ""
