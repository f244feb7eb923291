"""Names as people search for them."""

import re
import unicodedata

from anyascii import anyascii


def fold(text: str) -> str:
    """Return ``text`` without accents, case or punctuation, words parted by a space.

    Letters of other scripts become Latin ones, so that a desk can type them.
    """
    latin = anyascii(unicodedata.normalize("NFC", text)).lower()
    return " ".join(re.findall(r"[a-z0-9@.]+", latin))


def name_key(given_name: str, family_name: str) -> str:
    """Return the folded name, family name first: it finds people and sorts lists."""
    return fold(f"{family_name} {given_name}")
