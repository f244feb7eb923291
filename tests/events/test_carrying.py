"""What a new event takes over from an earlier one, and how it is taken back."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from eti_events.audit.models import AuditLine
from eti_events.carried import CARRIED
from eti_events.database import Base, db, transaction
from eti_events.documents.models import ConvocationSettings
from eti_events.events import queries
from eti_events.events.carrying.actions import HasBegun, PlanChanged, take_over
from eti_events.events.carrying.planning import Plan, plan_takeover
from eti_events.events.carrying.queries import list_takeovers
from eti_events.events.carrying.undoing import UsedSince, undo_takeover
from eti_events.events.carrying.written import dated_lines
from eti_events.events.days import hours_of, set_hours
from eti_events.events.hours import NoSuchHour
from eti_events.events.models import (
    AgendaVisibility,
    Counter,
    Event,
    EventKind,
    EventState,
)
from eti_events.events.places import RoomPlan, add_point, write_room
from eti_events.formalities.models import FormalityRules
from eti_events.messages.texts.actions import change_text
from eti_events.messages.texts.kinds import KINDS
from eti_events.messages.texts.queries import texts_in_force
from eti_events.messages.texts.wording import Wording
from eti_events.multilingual import Multilingual
from eti_events.registration.actions import (
    RulesPlan,
    add_question,
    set_quota,
    set_rules,
)
from eti_events.registration.models import (
    Category,
    OpenRegistration,
    PersonTag,
    Promotion,
    Question,
    QuestionKind,
    RegistrationRules,
    Tag,
)
from eti_events.registration.notes.queries import list_tags
from eti_events.registration.questions.queries import list_options, list_questions
from eti_events.registration.questions.setting import PlannedOption, QuestionPlan
from eti_events.reports.actions import save_view
from eti_events.reports.filters import Filters
from eti_events.reports.queries import views
from tests.factories import BEFORE, FIRST_DAY, make_event, make_person
from tests.registration.steps import invited, make_course

pytestmark = pytest.mark.usefixtures("app")

ALL = [*(part.key for part in CARRIED.parts), "courses"]
NEXT_YEAR = FIRST_DAY + timedelta(days=364)
LATER = BEFORE + timedelta(days=1)


def words(text: str) -> Multilingual:
    return Multilingual(fr=text, en=f"{text} (en)")


def draft(first_day: date = NEXT_YEAR, **facts: Any) -> Event:
    """Make an event as the page makes it: a draft without anything of its own."""
    by = make_person().id
    event = make_event(
        first_day=first_day, state=EventState.DRAFT, places=None, **facts
    )
    with transaction():
        event.venue, event.contact_email = Multilingual(), ""
        for room in queries.list_rooms(event.id):
            db.session.delete(room)
        for day in queries.list_days(event.id):
            hours = [time(8), time(13), time(18)]
            set_hours(event, day, hours, by=by, at=BEFORE)
    return event


def plan_of(source: Event, target: Event, parts: Sequence[str], by: int) -> Plan:
    return plan_takeover(CARRIED, source, target, parts, by=by, at=LATER)


def carried(
    source: Event, target: Event, parts: Sequence[str] = ALL, by: int | None = None
) -> int:
    """Take over what the plan shows, as the page does; return how much."""
    by = by or make_person().id
    seen = plan_of(source, target, parts, by).seal
    with transaction():
        return take_over(CARRIED, source, target, parts, seen=seen, by=by, at=LATER)


def undone(target: Event) -> None:
    by = make_person().id
    with transaction():
        takeover = list_takeovers(target.id)[0]
        undo_takeover(CARRIED, target, takeover, by=by, at=LATER)


def ask(event: Event, text: str, kind: QuestionKind, **more: Any) -> Question:
    by = make_person().id
    with transaction(at_hand=True):
        plan = QuestionPlan(text=words(text), **more)
        return add_question(event, kind, plan, by=by, at=BEFORE)


def options(*texts: str, places: int | None = None) -> list[PlannedOption]:
    return [PlannedOption(words(text), places) for text in texts]


@pytest.fixture
def earlier(app: Flask) -> Event:
    """Last year's event, with everything that can be taken over."""
    event = make_event()
    by = make_person().id
    with transaction():
        event.summary = words("Deux jours, les 2 et 3 septembre 2096.")
        event.address, event.languages = "1 rue des Tilleuls", ["fr", "en", "mk"]
        event.agenda_visibility = AgendaVisibility.PUBLIC
        first, second = queries.list_days(event.id)
        set_hours(
            event, first, [time(9), time(12, 30), time(17), time(21)], by=by, at=BEFORE
        )
        set_hours(event, second, [None, time(14), time(16)], by=by, at=BEFORE)
        room = write_room(
            event,
            None,
            RoomPlan(
                code="B12",
                name=words("Salle"),
                capacity=40,
                step_free=False,
                booth=True,
                building="Aile nord",
                equipment=words("Écran"),
            ),
            by=by,
            at=BEFORE,
        )
        add_point(event, words("Porte B12"), room, by=by, at=BEFORE)
    return event


def test_settings_days_and_places_come_with_their_own_hours(earlier: Event) -> None:
    target = draft()

    carried(earlier, target, ["settings", "days", "places"])

    first, second = queries.list_days(target.id)
    assert first.on == NEXT_YEAR
    assert hours_of(first, target.zone) == [time(9), time(12, 30), time(17), time(21)]
    assert hours_of(second, target.zone) == [None, time(14), time(16), None]
    assert target.starts_at == first.half_days[0].starts_at
    assert target.agenda_visibility is AgendaVisibility.PUBLIC
    assert target.languages == ["fr", "en", "mk"]
    assert queries.get_capacity(target.id).limit == 300
    rooms = {room.code: room for room in queries.list_rooms(target.id)}
    assert rooms.keys() == {"AMPHI", "B12"}
    small = rooms["B12"]
    assert (small.booth, small.building, small.step_free) == (True, "Aile nord", False)
    assert small.equipment == words("Écran")
    door = queries.list_points(target.id)[-1]
    assert (door.name.to("fr"), door.zone.room_id) == ("Porte B12", rooms["B12"].id)


def test_hours_on_the_wall_stay_across_a_change_of_clocks_and_of_zone(
    earlier: Event,
) -> None:
    """September in Paris is summer time, December in Skopje is winter time."""
    target = draft(date(2097, 12, 3), time_zone="Europe/Skopje")

    carried(earlier, target, ["days"])

    first = queries.list_days(target.id)[0]
    assert first.half_days[0].starts_at == datetime(2097, 12, 3, 8, tzinfo=UTC)
    assert hours_of(first, target.zone)[0] == time(9)


def test_a_day_on_which_clocks_skip_its_hour_stays(app: Flask) -> None:
    source, by = make_event(first_day=date(2096, 3, 24), days=1), make_person().id
    with transaction():
        hours = [time(2, 30), time(6), None]
        set_hours(source, queries.list_days(source.id)[0], hours, by=by, at=BEFORE)
    target = draft(date(2097, 3, 31), days=1)

    items = plan_of(source, target, ["days"], 1).sections[0].items

    assert [item.comes for item in items] == [False]
    assert items[0].left == str(NoSuchHour.message)


def test_conditions_name_the_new_questions_and_their_new_options(
    earlier: Event,
) -> None:
    way = ask(
        earlier,
        "Comment venez-vous ?",
        QuestionKind.ONE_OF,
        options=options("Train", "Avion"),
    )
    ask(
        earlier,
        "Numéro du vol",
        QuestionKind.TEXT,
        maximum=40,
        keep_days=30,
        categories=[Category.EXPERT],
        depends_on=way,
        depends_on_answers=[way.revision.options[1].key],
    )
    way_keys = {option.key for option in way.revision.options}
    target = draft()

    carried(earlier, target, ["questions"])

    new_way, flight = list_questions(target.id)
    plane = new_way.revision.options[1]
    assert plane.text == words("Avion")
    assert plane.key not in way_keys
    assert flight.depends_on_id == new_way.id
    assert flight.depends_on_answers == [plane.key]
    assert (flight.maximum, flight.keep_days, flight.categories) == (40, 30, ["expert"])


def test_a_condition_finds_the_question_that_is_here_already(earlier: Event) -> None:
    lunch = ask(earlier, "Déjeunez-vous ?", QuestionKind.YES_NO)
    ask(
        earlier, "Plat", QuestionKind.TEXT, depends_on=lunch, depends_on_answers=["yes"]
    )
    target = draft()
    here = ask(target, "Déjeunez-vous ?", QuestionKind.YES_NO)

    carried(earlier, target, ["questions"])

    assert [row.depends_on_id for row in list_questions(target.id)] == [None, here.id]


def test_what_depends_on_another_question_than_then_stays(earlier: Event) -> None:
    way = ask(
        earlier, "Comment ?", QuestionKind.ONE_OF, options=options("Train", "Avion")
    )
    ask(
        earlier,
        "Vol",
        QuestionKind.TEXT,
        depends_on=way,
        depends_on_answers=[way.revision.options[1].key],
    )
    target = draft()
    ask(target, "Comment ?", QuestionKind.ONE_OF, options=options("Vélo", "Car"))

    items = plan_of(earlier, target, ["questions"], 1).sections[0].items

    assert [str(item.left) for item in items] == [
        "autre chose a déjà été écrit ici",
        "la question dont elle dépend est une autre ici",
    ]


def test_places_of_options_come_empty_and_days_of_answers_move(earlier: Event) -> None:
    ask(
        earlier,
        "Visite",
        QuestionKind.ONE_OF,
        options=options("Serres", "Musée", places=20),
    )
    day = FIRST_DAY.toordinal()
    ask(earlier, "Arrivée", QuestionKind.DATE, minimum=day - 1, maximum=day)
    target = draft()

    carried(earlier, target, ["questions"])

    counters = list_options(target.id).values()
    assert [(row.limit, row.taken) for row in counters] == [(20, 0), (20, 0)]
    arrival = list_questions(target.id)[1]
    assert arrival.maximum == NEXT_YEAR.toordinal()


def test_rules_quotas_texts_and_convocations_come(earlier: Event) -> None:
    by = fill(earlier)
    target = draft()

    carried(earlier, target, by=by)

    rules = db.session.get(RegistrationRules, target.id)
    assert rules
    assert (rules.approval, rules.offer_hours) == (["partner"], 24)
    assert rules.freezes_at == datetime(2097, 8, 25, 16, tzinfo=UTC)
    door = db.session.get(OpenRegistration, target.id)
    assert door
    assert (door.is_open, door.domains) == (False, ["exemple.invalid"])
    quotas = db.session.query(Counter).filter_by(event_id=target.id, scope="category")
    assert [(row.key, row.limit, row.taken) for row in quotas] == [("partner", 10, 0)]
    text = texts_in_force(target.id)["confirmed"]
    assert (text.number, text.subject.get("fr")) == (1, "Bienvenue")
    signed = db.session.get(ConvocationSettings, target.id)
    assert signed
    assert signed.signatory == "Ada Fougère"
    asked = db.session.get(FormalityRules, target.id)
    assert asked
    assert (asked.blocks, asked.asked_at) == (["hotel"], None)
    tag = list_tags(target.id)[0]
    view = views.lock_own(target.id, by)[0]
    assert view.query == f"tag={tag.public_id}"


def fill(event: Event) -> int:
    """Give the event one of everything that stands beside the event itself."""
    by = make_person().id
    rules = RulesPlan(
        approval=[Category.PARTNER],
        waiting_list=True,
        promotion=Promotion.OFFER,
        offer_hours=24,
        freezes_at=datetime(2096, 8, 26, 16, tzinfo=UTC),
    )
    wording = {
        lang: Wording("Bienvenue", "Bienvenue", "À mardi.") for lang in ("fr", "en")
    }
    with transaction():
        set_rules(event, rules, version=0, by=by, at=BEFORE)
        set_quota(event, "category", "partner", 10, by=by, at=BEFORE)
        change_text(event, KINDS["confirmed"], wording, seen=0, by=by, at=BEFORE)
        tag = Tag(event_id=event.id, name="Presse", key="presse")
        db.session.add_all(
            [
                OpenRegistration(
                    event_id=event.id, is_open=True, domains=["exemple.invalid"]
                ),
                FormalityRules(event_id=event.id, blocks=["hotel"], asked_at=BEFORE),
                ConvocationSettings(
                    event_id=event.id,
                    signatory="Ada Fougère",
                    function=words("Directrice"),
                    body=words("Le 2 septembre."),
                ),
                tag,
            ]
        )
        db.session.flush()
        save_view(
            event, "Presse", Filters(tag=tag.public_id), shared=True, by=by, at=BEFORE
        )
    return by


def test_a_shared_view_without_its_tag_stays(earlier: Event) -> None:
    by = fill(earlier)
    target = draft()

    assert carried(earlier, target, ["views"], by) == 0


def test_a_text_written_here_stays_as_it_is(earlier: Event) -> None:
    by = fill(earlier)
    target = draft()
    own = {"fr": Wording("À nous", "À nous", "À bientôt.")}
    with transaction():
        change_text(target, KINDS["confirmed"], own, seen=0, by=by, at=BEFORE)

    assert carried(earlier, target, ["texts"], by) == 0

    assert texts_in_force(target.id)["confirmed"].subject["fr"] == "À nous"


def test_twice_is_once_and_leaves_one_line_in_the_log(earlier: Event) -> None:
    by = fill(earlier)
    ask(earlier, "Visite", QuestionKind.ONE_OF, options=options("Serres", "Musée"))
    make_course(earlier)
    target = draft()

    first = carried(earlier, target, by=by)
    second = carried(earlier, target, by=by)

    assert first > 15
    assert second == 0
    assert len(queries.list_children(target.id)) == 1
    lines = db.session.query(AuditLine).filter_by(action="event.taken_over").all()
    assert [line.detail["count"] for line in lines] == [first]


def test_a_course_comes_as_a_draft_moved_by_as_many_days(earlier: Event) -> None:
    course = make_course(earlier, places=50)
    target = draft()

    carried(earlier, target)

    made = queries.list_children(target.id)[0]
    assert (made.state, made.kind) == (EventState.DRAFT, EventKind.PRE_DEPARTURE)
    assert made.slug == f"{target.slug}-course"
    assert [day.on for day in queries.list_days(made.id)] == [
        day.on + timedelta(days=364) for day in queries.list_days(course.id)
    ]
    assert made.first_departures_only
    assert queries.get_capacity(made.id).limit == 50


def test_two_courses_come_to_addresses_of_their_own(earlier: Event) -> None:
    for _number in range(2):
        make_course(earlier)
    target = draft()

    carried(earlier, target)

    slugs = {course.slug for course in queries.list_children(target.id)}
    assert slugs == {f"{target.slug}-course", f"{target.slug}-course-2"}


def test_a_course_that_has_opened_here_stays_as_it_is(earlier: Event) -> None:
    make_course(earlier)
    target = draft()
    carried(earlier, target, ["courses"])
    with transaction():
        queries.list_children(target.id)[0].state = EventState.OPEN

    plan = plan_of(earlier, target, ["courses", "places"], 1)

    assert [course.count for course in plan.courses] == [0]
    assert [bool(course.left) for course in plan.courses] == [True]


def test_undoing_gives_back_exactly_what_was_before(earlier: Event) -> None:
    by = fill(earlier)
    way = ask(
        earlier,
        "Comment ?",
        QuestionKind.ONE_OF,
        options=options("Train", "Avion", places=9),
    )
    ask(
        earlier,
        "Vol",
        QuestionKind.TEXT,
        depends_on=way,
        depends_on_answers=[way.revision.options[0].key],
    )
    make_course(earlier)
    target = draft()
    before = everything()

    carried(earlier, target, by=by)
    assert everything() != before
    undone(target)

    assert everything() == before
    assert not list_takeovers(target.id)


def everything() -> dict[str, list[tuple[object, ...]]]:
    """Read every row of every table, save what only logs and counts changes."""
    logs = {"audit_line", "due_row", "takeover", "person"}
    db.session.rollback()
    return {
        table.name: sorted(
            (
                tuple(str(value) for value in row)
                for row in db.session.execute(
                    select(
                        *(c for c in table.c if c.name not in {"version", "sequence"})
                    )
                )
            ),
        )
        for table in Base.metadata.sorted_tables
        if table.name not in logs
    }


def test_what_was_changed_since_is_not_taken_away(earlier: Event) -> None:
    ask(earlier, "Visite", QuestionKind.TEXT)
    target = draft()
    carried(earlier, target, ["questions", "places"])
    with transaction():
        list_questions(target.id)[0].required = True

    with pytest.raises(UsedSince) as refused:
        undone(target)

    assert "Vos propres questions" in str(refused.value)
    assert "Salles" not in str(refused.value)


def test_what_people_use_is_not_taken_away(earlier: Event) -> None:
    by = fill(earlier)
    target = draft()
    carried(earlier, target, ["tags"], by)
    with transaction():
        tag = list_tags(target.id)[0]
        db.session.add(PersonTag(tag_id=tag.id, person_id=by))

    with pytest.raises(UsedSince):
        undone(target)

    assert list_tags(target.id)


def test_what_was_written_meanwhile_is_shown_first(earlier: Event) -> None:
    target = draft()
    seen = plan_of(earlier, target, ["places"], 1).seal
    with transaction():
        write_room(
            earlier,
            None,
            RoomPlan(code="C1", name=words("Autre"), capacity=9),
            by=1,
            at=BEFORE,
        )

    with pytest.raises(PlanChanged), transaction():
        take_over(CARRIED, earlier, target, ["places"], seen=seen, by=1, at=LATER)


def test_words_that_changed_meanwhile_are_shown_first(earlier: Event) -> None:
    target = draft()
    seen = plan_of(earlier, target, ["settings"], 1).seal
    with transaction():
        earlier.summary = words("Autre chose.")

    with pytest.raises(PlanChanged), transaction():
        take_over(CARRIED, earlier, target, ["settings"], seen=seen, by=1, at=LATER)


def test_nothing_comes_once_somebody_is_invited(earlier: Event) -> None:
    target = draft()
    invited(target)

    with pytest.raises(HasBegun):
        carried(earlier, target, ["places"])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Rendez-vous le mardi 2 septembre 2096 à 9 h.", "mardi 2 septembre 2096"),
        ("Fermé le 1er mai.", "1er mai"),
        ("Meet on Tuesday, 2 September 2096.", "Tuesday, 2 September 2096"),
        ("By September 2nd, please.", "September 2nd"),
        ("Avant le 12/08/2096 au plus tard", "12/08/2096"),
        ("Bilan de l’édition 2095", "2095"),
        ("À vendredi !", "vendredi"),
        ("Ouvert de 9 h à 18 h 30, salle 12, 40 places", None),
        ("You may come. 250 people came, 75 % by train", None),
    ],
)
def test_days_written_in_texts_are_found(text: str, found: str | None) -> None:
    lines = [[piece for piece, dated in line if dated] for line in dated_lines([text])]

    assert lines == ([[found]] if found else [])
