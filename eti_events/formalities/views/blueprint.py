"""What the pages of this package share."""

from collections.abc import Iterable

from flask import Blueprint

from eti_events.accounts.models import Grant, Role
from eti_events.events.models import Event
from eti_events.formalities.models import Block

bp = Blueprint("formalities", __name__)

READING = frozenset({Role.ORGANISER, Role.ADMIN, Role.SECURITY_OFFICER})


def readable_blocks(grants: Iterable[Grant], event: Event) -> list[Block]:
    """Return the blocks that these grants open for the event: none by role alone."""
    scopes = {None, event.id, event.root_id}
    named = {
        word
        for grant in grants
        if grant.role in READING and grant.event_id in scopes
        for word in grant.audience.split()
    }
    return [block for block in Block if block in named]
