"""Registering in three steps: each is kept, and one goes on where one stopped."""

import re
from html import unescape

import pytest
from flask.testing import FlaskClient
from flask_babel import force_locale

from eti_events.database import db, transaction
from eti_events.events.models import Event
from eti_events.people.models import Mission, Person
from eti_events.registration.models import (
    ConsentPurpose,
    NeedKind,
    Registration,
    RegistrationState,
)
from eti_events.registration.needs.queries import list_needs
from eti_events.registration.phones import masked
from eti_events.registration.queries import find_registration, list_consents
from eti_events.registration.questions.judging import fingerprint
from eti_events.registration.questions.queries import list_asked
from eti_events.registration.refusals import NotAccepted
from tests.factories import make_event, make_mission, make_person, sign_in
from tests.registration.asked import K, key, make_question, options, stored
from tests.registration.steps import (
    first_departure_invited,
    half_days,
    invited,
    mails,
    make_course,
    registration_of,
    state_of,
    taken,
)

pytestmark = pytest.mark.one_engine


@pytest.fixture
def event() -> Event:
    return make_event()


@pytest.fixture
def person(client: FlaskClient, event: Event) -> Person:
    person = invited(event)
    sign_in(client, person, event=event)
    return person


def at(event: Event, step: str = "") -> str:
    return f"/events/{event.slug}/register{step and f'/{step}'}?lang=en"


def days(event: Event) -> dict[str, object]:
    return {"half_days": [str(row.public_id) for row in half_days(event)]}


def test_whoever_comes_back_goes_on_where_they_stopped(
    client: FlaskClient, event: Event, person: Person
) -> None:
    first = client.get(at(event))
    client.post(at(event, "you"), data={"family_name": "Verveine", "given_name": "Lou"})
    second = client.get(at(event), follow_redirects=True)
    client.post(at(event, "stay"), data=days(event))
    other_device = client.application.test_client()
    sign_in(other_device, person, event=event)
    third = other_device.get(at(event), follow_redirects=True)

    assert first.request.path.endswith("/register")
    assert second.request.path.endswith("/register/stay")
    assert third.request.path.endswith("/register/check")
    assert "Lou Verveine" in third.text
    assert state_of(event, person) is RegistrationState.DRAFT


def test_one_can_go_back_to_an_earlier_step(
    client: FlaskClient, event: Event, person: Person
) -> None:
    client.post(at(event, "you"), data={"family_name": "Verveine"})
    check = client.post(at(event, "stay"), data=days(event)).text

    assert at(event, "you").partition("?")[0] in check
    assert 'value="Verveine"' in client.get(at(event, "you")).text
    client.post(at(event, "you"), data={"family_name": "Sureau"})
    again = client.get(at(event), follow_redirects=True)
    assert again.request.path.endswith("/check")  # what was done stays done
    assert "Sureau" in again.text


def test_the_other_language_of_the_last_step_is_the_last_step(
    client: FlaskClient, event: Event, person: Person
) -> None:
    client.post(at(event, "you"), data={"family_name": "Verveine"})
    check = client.post(at(event, "stay"), data=days(event)).text

    assert f'href="/events/{event.slug}/register/check?lang=fr"' in check


def test_the_last_step_shows_everything_that_is_sent(
    client: FlaskClient, event: Event
) -> None:
    meal = make_question(event, K.ONE_OF, "Meal", options=options("Fish", "Rice"))
    secret = make_question(event, text="Secret", sensitive=True)
    make_mission(person := make_person(), country="SN")
    invited(event, person)
    sign_in(client, person, event=event)
    client.post(at(event, "you"), data={"family_name": "Aneth", "title": "Juriste"})
    typed = {
        meal.field_name: key(meal, "Fish"),
        secret.field_name: "canary",
        "asked": fingerprint(list_asked(event.id)),
        "allergy": "arachide",
        "needs": "y",
    }

    check = client.post(at(event, "stay"), data={**days(event), **typed}).text

    for words in ("Aneth", "Juriste", "Senegal", "Fish"):
        assert words in check
    for secret_words in ("canary", "arachide"):
        assert secret_words not in check
    assert client.post(at(event, "check")).status_code == 302
    assert stored(event, person)["Meal?"] == (key(meal, "Fish"),)
    assert state_of(event, person) is RegistrationState.CONFIRMED


def test_the_last_step_tells_no_post_of_a_protected_person(
    client: FlaskClient, event: Event
) -> None:
    person = make_person(protected=True)
    make_mission(person, country="UA")
    invited(event, person)
    sign_in(client, person, event=event)
    client.post(at(event, "you"), data={"family_name": "Verveine"})

    pages = [client.get(at(event, step)).text for step in ("you", "stay", "check")]

    assert not any("selected>Ukraine" in page for page in pages)
    assert "Ukraine" not in pages[2]


def test_nothing_is_checked_before_something_was_typed(
    client: FlaskClient, event: Event, person: Person
) -> None:
    answer = client.get(at(event, "check"))

    assert answer.status_code == 302
    assert answer.headers["Location"].endswith("/register")
    assert find_registration(event.id, person.id) is None


def test_sending_without_half_days_is_said(
    client: FlaskClient, event: Event, person: Person
) -> None:
    client.post(at(event, "you"), data={"family_name": "Verveine"})
    page = client.get(at(event, "check"))
    sent = client.post(at(event, "check"), data={"image_press": "y"})

    assert "You have chosen no half-day yet" in page.text
    assert sent.status_code == 409
    assert re.search(r'<input checked[^>]*name="image_press"', sent.text)
    assert state_of(event, person) is RegistrationState.DRAFT


def test_who_cannot_attend_the_course_says_so_before_the_last_step(
    client: FlaskClient, event: Event
) -> None:
    course = make_course(event)
    person = first_departure_invited(event)
    sign_in(client, person, event=event)
    asked_about_course = {"course": "yes", "without_course": "y"}
    client.post(at(event, "you"), data={"family_name": "V", "first_departure": "yes"})
    check = client.post(
        at(event, "stay"), data={**days(event), **asked_about_course}
    ).text
    client.post(at(event, "check"))

    assert "I cannot attend the course" in check
    assert (taken(event), taken(course)) == (1, 0)


def test_consents_wait_for_the_last_step_and_needs_for_their_own(
    client: FlaskClient, event: Event, person: Person
) -> None:
    client.post(at(event, "you"), data={"family_name": "Verveine"})
    needs = {"access": "boucle magnétique", "needs": "y"}
    client.post(at(event, "stay"), data={**days(event), **needs})
    client.post(at(event, "check"), data={"directory": "y"})
    db.session.rollback()
    given = {row.purpose for row in list_consents(person.id, event.id)}

    assert given == {ConsentPurpose.NEEDS, ConsentPurpose.DIRECTORY}


# While one types.


def keep(client: FlaskClient, event: Event, step: str, **typed: object) -> int:
    """Send what a page sends by itself, from the version that stands."""
    db.session.rollback()
    row = db.session.query(Registration).filter_by(event_id=event.id).first()
    data = {"version": row.version if row else 0, **typed, "autosave": "1"}
    return client.post(at(event, step), data=data).status_code


def test_what_is_typed_is_kept_and_nothing_is_sent(
    client: FlaskClient, event: Event, person: Person
) -> None:
    assert keep(client, event, "you", family_name="Verveine", title="Juriste") == 204
    assert keep(client, event, "stay", half_days=[]) == 204

    assert 'value="Juriste"' in client.get(at(event, "you")).text
    assert registration_of(event, person).steps_done == 0
    assert (state_of(event, person), mails(person)) == (RegistrationState.DRAFT, [])


def test_what_is_wrong_is_left_out_until_one_goes_on(
    client: FlaskClient, event: Event, person: Person
) -> None:
    number = make_question(event, K.NUMBER, "Nights", maximum=3)
    asked = fingerprint(list_asked(event.id))
    wrong = {"family_name": "", "given_name": "Lou", "phone": "12", "city": "a@b"}
    kept = keep(client, event, "you", **wrong)
    stay = keep(client, event, "stay", **{number.field_name: "9", "asked": asked})

    assert (kept, stay) == (204, 204)
    page = client.get(at(event, "you")).text
    assert 'value="Lou"' in page
    assert f'value="{person.family_name}"' in page
    assert stored(event, person) == {}


def test_health_is_kept_with_its_consent_only(
    client: FlaskClient, event: Event, person: Person
) -> None:
    keep(client, event, "stay", allergy="arachide")
    registration = registration_of(event, person)
    assert list_needs(registration.id) == []

    keep(client, event, "stay", allergy="arachide", needs="y")
    db.session.rollback()
    [need] = list_needs(registration.id)
    assert (need.kind, need.text) == (NeedKind.ALLERGY, "arachide")


def test_unknown_keys_are_not_kept_either(
    client: FlaskClient, event: Event, person: Person
) -> None:
    assert keep(client, event, "you", family_name="V", state="confirmed") == 409
    assert find_registration(event.id, person.id) is None


def test_what_was_sent_is_not_changed_by_a_page_left_open(
    client: FlaskClient, event: Event, person: Person
) -> None:
    client.post(at(event, "you"), data={"family_name": "Verveine"})
    client.post(at(event, "stay"), data=days(event))
    client.post(at(event, "check"))

    assert keep(client, event, "stay", half_days=[]) == 409
    assert len(registration_of(event, person).half_days) == len(half_days(event))
    late = client.post(at(event, "stay"), data=days(event), follow_redirects=True)
    assert "You are registered already." in late.text


def test_a_page_left_open_overwrites_no_newer_draft(
    client: FlaskClient, event: Event, person: Person
) -> None:
    needs = {"allergy": "arachide", "needs": "y"}
    client.post(at(event, "stay"), data={**days(event), **needs})

    assert keep(client, event, "stay", half_days=[], version=0) == 409
    registration = registration_of(event, person)
    assert len(registration.half_days) == len(half_days(event))
    assert len(list_needs(registration.id)) == 1


def test_each_keeping_says_on_which_version_the_next_one_stands(
    client: FlaskClient, event: Event, person: Person
) -> None:
    typed = {"family_name": "Verveine", "autosave": "1", "version": "0"}
    first = client.post(at(event, "you"), data=typed)
    version = first.headers["X-Version"]
    second = client.post(at(event, "you"), data={**typed, "version": version})

    assert (first.status_code, second.status_code) == (204, 204)
    assert second.headers["X-Version"] == str(registration_of(event, person).version)


def test_nothing_is_deleted_while_one_types(
    client: FlaskClient, event: Event, person: Person
) -> None:
    flies = make_question(event, K.YES_NO, "Flies")
    make_question(event, text="Flight", depends_on=flies, depends_on_answers=["yes"])
    [_, flight] = list_asked(event.id)
    asked = {"asked": fingerprint(list_asked(event.id))}
    answers = {flies.field_name: "yes", flight.field_name: "AF 1", **asked}
    needs = {"allergy": "arachide", "needs": "y"}
    client.post(at(event, "stay"), data={**days(event), **needs, **answers})
    client.post(at(event, "check"), data={"directory": "y", "draft": "1"})

    typing = {flies.field_name: "no", **asked, "erased": "allergy"}
    assert keep(client, event, "stay", **days(event), **typing) == 204
    assert keep(client, event, "check") == 204
    db.session.rollback()
    assert len(list_needs(registration_of(event, person).id)) == 1
    assert stored(event, person)["Flight?"] == "AF 1"
    given = {row.purpose for row in list_consents(person.id, event.id)}
    assert given == {ConsentPurpose.NEEDS, ConsentPurpose.DIRECTORY}

    client.post(at(event, "stay"), data={**days(event), **typing})
    assert "Flight?" not in stored(event, person)
    assert list_needs(registration_of(event, person).id) == []


def test_a_key_does_not_undo_that_one_does_not_come(
    client: FlaskClient, event: Event, person: Person
) -> None:
    client.post(f"/events/{event.slug}/decline")

    assert keep(client, event, "you", family_name="Verveine") == 409
    assert state_of(event, person) is RegistrationState.DECLINED
    client.post(at(event, "you"), data={"family_name": "Verveine"})
    assert state_of(event, person) is RegistrationState.DRAFT


def test_who_was_refused_is_told_so(
    client: FlaskClient, event: Event, person: Person
) -> None:
    client.post(at(event, "you"), data={"family_name": "Verveine"})
    with transaction():
        row = db.session.query(Registration).one()
        row.state, row.ended_at = RegistrationState.REFUSED, row.created_at

    page = client.post(at(event, "you"), data={"family_name": "Verveine"})

    assert page.status_code == 409
    with force_locale("en"):
        assert str(NotAccepted.message) in unescape(page.text)


def test_a_long_title_is_kept_whole_and_cut_for_the_badge(
    client: FlaskClient, event: Event
) -> None:
    make_mission(person := make_person())
    invited(event, person)
    sign_in(client, person, event=event)
    title = "Conseillère " * 12
    client.post(at(event, "you"), data={"family_name": "V", "title": title})

    page = client.get(at(event, "you")).text

    assert f'value="{title.strip()}"' in page
    assert len(registration_of(event, person).badge_line) == 100


def test_a_name_half_typed_stays_in_the_draft_until_one_goes_on(
    client: FlaskClient, event: Event
) -> None:
    person = expert("Verveine")
    invited(event, person)
    sign_in(client, person, event=event)
    half = {"family_name": "Sur", "title": "Jur", "phone": "+33199000102"}
    keep(client, event, "you", **half)
    draft = registration_of(event, person)
    page = client.get(at(event, "you")).text

    assert (draft.person_id, draft.badge_line) == (person.id, "Juriste")
    assert recorded(person) == ("Verveine", "Juriste", None)
    assert 'value="Sur"' in page
    assert 'value="Jur"' in page
    assert f"{masked(half['phone'])}. Leave it empty to keep it" in page

    whole = {"family_name": "Sureau", "title": "Jurisconsulte", "phone": ""}
    client.post(at(event, "you"), data=whole)
    assert recorded(person) == ("Sureau", "Jurisconsulte", "+33199000102")
    assert registration_of(event, person).sealed_typed is None


def test_sending_writes_what_was_typed_and_seen_at_the_last_step(
    client: FlaskClient, event: Event, person: Person
) -> None:
    client.post(at(event, "you"), data={"family_name": "Verveine"})
    keep(client, event, "you", family_name="Sureau", given_name="Lou")
    check = client.post(at(event, "stay"), data=days(event)).text
    assert "Lou Sureau" in check
    assert recorded(person)[0] == "Verveine"

    client.post(at(event, "check"))
    assert recorded(person)[0] == "Sureau"


def test_what_is_typed_of_a_protected_post_is_kept_and_not_shown(
    client: FlaskClient, event: Event
) -> None:
    person = expert("Aneth", protected=True)
    invited(event, person)
    sign_in(client, person, event=event)
    keep(client, event, "you", family_name="Aneth", title="Conseil")
    keep(client, event, "you", family_name="Aneth", title="")
    page = client.get(at(event, "you")).text
    client.post(at(event, "you"), data={"family_name": "Aneth", "title": ""})

    assert "Conseil" not in page
    assert recorded(person)[1] == "Conseil"


def expert(family_name: str, *, protected: bool = False) -> Person:
    person = make_person(family_name=family_name, protected=protected)
    mission = make_mission(person)
    with transaction():
        db.session.get_one(Mission, mission.id).title = "Juriste"
    return person


def recorded(person: Person) -> tuple[str, str, str | None]:
    """Family name, title of the post and phone, as everybody else reads them."""
    db.session.rollback()
    mission = db.session.query(Mission).filter_by(person_id=person.id).first()
    read = db.session.get_one(Person, person.id)
    return read.family_name, mission.title if mission else "", read.phone


@pytest.mark.parametrize("autosave", ["1", ""])
def test_none_ticked_is_not_the_same_as_not_answered(
    client: FlaskClient, event: Event, person: Person, autosave: str
) -> None:
    client.post(at(event, "you"), data={"family_name": "Verveine"})
    boxes = 'name="half_days"[^>]*checked|checked[^>]*name="half_days"'
    assert re.search(boxes, client.get(at(event, "stay")).text)

    none_ticked = {"autosave": "1"} if autosave else {"draft": "1"}
    version = registration_of(event, person).version
    client.post(at(event, "stay"), data={**none_ticked, "version": version})

    assert not re.search(boxes, client.get(at(event, "stay")).text)
