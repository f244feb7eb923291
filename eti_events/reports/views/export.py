"""Taking the list away as a file."""

from collections.abc import Sequence

from flask import g, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eti_events.accounts.access import (
    ask_for_check,
    current_event,
    current_person,
)
from eti_events.clock import utcnow
from eti_events.database import transaction
from eti_events.events.models import Event
from eti_events.events.queries import list_half_days
from eti_events.pages import language
from eti_events.reports import actions, writing
from eti_events.reports.columns import EXPORTED, SENSITIVE, TICKED, USUAL, Column
from eti_events.reports.filters import Filters
from eti_events.reports.forms import ExportForm
from eti_events.reports.queries import participants as queries
from eti_events.reports.queries.export import list_cells
from eti_events.reports.readers import readable_needs
from eti_events.reports.views.blueprint import bp

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/participants/export")
def choose_export(slug: str) -> str:
    """Ask which columns the file shall have; who is in it stands in the address."""
    event = current_event()
    form = ExportForm(None)
    offered = _offer(form, event)
    named = request.args.get("ticked", "").split(".")
    form.columns.data = [column for column in offered if column in named] or [
        column for column in offered if column in _ticked_at_first()
    ]
    if request.args.get("kind") == "csv":
        form.kind.data = "csv"
    return _page(event, form, offered)


@bp.post("/participants/export")
def export(slug: str) -> ResponseReturnValue:
    """Give the file; what is sensitive only after a fresh proof of identity."""
    event = current_event()
    form = ExportForm()
    offered = _offer(form, event)
    if not form.validate():
        return _page(event, form, offered), 422
    columns = form.chosen()
    again = _again(event, form)
    if set(columns) & set(SENSITIVE) and (answer := ask_for_check(again)) is not None:
        return answer
    return _file(event, columns, str(form.kind.data))


def _file(event: Event, columns: tuple[Column, ...], kind: str) -> ResponseReturnValue:
    from eti_events.reports import sheets  # noqa: PLC0415 -- xlsxwriter is heavy

    rows = list_cells(event.id, Filters.read(request.args), columns)
    by, at = current_person(), utcnow()
    name, who, number = f"participants-{at:%Y-%m-%d-%H%M}", by.name, by.id
    with transaction():
        actions.note_export(
            event, columns, kind=kind, count=len(rows), by=number, at=at
        )
    names = writing.titles(language())
    titles = [names[column] for column in columns]
    writers = writing.writers(event, list_half_days(event.id), language(), at=at)
    write = [writers[column] for column in columns]
    cells = ([to(value) for to, value in zip(write, row, strict=True)] for row in rows)
    if kind == "csv":
        return _attached(sheets.write_csv(titles, cells), "text/csv", f"{name}.csv")
    told = _(
        "Exported on %(when)s by %(who)s", when=f"{at:%Y-%m-%d %H:%M} UTC", who=who
    )
    content = sheets.write_xlsx(titles, cells, sheet="Participants", footer=told)
    return _attached(content, WORKBOOK, f"{name}.xlsx")


def _attached(content: bytes, kind: str, name: str) -> ResponseReturnValue:
    answer = make_response(content)
    answer.mimetype = kind
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _offer(form: ExportForm, event: Event) -> Sequence[Column]:
    offered = writing.readable_columns(EXPORTED, readable_needs(g.grants, event))
    form.offer(offered, writing.titles(language()))
    return offered


def _ticked_at_first() -> Sequence[Column]:
    """Return what the list shows, if it was chosen there; nothing sensitive."""
    shown = Filters.read(request.args).columns
    if shown == USUAL:
        return TICKED
    names = (Column.FAMILY_NAME, Column.GIVEN_NAME, *shown)
    return [column for column in names if column in TICKED]


def _again(event: Event, form: ExportForm) -> str:
    """Return the address of the page as it was filled in."""
    ticked = ".".join(form.chosen())
    asked = Filters.read(request.args).address()
    here = url_for(
        ".choose_export", slug=event.slug, kind=form.kind.data, ticked=ticked
    )
    return f"{here}&{asked}" if asked else here


def _page(event: Event, form: ExportForm, offered: Sequence[Column]) -> str:
    filters = Filters.read(request.args)
    names = writing.titles(language())
    return render_template(
        "reports/export.html",
        event=event,
        form=form,
        total=queries.count_participants(event.id, filters),
        plain=[(c.value, names[c]) for c in offered if c not in SENSITIVE],
        sensitive=[(c.value, names[c]) for c in offered if c in SENSITIVE],
        ticked=set(form.columns.data or ()),
        query=filters.address(),
    )
