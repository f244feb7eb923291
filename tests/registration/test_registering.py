"""The rules of registering, changing and leaving."""

from datetime import timedelta
from email import policy
from email.parser import BytesParser
from uuid import uuid4

import pytest

from eti_events.audit.models import AuditLine
from eti_events.database import db, transaction
from eti_events.events.models import EventState
from eti_events.messages.models import Mail
from eti_events.people.models import Correction, Person
from eti_events.registration import actions
from eti_events.registration.actions import Outcome
from eti_events.registration.codes import show_short_code
from eti_events.registration.invitations.queries import count_invitations
from eti_events.registration.models import (
    Consent,
    ConsentPurpose,
    Need,
    NeedKind,
    Registration,
    RegistrationState,
    Ticket,
)
from eti_events.registration.queries import find_ticket
from eti_events.registration.refusals import (
    ChangedElsewhere,
    EventNotOpen,
    FirstDeparturesOnly,
    ForeignHalfDay,
    NeedsWithoutConsent,
    NoHalfDay,
    NoStepThere,
    NotInvited,
    NotYetOpen,
    Over,
    RegistrationClosed,
)
from tests.factories import BEFORE, make_event, make_mission, make_person
from tests.registration.steps import (
    LATER,
    answers,
    first_departure_invited,
    half_days,
    invited,
    mails,
    make_course,
    registration_of,
    state_of,
    submit,
    taken,
    write_mails,
)

pytestmark = pytest.mark.usefixtures("app")


def test_submitting_takes_a_place_issues_a_ticket_and_writes_the_mail() -> None:
    event = make_event(places=5)
    person = invited(event)

    outcome = submit(event, person)

    assert outcome is Outcome.CONFIRMED
    registration = registration_of(event, person)
    assert registration.state is RegistrationState.CONFIRMED
    assert len(registration.half_days) == 4
    assert taken(event) == 1
    assert find_ticket(person.id, event.id)
    assert mails(person) == ["registration/confirmed"]


def test_the_confirmation_carries_code_and_calendar() -> None:
    event = make_event()
    person = invited(event)
    submit(event, person)
    write_mails()

    mail = db.session.query(Mail).filter_by(person_id=person.id).one()
    assert mail.body
    message = BytesParser(policy=policy.default).parsebytes(mail.body)
    parts = {part.get_content_type(): part for part in message.walk()}
    ticket = find_ticket(person.id, event.id)

    assert ticket
    text = parts["text/plain"].get_content()
    assert show_short_code(ticket.short_code) in text
    assert ticket.code not in text
    assert parts["image/png"].get_content()[:4] == b"\x89PNG"
    calendar = parts["text/calendar"]
    assert calendar.get_param("method") == "PUBLISH"
    assert calendar.get_content().count("BEGIN:VEVENT") == 2


def test_sent_twice_it_is_one_registration_and_the_same_answer() -> None:
    event = make_event(places=5)
    person = invited(event)

    first, second = submit(event, person), submit(event, person)

    assert (first, second) == (Outcome.CONFIRMED, Outcome.ALREADY)
    assert taken(event) == 1
    assert mails(person) == ["registration/confirmed"]


def test_when_the_event_is_full_a_draft_remains_and_no_place_is_taken() -> None:
    event = make_event(places=1)
    submit(event, invited(event))
    late = invited(event)

    outcome = submit(event, late, answers(event, details={"given_name": "Mila"}))

    assert outcome is Outcome.FULL
    assert state_of(event, late) is RegistrationState.DRAFT
    assert taken(event) == 1
    assert mails(late) == []
    assert db.session.get_one(Person, late.id).given_name == "Mila"


def test_an_event_without_limit_takes_everybody() -> None:
    event = make_event(places=None)

    assert submit(event, invited(event)) is Outcome.CONFIRMED
    assert taken(event) == 1


def test_the_course_is_registered_with_the_edition_under_one_ticket() -> None:
    event = make_event()
    course = make_course(event)
    person = first_departure_invited(event)

    given = answers(event, first_departure=True, with_course=True)
    outcome = submit(event, person, given, with_course=True)

    assert outcome is Outcome.CONFIRMED
    assert state_of(course, person) is RegistrationState.CONFIRMED
    assert len(registration_of(course, person).half_days) == 4
    assert (taken(event), taken(course)) == (1, 1)
    assert db.session.query(Ticket).filter_by(person_id=person.id).count() == 1
    assert mails(person) == ["registration/confirmed"]


def test_who_cannot_attend_the_course_has_answered_its_invitation_too() -> None:
    event = make_event()
    course = make_course(event)
    person = first_departure_invited(event)
    invited(course, person)
    given = answers(event, first_departure=True, with_course=False)
    submit(event, person, given, with_course=True)

    assert state_of(course, person) is RegistrationState.DECLINED
    assert count_invitations(course.id).silent == 0
    assert mails(person) == ["registration/confirmed"]


def test_a_full_course_is_told_and_takes_nothing() -> None:
    event = make_event(places=5)
    course = make_course(event, places=0)
    person = first_departure_invited(event)

    given = answers(event, first_departure=True, with_course=True)
    outcome = submit(event, person, given, with_course=True)

    assert outcome is Outcome.COURSE_FULL
    assert (taken(event), taken(course)) == (0, 0)
    assert state_of(event, person) is RegistrationState.DRAFT


def test_a_full_edition_gives_the_place_at_the_course_back() -> None:
    event = make_event(places=0)
    course = make_course(event)
    person = first_departure_invited(event)

    given = answers(event, first_departure=True, with_course=True)
    outcome = submit(event, person, given, with_course=True)

    assert outcome is Outcome.FULL
    assert taken(course) == 0


def test_who_has_a_place_at_the_course_keeps_that_one() -> None:
    event = make_event()
    course = make_course(event)
    person = first_departure_invited(event)
    submit(course, person, answers(course, first_departure=True))

    given = answers(event, first_departure=True, with_course=True)
    submit(event, person, given, with_course=True)

    assert (taken(event), taken(course)) == (1, 1)


def test_the_course_is_for_first_departures_only() -> None:
    event = make_event()
    course = make_course(event)
    person = invited(event)

    with pytest.raises(FirstDeparturesOnly):
        submit(course, person)
    submit(event, person, answers(event, with_course=True), with_course=True)
    assert state_of(event, person) is RegistrationState.CONFIRMED
    assert taken(course) == 0


def test_only_the_invited_register() -> None:
    event = make_event()

    with pytest.raises(NotInvited):
        submit(event, make_person())


def test_the_invitation_to_another_event_does_not_count() -> None:
    event = make_event()
    person = invited(make_event())

    with pytest.raises(NotInvited):
        submit(event, person)


def test_at_least_one_half_day_is_chosen() -> None:
    event = make_event()

    with pytest.raises(NoHalfDay):
        submit(event, invited(event), answers(event, half_days=frozenset()))


def test_half_days_of_another_event_are_refused() -> None:
    event, other = make_event(), make_event()
    foreign = frozenset({half_days(other)[0].public_id})

    with pytest.raises(ForeignHalfDay):
        submit(event, invited(event), answers(event, half_days=foreign))
    with pytest.raises(ForeignHalfDay):
        submit(event, invited(event), answers(event, half_days=frozenset({uuid4()})))


def test_registration_has_its_window() -> None:
    event = make_event()
    person, given = invited(event), answers(event)
    opens, closes = event.registration_opens_at, event.registration_closes_at

    with transaction(), pytest.raises(NotYetOpen):
        actions.submit(event, person.id, given, at=opens - timedelta(seconds=1))
    with transaction(), pytest.raises(RegistrationClosed):
        actions.submit(event, person.id, given, at=closes)
    with transaction():
        just_in_time = closes - timedelta(seconds=1)
        outcome = actions.submit(event, person.id, given, at=just_in_time)
    assert outcome is Outcome.CONFIRMED


@pytest.mark.parametrize(
    "state", [EventState.DRAFT, EventState.CLOSED, EventState.ARCHIVED]
)
def test_an_event_that_is_not_open_takes_nobody(state: EventState) -> None:
    event = make_event(state=state)

    with pytest.raises(EventNotOpen):
        submit(event, invited(event))


def test_a_draft_keeps_what_was_typed_and_sends_nothing() -> None:
    event = make_event()
    person = invited(event)
    given = answers(event, half_days=frozenset(), details={"family_name": "Sureau"})

    with transaction():
        actions.save_draft(event, person.id, given, at=LATER, step=1)

    assert state_of(event, person) is RegistrationState.DRAFT
    assert db.session.get_one(Person, person.id).search_key == "sureau alix"
    assert (taken(event), mails(person)) == (0, [])


def test_a_registration_that_stands_cannot_become_a_draft_again() -> None:
    event = make_event()
    person = invited(event)
    submit(event, person)

    with transaction(), pytest.raises(NoStepThere):
        actions.save_draft(event, person.id, answers(event), at=LATER)


def test_a_correction_is_written_and_kept_beside_the_roster_s_value() -> None:
    event = make_event()
    person = make_person(given_name="Camile")
    mission = make_mission(person, country="SN")
    invited(event, person)
    details = {
        "given_name": "Camille",
        "city": "Thiès",
        "phone": "+33199005512",
        "country": "ML",
    }

    submit(event, person, answers(event, details=details))

    db.session.refresh(person)
    db.session.refresh(mission)
    assert (person.given_name, mission.city) == ("Camille", "Thiès")
    assert mission.country == "SN"  # statistics count it: noted, not changed
    rows = db.session.query(Correction).filter_by(person_id=person.id)
    kept = {row.field: (row.roster_value, row.corrected_value) for row in rows}
    assert kept == {
        "given_name": ("Camile", "Camille"),
        "city": ("", "Thiès"),
        "phone": (None, None),  # no copy of a number in the clear
        "country": ("SN", "ML"),
    }


def test_a_second_correction_keeps_the_first_value_of_the_roster() -> None:
    event = make_event()
    person = invited(event, make_person(given_name="Camile"))
    for name in ("Camille", "Camilla"):
        with transaction():
            given = answers(event, details={"given_name": name})
            actions.save_draft(event, person.id, given, at=LATER, step=1)

    kept = db.session.query(Correction).filter_by(person_id=person.id).one()
    assert (kept.roster_value, kept.corrected_value) == ("Camile", "Camilla")


def test_needs_are_kept_only_with_the_person_s_agreement() -> None:
    event = make_event()
    given = answers(event, needs={NeedKind.ALLERGY: "nuts"})

    with pytest.raises(NeedsWithoutConsent):
        submit(event, invited(event), given)


def test_taking_the_agreement_back_erases_the_needs() -> None:
    event = make_event()
    person = invited(event)
    agreed = frozenset({ConsentPurpose.NEEDS})
    needs = {NeedKind.ALLERGY: "nuts", NeedKind.ACCESS: "wheelchair"}
    submit(event, person, answers(event, needs=needs, consents=agreed))
    registration = registration_of(event, person)

    with transaction():
        actions.change(
            event,
            registration,
            answers(event),
            version=registration.version,
            by=person.id,
            at=LATER,
        )

    assert db.session.query(Need).count() == 0
    consent = db.session.query(Consent).one()
    assert consent.withdrawn_at == LATER


def test_consents_are_given_and_withdrawn_one_by_one() -> None:
    event = make_event()
    person = invited(event)
    press = frozenset({ConsentPurpose.IMAGE_PRESS})
    both = press | {ConsentPurpose.DIRECTORY}
    for wanted in (press, both, press, both):
        with transaction():
            given = answers(event, consents=wanted)
            actions.save_draft(event, person.id, given, at=LATER)

    rows = db.session.query(Consent).filter_by(person_id=person.id).all()
    standing = [row.purpose for row in rows if row.withdrawn_at is None]
    assert sorted(standing) == sorted(both)
    assert len(rows) == 3
    assert {row.text_version for row in rows} != {""}


def test_changing_half_days_sends_the_days_again_with_the_same_code() -> None:
    event = make_event()
    person = invited(event)
    submit(event, person)
    before = find_ticket(person.id, event.id)
    registration = registration_of(event, person)
    morning = frozenset({half_days(event)[0].public_id})

    with transaction():
        actions.change(
            event,
            registration,
            answers(event, half_days=morning),
            version=registration.version,
            by=person.id,
            at=LATER,
        )

    assert len(registration_of(event, person).half_days) == 1
    assert mails(person) == ["registration/confirmed", "registration/changed"]
    assert find_ticket(person.id, event.id) == before


def test_a_change_on_top_of_another_one_is_not_made_unseen() -> None:
    event = make_event()
    person = invited(event)
    submit(event, person)
    registration = registration_of(event, person)
    old = registration.version - 1
    morning = frozenset({half_days(event)[0].public_id})
    given = answers(event, half_days=morning)

    with transaction(), pytest.raises(ChangedElsewhere):
        actions.change(event, registration, given, version=old, by=person.id, at=LATER)


def test_cancelling_gives_the_place_back_once() -> None:
    event = make_event(places=1)
    person = invited(event)
    submit(event, person)
    registration = registration_of(event, person)

    for _ in range(2):
        with transaction():
            actions.cancel(event, registration, by=person.id, at=LATER)

    assert state_of(event, person) is RegistrationState.CANCELLED
    assert taken(event) == 0
    assert mails(person)[1:] == ["registration/cancelled"]
    assert submit(event, invited(event)) is Outcome.CONFIRMED


def test_who_cancelled_may_register_again_with_the_same_code() -> None:
    event = make_event()
    person = invited(event)
    submit(event, person)
    ticket = find_ticket(person.id, event.id)
    with transaction():
        actions.cancel(event, registration_of(event, person), by=person.id, at=LATER)

    assert submit(event, person) is Outcome.CONFIRMED
    assert find_ticket(person.id, event.id) == ticket


def test_declining_is_an_answer_that_may_change() -> None:
    event = make_event()
    person = invited(event)
    with transaction():
        actions.decline(event, person.id, at=LATER)
    assert state_of(event, person) is RegistrationState.DECLINED
    assert mails(person) == ["registration/declined"]

    assert submit(event, person) is Outcome.CONFIRMED


def test_declining_after_confirmation_is_cancelling() -> None:
    event = make_event()
    person = invited(event)
    submit(event, person)

    with transaction():
        actions.decline(event, person.id, at=LATER)

    assert state_of(event, person) is RegistrationState.CANCELLED
    assert taken(event) == 0


def test_once_over_nothing_changes() -> None:
    event = make_event()
    person = invited(event)
    submit(event, person)
    registration = registration_of(event, person)

    with transaction(), pytest.raises(Over):
        actions.cancel(event, registration, by=person.id, at=event.ends_at)
    with transaction(), pytest.raises(Over):
        actions.confirm(event, registration, by=None, at=event.ends_at)
    with transaction(), pytest.raises(Over):
        actions.decline(event, person.id, at=event.ends_at)


def test_an_organiser_confirms_a_draft_for_every_half_day() -> None:
    event = make_event(places=1)
    person = invited(event)
    with transaction():
        given = answers(event, half_days=frozenset())
        registration = actions.save_draft(event, person.id, given, at=BEFORE)
    organiser = make_person()

    for _ in range(2):
        with transaction():
            actions.confirm(event, registration, by=organiser.id, at=LATER)

    assert state_of(event, person) is RegistrationState.CONFIRMED
    assert len(registration_of(event, person).half_days) == 4
    assert taken(event) == 1
    assert mails(person) == ["registration/confirmed"]


def test_every_step_is_in_the_audit_log_without_names() -> None:
    event = make_event()
    person = invited(event, make_person(family_name="Coquelicot"))
    submit(event, person)

    lines = db.session.query(AuditLine).order_by(AuditLine.id).all()
    assert [line.action for line in lines] == [
        "registration.created",
        "registration.confirmed",
        "ticket.issued",
    ]
    assert "Coquelicot" not in str([line.detail for line in lines])
    assert db.session.query(Registration).count() == 1
