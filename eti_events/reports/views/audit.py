"""The audit log: an event's, and what happened outside of every event."""

from collections.abc import Sequence
from typing import Any

from flask import render_template, request

from eti_events.accounts.access import current_event
from eti_events.accounts.wording import NETWORK_ZONE
from eti_events.events.models import Event
from eti_events.reports import log_words
from eti_events.reports.log_filters import EVENT_AREAS, NETWORK_AREAS, LogFilters
from eti_events.reports.queries import log as queries
from eti_events.reports.views.blueprint import bp, network_bp


@bp.get("/audit")
def audit(slug: str) -> str:
    """List who did what for the event, the latest first."""
    return _page(current_event(), EVENT_AREAS)


@network_bp.get("/audit")
def network_audit() -> str:
    """List what belongs to no event: the roster, accounts, sign-ins, their roles."""
    return _page(None, NETWORK_AREAS)


def _page(event: Event | None, areas: Sequence[str]) -> str:
    """Show one page of the log; what is asked stands in the address."""
    event_id, zone = (event.id, event.zone) if event else (None, NETWORK_ZONE)
    filters = LogFilters.read(request.args, zone, areas)
    total = queries.count_lines(event_id, filters)
    pages = max(1, -(-total // queries.PER_PAGE))
    lines = queries.list_lines(event_id, filters) if filters.page <= pages else []
    about: dict[Any, Any] = queries.people_of(lines)
    names = log_words.areas()
    return render_template(
        "reports/audit.html",
        event=event,
        zone=zone,
        filters=filters,
        lines=lines,
        about=about,
        actors=queries.list_actors(event_id),
        total=total,
        pages=pages,
        first=(filters.page - 1) * queries.PER_PAGE + 1,
        words=log_words.actions(),
        areas={area: names[area] for area in areas},
        subjects=log_words.subjects(),
        actor=log_words.actor,
        details=log_words.detail_writer(),
    )
