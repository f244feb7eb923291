"""How staff prove who they are, and anybody before masked data are shown."""

import re
import secrets
from datetime import datetime, timedelta
from hmac import compare_digest

import pyotp
from flask_babel import force_locale
from flask_babel import lazy_gettext as _l

from eti_events.accounts.actions import end_staff_sessions
from eti_events.accounts.models import Account, MailCode, RecoveryCode, SignIn
from eti_events.accounts.passphrases import is_common, is_short
from eti_events.accounts.queries import find_account, list_codes, list_unused_codes
from eti_events.audit.actions import record
from eti_events.database import db
from eti_events.errors import Refusal
from eti_events.messages.actions import queue_mail
from eti_events.people.models import Person
from eti_events.security import digest

STEP = 30  # seconds, RFC 6238
ISSUER = "ETI Events"
LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # no I, L, O, 0, 1: 31 of them
RECOVERY_CODES = 10
RECOVERY_GROUPS = 6  # of four letters: 118 bits, so a plain digest keeps them
GROUP = 4
MAIL_CODE_LENGTH = 8
MAIL_CODE_LIFE = timedelta(minutes=10)
MAIL_CODE_TRIES = 5


SET_UP = _l("your account has been set up")
PASSPHRASE = _l("your passphrase")
RECOVERY = _l("your recovery codes")


class PassphraseTooShort(Refusal):
    """Length is what makes guessing hard."""

    message = _l("Take at least 12 characters: several words make a good passphrase.")


class PassphraseTooCommon(Refusal):
    """Anybody would try these first."""

    message = _l(
        "This passphrase is too easy to guess: it holds little more than common"
        " words, your name, or a sequence. Take four words that nothing connects."
    )


class CodeWrong(Refusal):
    """Mistyped, too old, or used already."""

    message = _l("This code is not valid, or no longer. Take the next one.")


class MailCodeWrong(Refusal):
    """Mistyped, too old, or tried too often: a mailed code has no next one."""

    message = _l("This code is not valid, or no longer. Have another one mailed.")


def create_account(person_id: int, *, by: int | None, at: datetime) -> Account:
    """Give the person an account, still without passphrase; or return theirs."""
    if (account := find_account(person_id)) is not None:
        return account
    account = Account(person_id=person_id, totp_last_step=0, created_at=at)
    db.session.add(account)
    record("account.created", account, by=by, at=at)
    return account


def is_ready(account: Account) -> bool:
    """Whether one can sign in with it."""
    return account.disabled_at is None and account.totp_confirmed_at is not None


def check_strength(passphrase: str, person: Person) -> None:
    """Refuse what is short, or what others would try first."""
    if is_short(passphrase):
        raise PassphraseTooShort
    names = (person.given_name, person.family_name, person.email or "")
    if is_common(passphrase, names):
        raise PassphraseTooCommon


def begin_setup(account: Account, sealed: str, *, at: datetime) -> None:
    """Keep a first passphrase and a new secret for the code application.

    The account opens nothing until a code proves that the secret has arrived.
    """
    account.passphrase_hash = sealed
    account.totp_secret = pyotp.random_base32()
    account.totp_confirmed_at = None
    account.totp_last_step = 0
    end_staff_sessions(account.person_id, by=account.person_id, at=at)
    record("account.passphrase_set", account, by=account.person_id, at=at)


def finish_setup(account: Account, code: str, *, at: datetime) -> list[str]:
    """Open the account with a first code; return the recovery codes, shown once."""
    if not _take_step(account, code, at):
        raise CodeWrong
    account.totp_confirmed_at = at
    record("account.totp_confirmed", account, by=account.person_id, at=at)
    return renew_recovery_codes(account, at=at)


def change_passphrase(
    account: Account, sealed: str, *, session: SignIn, at: datetime
) -> None:
    """Keep another passphrase; the person's other sessions with rights end."""
    account.passphrase_hash = sealed
    end_staff_sessions(account.person_id, by=account.person_id, at=at, but=session.id)
    record("account.passphrase_set", account, by=account.person_id, at=at)


def renew_recovery_codes(account: Account, *, at: datetime) -> list[str]:
    """Replace the recovery codes; return the new ones, shown once."""
    for old in list_codes(account.id):
        db.session.delete(old)
    codes = [_recovery_code() for _ in range(RECOVERY_CODES)]
    db.session.add_all(
        RecoveryCode(account_id=account.id, code_hash=digest(_plain(code)))
        for code in codes
    )
    record("account.recovery_codes_made", account, by=account.person_id, at=at)
    return codes


def tell_of_change(person: Person, what: object, *, at: datetime) -> None:
    """Write to the person, in their language, what has changed in how they sign in."""
    with force_locale(str(person.language)):
        context = {"what": str(what)}
    queue_mail(person, "accounts/changed", at=at, context=context)


def provisioning_url(account: Account) -> str:
    """Return the address that a code application reads from the QR."""
    secret = account.totp_secret or ""
    name = account.person.email or account.person.name
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER)


def take_code(account: Account, code: str, *, at: datetime) -> bool:
    """Use up a one-time code or a recovery code; return whether it was right.

    The account must be locked for update: a code is used once, at once too.
    """
    return _take_step(account, code, at) or _take_recovery(account, code, at)


def _take_step(account: Account, code: str, at: datetime) -> bool:
    typed = _plain(code)
    totp = pyotp.TOTP(account.totp_secret or "")
    now = int(at.timestamp()) // STEP
    for step in (now - 1, now, now + 1):
        expected = totp.at(step * STEP)
        if step > account.totp_last_step and _same(expected, typed):
            account.totp_last_step = step
            return True
    return False


def _take_recovery(account: Account, code: str, at: datetime) -> bool:
    wanted = digest(_plain(code))
    for kept in list_unused_codes(account.id):
        if _same(kept.code_hash, wanted):
            kept.used_at = at
            record("account.recovery_code_used", kept, by=account.person_id, at=at)
            return True
    return False


def mail_code(sign_in: SignIn, person: Person, *, at: datetime) -> str:
    """Mail a short code for this session; it replaces the one before."""
    code = "".join(secrets.choice(LETTERS) for _ in range(MAIL_CODE_LENGTH))
    db.session.add(
        MailCode(
            sign_in_id=sign_in.id,
            code_hash=digest(code),
            created_at=at,
            expires_at=at + MAIL_CODE_LIFE,
            tries=0,
        )
    )
    shown = f"{code[:GROUP]}-{code[GROUP:]}"
    context = {"code": shown}
    queue_mail(
        person, "accounts/code", at=at, context=context, replaces=f"code:{sign_in.id}"
    )
    record("session.code_mailed", sign_in, by=sign_in.person_id, at=at)
    return code


def take_mail_code(kept: MailCode | None, code: str, *, at: datetime) -> bool:
    """Count a try of the mailed code, and use it up; return whether it was right."""
    if kept is None or kept.used_at or at >= kept.expires_at:
        return False
    if kept.tries >= MAIL_CODE_TRIES:
        return False
    kept.tries += 1
    if not _same(kept.code_hash, digest(_plain(code))):
        return False
    kept.used_at = at
    return True


def note_check(sign_in: SignIn, *, at: datetime) -> None:
    """Remember that the person has just proved who they are."""
    sign_in.checked_at = at
    record("session.checked", sign_in, by=sign_in.person_id, at=at)


def _recovery_code() -> str:
    groups = (
        "".join(secrets.choice(LETTERS) for _ in range(GROUP))
        for _ in range(RECOVERY_GROUPS)
    )
    return "-".join(groups)


def _plain(code: str) -> str:
    """Return a code as it was made: capitals and digits only."""
    return re.sub(r"[\s-]", "", code).upper()


def _same(a: str, b: str) -> bool:
    return compare_digest(a.encode(), b.encode())
