"""E-mail addresses: what is one, and when two are the same."""

from email_validator import (
    SPECIAL_USE_DOMAIN_NAMES,
    EmailNotValidError,
    validate_email,
)

for name in ("invalid", "test", "local"):  # invented people, networks of a house
    if name in SPECIAL_USE_DOMAIN_NAMES:
        SPECIAL_USE_DOMAIN_NAMES.remove(name)


def email_key(text: str) -> str:
    """Return the address by which a person is known; raise ValueError if it is none.

    Lower case, NFC, an international domain in its ASCII form. Nothing is looked up.
    """
    try:
        address = validate_email(
            text, check_deliverability=False, allow_smtputf8=False, strict=True
        )
    except EmailNotValidError as error:
        raise ValueError(str(error)) from None
    return f"{address.local_part}@{address.ascii_domain}".lower()
