"""The organiser's own questions: their list, their editor, their order."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eti_events.accounts.access import current_event, current_person_id
from eti_events.clock import utcnow
from eti_events.database import transaction
from eti_events.errors import Refusal
from eti_events.events.models import Event
from eti_events.events.queries import get_event
from eti_events.forms import options
from eti_events.registration import actions
from eti_events.registration.forms import CATEGORIES, ButtonForm
from eti_events.registration.models import Question, QuestionKind
from eti_events.registration.questions import queries
from eti_events.registration.questions.editor import (
    QuestionForm,
    add_spare_rows,
    condition_of,
    conditions,
    editor_for,
    sources_for,
    values_of,
)
from eti_events.registration.questions.showing import condition_words, kinds
from eti_events.registration.views.answering import reader
from eti_events.registration.views.blueprint import bp

Act = Callable[..., object]


@bp.get("/manage/<slug>/questions")
def questions(slug: str) -> str:
    """List the event's questions in their order."""
    event = current_event()
    rows = queries.list_questions(event.id)
    by_id, who = {row.id: row for row in rows}, reader(event)
    return render_template(
        "registration/questions.html",
        event=event,
        rows=rows,
        because={
            row.id: condition_words(row, by_id[row.depends_on_id], who)
            for row in rows
            if row.depends_on_id
        },
        answered=queries.count_answers(event.id),
        erased=queries.count_erased(event.id),
        kinds=kinds(),
        categories=dict(CATEGORIES),
    )


@bp.get("/manage/<slug>/questions/new")
def new_question(slug: str) -> str:
    """Show an empty question of the kind that the address names."""
    kind = _kind_or_404()
    return _editor(None, kind, _offered(editor_for(kind)(None), None))


@bp.post("/manage/<slug>/questions/new")
def add_question(slug: str) -> ResponseReturnValue:
    """Ask one thing more."""
    kind = _kind_or_404()

    def act(event: Event, form: QuestionForm) -> None:
        actions.add_question(event, kind, form.plan(_sources(event)), **_who())

    return _write(slug, None, kind, act)


@bp.get("/manage/<slug>/questions/<uuid:public_id>")
def edit_question(slug: str, public_id: UUID) -> str:
    """Show one question for changing."""
    event = current_event()
    question = queries.get_question(event, public_id)
    values = values_of(question, queries.list_options(event.id))
    values["depends_on"] = [
        condition_of(row, answer)
        for row in queries.list_questions(event.id)
        if row.id == question.depends_on_id
        for answer in question.depends_on_answers
    ]
    form = editor_for(question.kind)(None, data=values)
    return _editor(question, question.kind, _offered(form, question))


@bp.post("/manage/<slug>/questions/<uuid:public_id>")
def save_question(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Change a question; other words are a new revision."""
    question = queries.get_question(current_event(), public_id)

    def act(event: Event, form: QuestionForm) -> None:
        typed = form.version.data or ""
        actions.change_question(
            event,
            queries.get_question(event, public_id),
            form.plan(_sources(event)),
            version=int(typed) if typed.isdecimal() else 0,
            **_who(),
        )

    return _write(slug, question, question.kind, act)


@bp.post("/manage/<slug>/questions/<uuid:public_id>/move")
def move_question(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Move a question up or down by one."""
    up = request.form.get("to") == "up"
    return _act(slug, public_id, actions.move_question, up=up)


@bp.post("/manage/<slug>/questions/<uuid:public_id>/ask")
def ask_question(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Ask a question no longer, or again."""
    asked = request.form.get("asked") == "yes"
    return _act(slug, public_id, actions.ask_question, asked=asked)


@bp.post("/manage/<slug>/questions/<uuid:public_id>/remove")
def remove_question(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Take a question out that nobody has answered."""
    return _act(slug, public_id, actions.remove_question)


def _act(slug: str, public_id: UUID, act: Act, **how: bool) -> ResponseReturnValue:
    """Do something to a question and go back to the list, at its row."""
    back = redirect(url_for(".questions", slug=slug, _anchor=f"q-{public_id}"))
    if not ButtonForm().validate():
        return back
    try:
        with transaction():
            event = get_event(slug, for_update=True)
            act(event, queries.get_question(event, public_id), **how, **_who())
    except Refusal as refusal:
        flash(str(refusal), "error")
        return back
    flash(_("Saved."))
    return back


def _write(
    slug: str,
    question: Question | None,
    kind: QuestionKind,
    act: Callable[[Event, QuestionForm], None],
) -> ResponseReturnValue:
    """Act on the locked event; a refusal shows the editor again, typed text kept."""
    form = editor_for(kind)()
    if not form.validate():
        return _editor(question, kind, _offered(form, question)), 422
    try:
        with transaction():
            act(get_event(slug, for_update=True), form)
    except Refusal as refusal:
        form.refuse(refusal)
        return _editor(question, kind, _offered(form, question)), 409
    flash(_("Saved."))
    return redirect(url_for(".questions", slug=slug))


def _sources(event: Event) -> dict[UUID, Question]:
    return {row.public_id: row for row in queries.list_questions(event.id)}


def _offered(form: QuestionForm, question: Question | None) -> QuestionForm:
    """Offer the answers that this question can depend on, and room for more of its."""
    event = current_event()
    sources = sources_for(question, queries.list_questions(event.id))
    form.depends_on.choices = options(conditions(sources, reader(event)))
    add_spare_rows(form)
    return form


def _editor(question: Question | None, kind: QuestionKind, form: QuestionForm) -> str:
    return render_template(
        "registration/question.html",
        event=current_event(),
        question=question,
        kind=kinds()[kind],
        form=form,
    )


def _kind_or_404() -> QuestionKind:
    word = request.args.get("kind", QuestionKind.TEXT.value)
    return QuestionKind(word) if word in set(QuestionKind) else abort(404)


def _who() -> dict[str, Any]:
    return {"by": current_person_id(), "at": utcnow()}
