"""What people answer, and what becomes of it when questions or answers change."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import text

from eti_events.database import db, transaction
from eti_events.events.models import Event
from eti_events.events.queries import get_event
from eti_events.files.models import File, FileContent
from eti_events.files.queries import find_content
from eti_events.invariants import faults
from eti_events.registration import actions
from eti_events.registration.models import (
    AnswerCount,
    Category,
    Question,
    QuestionKind,
    QuestionRevision,
    RegistrationRules,
    RegistrationState,
)
from eti_events.registration.questions.judging import Unfit
from eti_events.registration.questions.values import Upload, Value
from eti_events.registration.refusals import (
    AnswerMissing,
    OptionFull,
    QuestionsChanged,
)
from tests.factories import make_event, make_registration, saved
from tests.registration.asked import (
    answer,
    change,
    change_answers,
    key,
    make_question,
    options,
    places,
    plan,
    question_of,
    rows,
    stored,
)
from tests.registration.steps import (
    LATER,
    answers,
    invited,
    registration_of,
    state_of,
    submit,
)

K = QuestionKind
PDF = b"%PDF-1.7 invented"


@pytest.fixture
def event(app: Flask) -> Event:
    return make_event()


def sent(
    event: Event, given: dict[Question, Value], *, edit: bool
) -> dict[str, Value | None]:
    """Answer when registering, or when changing a registration that stands."""
    person = invited(event)
    if edit:
        make_registration(event, person)
        change_answers(event, person, given)
    else:
        answer(event, person, given)
    return stored(event, person)


def test_every_kind_of_answer_is_stored_as_what_it_is(event: Event) -> None:
    asked = {
        kind: make_question(event, kind, kind.value) for kind in (K.TEXT, K.NUMBER)
    }
    flies = make_question(event, K.YES_NO, "yes_no")
    leaves = make_question(event, K.DATE, "date")
    lives = make_question(event, K.COUNTRY, "country")
    wants = make_question(
        event, K.SEVERAL_OF, "several", options=options("A", "B", "C")
    )
    two = (key(wants, "C"), key(wants, "A"))
    person = invited(event)

    answer(
        event,
        person,
        {
            asked[K.TEXT]: "Bonjour",
            asked[K.NUMBER]: 0,
            flies: False,
            leaves: date(2096, 8, 29),
            lives: "MK",
            wants: two,
        },
    )

    assert stored(event, person) == {
        "text?": "Bonjour",
        "number?": 0,
        "yes_no?": False,
        "date?": date(2096, 8, 29),
        "country?": "MK",
        "several?": tuple(reversed(two)),  # in the order of the question
    }


@pytest.mark.parametrize("edit", [False, True], ids=["create", "edit"])
@pytest.mark.parametrize("required", [False, True], ids=["optional", "required"])
@pytest.mark.parametrize("met", [False, True], ids=["false", "true"])
def test_a_condition_is_judged_by_what_was_answered(
    event: Event, *, met: bool, required: bool, edit: bool
) -> None:
    flies = make_question(event, K.YES_NO, "Flies")
    flight = make_question(
        event,
        text="Flight",
        required=required,
        depends_on=flies,
        depends_on_answers=["yes"],
    )

    both = sent(event, {flies: met, flight: "AF 1"}, edit=edit)

    assert both == {"Flies?": met} | ({"Flight?": "AF 1"} if met else {})
    if met and required:
        with pytest.raises(AnswerMissing):
            sent(event, {flies: met}, edit=edit)
    else:
        assert sent(event, {flies: met}, edit=edit) == {"Flies?": met}


def test_a_chain_ends_where_its_first_question_is_not_asked(event: Event) -> None:
    first = make_question(event, K.YES_NO, "First")
    second = make_question(
        event, K.YES_NO, "Second", depends_on=first, depends_on_answers=["yes"]
    )
    third = make_question(
        event,
        text="Third",
        required=True,
        depends_on=second,
        depends_on_answers=["yes"],
    )

    whole = sent(event, {first: True, second: True, third: "!"}, edit=False)
    broken = sent(event, {first: False, second: True, third: "!"}, edit=False)

    assert whole == {"First?": True, "Second?": True, "Third?": "!"}
    assert broken == {"First?": False}


def test_a_condition_turned_off_deletes_what_it_hid(event: Event) -> None:
    first = make_question(event, K.YES_NO, "First")
    second = make_question(
        event, K.YES_NO, "Second", depends_on=first, depends_on_answers=["yes"]
    )
    secret = make_question(
        event,
        text="Secret",
        sensitive=True,
        depends_on=second,
        depends_on_answers=["yes"],
    )
    file = make_question(
        event, K.FILE, "File", depends_on=second, depends_on_answers=["yes"]
    )
    person = invited(event)
    sheet = Upload("a.pdf", PDF)
    answer(event, person, {first: True, second: True, secret: "x", file: sheet})
    change_answers(event, person, {first: True, second: True})  # what is masked stays
    kept = stored(event, person)

    change_answers(event, person, {first: False, second: True})

    assert kept == {"First?": True, "Second?": True, "Secret?": "x", "File?": None}
    assert stored(event, person) == {"First?": False}
    assert db.session.query(File).count() == db.session.query(FileContent).count() == 0


def test_what_is_masked_stays_when_left_empty_and_goes_when_forgotten(
    event: Event,
) -> None:
    secret = make_question(event, text="Secret", sensitive=True)
    plain = make_question(event, text="Plain")
    person = invited(event)
    answer(event, person, {secret: "x", plain: "y"})

    change_answers(event, person, {})
    left = stored(event, person)
    change_answers(event, person, {}, forgotten=frozenset({secret.id}))

    assert left == {"Secret?": "x"}
    assert stored(event, person) == {}


def test_a_needed_answer_that_is_recorded_need_not_be_given_again(
    event: Event,
) -> None:
    secret = make_question(event, text="Secret", sensitive=True, required=True)
    person = invited(event)
    answer(event, person, {secret: "x"})

    change_answers(event, person, {})

    assert stored(event, person) == {"Secret?": "x"}
    with pytest.raises(AnswerMissing):
        change_answers(event, person, {}, forgotten=frozenset({secret.id}))


def test_a_question_added_later_is_needed_once_an_answer_changes(
    event: Event,
) -> None:
    first = make_question(event, text="First")
    secret = make_question(event, text="Secret", sensitive=True)
    choice = make_question(event, K.SEVERAL_OF, "Choice", options=options("a", "b"))
    person = invited(event)
    chosen = (key(choice, "a"), key(choice, "b"))
    same: dict[Question, Value] = {first: "x", choice: chosen}
    answer(event, person, {**same, secret: "y"})
    late = make_question(event, text="Late", required=True)

    change_answers(event, person, same, details={"city": "Dakar"})

    assert "Late?" not in stored(event, person)
    assert stored(event, person)["Secret?"] == "y"
    for given in (
        {**same, first: "z"},
        {first: "x"},
        {**same, secret: "other"},
    ):
        with pytest.raises(AnswerMissing):
            change_answers(event, person, given)
    with pytest.raises(AnswerMissing):
        change_answers(event, person, same, forgotten=frozenset({secret.id}))
    change_answers(event, person, {**same, late: "now"})
    assert stored(event, person)["Late?"] == "now"
    with pytest.raises(AnswerMissing):
        change_answers(event, person, same)


def test_a_draft_may_leave_needed_answers_open(event: Event) -> None:
    question = make_question(event, required=True)
    person = invited(event)
    slug, person_id = event.slug, person.id

    with transaction():
        actions.save_draft(get_event(slug), person_id, answers(event), at=LATER)

    assert state_of(event, person) is RegistrationState.DRAFT
    with pytest.raises(AnswerMissing):
        submit(event, person)
    answer(event, person, {question: "done"})
    assert state_of(event, person) is RegistrationState.CONFIRMED


def test_a_question_concerns_the_categories_that_it_names(event: Event) -> None:
    speakers = make_question(
        event, text="Slides", required=True, categories=[Category.SPEAKER]
    )
    person = invited(event)  # an expert

    submit(event, person)

    assert stored(event, person) == {}
    with pytest.raises(QuestionsChanged):
        change_answers(event, person, {speakers: "x"})


def test_an_answer_to_another_event_s_question_is_refused(event: Event) -> None:
    foreign = make_question(make_event())
    make_question(event)

    with pytest.raises(QuestionsChanged):
        answer(event, invited(event), {foreign: "x"})


def test_answers_keep_the_words_that_were_read(event: Event) -> None:
    meal = make_question(event, K.ONE_OF, "Meal", options=options("Vegetarian", "Fish"))
    green, fish = key(meal, "Vegetarian"), key(meal, "Fish")
    old, new = invited(event), invited(event)
    answer(event, old, {meal: (green,)})
    read = rows(event, old)[0].revision_id

    words = [
        replace(option, key=old_key)
        for option, old_key in zip(options("Vegan", "Fish"), (green, fish), strict=True)
    ]
    change(event, meal, plan("Lunch", options=words))
    answer(event, new, {question_of(event, meal.id): (green,)})

    (before,), (after,) = rows(event, old), rows(event, new)
    assert before.revision_id == read
    assert (before.revision.number, before.revision.text["en"]) == (1, "Meal?")
    assert before.revision.options[0].text["fr"] == "Vegetarian"
    assert (after.revision.number, after.revision.text["en"]) == (2, "Lunch?")
    assert after.revision.options[0].text["fr"] == "Vegan"
    assert before.chosen[0].key == after.chosen[0].key == green


def test_an_answer_to_words_that_have_changed_since_is_refused(event: Event) -> None:
    question = make_question(event, text="Before")
    person = invited(event)
    read = answers(event, questions={question.id: "x"}, asked="as it was before")

    with pytest.raises(QuestionsChanged):
        submit(event, person, read)

    change(event, question, plan("Before", required=True))  # the words are the same
    assert question_of(event, question.id).number == 1


def test_a_sensitive_answer_is_nowhere_in_the_clear(event: Event) -> None:
    open_, secret = make_question(event), make_question(event, sensitive=True)
    answer(event, invited(event), {open_: "canary", secret: "canary"})

    db.session.rollback()
    found = db.session.execute(
        text("SELECT text, sealed FROM answer ORDER BY id")
    ).all()

    assert found[0].text == "canary"  # the canary is found where it is in the open
    assert found[1].text is None
    assert b"canary" not in bytes(found[1].sealed)


def test_answers_are_sealed_when_their_question_becomes_sensitive(
    event: Event,
) -> None:
    question = make_question(event, text="Q")
    person = invited(event)
    answer(event, person, {question: "canary"})

    change(event, question, plan("Q", sensitive=True))

    assert stored(event, person) == {"Q?": "canary"}
    assert rows(event, person)[0].text is None


def test_a_file_is_kept_encrypted_and_replaced_whole(event: Event) -> None:
    question = make_question(event, K.FILE)
    person = invited(event)
    answer(event, person, {question: Upload("Très long.pdf", PDF + b" canary")})
    first = rows(event, person)[0].file
    assert first
    assert (first.name, first.media_type) == ("Très long.pdf", "application/pdf")
    assert find_content(first) == PDF + b" canary"
    raw = db.session.execute(text("SELECT content FROM file_content")).scalar_one()
    assert b"canary" not in bytes(raw)

    change_answers(event, person, {question: Upload("b.pdf", PDF)})

    assert [file.name for file in db.session.query(File)] == ["b.pdf"]
    assert db.session.query(FileContent).count() == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", b"<html><script>alert(1)</script>"),
        ("a.exe", PDF),
        ("a.png", PDF),
        ("a.svg", b"<svg onload=alert(1)>"),
        ("a.pdf", PDF + b"x" * 2_000_000),
        ("a.pdf", b""),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused(
    event: Event, name: str, content: bytes
) -> None:
    question = make_question(event, K.FILE, maximum=1)

    with pytest.raises(Unfit):
        answer(event, invited(event), {question: Upload(name, content)})


def test_an_option_has_only_the_places_it_has(event: Event) -> None:
    visit = make_question(
        event, K.ONE_OF, options=[*options("Museum", places=1), *options("Garden")]
    )
    museum, garden = key(visit, "Museum"), key(visit, "Garden")
    one, other = invited(event), invited(event)
    answer(event, one, {visit: (museum,)})

    with pytest.raises(OptionFull):
        answer(event, other, {visit: (museum,)})
    answer(event, other, {visit: (garden,)})
    with pytest.raises(OptionFull):
        change_answers(event, other, {visit: (museum,)})

    assert stored(event, other) == {"Question?": (garden,)}
    assert places(event) == {museum: 1}
    assert list(faults()) == []


def test_a_changed_answer_and_an_ended_registration_give_the_place_back(
    event: Event,
) -> None:
    visit = make_question(
        event, K.SEVERAL_OF, options=options("Museum", "Garden", places=1)
    )
    museum, garden = key(visit, "Museum"), key(visit, "Garden")
    one, other = invited(event), invited(event)
    answer(event, one, {visit: (museum, garden)})
    assert places(event) == {museum: 1, garden: 1}

    change_answers(event, one, {visit: (garden,)})
    answer(event, other, {visit: (museum,)})
    slug, registration = event.slug, registration_of(event, one)
    with transaction():
        actions.cancel(get_event(slug), registration, by=one.id, at=LATER)

    assert places(event) == {museum: 1, garden: 0}
    assert list(faults()) == []


def test_who_waits_is_served_when_the_option_has_a_place(app: Flask) -> None:
    event = make_event(places=1)
    saved(RegistrationRules(event_id=event.id, waiting_list=True))
    visit = make_question(
        event, K.ONE_OF, options=options("Museum", "Garden", places=2)
    )
    museum = key(visit, "Museum")
    first, second = invited(event), invited(event)
    answer(event, first, {visit: (museum,)})
    answer(event, second, {visit: (museum,)})
    assert state_of(event, second) is RegistrationState.WAITING
    assert places(event)[museum] == 1  # who waits holds none

    slug, number, registration = event.slug, event.id, registration_of(event, first)
    with transaction():
        actions.cancel(get_event(slug), registration, by=first.id, at=LATER)
    with transaction():
        actions.serve_waiting(number, LATER)

    assert state_of(event, second) is RegistrationState.CONFIRMED
    assert places(event)[museum] == 1
    assert list(faults()) == []


def forget(at_days: int, event: Event) -> None:
    at = event.ends_at + timedelta(days=at_days, seconds=1)
    with transaction():
        actions.forget_answers(at)


def test_answers_are_erased_when_their_time_has_come_and_counts_stay(
    event: Event,
) -> None:
    short = make_question(
        event,
        K.ONE_OF,
        "Short",
        keep_days=7,
        options=options("A", "B", places=5),
    )
    secret = make_question(event, K.YES_NO, "Secret", keep_days=7, sensitive=True)
    file = make_question(event, K.FILE, "File", keep_days=7)
    long = make_question(event, text="Long", keep_days=30)
    ever = make_question(event, text="Ever")
    a, b = key(short, "A"), key(short, "B")
    people = [invited(event) for _ in range(3)]
    for person, chosen in zip(people, (a, a, b), strict=True):
        given: dict[Question, Value] = {short: (chosen,), secret: True, long: "x"}
        given[ever] = "y"
        answer(event, person, {**given, file: Upload("name.pdf", PDF)})

    forget(6, event)
    assert len(stored(event, people[0])) == 5
    forget(7, event)
    forget(7, event)

    assert stored(event, people[0]) == {"Long?": "x", "Ever?": "y"}
    assert counts() == {
        ("Short?", a): 2,
        ("Short?", b): 1,
        ("Short?", ""): 3,
        ("Secret?", "yes"): 3,
        ("Secret?", ""): 3,
        ("File?", ""): 3,
    }
    assert db.session.query(File).count() == 0
    assert places(event) == {}
    assert list(faults()) == []


def counts() -> dict[tuple[str, str], int]:
    db.session.rollback()
    names = {
        row.question_id: row.text["en"] for row in db.session.query(QuestionRevision)
    }
    found = db.session.query(AnswerCount)
    return {(names[row.question_id], row.key): row.count for row in found}
