"""The form of a page of findings, alike for its rapporteur and for organisers."""

from typing import Any
from uuid import UUID

from flask import flash
from flask_babel import gettext as _

from eti_events.accounts.access import current_person_id
from eti_events.agenda.actions.findings import write_findings
from eti_events.agenda.findings_forms import SAID, FindingsForm
from eti_events.agenda.queries.findings import find_findings
from eti_events.agenda.refusals import FindingsChanged
from eti_events.clock import utcnow
from eti_events.database import transaction
from eti_events.errors import Refusal
from eti_events.events.queries import get_event
from eti_events.pages import language

Theirs = list[tuple[str, str]]


def stored_form(public_id: UUID) -> FindingsForm:
    """Return the form with what stands in the page, or empty."""
    page = find_findings(public_id)
    values: dict[str, Any] = {"language": language(), "version": "0"}
    if page:
        values = {name: getattr(page, name) for name in SAID}
        values["version"] = str(page.version)
    return FindingsForm(formdata=None, data=values)


def try_to_write(
    slug: str, public_id: UUID, form: FindingsForm
) -> tuple[int, Theirs] | None:
    """Write the page; else the status to answer with, and what another wrote."""
    if not form.validate():
        return 422, []
    shown = form.version.data or ""
    try:
        with transaction():
            write_findings(
                get_event(slug),
                public_id,
                form.text(),
                hand_in=form.hand_in.data,
                version=int(shown) if shown.isdecimal() else 0,
                by=current_person_id(),
                at=utcnow(),
            )
    except FindingsChanged as refusal:
        form.refuse(refusal)
        page = find_findings(public_id)
        form.version.data = str(page.version if page else 0)  # saving is meant now
        return 409, form.differences(page) if page else []
    except Refusal as refusal:
        form.refuse(refusal)
        return 409, []
    flash(_("Handed in. Thank you!") if form.hand_in.data else _("Kept as a draft."))
    return None
