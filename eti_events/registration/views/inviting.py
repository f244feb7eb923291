"""Choosing people, looking at the mail first, inviting, and who has answered."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from eti_events.accounts.access import (
    current_event,
    current_person,
    current_person_id,
)
from eti_events.clock import utcnow
from eti_events.database import transaction
from eti_events.errors import Refusal
from eti_events.events.queries import get_event
from eti_events.forms import given
from eti_events.people.models import Commissioner, Person, Region
from eti_events.registration import actions, queries
from eti_events.registration.forms import ButtonForm, ChoiceForm
from eti_events.registration.invitations.queries import (
    MOST,
    PER_PAGE,
    Choice,
    count_invitations,
    list_choosable,
    list_invitations,
)
from eti_events.registration.models import Category
from eti_events.registration.views.blueprint import bp
from eti_events.reports import labels

FEW = 20  # beyond, the number is typed before anything leaves
BATCH = 50  # people whose mails are written in one transaction


@bp.get("/manage/<slug>/invitations")
def invitations(slug: str) -> str:
    """List the invitations with their answers."""
    event = current_event()
    answered = {"yes": True, "no": False}.get(request.args.get("answered", ""))
    counts = count_invitations(event.id)
    silent, sent = counts.silent, counts.sent
    total = {None: sent, True: sent - silent, False: silent}[answered]
    pages = max(-(-total // PER_PAGE), 1)
    page = min(max(request.args.get("page", 1, type=int), 1), pages)
    return render_template(
        "registration/invitations.html",
        event=event,
        rows=list_invitations(event.id, answered=answered, page=page),
        answered=answered,
        sent=sent,
        silent=silent,
        page=page,
        pages=pages,
        total=total,
        per_page=PER_PAGE,
    )


@bp.get("/manage/<slug>/invitations/new")
def choose(slug: str) -> str:
    """Show the people who can be invited, filtered as the address says."""
    event, choice = current_event(), _choice()
    rows = list_choosable(event, choice)
    return render_template(
        "registration/choose.html",
        event=event,
        choice=choice,
        rows=rows,
        cut=len(rows) >= MOST,
        ticked=request.args.get("tick") == "all",
        form=ChoiceForm(None),
        commissioners=[(body, str(body)) for body in Commissioner],
        regions=labels.regions(),
    )


@bp.post("/manage/<slug>/invitations/review")
def review(slug: str) -> ResponseReturnValue:
    """Show who would be written to, before anything is."""
    form = ChoiceForm()
    if not form.chosen():
        flash(_("Tick at least one person first."), "warning")
        return redirect(url_for(".choose", slug=slug))
    return _review_page(form)


@bp.post("/manage/<slug>/invitations")
def invite(slug: str) -> ResponseReturnValue:
    """Invite the chosen people; above twenty their number has to be typed."""
    form = ChoiceForm()
    if not form.validate() or not form.chosen():
        return _review_page(form), 422
    people = queries.list_persons(form.chosen())
    if len(people) > FEW and form.count.data != len(people):
        form.count.errors = [_("Type %(number)s to confirm.", number=len(people))]
        return _review_page(form), 422
    try:
        made = _invite(slug, form)
    except Refusal as refusal:
        form.refuse(refusal)
        return _review_page(form), 409
    return _told(slug, made, len(people) - made)


def _invite(slug: str, form: ChoiceForm) -> int:
    """Invite batch after batch, so that nobody else waits long for their turn.

    A batch that was kept is kept: sending the form again goes on with the rest.
    """
    by, at, chosen = current_person_id(), utcnow(), form.chosen()
    category, made = Category(given(form.category)), 0
    for first in range(0, len(chosen), BATCH):
        with transaction():
            people = queries.list_persons(chosen[first : first + BATCH])
            event = get_event(slug)
            made += len(
                actions.invite_people(event, people, category=category, by=by, at=at)
            )
    return made


def _told(slug: str, made: int, left_out: int) -> ResponseReturnValue:
    flash(
        ngettext(
            "One invitation is on its way.",
            "%(num)s invitations are on their way.",
            made,
        )
    )
    if left_out:
        flash(
            ngettext(
                "One person was left out: invited already, answered, or without"
                " address.",
                "%(num)s people were left out: invited already, answered, or without"
                " address.",
                left_out,
            ),
            "warning",
        )
    return redirect(url_for(".invitations", slug=slug))


@bp.post("/manage/<slug>/invitations/sample")
def send_sample(slug: str) -> ResponseReturnValue:
    """Send the invitation to the organiser, in both languages."""
    form = ChoiceForm()
    if not form.validate():
        return _review_page(form), 422
    with transaction():
        person = queries.lock_person(current_person_id())
        actions.show_invitation(get_event(slug), person, at=utcnow())
        address = person.email or ""
    flash(_("Both languages are on their way to %(address)s.", address=address))
    if not form.chosen():
        return redirect(url_for(".choose", slug=slug))
    return _review_page(form)


@bp.post("/manage/<slug>/invitations/<uuid:public_id>/resend")
def resend(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Send one invitation again, with the same link."""
    back = redirect(url_for(".invitations", slug=slug))
    if not ButtonForm().validate():
        return back
    by = current_person_id()
    try:
        with transaction():
            event = get_event(slug)
            invitation = queries.get_invitation(event, public_id)
            actions.resend_invitation(event, invitation, by=by, at=utcnow())
    except Refusal as refusal:
        flash(str(refusal), "error")
        return back
    flash(_("The invitation is on its way again."))
    return back


def _review_page(form: ChoiceForm) -> str:
    people = queries.list_persons(form.chosen())
    return render_template(
        "registration/review.html",
        event=current_event(),
        form=form,
        people=people,
        without_address=[person for person in people if not person.email],
        languages=_languages(people),
        few=FEW,
        me=current_person(),
    )


def _languages(people: Sequence[Person]) -> dict[str, int]:
    spoken = [str(person.language) for person in people]
    return {language: spoken.count(language) for language in dict.fromkeys(spoken)}


def _choice() -> Choice:
    asked = request.args
    first: dict[str, Any] = {"yes": True, "no": False}
    return Choice(
        q=asked.get("q", "")[:100],
        commissioner=_member(Commissioner, asked.get("commissioner")),
        region=_member(Region, asked.get("region")),
        first_departure=first.get(asked.get("first", "")),
        fresh=asked.get("fresh", "yes") != "no",
    )


def _member(kind: Any, text: str | None) -> Any:
    return kind(text) if text in set(kind) else None
