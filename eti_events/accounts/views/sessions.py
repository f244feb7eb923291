"""Going out, one's open sessions, and proving again who one is."""

from uuid import UUID

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

from eti_events.accounts import actions, credentials
from eti_events.accounts.access import (
    current_person,
    current_sign_in,
    find_current_sign_in,
    forget_session,
    own_page,
)
from eti_events.accounts.forms import ButtonForm, CodeForm
from eti_events.accounts.limits import FAILED_SIGN_INS, forget, take_mail
from eti_events.accounts.models import SignInKind
from eti_events.accounts.queries import (
    find_account,
    find_mail_code,
    get_person,
    get_sign_in,
    list_sign_ins,
)
from eti_events.accounts.tries import count_sign_in, say_when
from eti_events.accounts.views.blueprint import bp
from eti_events.accounts.wording import NETWORK_ZONE, kind_names
from eti_events.clock import utcnow
from eti_events.database import transaction


@bp.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End the session here, and clear what the browser kept of its pages."""
    if (sign_in := find_current_sign_in()) is not None:
        sign_in_id, person_id = sign_in.id, sign_in.person_id
        with transaction():
            actions.end_session(get_sign_in(sign_in_id), by=person_id, at=utcnow())
    forget_session()
    response = make_response(redirect(url_for(".signed_out")))
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@bp.get("/sign-out")
def signed_out() -> str:
    """Say that the session has ended."""
    return render_template("accounts/signed_out.html")


@bp.get("/me/sessions")
def sessions() -> str:
    """List the devices on which the person is signed in."""
    mine = current_sign_in()
    return render_template(
        "accounts/sessions.html",
        mine=mine,
        sign_ins=list_sign_ins(mine, at=utcnow()),
        kinds=kind_names(),
        staff=mine.kind is SignInKind.STAFF,
        zone=NETWORK_ZONE,
    )


@bp.post("/me/sessions/<uuid:public_id>/end")
def end_session(public_id: UUID) -> ResponseReturnValue:
    """End one session; what is out of reach answers 404."""
    with transaction():
        mine = current_sign_in()
        reach = {row.public_id: row for row in list_sign_ins(mine, at=utcnow())}
        if public_id not in reach:
            abort(404)
        actions.end_session(reach[public_id], by=mine.person_id, at=utcnow())
        own = public_id == mine.public_id
    if own:
        forget_session()
        return redirect(url_for(".signed_out"))
    flash(_("That session has ended."))
    return redirect(url_for(".sessions"))


@bp.post("/me/sessions/end-others")
def end_other_sessions() -> ResponseReturnValue:
    """End every session within reach but this one."""
    with transaction():
        mine = current_sign_in()
        for row in list_sign_ins(mine, at=utcnow()):
            if row.id != mine.id:
                actions.end_session(row, by=mine.person_id, at=utcnow())
    flash(_("All your other sessions have ended."))
    return redirect(url_for(".sessions"))


@bp.get("/me/code")
def check() -> str:
    """Ask for a fresh proof: a code of the application, or one by mail."""
    goal = own_page(request.args.get("next"))
    return _check_page(CodeForm(None, next=goal))


@bp.post("/me/code/mail")
def mail_code() -> ResponseReturnValue:
    """Mail a short code to the person, for this session only."""
    goal, at = own_page(ButtonForm().next.data), utcnow()
    with transaction():
        sign_in = current_sign_in()
        person = get_person(sign_in.person_id)
        key = person.email_key or str(person.public_id)
        if (wait := take_mail(key, at=at)) is None:
            credentials.mail_code(sign_in, person, at=at)
    say_when(wait)
    flash(_("A code is on its way to your address. It works for ten minutes."))
    return redirect(url_for(".check", next=goal or None))


@bp.post("/me/code")
def give_code() -> ResponseReturnValue:
    """Check the code, and let the session show masked data for a while."""
    form = CodeForm()
    if not form.validate():
        return _check_page(form), 422
    key = f"check:{current_sign_in().person_id}"
    count_sign_in((FAILED_SIGN_INS, key))
    if not _try_code(form.code.data or "", key):
        form.code.errors = [_what_is_wrong()]
        return _check_page(form), 422
    return redirect(own_page(form.next.data) or url_for(".sessions"))


def _try_code(code: str, key: str) -> bool:
    at = utcnow()
    with transaction():
        sign_in = current_sign_in()
        if sign_in.kind is SignInKind.STAFF:
            account = find_account(sign_in.person_id, for_update=True)
            right = account is not None and credentials.take_code(account, code, at=at)
        else:
            kept = find_mail_code(sign_in.id, for_update=True)
            right = credentials.take_mail_code(kept, code, at=at)
        if right:
            credentials.note_check(sign_in, at=at)
            forget(FAILED_SIGN_INS, key)
    return right


def _what_is_wrong() -> str:
    """Say what to do about a wrong code: an application shows the next by itself."""
    staff = current_sign_in().kind is SignInKind.STAFF
    refusal = credentials.CodeWrong if staff else credentials.MailCodeWrong
    return str(refusal.message)


def _check_page(form: CodeForm) -> str:
    staff = current_sign_in().kind is SignInKind.STAFF
    return render_template(
        "accounts/check.html", form=form, staff=staff, person=current_person()
    )
