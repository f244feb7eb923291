"""A member of staff's own account: passphrase and recovery codes."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eti_events.accounts import credentials
from eti_events.accounts.access import ask_for_check, current_person, current_sign_in
from eti_events.accounts.forms import ChangePassphraseForm
from eti_events.accounts.limits import FAILED_SIGN_INS, give_back
from eti_events.accounts.models import Account
from eti_events.accounts.passphrases import matches, seal
from eti_events.accounts.queries import (
    find_account,
    get_account,
    get_person,
    list_unused_codes,
)
from eti_events.accounts.tries import count_sign_in
from eti_events.accounts.views.blueprint import bp
from eti_events.clock import utcnow
from eti_events.database import transaction
from eti_events.errors import Refusal


@bp.get("/staff/account")
def account() -> str:
    """Show how the person signs in, and how many recovery codes are left."""
    return _page(ChangePassphraseForm())


@bp.post("/staff/account/passphrase")
def change_passphrase() -> ResponseReturnValue:
    """Change the passphrase, who knows the present one; other sessions end."""
    form, person = ChangePassphraseForm(), current_person()
    if not form.validate():
        return _page(form), 422
    if not _knows_passphrase(person.id, form.present.data or ""):
        form.present.errors = [_("This is not your present passphrase.")]
        return _page(form), 422
    try:
        credentials.check_strength(form.passphrase.data or "", person)
    except Refusal as refusal:
        form.passphrase.errors = [str(refusal)]
        return _page(form), 422
    sealed = seal(form.passphrase.data or "")
    with transaction():
        mine = current_sign_in()
        kept = get_account(mine.person_id)
        credentials.change_passphrase(kept, sealed, session=mine, at=utcnow())
        person = get_person(mine.person_id)
        credentials.tell_of_change(person, credentials.PASSPHRASE, at=utcnow())
    flash(_("Your passphrase is changed. Your other sessions have ended."))
    return redirect(url_for(".account"))


@bp.post("/staff/account/recovery-codes")
def renew_recovery_codes() -> ResponseReturnValue:
    """Replace the recovery codes and show the new ones, this once."""
    if (answer := ask_for_check(goal=url_for(".account"))) is not None:
        return answer
    with transaction():
        person = get_person(current_sign_in().person_id)
        kept = get_account(person.id)
        codes = credentials.renew_recovery_codes(kept, at=utcnow())
        credentials.tell_of_change(person, credentials.RECOVERY, at=utcnow())
    return render_template("accounts/recovery_codes.html", codes=codes, fresh=False)


def _knows_passphrase(person_id: int, typed: str) -> bool:
    key, at = f"present:{person_id}", utcnow()
    count_sign_in((FAILED_SIGN_INS, key))
    kept = find_account(person_id)
    right = matches(kept.passphrase_hash if kept else None, typed)
    if right:
        with transaction():
            give_back(FAILED_SIGN_INS, key, at=at)
    return right


def _page(form: ChangePassphraseForm) -> str:
    kept: Account = get_account(current_sign_in().person_id)
    return render_template(
        "accounts/account.html",
        form=form,
        codes_left=len(list_unused_codes(kept.id)),
        person=current_person(),
    )
