"""Opening what people gave: one person's on a page, everybody's in a file."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import abort, g, make_response, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eti_events.accounts.access import (
    ask_for_check,
    current_event,
    current_person,
    current_person_id,
)
from eti_events.clock import utcnow
from eti_events.database import transaction
from eti_events.events.models import Event
from eti_events.formalities import actions, queries
from eti_events.formalities.fields import PARTS, unpacked
from eti_events.formalities.forms import ReasonForm
from eti_events.formalities.models import Block
from eti_events.formalities.readers import readable_blocks
from eti_events.formalities.views.blueprint import bp
from eti_events.formalities.views.manage import export_form, show_index
from eti_events.formalities.wording import BLOCKS, LABELS, in_words, shown
from eti_events.pages import language
from eti_events.registration.queries import get_registration

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Shown = tuple[Block, bool, list[tuple[str, str]]]


@bp.get("/manage/<slug>/formalities/<uuid:public_id>")
def of_registration(slug: str, public_id: UUID) -> str:
    """Show what one registration gave, masked."""
    return _page(public_id, ReasonForm(None))


@bp.post("/manage/<slug>/formalities/<uuid:public_id>")
def open_for(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Open what one registration gave to one of its readers, this once."""
    blocks = _blocks_or_404()
    get_registration(current_event(), public_id)
    form = ReasonForm()
    if not form.validate():
        return _page(public_id, form), 422
    here = url_for(".of_registration", slug=slug, public_id=public_id)
    if (answer := ask_for_check(goal=here)) is not None:
        return answer
    by = current_person_id()
    with transaction():
        registration = get_registration(current_event(), public_id)
        rows = actions.open_blocks(
            registration, blocks, reason=str(form.reason.data), by=by, at=utcnow()
        )
        opened: list[Shown] = [
            (row.block, row.needed, shown(row.block, unpacked(row.text), language()))
            for row in rows
        ]
    return _page(public_id, form, opened)


@bp.post("/manage/<slug>/formalities/export")
def export(slug: str) -> ResponseReturnValue:
    """Give the agency's file of one block, after a fresh proof of identity."""
    _blocks_or_404()
    event = current_event()
    form = export_form(event, empty=False)
    if not form.validate():
        return show_index(export=form), 422
    if (answer := ask_for_check(goal=url_for(".index", slug=slug))) is not None:
        return answer
    return _file(event, Block(form.block.data), str(form.reason.data))


def _file(event: Event, block: Block, reason: str) -> ResponseReturnValue:
    from eti_events.reports import sheets  # noqa: PLC0415 -- xlsxwriter is heavy

    rows = queries.list_opened(event.id, block)
    cells = [_cells(row, block) for row in rows]
    by, at = current_person(), utcnow()
    who, number = by.name, by.id
    with transaction():
        actions.note_export(
            event, block, count=len(cells), reason=reason, by=number, at=at
        )
    titles = [_("Family name"), _("Given name"), _("E-mail")]
    titles += [str(LABELS[block, part.name]) for part in PARTS[block]]
    told = _(
        "Exported on %(when)s by %(who)s", when=f"{at:%Y-%m-%d %H:%M} UTC", who=who
    )
    content = sheets.write_xlsx(titles, cells, sheet=str(BLOCKS[block]), footer=told)
    answer = make_response(content)
    answer.mimetype = WORKBOOK
    name = f"{block}-{at:%Y-%m-%d-%H%M}.xlsx"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _cells(row: Any, block: Block) -> list[str]:
    values = unpacked(row.text)
    written = [
        in_words(part, text, language()) if (text := values.get(part.name)) else ""
        for part in PARTS[block]
    ]
    return [row.family_name, row.given_name, row.email or "", *written]


def _blocks_or_404() -> list[Block]:
    return readable_blocks(g.grants, current_event()) or abort(404)


def _page(
    public_id: UUID, form: ReasonForm, opened: Sequence[Shown] | None = None
) -> str:
    event = current_event()
    registration = get_registration(event, public_id)
    return render_template(
        "formalities/of_registration.html",
        event=event,
        person=registration.person,
        public_id=public_id,
        form=form,
        readable=readable_blocks(g.grants, event),
        names=BLOCKS,
        opened=opened,
        letter=any(row[:2] == (Block.VISA, True) for row in opened or ()),
    )
