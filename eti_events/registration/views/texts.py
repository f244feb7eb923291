"""What the event's mails say: reading, trying out and changing the words."""

from typing import NamedTuple

from flask import (
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eti_events.accounts.access import current_event, current_person, current_person_id
from eti_events.clock import utcnow
from eti_events.database import transaction
from eti_events.errors import Refusal
from eti_events.events.models import Event
from eti_events.events.queries import get_event
from eti_events.messages import labels
from eti_events.messages.reading import data_url, standing_alone
from eti_events.messages.texts import actions, queries
from eti_events.messages.texts.choosing import unreadable_languages, wording_in_force
from eti_events.messages.texts.forms import TextForm, text_form_for
from eti_events.messages.texts.kinds import KINDS, MEANINGS, Kind
from eti_events.messages.texts.wording import FIELDS, Wording
from eti_events.people.models import Language, Person
from eti_events.registration.queries import lock_person
from eti_events.registration.texts.queries import find_guest
from eti_events.registration.texts.samples import sample_of, send_sample
from eti_events.registration.views.blueprint import bp
from eti_events.web import FRAMED, FRAMING

LONGEST_SEARCH = 100


class Asked(NamedTuple):
    """In which language, as what and on whom a text is tried out."""

    language: str
    as_text: bool
    who: str


@bp.get("/manage/<slug>/texts")
def texts(slug: str) -> str:
    """List the mails whose words can be changed, and which are."""
    event = current_event()
    changed = queries.texts_in_force(event.id)
    return render_template(
        "registration/texts.html",
        event=event,
        kinds=KINDS.values(),
        names=labels.kinds(),
        changed=changed,
        broken={
            name: unreadable_languages(KINDS[name], text)
            for name, text in changed.items()
            if name in KINDS
        },
    )


@bp.get("/manage/<slug>/texts/<name>")
def text(slug: str, name: str) -> ResponseReturnValue:
    """Show what a mail says, to be changed."""
    kind = _kind(name)
    return _page(kind, _filled(kind))


@bp.post("/manage/<slug>/texts/<name>")
def save_text(slug: str, name: str) -> ResponseReturnValue:
    """Have the event's mails say what was typed."""
    kind = _kind(name)
    form = text_form_for(kind)()
    if not form.validate():
        return _page(kind, form, status=422)
    words = _words(kind, form)
    try:
        with transaction():
            written = actions.change_text(
                get_event(slug, for_update=True),
                kind,
                words,
                seen=form.number_seen,
                by=current_person_id(),
                at=utcnow(),
            )
    except Refusal as refusal:
        form.refuse(refusal)
        return _page(kind, form, status=409)
    flash(_("Saved: mails written from now on say this.") if written else _unchanged())
    return redirect(url_for(".text", slug=slug, name=name))


@bp.post("/manage/<slug>/texts/<name>/restore/<int:number>")
def restore_text(slug: str, name: str, number: int) -> ResponseReturnValue:
    """Go back to an older text, or with 0 to the default."""
    kind, form = _kind(name), TextForm()
    back = redirect(url_for(".text", slug=slug, name=name))
    if not form.validate():
        return back
    try:
        with transaction():
            written = actions.restore_text(
                get_event(slug, for_update=True),
                kind,
                number,
                seen=form.number_seen,
                by=current_person_id(),
                at=utcnow(),
            )
    except Refusal as refusal:
        flash(str(refusal), "error")
        return back
    flash(_("Saved: mails written from now on say this.") if written else _unchanged())
    return back


@bp.get("/manage/<slug>/texts/<name>/preview")
def show_text(slug: str, name: str) -> ResponseReturnValue:
    """Answer the mail as it is sent now, for the frame."""
    kind = _kind(name)
    return _preview(kind, _filled(kind))


@bp.post("/manage/<slug>/texts/<name>/preview")
def preview_text(slug: str, name: str) -> ResponseReturnValue:
    """Answer the mail with the words that were typed, for the frame; keep nothing."""
    kind = _kind(name)
    form = text_form_for(kind)()
    if not form.validate():
        return _plain(_faults(form), status=422)
    return _preview(kind, form)


@bp.post("/manage/<slug>/texts/<name>/trial")
def try_text(slug: str, name: str) -> ResponseReturnValue:
    """Send the mail with the words that were typed to the organiser; keep nothing."""
    kind = _kind(name)
    form = text_form_for(kind)()
    if not form.validate():
        return _page(kind, form, status=422)
    guest = _guest(current_event(), _asked().who)
    if guest is None:
        form.refuse(ValueError(_nobody(_asked().who)))
        return _page(kind, form, status=422)
    words, guest_id = _words(kind, form), guest.id
    with transaction():
        me = lock_person(current_person_id())
        send_sample(
            get_event(slug), kind, words, lock_person(guest_id), to=me, at=utcnow()
        )
        address = me.email or ""
    flash(_("Both languages are on their way to %(address)s.", address=address))
    return _page(kind, form)


def _kind(name: str) -> Kind:
    return KINDS.get(name) or abort(404)


def _words(kind: Kind, form: TextForm) -> dict[str, Wording]:
    return {language: form.wording(kind, language) for language in Language}


def _unchanged() -> str:
    return str(_("Nothing to save: mails say this already."))


def _filled(kind: Kind) -> TextForm:
    """Return the form with what is sent now."""
    text = queries.texts_in_force(current_event().id).get(kind.name)
    words = {
        f"{part}_{language}": getattr(wording_in_force(kind, text, language), part)
        for language in Language
        for part in FIELDS
    }
    seen = str(text.number if text else 0)
    return text_form_for(kind)(formdata=None, data={**words, "seen": seen})


def _page(kind: Kind, form: TextForm, *, status: int = 200) -> ResponseReturnValue:
    event = current_event()
    text = queries.texts_in_force(event.id).get(kind.name)
    newest = str(text.number if text else 0)
    theirs = _filled(kind) if form.seen.data != newest else None
    form.seen.data = newest  # both are on the page: saving again is meant
    page = render_template(
        "registration/text.html",
        event=event,
        kind=kind,
        form=form,
        name=labels.kinds()[kind.template],
        text=text,
        theirs=theirs,
        broken=unreadable_languages(kind, text) if text else [],
        versions=queries.list_versions(event.id, kind.name),
        languages=list(Language),
        parts=FIELDS,
        meanings={each: MEANINGS[each] for each in kind.placeholders},
        asked=_asked(),
    )
    response = make_response(page, status)
    response.headers["Content-Security-Policy"] = FRAMING
    return response


def _preview(kind: Kind, form: TextForm) -> ResponseReturnValue:
    asked, event = _asked(), current_event()
    person = _guest(event, asked.who)
    if person is None:
        return _plain(_nobody(asked.who), status=404)
    words = form.wording(kind, asked.language)
    sample = sample_of(event, kind, words, person, language=asked.language, at=utcnow())
    if asked.as_text:
        return _plain(f"{sample.words.subject}\n\n{sample.words.text}")
    images = {
        file.content_id or "": data_url(file.media_type, file.content)
        for file in sample.attachments
    }
    response = make_response(standing_alone(sample.words.html, images))
    response.headers["Content-Security-Policy"] = FRAMED
    return response


def _guest(event: Event, who: str) -> Person | None:
    """Return whom the text is tried out on; the organiser, while nobody is there."""
    found = find_guest(event.id, who)
    return found if found or who else current_person()


def _nobody(who: str) -> str:
    return str(_("Nobody invited or registered is called “%(who)s”.", who=who))


def _faults(form: TextForm) -> str:
    return "\n".join(
        f"{field.label.text}: {error}" for field in form for error in field.errors
    )


def _plain(words: str, *, status: int = 200) -> ResponseReturnValue:
    response = make_response(words, status)
    response.mimetype = "text/plain"
    response.headers["Content-Security-Policy"] = FRAMED
    return response


def _asked() -> Asked:
    asked = request.args.get("language", "")
    return Asked(
        asked if asked in set(Language) else Language.FRENCH,
        request.args.get("as") == "text",
        " ".join(request.values.get("who", "").split())[:LONGEST_SEARCH],
    )
