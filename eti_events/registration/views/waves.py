"""Waves of invitations and reminders: composing, confirming, following."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eti_events.accounts.access import (
    current_event,
    current_person,
    current_person_id,
)
from eti_events.clock import utcnow
from eti_events.database import transaction
from eti_events.documents.reissuing import changes_of
from eti_events.errors import Refusal
from eti_events.events.models import Event
from eti_events.events.queries import get_event
from eti_events.pages import language
from eti_events.people.models import Person
from eti_events.registration import actions
from eti_events.registration.forms import ButtonForm
from eti_events.registration.models import Wave, WaveKind, WaveState
from eti_events.registration.queries import find_person, lock_person
from eti_events.registration.views.blueprint import bp
from eti_events.registration.waves import queries, showing, wording
from eti_events.registration.waves.forms import ConfirmForm, WaveForm, begun_with, typed
from eti_events.registration.waves.plan import planned
from eti_events.reports import labels
from eti_events.reports.queries.cells import came_to

ADDED = {"add": True, "leave-out": False, "forget": None}
STEPS: dict[str, Callable[..., None]] = {
    "pause": actions.pause_wave,
    "resume": actions.resume_wave,
    "stop": actions.stop_wave,
    "revise": actions.unschedule_wave,
}


@bp.get("/manage/<slug>/waves")
def waves(slug: str) -> str:
    """Show the event's waves and the calendar of its preparation."""
    event = current_event()
    today = utcnow().astimezone(event.zone).date()
    first_day = event.starts_at.astimezone(event.zone).date()
    return render_template(
        "registration/waves.html",
        event=event,
        waves=queries.list_waves(event.id),
        lines=list(planned(first_day)),
        tasks=wording.tasks(),
        kinds=wording.kinds(),
        states=wording.states(),
        today=today,
        form=ButtonForm(),
    )


@bp.post("/manage/<slug>/waves")
def new_wave(slug: str) -> ResponseReturnValue:
    """Begin a wave of invitations, or of reminders, with what its address asks for."""
    kind = request.values.get("kind")
    if kind not in set(WaveKind) or not ButtonForm().validate():
        return redirect(url_for(".waves", slug=slug))
    by, asked = current_person_id(), begun_with(request.args, queries.list_officers())
    with transaction():
        wave = actions.draft_wave(
            get_event(slug), WaveKind(kind), came_to, asked=asked, by=by, at=utcnow()
        )
        public_id = wave.public_id
    return _to(slug, public_id)


@bp.get("/manage/<slug>/waves/<uuid:public_id>")
def wave(slug: str, public_id: UUID) -> str:
    """Show one wave: to be composed, or on its way."""
    return _page(public_id)


@bp.post("/manage/<slug>/waves/<uuid:public_id>")
def save_wave(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Keep the conditions, and count again."""
    event = current_event()
    form = _form(event, queries.get_wave(event.id, public_id))
    if not form.validate():
        return _page(public_id, form=form), 422

    def change(event: Event, wave: Wave) -> None:
        actions.change_wave(
            event, wave, form.asked(), came_to, category=form.part, at=utcnow()
        )

    return _act(
        slug, public_id, change, lambda refusal: {"form": _refused(form, refusal)}
    )


@bp.post("/manage/<slug>/waves/<uuid:public_id>/people")
def name_in_wave(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Add somebody by name, leave somebody out, or forget that it was said."""
    queries.get_wave(current_event().id, public_id)
    word, person_id = request.form.get("word", ""), request.form.get("person", "")
    if word not in ADDED or not ButtonForm().validate():
        return _to(slug, public_id)

    def name(event: Event, wave: Wave) -> None:
        person = _person(person_id)
        actions.name_person(
            event, wave, person, came_to, added=ADDED[word], at=utcnow()
        )

    return _act(slug, public_id, name)


@bp.post("/manage/<slug>/waves/<uuid:public_id>/sample")
def send_wave_sample(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Send the mail to the organiser, in both languages."""
    if not ButtonForm().validate():
        return _to(slug, public_id)
    by = current_person_id()

    def send(event: Event, wave: Wave) -> None:
        changes = None
        if wave.kind is WaveKind.CONVOCATION:
            meant = queries.list_meant(event, wave, came_to)
            changes = changes_of(event, meant[0] if meant else None)
        actions.send_sample(event, wave, lock_person(by), changes=changes, at=utcnow())

    address = current_person().email or ""
    done = _("Both languages are on their way to %(address)s.", address=address)
    return _act(slug, public_id, send, done=done)


@bp.post("/manage/<slug>/waves/<uuid:public_id>/send")
def confirm_wave(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Have the wave leave, now or at its hour, once its number is typed."""
    form, by = ConfirmForm(), current_person_id()
    if not form.validate_in(current_event().zone):
        return _page(public_id, confirm=form), 422

    def confirm(event: Event, wave: Wave) -> None:
        actions.confirm_wave(
            event,
            wave,
            form.count.data,
            came_to,
            scheduled_at=form.moment,
            by=by,
            at=utcnow(),
        )

    return _act(
        slug, public_id, confirm, lambda refusal: {"confirm": _refused(form, refusal)}
    )


@bp.post("/manage/<slug>/waves/<uuid:public_id>/<word>")
def steer_wave(slug: str, public_id: UUID, word: str) -> ResponseReturnValue:
    """Pause the wave, let it go on, stop it, or make a draft of it again."""
    if not ButtonForm().validate():
        return _to(slug, public_id)
    step, by = STEPS.get(word) or abort(404), current_person_id()
    return _act(slug, public_id, lambda _event, wave: step(wave, by=by, at=utcnow()))


@bp.post("/manage/<slug>/waves/<uuid:public_id>/discard")
def discard_wave(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Throw a draft away."""
    if not ButtonForm().validate():
        return _to(slug, public_id)
    answer = _act(slug, public_id, lambda _event, wave: actions.discard_wave(wave))
    if isinstance(answer, tuple):
        return answer
    flash(_("The draft is thrown away. Nothing was sent."))
    return redirect(url_for(".waves", slug=slug))


@bp.get("/manage/<slug>/waves/<uuid:public_id>/people")
def wave_people(slug: str, public_id: UUID) -> str:
    """List by name who receives the wave."""
    event = current_event()
    wave = queries.get_wave(event.id, public_id)
    ids = showing.recipients(event, wave, came_to)
    pages = max(-(-len(ids) // queries.PER_PAGE), 1)
    page = min(max(request.args.get("page", 1, type=int), 1), pages)
    return render_template(
        "registration/wave_people.html",
        event=event,
        wave=wave,
        people=queries.list_people_by_id(ids, page=page),
        total=len(ids),
        page=page,
        pages=pages,
        per_page=queries.PER_PAGE,
    )


def _act(
    slug: str,
    public_id: UUID,
    act: Callable[[Event, Wave], None],
    refused: Callable[[Refusal], dict[str, Any]] | None = None,
    done: str = "",
) -> ResponseReturnValue:
    """Do something to the wave; a refusal shows its page with the reason."""
    try:
        with transaction():
            event = get_event(slug)
            act(event, queries.get_wave(event.id, public_id, for_update=True))
    except Refusal as refusal:
        shown = refused(refusal) if refused else {"refusal": refusal}
        return _page(public_id, **shown), 409
    if done:
        flash(done)
    return _to(slug, public_id)


def _refused(form: Any, refusal: Refusal) -> Any:
    form.refuse(refusal)
    return form


def _to(slug: str, public_id: UUID) -> ResponseReturnValue:
    return redirect(url_for(".wave", slug=slug, public_id=public_id))


def _person(public_id: str) -> Person:
    try:
        person = find_person(UUID(public_id))
    except ValueError:
        person = None
    return person or abort(404)


def _form(event: Event, wave: Wave) -> WaveForm:
    form = WaveForm(data=typed(wave))
    form.offer(
        wave,
        regions=labels.regions(),
        countries=queries.list_countries(),
        officers=queries.list_officers(),
        editions=queries.list_earlier_editions(event),
        language=language(),
    )
    return form


def _page(
    public_id: UUID,
    *,
    form: WaveForm | None = None,
    confirm: ConfirmForm | None = None,
    refusal: Refusal | None = None,
) -> str:
    event = current_event()
    wave = queries.get_wave(event.id, public_id)
    common = {
        "event": event,
        "wave": wave,
        "refusal": refusal,
        "kinds": wording.kinds(),
        "states": wording.states(),
        "halts": wording.halts(),
        "sentence": _sentence(event, wave),
        "button": ButtonForm(),
    }
    if wave.state is not WaveState.DRAFT:
        counts = queries.count_progress(wave.id)
        return render_template("registration/wave_sent.html", counts=counts, **common)
    shown = showing.draft(
        event,
        wave,
        came_to,
        find=request.args.get("find", "")[:100],
        seen_as=request.args.get("as", ""),
        changes=changes_of,
    )
    return render_template(
        "registration/wave.html",
        form=form or _form(event, wave),
        confirm=confirm or ConfirmForm(None),
        shown=shown,
        exceptions=wording.exceptions(),
        me=current_person(),
        **common,
    )


def _sentence(event: Event, wave: Wave) -> tuple[str, list[str]]:
    editions = {
        str(edition.public_id): edition.name.to(language(), edition.language)
        for edition in queries.list_earlier_editions(event)
    }
    return wording.sentence(wave, labels.regions(), editions)
