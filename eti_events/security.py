"""Secrets: random tokens, their digests, and columns encrypted at rest."""

import hashlib
import secrets
from base64 import b64decode

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Dialect, LargeBinary
from sqlalchemy.types import TypeDecorator

from config import ConfigError

NONCE_BYTES = 12
KEY_BYTES = 32
FEWEST_SIGNS = 12  # different bytes: 32 random ones have fewer never


def new_token() -> str:
    """Return 192 random bits, fit for an address."""
    return secrets.token_urlsafe(24)


def digest(token: str) -> str:
    """Return the hex SHA-256 under which a token is looked up."""
    return hashlib.sha256(token.encode()).hexdigest()


class Keyring:
    """The keys of encrypted columns: the first seals, every one opens."""

    def __init__(self) -> None:
        self._keys: dict[str, AESGCM] = {}

    def load(self, text: str) -> None:
        """Read ``id:base64,id:base64…`` (32 bytes each), the current key first."""
        pairs = [part.partition(":") for part in text.split(",")]
        self._keys = {name.strip(): _cipher(key) for name, _, key in pairs}

    def seal(self, value: bytes, purpose: str) -> bytes:
        """Encrypt ``value``; it opens only for the same ``purpose``."""
        name, cipher = next(iter(self._keys.items()))
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = cipher.encrypt(nonce, value, purpose.encode())
        return name.encode() + b":" + nonce + sealed

    def open(self, sealed: bytes, purpose: str) -> bytes:
        """Decrypt; raise InvalidTag when it was altered or is for another purpose."""
        name, _, rest = sealed.partition(b":")
        nonce, text = rest[:NONCE_BYTES], rest[NONCE_BYTES:]
        return self._keys[name.decode()].decrypt(nonce, text, purpose.encode())


def _cipher(key: str) -> AESGCM:
    try:
        raw = b64decode(key, validate=True)
    except ValueError:
        raw = b""
    if len(raw) != KEY_BYTES or len(set(raw)) < FEWEST_SIGNS:
        raise ConfigError(
            "each key of ETI_FIELD_KEYS is a name, a colon, and 32 random bytes in"
            " base64; `eti init` makes one."
        )
    return AESGCM(raw)


keyring = Keyring()


class EncryptedBytes(TypeDecorator[bytes]):
    """Bytes that the database holds encrypted, bound to their column by name."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, purpose: str) -> None:
        super().__init__()
        self.purpose = purpose

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        """Encrypt on the way in."""
        return None if value is None else keyring.seal(value, self.purpose)

    def process_result_value(
        self, value: bytes | None, dialect: Dialect
    ) -> bytes | None:
        """Decrypt on the way out."""
        return None if value is None else keyring.open(bytes(value), self.purpose)


class EncryptedText(TypeDecorator[str]):
    """Text that the database holds encrypted, bound to its column by name."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, purpose: str) -> None:
        super().__init__()
        self.purpose = purpose

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        """Encrypt on the way in."""
        return None if value is None else keyring.seal(value.encode(), self.purpose)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        """Decrypt on the way out."""
        if value is None:
            return None
        return keyring.open(bytes(value), self.purpose).decode()
