"""What people and organisers do with invitations, registrations and tickets."""

from eti_events.registration.actions.answering import note_reading
from eti_events.registration.actions.arranging import AccessAnswer, answer_access
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
from eti_events.registration.actions.delegations import (
    Contact,
    DelegationPlan,
    cancel_delegation,
    change_contact,
    change_seats,
    create_delegation,
    remind_contact,
)
from eti_events.registration.actions.erasing import (
    forget_answers,
    forget_needs,
    forget_typed,
)
from eti_events.registration.actions.experts import (
    answer_for,
    cancel_for,
    decline_for,
)
from eti_events.registration.actions.granting import accept_request, refuse_request
from eti_events.registration.actions.importing import (
    choose_list_columns,
    commit_list,
    plan_import,
    read_list,
    start_list,
    stop_list,
    upload_list,
)
from eti_events.registration.actions.inviting import (
    invite,
    invite_people,
    resend_invitation,
)
from eti_events.registration.actions.naming import (
    name_to_seat,
    replace_person,
    withdraw_person,
)
from eti_events.registration.actions.notes import (
    delete_note,
    tag_person,
    untag_person,
    write_note,
)
from eti_events.registration.actions.offices import Reply, answer_for_office
from eti_events.registration.actions.open_door import (
    Asking,
    OpenPlan,
    ask_to_come,
    forget_open_requests,
    prove_address,
    set_open_registration,
)
from eti_events.registration.actions.principals import name_principal
from eti_events.registration.actions.registering import (
    Outcome,
    change,
    decline,
    save_draft,
    submit,
)
from eti_events.registration.actions.releasing import forget_named, settle_delegations
from eti_events.registration.actions.requesting import (
    ask_in_words,
    is_frozen,
    is_past_freeze,
    leave,
    withdraw,
)
from eti_events.registration.actions.rules import (
    RulesPlan,
    remove_quota,
    rules_of,
    set_quota,
    set_rules,
)
from eti_events.registration.actions.sending import (
    begin_wave,
    look_after,
    send_batch,
    settle_waves,
)
from eti_events.registration.actions.settling import settle
from eti_events.registration.actions.several import act_on_each
from eti_events.registration.actions.standing_in import hold_for, represent_by
from eti_events.registration.actions.tickets import issue_ticket, reissue_ticket
from eti_events.registration.actions.unimporting import (
    can_be_undone,
    forget_rows,
    undo_list,
)
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
from eti_events.registration.actions.waves import (
    SEND_WAVE,
    change_wave,
    confirm_wave,
    discard_wave,
    draft_wave,
    name_person,
    pause_wave,
    resume_wave,
    send_sample,
    stop_wave,
    unschedule_wave,
)
from eti_events.registration.delegations.people import NamedPerson

__all__ = [
    "SEND_WAVE",
    "AccessAnswer",
    "Asking",
    "Contact",
    "DelegationPlan",
    "NamedPerson",
    "OpenPlan",
    "Outcome",
    "Reply",
    "RulesPlan",
    "accept_offer",
    "accept_request",
    "act_on_each",
    "add_question",
    "answer_access",
    "answer_for",
    "answer_for_office",
    "answer_provisionally",
    "ask_in_words",
    "ask_question",
    "ask_to_come",
    "begin_wave",
    "can_be_undone",
    "cancel",
    "cancel_delegation",
    "cancel_for",
    "change",
    "change_contact",
    "change_question",
    "change_seats",
    "change_wave",
    "choose_list_columns",
    "commit_list",
    "confirm",
    "confirm_wave",
    "create_delegation",
    "decline",
    "decline_for",
    "delete_note",
    "discard_wave",
    "draft_wave",
    "forget_answers",
    "forget_named",
    "forget_needs",
    "forget_open_requests",
    "forget_rows",
    "forget_typed",
    "hold_for",
    "invite",
    "invite_people",
    "is_frozen",
    "is_past_freeze",
    "issue_ticket",
    "known_or_new_person",
    "leave",
    "look_after",
    "move_question",
    "name_person",
    "name_principal",
    "name_to_seat",
    "note_reading",
    "pause_wave",
    "plan_import",
    "prove_address",
    "put_first",
    "read_list",
    "refuse",
    "refuse_request",
    "register_by_hand",
    "register_walk_in",
    "reissue_ticket",
    "remind_contact",
    "remove_question",
    "remove_quota",
    "replace_code",
    "replace_person",
    "represent",
    "represent_by",
    "resend_invitation",
    "resume_wave",
    "rules_of",
    "save_draft",
    "send_batch",
    "send_sample",
    "serve_waiting",
    "set_open_registration",
    "set_quota",
    "set_rules",
    "settle",
    "settle_delegations",
    "settle_waves",
    "start_list",
    "stop_list",
    "stop_wave",
    "submit",
    "tag_person",
    "take_offers_back",
    "undo_list",
    "unschedule_wave",
    "untag_person",
    "upload_list",
    "withdraw",
    "withdraw_person",
    "write_note",
]
