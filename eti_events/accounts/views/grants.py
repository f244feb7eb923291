"""Who works for which event: the administrator's page."""

from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eti_events.accounts import grants
from eti_events.accounts.access import current_person_id
from eti_events.accounts.credentials import is_ready
from eti_events.accounts.forms import GrantForm
from eti_events.accounts.models import Role
from eti_events.accounts.queries import (
    get_grant,
    get_person,
    list_accounts,
    list_all_grants,
    list_events,
)
from eti_events.accounts.views.blueprint import bp
from eti_events.accounts.wording import NETWORK_ZONE, audience_names, role_names
from eti_events.clock import utcnow
from eti_events.database import transaction
from eti_events.errors import Refusal
from eti_events.events.models import Event
from eti_events.forms import options
from eti_events.pages import in_language
from eti_events.people.models import Language

NETWORK = ""


@bp.get("/manage/access")
def access() -> str:
    """List who may do what, and ask whom to give a role."""
    return _page(_form())


@bp.post("/manage/access")
def give_role() -> ResponseReturnValue:
    """Give a role, and invite by mail who has no account yet."""
    form = _form()
    if not form.validate():
        return _page(form), 422
    try:
        with transaction():
            _give(form, by=current_person_id(), at=utcnow())
    except Refusal as refusal:
        form.refuse(refusal)
        return _page(form), 409
    flash(_("The role is given. Who has no account yet receives a link by mail."))
    return redirect(url_for(".access"))


@bp.post("/manage/access/<uuid:public_id>/withdraw")
def withdraw_role(public_id: UUID) -> ResponseReturnValue:
    """Withdraw a role, and end the person's sessions of the team."""
    try:
        with transaction():
            grant = get_grant(public_id)
            grants.withdraw_role(grant, by=current_person_id(), at=utcnow())
    except Refusal as refusal:
        form = _form(empty=True)
        form.refuse(refusal)
        return _page(form), 409
    flash(_("The role is withdrawn, and the person’s sessions have ended."))
    return redirect(url_for(".access"))


@bp.post("/manage/access/<uuid:public_id>/new-link")
def renew_account(public_id: UUID) -> ResponseReturnValue:
    """Mail a new set-up link to the person of this role: phone and codes are lost."""
    try:
        with transaction():
            person = get_person(get_grant(public_id).person_id)
            grants.renew_account(person, by=current_person_id(), at=utcnow())
    except Refusal as refusal:
        form = _form(empty=True)
        form.refuse(refusal)
        return _page(form), 409
    flash(_("A new set-up link is on its way. It works for three days."))
    return redirect(url_for(".access"))


def _give(form: GrantForm, *, by: int, at: datetime) -> None:
    who = grants.NewPerson(
        email=(form.email.data or "").strip(),
        email_key=form.email.key,
        given_name=form.given_name.data or "",
        family_name=form.family_name.data or "",
        language=Language(form.language.data),
    )
    event = _events().get(form.event.data or NETWORK)
    zone = event.zone if event else NETWORK_ZONE
    person = grants.find_or_add_person(who, by=by, at=at)
    starts_on, ends_on = form.starts_on.data, form.ends_on.data
    grants.give_role(
        person,
        Role(form.role.data),
        event,
        starts_at=_midnight(starts_on, zone) if starts_on else at,
        ends_at=_midnight(ends_on + timedelta(days=1), zone) if ends_on else None,
        by=by,
        at=at,
        audience=" ".join(form.reads.data or ()),
    )
    grants.invite_to_sign_in(person, by=by, at=at)


def _midnight(on: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(on, time(), zone)


def _events() -> dict[str, Event]:
    return {event.slug: event for event in list_events()}


def _form(*, empty: bool = False) -> GrantForm:
    form = GrantForm(None) if empty else GrantForm()
    names = role_names()
    names[Role.ADMIN] = names.pop(Role.ADMIN)  # last: never by mistake
    form.role.choices = options((str(role), name) for role, name in names.items())
    form.reads.choices = options(audience_names().items())
    form.event.choices = options(
        [
            (NETWORK, _("The whole network")),
            *(
                (slug, in_language(event.name, event))
                for slug, event in _events().items()
            ),
        ]
    )
    form.language.choices = options(
        [(str(Language.FRENCH), "Français"), (str(Language.ENGLISH), "English")]
    )
    return form


def _page(form: GrantForm) -> str:
    now = utcnow()
    ready = {account.person_id for account in list_accounts() if is_ready(account)}
    return render_template(
        "accounts/access.html",
        form=form,
        grants=list_all_grants(at=now),
        ready=ready,
        names=role_names(),
        needs=audience_names(),
        now=now,
        network_zone=NETWORK_ZONE,
    )
