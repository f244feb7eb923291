"""The organiser's view on the outbox: what became of each mail of the event."""

import re
from typing import NamedTuple
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eti_events.accounts.access import current_event, current_person_id
from eti_events.clock import utcnow
from eti_events.database import transaction
from eti_events.errors import Refusal
from eti_events.messages import actions, labels, queries, reading
from eti_events.messages.models import Mail, MailState

bp = Blueprint("messages", __name__, url_prefix="/manage/<slug>/mails")

LONGEST_SEARCH = 100
PRIVATE = "accounts/"  # codes and sign-in links are nobody's but their reader's


class Asked(NamedTuple):
    """What the address asks the list for."""

    state: MailState | None
    kind: str
    words: str
    page: int


@bp.get("", endpoint="mails")
def list_all(slug: str) -> str:
    """List the event's mails, the newest first; what is asked stands in the address."""
    event, asked = current_event(), _asked()
    counts = queries.count_mails(event.id, kind=asked.kind, words=asked.words)
    total = counts[asked.state] if asked.state else sum(counts.values())
    mails = queries.list_mails(event.id, **asked._asdict())
    return render_template(
        "messages/outbox.html",
        event=event,
        asked=asked,
        mails=mails,
        counts=counts,
        total=total,
        pages=max(1, -(-total // queries.PAGE)),
        first=(asked.page - 1) * queries.PAGE + 1,
        states=labels.states(),
        kinds=labels.kinds(),
        explain=labels.explain,
    )


@bp.get("/<uuid:public_id>")
def show(slug: str, public_id: UUID) -> str:
    """Show one mail: what it says, and what became of it."""
    return _page(public_id)


@bp.post("/<uuid:public_id>/resend")
def resend(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Send the mail once more."""
    try:
        with transaction():
            mail = queries.get_mail(
                current_event().id, public_id, with_body=True, for_update=True
            )
            actions.resend(mail, by=current_person_id(), at=utcnow())
    except Refusal as refusal:
        return _page(public_id, refusal), 409
    flash(_("The mail waits to leave again."))
    return redirect(url_for(".show", slug=slug, public_id=public_id))


@bp.post("/<uuid:public_id>/take-back")
def take_back(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Keep the mail from leaving."""
    try:
        with transaction():
            mail = queries.get_mail(current_event().id, public_id, for_update=True)
            actions.take_back(mail, by=current_person_id(), at=utcnow())
    except Refusal as refusal:
        return _page(public_id, refusal), 409
    flash(_("The mail is taken back: it will not leave."))
    return redirect(url_for(".show", slug=slug, public_id=public_id))


def _page(public_id: UUID, refusal: Refusal | None = None) -> str:
    event = current_event()
    mail = queries.get_mail(event.id, public_id, with_body=True)
    shown = mail.body is not None and not mail.template.startswith(PRIVATE)
    message = reading.parse(mail.body) if mail.body and shown else None
    return render_template(
        "messages/show.html",
        event=event,
        mail=mail,
        refusal=refusal,
        private=mail.template.startswith(PRIVATE),
        text=reading.masked(reading.text_of(message)) if message else None,
        enclosures=reading.enclosures_of(message) if message else [],
        state=labels.states()[mail.state],
        kind=labels.kinds().get(mail.template, mail.template),
        why=labels.explain(mail),
        can_resend=_can_resend(mail),
        can_take_back=mail.state in actions.WAITING,
    )


def _can_resend(mail: Mail) -> bool:
    return actions.is_kept(mail) and mail.state not in actions.ON_ITS_WAY


def _asked() -> Asked:
    state, page = request.args.get("state", ""), request.args.get("page", "")
    kind = request.args.get("kind", "")
    return Asked(
        MailState(state) if state in set(MailState) else None,
        kind if kind in labels.kinds() else "",
        " ".join(request.args.get("q", "").split())[:LONGEST_SEARCH],
        int(page) if re.fullmatch(r"[1-9]\d{0,3}", page, re.ASCII) else 1,
    )
