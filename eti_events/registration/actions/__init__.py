"""What people and organisers do with invitations, registrations and tickets."""

from eti_events.registration.actions.answering import note_reading
from eti_events.registration.actions.asking import (
    add_question,
    ask_question,
    change_question,
    move_question,
    remove_question,
)
from eti_events.registration.actions.deciding import (
    accept_offer,
    answer_provisionally,
    cancel,
    confirm,
    refuse,
    replace_code,
    represent,
)
from eti_events.registration.actions.erasing import forget_answers, forget_needs
from eti_events.registration.actions.inviting import (
    invite,
    invite_people,
    resend_invitation,
    show_invitation,
)
from eti_events.registration.actions.registering import (
    Outcome,
    change,
    decline,
    save_draft,
    submit,
)
from eti_events.registration.actions.rules import (
    RulesPlan,
    remove_quota,
    rules_of,
    set_quota,
    set_rules,
)
from eti_events.registration.actions.settling import settle
from eti_events.registration.actions.tickets import issue_ticket, reissue_ticket
from eti_events.registration.actions.waiting import (
    put_first,
    serve_waiting,
    take_offers_back,
)
from eti_events.registration.actions.walk_ins import (
    known_or_new_person,
    register_by_hand,
    register_walk_in,
)

__all__ = [
    "Outcome",
    "RulesPlan",
    "accept_offer",
    "add_question",
    "answer_provisionally",
    "ask_question",
    "cancel",
    "change",
    "change_question",
    "confirm",
    "decline",
    "forget_answers",
    "forget_needs",
    "invite",
    "invite_people",
    "issue_ticket",
    "known_or_new_person",
    "move_question",
    "note_reading",
    "put_first",
    "refuse",
    "register_by_hand",
    "register_walk_in",
    "reissue_ticket",
    "remove_question",
    "remove_quota",
    "replace_code",
    "represent",
    "resend_invitation",
    "rules_of",
    "save_draft",
    "serve_waiting",
    "set_quota",
    "set_rules",
    "settle",
    "show_invitation",
    "submit",
    "take_offers_back",
]
