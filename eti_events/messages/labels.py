"""Kinds, states and errors of mail in words for organisers."""

import enum
import re

from flask_babel import gettext as _

from eti_events.messages.actions import NO_ADDRESS, NOT_WRITTEN
from eti_events.messages.models import Mail, MailState
from eti_events.messages.replies import PERMANENT, of_recipient

ANSWER = re.compile(r"([245]\d\d)\b(.*)")


def states() -> dict[MailState, tuple[str, str]]:
    """Return the tag of each state: its colour and its words."""
    return {
        MailState.QUEUED: ("info", _("waiting")),
        MailState.HELD: ("warn", _("held back")),
        MailState.SENDING: ("info", _("being sent")),
        MailState.SENT: ("ok", _("sent")),
        MailState.FAILED: ("err", _("not delivered")),
        MailState.CANCELLED: ("", _("taken back")),
    }


def kinds() -> dict[str, str]:
    """Name the mails by their template."""
    return {
        "accounts/address_asked": _("New address asked for"),
        "accounts/address_changed": _("Address changed"),
        "accounts/address_moved": _("Address changed by the organisers"),
        "accounts/new_address": _("New address to be proved"),
        "accounts/changed": _("Account changed"),
        "accounts/code": _("Code"),
        "accounts/setup": _("Account to set up"),
        "accounts/sign_in": _("Sign-in link"),
        "agenda/findings_reminder": _("Reminder of a page of findings"),
        "meetings/booked": _("Meeting booked"),
        "meetings/cancelled": _("Meeting cancelled"),
        "meetings/offered": _("Meeting after waiting"),
        "agenda/speaker_accepted": _("Speaker: accepted"),
        "agenda/speaker_assistant": _("Assistant of a speaker: link"),
        "agenda/speaker_assisted": _("Speaker: assistant named"),
        "agenda/speaker_cancelled": _("Speaker: no longer asked"),
        "agenda/speaker_changed": _("Speaker: sessions changed"),
        "agenda/speaker_declined": _("Speaker: declined"),
        "agenda/speaker_gone": _("Speaker: session cancelled"),
        "agenda/speaker_invitation": _("Speaker: invitation"),
        "agenda/speaker_proposed": _("Speaker: somebody else proposed"),
        "agenda/speaker_reminder": _("Speaker: reminder to answer"),
        "agenda/speaker_unseen": _("Speaker: reminder of changes"),
        "messages/check": _("Trial mail"),
        "registration/formalities": _("Visa, hotel, travel: the second form"),
        "registration/answered": _("An answer waits in one’s space"),
        "registration/cancelled": _("Cancellation"),
        "registration/cancelled_for_you": _("Cancellation by the organisers"),
        "registration/changed": _("Registration changed"),
        "registration/confirmed": _("Confirmation"),
        "registration/convocation": _("New version of a convocation"),
        "registration/declined": _("Invitation declined"),
        "registration/done_for_you": _("Answer by the desk officer"),
        "registration/delegation": _("Link of a delegation’s contact"),
        "registration/delegation_reminder": _("Reminder to a delegation’s contact"),
        "registration/delegation_left": _("A named person no longer comes"),
        "registration/delegation_released": _("Seats given back"),
        "registration/open_link": _("Address to be proved"),
        "registration/office": _("Link of a private office"),
        "registration/office_noted": _("Answer of a private office noted"),
        "registration/named": _("Named by a delegation"),
        "registration/withdrawn": _("Withdrawn by a delegation"),
        "registration/invitation": _("Invitation"),
        "registration/lapsed": _("Offered place lapsed"),
        "registration/left": _("Waiting list left"),
        "registration/new_code": _("New code"),
        "registration/offered": _("Place offered"),
        "registration/pending": _("Registration to be examined"),
        "registration/provisional": _("Provisional answer"),
        "registration/refused": _("Registration refused"),
        "registration/represented": _("Represented by somebody"),
        "registration/waiting": _("On the waiting list"),
        "registration/reminder": _("Reminder"),
        "registration/request_accepted": _("Request accepted"),
        "registration/request_refused": _("Request not accepted"),
    }


class Reason(enum.Enum):
    """Why a mail has not arrived."""

    NONE = enum.auto()
    NO_ADDRESS = enum.auto()
    NOT_WRITTEN = enum.auto()
    IN_DOUBT = enum.auto()
    UNREACHABLE = enum.auto()
    ASKED_TO_WAIT = enum.auto()
    WAITED_TOO_LONG = enum.auto()
    BAD_MAILBOX = enum.auto()
    RULES = enum.auto()


OURS = {NO_ADDRESS: Reason.NO_ADDRESS, NOT_WRITTEN: Reason.NOT_WRITTEN}


def explain(mail: Mail) -> str:
    """Say in words why a mail has not arrived, and what comes next; '' if it has."""
    return _reasons()[_reason(mail)]


def _reasons() -> dict[Reason, str]:
    return {
        Reason.NONE: "",
        Reason.NO_ADDRESS: _("We have no usable address of this person."),
        Reason.NOT_WRITTEN: _(
            "We could not write this mail: tell whoever looks after the server."
        ),
        Reason.IN_DOUBT: _(
            "The line broke before an answer came: it may have arrived. It will be"
            " sent once more; most mailboxes show it once only."
        ),
        Reason.UNREACHABLE: _("Our mail server could not be reached. We keep trying."),
        Reason.ASKED_TO_WAIT: _(
            "The mail server asked us to come back later. We keep trying."
        ),
        Reason.WAITED_TOO_LONG: _(
            "The mail server asked us to come back later, for days: we gave up."
        ),
        Reason.BAD_MAILBOX: _(
            "The address does not exist, or its mailbox is closed or full: ask the"
            " person for another."
        ),
        Reason.RULES: _("The mail server refused this mail by its own rules."),
    }


def _reason(mail: Mail) -> Reason:
    if not mail.last_error:
        return Reason.NONE
    if mail.last_error in OURS:
        return OURS[mail.last_error]
    if mail.state is MailState.SENDING:
        return Reason.IN_DOUBT
    answer = ANSWER.match(mail.last_error)
    if mail.state is MailState.QUEUED:
        return Reason.ASKED_TO_WAIT if answer else Reason.UNREACHABLE
    code, words = (int(answer[1]), answer[2]) if answer else (0, "")
    if code < PERMANENT:
        return Reason.WAITED_TOO_LONG
    bad = of_recipient(code, words).bad_mailbox
    return Reason.BAD_MAILBOX if bad else Reason.RULES
