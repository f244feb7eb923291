"""The organiser's pages of the door: devices, walk-ins, and the board of the day."""

from uuid import UUID

from flask import abort, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eti_events import qr
from eti_events.accounts.access import current_event, current_person
from eti_events.checkin import actions, board, queries
from eti_events.checkin.attendance import add_frozen, half_days_of, presences_of
from eti_events.checkin.fold import Flag
from eti_events.checkin.forms import PairingForm, ReasonForm
from eti_events.checkin.texts import flag_names, period_names, verdict_names
from eti_events.checkin.views.blueprint import bp
from eti_events.clock import utcnow
from eti_events.database import transaction
from eti_events.errors import Refusal
from eti_events.events.models import Event, ScanPoint
from eti_events.events.queries import list_events, list_half_days, list_points
from eti_events.pages import in_language

LAST = 30
MOST_REPEATS = 50


@bp.get("/manage/<slug>/devices")
def devices(slug: str) -> str:
    """List the devices of the edition or seminar, and offer to pair one more."""
    return _devices_page(_pairing_form())


@bp.post("/manage/<slug>/devices")
def open_pairing(slug: str) -> ResponseReturnValue:
    """Show a one-time code: it exists on this page only."""
    form = _pairing_form()
    if not form.validate():
        return _devices_page(form), 422
    event = current_event()
    try:
        with transaction():
            points = queries.list_points_of_tree(event, _chosen(form))
            code = actions.open_pairing(
                event,
                points,
                name=form.name.data or "",
                by=current_person().id,
                at=utcnow(),
            )
    except Refusal as refusal:
        form.refuse(refusal)
        return _devices_page(form), 409
    link = current_app.config["BASE_URL"] + url_for(".scanner", _anchor=f"pair={code}")
    return render_template(
        "checkin/pairing.html",
        event=event,
        code=code,
        link=link,
        symbol=qr.url_qr(link),
        hours=actions.PAIRING_LASTS.seconds // 3600,
    )


@bp.post("/manage/<slug>/devices/<uuid:public_id>/revoke")
def revoke_device(slug: str, public_id: UUID) -> ResponseReturnValue:
    """End a device that was lost, or whose shift is over."""
    with transaction():
        device = queries.get_device(current_event(), public_id, for_update=True)
        actions.revoke(device, by=current_person().id, at=utcnow())
    flash(_("This device reads nothing more. What it still sends is kept apart."))
    return redirect(url_for(".devices", slug=slug))


@bp.get("/manage/<slug>/walk-ins")
def walk_ins(slug: str) -> str:
    """List who asks to come in without a registration."""
    return _walk_ins_page(ReasonForm())


@bp.post("/manage/<slug>/walk-ins/<uuid:public_id>/approve")
def approve_walk_in(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Register the person: the door finds them by name."""
    return _decide(public_id, ReasonForm(), approve=True)


@bp.post("/manage/<slug>/walk-ins/<uuid:public_id>/refuse")
def refuse_walk_in(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Turn the person down, with a reason."""
    form = ReasonForm()
    if not form.validate():
        return _walk_ins_page(form, public_id), 422
    return _decide(public_id, form, approve=False)


@bp.get("/manage/<slug>/door")
def door(slug: str) -> str:
    """Show the day at a glance: arrivals, last scans, what needs a look."""
    event = current_event()
    half_day_rows = list_half_days(event.id)
    half_days = half_days_of(half_day_rows)
    rows = queries.list_facts(event)
    presences = presences_of(event, half_days, rows)
    point_of = {row["scan_id"]: row["point_id"] for row in rows}
    repeats = board.repeats(presences)
    lines = board.lines(
        presences,
        half_days,
        expected=queries.count_expected(event),
        point_of=point_of,
    )
    add_frozen(lines, event)
    return render_template(
        "checkin/board.html",
        event=event,
        points=list_points(event.id),
        lines=lines,
        periods={row.id: period_names()[row.period] for row in half_day_rows},
        last=queries.list_last_scans(event, LAST),
        repeats=repeats[:MOST_REPEATS],
        repeated=len(repeats),
        times={row["scan_id"]: row["effective_at"] for row in rows},
        names=queries.name_registrations(
            {repeat.registration for repeat in repeats[:MOST_REPEATS]}
        ),
        wrong_clocks=len(board.flagged(presences.values(), Flag.CLOCK)),
        late=len(board.flagged(presences.values(), Flag.LATE)),
        quarantined=sum(
            row["quarantined"] for row in rows if row["event_id"] == event.id
        ),
        verdicts=verdict_names(),
        flags=flag_names(),
        zone=event.zone,
    )


def _pairing_form() -> PairingForm:
    event = current_event()
    points = queries.list_points_of_tree(event)
    form = PairingForm()
    names = _event_names(event)
    form.points.choices = [
        (str(point.public_id), _point_name(point, event, names)) for point in points
    ]
    if not form.is_submitted():
        form.points.data = [str(point.public_id) for point in points]
    return form


def _event_names(event: Event) -> dict[int, str]:
    """Name the other events of the edition, whose points have names like ours."""
    tree = list_events({event.root_id})
    return {row.id: in_language(row.name, row) for row in tree if row.id != event.id}


def _point_name(point: ScanPoint, event: Event, names: dict[int, str]) -> str:
    name = in_language(point.name, event)
    other = names.get(point.event_id)
    return f"{name} ({other})" if other else name


def _chosen(form: PairingForm) -> list[UUID]:
    return [UUID(value) for value in form.points.data or []]


def _devices_page(form: PairingForm) -> str:
    event = current_event()
    names = _event_names(event)
    devices = [
        (device, scans, [_point_name(point, event, names) for point in device.points])
        for device, scans in queries.list_devices(event)
    ]
    return render_template(
        "checkin/devices.html",
        event=event,
        devices=devices,
        form=form,
        now=utcnow(),
    )


def _walk_ins_page(form: ReasonForm, at_fault: UUID | None = None) -> str:
    event = current_event()
    return render_template(
        "checkin/walk_ins.html",
        event=event,
        walk_ins=queries.list_walk_ins(event),
        form=form,
        at_fault=at_fault,
    )


def _decide(public_id: UUID, form: ReasonForm, *, approve: bool) -> ResponseReturnValue:
    event, by = current_event(), current_person().id
    try:
        with transaction():
            walk_in = queries.get_walk_in(event, public_id, for_update=True)
            if approve:
                actions.approve(walk_in, event, by=by, at=utcnow())
            else:
                reason = form.reason.data or abort(422)
                actions.refuse(walk_in, reason=reason, by=by, at=utcnow())
    except Refusal as refusal:
        form.refuse(refusal)
        return _walk_ins_page(form), 409
    if approve:
        flash(_("Registered. At the door, search the name to let them in."))
    else:
        flash(_("Turned down."))
    return redirect(url_for(".walk_ins", slug=event.slug))
