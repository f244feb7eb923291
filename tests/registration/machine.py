"""People and organisers act in any order: a machine for tests of any length."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from eti_events.database import db, transaction
from eti_events.errors import Refusal
from eti_events.events.models import Counter, Event
from eti_events.events.queries import get_event
from eti_events.invariants import faults
from eti_events.people.models import Person
from eti_events.registration import actions
from eti_events.registration.models import (
    Category,
    Promotion,
    Registration,
    RegistrationRules,
    Ticket,
)
from eti_events.registration.queries import find_registration
from tests.factories import make_event, make_person, saved
from tests.registration.steps import LATER, answers, invited, mails

PLACES, PEOPLE, QUOTA = 2, 4, 1
WHO = st.integers(0, PEOPLE - 1)

# Written from the list of states and what people may do, not from the product's
# table: what may follow, within one step of the machine.
NONE = "none"
FOLLOWS = {
    NONE: {"draft", "pending", "waiting", "confirmed", "declined"},
    "draft": {"pending", "waiting", "confirmed", "declined", "cancelled"},
    "pending": {"waiting", "confirmed", "refused", "declined", "cancelled"},
    "waiting": {"confirmed", "refused", "declined", "cancelled"},
    "confirmed": {"cancelled"},
    "refused": {"confirmed"},
    "declined": {"draft", "pending", "waiting", "confirmed"},
    "cancelled": {"draft", "pending", "waiting", "confirmed"},
}
TOLD = {  # the last mail of somebody in that state, where a mail is due
    "pending": {"pending", "provisional"},
    "waiting": {"waiting", "offered"},
    "confirmed": {"confirmed"},
    "refused": {"refused"},
    "declined": {"declined"},
    "cancelled": {"cancelled", "cancelled_for_you", "left", "lapsed"},
}


class Registering(RuleBasedStateMachine):
    """People and an organiser act on an event with two places and a quota of one."""

    @initialize(
        waiting_list=st.booleans(),
        promotion=st.sampled_from(Promotion),
        approval=st.booleans(),
        quota=st.booleans(),
    )
    def begin(
        self, *, waiting_list: bool, promotion: Promotion, approval: bool, quota: bool
    ) -> None:
        self.event = make_event(places=PLACES)
        self.slug = self.event.slug
        saved(
            RegistrationRules(
                event_id=self.event.id,
                approval=[Category.EXPERT.value] if approval else [],
                waiting_list=waiting_list,
                promotion=promotion,
            )
        )
        if quota:
            scope, key = "category", Category.EXPERT.value
            saved(Counter(event_id=self.event.id, scope=scope, key=key, limit=QUOTA))
        self.places = QUOTA if quota else PLACES
        self.people = [invited(self.event).id for _ in range(PEOPLE)]
        self.organiser = make_person().id
        self.given = answers(self.event)
        self.states = [NONE] * PEOPLE
        self.waiting: list[int] = []
        self.at = LATER

    @rule(who=WHO)
    def save_a_draft(self, who: int) -> None:
        person = self.people[who]
        self._try(
            lambda event: actions.save_draft(event, person, self.given, at=self.at)
        )

    @rule(who=WHO)
    def submit(self, who: int) -> None:
        person = self.people[who]
        self._try(lambda event: actions.submit(event, person, self.given, at=self.at))

    @rule(who=WHO)
    def decline(self, who: int) -> None:
        person = self.people[who]
        self._try(lambda event: actions.decline(event, person, at=self.at))

    @rule(who=WHO, by_organiser=st.booleans())
    def cancel(self, who: int, *, by_organiser: bool) -> None:
        by = self.organiser if by_organiser else self.people[who]
        self._on(who, lambda event, row: actions.cancel(event, row, by=by, at=self.at))

    @rule(who=WHO)
    def confirm(self, who: int) -> None:
        by = self.organiser
        self._on(who, lambda event, row: actions.confirm(event, row, by=by, at=self.at))

    @rule(who=WHO)
    def refuse(self, who: int) -> None:
        by = self.organiser
        self._on(
            who,
            lambda event, row: actions.refuse(
                event, row, reason="late", by=by, at=self.at
            ),
        )

    @rule(who=WHO)
    def accept_an_offer(self, who: int) -> None:
        by = self.people[who]
        self._on(
            who, lambda event, row: actions.accept_offer(event, row, by=by, at=self.at)
        )

    @rule(who=WHO)
    def answer_provisionally(self, who: int) -> None:
        by = self.organiser
        self._on(
            who,
            lambda event, row: actions.answer_provisionally(
                event, row, by=by, at=self.at
            ),
        )

    @rule(days=st.integers(0, 3))
    def time_passes(self, days: int) -> None:
        self.at += timedelta(days=days)
        for settler in SETTLERS:
            with transaction():
                settler(self.event.id, self.at)

    @invariant()
    def only_legal_steps(self) -> None:
        db.session.rollback()
        now = [self._state(person) for person in self.people]
        for before, after in zip(self.states, now, strict=True):
            assert before == after or after in FOLLOWS[before]
        self.states = now

    @invariant()
    def the_books_are_right(self) -> None:
        confirmed = self.states.count("confirmed")
        assert confirmed <= self.places
        assert list(faults()) == []

    @invariant()
    def who_is_confirmed_has_one_ticket_and_everybody_is_told(self) -> None:
        for person, state in zip(self.people, self.states, strict=True):
            tickets = db.session.query(Ticket).filter_by(
                person_id=person, revoked_at=None
            )
            assert tickets.count() == 1 or state != "confirmed"
            assert tickets.count() <= 1
            if state in TOLD:
                last = mails(db.session.get_one(Person, person))[-1]
                assert last.removeprefix("registration/") in TOLD[state]

    @invariant()
    def nobody_overtakes(self) -> None:
        """Of those who waited before, the ones who still do stand in the same order."""
        rows = db.session.query(Registration.person_id, Registration.offered_until)
        rows = rows.filter_by(event_id=self.event.id, state="waiting")
        rows = rows.order_by(Registration.waiting_since, Registration.id)
        now = [person for person, offered in rows if not offered]
        stayed = [person for person in self.waiting if person in now]
        assert now[: len(stayed)] == stayed
        self.waiting = now

    def _state(self, person_id: int) -> str:
        row = find_registration(self.event.id, person_id)
        return row.state.value if row else NONE

    def _on(self, who: int, act: Callable[[Event, Registration], object]) -> None:
        def found(event: Event) -> None:
            row = find_registration(event.id, self.people[who])
            if row is not None:
                act(event, row)

        self._try(found)

    def _try(self, act: Callable[[Event], object]) -> None:
        self.at += timedelta(seconds=1)
        with suppress(Refusal), transaction():
            act(get_event(self.slug))


SETTLERS = (actions.settle, actions.take_offers_back, actions.serve_waiting)
