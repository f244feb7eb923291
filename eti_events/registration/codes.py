"""A ticket's code for cameras, and the short code for typing."""

import hashlib
import re
import secrets

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PREFIX = "ETI"
DIGITS = 26  # of five bits: 128 random bits, so that the first is at most 7
SHORT = 8
ASCII_SPACE = " \t\r\n\f\v"

_CODE = re.compile(f"{PREFIX}[0-7][{CROCKFORD}]{{{DIGITS - 1}}}")
_SHORT_CODE = re.compile(f"[{CROCKFORD}]{{{SHORT}}}")
_LOOKALIKES = str.maketrans("ILO", "110")


def new_code() -> str:
    """Return a ticket's code: ``ETI`` and 128 random bits in Crockford's base 32."""
    bits = secrets.randbits(128)
    digits = (CROCKFORD[bits >> 5 * place & 31] for place in reversed(range(DIGITS)))
    return PREFIX + "".join(digits)


def new_short_code() -> str:
    """Return eight random characters to type; no part of the ticket's code."""
    return "".join(secrets.choice(CROCKFORD) for _ in range(SHORT))


def code_hash(text: str) -> str:
    """Return the hex SHA-256 by which a code that was read is looked up."""
    return hashlib.sha256(text.strip(ASCII_SPACE).upper().encode()).hexdigest()


def show_short_code(short_code: str) -> str:
    """Return the short code as people read it: two groups of four."""
    return f"{short_code[: SHORT // 2]}-{short_code[SHORT // 2 :]}"


def typed_code(typed: str) -> str | None:
    """Return the ticket's code or the short code meant by what was typed, if any.

    Case, spaces and dashes do not count; I and L read as 1, O as 0.
    """
    text = re.sub(r"[\s\-\u2010-\u2015\u2212]+", "", typed).upper()
    if len(text) == len(PREFIX) + DIGITS and text.startswith(PREFIX):
        code = PREFIX + text.removeprefix(PREFIX).translate(_LOOKALIKES)
        return code if _CODE.fullmatch(code) else None
    short_code = text.translate(_LOOKALIKES)
    return short_code if _SHORT_CODE.fullmatch(short_code) else None
