"""Settings, read once from the environment, with defaults that just work.

Each ``ETI_X`` may be given as ``ETI_X_FILE`` instead: the path of a file that holds
the value. Secrets have no default: they come from the environment or from the file
``keys.env`` in the data directory, which ``eti init`` writes.
"""

import os
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).parent
MIN_SECRET = 32
MIN_SIGNS = 10  # different ones: a random key of 32 hex digits has fewer never
LOOPBACK_HOSTS = ("127.0.0.1", "localhost", "::1")
LOOPBACK = "http://127.0.0.1:5000"


class ConfigError(Exception):
    """A setting is missing or unsafe; the text says which, and what to do."""


def data_dir() -> Path:
    """Return the folder that holds the database, keys and files."""
    return Path(os.environ.get("ETI_DATA_DIR") or ROOT / "var").resolve()


def _kept_keys() -> dict[str, str]:
    path = data_dir() / "keys.env"
    if not path.exists():
        return {}
    lines = path.read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line)


def read(name: str, default: str | None = None) -> str:
    """Return setting ``name``; raise ConfigError when it is nowhere."""
    if value := os.environ.get(name):
        return value
    if path := os.environ.get(f"{name}_FILE"):
        return Path(path).read_text(encoding="utf-8").strip()
    value = _kept_keys().get(name, default)
    if value is None:
        raise ConfigError(f"{name} is not set: set it, or run `eti init` once.")
    return value


def _database_url() -> str:
    url = read("ETI_DATABASE_URL", f"sqlite:///{data_dir() / 'eti.sqlite3'}")
    scheme, _, rest = url.partition("://")
    return f"postgresql+psycopg://{rest}" if scheme in PLAIN_POSTGRES else url


PLAIN_POSTGRES = ("postgres", "postgresql")


def _number(name: str, default: int) -> int:
    value = read(name, str(default))
    if not value.isdigit():
        raise ConfigError(f"{name} must be a whole number, not {value!r}.")
    return int(value)


@dataclass(frozen=True, kw_only=True)
class Config:
    """Every setting; ``docs/reference/settings.md`` explains each."""

    SECRET_KEY: str = field(default_factory=lambda: read("ETI_SECRET_KEY"))
    FIELD_KEYS: str = field(default_factory=lambda: read("ETI_FIELD_KEYS"))
    SQLALCHEMY_DATABASE_URI: str = field(default_factory=_database_url)
    DATA_DIR: Path = field(default_factory=data_dir)
    BASE_URL: str = field(
        default_factory=lambda: read("ETI_BASE_URL", "http://127.0.0.1:5000").rstrip(
            "/"
        )
    )
    QUEUE_URL: str = field(default_factory=lambda: read("ETI_QUEUE_URL", ""))
    SMTP_URL: str = field(
        default_factory=lambda: read("ETI_SMTP_URL", "smtp://127.0.0.1:25")
    )
    MAIL_FROM: str = field(
        default_factory=lambda: read(
            "ETI_MAIL_FROM", "eti-events@localhost.localdomain"
        )
    )
    MAIL_PER_MINUTE: int = field(
        default_factory=lambda: _number("ETI_MAIL_PER_MINUTE", 60)
    )
    LEASE_SECONDS: int = field(
        default_factory=lambda: _number("ETI_LEASE_SECONDS", 300)
    )
    TRUSTED_PROXIES: int = field(
        default_factory=lambda: _number("ETI_TRUSTED_PROXIES", 0)
    )
    CONTROLLER: str = field(default_factory=lambda: read("ETI_CONTROLLER", ""))
    CONTROLLER_ADDRESS: str = field(
        default_factory=lambda: read("ETI_CONTROLLER_ADDRESS", "")
    )
    CONTACT_EMAIL: str = field(default_factory=lambda: read("ETI_CONTACT_EMAIL", ""))
    DPO_EMAIL: str = field(default_factory=lambda: read("ETI_DPO_EMAIL", ""))
    HOST_NAME: str = field(default_factory=lambda: read("ETI_HOST_NAME", ""))

    DEMO: bool = field(default_factory=lambda: read("ETI_DEMO", "") == "1")
    TESTING: bool = False
    WTF_CSRF_ENABLED: bool = True
    WTF_CSRF_TIME_LIMIT: int | None = None  # a form left open overnight still sends
    COMPRESS_LEVEL: int = 4  # one tenth larger than level 6, for half its time
    BABEL_DEFAULT_LOCALE: str = "fr"
    MAX_CONTENT_LENGTH: int = 12 * 1024 * 1024
    MAX_FORM_MEMORY_SIZE: int = 1024 * 1024
    MAX_FORM_PARTS: int = 2000
    SEND_FILE_MAX_AGE_DEFAULT: int = 365 * 24 * 3600  # their addresses carry a version
    REQUESTS_PER_MINUTE: int = field(
        default_factory=lambda: _number("ETI_REQUESTS_PER_MINUTE", 600)
    )
    # The row of the session says when it ends; the cookie only has to last as long.
    PERMANENT_SESSION_LIFETIME: timedelta = timedelta(days=400)
    SESSION_REFRESH_EACH_REQUEST: bool = False
    SESSION_COOKIE_HTTPONLY: bool = True
    SESSION_COOKIE_SAMESITE: str = "Lax"

    def __post_init__(self) -> None:
        if len(self.SECRET_KEY) < MIN_SECRET or len(set(self.SECRET_KEY)) < MIN_SIGNS:
            raise ConfigError(
                f"ETI_SECRET_KEY is too simple to be secret: {MIN_SECRET} random"
                " characters at least; `eti init` makes one."
            )
        if self.DEMO and urlsplit(self.BASE_URL).hostname not in LOOPBACK_HOSTS:
            raise ConfigError(
                "A demonstration lets anyone sign in as anyone: it is served on"
                " this machine alone. Unset ETI_DEMO, or set ETI_BASE_URL to it."
            )

    @property
    def SECURE(self) -> bool:  # noqa: N802 -- Flask reads settings in capitals
        """Whether people reach the application by https."""
        return self.BASE_URL.startswith("https://")

    @property
    def SESSION_COOKIE_SECURE(self) -> bool:  # noqa: N802 -- as above
        """Keep the cookie off plain http wherever https is used."""
        return self.SECURE

    @property
    def SESSION_COOKIE_NAME(self) -> str:  # noqa: N802 -- as above
        """The ``__Host-`` prefix binds the cookie to this very host."""
        return "__Host-eti" if self.SECURE else "eti"

    @property
    def LANGUAGE_COOKIE_NAME(self) -> str:  # noqa: N802 -- as above
        """The chosen language, as tightly bound."""
        return "__Host-lang" if self.SECURE else "lang"

    @property
    def TRUSTED_HOSTS(self) -> list[str]:  # noqa: N802 -- as above
        """The one host that the application answers to."""
        return [urlsplit(self.BASE_URL).hostname or ""]

    @property
    def SQLALCHEMY_ENGINE_OPTIONS(self) -> dict[str, object]:  # noqa: N802 -- as above
        """Notice dropped connections; keep what people typed out of logged errors."""
        if self.SQLALCHEMY_DATABASE_URI.startswith("sqlite"):
            return {
                "connect_args": {"check_same_thread": False},
                "hide_parameters": True,
            }
        return {
            "pool_pre_ping": True,
            "pool_size": 8,
            "max_overflow": 8,
            "hide_parameters": True,
        }
