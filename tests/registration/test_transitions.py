"""Each step of a registration: what it writes, whom it tells, and what refuses it."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from eti_events.audit.models import AuditLine
from eti_events.database import db, transaction
from eti_events.errors import Refusal
from eti_events.events.models import Event
from eti_events.events.queries import get_capacity, get_event
from eti_events.messages.models import Mail
from eti_events.people.models import Language
from eti_events.registration import actions
from eti_events.registration.actions.states import change_state
from eti_events.registration.models import (
    Category,
    Promotion,
    Registration,
    RegistrationRules,
    RegistrationState,
)
from eti_events.registration.queries import find_registration
from eti_events.registration.refusals import (
    Full,
    NoReason,
    NoStepThere,
    OfferOver,
    Over,
    RegistrationClosed,
)
from eti_events.registration.states import STEPS, Actor
from tests.factories import make_event, make_person
from tests.registration.steps import LATER, answers, invited
from tests.registration.ways import (
    CANCELLED,
    CONFIRMED,
    DECLINED,
    DRAFT,
    OTHER,
    PENDING,
    PERSON,
    REFUSED,
    RULES,
    WAITING,
    WAYS,
)

pytestmark = pytest.mark.one_engine

WHO = {Actor.PERSON: PERSON, Actor.OTHER: OTHER, Actor.SYSTEM: RULES}
Key = tuple[str, str, str]


@dataclass
class Scene:
    """One person, one event, and somebody who acts for them."""

    event_id: int
    slug: str
    person_id: int
    other_id: int

    @property
    def row(self) -> Registration:
        row = find_registration(self.event_id, self.person_id)
        assert row
        return row

    @property
    def event(self) -> Event:
        return get_event(self.slug)

    @property
    def state(self) -> str:
        db.session.rollback()
        return self.row.state.value


Act = Callable[[Scene, datetime], object]


def save_draft(scene: Scene, at: datetime) -> None:
    actions.save_draft(scene.event, scene.person_id, answers(scene.event), at=at)


def submit(scene: Scene, at: datetime) -> None:
    actions.submit(scene.event, scene.person_id, answers(scene.event), at=at)


def submit_for(scene: Scene, at: datetime) -> None:
    given = answers(scene.event)
    actions.submit(scene.event, scene.person_id, given, by=scene.other_id, at=at)


def decline(scene: Scene, at: datetime) -> None:
    actions.decline(scene.event, scene.person_id, at=at)


def decline_for(scene: Scene, at: datetime) -> None:
    actions.decline(scene.event, scene.person_id, by=scene.other_id, at=at)


def cancel(scene: Scene, at: datetime) -> None:
    actions.cancel(scene.event, scene.row, by=scene.person_id, at=at)


def cancel_for(scene: Scene, at: datetime) -> None:
    actions.cancel(scene.event, scene.row, by=scene.other_id, at=at)


def confirm(scene: Scene, at: datetime) -> None:
    actions.confirm(scene.event, scene.row, by=scene.other_id, at=at)


def refuse(scene: Scene, at: datetime) -> None:
    by = scene.other_id
    actions.refuse(scene.event, scene.row, reason="Too many", by=by, at=at)


def refuse_without_reason(scene: Scene, at: datetime) -> None:
    actions.refuse(scene.event, scene.row, reason="", by=scene.other_id, at=at)


def accept_offer(scene: Scene, at: datetime) -> None:
    actions.accept_offer(scene.event, scene.row, by=scene.person_id, at=at)


def serve(scene: Scene, at: datetime) -> None:
    actions.serve_waiting(scene.event_id, at)


def let_lapse(scene: Scene, at: datetime) -> None:
    serve(scene, at)
    actions.take_offers_back(scene.event_id, at + timedelta(days=4))


OVER, LATE, FULL, NO_REASON = "over", "late", "full", "no reason"
LIST = {"waiting_list": True}
OFFERS = {"waiting_list": True, "promotion": Promotion.OFFER, "offer_hours": 24}
EXAMINED = {"approval": [Category.EXPERT.value]}
SENDING = {OVER: RegistrationClosed}
ENDING = {OVER: Over}
ACCEPTING = {OVER: Over, FULL: Full}
REFUSING = {OVER: Over, NO_REASON: NoReason}


@dataclass(frozen=True)
class Case:
    """How a step comes about, the mails that are owed for it, and its guards."""

    act: Act
    mails: tuple[str, ...]
    guards: Mapping[str, type[Refusal]] = field(default_factory=dict)
    rules: Mapping[str, object] = field(default_factory=dict)
    places: int = 5
    ends: str = ""  # where the act leads, when the step is on its way there
    offered: bool = False  # a place is offered before


CASES: dict[Key, Case] = {
    (DRAFT, PENDING, PERSON): Case(submit, (PENDING,), SENDING, EXAMINED),
    (DRAFT, PENDING, OTHER): Case(submit_for, (PENDING,), SENDING, EXAMINED),
    (DRAFT, WAITING, PERSON): Case(submit, (WAITING,), SENDING, LIST, 0),
    (DRAFT, WAITING, OTHER): Case(submit_for, (WAITING,), SENDING, LIST, 0),
    (DRAFT, CONFIRMED, PERSON): Case(submit, (CONFIRMED,), SENDING),
    (DRAFT, CONFIRMED, OTHER): Case(confirm, (CONFIRMED,), ACCEPTING),
    (DRAFT, DECLINED, PERSON): Case(decline, (DECLINED,), ENDING),
    (DRAFT, DECLINED, OTHER): Case(decline_for, (DECLINED,), ENDING),
    (DRAFT, CANCELLED, PERSON): Case(cancel, (CANCELLED,), ENDING),
    (DRAFT, CANCELLED, OTHER): Case(cancel_for, ("cancelled_for_you",), ENDING),
    (PENDING, WAITING, OTHER): Case(confirm, (WAITING,), ENDING, LIST, 0),
    (PENDING, CONFIRMED, OTHER): Case(confirm, (CONFIRMED,), ACCEPTING),
    (PENDING, REFUSED, OTHER): Case(refuse, (REFUSED,), REFUSING),
    (PENDING, DECLINED, PERSON): Case(decline, (DECLINED,), ENDING),
    (PENDING, DECLINED, OTHER): Case(decline_for, (DECLINED,), ENDING),
    (PENDING, CANCELLED, PERSON): Case(cancel, (CANCELLED,), ENDING),
    (PENDING, CANCELLED, OTHER): Case(cancel_for, ("cancelled_for_you",), ENDING),
    (WAITING, CONFIRMED, PERSON): Case(
        accept_offer, (CONFIRMED,), {OVER: Over, LATE: OfferOver}, OFFERS, offered=True
    ),
    (WAITING, CONFIRMED, OTHER): Case(confirm, (CONFIRMED,), ACCEPTING, LIST),
    (WAITING, CONFIRMED, RULES): Case(serve, (CONFIRMED,), rules=LIST),
    (WAITING, REFUSED, OTHER): Case(refuse, (REFUSED,), REFUSING, LIST),
    (WAITING, DECLINED, PERSON): Case(decline, (DECLINED,), ENDING, LIST),
    (WAITING, DECLINED, OTHER): Case(decline_for, (DECLINED,), ENDING, LIST),
    (WAITING, CANCELLED, PERSON): Case(cancel, ("left",), ENDING, LIST),
    (WAITING, CANCELLED, OTHER): Case(cancel_for, ("left",), ENDING, LIST),
    (WAITING, CANCELLED, RULES): Case(let_lapse, ("offered", "lapsed"), rules=OFFERS),
    (CONFIRMED, CANCELLED, PERSON): Case(cancel, (CANCELLED,), ENDING),
    (CONFIRMED, CANCELLED, OTHER): Case(cancel_for, ("cancelled_for_you",), ENDING),
    (REFUSED, CONFIRMED, OTHER): Case(confirm, (CONFIRMED,), ACCEPTING),
    (DECLINED, DRAFT, PERSON): Case(save_draft, (), SENDING),
    (DECLINED, DRAFT, OTHER): Case(submit_for, (CONFIRMED,), SENDING, ends=CONFIRMED),
    (DECLINED, CONFIRMED, OTHER): Case(confirm, (CONFIRMED,), ACCEPTING),
    (CANCELLED, DRAFT, PERSON): Case(save_draft, (), SENDING),
    (CANCELLED, DRAFT, OTHER): Case(submit_for, (CONFIRMED,), SENDING, ends=CONFIRMED),
    (CANCELLED, CONFIRMED, OTHER): Case(confirm, (CONFIRMED,), ACCEPTING),
}
GUARDS = [(key, guard) for key, case in CASES.items() for guard in case.guards]
REACHED: dict[str, tuple[Act, ...]] = {
    DRAFT: (save_draft,),
    PENDING: (submit,),
    WAITING: (submit,),
    CONFIRMED: (submit,),
    REFUSED: (submit, refuse),
    DECLINED: (decline,),
    CANCELLED: (submit, cancel),
}


def test_every_step_of_the_table_is_tried_here() -> None:
    steps = {(*step, WHO[who]) for step, actors in STEPS.items() for who in actors}

    assert set(CASES) == steps


def test_the_table_is_what_the_text_says() -> None:
    table = {step: {WHO[actor] for actor in actors} for step, actors in STEPS.items()}

    assert table == WAYS


def make_scene(language: Language = Language.FRENCH) -> Scene:
    event = make_event(places=5)
    person = invited(event, make_person(language=language))
    return Scene(event.id, event.slug, person.id, make_person().id)


def perform(scene: Scene, act: Act, at: datetime = LATER) -> None:
    with transaction():
        act(scene, at)


def rule(scene: Scene, rules: Mapping[str, object], places: int) -> None:
    with transaction():
        db.session.query(RegistrationRules).delete()
        db.session.add(RegistrationRules(event_id=scene.event_id, **rules))
        get_capacity(scene.event_id, for_update=True).limit = places


def reach(scene: Scene, state: str) -> None:
    """Bring the registration to where the step begins."""
    examined = state in {PENDING, REFUSED}
    full = state == WAITING
    rule(scene, EXAMINED if examined else LIST if full else {}, 0 if full else 5)
    for act in REACHED[state]:
        perform(scene, act)
    assert scene.state == state


def begin(scene: Scene, key: Key) -> Case:
    case = CASES[key]
    reach(scene, key[0])
    rule(scene, case.rules, case.places)
    if case.offered:
        perform(scene, serve)
    return case


def lines(scene: Scene) -> list[tuple[str, str | None, str]]:
    """Return the steps that the log knows of, each with who took it."""
    found = db.session.query(AuditLine).filter_by(
        subject_kind="registration", subject_id=scene.row.id
    )
    who = {scene.person_id: PERSON, scene.other_id: OTHER, None: RULES}
    return [
        (line.detail["before"], line.action.partition(".")[2], who[line.actor_id])
        for line in found.order_by(AuditLine.id)
        if "before" in line.detail
    ]


def mails(scene: Scene) -> list[tuple[str, str]]:
    """Return the kinds of the person's mails, each with its language."""
    rows = db.session.query(Mail).filter_by(person_id=scene.person_id)
    return [
        (row.template.removeprefix("registration/"), row.language)
        for row in rows.order_by(Mail.id)
    ]


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("key", list(CASES), ids="-".join)
def test_a_step_is_noted_and_its_person_told_once_in_their_language(
    key: Key, language: Language
) -> None:
    scene = make_scene(language)
    case = begin(scene, key)
    noted, told = len(lines(scene)), len(mails(scene))

    for _ in range(3):  # twice more is once
        with suppress(Refusal):
            perform(scene, case.act)

    assert scene.state == (case.ends or key[1])
    assert lines(scene)[noted:][0] == key
    assert lines(scene)[noted:].count(key) == 1
    assert mails(scene)[told:] == [(mail, language.value) for mail in case.mails]


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(("key", "guard"), GUARDS, ids="-".join)
def test_a_guard_refuses_and_nothing_is_written(key: Key, guard: str) -> None:
    scene = make_scene()
    case = begin(scene, key)
    act, at = case.act, LATER
    if guard == OVER:
        at = scene.event.ends_at
    if guard == LATE:
        at += timedelta(hours=25)
    if guard == FULL:
        rule(scene, case.rules, 0)
    if guard == NO_REASON:
        act = refuse_without_reason
    before = (scene.state, lines(scene), mails(scene))

    with pytest.raises(case.guards[guard]):
        perform(scene, act, at)

    assert (scene.state, lines(scene), mails(scene)) == before


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("before", list(RegistrationState))
def test_no_other_step_is_taken_by_anybody(before: RegistrationState) -> None:
    scene = make_scene()
    reach(scene, before)
    stands = (scene.state, lines(scene), mails(scene))
    who = {PERSON: scene.person_id, OTHER: scene.other_id, RULES: None}

    for after in RegistrationState:
        for name, by in who.items():
            if name in WAYS.get((before, after), ()):
                continue
            with pytest.raises(NoStepThere), transaction():
                change_state(scene.row, after, event=scene.event, by=by, at=LATER)

    assert (scene.state, lines(scene), mails(scene)) == stands
