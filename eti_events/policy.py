"""Who may use which route: the one table, and its guard. No line, no entry.

The guard runs before every view. It loads the event that the address names by its
``slug`` and keeps it for ``current_event()``; what is not yours answers 404.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from flask import Flask, abort, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from eti_events.accounts.access import (
    current_sign_in,
    find_current_sign_in,
    granted_anywhere,
    roles_for,
)
from eti_events.accounts.actions import opens_everything
from eti_events.accounts.models import Role, SignInKind
from eti_events.clock import utcnow
from eti_events.events.models import Event, EventState
from eti_events.events.queries import find_event

READING = ("GET", "HEAD")

Check = Callable[[Event | None], ResponseReturnValue | None]


@dataclass(frozen=True)
class Rule:
    """One kind of entry; ``roles`` says which roles it lets in, for the matrix.

    ``anywhere``: the role may be for any event.
    """

    check: Check
    roles: frozenset[Role] = field(default_factory=frozenset)
    anywhere: bool = False


def _anybody(event: Event | None) -> None:
    if event is not None and event.state is EventState.DRAFT:
        abort(404)


def _signed_in(event: Event | None) -> ResponseReturnValue | None:
    sign_in = find_current_sign_in()
    if sign_in is None or not opens_everything(sign_in, utcnow()):
        return _ask_to_sign_in("accounts.sign_in")
    return None


def _signed_in_as_staff(event: Event | None) -> ResponseReturnValue | None:
    sign_in = find_current_sign_in()
    if sign_in is None or sign_in.kind is not SignInKind.STAFF:
        return _ask_to_sign_in("accounts.staff_sign_in")
    return None


def _own(event: Event | None) -> ResponseReturnValue | None:
    if (answer := _signed_in(event)) is None:
        _keep_within_scope(event)
    return answer


def _ticket(event: Event | None) -> ResponseReturnValue | None:
    if find_current_sign_in() is None:
        return _ask_to_sign_in("accounts.sign_in")
    _keep_within_scope(event)
    return None


def _keep_within_scope(event: Event | None) -> None:
    """Keep a session that came by an invitation to the edition it is for."""
    scope = current_sign_in().event_id
    if event is not None and scope not in (None, event.id, event.root_id):
        abort(404)


def _demo_only(event: Event | None) -> None:
    if not current_app.config["DEMO"]:
        abort(404)


def _ask_to_sign_in(endpoint: str) -> ResponseReturnValue:
    if request.method in READING and not request.path.startswith("/api/"):
        return redirect(url_for(endpoint, next=request.full_path.rstrip("?")))
    return abort(401)


def staff(*roles: Role) -> Rule:
    """Let in who has one of the roles for the event named, or is an administrator."""
    allowed = frozenset({Role.ADMIN, *roles})

    def check(event: Event | None) -> ResponseReturnValue | None:
        if (answer := _signed_in_as_staff(event)) is not None:
            return answer
        if not roles_for(event) & allowed:
            abort(404)
        return None

    return Rule(check, allowed)


def staff_somewhere(*roles: Role) -> Rule:
    """Let in who has one of the roles for any event; the view shows only those."""
    allowed = frozenset({Role.ADMIN, *roles})

    def check(event: Event | None) -> ResponseReturnValue | None:
        if (answer := _signed_in_as_staff(event)) is not None:
            return answer
        if not granted_anywhere() & allowed:
            abort(404)
        return None

    return Rule(check, allowed, anywhere=True)


PUBLIC = Rule(_anybody)  # drafts of events stay hidden
SIGNED_IN = Rule(_signed_in)
SIGNED_IN_AS_STAFF = Rule(_signed_in_as_staff)  # one's own account, whatever the role
OWN = Rule(_own)  # one's own rows at the event named; the view scopes to the person
TICKET = Rule(_ticket)  # as OWN, and for as long as the event lasts
DEMO = Rule(_demo_only)
BEARER = Rule(lambda event: None)  # the view itself checks the device's token first
ORGANISERS = staff(Role.ORGANISER)
DOOR = (Role.ORGANISER, Role.CHECK_IN)
FORMALITIES = staff(Role.ORGANISER, Role.SECURITY_OFFICER)
PROTOCOL = staff(Role.ORGANISER, Role.PROTOCOL)
DESK = staff(Role.DESK_OFFICER)  # or their deputy; the view scopes to own experts
MEETINGS = staff(Role.ORGANISER, Role.DESK_OFFICER)  # the views scope to one's own
ANY_STAFF = staff_somewhere(*Role)

# One line a route, by package. Endpoint → rule.
POLICY: dict[str, Rule] = {
    "static": PUBLIC,
    "home.index": PUBLIC,
    "home.alive": PUBLIC,
    "home.ready": PUBLIC,
    "home.describe_api": PUBLIC,
    "pages.accessibility": PUBLIC,
    "pages.legal": PUBLIC,
    "pages.privacy": PUBLIC,
    # accounts
    "accounts.sign_in": PUBLIC,
    "accounts.ask_for_link": PUBLIC,
    "accounts.link_sent": PUBLIC,
    "accounts.show_link": PUBLIC,
    "accounts.use_link": PUBLIC,
    "accounts.open_invitation": PUBLIC,
    "accounts.use_invitation": PUBLIC,
    "accounts.renew_link": PUBLIC,
    "accounts.staff_sign_in": PUBLIC,
    "accounts.give_passphrase": PUBLIC,
    "accounts.staff_code": PUBLIC,
    "accounts.give_staff_code": PUBLIC,
    "accounts.show_setup": PUBLIC,  # the link's token is checked by the view
    "accounts.choose_passphrase": PUBLIC,
    "accounts.show_totp": PUBLIC,
    "accounts.confirm_totp": PUBLIC,
    "accounts.sign_out": PUBLIC,
    "accounts.signed_out": PUBLIC,
    "accounts.sessions": SIGNED_IN,
    "accounts.end_session": SIGNED_IN,
    "accounts.end_other_sessions": SIGNED_IN,
    "accounts.check": SIGNED_IN,
    "accounts.own_address": SIGNED_IN,
    "accounts.ask_for_address": SIGNED_IN,
    "accounts.address_asked": SIGNED_IN,
    "accounts.show_address": PUBLIC,
    "accounts.prove_address": PUBLIC,
    "accounts.show_stop": PUBLIC,
    "accounts.stop_address": PUBLIC,
    "accounts.mail_code": SIGNED_IN,
    "accounts.give_code": SIGNED_IN,
    "accounts.account": SIGNED_IN_AS_STAFF,
    "accounts.change_passphrase": SIGNED_IN_AS_STAFF,
    "accounts.renew_recovery_codes": SIGNED_IN_AS_STAFF,
    "accounts.access": staff(),
    "accounts.give_role": staff(),
    "accounts.withdraw_role": staff(),
    "accounts.renew_account": staff(),
    "demo.index": DEMO,
    "demo.show": DEMO,
    "demo.sign_in": DEMO,
    "demo_mails.index": DEMO,
    "demo_mails.show": DEMO,
    "demo_mails.page": DEMO,
    "demo_mails.enclosure": DEMO,
    "demo_mails.raw": DEMO,
    # messages
    "messages.mails": ORGANISERS,
    "messages.show": ORGANISERS,
    "messages.resend": ORGANISERS,
    "messages.take_back": ORGANISERS,
    # badges
    "badges.mine": OWN,
    "badges.mine_pdf": OWN,
    "badges.index": ORGANISERS,
    "badges.sheets_pdf": ORGANISERS,
    "badges.sheets_html": ORGANISERS,
    # formalities: what is sensitive opens for the readers whom a grant names
    "formalities.mine": OWN,
    "formalities.give": OWN,
    "formalities.index": FORMALITIES,
    "formalities.save_rules": ORGANISERS,
    "formalities.remind": ORGANISERS,
    "formalities.of_registration": FORMALITIES,
    "formalities.open_for": FORMALITIES,
    "formalities.export": FORMALITIES,
    # documents
    "documents.mine": OWN,
    "documents.mine_pdf": OWN,
    "documents.verify": PUBLIC,
    "documents.convocations": ORGANISERS,
    "documents.save_convening": ORGANISERS,
    "documents.tell_of_versions": ORGANISERS,
    "documents.convocations_pdf": ORGANISERS,
    "documents.of_registration": ORGANISERS,
    "documents.of_registration_pdf": ORGANISERS,
    "documents.my_experts_pdf": DESK,
    "documents.visa_letter": FORMALITIES,  # likewise, for readers of passports
    # the agenda as files: the view shows what the event lets the reader see
    "programme.calendar": PUBLIC,
    "programme.schedule_json": PUBLIC,
    "programme.schedule2_json": PUBLIC,
    "programme.schedule_xml": PUBLIC,
    "programme.csv": PUBLIC,
    "programme.workbook": PUBLIC,
    "programme.pdf": PUBLIC,
    "programme.api_agenda": PUBLIC,
    "programme.api_session": PUBLIC,
    "programme.downloads": PUBLIC,
    # calendars
    "calendars.mine": OWN,
    # the programme: the view shows what its reader may see
    "programme.index": PUBLIC,
    "programme.session": PUBLIC,
    "programme.screen": PUBLIC,
    "programme.star": OWN,
    "programme.mine": OWN,
    "programme.seen": OWN,
    # registration
    "registration.show": PUBLIC,
    "registration.ask_to_come": PUBLIC,
    "registration.send_asking": PUBLIC,
    "registration.asked": PUBLIC,
    "registration.show_proof": PUBLIC,  # the link's token is checked by the view
    "registration.prove_address": PUBLIC,
    "registration.form": OWN,
    "registration.show_step": OWN,
    "registration.save_step": OWN,
    "registration.ask_decline": OWN,
    "registration.decline": OWN,
    "registration.mine": OWN,
    "registration.edit": OWN,
    "registration.change": OWN,
    "registration.show_needs": OWN,
    "registration.ask_cancel": OWN,
    "registration.cancel": OWN,
    "registration.take_offer": OWN,
    "registration.ask": OWN,
    "registration.send_request": OWN,
    "registration.withdraw_request": OWN,
    "registration.own_file": OWN,
    "registration.ticket": TICKET,
    "registration.picture": TICKET,
    "registration.worker": TICKET,
    "registration.invitations": ORGANISERS,
    "registration.resend": ORGANISERS,
    "registration.texts": ORGANISERS,
    "registration.text": ORGANISERS,
    "registration.save_text": ORGANISERS,
    "registration.restore_text": ORGANISERS,
    "registration.show_text": ORGANISERS,
    "registration.preview_text": ORGANISERS,
    "registration.try_text": ORGANISERS,
    "registration.waves": ORGANISERS,
    "registration.new_wave": ORGANISERS,
    "registration.wave": ORGANISERS,
    "registration.save_wave": ORGANISERS,
    "registration.name_in_wave": ORGANISERS,
    "registration.send_wave_sample": ORGANISERS,
    "registration.confirm_wave": ORGANISERS,
    "registration.steer_wave": ORGANISERS,
    "registration.discard_wave": ORGANISERS,
    "registration.wave_people": ORGANISERS,
    "registration.new_participant": ORGANISERS,
    "registration.add_participant": ORGANISERS,
    "registration.lists": ORGANISERS,
    "registration.upload_list": ORGANISERS,
    "registration.show_list": ORGANISERS,
    "registration.choose_list_columns": ORGANISERS,
    "registration.start_list": ORGANISERS,
    "registration.stop_list": ORGANISERS,
    "registration.undo_list": ORGANISERS,
    "registration.faulty_list_rows": ORGANISERS,
    "registration.questions": ORGANISERS,
    "registration.new_question": ORGANISERS,
    "registration.add_question": ORGANISERS,
    "registration.edit_question": ORGANISERS,
    "registration.save_question": ORGANISERS,
    "registration.move_question": ORGANISERS,
    "registration.ask_question": ORGANISERS,
    "registration.remove_question": ORGANISERS,
    "registration.answer_file": ORGANISERS,
    "registration.cancel_for": ORGANISERS,
    "registration.confirm_for": ORGANISERS,
    "registration.reissue_for": ORGANISERS,
    "registration.refuse_for": ORGANISERS,
    "registration.hold_for": ORGANISERS,
    "registration.put_first_for": ORGANISERS,
    "registration.requests": ORGANISERS,
    "registration.accept_request": ORGANISERS,
    "registration.refuse_request": ORGANISERS,
    "registration.open_registration": ORGANISERS,
    "registration.save_open_registration": ORGANISERS,
    "registration.rules": ORGANISERS,
    "registration.save_rules": ORGANISERS,
    "registration.set_quota": ORGANISERS,
    "registration.remove_quota": ORGANISERS,
    "registration.delegations": PROTOCOL,
    "registration.new_delegation": PROTOCOL,
    "registration.add_delegation": PROTOCOL,
    "registration.delegation": PROTOCOL,
    "registration.save_seats": PROTOCOL,
    "registration.save_contact": PROTOCOL,
    "registration.remind_delegation": PROTOCOL,
    "registration.cancel_delegation": PROTOCOL,
    "registration.name_principal": PROTOCOL,
    "registration.office_answer": PROTOCOL,
    "registration.note_answer": PROTOCOL,
    "registration.own_answer": OWN,
    "registration.give_answer": OWN,
    "registration.own_delegation": OWN,  # the view scopes to its contact
    "registration.name_to_seat": OWN,
    "registration.named_person": OWN,
    "registration.replace_named": OWN,
    "registration.withdraw_named": OWN,
    "registration.my_experts": DESK,
    "registration.name_deputy": DESK,
    "registration.my_expert": DESK,
    "registration.answer_for_expert": DESK,
    "registration.decline_for_expert": DESK,
    "registration.cancel_for_expert": DESK,
    # agenda
    "agenda.index": ORGANISERS,
    "agenda.take_back": ORGANISERS,
    "agenda.do_again": ORGANISERS,
    "agenda.grid": ORGANISERS,
    "agenda.ask_place": ORGANISERS,
    "agenda.place": ORGANISERS,
    "agenda.move": ORGANISERS,
    "agenda.take_back_on_grid": ORGANISERS,
    "agenda.do_again_on_grid": ORGANISERS,
    "agenda.conflicts": ORGANISERS,
    "agenda.measure": ORGANISERS,
    "agenda.new": ORGANISERS,
    "agenda.create": ORGANISERS,
    "agenda.edit": ORGANISERS,
    "agenda.save": ORGANISERS,
    "agenda.step": ORGANISERS,
    "agenda.themes": ORGANISERS,
    "agenda.add_theme": ORGANISERS,
    "agenda.edit_theme": ORGANISERS,
    "agenda.save_theme": ORGANISERS,
    "agenda.remove_theme": ORGANISERS,
    "agenda.add_topic": ORGANISERS,
    "agenda.remove_topic": ORGANISERS,
    "agenda.publish": ORGANISERS,
    "agenda.confirm": ORGANISERS,
    "agenda.versions": ORGANISERS,
    "agenda.version": ORGANISERS,
    "agenda.return_to": ORGANISERS,
    "agenda.findings": ORGANISERS,
    "agenda.remind_findings": ORGANISERS,
    "agenda.report_back": ORGANISERS,
    "agenda.report_back_text": ORGANISERS,
    "agenda.findings_of": ORGANISERS,
    "agenda.save_findings": ORGANISERS,
    "agenda.note_link": ORGANISERS,
    "agenda.drop_link": ORGANISERS,
    "speaking.findings": OWN,  # the views scope to who reports or moderates
    "speaking.findings_of": OWN,
    "speaking.write_findings": OWN,
    # meetings
    "meetings.index": MEETINGS,
    "meetings.open_series": MEETINGS,
    "meetings.series": MEETINGS,
    "meetings.book_for": MEETINGS,
    "meetings.book_country": MEETINGS,
    "meetings.cancel_for": MEETINGS,
    "meetings.close_series": MEETINGS,
    "meetings.mine": OWN,
    "meetings.book": OWN,
    "meetings.cancel": OWN,
    "meetings.wait": OWN,
    "meetings.leave": OWN,
    "meetings.directory": OWN,  # the view lets in who is confirmed
    "meetings.join_directory": OWN,
    "meetings.leave_directory": OWN,
    # people
    "people.roster": staff(Role.ORGANISER),
    "people.imports": staff(Role.ORGANISER),
    "people.upload": staff(Role.ORGANISER),
    "people.template": staff(Role.ORGANISER),
    "people.show_import": staff(Role.ORGANISER),
    "people.choose_columns": staff(Role.ORGANISER),
    "people.start": staff(Role.ORGANISER),
    "people.stop": staff(Role.ORGANISER),
    "people.refuse": staff(Role.ORGANISER),
    "people.undo": staff(Role.ORGANISER),
    "people.faulty_rows": staff(Role.ORGANISER),
    "people.list_rows": staff(Role.ORGANISER),
    "people.desk_officers": staff(Role.ORGANISER),
    "people.assign": staff(Role.ORGANISER),
    "network.roster_tasks": staff(Role.ORGANISER),
    "network.decide_difference": staff(Role.ORGANISER),
    "network.dismiss_gone": staff(Role.ORGANISER),
    # privacy
    "privacy.alike": staff(Role.ORGANISER),
    "privacy.candidates": staff(Role.ORGANISER),
    "privacy.compare": staff(Role.ORGANISER),
    "privacy.merge_records": staff(Role.ORGANISER),
    "privacy.undo_merge": staff(Role.ORGANISER),
    "privacy.retention": staff(Role.ORGANISER, Role.AUDITOR),
    # events
    "events.list_mine": ANY_STAFF,
    "events.new": staff(Role.ORGANISER),
    "events.create": staff(Role.ORGANISER),
    "events.edit": ORGANISERS,
    "events.save": ORGANISERS,
    "events.set_state": ORGANISERS,
    "events.take_over": ORGANISERS,
    "events.do_take_over": ORGANISERS,
    "events.undo_take_over": ORGANISERS,
    "events.days": ORGANISERS,
    "events.save_hours": ORGANISERS,
    "events.add_day": ORGANISERS,
    "events.remove_day": ORGANISERS,
    "events.places": ORGANISERS,
    "events.add_room": ORGANISERS,
    "events.edit_room": ORGANISERS,
    "events.save_room": ORGANISERS,
    "events.remove_room": ORGANISERS,
    "events.add_point": ORGANISERS,
    "events.edit_point": ORGANISERS,
    "events.save_point": ORGANISERS,
    "events.remove_point": ORGANISERS,
    # checkin: the scanner is an empty page until a device shows its token
    "checkin.scanner": PUBLIC,
    "checkin.module": PUBLIC,
    "checkin.use_this_device": staff_somewhere(*DOOR),
    "checkin.devices": ORGANISERS,
    "checkin.open_pairing": ORGANISERS,
    "checkin.revoke_device": ORGANISERS,
    "checkin.walk_ins": ORGANISERS,
    "checkin.approve_walk_in": ORGANISERS,
    "checkin.refuse_walk_in": ORGANISERS,
    "checkin.door": staff(*DOOR),
    "door.send_scans": BEARER,
    "door.show_device": BEARER,
    "door.show_counters": BEARER,
    "door.find_people": BEARER,
    "door.pair": PUBLIC,
    # reports
    "reports.dashboard": ORGANISERS,
    "reports.answers": ORGANISERS,
    "reports.participants": ORGANISERS,
    "reports.person": ORGANISERS,
    "reports.read_answers": ORGANISERS,
    "reports.read_needs": ORGANISERS,  # and among them the readers whom a grant names
    "reports.choose_export": ORGANISERS,
    "reports.export": ORGANISERS,  # each column of needs for its readers only
    "reports.review_selection": ORGANISERS,
    "reports.decide_selection": ORGANISERS,
    "reports.name_view": ORGANISERS,
    "reports.save_view": ORGANISERS,
    "reports.remove_view": ORGANISERS,
    "reports.represent": ORGANISERS,
    "reports.address_of": ORGANISERS,
    "reports.move_address": ORGANISERS,
    "reports.write_note": ORGANISERS,
    "reports.delete_note": ORGANISERS,
    "reports.tag_person": ORGANISERS,
    "reports.untag_person": ORGANISERS,
    "reports.answer_access": ORGANISERS,  # likewise
    "reports.audit": staff(Role.ORGANISER, Role.AUDITOR),
    "network.network_audit": staff(Role.AUDITOR),
    # speakers
    "speaking.mine": OWN,
    "speaking.answer": OWN,
    "speaking.seen": OWN,
    "speaking.assistant": OWN,
    "speaking.choose_assistant": OWN,
    "speaking.drop_assistant": OWN,
    "speaking.schedule": OWN,
    "speaking.profile": OWN,
    "speaking.save_profile": OWN,
    "speaking.photo": OWN,
    "speaking.forget_photo": OWN,
    "speaking.own_slides": OWN,
    "speaking.keep_slides": OWN,
    "speaking.forget_slides": OWN,
    "speaking.slides_file": OWN,  # its speaker, the team, afterwards the confirmed
    "speaking.session": OWN,
    "agenda.speakers": ORGANISERS,
    "agenda.speaker": ORGANISERS,
    "agenda.speaker_photo": ORGANISERS,
    "agenda.remind_speaker": ORGANISERS,
    "agenda.remind_speakers": ORGANISERS,
    "agenda.session_speakers": ORGANISERS,
    "agenda.ask_speaker": ORGANISERS,
    "agenda.remove_part": ORGANISERS,
    "agenda.decide_on_proposal": ORGANISERS,
}


def init_app(app: Flask) -> None:
    """Guard every route, and refuse to start when one has no line."""
    app.before_request(_guard)


def require_lines(app: Flask) -> None:
    """Raise RuntimeError when the routes and the lines of the table differ."""
    routes = {rule.endpoint for rule in app.url_map.iter_rules()}
    if missing := routes - POLICY.keys():
        raise RuntimeError(f"no policy for {sorted(missing)}")
    if stray := POLICY.keys() - routes:
        raise RuntimeError(f"policy for routes that do not exist: {sorted(stray)}")


def _guard() -> ResponseReturnValue | None:
    if request.endpoint is None:
        return None  # Flask answers 404 or 405
    event = None
    if slug := (request.view_args or {}).get("slug"):
        event = g.event = find_event(slug)
        if event is None:
            abort(404)
    return POLICY[request.endpoint].check(event)


def may(endpoint: str, event: Event | None = None) -> bool:
    """Whether the staff roles of this request open that route."""
    return opens(endpoint, roles_for(event), granted_anywhere())


def opens(endpoint: str, roles: frozenset[Role], anywhere: frozenset[Role]) -> bool:
    """Whether such roles for an event, or those for any event, open that route."""
    rule = POLICY[endpoint]
    return bool(rule.roles & (anywhere if rule.anywhere else roles))
