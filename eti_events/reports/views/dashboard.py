"""The first page of an event: where things stand and what is to be done."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from flask import g, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from eti_events.accounts.access import current_event
from eti_events.clock import utcnow
from eti_events.events.models import Event
from eti_events.events.queries import get_capacity
from eti_events.registration.models import NeedKind
from eti_events.registration.needs.queries import count_unanswered_access
from eti_events.registration.requests.queries import count_open_requests
from eti_events.reports import labels
from eti_events.reports.figures import Tally, figures_of, stretches
from eti_events.reports.queries import boards as queries
from eti_events.reports.queries.roster import count_differences
from eti_events.reports.readers import readable_needs
from eti_events.reports.views.blueprint import address, bp

URGENT = frozenset({"walk_ins", "failed"})


@dataclass(frozen=True)
class Task:
    """Something that waits for an organiser, and where it is done."""

    text: str
    url: str
    urgent: bool = False


@bp.get("/")
def dashboard(slug: str) -> str:
    """Show the way from invitation to arrival, and what is to be done."""
    event, at = current_event(), utcnow()
    figures = figures_of(
        queries.count_invited(event.id), queries.count_registered(event.id)
    )
    on = _day_shown(event, at)
    return render_template(
        "reports/dashboard.html",
        event=event,
        at=at,
        figures=figures,
        capacity=get_capacity(event.id),
        tasks=_tasks(event, figures.all),
        on=on,
        stretches=_stretches(event, on) if on else [],
        funnel=_funnel(figures.all),
        regions=labels.regions(),
        participants_url=address("reports.participants", event),
    )


def _day_shown(event: Event, at: datetime) -> date | None:
    """Return the day whose arrivals are shown: today, or the last one; None before."""
    today = at.astimezone(event.zone).date()
    first = event.starts_at.astimezone(event.zone).date()
    last = event.ends_at.astimezone(event.zone).date()
    return None if today < first else min(today, last)


def _stretches(event: Event, on: date) -> list[object]:
    midnight = datetime.combine(on, time(), event.zone)
    tomorrow = datetime.combine(on + timedelta(days=1), time(), event.zone)
    arrivals = queries.list_arrivals(event.id, midnight, tomorrow)
    return [*stretches([at.astimezone(event.zone) for at in arrivals])]


def _funnel(tally: Tally) -> list[tuple[str, int, int]]:
    """Return each step: its name, how many people, of how many."""
    return [
        (_("People invited"), tally.invited, tally.invited),
        (_("Answered"), tally.answered, tally.invited),
        (_("Registered"), tally.registered, tally.invited),
        (_("People confirmed"), tally.confirmed, tally.invited),
        (_("Arrived"), tally.arrived, tally.confirmed),
    ]


def _tasks(event: Event, tally: Tally) -> list[Task]:
    """Return what waits, the door first; what is done is left out."""
    people = url_for(".participants", slug=event.slug)
    roster = address("network.roster_tasks")
    numbers = _numbers(event, tally)
    words = _words(numbers)
    done_where = {
        "walk_ins": address("checkin.walk_ins", event),
        "requests": address("registration.requests", event),
        "pending": f"{people}?state=pending",
        "access": people,
        "failed": _mails(event, "failed"),
        "waiting": f"{people}?state=waiting",
        "differing": roster,
        "gone": roster or people,
        "unmapped": address("people.desk_officers"),
    }
    return [
        Task(words[what], url, what in URGENT)
        for what, url in done_where.items()
        if numbers[what]
    ]


def _numbers(event: Event, tally: Tally) -> dict[str, int]:
    """Count what waits; what the person may not see counts for nothing."""
    states = {state.value: number for state, number in tally.states.items()}
    reads = NeedKind.ACCESS in readable_needs(g.grants, event)
    decides = address("network.roster_tasks")
    return {
        "walk_ins": queries.count_waiting_walk_ins(event.id),
        "requests": count_open_requests(event.id),
        "pending": states.get("pending", 0),
        "access": count_unanswered_access(event.id) if reads else 0,
        "failed": queries.count_failed_mails(event.id),
        "waiting": states.get("waiting", 0),
        "differing": count_differences(event.id) if decides else 0,
        "gone": queries.count_no_longer_in_file(event.id),
        "unmapped": queries.count_unmapped_labels(event.id),
    }


def _mails(event: Event, state: str) -> str:
    url = address("messages.mails", event)
    return f"{url}?state={state}" if url else ""


def _words(numbers: Mapping[str, int]) -> dict[str, str]:
    """Say how many there are of each thing that waits."""
    return {
        "walk_ins": ngettext(
            "%(num)s person at the door waits for your word",
            "%(num)s people at the door wait for your word",
            numbers["walk_ins"],
        ),
        "pending": ngettext(
            "%(num)s registration to approve",
            "%(num)s registrations to approve",
            numbers["pending"],
        ),
        "requests": ngettext(
            "%(num)s request of a participant",
            "%(num)s requests of participants",
            numbers["requests"],
        ),
        "access": ngettext(
            "%(num)s access need without an answer",
            "%(num)s access needs without an answer",
            numbers["access"],
        ),
        "failed": ngettext(
            "%(num)s mail was not delivered",
            "%(num)s mails were not delivered",
            numbers["failed"],
        ),
        "waiting": ngettext(
            "%(num)s person on the waiting list",
            "%(num)s people on the waiting list",
            numbers["waiting"],
        ),
        "gone": ngettext(
            "%(num)s registered person is no longer in the roster",
            "%(num)s registered people are no longer in the roster",
            numbers["gone"],
        ),
        "differing": ngettext(
            "%(num)s corrected value differs from the roster",
            "%(num)s corrected values differ from the roster",
            numbers["differing"],
        ),
        "unmapped": ngettext(
            "%(num)s desk officer’s label names nobody yet",
            "%(num)s desk officers’ labels name nobody yet",
            numbers["unmapped"],
        ),
    }
