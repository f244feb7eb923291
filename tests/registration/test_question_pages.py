"""What people and organisers read and do on the pages of questions."""

from io import BytesIO

import pytest
from flask.testing import FlaskClient

from eti_events.accounts.models import SignIn
from eti_events.clock import utcnow
from eti_events.database import db, transaction
from eti_events.events.models import Event
from eti_events.events.queries import get_event
from eti_events.people.models import Person
from eti_events.registration.models import Question, QuestionKind
from eti_events.registration.questions.judging import fingerprint
from eti_events.registration.questions.queries import list_asked, list_questions
from eti_events.registration.questions.values import Value
from tests.conftest import Selects
from tests.factories import make_event, sign_in, sign_in_staff
from tests.registration.asked import (
    K,
    answer,
    change,
    key,
    make_question,
    options,
    plan,
    rows,
    stored,
)
from tests.registration.steps import (
    fill_in,
    half_days,
    invited,
    registration_of,
    state_of,
)
from tests.test_hostile_names import HOSTILE, alive_in

PDF = b"%PDF-1.7 invented"


def guest(client: FlaskClient, event: Event) -> Person:
    person = invited(event)
    sign_in(client, person, event=event)
    return person


def filled(event: Event, **changes: object) -> dict[str, object]:
    """What a browser would send of the form as it is now."""
    everything = [str(row.public_id) for row in half_days(event)]
    asked = fingerprint(list_asked(event.id))
    plain = {"family_name": "Verveine", "half_days": everything, "asked": asked}
    return {**plain, **changes}


def prove_identity() -> None:
    """As if a fresh code had just been given on every session."""
    with transaction():
        for row in db.session.query(SignIn):
            row.checked_at = utcnow()


def url_of(event: Event) -> str:
    return f"/events/{event.slug}/register?lang=en"


def stay_of(event: Event, language: str = "en") -> str:
    return f"/events/{event.slug}/register/stay?lang={language}"


def at_stay(fields: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in fields.items() if name != "family_name"}


def test_the_form_asks_in_the_reader_s_language(client: FlaskClient) -> None:
    event = make_event()
    flies = make_question(event, K.YES_NO, "Flies", required=True)
    make_question(event, text="Flight", depends_on=flies, depends_on_answers=["yes"])
    guest(client, event)

    english = client.get(stay_of(event)).text
    french = client.get(stay_of(event, "fr")).text

    assert "Flight?" in english
    assert "If “Flies?” is “Yes”:" in english
    assert f'data-asked-if="{flies.field_name}"' in english
    assert "questions.js" in english
    assert "Si la réponse à «" in french


def test_answers_come_from_the_form_and_are_shown_on_one_s_own_space(
    client: FlaskClient,
) -> None:
    event = make_event()
    hotel = make_question(event, text="Hotel")
    meal = make_question(event, K.ONE_OF, "Meal", options=options("Fish", "Rice"))
    secret = make_question(event, text="Secret", sensitive=True)
    person = guest(client, event)
    typed = {
        hotel.field_name: "Les Bruyères",
        meal.field_name: key(meal, "Fish"),
        secret.field_name: "canary",
    }

    page = fill_in(
        client, url_of(event), filled(event, **typed), follow_redirects=True
    ).text
    edit = client.get(f"/me/{event.slug}/edit?lang=en").text
    masked = client.get(f"/me/{event.slug}/needs")
    prove_identity()
    opened = client.get(f"/me/{event.slug}/needs").text

    assert "Les Bruyères" in page
    assert "Fish" in page
    assert "Recorded, not shown here." in page
    assert 'value="Les Bruyères"' in edit
    assert "An answer is recorded." in edit
    assert "canary" not in page + edit
    assert masked.status_code == 302
    assert "canary" in opened
    assert stored(event, person)["Secret?"] == "canary"


def test_faults_are_told_at_the_question_and_typed_text_is_kept(
    client: FlaskClient,
) -> None:
    event = make_event()
    flies = make_question(event, K.YES_NO, "Flies")
    flight = make_question(
        event,
        text="Flight",
        required=True,
        depends_on=flies,
        depends_on_answers=["yes"],
    )
    nights = make_question(event, K.NUMBER, "Nights", minimum=0, maximum=3)
    short = make_question(event, text="Short", maximum=5)
    guest(client, event)
    typed = {nights.field_name: "9", short.field_name: "Coquelicot"}

    page = fill_in(
        client, url_of(event), filled(event, **typed, **{flies.field_name: "yes"})
    )
    other = fill_in(
        client,
        url_of(event),
        filled(event, **{nights.field_name: "x", flies.field_name: "no"}),
    )

    assert page.status_code == 422
    assert f'href="#{flight.field_name}"' in page.text
    assert "Write a number from 0 to 3." in page.text
    assert "Write 5 characters at most." in page.text
    assert 'value="Coquelicot"' in page.text
    assert other.status_code == 422
    assert f'href="#{flight.field_name}"' not in other.text


def test_unknown_keys_are_refused(client: FlaskClient) -> None:
    event = make_event()
    foreign = make_question(make_event())
    stopped = make_question(event)
    person = guest(client, event)
    names = (foreign.field_name, "q_1", "__class__", "organisation_id")

    for name in names:
        typed = at_stay(filled(event, **{name: "x"}))
        page = client.post(stay_of(event), data=typed)
        assert page.status_code == 422, name
        assert "The questions of this form were changed meanwhile." in page.text
    change(event, stopped, plan("Other words"))
    stale = client.post(stay_of(event), data=at_stay(filled(event, asked="0" * 16)))

    assert stale.status_code == 422
    with pytest.raises(AssertionError):
        state_of(event, person)  # nothing was recorded


def test_a_full_option_is_said_and_nothing_typed_is_lost(client: FlaskClient) -> None:
    event = make_event()
    visit = make_question(
        event, K.ONE_OF, "Visit", options=options("Museum", "Garden", places=1)
    )
    museum = key(visit, "Museum")
    answer(event, invited(event), {visit: (museum,)})
    guest(client, event)

    form = client.get(stay_of(event)).text
    page = fill_in(client, url_of(event), filled(event, **{visit.field_name: museum}))

    assert "No place left" in form
    assert "Places left: 1" in form
    assert page.status_code == 409
    assert "No place is left for an answer that you chose" in page.text
    assert f'value="{museum}" checked' in " ".join(page.text.split())


def test_a_file_goes_in_and_comes_back_as_attachment(client: FlaskClient) -> None:
    event = make_event()
    question = make_question(event, K.FILE, "Photo")
    person = guest(client, event)
    sheet = (BytesIO(PDF), "<b>é.pdf")

    fill_in(client, url_of(event), filled(event, **{question.field_name: sheet}))
    row = rows(event, person)[0]
    mine = client.get(f"/me/{event.slug}/answers/{row.public_id}")
    guest(client, event)
    theirs = client.get(f"/me/{event.slug}/answers/{row.public_id}")
    sign_in_staff(client, event=event)
    read = client.get(f"/manage/{event.slug}/answers/{row.public_id}")

    assert mine.data == read.data == PDF
    assert mine.headers["Content-Disposition"].startswith("attachment;")
    assert mine.headers["X-Content-Type-Options"] == "nosniff"
    assert mine.mimetype == "application/pdf"
    assert theirs.status_code == 404


def test_a_wrong_file_is_told_at_its_field(client: FlaskClient) -> None:
    event = make_event()
    question = make_question(event, K.FILE, "Photo")
    guest(client, event)
    sheet = (BytesIO(b"<html>"), "a.pdf")

    page = fill_in(client, url_of(event), filled(event, **{question.field_name: sheet}))

    assert page.status_code == 422
    assert "Choose a PDF, JPEG or PNG file" in page.text
    assert 'enctype="multipart/form-data"' in page.text


def test_an_answer_to_earlier_words_is_shown_beside_the_new_ones(
    client: FlaskClient,
) -> None:
    event = make_event()
    question = make_question(event, text="Before")
    person = guest(client, event)
    answer(event, person, {question: "so"})
    change(event, question, plan("After"))

    page = client.get(f"/me/{event.slug}/edit?lang=en").text

    assert "This question was changed since you answered" in page
    assert "You answered: Before? so" in page
    assert "Before?" in client.get(f"/me/{event.slug}?lang=en").text


def test_an_edit_of_something_else_needs_no_answer_to_a_new_question(
    client: FlaskClient,
) -> None:
    event = make_event()
    known = make_question(event, text="Known")
    person = guest(client, event)
    answer(event, person, {known: "so"})
    late = make_question(event, text="Late", required=True)
    url = f"/me/{event.slug}/edit?lang=en"
    version = registration_of(event, person).version
    half_day = str(half_days(event)[0].public_id)
    fields = {
        **filled(event, half_days=[half_day], version=str(version)),
        late.field_name: "",
    }

    page = client.get(url).text
    changed = client.post(url, data={**fields, known.field_name: "otherwise"})
    kept = client.post(url, data={**fields, known.field_name: "so"})

    assert "New since you registered" in page
    assert changed.status_code == 422
    assert f'href="#{late.field_name}"' in changed.text
    assert kept.status_code == 302
    db.session.rollback()
    assert len(registration_of(event, person).half_days) == 1


def test_a_new_question_is_needed_to_register(client: FlaskClient) -> None:
    event = make_event()
    late = make_question(event, text="Late", required=True)
    guest(client, event)

    page = fill_in(client, url_of(event), filled(event))

    assert page.status_code == 422
    assert f'href="#{late.field_name}"' in page.text
    assert "New since you registered" not in page.text


def test_the_number_of_questions_costs_no_selects(
    client: FlaskClient, selects: Selects
) -> None:
    counts = []
    for number in (2, 6):
        event = make_event()
        made = [
            make_question(event, K.ONE_OF, str(n), options=options("A", "B", places=9))
            for n in range(number)
        ]
        person = guest(client, event)
        typed = {row.field_name: key(row, "A") for row in made}
        with selects() as form:
            client.get(url_of(event))
        with selects() as post:
            fill_in(client, url_of(event), filled(event, **typed))
        with selects() as edit:
            client.get(f"/me/{event.slug}/edit")
        with selects() as mine:
            client.get(f"/me/{event.slug}")
        assert len(stored(event, person)) == number
        counts.append([len(sent) for sent in (form, post, edit, mine)])

    assert counts[0] == counts[1]


def test_a_consent_is_withdrawn_whatever_is_asked_once_registration_has_closed(
    client: FlaskClient,
) -> None:
    event = make_event()
    question = make_question(event, text="Q")
    person = guest(client, event)
    answer(event, person, {question: "kept"})
    make_question(event, text="Later", required=True)
    slug = event.slug
    with transaction():
        get_event(slug).registration_closes_at = utcnow()
    url = f"/me/{slug}/edit"

    page = client.get(url)
    done = client.post(url, data=filled(event, asked=""))
    late = client.post(
        url, data=filled(event, asked="", **{question.field_name: "changed"})
    )

    assert question.field_name not in page.text
    assert (done.status_code, late.status_code) == (302, 422)
    assert stored(event, person) == {"Q?": "kept"}


# What organisers do.


@pytest.fixture
def managed(client: FlaskClient) -> Event:
    event = make_event()
    sign_in_staff(client, event=event)
    return event


def editor(**changes: object) -> dict[str, object]:
    return {"text_fr": "Où ?", "text_en": "Where?", **changes}


def saved_questions(event: Event) -> list[Question]:
    db.session.rollback()
    return list(list_questions(event.id))


@pytest.mark.parametrize("kind", QuestionKind)
def test_a_question_of_each_kind_is_added_and_changed(
    client: FlaskClient, managed: Event, kind: QuestionKind
) -> None:
    url = f"/manage/{managed.slug}/questions"
    lines = {
        "options-0-fr": "Oui",
        "options-0-en": "Yes",
        "options-0-places": "4",
        "options-1-fr": "Non",
        "options-1-en": "No",
    }
    typed = editor(**(lines if kind in (K.ONE_OF, K.SEVERAL_OF) else {}))

    form = client.get(f"{url}/new?kind={kind}&lang=en")
    done = client.post(f"{url}/new?kind={kind}", data=typed)
    question = saved_questions(managed)[0]
    page = client.get(f"{url}/{question.public_id}?lang=en")

    assert form.status_code == 200
    assert done.status_code == 302
    assert question.kind is kind
    assert 'value="Where?"' in page.text
    assert 'value="4"' in page.text or not lines.keys() & typed.keys()
    assert "Where?" in client.get(url + "?lang=en").text


def test_the_editor_keeps_what_was_typed(client: FlaskClient, managed: Event) -> None:
    url = f"/manage/{managed.slug}/questions/new"
    half = {"options-0-fr": "Oui", "options-1-fr": "Non", "options-1-en": "No"}

    page = client.post(f"{url}?kind=one_of&lang=en", data=editor(**half))
    few = client.post(
        f"{url}?kind=one_of&lang=en",
        data=editor(**{"options-0-fr": "Oui", "options-0-en": "Yes"}),
    )

    assert page.status_code == 422
    assert "Write it in French and in English." in page.text
    assert 'value="Non"' in page.text
    assert few.status_code == 409
    assert "Give two answers to choose from at least." in few.text
    assert 'value="Oui"' in few.text


def test_conditions_are_chosen_among_earlier_answers(
    client: FlaskClient, managed: Event
) -> None:
    flies = make_question(managed, K.YES_NO, "Flies")
    url = f"/manage/{managed.slug}/questions"
    condition = f"{flies.public_id.hex}:yes"

    client.post(f"{url}/new?kind=text", data=editor(depends_on=[condition]))
    page = client.get(url + "?lang=en").text
    foreign = client.post(
        f"{url}/new?kind=text&lang=en", data=editor(depends_on=["0" * 32 + ":yes"])
    )

    assert saved_questions(managed)[1].depends_on_answers == ["yes"]
    assert "If “Flies?” is “Yes”:" in page
    assert foreign.status_code == 409


def test_questions_move_by_a_button(client: FlaskClient, managed: Event) -> None:
    first = make_question(managed, text="First")
    second = make_question(managed, text="Second")
    url = f"/manage/{managed.slug}/questions/{second.public_id}/move"

    client.post(url, data={"to": "up"})

    assert [row.id for row in saved_questions(managed)] == [second.id, first.id]


def test_a_person_s_page_shows_answers_and_masks_the_sensitive(
    client: FlaskClient, managed: Event
) -> None:
    plain = make_question(managed, text="Plain")
    secret = make_question(managed, text="Secret", sensitive=True)
    person = invited(managed)
    answer(managed, person, {plain: "in the open", secret: "canary"})
    url = f"/manage/{managed.slug}/participants/{person.public_id}"

    page = client.get(url + "?lang=en").text
    asked = client.post(f"{url}/answers")
    prove_identity()
    opened = client.post(f"{url}/answers?lang=en")

    assert "in the open" in page
    assert "canary" not in page
    assert asked.status_code == 302
    assert "canary" in opened.text
    log = client.get(f"/manage/{managed.slug}/audit?lang=en").text
    assert "Sensitive answers read" in log


def test_hostile_questions_options_and_answers_stay_text(
    client: FlaskClient, managed: Event
) -> None:
    person = invited(managed)
    given: dict[Question, Value] = {}
    for name in HOSTILE:
        said = " ".join(name.split())
        choice = make_question(
            managed, K.SEVERAL_OF, said[:90], options=options(said, f"{said}2")
        )
        line = make_question(
            managed,
            text=said[:90],
            depends_on=choice,
            depends_on_answers=[key(choice, said)],
        )
        given |= {choice: (key(choice, said),), line: said}
    answer(managed, person, given)
    slug, asked = managed.slug, saved_questions(managed)
    paths = [f"/manage/{slug}/questions", f"/manage/{slug}/questions/new"]
    paths += [f"/manage/{slug}/questions/{row.public_id}" for row in asked]
    paths += [f"/manage/{slug}/participants/{person.public_id}"]

    pages = {path: client.get(path) for path in paths}
    sign_in(client, person, event=managed)
    pages |= {p: client.get(p) for p in (f"/me/{slug}", f"/me/{slug}/edit")}
    guest(client, managed)
    pages["form"] = client.get(f"/events/{slug}/register/stay")

    assert {page.status_code for page in pages.values()} == {200}
    assert [fault for page in pages.values() for fault in alive_in(page.text)] == []
    assert "&lt;script&gt;" in pages["form"].text
