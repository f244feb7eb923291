"""Telephone numbers as people type them, kept in the form that every country dials."""

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

MOBILE = phonenumbers.PhoneNumberType.MOBILE


class NoCountryCode(ValueError):
    """The number could be of any country; ``suggestion`` is the likeliest reading."""

    def __init__(self, suggestion: str) -> None:
        super().__init__(suggestion)
        self.suggestion = suggestion


class NoNumber(ValueError):
    """Nobody could dial this; ``example`` shows what a number looks like."""

    def __init__(self, example: str) -> None:
        super().__init__(example)
        self.example = example


def e164(typed: str, country: str) -> str:
    """Return ``+38970123456``; raise NoCountryCode or NoNumber (both ValueError).

    ``country`` (ISO 3166, may be empty) serves the suggestion only: somebody posted
    in Skopje may well have a French number.
    """
    text = typed.strip()
    text = f"+{text[2:]}" if text.startswith("00") else text
    try:
        number = phonenumbers.parse(text, None)
    except NumberParseException:
        raise _without_code(text, country) from None
    if not phonenumbers.is_possible_number(number):
        raise NoNumber(_example(country))
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def spaced(number: str) -> str:
    """Return a kept number as people read it: ``+389 70 123 456``."""
    try:
        return _shown(phonenumbers.parse(number, None))
    except NumberParseException:
        return number


def masked(number: str) -> str:
    """Return the number as it may be shown to a session that proved little."""
    return f"•• •• •• {number[-2:]}"


def _without_code(text: str, country: str) -> ValueError:
    try:
        number = phonenumbers.parse(text, country or "FR")
    except NumberParseException:
        return NoNumber(_example(country))
    if phonenumbers.is_possible_number(number):
        return NoCountryCode(_shown(number))
    return NoNumber(_example(country))


def _example(country: str) -> str:
    number = phonenumbers.example_number_for_type(country or "FR", MOBILE)
    return _shown(number) if number else "+33 1 99 00 55 12"


def _shown(number: phonenumbers.PhoneNumber) -> str:
    return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)
