"""Asking to come without an invitation, and what organisers see of it."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eti_events.accounts.access import (
    current_event,
    current_person_id,
    find_current_sign_in,
    start_session,
)
from eti_events.accounts.actions import open_session
from eti_events.accounts.devices import device_name
from eti_events.accounts.limits import (
    MAILS_OF_A_DAY,
    MAILS_OF_A_WHILE,
    OPEN_REQUESTS_OF_A_DAY,
)
from eti_events.accounts.models import SignInKind
from eti_events.accounts.tries import count_sign_in
from eti_events.clock import utcnow
from eti_events.database import transaction
from eti_events.errors import Refusal
from eti_events.events.queries import get_event
from eti_events.pages import language
from eti_events.registration import actions
from eti_events.registration.forms import ButtonForm
from eti_events.registration.models import OpenRegistration
from eti_events.registration.open_door import queries
from eti_events.registration.open_door.refusals import LinkOver
from eti_events.registration.open_door_forms import (
    AskingFields,
    AskingForm,
    OfferedForm,
    OpenForm,
    filled,
)
from eti_events.registration.places.keys import OPEN
from eti_events.registration.places.queries import list_counters
from eti_events.registration.views.blueprint import bp
from eti_events.registration.views.public import window

GONE = 410


@bp.get("/events/<slug>/open-registration")
def ask_to_come(slug: str) -> str:
    """Ask who would like to come, where the event lets people ask."""
    return _asking_page(_asking_form(_rules_or_404(), fresh=True))


@bp.post("/events/<slug>/open-registration")
def send_asking(slug: str) -> ResponseReturnValue:
    """Mail a link that proves the address; answer the same whoever it is."""
    form = _asking_form(_rules_or_404())
    if not form.validate():
        return _asking_page(form), 422
    if form.website.data:
        return redirect(url_for(".asked", slug=slug))
    key = form.email.key
    count_sign_in(
        (OPEN_REQUESTS_OF_A_DAY, key), (MAILS_OF_A_WHILE, key), (MAILS_OF_A_DAY, key)
    )
    try:
        with transaction():
            actions.ask_to_come(get_event(slug), form.asking(), at=utcnow())
    except Refusal as refusal:
        form.refuse(refusal)
        return _asking_page(form), 409
    return redirect(url_for(".asked", slug=slug))


@bp.get("/events/<slug>/open-registration/sent")
def asked(slug: str) -> str:
    """Tell the visitor to look at their mail, whoever they are."""
    _rules_or_404()
    return render_template("registration/asked.html", event=current_event())


@bp.get("/events/<slug>/open-registration/<token>")
def show_proof(slug: str, token: str) -> ResponseReturnValue:
    """Show the button that proves the address; reading the page proves nothing."""
    found = queries.find_open_request(current_event().id, token)
    if found is None or found.proved_at or utcnow() >= found.expires_at:
        return _dead_or_in(slug)
    page = "registration/prove.html"
    return render_template(page, event=current_event(), form=ButtonForm(None))


@bp.post("/events/<slug>/open-registration/<token>")
def prove_address(slug: str, token: str) -> ResponseReturnValue:
    """Sign in the owner of the address, and lead them to the form."""
    count_sign_in()
    try:
        with transaction():
            at = utcnow()
            person = actions.prove_address(get_event(slug), token, at=at)
            device = device_name(request.headers.get("User-Agent", ""))
            session = open_session(person.id, SignInKind.MAIL, at=at, device=device)
    except LinkOver:
        return _dead_or_in(slug)
    except Refusal as refusal:
        flash(str(refusal), "error")
        return redirect(url_for(".show", slug=slug))
    start_session(session)
    return redirect(url_for(".form", slug=slug))


def _dead_or_in(slug: str) -> ResponseReturnValue:
    """Lead who is in already to their form; tell others that the link is over."""
    if find_current_sign_in():
        return redirect(url_for(".form", slug=slug))
    return render_template("registration/proof_over.html", event=current_event()), GONE


def _rules_or_404() -> OpenRegistration:
    event = current_event()
    rules = queries.find_open_registration(event.id)
    if rules is None or not rules.is_open or window(event, utcnow()) == "over":
        abort(404)
    return rules


def _asking_form(rules: OpenRegistration, *, fresh: bool = False) -> AskingFields:
    given = (None,) if fresh else ()
    chosen = {"language": language()} if fresh else {}
    if rules.organisations:
        return OfferedForm(*given, **chosen).offer(rules.organisations)
    return AskingForm(*given, **chosen)


def _asking_page(form: AskingFields) -> str:
    event = current_event()
    return render_template(
        "registration/ask_to_come.html",
        event=event,
        form=form,
        window=window(event, utcnow()),
        domains=_rules_or_404().domains,
    )


@bp.get("/manage/<slug>/open-registration")
def open_registration(slug: str) -> str:
    """Show who may ask, and who asked."""
    return _page(_filled())


@bp.post("/manage/<slug>/open-registration")
def save_open_registration(slug: str) -> ResponseReturnValue:
    """Let people ask, or no longer."""
    form = OpenForm()
    if not form.validate():
        return _page(form), 422
    typed = form.version.data or ""
    by = current_person_id()
    try:
        with transaction():
            actions.set_open_registration(
                get_event(slug),
                form.plan(),
                version=int(typed) if typed.isdecimal() else -1,
                by=by,
                at=utcnow(),
            )
    except Refusal as refusal:
        form.refuse(refusal)
        form.version.data = _filled().version.data
        return _page(form), 409
    flash(_("The rules are saved."))
    return redirect(url_for(".open_registration", slug=slug))


def _filled() -> OpenForm:
    event = current_event()
    return filled(queries.find_open_registration(event.id), _places(event.id)[1])


def _places(event_id: int) -> tuple[int, int | None]:
    """Return how many places are taken this way, and of how many."""
    for counter in list_counters(event_id):
        if counter.scope == OPEN:
            return counter.taken, counter.limit
    return 0, None


def _page(form: OpenForm) -> str:
    event = current_event()
    total = queries.count_open_requests(event.id)
    pages = max(1, -(-total // queries.PER_PAGE))
    typed = request.args.get("page", "")[:6]
    page = min(max(1, int(typed)), pages) if typed.isdecimal() else 1
    taken, limit = _places(event.id)
    return render_template(
        "registration/open_registration.html",
        event=event,
        form=form,
        is_open=queries.is_open_to_all(event.id),
        taken=taken,
        limit=limit,
        rows=queries.list_open_requests(event.id, page=page),
        total=total,
        page=page,
        pages=pages,
        first=(page - 1) * queries.PER_PAGE + 1,
    )
