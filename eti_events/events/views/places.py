"""The rooms of an event, and the points where badges are scanned."""

from collections.abc import Callable
from uuid import UUID

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eti_events.accounts.access import current_event
from eti_events.events import places as place_actions
from eti_events.events import queries
from eti_events.events.forms import (
    Named,
    PointForm,
    PointNameForm,
    RoomForm,
    named_in,
)
from eti_events.events.models import Room, ScanPoint
from eti_events.events.views.blueprint import bp, write
from eti_events.forms import options
from eti_events.pages import in_language


@bp.get("/<slug>/places")
def places(slug: str) -> str:
    """Show the rooms and the scan points."""
    return _places_page(_room_form(empty=True))


@bp.post("/<slug>/rooms")
def add_room(slug: str) -> ResponseReturnValue:
    """Add a room."""
    return _save_room(slug, None, _places_page)


@bp.get("/<slug>/rooms/<uuid:public_id>")
def edit_room(slug: str, public_id: UUID) -> str:
    """Show one room for changing."""
    room = queries.get_room(current_event(), public_id)
    kind = _in_languages(RoomForm)
    names = ("code", "capacity", "step_free", "booth", "building")
    values = {name: getattr(room, name) for name in names}
    values |= {f"equipment_{spoken}": text for spoken, text in room.equipment.items()}
    return _room_page(kind(**values, **_names(room)))


@bp.post("/<slug>/rooms/<uuid:public_id>")
def save_room(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Change a room."""
    return _save_room(slug, public_id, _room_page)


@bp.post("/<slug>/rooms/<uuid:public_id>/remove")
def remove_room(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Take a room out."""
    return write(
        slug,
        lambda event, **who: place_actions.remove_room(
            event, queries.get_room(event, public_id), **who
        ),
        _room_form(empty=True),
        _places_page,
        back=".places",
    )


@bp.post("/<slug>/points")
def add_point(slug: str) -> ResponseReturnValue:
    """Add a scan point."""
    form = _point_form()

    def page(form: PointForm) -> str:
        return _places_page(_room_form(empty=True), form)

    if not form.validate():
        return page(form), 422
    return write(
        slug,
        lambda event, **who: place_actions.add_point(
            event, form.name, queries.find_room(event, form.room.data), **who
        ),
        form,
        page,
        back=".places",
    )


@bp.get("/<slug>/points/<uuid:public_id>")
def edit_point(slug: str, public_id: UUID) -> str:
    """Show the name of a scan point for changing."""
    point = queries.get_point(current_event(), public_id)
    return _point_page(_in_languages(PointNameForm)(**_names(point)))


@bp.post("/<slug>/points/<uuid:public_id>")
def save_point(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Change the name of a scan point."""
    form = _in_languages(PointNameForm)()
    if not form.validate():
        return _point_page(form), 422
    return write(
        slug,
        lambda event, **who: place_actions.rename_point(
            event, queries.get_point(event, public_id), form.name, **who
        ),
        form,
        _point_page,
        back=".places",
    )


@bp.post("/<slug>/points/<uuid:public_id>/remove")
def remove_point(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Take a scan point out."""
    return write(
        slug,
        lambda event, **who: place_actions.remove_point(
            event, queries.get_point(event, public_id), **who
        ),
        _room_form(empty=True),
        _places_page,
        back=".places",
    )


def _in_languages(kind: type[Named]) -> type[Named]:
    return named_in(kind, current_event().languages)


def _names(place: Room | ScanPoint) -> dict[str, str]:
    return {f"name_{language}": text for language, text in place.name.items()}


def _room_form(*, empty: bool = False) -> RoomForm:
    return _in_languages(RoomForm)(formdata=None if empty else request.form)


def _point_form(*, empty: bool = False) -> PointForm:
    formdata = None if empty else request.form
    form = _in_languages(PointForm)(formdata=formdata, prefix="point")
    event = current_event()
    form.room.choices = options(
        [
            ("", _("The building")),
            *(
                (str(room.public_id), in_language(room.name, event))
                for room in queries.list_rooms(event.id)
            ),
        ]
    )
    return form


def _places_page(room_form: RoomForm, point_form: PointForm | None = None) -> str:
    event = current_event()
    return render_template(
        "events/places.html",
        event=event,
        rooms=queries.list_rooms(event.id),
        points=queries.list_points(event.id),
        room_form=room_form,
        point_form=point_form or _point_form(empty=True),
    )


def _save_room(
    slug: str, public_id: UUID | None, page: Callable[[RoomForm], str]
) -> ResponseReturnValue:
    form = _room_form()
    if not form.validate():
        return page(form), 422
    return write(
        slug,
        lambda event, **who: place_actions.write_room(
            event,
            queries.get_room(event, public_id) if public_id else None,
            _plan(form),
            **who,
        ),
        form,
        page,
        back=".places",
    )


def _plan(form: RoomForm) -> place_actions.RoomPlan:
    return place_actions.RoomPlan(
        code=form.code.data or "",
        name=form.name,
        capacity=form.capacity.data or 0,
        step_free=form.step_free.data,
        booth=form.booth.data,
        building=form.building.data or "",
        equipment=form.equipment,
    )


def _room_page(form: RoomForm) -> str:
    return render_template("events/room.html", form=form, event=current_event())


def _point_page(form: PointNameForm) -> str:
    return render_template("events/point.html", form=form, event=current_event())
