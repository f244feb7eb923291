"""The pages of events, of registering and of one's own space; each module adds some."""

from eti_events.registration.views import (
    answering,
    asking,
    deciding,
    delegations,
    inviting,
    my_experts,
    offices,
    open_door,
    own,
    own_delegation,
    public,
    registering,
    requests,
    rules,
    texts,
    ticket,
    waves,
)
from eti_events.registration.views.blueprint import bp

__all__ = [
    "answering",
    "asking",
    "bp",
    "deciding",
    "delegations",
    "inviting",
    "my_experts",
    "offices",
    "open_door",
    "own",
    "own_delegation",
    "public",
    "registering",
    "requests",
    "rules",
    "texts",
    "ticket",
    "waves",
]
