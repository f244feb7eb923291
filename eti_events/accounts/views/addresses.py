"""Changing one's own address, by two links: one proves the new, one stops it."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from eti_events.accounts import addresses
from eti_events.accounts.access import (
    ask_for_check,
    current_person,
    current_person_id,
    current_sign_in,
)
from eti_events.accounts.forms import ButtonForm, NewAddressForm
from eti_events.accounts.limits import (
    ADDRESS_CHANGES_OF_A_DAY,
    MAILS_OF_A_DAY,
    MAILS_OF_A_WHILE,
    take_each,
)
from eti_events.accounts.queries import find_change, get_person, lock_person
from eti_events.accounts.tries import count_sign_in, say_when
from eti_events.accounts.views.blueprint import bp
from eti_events.clock import utcnow
from eti_events.database import transaction
from eti_events.errors import Refusal

GONE = 410


@bp.get("/me/address")
def own_address() -> ResponseReturnValue:
    """Ask for another address, of who has just proved who they are."""
    if (answer := ask_for_check()) is not None:
        return answer
    return _form(NewAddressForm(None))


@bp.post("/me/address")
def ask_for_address() -> ResponseReturnValue:
    """Mail the new address its link; answer the same whoever it belongs to."""
    if (answer := ask_for_check(goal=url_for(".own_address"))) is not None:
        return answer
    form, person_id, sign_in_id = (
        NewAddressForm(),
        current_person_id(),
        current_sign_in().id,
    )
    if not form.validate():
        return _form(form), 422
    key, at = form.email.key, utcnow()
    with transaction():
        wait = take_each(
            (ADDRESS_CHANGES_OF_A_DAY, str(person_id)),
            (MAILS_OF_A_WHILE, key),
            (MAILS_OF_A_DAY, key),
            at=at,
        )
    say_when(wait)
    address = (form.email.data or "").strip()
    with transaction():
        addresses.ask_to_move(
            get_person(person_id), address, sign_in_id=sign_in_id, at=at
        )
    return redirect(url_for(".address_asked"))


@bp.get("/me/address/asked")
def address_asked() -> str:
    """Tell the person to look into both mailboxes."""
    return render_template("accounts/address_asked.html")


@bp.get("/address/<token>")
def show_address(token: str) -> ResponseReturnValue:
    """Show the button that moves somebody to the address that has this link."""
    change = find_change(token)
    if change is None or not addresses.can_prove(change, utcnow()):
        return _dead()
    return render_template("accounts/address_prove.html", form=ButtonForm(None))


@bp.post("/address/<token>")
def prove_address(token: str) -> ResponseReturnValue:
    """Move the person to their new address, once."""
    count_sign_in()
    change = find_change(token)
    if change is None:
        return _dead()
    try:
        with transaction():
            lock_person(change.person_id)
            found = find_change(token, for_update=True)
            if found:
                addresses.prove(found, at=utcnow())
    except addresses.ChangeDead:
        return _dead()
    except Refusal as refusal:
        page = render_template("accounts/address_refused.html", refusal=refusal)
        return page, 409
    return render_template("accounts/address_done.html", stopped=False)


@bp.get("/address/stop/<token>")
def show_stop(token: str) -> ResponseReturnValue:
    """Show the button that stops a change of address."""
    change = find_change(token, by_stop=True)
    if change is None or not addresses.can_stop(change, utcnow()):
        return _dead()
    return render_template(
        "accounts/address_stop.html",
        form=ButtonForm(None),
        applied=change.applied_at is not None,
    )


@bp.post("/address/stop/<token>")
def stop_address(token: str) -> ResponseReturnValue:
    """Stop the change or undo it, and end every session."""
    count_sign_in()
    change = find_change(token, by_stop=True)
    if change is None:
        return _dead()
    try:
        with transaction():
            lock_person(change.person_id)
            found = find_change(token, by_stop=True, for_update=True)
            if found:
                addresses.stop(found, at=utcnow())
    except addresses.ChangeDead:
        return _dead()
    return render_template("accounts/address_done.html", stopped=True)


def _form(form: NewAddressForm) -> str:
    return render_template(
        "accounts/address.html", form=form, present=current_person().email
    )


def _dead() -> ResponseReturnValue:
    return render_template("accounts/address_over.html"), GONE
