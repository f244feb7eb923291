"""Who was invited to the demonstration's events, and what they answered."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import count

from eti_events.database import db
from eti_events.demo import queries, questions
from eti_events.demo.cast import Player
from eti_events.demo.events import programme
from eti_events.demo.roster_work import leave_work
from eti_events.demo.stage import Stage
from eti_events.events.models import Event
from eti_events.events.queries import list_half_days
from eti_events.people.models import Commissioner, Mission, Person
from eti_events.registration import actions
from eti_events.registration.answers import Answers
from eti_events.registration.models import (
    Category,
    ConsentPurpose,
    NeedKind,
    Promotion,
)
from eti_events.registration.places.keys import COMMISSIONER, key_of
from eti_events.registration.places.queries import list_holders

# As the data file has them: 258 registrations of 462 people invited.
RETURNING, FIRST, DECLINED, DRAFTS, INVITED_EXPERTS = 148, 50, 31, 30, 402
WAITING, QUOTA_OF = 12, Commissioner.DG_TRESOR
SEMINAR_REGISTERED = 34
INVITED_BEFORE = timedelta(days=95)  # before the edition
ANSWER_EVERY = timedelta(hours=2, minutes=47)
COMES_BY_HALVES = 9  # every ninth person stays for one day only
ALLERGIES = ("Arachides", "Fruits à coque", "Gluten", "Lactose", "Crustacés", "Œufs")
DIETS = ("vegetarian", "vegan", "no_pork")
ACCESS = ("Place pour fauteuil roulant", "Place pour fauteuil roulant, accompagnement")
IMAGE = frozenset({ConsentPurpose.IMAGE_INTERNAL, ConsentPurpose.IMAGE_WEBSITE})

ROLES = ("expert", "first_departure", "speaker", "invited")  # of the links file

Expert = tuple[Person, Mission]


def fill(stage: Stage, guests: Sequence[tuple[int, Player]]) -> dict[str, int]:
    """Invite everybody and record their answers; return people for the links file."""
    experts = queries.list_experts(stage.dates.first_day)
    first = [e for e in experts if e[1].start_on > stage.dates.first_day]
    returning = [e for e in experts if e[1].start_on <= stage.dates.first_day]
    invited_at = stage.edition.starts_at - INVITED_BEFORE
    returning = returning[: INVITED_EXPERTS - len(first)]
    people = _invite_all(stage, [*first, *returning], guests, invited_at)
    clock = _Clock(invited_at, stage)

    for person, _mission in first[:FIRST]:
        _register(stage.edition, person, clock.tick(), first_departure=True)
    for person, _mission in returning[:RETURNING]:
        _register(stage.edition, person, clock.tick())
    for guest, player in people:
        if player.category is Category.VIP:
            actions.register_by_hand(
                stage.edition,
                guest,
                category=Category.VIP,
                by=stage.organiser,
                at=clock.tick(),
            )
        else:
            _register(stage.edition, guest, clock.tick())
    waiting, rest = _parted(returning[RETURNING:])
    for person, _mission in rest[:DECLINED]:
        actions.decline(stage.edition, person.id, at=clock.tick())
    for person, _mission in rest[DECLINED : DECLINED + DRAFTS]:
        answers = Answers()
        actions.save_draft(stage.edition, person.id, answers, at=clock.tick())
    _have_some_wait(stage, waiting, clock)
    _fill_seminar(stage, experts, clock)
    _write_about(stage, [person for person, _mission in returning[:3]])
    open_to_all = [e for e in returning[3:RETURNING] if not e[0].protected]
    leave_work(stage, open_to_all)
    speaker = next(g for g, player in people if player.category is Category.SPEAKER)
    return {
        "expert": returning[0][0].id,
        "first_departure": first[0][0].id,
        "speaker": speaker.id,
        "invited": rest[-1][0].id,
    }


def _parted(experts: Sequence[Expert]) -> tuple[Sequence[Expert], Sequence[Expert]]:
    """Part those who will wait for the quota's next place from the others."""
    waiting = [e for e in experts if e[1].commissioner is QUOTA_OF][:WAITING]
    return waiting, [e for e in experts if e not in waiting]


def _have_some_wait(stage: Stage, experts: Sequence[Expert], clock: "_Clock") -> None:
    """Fill one commissioning body's quota, and have its next people wait."""
    plan = actions.RulesPlan(
        approval=(),
        waiting_list=True,
        promotion=Promotion.OFFER,
        offer_hours=48,
        freezes_at=None,
    )
    by, at = stage.organiser, clock.tick()
    actions.set_rules(stage.edition, plan, version=0, by=by, at=at)
    db.session.flush()
    taken = sum(
        key_of(row).commissioner is QUOTA_OF for row in list_holders(stage.edition)
    )
    actions.set_quota(stage.edition, COMMISSIONER, QUOTA_OF.value, taken, by=by, at=at)
    for person, _mission in experts:
        answers = _answers(stage.edition, person, first_departure=False)
        actions.submit(stage.edition, person.id, answers, at=clock.tick())


def _write_about(stage: Stage, people: Sequence[Person]) -> None:
    """Have the organiser tag a few people, and write a note about the first."""
    for person in people:
        actions.tag_person(
            stage.edition, person, "Témoignage", by=stage.organiser, at=stage.now
        )
    note = "Accepte de témoigner devant les premiers départs, de préférence le matin."
    actions.write_note(stage.edition, people[0], note, by=stage.organiser, at=stage.now)


class _Clock:
    """Spreads answers over the weeks after the invitation, up to now."""

    def __init__(self, start: datetime, stage: Stage) -> None:
        closes = stage.edition.registration_closes_at - timedelta(hours=1)
        self.start = start
        self.end = min(closes, stage.now)
        self.number = count(1)

    def tick(self) -> datetime:
        """Return when the next person answers."""
        return min(self.start + next(self.number) * ANSWER_EVERY, self.end)


def _invite_all(
    stage: Stage,
    experts: Sequence[Expert],
    guests: Sequence[tuple[int, Player]],
    at: datetime,
) -> list[tuple[Person, Player]]:
    by_category: dict[Category, list[Person]] = {
        Category.EXPERT: [person for person, _mission in experts]
    }
    people = [
        (db.session.get_one(Person, person_id), player) for person_id, player in guests
    ]
    for person, player in people:
        if player.email:
            by_category.setdefault(player.category, []).append(person)
    for category, invited in by_category.items():
        actions.invite_people(
            stage.edition, invited, category=category, by=stage.organiser, at=at
        )
    return people


def _register(
    event: Event, person: Person, at: datetime, *, first_departure: bool = False
) -> None:
    answers = _answers(event, person, first_departure=first_departure)
    outcome = actions.submit(event, person.id, answers, at=at, with_course=True)
    if outcome is not actions.Outcome.CONFIRMED:
        raise RuntimeError(f"the demonstration's registration ended {outcome}")


def _answers(event: Event, person: Person, *, first_departure: bool) -> Answers:
    """Vary what people answer with their number, so that every run is the same."""
    half_days = [half.public_id for half in list_half_days(event.id)]
    if person.id % COMES_BY_HALVES == 0:
        half_days = half_days[:2]
    needs = _needs(person.id)
    return Answers(
        half_days=frozenset(half_days),
        first_departure=first_departure,
        with_course=first_departure,
        needs=needs,
        consents={
            ConsentPurpose.NEEDS: bool(needs),
            **dict.fromkeys(IMAGE, person.id % 3 > 0),
        },
        questions=questions.answers_of(event, person.id),
        language=person.language,
    )


def _needs(number: int) -> dict[NeedKind, str]:
    needs = {}
    if number % 7 == 0:
        needs[NeedKind.DIET] = DIETS[number // 7 % len(DIETS)]
    if number % 23 == 0:
        needs[NeedKind.ALLERGY] = ALLERGIES[number // 23 % len(ALLERGIES)]
    if number % 127 == 0:
        needs[NeedKind.ACCESS] = ACCESS[number // 127 % len(ACCESS)]
    return needs


def _fill_seminar(stage: Stage, experts: Sequence[Expert], clock: _Clock) -> None:
    zones = programme()["seminar"]["zones"]
    near = [person for person, mission in experts if mission.country in zones]
    actions.invite_people(
        stage.seminar,
        near,
        category=Category.EXPERT,
        by=stage.organiser,
        at=clock.end,
    )
    for person in near[:SEMINAR_REGISTERED]:
        _register(stage.seminar, person, clock.end)
