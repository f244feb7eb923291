"""Themes, and topics that are offered in several sessions."""

from collections.abc import Callable
from uuid import UUID

from flask import render_template, request
from flask.typing import ResponseReturnValue

from eti_events.accounts.access import current_event
from eti_events.agenda.actions import arranging
from eti_events.agenda.forms import ThemeForm, TopicForm
from eti_events.agenda.queries.sessions import (
    get_theme,
    get_topic,
    list_themes,
    list_topics,
)
from eti_events.agenda.views.blueprint import bp
from eti_events.agenda.views.manage.writing import write
from eti_events.errors import Refusal
from eti_events.events.forms import named_in


@bp.get("/themes")
def themes(slug: str) -> str:
    """Show the themes and the topics."""
    return _page()


@bp.post("/themes")
def add_theme(slug: str) -> ResponseReturnValue:
    """Add a theme."""
    return _save_theme(slug, None)


@bp.get("/themes/<uuid:public_id>")
def edit_theme(slug: str, public_id: UUID) -> str:
    """Show one theme for changing."""
    theme = get_theme(current_event(), public_id)
    names = {f"name_{spoken}": text for spoken, text in theme.name.items()}
    form = _theme_form(empty=True, colour=theme.colour, **names)
    return _theme_page(form)


@bp.post("/themes/<uuid:public_id>")
def save_theme(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Change one theme."""
    return _save_theme(slug, public_id)


@bp.post("/themes/<uuid:public_id>/remove")
def remove_theme(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Take a theme out that no session has."""
    return write(
        slug,
        lambda event, **who: arranging.remove_theme(
            event, get_theme(event, public_id), **who
        ),
        _page,
        back=".themes",
    )


@bp.post("/topics")
def add_topic(slug: str) -> ResponseReturnValue:
    """Add a topic."""
    form = _topic_form()
    if not form.validate():
        return _page(topic_form=form), 422
    return write(
        slug,
        lambda event, **who: arranging.add_topic(event, form.name, **who),
        _page,
        back=".themes",
    )


@bp.post("/topics/<uuid:public_id>/remove")
def remove_topic(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Take a topic out to which no session belongs."""
    return write(
        slug,
        lambda event, **who: arranging.remove_topic(
            event, get_topic(event, public_id), **who
        ),
        _page,
        back=".themes",
    )


def _save_theme(slug: str, public_id: UUID | None) -> ResponseReturnValue:
    form = _theme_form()
    page: Callable[[], str] = (
        (lambda: _theme_page(form)) if public_id else (lambda: _page(theme_form=form))
    )
    if not form.validate():
        return page(), 422

    def refused(refusal: Refusal) -> str:
        form.refuse(refusal)
        return page()

    return write(
        slug,
        lambda event, **who: arranging.write_theme(
            event,
            get_theme(event, public_id) if public_id else None,
            name=form.name,
            colour=form.colour.data,
            **who,
        ),
        refused,
        back=".themes",
    )


def _theme_form(*, empty: bool = False, **values: object) -> ThemeForm:
    kind = named_in(ThemeForm, current_event().languages)
    return kind(formdata=None if empty else request.form, prefix="theme", data=values)


def _topic_form(*, empty: bool = False) -> TopicForm:
    kind = named_in(TopicForm, current_event().languages)
    return kind(formdata=None if empty else request.form, prefix="topic")


def _page(
    refusal: Refusal | None = None,
    *,
    theme_form: ThemeForm | None = None,
    topic_form: TopicForm | None = None,
) -> str:
    event = current_event()
    return render_template(
        "agenda/manage/themes.html",
        event=event,
        refusal=refusal,
        themes=list_themes(event.id),
        topics=list_topics(event.id),
        theme_form=theme_form or _theme_form(empty=True),
        topic_form=topic_form or _topic_form(empty=True),
    )


def _theme_page(form: ThemeForm) -> str:
    return render_template("agenda/manage/theme.html", event=current_event(), form=form)
