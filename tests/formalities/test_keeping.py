"""What the confirmed give: whose, until when, unreadable at rest, gone at its day."""

from datetime import timedelta

import pytest
from flask import Flask

from eti_events import PURGES
from eti_events.audit.actions import record
from eti_events.audit.models import AuditLine
from eti_events.database import db, transaction
from eti_events.events.models import Event
from eti_events.formalities import actions
from eti_events.formalities.actions import Plan, settle_formalities
from eti_events.formalities.models import Block, Formality
from eti_events.formalities.refusals import (
    AskedLately,
    Closed,
    ClosesTooLate,
    CountDiffers,
    NobodySilent,
    NotAsked,
    NotConfirmed,
    RulesChangedMeanwhile,
)
from eti_events.messages.models import Mail
from eti_events.registration.models import Registration, RegistrationState
from tests.factories import BEFORE, make_event, make_person, make_registration
from tests.formalities.asking import BED, PASSPORT, answer, ask
from tests.registration.test_secrets import everything

MONTH, MOMENT = timedelta(days=30), timedelta(seconds=1)
CANARY = "Zlatorog-8823"
PLANTED = "Coquelicot-3288"


@pytest.fixture
def event(app: Flask) -> Event:
    event = make_event()
    ask(event)
    return event


def purge(event: Event, after: timedelta) -> None:
    """What the worker does once a day."""
    at = db.session.get_one(Event, event.id).ends_at + after
    for forget in PURGES:
        with transaction():
            forget(at)


def kept() -> list[Formality]:
    db.session.rollback()
    return db.session.query(Formality).order_by(Formality.id).all()


def lines(action: str) -> list[dict[str, object]]:
    db.session.rollback()
    found = db.session.query(AuditLine).filter_by(action=action).order_by(AuditLine.id)
    return [dict(line.detail) for line in found]


def test_what_is_given_can_be_changed_until_the_deadline(event: Event) -> None:
    registration = make_registration(event)
    closes_at = event.formalities_close_at
    assert closes_at

    answer(registration, event, hotel=BED, visa=None)
    answer(registration, event, at=closes_at - MOMENT, hotel=None)
    with pytest.raises(Closed):
        answer(registration, event, at=closes_at, hotel=BED)

    assert [(row.block, row.needed) for row in kept()] == [
        (Block.HOTEL, False),
        (Block.VISA, False),
    ]
    assert lines("formalities.given") == [{"kinds": "hotel visa"}, {"kinds": "hotel"}]


@pytest.mark.parametrize(
    "state", set(RegistrationState) - {RegistrationState.CONFIRMED}
)
def test_only_the_confirmed_give_anything(
    event: Event, state: RegistrationState
) -> None:
    registration = make_registration(event, state=state)

    with pytest.raises(NotConfirmed):
        answer(registration, event, hotel=BED)


def test_what_nobody_asks_for_is_not_kept(app: Flask) -> None:
    silent, asking = make_event(), make_event()
    ask(asking, [Block.HOTEL])

    with pytest.raises(NotAsked):
        answer(make_registration(silent), silent, hotel=BED)
    with pytest.raises(NotAsked):
        answer(make_registration(asking), asking, visa=PASSPORT)


def test_a_deadline_after_the_event_is_refused(event: Event) -> None:
    with pytest.raises(ClosesTooLate):
        ask(event, closes_at=event.ends_at + MOMENT, version=1)


def test_a_colleague_s_choice_is_not_overwritten_unseen(event: Event) -> None:
    with pytest.raises(RulesChangedMeanwhile):
        ask(event, version=0)


def test_asking_no_longer_closes_the_form_and_keeps_what_was_given(
    event: Event,
) -> None:
    answer(make_registration(event), event, hotel=BED)
    by, nothing = make_person().id, Plan(blocks=[], closes_at=None, keep_days=30)
    with transaction():
        again = db.session.get_one(Event, event.id)
        actions.set_rules(again, nothing, version=1, by=by, at=BEFORE)

    db.session.rollback()
    assert db.session.get_one(Event, event.id).formalities_close_at is None
    assert len(kept()) == 1


def test_nothing_can_be_read_in_any_table_mail_or_line(
    event: Event, caplog: pytest.LogCaptureFixture
) -> None:
    registration = make_registration(event)
    who = registration.person_id
    with transaction():
        record("planted", by=who, at=BEFORE, words=PLANTED)

    answer(registration, event, visa=PASSPORT | {"passport_number": CANARY}, hotel=None)
    with transaction():
        row = db.session.query(Formality).filter_by(block=Block.VISA).one()
        assert CANARY in row.text  # it is there, for its readers
        found = db.session.get_one(Registration, registration.id)
        actions.open_blocks(found, [Block.VISA], reason="letter", by=who, at=BEFORE)
    with transaction():
        asked = db.session.get_one(Event, event.id)
        actions.remind(asked, count=1, by=who, at=BEFORE)

    stored = everything()
    assert PLANTED.encode() in stored  # the search does find
    assert CANARY.encode() not in stored
    assert CANARY not in caplog.text
    mail = db.session.query(Mail).one()
    assert mail.body
    assert CANARY.encode() not in mail.body
    assert event.slug.encode() in mail.body  # decrypted: the search would find


def test_everything_is_erased_at_its_day_once(event: Event) -> None:
    for _ in range(2):
        answer(make_registration(event), event, visa=PASSPORT, hotel=None)

    purge(event, MONTH - MOMENT)
    assert len(kept()) == 4
    for _ in range(3):
        purge(event, MONTH)

    assert kept() == []
    assert lines("formalities.erased") == [
        {"kind": "hotel", "count": 2},
        {"kind": "visa", "count": 2},
    ]


def test_who_cancels_leaves_nothing_behind(event: Event) -> None:
    leaving, staying = make_registration(event), make_registration(event)
    for registration in (leaving, staying):
        answer(registration, event, hotel=BED)
    with transaction():
        found = db.session.get_one(Registration, leaving.id)
        found.state = RegistrationState.CANCELLED

    for _ in range(2):
        with transaction():
            settle_formalities(event.id, BEFORE)

    assert [row.registration_id for row in kept()] == [staying.id]
    assert lines("formalities.erased") == [{"kind": "hotel", "count": 1}]


def test_only_the_silent_are_reminded_and_not_twice_a_day(event: Event) -> None:
    done, half, silent = (make_registration(event) for _ in range(3))
    answer(done, event, visa=None, hotel=None, travel=None)
    answer(half, event, hotel=BED)
    by = done.person_id

    def remind(count: int, at: timedelta = timedelta()) -> int:
        with transaction():
            again = db.session.get_one(Event, event.id)
            return actions.remind(again, count=count, by=by, at=BEFORE + at)

    with pytest.raises(CountDiffers):
        remind(3)
    assert remind(2) == 2
    with pytest.raises(AskedLately):
        remind(2, timedelta(hours=11))

    db.session.rollback()
    told = {mail.person_id for mail in db.session.query(Mail)}
    assert told == {half.person_id, silent.person_id}
    answer(half, event, visa=None, travel=None)
    answer(silent, event, visa=None, hotel=None, travel=None)
    with pytest.raises(NobodySilent):
        remind(0, timedelta(hours=13))


def test_a_reminder_s_subject_tells_nothing(event: Event) -> None:
    by = make_registration(event).person_id
    with transaction():
        again = db.session.get_one(Event, event.id)
        actions.remind(again, count=1, by=by, at=BEFORE)

    mail = db.session.query(Mail).one()
    said = " ".join((mail.subject or "").split())
    assert said == f"{event.name['fr']} : un formulaire à compléter"
