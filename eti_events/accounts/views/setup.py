"""Setting up an account by a link: a passphrase, a code application, codes to keep."""

from textwrap import wrap

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from eti_events.accounts import actions, credentials
from eti_events.accounts.forms import CodeForm, NewPassphraseForm
from eti_events.accounts.limits import FAILED_SIGN_INS
from eti_events.accounts.models import AccessLink, Account, LinkPurpose
from eti_events.accounts.passphrases import seal
from eti_events.accounts.queries import find_account, find_link
from eti_events.accounts.tries import count_sign_in
from eti_events.accounts.views.blueprint import bp, browser
from eti_events.accounts.views.links import dead_link
from eti_events.clock import utcnow
from eti_events.database import transaction
from eti_events.errors import Refusal
from eti_events.qr import url_qr
from eti_events.security import digest


@bp.get("/staff/setup/<token>")
def show_setup(token: str) -> ResponseReturnValue:
    """Ask for a passphrase; reading the page changes nothing."""
    link = _find(token)
    if link is None:
        return dead_link(token)
    return _passphrase_page(link, NewPassphraseForm())


@bp.post("/staff/setup/<token>")
def choose_passphrase(token: str) -> ResponseReturnValue:
    """Keep the passphrase and make a secret for the code application."""
    link = _find(token)
    if link is None:
        return dead_link(token)
    form = NewPassphraseForm()
    if not form.validate():
        return _passphrase_page(link, form), 422
    try:
        credentials.check_strength(form.passphrase.data or "", link.person)
    except Refusal as refusal:
        form.passphrase.errors = [str(refusal)]
        return _passphrase_page(link, form), 422
    sealed = seal(form.passphrase.data or "")
    with transaction():
        if (link := _find(token, for_update=True)) is None:
            return dead_link(token)
        account = credentials.create_account(link.person_id, by=None, at=utcnow())
        credentials.begin_setup(account, sealed, at=utcnow())
        link.used_by = digest(browser())
    return redirect(url_for(".show_totp", token=token))


@bp.get("/staff/setup/<token>/code")
def show_totp(token: str) -> ResponseReturnValue:
    """Show the secret for the code application, to the browser that began only."""
    link = _find(token)
    if link is None:
        return dead_link(token)
    account = _begun(link)
    if account is None:
        return redirect(url_for(".show_setup", token=token))
    return _totp_page(link, account, CodeForm(None))


@bp.post("/staff/setup/<token>/code")
def confirm_totp(token: str) -> ResponseReturnValue:
    """Open the account with a first code; show the recovery codes, this once."""
    link = _find(token)
    account = _begun(link) if link else None
    if link is None or account is None:
        return dead_link(token)
    form = CodeForm()
    if not form.validate():
        return _totp_page(link, account, form), 422
    count_sign_in((FAILED_SIGN_INS, f"setup:{account.id}"))
    try:
        codes = _finish(token, form.code.data or "")
    except actions.LinkDead:
        return dead_link(token)
    except credentials.CodeWrong as refusal:
        form.code.errors = [str(refusal)]
        return _totp_page(*_again(token), form), 422
    return render_template("accounts/recovery_codes.html", codes=codes, fresh=True)


def _find(token: str, *, for_update: bool = False) -> AccessLink | None:
    """Return the link while it can be used."""
    link = find_link(token, LinkPurpose.ACCOUNT_SETUP, for_update=for_update)
    if link is None or link.used_at or link.revoked_at:
        return None
    return link if utcnow() < link.expires_at else None


def _begun(link: AccessLink, *, for_update: bool = False) -> Account | None:
    """Return the account if this browser has just chosen its passphrase."""
    if link.used_by != digest(browser()):
        return None
    account = find_account(link.person_id, for_update=for_update)
    return account if account and account.totp_secret else None


def _finish(token: str, code: str) -> list[str]:
    now = utcnow()
    with transaction():
        link = _find(token, for_update=True)
        account = _begun(link, for_update=True) if link else None
        if link is None or account is None:
            raise actions.LinkDead
        codes = credentials.finish_setup(account, code, at=now)
        link.used_at = now
        credentials.tell_of_change(link.person, credentials.SET_UP, at=now)
        return codes


def _again(token: str) -> tuple[AccessLink, Account]:
    """Return both once more: the transaction that was undone has let go of them."""
    link = _find(token)
    account = _begun(link) if link else None
    if link is None or account is None:
        raise actions.LinkDead
    return link, account


def _passphrase_page(link: AccessLink, form: NewPassphraseForm) -> str:
    return render_template("accounts/setup.html", link=link, form=form)


def _totp_page(link: AccessLink, account: Account, form: CodeForm) -> str:
    return render_template(
        "accounts/setup_code.html",
        link=link,
        form=form,
        key=" ".join(wrap(account.totp_secret or "", 4)),
        url=(url := credentials.provisioning_url(account)),
        symbol=url_qr(url),
    )
