"""A person's own space: where they stand, their days, changing and cancelling."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eti_events.accounts.access import (
    ask_for_check,
    current_event,
    current_person,
    current_person_id,
    current_sign_in,
)
from eti_events.clock import utcnow
from eti_events.database import transaction
from eti_events.errors import Refusal
from eti_events.events.models import Event
from eti_events.events.queries import get_event
from eti_events.pages import language
from eti_events.qr import ticket_qr
from eti_events.registration import actions, queries
from eti_events.registration.codes import show_short_code
from eti_events.registration.delegations.queries import list_own_delegations
from eti_events.registration.forms import AnswersForm, ButtonForm, WholeForm
from eti_events.registration.models import Registration, RegistrationState, Ticket
from eti_events.registration.needs.queries import (
    find_access_answer,
    has_access_answer,
    list_need_kinds,
    list_needs,
)
from eti_events.registration.needs_forms import PROGRESS
from eti_events.registration.phones import spaced
from eti_events.registration.places.queries import position
from eti_events.registration.questions.form import form_for
from eti_events.registration.refusals import Over
from eti_events.registration.requests.queries import list_own_requests
from eti_events.registration.requests_forms import LeaveForm
from eti_events.registration.states import ANSWERED
from eti_events.registration.views.answering import own_answers
from eti_events.registration.views.blueprint import bp, own_registration_or_404
from eti_events.registration.views.public import window
from eti_events.registration.views.registering import offered, typed_again
from eti_events.registration.views.sheet import Sheet, load_sheet
from eti_events.registration.wording import by_day, half_days_in_words

CONFIRMED = RegistrationState.CONFIRMED


@bp.get("/me")
@bp.get("/me/<slug>")
def mine(slug: str | None = None) -> ResponseReturnValue:
    """Show one's events, or where one stands with one of them."""
    if slug is None:
        return _my_events()
    event, person = current_event(), current_person()
    registration = queries.find_registration(event.id, person.id)
    if registration is None or registration.state is RegistrationState.DRAFT:
        if not _may_begin(event):
            abort(404)
        return redirect(url_for(".form", slug=slug))
    ticket = _ticket(event, registration)
    return render_template(
        "registration/mine.html",
        event=event,
        person=person,
        registration=registration,
        days=by_day(event, registration.half_days, language()),
        needs=list_need_kinds(registration.id),
        access_answered=has_access_answer(registration.id),
        answers=own_answers(registration),
        window=window(event, utcnow()),
        place=_place_in_line(registration),
        course=queries.find_course_registration(event.id, person.id),
        short_code=show_short_code(ticket.short_code) if ticket else "",
        symbol=ticket_qr(ticket.code) if ticket else None,
        requests=[
            (row, half_days_in_words(event, row.half_days, language()))
            for row in list_own_requests(registration.id)
        ],
    )


def _my_events() -> str:
    person_id, root_id = current_person_id(), current_sign_in().event_id
    registrations = queries.list_own_registrations(person_id, root_id)
    known = {registration.event_id for registration in registrations}
    invitations = queries.list_own_invitations(person_id, root_id)
    return render_template(
        "registration/my_events.html",
        registrations=registrations,
        delegations=list_own_delegations(person_id, root_id),
        invitations=[row for row in invitations if row.event_id not in known],
    )


def _may_begin(event: Event) -> bool:
    ids = {event.id, event.root_id}
    person_id = current_person_id()
    return (
        queries.find_registration(event.id, person_id) is not None
        or queries.find_invitation(ids, person_id) is not None
    )


def _place_in_line(registration: Registration) -> int | None:
    """Return how many stand before in the waiting list, plus one, for who waits."""
    if (
        registration.state is not RegistrationState.WAITING
        or registration.offered_until
    ):
        return None
    return position(registration)


def _ticket(event: Event, registration: Registration) -> Ticket | None:
    if registration.state is not CONFIRMED:
        return None
    return queries.find_ticket(registration.person_id, event.root_id)


@bp.get("/me/<slug>/edit")
def edit(slug: str) -> ResponseReturnValue:
    """Show what can be changed: half-days, needs, consents, oneself."""
    sheet = _standing_sheet()
    form = form_for(sheet.asking, WholeForm)(None, data=sheet.values())
    return _edit_page(sheet, offered(form, sheet))


@bp.post("/me/<slug>/edit")
def change(slug: str) -> ResponseReturnValue:
    """Write what was changed; what is masked stays when left empty."""
    sheet = _standing_sheet()
    form = form_for(sheet.asking, WholeForm)()
    if not form.validate():
        return _edit_page(sheet, typed_again(form, sheet)), 422
    answers = form.answers(language())
    person_id = current_person_id()
    typed = form.version.data or ""
    version = int(typed) if typed.isdecimal() else 0
    try:
        with transaction():
            event = get_event(slug)
            asked = actions.change(
                event,
                own_registration_or_404(),
                answers,
                version=version,
                by=person_id,
                at=utcnow(),
            )
    except Refusal as refusal:
        form.refuse(refusal)
        sheet = _standing_sheet()
        return _edit_page(sheet, typed_again(form, sheet)), 409
    flash(_asked() if asked else _("Your changes are saved."))
    return redirect(url_for(".mine", slug=slug))


def _standing_sheet() -> Sheet:
    """Return the sheet of a registration that stands, or answer 404."""
    sheet = load_sheet()
    if sheet is None or not sheet.answered:
        abort(404)
    return sheet


def _edit_page(sheet: Sheet, form: AnswersForm) -> str:
    event, at, registration = sheet.event, utcnow(), sheet.registration
    frozen = registration is not None and actions.is_frozen(event, registration, at)
    return render_template(
        "registration/edit.html",
        sheet=sheet,
        form=form,
        event=event,
        frozen=frozen,
        over=window(event, at) == "over",
    )


@bp.get("/me/<slug>/needs")
def show_needs(slug: str) -> ResponseReturnValue:
    """Show one's needs to whoever has just proved to be that person."""
    registration, event = own_registration_or_404(), current_event()
    if (answer := ask_for_check()) is not None:
        return answer
    phone = current_person().phone
    return render_template(
        "registration/needs.html",
        event=event,
        needs=list_needs(registration.id),
        answer=find_access_answer(registration.id),
        progress=dict(PROGRESS),
        answers=[
            row for row in own_answers(registration, opened=True) if row.sensitive
        ],
        phone=spaced(phone) if phone else "",
        changeable=registration.state in ANSWERED,
    )


@bp.get("/me/<slug>/cancel")
def ask_cancel(slug: str) -> ResponseReturnValue:
    """Ask whether the person really leaves, and say what happens then."""
    registration = own_registration_or_404()
    if registration.state not in ANSWERED:
        return redirect(url_for(".mine", slug=slug))
    if window(current_event(), utcnow()) == "over":
        flash(str(Over.message), "warning")
        return redirect(url_for(".mine", slug=slug))
    return _cancel_page(LeaveForm(course=True))


@bp.post("/me/<slug>/cancel")
def cancel(slug: str) -> ResponseReturnValue:
    """Cancel one's registration, and the course's where one says so."""
    form = LeaveForm()
    own_registration_or_404()
    if not form.validate():
        return _cancel_page(form), 422
    person_id, at = current_person_id(), utcnow()
    try:
        with transaction():
            event = get_event(slug)
            words = form.words.data or ""
            own = own_registration_or_404()
            asked = actions.leave(event, own, words=words, at=at)
            course = queries.find_course_registration(event.id, person_id)
            if form.course.data and course and course.state is CONFIRMED:
                asked = actions.leave(course.event, course, words=words, at=at) or asked
    except Refusal as refusal:
        form.refuse(refusal)
        return _cancel_page(form), 409
    if asked:
        flash(_asked())
    return redirect(url_for(".mine", slug=slug))


@bp.post("/me/<slug>/offer")
def take_offer(slug: str) -> ResponseReturnValue:
    """Take the place that was offered to one who waited."""
    back = redirect(url_for(".mine", slug=slug))
    own_registration_or_404()
    if not ButtonForm().validate():
        return back
    person_id = current_person_id()
    try:
        with transaction():
            event, registration = get_event(slug), own_registration_or_404()
            actions.accept_offer(event, registration, by=person_id, at=utcnow())
    except Refusal as refusal:
        flash(str(refusal), "error")
    return back


def _asked() -> str:
    return str(
        _(
            "Your request is with the organisers: until they answer, everything stays"
            " as it is. You get a mail with their answer."
        )
    )


def _cancel_page(form: LeaveForm) -> str:
    event, registration = current_event(), own_registration_or_404()
    frozen = actions.is_frozen(event, registration, utcnow())
    if not frozen:
        del form.words
    course = queries.find_course_registration(event.id, current_person_id())
    if course is None or course.state is not CONFIRMED:
        del form.course
    return render_template(
        "registration/cancel.html", event=event, form=form, frozen=frozen
    )
