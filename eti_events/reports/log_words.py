"""The audit log in words: what each action is called, and what it was about."""

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext as _

from eti_events.accounts.wording import role_names
from eti_events.formalities.wording import REASONS
from eti_events.reports.labels import purposes, states


def actions() -> dict[str, str]:
    """Name the actions that stand in the log; an unknown one keeps its code."""
    return {
        "account.created": _("Account made"),
        "account.passphrase_set": _("Passphrase chosen"),
        "account.recovery_code_used": _("Recovery code used"),
        "account.recovery_codes_made": _("Recovery codes made"),
        "account.setup_link_made": _("Set-up link made"),
        "account.totp_confirmed": _("Code application set up"),
        "answers.erased": _("Answers to a question erased"),
        "answers.read": _("Sensitive answers read"),
        "badges.printed": _("Badges printed"),
        "correction.kept": _("A correction kept against the roster"),
        "correction.overruled": _("The roster’s value taken, against a correction"),
        "consent.given": _("Consent given"),
        "consent.withdrawn": _("Consent withdrawn"),
        "convocation.issued": _("Convocation issued"),
        "convocation.settings_changed": _("Signature of the convocations changed"),
        "convocations.printed": _("Convocations printed"),
        "counter.repaired": _("Number of places taken put right"),
        "device.paired": _("Device paired"),
        "device.pairing_opened": _("Pairing of a device opened"),
        "device.revoked": _("Device revoked"),
        "delegation.answered": _("Answer of a private office noted"),
        "delegation.principal_named": _("Dignitary of a delegation named"),
        "delegation.cancelled": _("Delegation cancelled"),
        "delegation.changed": _("Seats of a delegation changed"),
        "delegation.contact_changed": _("Contact of a delegation changed"),
        "delegation.created": _("Delegation created"),
        "delegation.named": _("Named to a seat of a delegation"),
        "delegation.released": _("Seats without a name given back"),
        "delegation.reminded": _("Contact of a delegation reminded"),
        "delegation.unnamed": _("Taken off a seat of a delegation"),
        "event.archived": _("Event archived"),
        "event.changed": _("Event changed"),
        "event.closed": _("Event closed"),
        "event.created": _("Event created"),
        "event.day_added": _("Day added"),
        "event.day_removed": _("Day removed"),
        "event.draft": _("Event made a draft again"),
        "event.hours_set": _("Hours of a day set"),
        "event.open": _("Event opened"),
        "event.point_added": _("Scan point added"),
        "event.point_removed": _("Scan point removed"),
        "event.point_renamed": _("Scan point renamed"),
        "event.room_removed": _("Room removed"),
        "event.room_written": _("Room added or changed"),
        "event.taken_over": _("Taken over from an earlier event"),
        "event.takeover_undone": _("What was taken over taken back"),
        "formalities.asked_for": _("Visa, hotel, travel: what is asked changed"),
        "formalities.erased": _("Visa, hotel, travel data erased"),
        "formalities.exported": _("Visa, hotel, travel data exported"),
        "formalities.given": _("Visa, hotel, travel data given"),
        "formalities.read": _("Visa, hotel, travel data read"),
        "formalities.reminded": _("Reminded of the second form"),
        "invitation.reminded": _("Reminded of the invitation"),
        "invitation.resent": _("Invitation sent again"),
        "invitation.sent": _("Invited"),
        "link.sent": _("Sign-in link sent"),
        "mail_text.changed": _("Text of a mail changed"),
        "mail_text.reset": _("Text of a mail back to the default"),
        "mail.resent": _("Mail sent again"),
        "mail.taken_back": _("Mail taken back before it left"),
        "needs.answered": _("Access need answered"),
        "needs.erased": _("Diet and accessibility needs erased"),
        "needs.read": _("Diet and accessibility needs read"),
        "list.columns_chosen": _("Columns of a list chosen"),
        "list.import_started": _("Import of a list started"),
        "list.import_stopped": _("Import of a list stopped"),
        "list.import_undone": _("Import of a list undone"),
        "list.imported": _("List of people imported"),
        "list.uploaded": _("List of people uploaded"),
        "note.deleted": _("Note deleted"),
        "note.written": _("Note written"),
        "open_registration.proved": _("Proved their address to ask to come"),
        "open_registration.set": _("Open registration changed"),
        "participants.exported": _("Participants exported"),
        "participants.view_removed": _("View of the list removed"),
        "participants.view_saved": _("View of the list kept"),
        "person.added": _("Person added"),
        "person.merge_undone": _("Two records parted again"),
        "person.merged": _("Two records made one"),
        "registration.answered_for": _("Desk officer answered for the person"),
        "question.added": _("Question added"),
        "question.changed": _("Question changed"),
        "question.moved": _("Question moved"),
        "question.removed": _("Question removed"),
        "question.resumed": _("Question asked again"),
        "question.stopped": _("Question asked no longer"),
        "quota.removed": _("Quota removed"),
        "quota.set": _("Quota set"),
        "registration.cancelled": _("Registration cancelled"),
        "registration.changed": _("Registration changed"),
        "registration.code_replaced": _("Code of the badge replaced"),
        "registration.confirmed": _("Registration confirmed"),
        "registration.created": _("Registration begun"),
        "registration.declined": _("Answered: will not come"),
        "registration.draft": _("Registration is a draft again"),
        "registration.offered": _("Offered a place that fell free"),
        "registration.pending": _("Registration to be approved"),
        "registration.provisional": _("Answered provisionally: the place is held"),
        "registration.put_first": _("Put first on the waiting list"),
        "registration.refused": _("Registration refused"),
        "registration.waiting": _("Put on the waiting list"),
        "request.accepted": _("Request accepted"),
        "request.asked": _("Asked the organisers"),
        "request.refused": _("Request not accepted"),
        "request.withdrawn": _("Request withdrawn"),
        "role.given": _("Role given"),
        "role.withdrawn": _("Role withdrawn"),
        "roster.columns_chosen": _("Columns of the roster chosen"),
        "roster.deputy_named": _("Deputy of a desk officer named"),
        "roster.desk_officer_assigned": _("Desk officer assigned"),
        "roster.import_started": _("Import of the roster started"),
        "roster.import_stopped": _("Import of the roster stopped"),
        "roster.import_undone": _("Import of the roster undone"),
        "roster.gone_dismissed": _("Absence from the roster known"),
        "roster.imported": _("Roster imported"),
        "roster.refused": _("Roster refused"),
        "roster.uploaded": _("Roster uploaded"),
        "rules.changed": _("Rules of registration changed"),
        "session.checked": _("Proved again who they are"),
        "session.code_mailed": _("Code mailed"),
        "session.ended": _("Signed out"),
        "session.opened": _("Signed in"),
        "session.refused": _("Sign-in refused"),
        "tag.put_on": _("Tag put on"),
        "tag.taken_off": _("Tag taken off"),
        "ticket.issued": _("Code of the badge issued"),
        "ticket.revoked": _("Code of the badge revoked"),
        "walk_in.approved": _("Walk-in approved"),
        "walk_in.asked": _("Walk-in asked for"),
        "walk_in.refused": _("Walk-in refused"),
        "wave.confirmed": _("Wave confirmed"),
        "wave.paused": _("Wave paused"),
        "wave.resumed": _("Wave resumed"),
        "wave.stopped": _("Wave stopped"),
        "wave.unscheduled": _("Wave made a draft again"),
    }


def areas() -> dict[str, str]:
    """Name the parts of the log."""
    return {
        "invitation": _("Invitations"),
        "registration": _("Registrations"),
        "ticket": _("Codes of badges"),
        "consent": _("Consents"),
        "needs": _("Reading of needs"),
        "formalities": _("Visa, hotel, travel"),
        "participants": _("Exports and views of the list"),
        "wave": _("Waves"),
        "list": _("Lists of people"),
        "rules": _("Rules of registration"),
        "quota": _("Quotas"),
        "counter": _("Number of places"),
        "note": _("Notes"),
        "tag": _("Tags"),
        "delegation": _("Delegations"),
        "open_registration": _("Open registration"),
        "question": _("Questions"),
        "answers": _("Answers to questions"),
        "mail": _("Mails"),
        "mail_text": _("Texts of mails"),
        "request": _("Requests"),
        "badges": _("Badges"),
        "convocation": _("Convocations"),
        "convocations": _("Printing of convocations"),
        "device": _("Devices at the door"),
        "walk_in": _("Walk-ins"),
        "event": _("The event itself"),
        "role": _("Roles"),
        "roster": _("Roster"),
        "person": _("People"),
        "correction": _("Corrections"),
        "account": _("Accounts of staff"),
        "session": _("Sessions"),
        "link": _("Sign-in links"),
    }


def subjects() -> dict[str, str]:
    """Name the kinds of rows that lines are about, besides people."""
    return {
        "account": _("Account"),
        "access_link": _("Link"),
        "counter": _("Number of places"),
        "delegation": _("Delegation"),
        "mission": _("Assignment"),
        "need": _("Need"),
        "question": _("Question"),
        "registration_import": _("List of people"),
        "wave": _("Wave"),
        "desk_officer": _("Desk officer"),
        "device": _("Device"),
        "event": _("Event"),
        "event_day": _("Day"),
        "mail": _("Mail"),
        "mail_text": _("Text of a mail"),
        "note": _("Note"),
        "person": _("Person"),
        "role_grant": _("Role"),
        "room": _("Room"),
        "roster_import": _("Import"),
        "saved_view": _("View"),
        "scan_point": _("Scan point"),
        "sign_in": _("Session"),
        "walk_in": _("Walk-in"),
    }


def detail_writer() -> Callable[[Mapping[str, object]], list[str]]:
    """Return what writes the details of a line; codes without words stay codes."""
    keys = {
        "before": _("was before"),
        "columns": _("columns"),
        "asked": _("asked"),
        "count": _("number"),
        "days": _("days"),
        "field": _("field"),
        "kinds": _("kinds"),
        "limit": _("limit"),
        "number": _("number"),
        "people": _("people"),
        "recipients": _("recipients"),
        "seats": _("seats"),
        "kind": _("kind"),
        "purpose": _("purpose"),
        "reason": _("why"),
        "reads": _("may read"),
        "role": _("role"),
        "sensitive": _("sensitive columns"),
    }
    words: dict[str, Mapping[Any, str]] = {
        "before": {state: text for state, (_mark, text) in states().items()},
        "purpose": purposes(),
        "reason": {code: str(words) for code, words in REASONS},
        "role": role_names(),
    }

    def write(detail: Mapping[str, object]) -> list[str]:
        return [
            f"{keys.get(name, name)}: {words.get(name, {}).get(value, value)}"
            for name, value in detail.items()
            if value is not None
        ]

    return write


def actor(kind: str, given_name: str | None, family_name: str | None) -> str:
    """Name who acted: a person, or what acts by itself."""
    if family_name:
        return f"{given_name} {family_name}".strip()
    words = {
        "system": _("The application"),
        "device": _("A device at the door"),
        "visitor": _("A visitor"),
    }
    return str(words.get(kind, kind))
