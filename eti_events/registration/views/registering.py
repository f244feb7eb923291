"""Registering in three steps: who one is, the stay, and what is checked and sent.

Each step is kept when one goes on, and while one types: whoever is interrupted goes
on where they were, on any device.
"""

import enum

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eti_events.accounts.access import current_person_id
from eti_events.clock import utcnow
from eti_events.database import transaction
from eti_events.errors import Refusal
from eti_events.events.queries import get_event
from eti_events.pages import language, stands_at
from eti_events.registration import actions, queries
from eti_events.registration.actions import Outcome
from eti_events.registration.forms import (
    AnswersForm,
    ButtonForm,
    ConsentsForm,
    StayForm,
    WhoForm,
)
from eti_events.registration.models import Registration
from eti_events.registration.questions.form import AskingForm, form_for
from eti_events.registration.refusals import (
    CourseFull,
    Full,
    NoStepThere,
    NotInvited,
)
from eti_events.registration.views.answering import own_answers, own_asking
from eti_events.registration.views.blueprint import bp
from eti_events.registration.views.public import window
from eti_events.registration.views.sheet import Sheet, load_sheet, sheet_of
from eti_events.registration.wording import by_day

FULL = {Outcome.FULL: Full, Outcome.COURSE_FULL: CourseFull}
NO_CONTENT, CONFLICT, UNPROCESSABLE = 204, 409, 422
STEP = "/events/<slug>/register/<any(you, stay, check):step>"


class Step(enum.StrEnum):
    """A step of the form, as its address names it."""

    YOU = "you"
    STAY = "stay"
    CHECK = "check"

    @property
    def number(self) -> int:
        """Which step it is, counted from 1."""
        return list(Step).index(self) + 1


TEMPLATES = {
    Step.YOU: "registration/you.html",
    Step.STAY: "registration/stay.html",
    Step.CHECK: "registration/check.html",
}
PLAIN: dict[Step, type[AnswersForm]] = {Step.YOU: WhoForm, Step.CHECK: ConsentsForm}


@bp.get("/events/<slug>/register")
def form(slug: str) -> ResponseReturnValue:
    """Begin, or go on where one stopped."""
    sheet = load_sheet()
    if sheet is None:
        return _not_invited(slug)
    if sheet.answered:
        return redirect(url_for(".mine", slug=slug))
    done = sheet.registration.steps_done if sheet.registration else 0
    if not done:
        return _page(Step.YOU, sheet, _filled(Step.YOU, sheet))
    return redirect(_address(slug, list(Step)[min(done, 2)]))


@bp.get(STEP)
def show_step(slug: str, step: str) -> ResponseReturnValue:
    """Show a step, filled from the roster or from what was kept."""
    sheet, shown = load_sheet(), Step(step)
    if sheet is None:
        return _not_invited(slug)
    begun = sheet.registration is not None or shown is not Step.CHECK
    if sheet.answered or not begun:
        return redirect(url_for(".form", slug=slug))
    if shown is Step.CHECK:
        return _check_page(sheet)
    return _page(shown, sheet, _filled(shown, sheet))


@bp.post(STEP)
def save_step(slug: str, step: str) -> ResponseReturnValue:
    """Keep a step and go on, or say what stands in the way; typed text is kept."""
    shown = Step(step)
    form = _sent(shown)
    right = form.validate()
    if form.autosave.data:
        return _autosave(slug, form)
    if not right:
        return _again(slug, shown, form, UNPROCESSABLE)
    try:
        outcome = _save(slug, shown, form)
        if isinstance(outcome, Outcome) and outcome in FULL:
            raise FULL[outcome]
    except NoStepThere:
        return _registered_already(slug)
    except NotInvited:
        return _not_invited(slug)
    except Refusal as refusal:
        form.refuse(refusal)
        return _again(slug, shown, form, CONFLICT)
    return _onward(slug, shown, form, outcome)


def _save(slug: str, step: Step, form: AnswersForm) -> Registration | Outcome:
    """Keep a step, or send everything."""
    answers, at = form.answers(language()), utcnow()
    person_id = current_person_id()
    with transaction(at_hand=step is Step.STAY):
        event = get_event(slug)
        if form.unfinished or step is not Step.CHECK:
            done = 0 if form.unfinished else step.number
            return actions.save_draft(event, person_id, answers, at=at, step=done)
        return actions.submit(event, person_id, answers, at=at, with_course=True)


def _autosave(slug: str, form: AnswersForm) -> ResponseReturnValue:
    """Keep what is right of what is being typed; the page says when."""
    kept = Response(status=CONFLICT, mimetype="text/plain")
    if form.form_errors:
        return kept
    answers, at = form.answers(language()), utcnow()
    typed = form.version.data or ""
    version = int(typed) if typed.isdecimal() else 0
    person_id = current_person_id()
    try:
        with transaction(at_hand=True):
            event = get_event(slug)
            row = actions.save_draft(event, person_id, answers, at=at, version=version)
    except Refusal:
        return kept
    kept.status_code = NO_CONTENT
    kept.headers["X-Version"] = str(row.version)
    return kept


def _onward(
    slug: str, step: Step, form: AnswersForm, outcome: Registration | Outcome
) -> ResponseReturnValue:
    """Lead to what comes next.

    What is about to be sent is shown in the answer itself, not behind a redirection:
    a round trip less for whoever is far away.
    """
    if form.draft.data:
        flash(_("Your draft is saved. Nothing has been sent yet."))
        return redirect(_address(slug, step))
    if step is Step.YOU:
        return redirect(_address(slug, Step.STAY))
    if isinstance(outcome, Registration) and isinstance(form, AskingForm):
        return _check_page(sheet_of(outcome, form.asking))
    if outcome is Outcome.ALREADY:
        return _registered_already(slug)
    return redirect(url_for(".mine", slug=slug))


def _registered_already(slug: str) -> ResponseReturnValue:
    flash(_("You are registered already. This is what we hold."))
    return redirect(url_for(".mine", slug=slug))


def _not_invited(slug: str) -> ResponseReturnValue:
    flash(str(NotInvited.message), "warning")
    return redirect(url_for(".show", slug=slug))


def _address(slug: str, step: Step) -> str:
    return url_for(".show_step", slug=slug, step=step.value)


def _sent(step: Step) -> AnswersForm:
    """Return what was sent of a step."""
    if step is Step.STAY:
        return form_for(own_asking(), StayForm)()
    return PLAIN[step]()


def _filled(step: Step, sheet: Sheet) -> AnswersForm:
    """Return the form of a step, filled from what we hold."""
    if step is Step.STAY:
        kind = form_for(sheet.asking, StayForm)
        return offered(kind(None, data=sheet.stay()), sheet)
    values = sheet.who() if step is Step.YOU else sheet.consents()
    return PLAIN[step](None, data=values)


def offered(form: AnswersForm, sheet: Sheet) -> AnswersForm:
    """Offer the half-days in words, where the form asks for them."""
    if isinstance(form, StayForm):
        form.offer(sheet.event, sheet.half_days, language())
    return form


def typed_again(form: AnswersForm, sheet: Sheet) -> AnswersForm:
    """Return the form as it was typed, with the questions that are asked now."""
    if isinstance(form, AskingForm):
        form.ask_again(sheet.asking)
    return offered(form, sheet)


def _again(
    slug: str, step: Step, form: AnswersForm, status: int
) -> ResponseReturnValue:
    """Show a step once more with what was typed, as things stand now."""
    sheet = load_sheet()
    if sheet is None:
        return _not_invited(slug)
    if step is Step.CHECK:
        return _check_page(sheet, form), status
    return _page(step, sheet, typed_again(form, sheet)), status


def _check_page(sheet: Sheet, form: AnswersForm | None = None) -> str:
    """Show what is about to be sent."""
    row = sheet.registration
    return _page(
        Step.CHECK,
        sheet,
        form or _filled(Step.CHECK, sheet),
        days=by_day(sheet.event, row.half_days, language()) if row else (),
        answers=own_answers(row) if row and sheet.asking.questions else (),
    )


def _page(step: Step, sheet: Sheet, form: AnswersForm, **more: object) -> str:
    stands_at(_address(sheet.event.slug, step))
    return render_template(
        TEMPLATES[step],
        sheet=sheet,
        form=form,
        event=sheet.event,
        step=step.number,
        window=window(sheet.event, utcnow()),
        full=queries.is_full(sheet.event.id),
        **more,
    )


@bp.get("/events/<slug>/decline")
def ask_decline(slug: str) -> ResponseReturnValue:
    """Ask whether the person really does not come."""
    sheet = load_sheet()
    if sheet is None:
        return redirect(url_for(".show", slug=slug))
    return render_template("registration/decline.html", sheet=sheet, form=ButtonForm())


@bp.post("/events/<slug>/decline")
def decline(slug: str) -> ResponseReturnValue:
    """Note that the person does not come."""
    form = ButtonForm()
    if not form.validate():
        return redirect(url_for(".ask_decline", slug=slug))
    person_id = current_person_id()
    try:
        with transaction():
            actions.decline(get_event(slug), person_id, at=utcnow())
    except Refusal as refusal:
        flash(str(refusal), "error")
        return redirect(url_for(".show", slug=slug))
    return redirect(url_for(".mine", slug=slug))
