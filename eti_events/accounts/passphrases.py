"""What makes a passphrase too easy to guess, and how one is kept."""

import gzip
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

SHORTEST = 12
FEWEST_SIGNS = 5
SMALLEST_WORD = 3
ROWS = ("azertyuiopqsdfghjklmwxcvbn", "qwertyuiopasdfghjklzxcvbnm")
DISGUISES = str.maketrans("@4380!15$7", "aaeboiisst")
CONTEXT = (
    *("expertise", "france", "eti", "journees", "events", "seminaire", "expert"),
    *("motdepasse", "phrase", "passe", "passphrase", "connexion", "bonjour"),
    *("organisation", "organisateur", "ambassade", "paris", "ministere"),
)

# OWASP's lowest memory for Argon2id: several sign-ins at once fit a small server.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# Of nobody: an unknown address costs as long as a wrong passphrase.
_NOBODY = (
    "$argon2id$v=19$m=19456,t=2,p=1$c2FsdCBvZiBub2JvZHk"
    "$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
)


def seal(passphrase: str) -> str:
    """Return the salted Argon2id hash to keep; takes some 25 ms on purpose."""
    return _hasher.hash(_same(passphrase))


def matches(kept: str | None, passphrase: str) -> bool:
    """Whether the passphrase is the one kept; as slow when there is none."""
    try:
        return _hasher.verify(kept or _NOBODY, _same(passphrase)) and bool(kept)
    except (VerifyMismatchError, InvalidHashError):
        return False


def is_short(passphrase: str) -> bool:
    """Whether it has too few characters."""
    return len(_same(passphrase)) < SHORTEST


def is_common(passphrase: str, names: Iterable[str] = ()) -> bool:
    """Whether it is among the first that anybody would try.

    That is: a password of the list or two of its words, or names of the person or
    of our trade, whatever digits and signs stand around them; a row of the keyboard;
    few different signs; a sequence.
    """
    folded = _folded(passphrase)
    if passphrase.casefold() in _common() or folded in _common():
        return True
    if len(set(folded)) < FEWEST_SIGNS or _is_sequence(folded):
        return True
    words = {word for name in names for word in _words(name)} | set(CONTEXT)
    core = re.sub(r"^[^a-z]+|[^a-z]+$", "", folded)
    spellings = (_letters(core), _letters(core.translate(DISGUISES)))
    return any(
        _is_made_of_two(letters, words) or _is_made_of(letters, words)
        for letters in spellings
    )


def _letters(text: str) -> str:
    return _once(re.sub(r"[^a-z]", "", text))


def _is_made_of_two(letters: str, own: set[str]) -> bool:
    def known(word: str) -> bool:
        return not word or word in own or word in _common()

    if not letters:
        return False
    if any(letters in row or letters in row[::-1] for row in ROWS):
        return True
    return any(
        known(letters[:cut]) and known(letters[cut:]) for cut in range(len(letters))
    )


def _is_made_of(letters: str, own: set[str]) -> bool:
    """Whether little is left without the words that everybody connects with us."""
    if not letters:
        return False
    for word in sorted(own, key=len, reverse=True):
        letters = letters.replace(word, "")
    return len(letters) < SMALLEST_WORD


def _is_sequence(text: str) -> bool:
    """Whether nearly every sign follows, repeats or precedes the one before."""
    steps = [ord(b) - ord(a) for a, b in pairwise(text)]
    jumps = sum(abs(step) > 1 for step in steps)
    return jumps <= len(steps) // 5


def _once(text: str) -> str:
    """Return the part that ``text`` repeats from its first letter to its last."""
    found = re.fullmatch(r"(.+?)\1+", text)
    return found[1] if found else text


def _words(name: str) -> list[str]:
    parts = re.findall(r"[a-z]+", _folded(name))
    return [part for part in (*parts, "".join(parts)) if len(part) >= SMALLEST_WORD]


def _same(passphrase: str) -> str:
    """Return it as every keyboard would send it."""
    return unicodedata.normalize("NFKC", passphrase)


def _folded(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in parts if not unicodedata.combining(sign))


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    packed = files("eti_events.accounts").joinpath("common-passwords.txt.gz")
    return frozenset(gzip.decompress(packed.read_bytes()).decode().split())
