"""The pages of events, of registering and of one's own space; each module adds some."""

from eti_events.registration.views import (
    answering,
    asking,
    deciding,
    inviting,
    own,
    public,
    registering,
    rules,
    ticket,
)
from eti_events.registration.views.blueprint import bp

__all__ = [
    "answering",
    "asking",
    "bp",
    "deciding",
    "inviting",
    "own",
    "public",
    "registering",
    "rules",
    "ticket",
]
