"""The audit log of an event."""

from typing import Any

from flask import render_template, request

from eti_events.accounts.access import current_event
from eti_events.reports import log_words
from eti_events.reports.log_filters import LogFilters
from eti_events.reports.queries import log as queries
from eti_events.reports.views.blueprint import bp


@bp.get("/audit")
def audit(slug: str) -> str:
    """List who did what, the latest first; what is asked stands in the address."""
    event = current_event()
    filters = LogFilters.read(request.args, event.zone)
    total = queries.count_lines(event.id, filters)
    pages = max(1, -(-total // queries.PER_PAGE))
    lines = queries.list_lines(event.id, filters) if filters.page <= pages else []
    about: dict[Any, Any] = queries.people_of(lines)
    return render_template(
        "reports/audit.html",
        event=event,
        filters=filters,
        lines=lines,
        about=about,
        actors=queries.list_actors(event.id),
        total=total,
        pages=pages,
        first=(filters.page - 1) * queries.PER_PAGE + 1,
        words=log_words.actions(),
        areas=log_words.areas(),
        actor=log_words.actor,
    )
