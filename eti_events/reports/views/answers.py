"""The board of answers: who has answered the invitation, and who has not."""

from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _

from eti_events.accounts.access import current_event
from eti_events.clock import utcnow
from eti_events.events.models import Event
from eti_events.people.queries import list_desk_officers
from eti_events.people.wording import COMMISSIONERS, roster_label
from eti_events.registration.models import WaveKind
from eti_events.reports import labels
from eti_events.reports.board_filters import BoardFilters, Division
from eti_events.reports.figures import MASKED, figures_of
from eti_events.reports.queries import boards as queries
from eti_events.reports.views.blueprint import bp


@bp.get("/answers")
def answers(slug: str) -> str:
    """Show the answers by body, region or desk officer; the question is in the URL."""
    event, filters = current_event(), BoardFilters.read(request.args)
    registered = filters.choose(queries.count_registered(event.id))
    figures = figures_of(
        filters.choose(queries.count_invited(event.id)),
        [row for row in registered if row.invited],
    )
    officers = _officers() if filters.by is Division.DESK else {}
    return render_template(
        "reports/answers.html",
        event=event,
        at=utcnow(),
        filters=filters,
        all=figures.all,
        groups=[
            (
                _named(key),
                officers.get(key, ""),
                _people(event, filters.by, key),
                _reminder(event, filters, key),
                tally,
            )
            for key, tally in filters.groups(figures)
        ],
        remind_all=_reminder_url(event, filters),
        uninvited=sum(row.number for row in registered if not row.invited),
        divisions=_divisions(),
        regions=labels.regions(),
        commissioners=COMMISSIONERS,
    )


def _divisions() -> dict[Division, tuple[str, str]]:
    """Name each division, and its column."""
    return {
        Division.BODY: (_("By commissioning body"), _("Commissioning body")),
        Division.REGION: (_("By region"), _("Region")),
        Division.DESK: (_("By desk officer"), _("Desk officer")),
    }


def _named(key: Any) -> str:
    words: dict[Any, str] = {
        None: _("Without assignment"),
        MASKED: _("Posting masked"),
        "": _("Without desk officer"),
        **labels.regions(),
    }
    return words.get(key) or roster_label(f"{key}")


def _officers() -> dict[str, str]:
    """Name who stands behind each label of the roster."""
    return {
        officer.label: person.name
        for officer, person, *_rest in list_desk_officers()
        if person
    }


def _people(event: Event, by: Division, key: Any) -> str:
    """Return where the people of a group are listed, as far as the list knows it."""
    name = {Division.BODY: "commissioner", Division.REGION: "region"}.get(by)
    if name is None or key in (None, MASKED):
        return ""
    return url_for(".participants", slug=event.slug, state="all", **{name: key})


def _reminder(event: Event, filters: BoardFilters, key: Any) -> str:
    """Return what begins a wave for a line's silent; '' where none can."""
    if key in (None, MASKED, ""):
        return ""
    name = {Division.BODY: "commissioner", Division.REGION: "region"}
    return _reminder_url(event, filters, **{name.get(filters.by, "officer"): key})


def _reminder_url(event: Event, filters: BoardFilters, **line: Any) -> str:
    asked = {"commissioner": filters.commissioner, "region": filters.region, **line}
    given: dict[str, Any] = {name: f"{v}" for name, v in asked.items() if v}
    endpoint = "registration.new_wave"
    return url_for(endpoint, slug=event.slug, kind=WaveKind.REMINDER, **given)
