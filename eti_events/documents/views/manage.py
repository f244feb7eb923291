"""Who signs the convocations; those of one person, and of many at once."""

from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from eti_events.accounts.access import current_event, current_person_id
from eti_events.clock import utcnow
from eti_events.database import transaction
from eti_events.documents import actions, queries
from eti_events.documents.convocation import Paper
from eti_events.documents.facts import Coming, invented
from eti_events.documents.forms import BOTH, TEXTS, ConveningForm, PrintForm
from eti_events.documents.models import ConvocationSettings
from eti_events.documents.reissuing import parts_changed
from eti_events.documents.views.blueprint import (
    as_file,
    asked_language,
    bp,
    comings_of,
    edition_of,
    papers,
    up_to_date,
)
from eti_events.documents.writing import paper_of
from eti_events.errors import Refusal
from eti_events.events.queries import get_event, list_half_days
from eti_events.pages import LANGUAGES, language
from eti_events.policy import may
from eti_events.registration.actions import draft_wave
from eti_events.registration.experts.queries import list_experts, list_labels
from eti_events.registration.forms import ButtonForm
from eti_events.registration.models import Registration, RegistrationState, WaveKind
from eti_events.registration.queries import get_registration
from eti_events.reports.queries.cells import came_to


@bp.get("/manage/<slug>/convocations")
def convocations(slug: str) -> str:
    """Show who signs the convocations, and print them."""
    return _page(_filled())


@bp.post("/manage/<slug>/convocations")
def save_convening(slug: str) -> ResponseReturnValue:
    """Write who convenes, or show what a convocation would look like."""
    if not _may_sign():
        abort(404)
    form = ConveningForm()
    if not form.validate():
        return _page(form), 422
    if (spoken := request.form.get("preview")) in LANGUAGES:
        return _page(form, _specimen(form, spoken))
    typed, by = form.version.data or "", current_person_id()
    try:
        with transaction():
            actions.set_convening(
                edition_of(get_event(slug)),
                form.convening(),
                version=int(typed) if typed.isdecimal() else -1,
                by=by,
                at=utcnow(),
            )
    except Refusal as refusal:
        form.refuse(refusal)
        settings = _settings()  # what stands now is what is saved over
        form.version.data = str(settings.version if settings else 0)
        return _page(form), 409
    flash(_("Saved. Who opens their convocation now gets a new version."))
    return redirect(url_for(".convocations", slug=slug))


@bp.get("/manage/<slug>/convocations.pdf")
def convocations_pdf(slug: str) -> ResponseReturnValue:
    """Give the convocations of everybody, or of one commissioning body, as a PDF."""
    body = PrintForm(request.args).commissioner.data
    chosen = [
        coming
        for coming in comings_of()
        if coming.is_to(current_event())
        if not body or (coming.mission and coming.mission.commissioner == body)
    ]
    try:
        return _printed(chosen, f"convocations-{slug}.pdf")
    except Refusal as refusal:
        return _page(_filled(), refusal=refusal), 409


@bp.post("/manage/<slug>/convocations/tell")
def tell_of_versions(slug: str) -> ResponseReturnValue:
    """Prepare a wave to whose convocation is out of date; nothing leaves yet."""
    if not _may_sign():
        abort(404)
    if not ButtonForm().validate():
        return redirect(url_for(".convocations", slug=slug))
    by = current_person_id()
    with transaction():
        edition = edition_of(get_event(slug))
        wave = draft_wave(
            edition,
            WaveKind.CONVOCATION,
            came_to,
            asked={"who": "named"},
            named=list(parts_changed(edition)),
            by=by,
            at=utcnow(),
        )
        there, public_id = edition.slug, wave.public_id
    return redirect(url_for("registration.wave", slug=there, public_id=public_id))


@bp.get("/manage/<slug>/convocations/<uuid:public_id>")
def of_registration(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Show the convocation of one registration."""
    registration = get_registration(current_event(), public_id)
    person = registration.person.public_id
    paper = _paper_of(registration)
    if paper is None:
        flash(str(actions.NobodySigns.message), "warning")
        return redirect(url_for(".convocations", slug=slug))
    return render_template(
        "documents/of_registration.html",
        event=current_event(),
        paper=paper,
        public_id=public_id,
        person=person,
    )


@bp.get("/manage/<slug>/convocations/<uuid:public_id>.pdf")
def of_registration_pdf(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Give the convocation of one registration on A4."""
    paper = _paper_of(get_registration(current_event(), public_id))
    if paper is None:
        return redirect(url_for(".convocations", slug=slug))
    return as_file([paper], f"convocation-{slug}.pdf", paper.title, paper.language)


@bp.get("/manage/<slug>/my-experts/convocations.pdf")
def my_experts_pdf(slug: str) -> ResponseReturnValue:
    """Give a desk officer the convocations of their own experts, or of one."""
    event = current_event()
    today = utcnow().astimezone(event.zone).date()
    rows = list_experts(event, list_labels(current_person_id(), today))
    asked = request.args.get("person")
    ids = [row.id for row in rows if asked in (None, str(row.public_id))]
    try:
        return _printed(comings_of(ids), f"convocations-{slug}.pdf")
    except Refusal as refusal:
        flash(str(refusal), "warning")
        return redirect(url_for("registration.my_experts", slug=slug))


def _printed(comings: list[Coming], name: str) -> ResponseReturnValue:
    """Give these people's convocations as one file, once the log knows."""
    event, by = current_event(), current_person_id()
    settings = _settings()
    if settings is None:
        raise actions.NobodySigns
    actions.require_printable(len(comings))
    ids = [coming.person.id for coming in up_to_date(comings, settings)]
    with transaction():
        actions.record_printing(event, len(ids), by=by, at=utcnow())
    sheets = papers(comings_of(ids), settings)
    return as_file(sheets, name, _("Convocations"), language())


def _paper_of(registration: Registration) -> Paper | None:
    """Return a convocation in its person's language; None while nobody signs."""
    if registration.state is not RegistrationState.CONFIRMED:
        abort(404)
    settings = _settings()
    if settings is None:
        return None
    spoken = asked_language(str(registration.person.language))
    fresh = up_to_date(comings_of([registration.person_id]), settings)
    return next(papers(fresh, settings, spoken))


def _specimen(form: ConveningForm, spoken: str) -> Paper:
    """Return a convocation with what was typed, as the first of the list gets it."""
    edition = edition_of(current_event())
    person_id = queries.find_first_coming(edition.id)
    known = comings_of([person_id]) if person_id else []
    coming = known[0] if known else invented(edition, list_half_days(edition.id))
    settings = actions.settings_with(edition, form.convening())
    with force_locale(spoken):
        return paper_of(edition, coming, settings, (), spoken)


def _may_sign() -> bool:
    """Whether the person organises the edition: who convenes is said there, for all."""
    return may("documents.save_convening", edition_of(current_event()))


def _settings() -> ConvocationSettings | None:
    return queries.find_settings(current_event().root_id)


def _filled() -> ConveningForm:
    settings = _settings()
    if settings is None:
        return ConveningForm(None, version=0)
    texts = {
        f"{name}_{code}": getattr(settings, name).get(code, "")
        for name in ("function", "body", *TEXTS)
        for code in BOTH
    }
    return ConveningForm(
        None,
        version=settings.version,
        signatory=settings.signatory,
        issued_in=settings.issued_in,
        contact=settings.contact,
        **texts,
    )


def _page(
    form: ConveningForm,
    specimen: Paper | None = None,
    refusal: Refusal | None = None,
) -> str:
    return render_template(
        "documents/convocations.html",
        event=current_event(),
        form=form,
        specimen=specimen,
        refusal=refusal,
        signed=_settings() is not None,
        printing=PrintForm(request.args),
        count=queries.count_convened(current_event()),
        may_sign=_may_sign(),
        outdated=len(parts_changed(edition_of(current_event()))) if _may_sign() else 0,
        button=ButtonForm(),
    )
