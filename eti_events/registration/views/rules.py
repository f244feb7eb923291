"""How an event takes registrations: approval, waiting list, quotas, freeze date."""

from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eti_events.accounts.access import current_event, current_person_id
from eti_events.clock import utcnow
from eti_events.database import transaction
from eti_events.errors import Refusal
from eti_events.events.hours import at_local, wall_of
from eti_events.events.models import Event
from eti_events.events.queries import CAPACITY, get_event
from eti_events.forms import Form, given
from eti_events.registration import actions
from eti_events.registration.actions import RulesPlan
from eti_events.registration.forms import CATEGORIES
from eti_events.registration.models import Category, Promotion
from eti_events.registration.places.keys import QUOTAS
from eti_events.registration.places.queries import list_counters, list_waiting_people
from eti_events.registration.rules_forms import (
    AudienceForm,
    QuotaForm,
    RulesForm,
    audience_of,
)
from eti_events.registration.views.blueprint import bp


@bp.get("/manage/<slug>/rules")
def rules(slug: str) -> str:
    """Show the rules, the quotas and the waiting list."""
    return _page(_filled())


@bp.post("/manage/<slug>/rules")
def save_rules(slug: str) -> ResponseReturnValue:
    """Write the rules."""
    form = RulesForm()
    if not form.validate_in(current_event().zone):
        return _page(form), 422

    def act(event: Event, by: int) -> None:
        typed = form.version.data or ""
        actions.set_rules(
            event,
            _plan(form, event),
            version=int(typed) if typed.isdecimal() else -1,
            by=by,
            at=utcnow(),
        )

    return _write(slug, act, form, _page, _("The rules are saved."))


@bp.post("/manage/<slug>/quotas")
def set_quota(slug: str) -> ResponseReturnValue:
    """Limit one commissioning body or category, or move its limit."""
    form = QuotaForm()
    if not form.validate():
        return _page(_filled(), form), 422

    def act(event: Event, by: int) -> None:
        scope, key = audience_of(form)
        limit = given(form.limit)
        actions.set_quota(event, scope, key, limit, by=by, at=utcnow())

    return _write(slug, act, form, _quota_page, _("The quota is set."))


@bp.post("/manage/<slug>/quotas/remove")
def remove_quota(slug: str) -> ResponseReturnValue:
    """Limit a commissioning body or category no longer."""
    form = AudienceForm()
    if not form.validate():
        return _page(_filled()), 422

    def act(event: Event, by: int) -> None:
        scope, key = audience_of(form)
        actions.remove_quota(event, scope, key, by=by, at=utcnow())

    return _write(
        slug, act, form, lambda _form: _page(_filled()), _("The quota is removed.")
    )


def _write(
    slug: str,
    act: Callable[[Event, int], None],
    form: Form,
    page: Callable[..., str],
    told: str,
) -> ResponseReturnValue:
    by = current_person_id()
    try:
        with transaction():
            act(get_event(slug), by)
    except Refusal as refusal:
        form.refuse(refusal)
        return page(form), 409
    flash(told)
    return redirect(url_for(".rules", slug=slug))


def _filled() -> RulesForm:
    event = current_event()
    found = actions.rules_of(event.id)
    freezes = found.freezes_at
    return RulesForm(
        None,
        version=found.version,
        approval=found.approval,
        waiting_list=found.waiting_list,
        promotion=found.promotion,
        offer_hours=found.offer_hours,
        freezes_wall=wall_of(freezes, event.zone) if freezes else None,
    )


def _plan(form: RulesForm, event: Event) -> RulesPlan:
    wall = form.freezes_wall.data
    return RulesPlan(
        approval={Category(key) for key in form.approval.data or ()},
        waiting_list=form.waiting_list.data,
        promotion=Promotion(given(form.promotion)),
        offer_hours=given(form.offer_hours),
        freezes_at=at_local(wall, event.zone) if wall else None,
    )


def _quota_page(form: QuotaForm) -> str:
    return _page(_filled(), form)


def _page(form: RulesForm, quota: QuotaForm | None = None) -> str:
    event = current_event()
    counters = list_counters(event.id)
    if (
        form.form_errors
    ):  # a colleague was faster: what stands now is what is saved over
        form.version.data = str(actions.rules_of(event.id).version)
    return render_template(
        "registration/rules.html",
        event=event,
        form=form,
        names={category.value: label for category, label in CATEGORIES},
        quota_form=quota or QuotaForm(None),
        capacity=next(row for row in counters if row.scope == CAPACITY),
        quotas=[row for row in counters if row.scope in QUOTAS],
        waiting=list_waiting_people(event.id),
    )
