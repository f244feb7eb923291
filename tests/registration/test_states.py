"""Whatever people and organisers do, in any order, the books stay right."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from eti_events.database import db, transaction
from eti_events.errors import Refusal
from eti_events.events.models import Event
from eti_events.events.queries import get_event
from eti_events.people.models import Person
from eti_events.registration import actions
from eti_events.registration.models import Registration, RegistrationState, Ticket
from eti_events.registration.queries import find_registration
from eti_events.registration.refusals import NoStepThere
from eti_events.registration.states import may_become
from tests.factories import make_event, make_person
from tests.registration.steps import LATER, answers, invited, mails, taken

PLACES, PEOPLE = 2, 3
WHO = st.integers(0, PEOPLE - 1)

# Written from DESIGN's list of states, not from the product's table: what may follow.
NONE = "none"
FOLLOWS = {
    NONE: {NONE, "draft", "confirmed", "declined"},
    "draft": {"draft", "confirmed", "declined", "cancelled"},
    "declined": {"declined", "draft", "confirmed"},
    "cancelled": {"cancelled", "draft", "confirmed"},
    "confirmed": {"confirmed", "cancelled"},
}


class Registering(RuleBasedStateMachine):
    """People and an organiser act on an event with two places."""

    def __init__(self) -> None:
        super().__init__()
        self.event = make_event(places=PLACES)
        self.slug = self.event.slug
        self.people = [invited(self.event).id for _ in range(PEOPLE)]
        self.organiser = make_person().id
        self.given = answers(self.event)
        self.states = [NONE] * PEOPLE

    @rule(who=WHO)
    def save_a_draft(self, who: int) -> None:
        self._try(
            lambda: actions.save_draft(
                get_event(self.slug), self.people[who], self.given, at=LATER
            )
        )

    @rule(who=WHO)
    def submit(self, who: int) -> None:
        self._try(
            lambda: actions.submit(
                get_event(self.slug), self.people[who], self.given, at=LATER
            )
        )

    @rule(who=WHO)
    def decline(self, who: int) -> None:
        self._try(
            lambda: actions.decline(get_event(self.slug), self.people[who], at=LATER)
        )

    @rule(who=WHO, by_organiser=st.booleans())
    def cancel(self, who: int, *, by_organiser: bool) -> None:
        by = self.organiser if by_organiser else self.people[who]
        self._on(who, lambda event, row: actions.cancel(event, row, by=by, at=LATER))

    @rule(who=WHO)
    def confirm(self, who: int) -> None:
        by = self.organiser
        self._on(who, lambda event, row: actions.confirm(event, row, by=by, at=LATER))

    @rule()
    def settle(self) -> None:
        self._try(lambda: actions.settle(self.event.id, LATER + timedelta(hours=1)))

    @invariant()
    def only_legal_steps(self) -> None:
        db.session.rollback()
        now = [self._state(person) for person in self.people]
        for before, after in zip(self.states, now, strict=True):
            assert after in FOLLOWS[before]
        self.states = now

    @invariant()
    def places_are_counted_exactly(self) -> None:
        confirmed = self.states.count("confirmed")
        assert taken(self.event) == confirmed <= PLACES

    @invariant()
    def who_is_confirmed_has_one_ticket_and_a_mail(self) -> None:
        for person, state in zip(self.people, self.states, strict=True):
            tickets = db.session.query(Ticket).filter_by(
                person_id=person, revoked_at=None
            )
            sent = mails(db.session.get_one(Person, person))
            if state == "confirmed":
                assert tickets.count() == 1
                assert sent[-1] == "registration/confirmed"
            assert tickets.count() <= 1

    def _state(self, person_id: int) -> str:
        row = find_registration(self.event.id, person_id)
        return row.state.value if row else NONE

    def _on(self, who: int, act: Callable[[Event, Registration], object]) -> None:
        def found() -> None:
            event = get_event(self.slug)
            row = find_registration(event.id, self.people[who])
            if row is not None:
                act(event, row)

        self._try(found)

    def _try(self, act: Callable[[], object]) -> None:
        with suppress(Refusal), transaction():
            act()


@pytest.mark.one_engine
def test_no_order_of_events_breaks_the_books(app: Flask) -> None:
    run_state_machine_as_test(
        Registering,
        settings=settings(
            max_examples=15,
            stateful_step_count=12,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.parametrize("before", list(RegistrationState))
@pytest.mark.parametrize("after", list(RegistrationState))
def test_the_table_of_steps_knows_no_way_back_into_the_process(
    before: RegistrationState, after: RegistrationState
) -> None:
    ended = {"refused", "declined", "cancelled"}
    if before == after or (after in {"pending", "waiting"} and before in ended):
        assert not may_become(before, after)
    if after == "confirmed" and before != "confirmed":
        assert may_become(before, after)


def test_a_step_that_the_table_does_not_know_is_refused(app: Flask) -> None:
    event = make_event()
    person = invited(event)
    with transaction():
        given = answers(event)
        registration = actions.save_draft(event, person.id, given, at=LATER)
        actions.decline(event, person.id, at=LATER)

    with transaction(), pytest.raises(NoStepThere):
        actions.cancel(event, registration, by=person.id, at=LATER)
