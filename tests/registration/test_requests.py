"""Requests to the organisers after the freeze, and what they answer."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask

from eti_events.audit.models import AuditLine
from eti_events.database import db, transaction
from eti_events.events.models import Counter, Event
from eti_events.events.queries import get_event
from eti_events.people.models import Person
from eti_events.registration import actions
from eti_events.registration.models import (
    ChangeRequest,
    ConsentPurpose,
    Promotion,
    RegistrationRules,
    RegistrationState,
    RequestKind,
    RequestState,
)
from eti_events.registration.queries import find_registration, list_consents
from eti_events.registration.refusals import (
    AnsweredAlready,
    NoAnswer,
    NoStepThere,
    NothingAsked,
    Over,
)
from eti_events.registration.requests.queries import get_request
from tests.factories import make_event, make_person, make_registration, saved
from tests.registration.steps import (
    LATER,
    answers,
    half_days,
    invited,
    mails,
    registration_of,
    state_of,
    submit,
)

pytestmark = pytest.mark.usefixtures("app")

FREEZE = LATER + timedelta(days=10)
FROZEN = FREEZE + timedelta(minutes=1)
Kind, State = RequestKind, RequestState


@pytest.fixture
def event() -> Event:
    """An event that freezes long before registration closes."""
    return freeze(make_event(), FREEZE)


def freeze(event: Event, at: datetime) -> Event:
    saved(
        RegistrationRules(
            event_id=event.id,
            approval=[],
            waiting_list=False,
            promotion=Promotion.CONFIRM,
            offer_hours=48,
            freezes_at=at,
        )
    )
    return event


def confirmed(event: Event) -> Person:
    person = invited(event)
    submit(event, person)
    return person


def leave(event: Event, person: Person, *, at: datetime, words: str = "") -> None:
    registration = registration_of(event, person)
    with transaction():
        actions.leave(event, registration, at=at, words=words)


def move(event: Event, person: Person, *, kept: int, at: datetime) -> None:
    """Ask for the first half-days only, as the page of changes does."""
    chosen = frozenset(row.public_id for row in half_days(event)[:kept])
    row = registration_of(event, person)
    with transaction():
        wanted = answers(event, half_days=chosen)
        actions.change(event, row, wanted, version=row.version, by=person.id, at=at)


def asked(event: Event) -> list[ChangeRequest]:
    db.session.rollback()
    return db.session.query(ChangeRequest).order_by(ChangeRequest.id).all()


def states(event: Event) -> list[RequestState]:
    return [row.state for row in asked(event)]


def answer(event: Event, number: int = 0, words: str = "", *, yes: bool) -> None:
    by, public_id = make_person().id, asked(event)[number].public_id
    act = actions.accept_request if yes else actions.refuse_request
    with transaction():
        act(event, get_request(event, public_id), words, by=by, at=FROZEN)


def days_of(event: Event, person: Person) -> int:
    row = find_registration(event.id, person.id)
    assert row is not None
    return len(row.half_days)


def taken(event: Event) -> int:
    return db.session.query(Counter).filter_by(event_id=event.id).one().taken


def test_before_the_freeze_people_change_and_cancel_by_themselves(
    event: Event,
) -> None:
    person = confirmed(event)

    move(event, person, kept=2, at=FREEZE - timedelta(seconds=1))
    moved = days_of(event, person)
    leave(event, person, at=FREEZE - timedelta(seconds=1))

    assert moved == 2
    assert state_of(event, person) is RegistrationState.CANCELLED
    assert asked(event) == []


@pytest.mark.parametrize("early", [False, True])
def test_a_freeze_date_decides_even_after_registration_has_closed(early: bool) -> None:
    event = make_event()
    closes = event.registration_closes_at
    freeze(event, closes + timedelta(days=2))
    person = confirmed(event)
    moment = closes + timedelta(days=1 if early else 2)

    leave(event, person, at=moment)

    assert len(asked(event)) == (0 if early else 1)


def test_without_a_date_closing_registration_freezes(event: Event) -> None:
    plain = make_event()
    person = confirmed(plain)

    leave(plain, person, at=plain.registration_closes_at)

    assert state_of(plain, person) is RegistrationState.CONFIRMED
    assert [row.kind for row in asked(plain)] == [Kind.CANCEL]


def test_after_the_freeze_cancelling_is_asked_for_once_and_keeps_the_place(
    event: Event,
) -> None:
    person = confirmed(event)

    for words in ("Un décès", "Un décès", "Un deuil"):
        leave(event, person, at=FROZEN, words=words)

    assert state_of(event, person) is RegistrationState.CONFIRMED
    assert taken(event) == 1
    assert [(row.kind, row.words) for row in asked(event)] == [
        (Kind.CANCEL, "Un deuil")
    ]
    assert mails(person) == ["registration/confirmed"]


def test_who_declines_after_the_freeze_asks_too(event: Event) -> None:
    person = confirmed(event)

    with transaction():
        actions.decline(event, person.id, at=FROZEN)

    assert state_of(event, person) is RegistrationState.CONFIRMED
    assert [row.kind for row in asked(event)] == [Kind.CANCEL]


def test_who_has_no_place_yet_leaves_without_asking(event: Event) -> None:
    person = make_person()
    make_registration(event, person, state=RegistrationState.WAITING)

    leave(event, person, at=FROZEN)

    assert state_of(event, person) is RegistrationState.CANCELLED
    assert asked(event) == []


def test_accepting_a_cancellation_does_what_the_person_would_have_done(
    event: Event,
) -> None:
    person = confirmed(event)
    leave(event, person, at=FROZEN)

    for _twice in range(2):
        answer(event, words="Bon courage", yes=True)

    assert state_of(event, person) is RegistrationState.CANCELLED
    assert taken(event) == 0
    assert states(event) == [State.ACCEPTED]
    assert asked(event)[0].answer == "Bon courage"
    assert mails(person)[1:] == [
        "registration/cancelled",
        "registration/request_accepted",
    ]


def test_other_half_days_are_asked_for_and_the_rest_changes_at_once(
    event: Event,
) -> None:
    person = confirmed(event)
    row = registration_of(event, person)
    chosen = frozenset(day.public_id for day in half_days(event)[:1])
    wanted = answers(
        event,
        half_days=chosen,
        consents=frozenset({ConsentPurpose.DIRECTORY}),
    )

    with transaction():
        request = actions.change(
            event, row, wanted, version=row.version, by=person.id, at=FROZEN
        )

    assert request is not None
    assert days_of(event, person) == 4
    assert len(list_consents(person.id, event.id)) == 1
    move(event, person, kept=2, at=FROZEN)  # another choice replaces the first
    answer(event, yes=True)
    assert days_of(event, person) == 2
    assert states(event) == [State.ACCEPTED]
    assert mails(person)[1:] == [
        "registration/changed",
        "registration/request_accepted",
    ]


def test_a_consent_is_withdrawn_after_the_freeze_without_a_request(
    event: Event,
) -> None:
    person = invited(event)
    agreed = frozenset({ConsentPurpose.IMAGE_PRESS})
    submit(event, person, answers(event, consents=agreed))
    row = registration_of(event, person)

    with transaction():
        actions.change(event, row, answers(event), version=0, by=person.id, at=FROZEN)

    assert list_consents(person.id, event.id) == []
    assert asked(event) == []


def test_refusing_needs_an_answer_and_changes_nothing(event: Event) -> None:
    person = confirmed(event)
    leave(event, person, at=FROZEN)

    with pytest.raises(NoAnswer):
        answer(event, yes=False)
    for _twice in range(2):
        answer(event, words="Le transport est payé", yes=False)

    assert state_of(event, person) is RegistrationState.CONFIRMED
    assert states(event) == [State.REFUSED]
    assert mails(person)[1:] == ["registration/request_refused"]


def test_words_get_an_answer_which_no_mail_repeats(event: Event) -> None:
    person = confirmed(event)
    row = registration_of(event, person)
    with pytest.raises(NothingAsked), transaction():
        actions.ask_in_words(event, row, "", at=FROZEN)
    for words in ("Puis-je venir avec mon chien guide ?",) * 2 + ("Et un dîner ?",):
        with transaction():
            actions.ask_in_words(event, row, words, at=FROZEN)

    with pytest.raises(NoAnswer):
        answer(event, yes=True)
    answer(event, words="Oui", yes=True)

    assert states(event) == [State.ACCEPTED, State.OPEN]
    assert mails(person)[1:] == ["registration/answered"]


@pytest.mark.parametrize("yes", [True, False])
def test_what_is_withdrawn_is_answered_no_more(event: Event, yes: bool) -> None:
    person = confirmed(event)
    leave(event, person, at=FROZEN)
    row, public_id = registration_of(event, person), asked(event)[0].public_id

    for _twice in range(2):
        with transaction():
            request = get_request(event, public_id)
            actions.withdraw(event, row, request, at=FROZEN)
    with pytest.raises(AnsweredAlready):
        answer(event, words="Trop tard", yes=yes)

    assert states(event) == [State.WITHDRAWN]
    assert state_of(event, person) is RegistrationState.CONFIRMED


def test_what_is_answered_is_withdrawn_no_more(event: Event) -> None:
    person = confirmed(event)
    leave(event, person, at=FROZEN)
    answer(event, words="Non", yes=False)
    row, public_id = registration_of(event, person), asked(event)[0].public_id

    with pytest.raises(AnsweredAlready), transaction():
        actions.withdraw(event, row, get_request(event, public_id), at=FROZEN)
    with pytest.raises(AnsweredAlready):
        answer(event, yes=True)

    assert states(event) == [State.REFUSED]


def test_what_an_organiser_ends_closes_the_requests(event: Event) -> None:
    person = confirmed(event)
    leave(event, person, at=FROZEN)
    move(event, person, kept=1, at=FROZEN)
    row, by = registration_of(event, person), make_person().id

    with transaction():
        actions.cancel(event, row, by=by, at=FROZEN)

    assert states(event) == [State.WITHDRAWN, State.WITHDRAWN]
    with pytest.raises(NoStepThere), transaction():
        actions.ask_in_words(event, row, "Pourquoi ?", at=FROZEN)


def test_nothing_is_asked_once_the_event_is_over(event: Event) -> None:
    person = confirmed(event)

    with pytest.raises(Over):
        leave(event, person, at=event.ends_at)
    with pytest.raises(Over):
        move(event, person, kept=1, at=event.ends_at)

    assert asked(event) == []


def test_the_log_holds_codes_and_no_words(event: Event) -> None:
    person = confirmed(event)
    leave(event, person, at=FROZEN, words="Hospitalisation")
    answer(event, words="Bon rétablissement", yes=True)

    lines = db.session.query(AuditLine).filter(AuditLine.action.like("request.%"))
    assert [(line.action, line.detail) for line in lines.order_by(AuditLine.id)] == [
        ("request.asked", {"asked": "cancel"}),
        ("request.accepted", {"asked": "cancel"}),
    ]


def test_two_clicks_at_once_are_one_request(app: Flask, event: Event) -> None:
    person = confirmed(event)
    slug, person_id = event.slug, person.id

    def click() -> None:
        with app.app_context(), transaction():
            found = get_event(slug)
            row = find_registration(found.id, person_id)
            assert row is not None
            actions.leave(found, row, at=FROZEN)

    at_once(click, 4)

    assert len(asked(event)) == 1


def test_two_organisers_at_once_give_one_answer(app: Flask, event: Event) -> None:
    person = confirmed(event)
    leave(event, person, at=FROZEN)
    slug, public_id = event.slug, asked(event)[0].public_id
    by = make_person().id

    def accept() -> None:
        with app.app_context(), transaction():
            found = get_event(slug)
            request = get_request(found, public_id)
            actions.accept_request(found, request, "", by=by, at=FROZEN)

    at_once(accept, 3)

    assert states(event) == [State.ACCEPTED]
    assert taken(event) == 0
    assert mails(person).count("registration/request_accepted") == 1


def at_once(act: Callable[[], None], number: int) -> None:
    """Let several threads do the same; a fault in one of them is a fault here."""
    faults: list[BaseException] = []

    def run() -> None:
        try:
            act()
        except BaseException as fault:
            faults.append(fault)

    db.session.rollback()
    threads = [threading.Thread(target=run) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
