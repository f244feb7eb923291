"""The list of participants."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache, partial
from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _

from eti_events.accounts.access import current_event, current_person_id
from eti_events.checkin.erasing import erased_at
from eti_events.clock import utcnow
from eti_events.events.models import Event, HalfDay
from eti_events.events.queries import list_half_days
from eti_events.pages import language, page_url
from eti_events.people.countries import country_name
from eti_events.people.wording import COMMISSIONERS, roster_label
from eti_events.registration.notes.queries import list_tag_names
from eti_events.reports import labels, writing
from eti_events.reports.columns import FURTHER, LISTED, Column
from eti_events.reports.filters import Filters, Sort
from eti_events.reports.queries import participants as queries
from eti_events.reports.queries.views import list_views
from eti_events.reports.views.blueprint import bp
from eti_events.typography import day, hour


@bp.get("/participants")
def participants(slug: str) -> str:
    """List who is registered; what is asked stands in the address."""
    event = current_event()
    filters = Filters.read(request.args)
    states = queries.count_states(event.id)
    total = _total(event, filters, states)
    pages = max(1, -(-total // queries.PER_PAGE))
    further = tuple(column for column in filters.columns if column in FURTHER)
    rows = queries.list_participants(event.id, filters, total=total, columns=further)
    half_days = list_half_days(event.id)
    tags = list_tag_names(event.id)
    named = [
        (str(row.public_id), labels.half_day_name(event, row, language()))
        for row in half_days
    ]
    tagged = [(str(tag.public_id), tag.name) for tag in tags]
    countries = _countries(queries.list_countries())
    return render_template(
        "reports/participants.html",
        event=event,
        filters=filters,
        shown=_shown(event, rows, _writers(event, half_days, further)),
        columns=set(filters.columns),
        further=further,
        listed=LISTED,
        titles=writing.titles(language()),
        sorts=set(Sort),
        tags=tagged,
        saved=list_views(event.id, current_person_id()),
        me=current_person_id(),
        query=filters.address(),
        total=total,
        pages=pages,
        first=(filters.page - 1) * queries.PER_PAGE + 1,
        counts=states,
        standing=sum(states.get(state, 0) for state in queries.STANDING),
        boxes=_boxes(event, half_days, rows),
        half_days=named,
        chips=_chips(event, filters, half_days, tags),
        states=labels.states(),
        categories=labels.categories(),
        regions=labels.regions(),
        commissioners=COMMISSIONERS,
        countries=countries,
        offered=[tuple(named), tuple(tagged), tuple(countries)],
        people_url=url_for(".participants", slug=event.slug) + "/",
    )


def _total(event: Event, filters: Filters, states: dict[Any, int]) -> int:
    """Count the people asked for; the counts by state know it when nothing else is."""
    if filters.narrowed:
        return queries.count_participants(event.id, filters)
    if filters.every_state:
        return sum(states.values())
    asked = [filters.state] if filters.state else queries.STANDING
    return sum(states.get(state, 0) for state in asked)


def _boxes(
    event: Event, half_days: Sequence[HalfDay], rows: Sequence[Any]
) -> dict[str, list[tuple[bool, str, bool]]]:
    """Return the boxes of each choice of half-days that stands on the page."""
    spoken = language()
    return {
        chosen: labels.half_day_boxes(
            event, half_days, {int(number) for number in chosen.split()}, spoken
        )
        for chosen in {row.half_days or "" for row in rows}
    }


def _writers(
    event: Event, half_days: Sequence[HalfDay], columns: Sequence[Column]
) -> list[writing.Write]:
    if not columns:
        return []
    write = writing.writers(event, half_days, language(), at=utcnow())
    return [write[column] for column in columns]


def _shown(
    event: Event, rows: Sequence[Any], writers: Sequence[writing.Write]
) -> list[tuple[Any, ...]]:
    """Return what the page writes of each row, in the order of its columns."""
    width = len(queries.COLUMNS)
    spoken = language()
    masked, came_in = _("Posting masked"), _("Came in %(when)s", when="{}")
    day_of = cache(partial(day, language=spoken, weekday=False, short=True))
    place_of = cache(lambda city, country: _place(city, country, spoken))
    zone, by_scan = event.zone, utcnow() < erased_at(event)

    def when(arrived_at: datetime | None, changed_at: datetime) -> str:
        local = (arrived_at or changed_at).astimezone(zone)
        on: str = day_of(local.date())
        moment = f"{on}, {hour(local, spoken)}" if by_scan else on
        return str(came_in).format(moment) if arrived_at else on

    def post(row: Any) -> tuple[str, str]:
        if row.protected:
            return masked, ""
        if not row.country:
            return row.badge_line, ""
        return row.title, place_of(row.city, row.country)

    return [
        (
            row.public_id,
            ", ".join(filter(None, (row.family_name, row.given_name))),
            row.employer,
            row.category,
            row.first_departure,
            *post(row),
            row.half_days or "",
            row.state,
            when(row.arrived_at, row.changed_at),
            row.registration,
            [write(cell) for write, cell in zip(writers, row[width:], strict=True)],
        )
        for row in rows
    ]


def _place(city: str, country: str, spoken: str) -> str:
    return ", ".join(filter(None, (city, country_name(country, spoken))))


def _countries(codes: Iterable[str]) -> list[tuple[str, str]]:
    spoken = language()
    names = [(code, country_name(code, spoken)) for code in codes]
    return sorted(names, key=lambda pair: pair[1])


def _chips(
    event: Event,
    filters: Filters,
    half_days: Sequence[HalfDay],
    tags: Sequence[Any],
) -> list[tuple[str, str]]:
    """Return each filter that is on, in words, with the address without it."""
    on: list[tuple[str, str, object]] = [
        ("q", _("Search: %(words)s", words=filters.search), filters.search),
        ("category", _category(filters), filters.category),
        ("commissioner", roster_label(f"{filters.commissioner}"), filters.commissioner),
        ("region", _region(filters), filters.region),
        ("country", country_name(filters.country or "", language()), filters.country),
        ("first", _("First departure"), filters.first_departure),
        ("arrived", _("Arrived"), filters.arrived),
        ("arrived", _("Not arrived"), filters.arrived is False),
    ]
    chips = [(text, page_url(**{name: None})) for name, text, value in on if value]
    for half_day in half_days:
        if half_day.public_id == filters.half_day:
            text = labels.half_day_name(event, half_day, language())
            chips.append((text, page_url(half_day=None)))
    for tag in tags:
        if tag.public_id == filters.tag:
            text = _("Tag: %(name)s", name=tag.name)
            chips.append((text, page_url(tag=None)))
    return chips


def _category(filters: Filters) -> str:
    return labels.categories()[filters.category] if filters.category else ""


def _region(filters: Filters) -> str:
    return labels.regions()[filters.region] if filters.region else ""
