"""What no cell of a roster may hold: formulas, control and invisible characters."""

import re
import unicodedata

from eti_events.people.faults import Problem

FORMULA = re.compile(r"[=＝]|[-+@＋－＠](?=.*(?:[A-Za-z]\w*\(|\|))")
SUM = re.compile(r"[-+@]\s*\d+(?:\s*[-+*/^]\s*\d+)+")
DIRECTION = "\u061c\u200e\u200f" + "".join(map(chr, range(0x202A, 0x202F)))
DIRECTION += "".join(map(chr, range(0x2066, 0x206A)))
JOINERS = "\u200c\u200d"
INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def is_formula(text: str) -> bool:
    """Whether a spreadsheet program would compute ``text``, were it typed there.

    A sign alone is no formula: phone numbers and bullets begin with one.
    """
    return bool(FORMULA.match(text))


def is_sum(text: str) -> bool:
    """Whether ``text`` is a calculation of numbers that begins with a sign."""
    return bool(SUM.fullmatch(text))


def strange_character(text: str) -> str | None:
    """Return the first control, direction or invisible character, if any.

    Joiners stay where a script needs them: between letters that are not Latin.
    """
    for place, character in enumerate(text):
        if unicodedata.category(character) not in INVISIBLE:
            continue
        if character in JOINERS and place and ord(text[place - 1]) > 0x0590:  # noqa: PLR2004 -- from Hebrew on
            continue
        return character
    return None


def character_problem(character: str) -> Problem:
    """Return the words for a strange character."""
    if character in DIRECTION:
        return Problem.CHARACTER_DIRECTION
    if character in "\t\n\r\v\f\x85\u2028\u2029":
        return Problem.CHARACTER_LINE
    if unicodedata.category(character) == "Cc":
        return Problem.CHARACTER_CONTROL
    return Problem.CHARACTER_INVISIBLE
