"""People and organisers act in any order: a machine for tests of any length."""

from collections import Counter as Tally
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any, ClassVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import text

from eti_events.database import Base, db, transaction
from eti_events.errors import Refusal
from eti_events.events.models import Counter, Event
from eti_events.events.queries import get_event
from eti_events.invariants import faults
from eti_events.people.models import Person
from eti_events.registration import actions
from eti_events.registration.models import (
    Category,
    Invitation,
    Promotion,
    Registration,
    RegistrationRules,
)
from eti_events.registration.queries import find_registration
from tests.factories import make_event, make_person, saved
from tests.registration.steps import LATER, answers
from tests.registration.ways import (
    CONFIRMED,
    NONE,
    OTHER,
    PENDING,
    PERSON,
    RULES,
    WAITING,
    Line,
    is_legal,
    owed,
)

PLACES, PEOPLE, QUOTA = 2, 4, 1
WHO = st.integers(0, PEOPLE - 1)
STAYS = {"installation"}  # what is written once, when the database is made

# What the database holds, read past the product's own models and queries.
STANDING = text(
    "SELECT person_id, state, offered_until IS NOT NULL AS offered, provisional,"
    " waiting_rank, waiting_since, id FROM registration"
)
LINES = text(
    "SELECT registration.person_id, audit_line.action, audit_line.actor_id,"
    " audit_line.detail ->> 'before' AS before, audit_line.id"
    " FROM audit_line JOIN registration ON registration.id = subject_id"
    " WHERE subject_kind = 'registration' AND audit_line.id > :seen"
    " ORDER BY audit_line.id"
)
MAILS = text("SELECT person_id, template, id FROM mail WHERE id > :seen ORDER BY id")
TICKETS = text("SELECT person_id FROM ticket WHERE revoked_at IS NULL")
COUNTERS = text("SELECT scope, taken FROM counter")


class Registering(RuleBasedStateMachine):
    """People and an organiser act on an event with two places and a quota of one."""

    taken: ClassVar[Tally[tuple[str, str, str]]] = Tally()  # steps of all sequences

    @initialize(
        waiting_list=st.sampled_from([True, True, False]),
        promotion=st.sampled_from(Promotion),
        approval=st.sampled_from([False, False, True]),
        quota=st.booleans(),
        sent=st.permutations(range(PEOPLE)) | st.lists(WHO, unique=True),
    )
    def begin(
        self,
        *,
        waiting_list: bool,
        promotion: Promotion,
        approval: bool,
        quota: bool,
        sent: list[int],
    ) -> None:
        empty()
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
        self.people, self.organiser = guests(self.event.id), make_person().id
        self.given = answers(self.event)
        self.states = dict.fromkeys(self.people, NONE)
        self.waiting: list[int] = []
        self.lines_seen = self.mails_seen = 0
        self.at = LATER
        for who in sent:
            self.submit(who, by_other=False)

    @rule(who=WHO)
    def save_a_draft(self, who: int) -> None:
        person = self.people[who]
        self._try(
            lambda event: actions.save_draft(event, person, self.given, at=self.at)
        )

    @rule(who=WHO, by_other=st.booleans())
    def submit(self, who: int, *, by_other: bool) -> None:
        person, by = self.people[who], self._by(who, other=by_other)
        self._try(
            lambda event: actions.submit(event, person, self.given, at=self.at, by=by)
        )

    @rule(who=WHO, by_other=st.booleans())
    def decline(self, who: int, *, by_other: bool) -> None:
        person, by = self.people[who], self._by(who, other=by_other)
        self._try(lambda event: actions.decline(event, person, at=self.at, by=by))

    @rule(who=WHO, by_other=st.booleans())
    def cancel(self, who: int, *, by_other: bool) -> None:
        def cancel(event: Event, row: Registration) -> None:
            by = self.organiser if by_other else row.person_id
            actions.cancel(event, row, by=by, at=self.at)

        self._on(who, cancel)

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
    def put_first(self, who: int) -> None:
        def put_first(event: Event, row: Registration) -> None:
            actions.put_first(event, row, by=self.organiser, at=self.at)
            if row.person_id in self.waiting:
                self.waiting.remove(row.person_id)
                self.waiting.insert(0, row.person_id)

        self._on(who, put_first)

    @rule(who=WHO)
    def accept_an_offer(self, who: int) -> None:
        def accept(event: Event, row: Registration) -> None:
            actions.accept_offer(event, row, by=row.person_id, at=self.at)

        self._on(who, accept)

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
    def every_step_is_legal_noted_and_told_once(self) -> None:
        db.session.rollback()
        rows = db.session.execute(STANDING).all()
        now = dict.fromkeys(self.people, NONE) | {r.person_id: r.state for r in rows}
        lines, mails = self._new_lines(), self._new_mails()
        for person in self.people:
            assert is_legal(lines[person], self.states[person], now[person])
            assert mails[person] == owed(lines[person]), lines[person]
        self.states = now
        self._check_places(rows)
        self._check_order(rows)

    def _new_lines(self) -> dict[int, list[Line]]:
        found: dict[int, list[Line]] = defaultdict(list)
        for person, action, actor, before, number in db.session.execute(
            LINES, {"seen": self.lines_seen}
        ):
            who = PERSON if actor == person else OTHER if actor else RULES
            did = action.removeprefix("registration.")
            found[person].append(Line(did, before, who))
            self.lines_seen = number
            if before:
                self.taken[before, did, who] += 1
        return found

    def _new_mails(self) -> dict[int, list[str]]:
        found: dict[int, list[str]] = defaultdict(list)
        for person, template, number in db.session.execute(
            MAILS, {"seen": self.mails_seen}
        ):
            found[person].append(template.removeprefix("registration/"))
            self.mails_seen = number
        return found

    def _check_places(self, rows: Sequence[Any]) -> None:
        """Who comes, is offered a place or answered provisionally holds one."""
        holding = [
            row.person_id
            for row in rows
            if row.state == CONFIRMED
            or (row.state == WAITING and row.offered)
            or (row.state == PENDING and row.provisional)
        ]
        assert len(holding) <= self.places
        taken = {row.taken for row in db.session.execute(COUNTERS)}
        assert taken == {len(holding)}
        coming = {row.person_id for row in rows if row.state == CONFIRMED}
        tickets = list(db.session.scalars(TICKETS))
        assert len(tickets) == len(set(tickets))
        assert coming <= set(tickets)

    def _check_order(self, rows: Sequence[Any]) -> None:
        """Who still waits stands in the same order, before whoever has come since."""
        lines = [row for row in rows if row.state == WAITING and not row.offered]
        lines.sort(key=lambda row: (-row.waiting_rank, row.waiting_since, row.id))
        now = [row.person_id for row in lines]
        stayed = [person for person in self.waiting if person in now]
        assert now[: len(stayed)] == stayed
        self.waiting = now

    def teardown(self) -> None:
        db.session.rollback()
        assert list(faults()) == []

    def _by(self, who: int, *, other: bool) -> int:
        return self.organiser if other else self.people[who]

    def _on(self, who: int, act: Callable[[Event, Registration], object]) -> None:
        """Act on one of the registrations that there are."""
        standing = [person for person in self.people if self.states[person] != NONE]
        if not standing:
            return
        person = standing[who % len(standing)]

        def found(event: Event) -> None:
            row = find_registration(event.id, person)
            assert row
            act(event, row)

        self._try(found)

    def _try(self, act: Callable[[Event], object]) -> None:
        self.at += timedelta(seconds=1)
        with suppress(Refusal), transaction():
            act(get_event(self.slug))


SETTLERS = (actions.settle, actions.take_offers_back, actions.serve_waiting)


def guests(event_id: int) -> list[int]:
    """Invite people in one transaction: sequences begin ten thousand times."""
    with transaction():
        people = [
            Person(
                given_name="Alix",
                family_name=f"Verveine-{number}",
                search_key=f"alix verveine {number}",
                email=f"alix{number}@exemple.invalid",
                email_key=f"alix{number}@exemple.invalid",
                created_at=LATER,
            )
            for number in range(PEOPLE)
        ]
        db.session.add_all(people)
        db.session.flush()
        db.session.add_all(
            Invitation(
                event_id=event_id,
                person_id=person.id,
                category=Category.EXPERT,
                invited_at=LATER,
            )
            for person in people
        )
        return [person.id for person in people]


def empty() -> None:
    """Take what the last sequence left out of the database."""
    db.session.rollback()
    with transaction():
        for table in reversed(Base.metadata.sorted_tables):
            if table.name not in STAYS:
                db.session.execute(table.delete())


def run(count: int) -> None:
    """Try so many sequences."""
    run_state_machine_as_test(
        Registering,
        settings=settings(
            max_examples=count,
            stateful_step_count=12,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
