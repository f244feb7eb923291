"""The pages by which people come in and go out; each module adds its own."""

from eti_events.accounts.views import (
    account,
    addresses,
    grants,
    links,
    sessions,
    setup,
    staff,
)
from eti_events.accounts.views.blueprint import bp

__all__ = [
    "account",
    "addresses",
    "bp",
    "grants",
    "links",
    "sessions",
    "setup",
    "staff",
]
