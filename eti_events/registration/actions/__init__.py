"""What people and organisers do with invitations, registrations and tickets."""

from eti_events.registration.actions.deciding import cancel, confirm, replace_code
from eti_events.registration.actions.erasing import forget_needs
from eti_events.registration.actions.inviting import (
    invite,
    invite_people,
    resend_invitation,
    show_invitation,
)
from eti_events.registration.actions.places import give_back_place, take_place
from eti_events.registration.actions.registering import (
    Outcome,
    change,
    decline,
    save_draft,
    submit,
)
from eti_events.registration.actions.settling import settle
from eti_events.registration.actions.tickets import issue_ticket, reissue_ticket
from eti_events.registration.actions.walk_ins import (
    known_or_new_person,
    register_by_hand,
    register_walk_in,
)

__all__ = [
    "Outcome",
    "cancel",
    "change",
    "confirm",
    "decline",
    "forget_needs",
    "give_back_place",
    "invite",
    "invite_people",
    "issue_ticket",
    "known_or_new_person",
    "register_by_hand",
    "register_walk_in",
    "reissue_ticket",
    "replace_code",
    "resend_invitation",
    "save_draft",
    "settle",
    "show_invitation",
    "submit",
    "take_place",
]
