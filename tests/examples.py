"""For each route with values in its address: rows that stand for them, per event.

A new route needs a line here, else ``tests/test_policy.py`` fails and says which.
"""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

from eti_events.accounts.actions import make_link
from eti_events.accounts.models import (
    EmailChange,
    Grant,
    LinkPurpose,
    Role,
    SignIn,
    SignInKind,
)
from eti_events.agenda.actions.publishing import publish
from eti_events.agenda.kinds import SessionRole, SpeakerState
from eti_events.agenda.models import (
    LinkKind,
    Session,
    SessionLink,
    SessionPerson,
    Speaker,
    SpeakerProfile,
    SpeakerSlides,
    Topic,
)
from eti_events.agenda.queries.versions import list_versions
from eti_events.checkin.models import Device, WalkIn
from eti_events.clock import utcnow
from eti_events.database import Base, db, transaction
from eti_events.documents.actions import issue_missing
from eti_events.documents.checking import number_of
from eti_events.documents.models import Convocation
from eti_events.events.models import Event, EventDay, Room, ScanPoint, Takeover
from eti_events.files.actions import keep_file
from eti_events.meetings.models import MeetingSlot
from eti_events.messages.models import Mail, MailState
from eti_events.multilingual import Multilingual
from eti_events.people.actions import upload
from eti_events.people.models import Correction, DeskOfficer, Language, Person
from eti_events.privacy.actions import merge
from eti_events.privacy.fields import Choice
from eti_events.registration.actions import draft_wave, upload_list
from eti_events.registration.models import (
    Answer,
    Category,
    ChangeRequest,
    ImportHow,
    Invitation,
    Note,
    OpenRegistration,
    OpenRequest,
    Question,
    QuestionKind,
    QuestionRevision,
    Registration,
    RegistrationState,
    RequestKind,
    Tag,
    Wave,
    WaveKind,
    WaveState,
)
from eti_events.reports.models import SavedView
from eti_events.reports.queries.cells import came_to
from eti_events.security import digest, new_token
from tests.agenda.building import make_part, make_session, make_theme
from tests.agenda.organising import published
from tests.documents.convening import convene
from tests.factories import (
    BEFORE,
    FAR,
    grant,
    make_event,
    make_mission,
    make_person,
    make_registration,
    make_ticket,
    saved,
)
from tests.meetings.offering import make_series
from tests.people.files import csv_file, expert
from tests.registration.seats import make_delegation, name

Values = dict[str, object]
Example = Callable[[Event], Values]


def example_values(endpoint: str, arguments: set[str], event: Event) -> Values:
    """Return values for every argument of the route's address but the event's slug."""
    if not arguments - {"slug"}:
        return {}
    return EXAMPLES[endpoint](event)


def first(kind: type[Base]) -> Example:
    """Take the event's first row of that kind."""

    def values(event: Event) -> Values:
        row = db.session.query(kind).filter_by(event_id=event.id).first()
        return {"public_id": row.public_id}  # type: ignore[union-attr]  # made with it

    return values


def fixed(**values: object) -> Example:
    """Take words that no event owns."""
    return lambda event: dict(values)


def link(purpose: LinkPurpose) -> Example:
    """Make a link that works."""

    def values(event: Event) -> Values:
        person = make_person()
        with transaction():
            _row, token = make_link(
                person.id,
                purpose,
                at=utcnow(),
                expires_at=utcnow() + timedelta(hours=1),
                event_id=event.id if purpose is LinkPurpose.INVITATION else None,
            )
        return {"token": token}

    return values


def a_grant(event: Event) -> Values:
    return {"public_id": grant(make_person(), Role.TRAINER, event).public_id}


def a_session(_event: Event) -> Values:
    now = utcnow()
    row = SignIn(
        token_hash=digest(str(uuid4())),
        person_id=make_person().id,
        kind=SignInKind.MAIL,
        created_at=now,
        last_seen_at=now,
        expires_at=FAR,
    )
    return {"public_id": saved(row).public_id}


def a_mail(event: Event) -> Values:
    row = Mail(
        message_id=f"<{uuid4()}@test>",
        person_id=make_person().id,
        event_id=event.id,
        template="accounts/sign_in",
        language="fr",
        recipient="a@exemple.invalid",
        subject="?",
        state=MailState.QUEUED,
        queued_at=BEFORE,
        due_at=FAR,
    )
    return {"public_id": saved(row).public_id}


def a_device(event: Event) -> Values:
    row = Device(
        event_id=event.root_id,
        name="Poste",
        token_hash=digest(str(uuid4())),
        paired_at=BEFORE,
        expires_at=FAR,
    )
    return {"public_id": saved(row).public_id}


def a_walk_in(event: Event) -> Values:
    row = WalkIn(
        scan_id=uuid4(),
        event_id=event.id,
        given_name="Alix",
        family_name="Sureau",
        organisation="",
        asked_at=BEFORE,
    )
    return {"public_id": saved(row).public_id}


def an_invitation(event: Event) -> Values:
    row = Invitation(event_id=event.id, person_id=make_person().id, invited_at=BEFORE)
    return {"public_id": saved(row).public_id}


def a_wave(event: Event) -> Values:
    with transaction():
        edition = db.session.get_one(Event, event.id)
        wave = draft_wave(edition, WaveKind.INVITATION, came_to, by=None, at=BEFORE)
    return {"public_id": wave.public_id}


def a_running_wave(event: Event) -> Values:
    values = a_wave(event)
    with transaction():
        wave = db.session.query(Wave).filter_by(**values).one()
        wave.state = WaveState.RUNNING
    return {**values, "word": "pause"}


def new_codes() -> dict[str, str]:
    """Return codes for a ticket that no other ticket has."""
    text = uuid4().hex.upper()
    return {"code": f"ETI{text[:26]}", "short_code": text[:8]}


def a_registration(
    event: Event, state: RegistrationState = RegistrationState.CONFIRMED
) -> Values:
    row = make_registration(event, state=state)
    make_ticket(row, **new_codes())
    return {"public_id": row.public_id}


def a_change(event: Event) -> Values:
    person, token = make_person(), new_token()
    hashes = {"token_hash": digest(token), "stop_hash": digest(token)}
    saved(
        EmailChange(
            person_id=person.id,
            sign_in_id=0,
            email=f"new{token[:8]}@exemple.invalid".lower().replace("_", "x"),
            before=person.email or "",
            asked_at=utcnow(),
            **hashes,
        )
    )
    return {"token": token}


def a_convocation(event: Event) -> Values:
    convene(event)
    row = make_registration(event)
    with transaction():
        issue_missing(event.id, [row.person_id], by=None, at=BEFORE)
    issued = db.session.query(Convocation).filter_by(person_id=row.person_id)
    return {"number": number_of(issued.one())}


def a_waiting_registration(event: Event) -> Values:
    return a_registration(event, RegistrationState.WAITING)


def request_about(registration: Registration) -> ChangeRequest:
    """Make a request of the registration's person to leave."""
    return saved(
        ChangeRequest(
            registration_id=registration.id,
            kind=RequestKind.CANCEL,
            words="",
            asked_at=BEFORE,
            asked_by=registration.person_id,
        )
    )


def a_request(event: Event) -> Values:
    return {"public_id": request_about(make_registration(event)).public_id}


def a_question(event: Event, kind: QuestionKind = QuestionKind.TEXT) -> Values:
    question = saved(Question(event_id=event.id, kind=kind, position=1))
    words = {"text": Multilingual(fr="?", en="?"), "made_at": BEFORE}
    saved(QuestionRevision(question_id=question.id, number=1, **words))
    return {"public_id": question.public_id}


def an_answer(event: Event) -> Values:
    values = a_question(event, QuestionKind.FILE)
    question = db.session.query(Question).filter_by(**values).one()
    revision = db.session.query(QuestionRevision).filter_by(question_id=question.id)
    with transaction():
        file = keep_file(
            b"%PDF-",
            purpose="answer",
            name="a.pdf",
            media_type="application/pdf",
            at=BEFORE,
        )
    row = Answer(
        registration_id=make_registration(event).id,
        question_id=question.id,
        revision_id=revision.one().id,
        file_id=file.id,
        given_at=BEFORE,
    )
    return {"public_id": saved(row).public_id}


def a_participant(event: Event) -> Values:
    person = make_person()
    make_registration(event, person)
    return {"public_id": person.public_id}


def a_note(event: Event) -> Values:
    person = make_person()
    make_registration(event, person)
    row = Note(
        event_id=event.id,
        person_id=person.id,
        author_id=person.id,
        text="?",
        written_at=BEFORE,
    )
    return {"public_id": person.public_id, "note_id": saved(row).public_id}


def a_tag(event: Event) -> Values:
    name = uuid4().hex
    tag = saved(Tag(event_id=event.id, name=name, key=name))
    return a_participant(event) | {"tag_id": tag.public_id}


def a_takeover(event: Event) -> Values:
    row = Takeover(
        event_id=event.id,
        source_id=make_event().id,
        parts=["tags"],
        count=1,
        rows={"made": [], "changed": [], "removed": []},
        done_at=BEFORE,
    )
    return {"public_id": saved(row).public_id}


def a_view(event: Event) -> Values:
    row = SavedView(
        event_id=event.id,
        owner_id=make_person().id,
        name="?",
        query="category=vip",
        shared=True,
        saved_at=BEFORE,
    )
    return {"public_id": saved(row).public_id}


def an_expert(event: Event) -> Values:
    """Invite somebody whom the last desk officer to be named follows."""
    label = f"Référent {uuid4().hex[:8]}"
    officers = db.session.query(Grant).filter_by(role=Role.DESK_OFFICER)
    officer = officers.order_by(Grant.id.desc()).first()
    saved(DeskOfficer(label=label, person_id=officer.person_id if officer else None))
    person = make_person()
    make_mission(person, desk_officer_label=label)
    saved(Invitation(event_id=event.id, person_id=person.id, invited_at=BEFORE))
    return {"public_id": person.public_id}


def an_open_request(event: Event) -> Values:
    saved(OpenRegistration(event_id=event.id, is_open=True))
    token = new_token()
    row = OpenRequest(
        event_id=event.id,
        token_hash=digest(token),
        email="a@exemple.invalid",
        email_key="a@exemple.invalid",
        family_name="Sureau",
        organisation="?",
        language=Language.FRENCH,
        asked_at=BEFORE,
        expires_at=FAR,
    )
    saved(row)
    return {"token": token}


def a_delegation(event: Event) -> Values:
    return {"public_id": make_delegation(event).public_id}


def a_named_person(event: Event) -> Values:
    delegation = make_delegation(event)
    member = name(event, delegation)
    return {"public_id": delegation.public_id, "member_id": member.public_id}


def an_agenda_session(event: Event) -> Values:
    return {"public_id": make_session(event).public_id}


def a_stepped_session(event: Event) -> Values:
    return {**an_agenda_session(event), "word": "cancel"}


def a_reported_session(event: Event) -> Values:
    """Publish a workshop that every person signed in here reports on."""
    session = make_session(event)
    for person in db.session.query(Person).filter(Person.email_key.is_not(None)):
        make_part(session, person, role=SessionRole.RAPPORTEUR)
    number = len(list_versions(event.id)) + 1
    by = make_person().id
    with transaction():
        own = db.session.get_one(Event, event.id)
        publish(own, based_on=number - 1, by=by, at=BEFORE)
    return {"public_id": session.public_id}


def a_linked_session(event: Event) -> Values:
    values = a_reported_session(event)
    session = db.session.query(Session).filter_by(**values).one()
    by = make_person().id
    link = SessionLink(
        session_id=session.id,
        kind=LinkKind.SLIDES,
        label="Présentation",
        url="https://exemple.invalid/a",
        created_at=BEFORE,
        created_by=by,
    )
    return {**values, "link_id": saved(link).public_id}


def a_meeting_series(event: Event) -> Values:
    """Offer meetings with everybody that is known as a desk officer."""
    officer = make_person()
    saved(DeskOfficer(label=f"Bureau {officer.id}", person_id=officer.id))
    return {"public_id": make_series(event, officer).public_id}


def a_meeting(event: Event) -> Values:
    officer = make_person()
    saved(DeskOfficer(label=f"Bureau {officer.id}", person_id=officer.id))
    series = make_series(event, officer)
    slot = db.session.query(MeetingSlot).filter_by(series_id=series.id).first()
    assert slot
    return {"public_id": series.public_id, "slot_id": slot.public_id}


def a_meeting_slot(event: Event) -> Values:
    return {"public_id": a_meeting(event)["slot_id"]}


def a_theme(event: Event) -> Values:
    return {"public_id": make_theme(event).public_id}


def a_topic(event: Event) -> Values:
    row = Topic(event_id=event.id, title=Multilingual(fr="Climat"))
    return {"public_id": saved(row).public_id}


def a_version(event: Event) -> Values:
    make_session(event)
    number = len(list_versions(event.id)) + 1
    by = make_person().id
    with transaction():
        own = db.session.get_one(Event, event.id)
        publish(own, based_on=number - 1, by=by, at=BEFORE)
    return {"number": number}


# What must be typed before the row of the address is looked for at all.
FORMS: dict[str, dict[str, str]] = {
    "agenda.step": {"version": "1"},
    "agenda.move": {"version": "1"},
    "agenda.return_to": {"based_on": "1"},
    "agenda.save_theme": {"theme-name_fr": "Climat", "theme-colour": "1"},
    "events.save_hours": {
        "{public_id}-opens": "08:00",
        "{public_id}-turns": "13:00",
        "{public_id}-closes": "18:00",
    },
    "events.save_point": {"name_fr": "Entrée nord"},
    "events.save_room": {"code": "A", "name_fr": "Salle A", "capacity": "30"},
    "network.decide_difference": {"field": "given_name", "choice": "theirs"},
    "people.assign": {"form": "1", "officer1-person": "a" * 300},  # too long
    "reports.represent": {
        "family_name": "Verveine",
        "email": "mila.verveine@exemple.invalid",
    },
    "reports.write_note": {"text": "Vient avec son chef"},
    "reports.tag_person": {"tag": "Presse"},
    "checkin.refuse_walk_in": {"reason": "Inconnue de nos services"},
}


def an_import(_event: Event) -> Values:
    with transaction():
        content = csv_file([expert()])
        made = upload(content, f"{uuid4()}.csv", by=None, at=utcnow())
    return {"public_id": made.public_id, "kind": "new"}


def a_list(event: Event) -> Values:
    organiser = make_person()
    with transaction():
        made = upload_list(
            event,
            csv_file([["Genêt", "a@exemple.invalid"]], headers=["Nom", "Courriel"]),
            "list.csv",
            how=ImportHow.CONFIRM,
            category=Category.PARTNER,
            by=organiser.id,
            at=BEFORE,
        )
    return {"public_id": made.public_id}


def a_corrected_person(_event: Event) -> Values:
    person = make_person(given_name="Alix")
    words = {"roster_value": "Alicks", "corrected_value": "Alix"}
    saved(
        Correction(
            person_id=person.id, field="given_name", corrected_at=BEFORE, **words
        )
    )
    return {"public_id": person.public_id}


def a_mission(_event: Event) -> Values:
    return {"public_id": make_mission(make_person()).public_id}


def two_people(_event: Event) -> Values:
    return {"public_id": make_person().public_id, "other_id": make_person().public_id}


def a_merge(_event: Event) -> Values:
    kept, other, by = (make_person().id for _ in range(3))
    with transaction():
        made = merge(kept, other, Choice(), by=by, at=utcnow())
    return {"public_id": made.public_id}


def a_session_of_the_programme(event: Event) -> Values:
    """Publish a session, to whoever is confirmed."""
    session = make_session(event)
    published(event, make_person().id, 0)
    return {"public_id": session.public_id}


def a_part(event: Event) -> Values:
    part = make_part(make_session(event), make_person(), state=SpeakerState.INVITED)
    return {"public_id": part.public_id}


def a_session_to_speak_in(event: Event) -> Values:
    return {"public_id": make_session(event).public_id}


def a_speaker(event: Event) -> Values:
    row = Speaker(event_id=event.id, person_id=make_person().id)
    return {"public_id": saved(row).public_id}


def a_portrayed_speaker(event: Event) -> Values:
    values = a_speaker(event)
    person_id = db.session.query(Speaker).filter_by(**values).one().person_id
    with_photo(event, person_id)
    return values


def with_photo(event: Event, person_id: int) -> None:
    """Give a speaker a profile with a photo."""
    with transaction():
        file = keep_file(
            b"x",
            purpose="speaker_photo",
            name="a.jpg",
            media_type="image/jpeg",
            at=BEFORE,
        )
        db.session.add(
            SpeakerProfile(
                event_id=event.id,
                person_id=person_id,
                photo_id=file.id,
                changed_at=BEFORE,
            )
        )


def slides_of(part: SessionPerson) -> SpeakerSlides:
    """Have slides sent for a part."""
    with transaction():
        file = keep_file(
            b"%PDF-",
            purpose="speaker_slides",
            name="a.pdf",
            media_type="application/pdf",
            at=BEFORE,
        )
        row = SpeakerSlides(part_id=part.id, file_id=file.id, sent_at=BEFORE)
        db.session.add(row)
    return row


def some_slides(event: Event) -> Values:
    part = make_part(make_session(event), make_person())
    return {"public_id": slides_of(part).public_id}


def a_proposal(event: Event) -> Values:
    return a_part(event) | {"what": "leave"}


EXAMPLES: dict[str, Example] = {
    "programme.session": a_session_of_the_programme,
    # speakers
    "speaking.answer": a_part,
    "speaking.own_slides": a_part,
    "speaking.keep_slides": a_part,
    "speaking.forget_slides": some_slides,
    "speaking.slides_file": some_slides,
    "agenda.speaker": a_speaker,
    "agenda.speaker_photo": a_portrayed_speaker,
    "speaking.session": a_session_to_speak_in,
    "agenda.remind_speaker": a_speaker,
    "agenda.session_speakers": a_session_to_speak_in,
    "agenda.ask_speaker": a_session_to_speak_in,
    "agenda.remove_part": a_part,
    "agenda.decide_on_proposal": a_proposal,
    "registration.show_step": fixed(step="you"),
    "registration.save_step": fixed(step="you"),
    "network.decide_difference": a_corrected_person,
    "network.dismiss_gone": a_mission,
    # agenda
    "programme.api_session": an_agenda_session,
    "agenda.edit": an_agenda_session,
    "agenda.save": an_agenda_session,
    "agenda.ask_place": an_agenda_session,
    "agenda.place": an_agenda_session,
    "agenda.move": an_agenda_session,
    "agenda.step": a_stepped_session,
    "agenda.edit_theme": a_theme,
    "agenda.save_theme": a_theme,
    "agenda.remove_theme": a_theme,
    "agenda.remove_topic": a_topic,
    "agenda.version": a_version,
    "agenda.return_to": a_version,
    "agenda.findings_of": a_reported_session,
    "agenda.save_findings": a_reported_session,
    "agenda.note_link": a_reported_session,
    "agenda.drop_link": a_linked_session,
    "speaking.findings_of": a_reported_session,
    "speaking.write_findings": a_reported_session,
    # meetings
    "meetings.series": a_meeting_series,
    "meetings.book_for": a_meeting_series,
    "meetings.book_country": a_meeting_series,
    "meetings.close_series": a_meeting_series,
    "meetings.cancel_for": a_meeting,
    "meetings.book": a_meeting_slot,
    "meetings.cancel": a_meeting_slot,
    "meetings.wait": a_meeting_series,
    "meetings.leave": a_meeting_series,
    # privacy
    "privacy.candidates": two_people,
    "privacy.compare": two_people,
    "privacy.merge_records": two_people,
    "privacy.undo_merge": a_merge,
    "registration.text": fixed(name="confirmed"),
    "registration.save_text": fixed(name="confirmed"),
    "registration.restore_text": fixed(name="confirmed", number=0),
    "registration.show_text": fixed(name="confirmed"),
    "registration.preview_text": fixed(name="confirmed"),
    "registration.try_text": fixed(name="confirmed"),
    "static": fixed(filename="eti.css"),
    # accounts
    "accounts.show_link": link(LinkPurpose.SIGN_IN),
    "accounts.use_link": link(LinkPurpose.SIGN_IN),
    "accounts.open_invitation": link(LinkPurpose.INVITATION),
    "accounts.use_invitation": link(LinkPurpose.INVITATION),
    "accounts.renew_link": link(LinkPurpose.INVITATION),
    "accounts.show_setup": link(LinkPurpose.ACCOUNT_SETUP),
    "accounts.choose_passphrase": link(LinkPurpose.ACCOUNT_SETUP),
    "accounts.show_totp": link(LinkPurpose.ACCOUNT_SETUP),
    "accounts.confirm_totp": link(LinkPurpose.ACCOUNT_SETUP),
    "accounts.show_address": a_change,
    "accounts.prove_address": a_change,
    "accounts.show_stop": a_change,
    "accounts.stop_address": a_change,
    "accounts.end_session": a_session,
    "accounts.withdraw_role": a_grant,
    "accounts.renew_account": a_grant,
    # the demonstration, which tests do not run
    "demo.show": fixed(token="token"),
    "demo.sign_in": fixed(token="token"),
    "demo_mails.show": fixed(name="name"),
    "demo_mails.page": fixed(name="name"),
    "demo_mails.raw": fixed(name="name"),
    "demo_mails.enclosure": fixed(name="name", number=0),
    # events
    "events.save_hours": first(EventDay),
    "events.remove_day": first(EventDay),
    "events.undo_take_over": a_takeover,
    "events.edit_room": first(Room),
    "events.save_room": first(Room),
    "events.remove_room": first(Room),
    "events.remove_point": first(ScanPoint),
    "events.edit_point": first(ScanPoint),
    "events.save_point": first(ScanPoint),
    "events.set_state": fixed(word="close"),
    # messages
    "messages.show": a_mail,
    "messages.resend": a_mail,
    "messages.take_back": a_mail,
    # people
    "people.show_import": an_import,
    "people.choose_columns": an_import,
    "people.start": an_import,
    "people.stop": an_import,
    "people.refuse": an_import,
    "people.undo": an_import,
    "people.faulty_rows": an_import,
    "people.list_rows": an_import,
    # registration
    "registration.show_list": a_list,
    "registration.choose_list_columns": a_list,
    "registration.start_list": a_list,
    "registration.stop_list": a_list,
    "registration.undo_list": a_list,
    "registration.faulty_list_rows": a_list,
    "registration.resend": an_invitation,
    "registration.wave": a_wave,
    "registration.save_wave": a_wave,
    "registration.name_in_wave": a_wave,
    "registration.send_wave_sample": a_wave,
    "registration.confirm_wave": a_wave,
    "registration.steer_wave": a_running_wave,
    "registration.discard_wave": a_wave,
    "registration.wave_people": a_wave,
    "registration.edit_question": a_question,
    "registration.save_question": a_question,
    "registration.move_question": a_question,
    "registration.ask_question": a_question,
    "registration.remove_question": a_question,
    "registration.own_file": an_answer,
    "registration.answer_file": an_answer,
    "registration.cancel_for": a_registration,
    "registration.confirm_for": a_waiting_registration,
    "registration.reissue_for": a_registration,
    "registration.refuse_for": a_registration,
    "registration.my_expert": an_expert,
    "registration.answer_for_expert": an_expert,
    "registration.decline_for_expert": an_expert,
    "registration.cancel_for_expert": an_expert,
    "registration.delegation": a_delegation,
    "registration.save_seats": a_delegation,
    "registration.save_contact": a_delegation,
    "registration.remind_delegation": a_delegation,
    "registration.cancel_delegation": a_delegation,
    "registration.name_principal": a_delegation,
    "registration.office_answer": a_delegation,
    "registration.note_answer": a_delegation,
    "registration.own_answer": a_delegation,
    "registration.give_answer": a_delegation,
    "registration.show_proof": an_open_request,
    "registration.prove_address": an_open_request,
    "registration.own_delegation": a_delegation,
    "registration.name_to_seat": a_delegation,
    "registration.named_person": a_named_person,
    "registration.replace_named": a_named_person,
    "registration.withdraw_named": a_named_person,
    "registration.hold_for": a_registration,
    "registration.put_first_for": a_registration,
    "registration.withdraw_request": a_request,
    "registration.accept_request": a_request,
    "registration.refuse_request": a_request,
    # formalities
    "formalities.of_registration": a_registration,
    "formalities.open_for": a_registration,
    # documents
    "documents.verify": a_convocation,
    "documents.of_registration": a_registration,
    "documents.of_registration_pdf": a_registration,
    "documents.visa_letter": a_registration,
    # checkin
    "checkin.module": fixed(version="1", name="scanner.js"),
    "checkin.revoke_device": a_device,
    "checkin.approve_walk_in": a_walk_in,
    "checkin.refuse_walk_in": a_walk_in,
    # reports
    "reports.person": a_participant,
    "reports.read_answers": a_participant,
    "reports.read_needs": a_participant,
    "reports.represent": a_participant,
    "reports.address_of": a_participant,
    "reports.move_address": a_participant,
    "reports.write_note": a_participant,
    "reports.delete_note": a_note,
    "reports.tag_person": a_participant,
    "reports.untag_person": a_tag,
    "reports.remove_view": a_view,
    "reports.answer_access": a_participant,
}
