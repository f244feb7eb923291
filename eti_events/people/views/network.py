"""The experts of the network, and who stands behind each desk officer's label."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eti_events.accounts.access import current_person
from eti_events.clock import utcnow
from eti_events.database import transaction
from eti_events.errors import Refusal
from eti_events.pages import language
from eti_events.people import queries
from eti_events.people.countries import country_name
from eti_events.people.desk_officers import assign_desk_officer
from eti_events.people.forms import DeskOfficerForm
from eti_events.people.models import DeskOfficer, Person
from eti_events.people.views.blueprint import PAGE, bp, page_of
from eti_events.reports.queries.roster import count_roster_tasks

SEARCH_LIMIT = 100


@bp.get("/")
def roster() -> str:
    """List the experts, or those whose name answers the search."""
    search = request.args.get("q", "")[:SEARCH_LIMIT]
    total = queries.count_roster(search)
    page, pages = page_of(total)
    return render_template(
        "people/roster.html",
        people=queries.list_roster(search, page),
        search=search,
        total=total,
        page=page,
        pages=pages,
        first=(page - 1) * PAGE + 1,
        country_name=lambda code: country_name(code, language()),
        tasks=count_roster_tasks(utcnow()),
    )


@bp.get("/desk-officers")
def desk_officers() -> str:
    """List the labels of desk officers, and who stands behind them."""
    return _desk_officers_page(None)


@bp.post("/desk-officers")
def assign() -> ResponseReturnValue:
    """Say who stands behind a label."""
    form = DeskOfficerForm(prefix=_prefix(request.form.get("form", "")))
    if not form.validate():
        return _desk_officers_page(form), 422
    try:
        with transaction():
            assign_desk_officer(
                queries.get_desk_officer(form.label.data or ""),
                form.person.data or "",
                form.named(),
                by=current_person().id,
                at=utcnow(),
            )
    except Refusal as refusal:
        form.refuse(refusal)
        return _desk_officers_page(form), 409
    flash(_("Saved."))
    return redirect(url_for(".desk_officers"))


def _desk_officers_page(sent: DeskOfficerForm | None) -> str:
    rows = [
        (officer, _desk_form(f"{number}", officer, people, sent), missions)
        for number, (officer, *people, missions) in enumerate(
            queries.list_desk_officers(), 1
        )
    ]
    return render_template("people/desk_officers.html", rows=rows, sent=sent)


def _desk_form(
    number: str,
    officer: DeskOfficer,
    people: Sequence[Person | None],
    sent: DeskOfficerForm | None,
) -> DeskOfficerForm:
    """Return the form of one label: as it was sent, or with the addresses we hold."""
    if sent is not None and sent.label.data == officer.label:
        return sent
    person, deputy = ((who and who.email) or "" for who in people)
    data = {
        "label": officer.label,
        "person": person,
        "deputy": deputy,
        "since": officer.deputy_from,
        "until": officer.deputy_until,
    }
    return DeskOfficerForm(formdata=None, prefix=_prefix(number), data=data)


def _prefix(number: str) -> str:
    return f"officer{number}"
