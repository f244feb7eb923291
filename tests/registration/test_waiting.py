"""Who waits is served in order, once, and never overtaken."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from eti_events.database import db, transaction
from eti_events.events.models import Event
from eti_events.events.queries import get_capacity, get_event
from eti_events.invariants import faults
from eti_events.messages.models import Mail
from eti_events.people.models import Commissioner, Person
from eti_events.registration import actions
from eti_events.registration.actions import Outcome
from eti_events.registration.models import (
    Category,
    Promotion,
    Registration,
    RegistrationRules,
    RegistrationState,
)
from eti_events.registration.places.queries import position
from eti_events.registration.queries import find_registration
from eti_events.registration.refusals import (
    Full,
    NoReason,
    NotAccepted,
    OfferOver,
    QuotaBelowTaken,
    RepresentsThemselves,
)
from tests.factories import make_event, make_mission, make_person, saved
from tests.registration.steps import (
    LATER,
    answers,
    first_departure_invited,
    invited,
    mails,
    make_course,
    registration_of,
    state_of,
    submit,
    taken,
)

pytestmark = pytest.mark.usefixtures("app")
State = RegistrationState

Act = Callable[[Event, Registration], object]


def with_list(event: Event, **rules: object) -> Event:
    chosen = {"waiting_list": True, **rules}
    saved(RegistrationRules(event_id=event.id, **chosen))
    return event


def on(event: Event, person: Person, act: Act) -> None:
    """Act on the person's registration in a transaction of its own."""
    slug, person_id = event.slug, person.id
    with transaction():
        again = get_event(slug)
        row = find_registration(again.id, person_id)
        assert row
        act(again, row)


def cancel(event: Event, person: Person) -> None:
    by = person.id
    on(event, person, lambda e, row: actions.cancel(e, row, by=by, at=LATER))


def settle(event: Event, *, after: timedelta = timedelta(hours=1)) -> None:
    event_id = event.id
    for settler in (actions.settle, actions.take_offers_back, actions.serve_waiting):
        with transaction():
            settler(event_id, LATER + after)


def of_commissioner(event: Event, commissioner: Commissioner) -> Person:
    person = make_person()
    make_mission(person, commissioner=commissioner)
    return invited(event, person)


def test_when_all_places_are_taken_people_wait_in_order() -> None:
    event = with_list(make_event(places=1))
    people = [invited(event) for _ in range(3)]

    outcomes = [submit(event, person) for person in people]

    assert outcomes == [Outcome.CONFIRMED, Outcome.WAITING, Outcome.WAITING]
    assert [position(registration_of(event, p)) for p in people[1:]] == [1, 2]
    assert mails(people[2]) == ["registration/waiting"]
    assert taken(event) == 1


def test_a_place_that_falls_free_goes_to_the_first_and_to_nobody_twice() -> None:
    event = with_list(make_event(places=1))
    holder, first, second = (invited(event) for _ in range(3))
    for person in (holder, first, second):
        submit(event, person)

    cancel(event, holder)
    settle(event)
    settle(event)

    assert state_of(event, first) is State.CONFIRMED
    assert state_of(event, second) is State.WAITING
    assert mails(first) == ["registration/waiting", "registration/confirmed"]
    assert list(faults()) == []


def test_a_newcomer_does_not_overtake_somebody_for_whom_a_place_is_free() -> None:
    event = with_list(make_event(places=1))
    holder, first = invited(event), invited(event)
    submit(event, holder)
    submit(event, first)
    cancel(event, holder)

    outcome = submit(event, invited(event))

    assert outcome is Outcome.WAITING


def test_somebody_whose_quota_is_full_keeps_nobody_else_from_a_place() -> None:
    event = with_list(make_event(places=3))
    set_quota(event, "commissioner", "MEAE", 1)
    submit(event, of_commissioner(event, Commissioner.MEAE))
    waits = of_commissioner(event, Commissioner.MEAE)

    outcomes = [
        submit(event, waits),
        submit(event, of_commissioner(event, Commissioner.AFD)),
    ]
    settle(event)

    assert outcomes == [Outcome.WAITING, Outcome.CONFIRMED]
    assert state_of(event, waits) is State.WAITING


def set_quota(event: Event, scope: str, key: str, limit: int) -> None:
    slug, by = event.slug, make_person().id
    with transaction():
        actions.set_quota(get_event(slug), scope, key, limit, by=by, at=LATER)


def test_a_quota_counts_who_has_a_place_and_is_never_below_them() -> None:
    event = make_event(places=5)
    for _ in range(2):
        submit(event, of_commissioner(event, Commissioner.MEAE))

    with pytest.raises(QuotaBelowTaken):
        set_quota(event, "commissioner", "MEAE", 1)
    set_quota(event, "commissioner", "MEAE", 2)

    assert submit(event, of_commissioner(event, Commissioner.MEAE)) is Outcome.FULL
    assert list(faults()) == []


def test_a_quota_that_is_removed_holds_nobody_back() -> None:
    event = make_event(places=5)
    set_quota(event, "category", Category.EXPERT, 0)
    slug, by = event.slug, make_person().id
    late = invited(event)
    full = submit(event, late)

    for _ in range(2):
        with transaction():
            actions.remove_quota(
                get_event(slug), "category", Category.EXPERT, by=by, at=LATER
            )

    assert (full, submit(event, late)) == (Outcome.FULL, Outcome.CONFIRMED)


def offered() -> tuple[Event, Person, Person]:
    """One who is offered the only place, and one who waits behind."""
    event = with_list(make_event(places=1), promotion=Promotion.OFFER, offer_hours=24)
    holder, first, second = (invited(event) for _ in range(3))
    for person in (holder, first, second):
        submit(event, person)
    cancel(event, holder)
    settle(event)
    return event, first, second


def accept(event: Event, person: Person, *, after: timedelta) -> None:
    by, at = person.id, LATER + after
    on(event, person, lambda e, row: actions.accept_offer(e, row, by=by, at=at))


def test_an_offer_holds_the_place_until_it_is_answered() -> None:
    event, first, second = offered()
    assert taken(event) == 1
    assert mails(first)[-1] == "registration/offered"

    for _ in range(2):
        accept(event, first, after=timedelta(hours=20))
    settle(event, after=timedelta(days=5))

    assert state_of(event, first) is State.CONFIRMED
    assert state_of(event, second) is State.WAITING
    assert mails(first)[-1] == "registration/confirmed"


def test_an_offer_that_is_not_answered_goes_to_the_next() -> None:
    event, first, second = offered()

    settle(event, after=timedelta(hours=26))

    assert state_of(event, first) is State.CANCELLED
    assert mails(first)[-1] == "registration/lapsed"
    assert mails(second)[-1] == "registration/offered"
    assert taken(event) == 1
    with pytest.raises(OfferOver):
        accept(event, first, after=timedelta(hours=27))


def test_an_offer_taken_too_late_is_over_even_before_anybody_settles() -> None:
    event, first, _second = offered()

    with pytest.raises(OfferOver):
        accept(event, first, after=timedelta(hours=26))


def test_leaving_an_offer_frees_the_place() -> None:
    event, first, second = offered()

    cancel(event, first)
    settle(event, after=timedelta(hours=2))

    assert mails(first)[-1] == "registration/left"
    assert mails(second)[-1] == "registration/offered"


def test_who_is_put_first_is_served_next() -> None:
    event = with_list(make_event(places=1))
    holder, first, second = (invited(event) for _ in range(3))
    for person in (holder, first, second):
        submit(event, person)
    by = make_person().id
    on(event, second, lambda e, row: actions.put_first(e, row, by=by, at=LATER))

    assert position(registration_of(event, second)) == 1
    cancel(event, holder)
    settle(event)

    assert state_of(event, second) is State.CONFIRMED
    assert state_of(event, first) is State.WAITING


def test_who_was_put_first_and_left_waits_behind_the_others_when_they_return() -> None:
    event = with_list(make_event(places=0))
    first, returning = invited(event), invited(event)
    for person in (first, returning):
        submit(event, person)
    by = make_person().id
    on(event, returning, lambda e, row: actions.put_first(e, row, by=by, at=LATER))

    cancel(event, returning)
    submit(event, returning)

    assert position(registration_of(event, first)) == 1
    assert position(registration_of(event, returning)) == 2


def test_a_larger_event_serves_who_waits() -> None:
    event = with_list(make_event(places=0))
    people = [invited(event) for _ in range(3)]
    for person in people:
        submit(event, person)
    set_places(event, 2)

    settle(event)

    states = [state_of(event, person) for person in people]
    assert states == [State.CONFIRMED, State.CONFIRMED, State.WAITING]


def set_places(event: Event, places: int) -> None:
    event_id = event.id
    with transaction():
        get_capacity(event_id).limit = places


def test_nobody_is_served_once_the_event_has_begun() -> None:
    event = with_list(make_event(places=0))
    person = invited(event)
    submit(event, person)
    set_places(event, 1)

    settle(event, after=event.starts_at - LATER)

    assert state_of(event, person) is State.WAITING


def test_where_organisers_examine_a_registration_waits_for_them() -> None:
    event = with_list(make_event(places=1), approval=[Category.EXPERT.value])
    person, by = invited(event), make_person().id

    outcome = submit(event, person)
    held = taken(event)
    on(event, person, lambda e, row: actions.confirm(e, row, by=by, at=LATER))

    assert (outcome, held, taken(event)) == (Outcome.PENDING, 0, 1)
    assert mails(person) == ["registration/pending", "registration/confirmed"]


def test_an_accepted_person_without_a_place_waits_for_one() -> None:
    event = with_list(make_event(places=0), approval=[Category.EXPERT.value])
    person, by = invited(event), make_person().id
    submit(event, person)

    on(event, person, lambda e, row: actions.confirm(e, row, by=by, at=LATER))

    assert state_of(event, person) is State.WAITING
    assert mails(person)[-1] == "registration/waiting"


def test_a_refusal_says_why_and_the_person_cannot_undo_it() -> None:
    event = with_list(make_event(), approval=[Category.EXPERT.value])
    person, by = invited(event), make_person().id
    submit(event, person)

    def refuse(reason: str) -> None:
        on(
            event,
            person,
            lambda e, row: actions.refuse(e, row, reason=reason, by=by, at=LATER),
        )

    with pytest.raises(NoReason):
        refuse("")
    refuse("The room is too small")
    refuse("Twice is once")

    assert registration_of(event, person).reason == "The room is too small"
    assert mails(person) == ["registration/pending", "registration/refused"]
    with pytest.raises(NotAccepted):
        submit(event, person)


def test_an_office_s_provisional_answer_holds_the_place() -> None:
    event = with_list(make_event(places=1), approval=[Category.EXPERT.value])
    person, by = invited(event), make_person().id
    submit(event, person)

    for _ in range(2):
        on(
            event,
            person,
            lambda e, row: actions.answer_provisionally(e, row, by=by, at=LATER),
        )

    assert registration_of(event, person).provisional
    assert taken(event) == 1
    on(event, person, lambda e, row: actions.confirm(e, row, by=by, at=LATER))
    assert (state_of(event, person), taken(event)) == (State.CONFIRMED, 1)
    assert list(faults()) == []


def test_a_provisional_answer_needs_a_place() -> None:
    event = with_list(make_event(places=0), approval=[Category.EXPERT.value])
    person, by = invited(event), make_person().id
    submit(event, person)

    with pytest.raises(Full):
        on(
            event,
            person,
            lambda e, row: actions.answer_provisionally(e, row, by=by, at=LATER),
        )


def test_who_is_represented_gives_their_place_to_nobody_else() -> None:
    event = with_list(make_event(places=1))
    minister, waits, deputy = invited(event), invited(event), make_person()
    submit(event, minister)
    submit(event, waits)
    by, deputy_id = make_person().id, deputy.id

    def represent(e: Event, row: Registration) -> None:
        substitute = db.session.get_one(Person, deputy_id)
        actions.represent(e, row, substitute, by=by, at=LATER)

    on(event, minister, represent)
    settle(event)

    assert registration_of(event, minister).represented_by_id == deputy.id
    assert state_of(event, minister) is State.CANCELLED
    assert state_of(event, deputy) is State.CONFIRMED
    assert state_of(event, waits) is State.WAITING
    assert taken(event) == 1
    told = db.session.query(Mail).filter_by(template="registration/represented").one()
    assert told.person_id == minister.id
    assert f"{deputy.name} comes in your place" in (told.subject or "")
    with pytest.raises(RepresentsThemselves):
        on(event, deputy, represent)


def test_a_first_departure_waits_for_the_edition_and_has_the_course() -> None:
    event = with_list(make_event(places=0))
    course = make_course(event)
    person = first_departure_invited(event)

    given = answers(event, first_departure=True, with_course=True)
    outcome = submit(event, person, given, with_course=True)

    assert outcome is Outcome.WAITING
    assert state_of(course, person) is State.CONFIRMED
    assert mails(person) == ["registration/waiting", "registration/confirmed"]
    assert list(faults()) == []
