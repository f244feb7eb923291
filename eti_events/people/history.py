"""What an import keeps of the values before and after, so that it can be undone."""

import hashlib
import json
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping
from typing import Any

from eti_events.people.models import Mission, Person
from eti_events.people.values import to_text
from eti_events.security import keyring

SECRET = ("phone",)  # encrypted in its column, so encrypted in the history too
PURPOSE = "roster_change"

Texts = dict[str, str]


def texts_of(owner: Person | Mission, names: Iterable[str]) -> Texts:
    """Return values as they stand, as the history keeps them."""
    return sealed({name: getattr(owner, name) for name in names})


def sealed(values: Mapping[str, Any]) -> Texts:
    """Return values as texts, secret ones encrypted."""
    return {
        name: seal(to_text(value)) if name in SECRET else to_text(value)
        for name, value in values.items()
    }


def opened(name: str, text: str) -> str:
    """Return the text that the history keeps for a field."""
    return unseal(text) if name in SECRET else text


def seal(text: str) -> str:
    """Encrypt a text for the history."""
    return b64encode(keyring.seal(text.encode(), PURPOSE)).decode()


def unseal(text: str) -> str:
    """Decrypt a text of the history."""
    return keyring.open(b64decode(text), PURPOSE).decode()


def print_of(values: Mapping[str, Any], names: Iterable[str]) -> str:
    """Return the digest of a row that was made; secret values have no part in it."""
    texts = [to_text(values[name]) for name in names if name not in SECRET]
    return hashlib.sha256(json.dumps(texts).encode()).hexdigest()
