"""What the person gives for their journey, and what becomes of it."""

from collections.abc import Sequence

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eti_events.accounts.access import (
    ask_for_check,
    current_event,
    current_person_id,
)
from eti_events.clock import utcnow
from eti_events.database import transaction
from eti_events.errors import Refusal
from eti_events.events.queries import get_event
from eti_events.formalities import actions, queries
from eti_events.formalities.fields import unpacked
from eti_events.formalities.forms import FormalitiesForm, filled, form_for
from eti_events.formalities.models import Formality
from eti_events.formalities.views.blueprint import bp
from eti_events.formalities.wording import BLOCKS, shown
from eti_events.pages import language
from eti_events.people.countries import country_choices
from eti_events.registration.models import Registration, RegistrationState
from eti_events.registration.queries import find_registration


@bp.get("/me/<slug>/formalities")
def mine(slug: str) -> ResponseReturnValue:
    """Show the form; what was given before, to whoever just proved to be the person."""
    registration = _registration_or_404()
    if queries.has_given(registration.id) and (answer := ask_for_check()) is not None:
        return answer
    given = queries.list_given(registration.id)
    return _page(filled(_kind(), given), given)


@bp.post("/me/<slug>/formalities")
def give(slug: str) -> ResponseReturnValue:
    """Keep what is answered."""
    _registration_or_404()
    form = _kind()()
    if not form.validate():
        return _page(form), 422
    by = current_person_id()
    try:
        with transaction():
            event, registration = get_event(slug), _registration_or_404()
            actions.give(event, registration, form.answers(), by=by, at=utcnow())
    except Refusal as refusal:
        form.refuse(refusal)
        return _page(form), 409
    flash(_("Kept. You can change it here until the last day to answer."))
    return redirect(url_for("registration.mine", slug=slug))


def _registration_or_404() -> Registration:
    """Return the registration of a confirmed person whose event asks something."""
    event = current_event()
    found = find_registration(event.id, current_person_id())
    if event.formalities_close_at is None or found is None:
        abort(404)
    if found.state is not RegistrationState.CONFIRMED:
        abort(404)
    return found


def _kind() -> type[FormalitiesForm]:
    event = current_event()
    blocks = actions.asked_blocks(actions.rules_of(event.id))
    ends_on = event.ends_at.astimezone(event.zone).date()
    return form_for(blocks, country_choices(language()), ends_on)


def _page(form: FormalitiesForm, given: Sequence[Formality] = ()) -> str:
    event = current_event()
    closes_at = event.formalities_close_at
    return render_template(
        "formalities/mine.html",
        event=event,
        form=form,
        open=closes_at is not None and utcnow() < closes_at,
        erased_on=actions.erased_on(event, actions.rules_of(event.id)),
        names=BLOCKS,
        given=[
            (row.block, row.needed, shown(row.block, unpacked(row.text), language()))
            for row in given
        ],
    )
