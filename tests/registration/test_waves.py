"""Writing to many: whom it means, that it is confirmed, and that nobody is missed."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event as listening

from eti_events.database import db, transaction
from eti_events.events.models import Event, EventState
from eti_events.jobs.models import DueRow
from eti_events.messages.models import Mail, MailState
from eti_events.people.models import (
    Commissioner,
    Mission,
    Person,
    Region,
    Theme,
)
from eti_events.registration import actions
from eti_events.registration.models import (
    Category,
    Halt,
    Invitation,
    Omission,
    Registration,
    RegistrationState,
    Wave,
    WaveKind,
    WaveRecipient,
    WaveState,
)
from eti_events.registration.refusals import EventNotOpen, RegistrationClosed
from eti_events.registration.waves import queries
from eti_events.registration.waves.refusals import (
    InThePast,
    NobodyMeant,
    NotPaused,
    NotScheduled,
    NotUnderWay,
    NumberChanged,
    WaveBegun,
    WrongNumber,
)
from eti_events.reports.queries.cells import came_to
from tests.factories import (
    BEFORE,
    FIRST_DAY,
    make_event,
    make_mission,
    make_person,
    make_registration,
    make_scan,
)
from tests.registration.steps import LATER, invited, mails

pytestmark = pytest.mark.usefixtures("app")


def expert(name: str = "", *, protected: bool = False, **mission: object) -> Person:
    person = make_person(family_name=name, protected=protected)
    make_mission(person, **mission)  # type: ignore[arg-type]  # the factory's own names
    return person


def begin(event: Event, kind: WaveKind = WaveKind.INVITATION, **asked: Any) -> Wave:
    with transaction():
        event = db.session.get_one(Event, event.id)
        wave = actions.draft_wave(event, kind, came_to, by=None, at=LATER)
        actions.change_wave(
            event, wave, asked, came_to, category=Category.EXPERT, at=LATER
        )
    return wave


def meant(event: Event, wave: Wave) -> set[int]:
    db.session.rollback()
    return set(queries.list_meant(event, wave, came_to))


def ids(*people: Person) -> set[int]:
    return {person.id for person in people}


def act(wave: Wave, step: Callable[[Event, Wave], None]) -> None:
    with transaction():
        wave = db.session.get_one(Wave, wave.id)
        step(db.session.get_one(Event, wave.event_id), wave)


def confirm(wave: Wave, number: int | None, **when: object) -> None:
    def step(event: Event, wave: Wave) -> None:
        given = {"scheduled_at": None, "at": LATER, **when}
        actions.confirm_wave(event, wave, number, came_to, by=None, **given)  # type: ignore[arg-type]  # as given

    act(wave, step)


def send(wave: Wave) -> int:
    sent = 0
    while True:
        with transaction():
            row = db.session.get_one(Wave, wave.id)
            event = db.session.get_one(Event, row.event_id)
            if not actions.begin_wave(event, row, at=LATER):
                return sent
            if not (more := actions.send_batch(event, row, tellers={}, at=LATER)):
                return sent
            sent += more


def name(wave: Wave, person: Person, *, added: bool | None) -> None:
    act(
        wave,
        lambda event, row: actions.name_person(
            event, row, person, came_to, added=added, at=LATER
        ),
    )


def look(wave: Wave) -> WaveState:
    act(wave, lambda _event, row: actions.look_after(row, at=LATER))
    return db.session.get_one(Wave, wave.id).state


def fates(wave: Wave, *, sent: int, failed: int) -> None:
    """Have mails arrive or come back, the oldest first."""
    with transaction():
        query = db.session.query(Mail).filter(Mail.id.in_(queries.mails_of(wave.id)))
        waiting = query.filter_by(state=MailState.QUEUED).order_by(Mail.id).all()
        for mail in waiting[:sent]:
            mail.state, mail.sent_at = MailState.SENT, LATER
        for mail in waiting[sent : sent + failed]:
            mail.state = MailState.FAILED


def states(wave: Wave) -> dict[str, int]:
    db.session.rollback()
    row = queries.count_progress(wave.id)
    return {s.value: getattr(row, s.value) for s in MailState if getattr(row, s.value)}


# Whom a wave means


def test_conditions_hold_for_one_and_the_same_mission() -> None:
    event = make_event()
    asked = expert(commissioner=Commissioner.AFD, region=Region.ASIA)
    expert(commissioner=Commissioner.AFD)
    twice = expert(commissioner=Commissioner.AFD)
    make_mission(twice, region=Region.ASIA)

    wave = begin(event, commissioner=["AFD"], region=["Asie", "Pacifique"])

    assert meant(event, wave) == ids(asked)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, True),
        ({"country": "SN"}, True),
        ({"country": "ML"}, False),
        ({"theme": [Theme.GOVERNANCE]}, True),
        ({"theme": [Theme.HEALTH]}, False),
        ({"status": ["ETI", "AT"]}, True),
        ({"status": ["END"]}, False),
        ({"first": "yes"}, True),
        ({"first": "no"}, False),
        ({"on": "2096-08-27"}, True),
        ({"on": "2095-08-31"}, False),
        ({"begins": "2095-09-01"}, True),
        ({"begins": "2095-09-02"}, False),
        ({"ends": "2098-08-31"}, True),
        ({"ends": "2098-08-30"}, False),
        ({"officer": "Référent Afrique"}, True),
        ({"officer": "Référent Asie"}, False),
        ({"who": "named"}, False),
    ],
)
def test_each_condition_narrows_the_choice(asked: dict[str, Any], found: bool) -> None:
    event = make_event()
    person = expert(first_departure=True)

    wave = begin(event, **asked)

    assert meant(event, wave) == (ids(person) if found else set())


def test_a_mission_that_is_over_by_then_does_not_count() -> None:
    event, person = make_event(), make_person()
    mission = make_mission(person)
    with transaction():
        db.session.merge(mission).end_on = FIRST_DAY - timedelta(days=1)

    assert meant(event, begin(event)) == set()


def test_earlier_editions_tell_whom_to_write_to() -> None:
    event = make_event()
    earlier = make_event(first_day=FIRST_DAY - timedelta(days=365))
    came, registered, asked, stranger = (expert() for _ in range(4))
    registration = make_registration(earlier, came)
    make_scan(earlier, registration, at=BEFORE)
    make_registration(earlier, registered)
    invited(earlier, asked)

    def found(how: str) -> set[int]:
        wave = begin(event, earlier=f"{how}:{earlier.public_id}")
        return meant(event, wave)

    assert found("attended") == ids(came)
    assert found("registered") == ids(came, registered)
    assert found("invited") == ids(asked)
    assert found("not_attended") == ids(registered, asked, stranger)
    assert found("not_registered") == ids(asked, stranger)


def test_whoever_is_invited_has_answered_or_cannot_be_reached_is_left_out() -> None:
    event = make_event()
    asked, answered, unknown, bounced, fresh = (expert() for _ in range(5))
    invited(event, asked)
    make_registration(event, answered)
    with transaction():
        db.session.merge(unknown).email = None
        db.session.merge(bounced).mail_bounced_at = BEFORE

    assert meant(event, begin(event)) == ids(fresh)
    assert meant(event, begin(event, bounced="yes")) == ids(fresh, bounced)


def test_people_are_added_and_left_out_by_name() -> None:
    event = make_event()
    asia, africa, speaker = expert(region=Region.ASIA), expert(), make_person()
    already = invited(event)
    wave = begin(event, region=["Asie"])

    for person in (speaker, africa, already):
        name(wave, person, added=True)
    name(wave, asia, added=False)
    name(wave, africa, added=False)

    assert meant(event, wave) == ids(speaker)
    name(wave, africa, added=None)
    name(wave, asia, added=None)
    assert meant(event, wave) == ids(speaker, asia)


def test_no_condition_tells_where_a_protected_person_is_posted() -> None:
    event = make_event()
    hidden = expert(protected=True, region=Region.ASIA, country="KH")
    everywhere: list[dict[str, Any]] = [
        {"region": ["Asie"]},
        {"region": ["Afrique"]},
        {"country": "KH"},
        {"country": "SN"},
        {"officer": "Référent Afrique"},
    ]

    for asked in everywhere:
        wave = begin(event, **asked)
        assert meant(event, wave) == set()
        counts = queries.count_steps(event, wave, came_to)
        assert set(counts.values()) == {1, 0}
        assert counts["who"] == 1
        name(wave, hidden, added=True)
        assert meant(event, wave) == ids(hidden)
    assert meant(event, begin(event)) == ids(hidden)
    assert queries.list_countries() == []
    assert queries.list_officers() == []


def test_what_is_left_after_each_condition_is_counted() -> None:
    event = make_event()
    for region in (Region.ASIA, Region.ASIA, Region.AFRICA):
        expert(region=region)
    invited(event, expert(region=Region.ASIA, commissioner=Commissioner.AFD))

    wave = begin(event, region=["Asie"], commissioner=["MEAE"])

    counts = queries.count_steps(event, wave, came_to)
    assert (counts["who"], counts["commissioner"], counts["region"]) == (4, 3, 2)
    assert counts["excluded"] == 2


SILENT = {RegistrationState.DRAFT}


@pytest.mark.parametrize("state", list(RegistrationState))
def test_only_the_silent_are_reminded(state: RegistrationState) -> None:
    event = make_event()
    silent, person = invited(event), invited(event)
    make_registration(event, person, state=state)
    make_person()

    wave = begin(event, WaveKind.REMINDER)

    expected = ids(silent, person) if state in SILENT else ids(silent)
    assert meant(event, wave) == expected


def test_a_provisional_answer_is_an_answer() -> None:
    event = make_event()
    office = invited(event)
    registration = make_registration(event, office, state=RegistrationState.PENDING)
    with transaction():
        db.session.merge(registration).provisional = True

    assert meant(event, begin(event, WaveKind.REMINDER)) == set()


def test_a_reminder_reaches_nobody_who_was_not_invited() -> None:
    event, stranger = make_event(), expert()
    silent = invited(event)
    wave = begin(event, WaveKind.REMINDER)

    name(wave, stranger, added=True)

    assert meant(event, wave) == ids(silent)


# Confirming


def test_a_wave_is_confirmed_by_its_number_and_written_to_each_once() -> None:
    event = make_event()
    people = [expert() for _ in range(3)]
    wave = begin(event)

    confirm(wave, 3)

    assert send(wave) == 3
    assert send(wave) == 0
    assert [mails(person) for person in people] == [["registration/invitation"]] * 3
    assert db.session.query(Invitation).count() == 3
    rows = db.session.query(WaveRecipient).all()
    whose = {row.person_id: row.mail_id for row in rows}
    assert whose == {mail.person_id: mail.id for mail in db.session.query(Mail)}


def test_without_the_right_number_nothing_leaves() -> None:
    event = make_event()
    expert()
    wave = begin(event)

    for number in (None, 0, 2):
        with pytest.raises(WrongNumber):
            confirm(wave, number)

    assert db.session.get_one(Wave, wave.id).state is WaveState.DRAFT
    assert db.session.query(WaveRecipient).count() == 0


def test_who_came_in_since_the_count_is_not_written_to_unseen() -> None:
    event = make_event()
    expert()
    wave = begin(event)
    late = expert()

    with pytest.raises(NumberChanged):
        confirm(wave, 1)
    assert mails(late) == []

    confirm(wave, 2)
    assert send(wave) == 2


def test_who_comes_in_after_confirming_receives_nothing() -> None:
    event = make_event()
    expert()
    wave = begin(event)
    confirm(wave, 1)
    late = expert()

    assert send(wave) == 1
    assert mails(late) == []


def test_nobody_is_no_wave() -> None:
    with pytest.raises(NobodyMeant):
        confirm(begin(make_event()), 0)


def test_a_confirmed_wave_is_not_changed() -> None:
    event, person = make_event(), expert()
    wave = begin(event)
    confirm(wave, 1)

    steps: list[Callable[[Event, Wave], None]] = [
        lambda event, row: actions.change_wave(
            event, row, {}, came_to, category=Category.VIP, at=LATER
        ),
        lambda event, row: actions.name_person(
            event, row, person, came_to, added=True, at=LATER
        ),
        lambda _event, row: actions.discard_wave(row),
    ]
    for step in steps:
        with pytest.raises(WaveBegun):
            act(wave, step)
    with pytest.raises(WaveBegun):
        confirm(wave, 1)
    with pytest.raises(NotScheduled):
        act(wave, lambda _e, row: actions.unschedule_wave(row, by=None, at=LATER))


def test_a_draft_can_be_thrown_away() -> None:
    event, person = make_event(), expert()
    wave = begin(event)
    name(wave, person, added=False)

    act(wave, lambda _event, row: actions.discard_wave(row))

    assert db.session.query(Wave).count() == 0


def test_a_scheduled_wave_waits_for_its_hour() -> None:
    event, person = make_event(), expert()
    wave = begin(event)
    hour = LATER + timedelta(days=1)

    confirm(wave, 1, scheduled_at=hour)

    assert (
        db.session.query(DueRow).filter_by(kind=actions.SEND_WAVE).one().due_at == hour
    )
    assert send(wave) == 0

    def come(event: Event, row: Wave) -> None:
        assert actions.begin_wave(event, row, at=hour)
        actions.send_batch(event, row, tellers={}, at=hour)

    act(wave, come)
    assert mails(person) == ["registration/invitation"]


def test_before_its_hour_a_wave_can_become_a_draft_again() -> None:
    event, person = make_event(), expert()
    wave = begin(event)
    confirm(wave, 1, scheduled_at=LATER + timedelta(days=1))

    act(wave, lambda _event, row: actions.unschedule_wave(row, by=None, at=LATER))
    name(wave, make_person(), added=True)
    confirm(wave, 2)

    assert send(wave) == 2
    assert len(mails(person)) == 1


def test_no_hour_in_the_past_nor_after_the_closing_date() -> None:
    event = make_event()
    expert()
    wave = begin(event)

    with pytest.raises(InThePast):
        confirm(wave, 1, scheduled_at=LATER)
    with pytest.raises(RegistrationClosed):
        confirm(wave, 1, scheduled_at=event.registration_closes_at)


def test_a_wave_whose_event_closes_meanwhile_is_stopped() -> None:
    event, person = make_event(), expert()
    wave = begin(event)
    confirm(wave, 1, scheduled_at=LATER + timedelta(days=1))
    closed = event.registration_closes_at

    def come(event: Event, row: Wave) -> None:
        assert not actions.begin_wave(event, row, at=closed)

    act(wave, come)

    row = db.session.get_one(Wave, wave.id)
    assert (row.state, row.halt) == (WaveState.STOPPED, Halt.CLOSED)
    assert mails(person) == []


def test_an_event_that_takes_nobody_sends_no_wave() -> None:
    event = make_event(state=EventState.DRAFT)
    expert()
    wave = begin(event)

    with pytest.raises(EventNotOpen):
        confirm(wave, 1)


# Sending


def test_who_is_asked_or_answers_meanwhile_is_left_out() -> None:
    event = make_event()
    asked, answered, unknown, fresh = (expert() for _ in range(4))
    wave = begin(event)
    confirm(wave, 4)
    invited(event, asked)
    make_registration(event, answered)
    with transaction():
        db.session.merge(unknown).email = None

    assert send(wave) == 4

    rows = db.session.query(WaveRecipient).filter(WaveRecipient.omitted.is_not(None))
    assert {row.person_id: row.omitted for row in rows} == {
        asked.id: Omission.INVITED,
        answered.id: Omission.ANSWERED,
        unknown.id: Omission.NO_ADDRESS,
    }
    assert mails(fresh) == ["registration/invitation"]
    assert mails(asked) == mails(answered) == mails(unknown) == []


def test_a_reminder_carries_the_link_of_the_invitation() -> None:
    event, person, other = make_event(), expert(), expert()
    first = begin(event)
    confirm(first, 2)
    send(first)
    make_registration(event, other, state=RegistrationState.DECLINED)
    wave = begin(event, WaveKind.REMINDER)

    confirm(wave, 1)
    send(wave)

    assert mails(person) == ["registration/invitation", "registration/reminder"]
    assert mails(other) == ["registration/invitation"]
    invitation = db.session.query(Invitation).filter_by(person_id=person.id).one()
    assert invitation.last_mailed_at == LATER
    [link] = queries.list_invitations_of(event.id, [person.id])
    assert link.link
    assert link.link.token
    reminder = db.session.query(Mail).order_by(Mail.id.desc()).first()
    assert reminder
    assert link.link.token in (reminder.body or b"").decode().replace("=\r\n", "")


def test_who_answers_after_the_reminder_was_confirmed_is_not_reminded() -> None:
    event = make_event()
    quick, slow = invited(event), invited(event)
    wave = begin(event, WaveKind.REMINDER)
    confirm(wave, 2)
    make_registration(event, quick, state=RegistrationState.DECLINED)

    send(wave)

    assert mails(quick) == []
    assert mails(slow) == ["registration/reminder"]


@pytest.mark.parametrize("kind", [WaveKind.INVITATION, WaveKind.REMINDER])
def test_a_batch_costs_as_many_statements_for_many_as_for_few(kind: WaveKind) -> None:
    assert _statements(kind, 3) == _statements(kind, 30)


def _statements(kind: WaveKind, count: int) -> int:
    event = make_event()
    if kind is WaveKind.REMINDER:
        for _ in range(count):
            invited(event)
        wave = begin(event, kind)
    else:
        wave = begin(event, kind, who="named")
        for _ in range(count):
            name(wave, make_person(), added=True)
    confirm(wave, count)
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        sent.append(statement)

    def batch(event: Event, row: Wave) -> None:
        listening.listen(db.engine, "before_cursor_execute", note)
        assert actions.send_batch(event, row, tellers={}, at=LATER) == count
        db.session.flush()
        listening.remove(db.engine, "before_cursor_execute", note)

    act(wave, batch)
    return len(sent)


# Holding it in the hand


def under_way(count: int) -> Wave:
    event = make_event()
    for _ in range(count):
        expert()
    wave = begin(event)
    confirm(wave, count)
    assert send(wave) == count
    return wave


def test_a_wave_that_has_arrived_is_done() -> None:
    wave = under_way(3)
    assert look(wave) is WaveState.RUNNING

    fates(wave, sent=3, failed=0)

    assert look(wave) is WaveState.DONE


def test_the_worker_looks_again_while_mails_are_on_their_way() -> None:
    wave = under_way(1)
    with transaction():
        db.session.query(DueRow).delete()

    look(wave)

    row = db.session.query(DueRow).filter_by(kind=actions.SEND_WAVE).one()
    assert row.due_at == LATER + timedelta(seconds=5)


@pytest.mark.parametrize(
    ("sent", "failed", "state"),
    [
        (18, 1, WaveState.RUNNING),  # too few to tell
        (17, 2, WaveState.RUNNING),
        (19, 1, WaveState.RUNNING),  # five per cent are not more than five
        (18, 2, WaveState.PAUSED),
    ],
)
def test_a_wave_of_which_too_much_comes_back_pauses(
    sent: int, failed: int, state: WaveState
) -> None:
    wave = under_way(25)
    fates(wave, sent=sent, failed=failed)

    assert look(wave) is state

    held = 25 - sent - failed if state is WaveState.PAUSED else 0
    assert states(wave).get("held", 0) == held
    halt = Halt.BOUNCES if state is WaveState.PAUSED else None
    assert db.session.get_one(Wave, wave.id).halt == halt


def test_what_failed_before_is_not_held_against_a_wave_that_goes_on() -> None:
    wave = under_way(60)
    fates(wave, sent=18, failed=2)
    assert look(wave) is WaveState.PAUSED

    act(wave, lambda _event, row: actions.resume_wave(row, by=None, at=LATER))
    assert look(wave) is WaveState.RUNNING
    fates(wave, sent=18, failed=1)
    assert look(wave) is WaveState.RUNNING
    fates(wave, sent=0, failed=1)

    assert look(wave) is WaveState.PAUSED


def test_pausing_holds_mails_back_and_going_on_lets_them_leave() -> None:
    wave = under_way(2)

    act(wave, lambda _event, row: actions.pause_wave(row, by=None, at=LATER))
    assert states(wave) == {"held": 2}
    assert send(wave) == 0
    with pytest.raises(NotUnderWay):
        act(wave, lambda _event, row: actions.pause_wave(row, by=None, at=LATER))

    act(wave, lambda _event, row: actions.resume_wave(row, by=None, at=LATER))
    assert states(wave) == {"queued": 2}
    with pytest.raises(NotPaused):
        act(wave, lambda _event, row: actions.resume_wave(row, by=None, at=LATER))


def test_a_mail_put_back_while_its_wave_is_paused_is_held_too() -> None:
    wave = under_way(2)
    with transaction():
        db.session.query(Mail).order_by(Mail.id).limit(
            1
        ).one().state = MailState.SENDING
    act(wave, lambda _event, row: actions.pause_wave(row, by=None, at=LATER))
    assert states(wave) == {"held": 1, "sending": 1}
    with transaction():
        db.session.query(Mail).filter_by(
            state=MailState.SENDING
        ).one().state = MailState.QUEUED

    look(wave)

    assert states(wave) == {"held": 2}


def test_stopping_takes_back_what_has_not_left() -> None:
    wave = under_way(3)
    fates(wave, sent=1, failed=0)

    act(wave, lambda _event, row: actions.stop_wave(row, by=None, at=LATER))

    assert states(wave) == {"sent": 1, "cancelled": 2}
    assert look(wave) is WaveState.STOPPED
    with pytest.raises(NotUnderWay):
        act(wave, lambda _event, row: actions.stop_wave(row, by=None, at=LATER))


def test_a_wave_that_the_worker_forgot_is_looked_at_again() -> None:
    wave = under_way(1)
    with transaction():
        db.session.query(DueRow).delete()

    with transaction():
        actions.settle_waves(wave.event_id, LATER)
        actions.settle_waves(wave.event_id, LATER)

    row = db.session.query(DueRow).filter_by(kind=actions.SEND_WAVE).one()
    assert row.payload == {"wave_id": wave.id}


def test_only_who_is_meant_by_the_day_asked_for() -> None:
    event, person = make_event(), make_person()
    mission = make_mission(person)
    with transaction():
        db.session.merge(mission).start_on = date(2096, 8, 27)

    assert meant(event, begin(event, on="2096-08-26")) == set()
    assert meant(event, begin(event, on="2096-08-27")) == ids(person)
    assert db.session.query(Mission).count() == 1
    assert db.session.query(Registration).count() == 0
