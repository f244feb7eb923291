"""The link by which a delegation's contact answers for it."""

from datetime import datetime

from eti_events.accounts.actions import make_link
from eti_events.accounts.models import LinkPurpose
from eti_events.events.models import Event
from eti_events.registration.actions.inviting import LINK_LIFE
from eti_events.registration.models import Delegation


def live_token(event: Event, delegation: Delegation, at: datetime) -> str:
    """Return the token of the contact's link, a dead one replaced by a new one."""
    link = delegation.link
    if link and link.token and not link.revoked_at and at < link.expires_at:
        return link.token
    delegation.link, token = make_link(
        delegation.contact_id or delegation.contact.id,
        LinkPurpose.INVITATION,
        at=at,
        expires_at=event.ends_at + LINK_LIFE,
        event_id=event.id,
        goal=f"/me/{event.slug}/delegations/{delegation.public_id}",
    )
    return token
