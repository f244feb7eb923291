"""The pages that make two records of one person one, and tell what is erased when."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eti_events.accounts.access import current_event, current_person_id, roles_for
from eti_events.accounts.models import Role
from eti_events.accounts.wording import formality_names, need_names
from eti_events.audit.queries import list_erasures
from eti_events.clock import utcnow
from eti_events.database import transaction
from eti_events.errors import Refusal
from eti_events.events.models import Event
from eti_events.pages import in_language, language
from eti_events.people.models import Person
from eti_events.privacy import actions, queries
from eti_events.privacy.actions.undoing import KEPT
from eti_events.privacy.fields import FIELDS, lacking
from eti_events.privacy.forms import LABELS, MergeForm, merge_form, value_of
from eti_events.privacy.keeping import lines as keeping
from eti_events.privacy.queries import Twice
from eti_events.registration.models import Registration
from eti_events.reports.labels import states
from eti_events.typography import day

bp = Blueprint("privacy", __name__, url_prefix="/manage")

SEARCH_LIMIT = 100


@bp.get("/roster/same")
def alike() -> str:
    """List the records that may be of one person, and the merges made."""
    return render_template(
        "privacy/alike.html",
        groups=queries.list_alike(),
        merges=queries.list_merges(),
        since=utcnow() - KEPT,
    )


@bp.get("/roster/people/<uuid:public_id>/same")
def candidates(public_id: UUID) -> str:
    """Look for another record of one person."""
    person = queries.get_person(public_id)
    search = request.args.get("q", "")[:SEARCH_LIMIT]
    return render_template(
        "privacy/candidates.html",
        person=person,
        found=queries.list_candidates(person, search),
        search=search,
    )


@bp.get("/roster/people/<uuid:public_id>/same/<uuid:other_id>")
def compare(public_id: UUID, other_id: UUID) -> str:
    """Show two records side by side, and what would become of them."""
    kept, other = queries.get_person(public_id), queries.get_person(other_id)
    return _compare_page(kept, other, _form(kept, other))


@bp.post("/roster/people/<uuid:public_id>/same/<uuid:other_id>")
def merge_records(public_id: UUID, other_id: UUID) -> ResponseReturnValue:
    """Make the two records one."""
    kept, other = queries.get_person(public_id), queries.get_person(other_id)
    form = _form(kept, other)
    if not form.validate():
        return _compare_page(kept, other, form), 422
    by, at, is_admin = _who()
    try:
        with transaction():
            actions.merge(
                kept.id, other.id, form.choice(), by=by, at=at, is_admin=is_admin
            )
    except Refusal as refusal:
        form.refuse(refusal)
        kept, other = queries.get_person(public_id), queries.get_person(other_id)
        return _compare_page(kept, other, form), 409
    flash(_("The two records are one. You can undo it below."))
    return redirect(url_for(".alike", _anchor="merges"))


@bp.post("/roster/merges/<uuid:public_id>/undo")
def undo_merge(public_id: UUID) -> ResponseReturnValue:
    """Part two records again."""
    by, at, is_admin = _who()
    try:
        with transaction():
            made = queries.get_merge(public_id, for_update=True)
            actions.undo(made, by=by, at=at, is_admin=is_admin)
    except Refusal as refusal:
        flash(str(refusal), "error")
        return alike(), 409
    flash(_("The two records are as they were."))
    return redirect(url_for(".alike", _anchor="merges"))


@bp.get("/<slug>/retention")
def retention(slug: str) -> str:
    """Show what of an event is erased when, what was, and what stays."""
    event = current_event()
    return render_template(
        "privacy/retention.html",
        event=event,
        lines=keeping.lines(event),
        erased=list_erasures(event.id),
        names=keeping.names(),
        kinds={**need_names(), **formality_names()},
        staying=keeping.staying(),
    )


def _who() -> tuple[int, datetime, bool]:
    """Return who acts, when, and whether they are an administrator."""
    return current_person_id(), utcnow(), Role.ADMIN in roles_for(None)


def _form(kept: Person, other: Person) -> MergeForm:
    twice = queries.list_twice(kept.id, other.id)
    return merge_form(kept, other, twice, {r.event.public_id: _words(r) for r in twice})


def _words(row: Twice) -> tuple[str, str, str]:
    """Name the event, and each registration by where it stands."""
    return (
        in_language(row.event.name, row.event),
        _("First record: %(words)s", words=_registration_words(row.event, row.kept)),
        _("Second record: %(words)s", words=_registration_words(row.event, row.other)),
    )


def _registration_words(event: Event, row: Registration) -> str:
    words: str = _(
        "%(state)s, changed on %(day)s",
        state=states()[row.state][1],
        day=day(
            row.changed_at.astimezone(event.zone).date(), language(), weekday=False
        ),
    )
    return words


def _compare_page(kept: Person, other: Person, form: MergeForm) -> str:
    people = (kept, other)
    return render_template(
        "privacy/compare.html",
        kept=kept,
        other=other,
        form=form,
        choices=[field for field in form if field.type == "RadioField"],
        values=_values(people),
        filled=[LABELS[name] for name in lacking(kept, other)],
        counts=[queries.count_rows(person.id) for person in people],
        twice=queries.list_twice(kept.id, other.id),
    )


def _values(people: Sequence[Person]) -> list[tuple[str, list[str]]]:
    """Return each value of both records, save where neither has one."""
    rows = [
        (str(LABELS[name]), [value_of(person, name) for person in people])
        for name in FIELDS
    ]
    further = [", ".join(queries.list_addresses(person)) for person in people]
    rows.append((_("Further addresses"), further))
    return [(label, values) for label, values in rows if any(values)]
