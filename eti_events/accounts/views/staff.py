"""Coming in as staff: passphrase, then a one-time code; and setting that up."""

from datetime import datetime, timedelta

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eti_events.accounts import actions, credentials, known
from eti_events.accounts.access import own_page, start_session
from eti_events.accounts.forms import CodeForm, PassphraseForm
from eti_events.accounts.limits import FAILED_SIGN_INS, forget, give_back
from eti_events.accounts.models import Account, SignInKind
from eti_events.accounts.passphrases import matches
from eti_events.accounts.queries import (
    find_account,
    find_account_by_email,
)
from eti_events.accounts.tries import count_sign_in
from eti_events.accounts.views.blueprint import bp, device
from eti_events.audit.actions import record
from eti_events.clock import utcnow
from eti_events.database import transaction

SECOND_STEP = "second_step"  # what the signed cookie remembers between the steps
SECOND_STEP_LIFE = timedelta(minutes=5)


@bp.get("/staff/sign-in")
def staff_sign_in() -> str:
    """Ask for address and passphrase."""
    goal = own_page(request.args.get("next"))
    return _first_page(PassphraseForm(None, next=goal))


@bp.post("/staff/sign-in")
def give_passphrase() -> ResponseReturnValue:
    """Check the passphrase; a stranger's address takes as long as a wrong one."""
    form = PassphraseForm()
    if not form.validate():
        return _first_page(form), 422
    key, at = (form.email.data or "").strip().casefold(), utcnow()
    count_sign_in((FAILED_SIGN_INS, known.count_for(key)))
    account = find_account_by_email(key)
    ready = account if account and credentials.is_ready(account) else None
    kept = ready.passphrase_hash if ready else None
    right = matches(kept, form.passphrase.data or "")
    _note_first_step(account, known.count_for(key), right=right, at=at)
    if not ready or not right:
        form.form_errors.append(_("This address and this passphrase do not match."))
        return _first_page(form), 422
    goal = own_page(form.next.data)
    session[SECOND_STEP] = [ready.person_id, key, at.timestamp(), goal]
    return redirect(url_for(".staff_code"))


@bp.get("/staff/sign-in/code")
def staff_code() -> ResponseReturnValue:
    """Ask for the one-time code."""
    if _second_step() is None:
        return redirect(url_for(".staff_sign_in"))
    return _second_page(CodeForm(None))


@bp.post("/staff/sign-in/code")
def give_staff_code() -> ResponseReturnValue:
    """Check the code and open a session with rights."""
    if (step := _second_step()) is None:
        return redirect(url_for(".staff_sign_in"))
    form = CodeForm()
    if not form.validate():
        return _second_page(form), 422
    person_id, key, goal = step
    count = known.count_for(key)
    count_sign_in((FAILED_SIGN_INS, count))
    token = _try_code(person_id, count, form.code.data or "", at=utcnow())
    if token is None:
        form.code.errors = [str(credentials.CodeWrong.message)]
        return _second_page(form), 422
    start_session(token)
    response = redirect(goal or url_for("events.list_mine"))
    known.remember(response, key)
    return response


def _note_first_step(
    account: Account | None, count: str, *, right: bool, at: datetime
) -> None:
    """Do the same work whether the address is known or not."""
    with transaction():
        if right:
            give_back(FAILED_SIGN_INS, count, at=at)
        else:
            record("session.refused", account, by=None, at=at, actor_kind="visitor")


def _second_step() -> tuple[int, str, str] | None:
    """Return whose passphrase was right in this browser a moment ago, if any's."""
    person_id, key, when, goal = session.get(SECOND_STEP) or (0, "", 0.0, "")
    late = utcnow().timestamp() >= when + SECOND_STEP_LIFE.total_seconds()
    return None if late else (person_id, key, goal)


def _try_code(person_id: int, count: str, code: str, *, at: datetime) -> str | None:
    with transaction():
        account = find_account(person_id, for_update=True)
        if account is None or not credentials.is_ready(account):
            return None
        if not credentials.take_code(account, code, at=at):
            record("session.refused", account, by=None, at=at, actor_kind="visitor")
            return None
        forget(FAILED_SIGN_INS, count)
        return actions.open_session(person_id, SignInKind.STAFF, at=at, device=device())


def _first_page(form: PassphraseForm) -> str:
    return render_template("accounts/staff_sign_in.html", form=form)


def _second_page(form: CodeForm) -> str:
    return render_template("accounts/staff_code.html", form=form)
