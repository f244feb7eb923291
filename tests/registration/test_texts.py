"""Organisers read, try out and change what mails say."""

import pytest
from flask.testing import FlaskClient

from eti_events.database import db
from eti_events.events.models import Event
from eti_events.messages.models import Mail
from eti_events.messages.reading import html_of, parse, text_of
from eti_events.messages.texts.kinds import KINDS
from eti_events.messages.texts.models import MailText
from eti_events.multilingual import Multilingual
from eti_events.people.models import Person
from eti_events.registration.models import RegistrationState
from tests.factories import (
    BEFORE,
    make_event,
    make_person,
    make_registration,
    make_ticket,
    saved,
    sign_in_staff,
)
from tests.registration.steps import invited, make_course

TYPED = {
    "subject_fr": "{event_name} : à nous",
    "title_fr": "Bonjour {given_name}",
    "body_fr": "Premier paragraphe.\r\n\r\nDeuxième,\r\nen deux lignes.",
    "subject_en": "",
    "title_en": "",
    "body_en": "",
}
CODE = "ETI7ZZZZZZZZZZZZZZZZZZZZZZZZZ"


@pytest.fixture
def event(client: FlaskClient) -> Event:
    event = make_event()
    sign_in_staff(client, event=event)
    return event


def address(event: Event, name: str = "confirmed", end: str = "") -> str:
    return f"/manage/{event.slug}/texts/{name}{end}"


def page(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def save(client: FlaskClient, event: Event, *, seen: int = 0, **typed: str) -> int:
    data = {**TYPED, "seen": str(seen), **typed}
    return client.post(f"{address(event)}?lang=en", data=data).status_code


def texts() -> list[MailText]:
    db.session.rollback()
    return db.session.query(MailText).order_by(MailText.number).all()


def test_every_text_is_listed_and_shown_as_it_is_sent_now(
    client: FlaskClient, event: Event
) -> None:
    listed = page(client, f"/manage/{event.slug}/texts?lang=en")

    for name in KINDS:
        assert f'href="{address(event, name)}"' in listed
        shown = page(client, f"{address(event, name)}?lang=en")
        assert "{given_name}" in shown
        assert f"kind=registration/{name}" in shown
    assert "your own" not in listed
    assert client.get(address(event, "no_such_mail")).status_code == 404


def test_what_is_typed_is_saved_once_and_what_is_empty_is_the_default(
    client: FlaskClient, event: Event
) -> None:
    assert save(client, event) == 302
    assert save(client, event, seen=1) == 302

    (text,) = texts()
    assert text.subject == {"fr": "{event_name}\u202f: à nous"}
    assert text.body == {"fr": "Premier paragraphe.\n\nDeuxième,\nen deux lignes."}
    shown = page(client, f"{address(event)}?lang=en")
    assert "Nothing to save" in shown
    assert "Bonjour {given_name}" in shown
    assert "You are registered, {given_name}" in shown
    assert "your own" in page(client, f"/manage/{event.slug}/texts")


def test_what_cannot_be_read_is_refused_by_field_and_line_and_nothing_is_lost(
    client: FlaskClient, event: Event
) -> None:
    data = {**TYPED, "seen": "0", "body_fr": "Bon\n{event_name.__class__}\n}"}

    answer = client.post(f"{address(event)}?lang=en", data=data)

    assert answer.status_code == 422
    assert "Line 2: {event_name.__class__} is not a placeholder" in answer.text
    assert "Line 3, character 1: this brace opens or closes nothing." in answer.text
    assert 'href="#body_fr"' in answer.text
    assert "Bonjour {given_name}" in answer.text
    assert texts() == []


def test_the_second_of_two_writers_sees_both_texts(
    client: FlaskClient, event: Event
) -> None:
    save(client, event, title_fr="Le texte du premier")

    answer = client.post(
        f"{address(event)}?lang=en",
        data={**TYPED, "seen": "0", "title_fr": "Le texte du second"},
    )

    assert answer.status_code == 409
    assert "Le texte du premier" in answer.text
    assert "Le texte du second" in answer.text
    assert save(client, event, seen=1, title_fr="Le texte du second") == 302


def test_history_names_who_and_goes_back(client: FlaskClient, event: Event) -> None:
    save(client, event, title_fr="Un")
    save(client, event, seen=1, title_fr="Deux")

    first = client.post(address(event, end="/restore/1"), data={"seen": "2"})
    stale = client.post(address(event, end="/restore/0"), data={"seen": "2"})
    default = client.post(address(event, end="/restore/0"), data={"seen": "3"})

    assert {answer.status_code for answer in (first, stale, default)} == {302}
    assert [text.title.get("fr") for text in texts()] == ["Un", "Deux", "Un", None]
    shown = page(client, f"{address(event)}?lang=en")
    assert shown.count("Back to this text") == 3
    assert "Verveine-" in shown


def guest(event: Event, **changes: str) -> Person:
    person = make_person(given_name="Inès", family_name="Genêt", **changes)  # type: ignore[arg-type]  # names and addresses only
    registration = make_registration(event, person)
    make_ticket(registration, code=CODE)
    return person


@pytest.mark.parametrize(("language", "word"), [("fr", "matin"), ("en", "morning")])
def test_a_trial_shows_a_real_person_without_what_opens_the_door(
    client: FlaskClient, event: Event, language: str, word: str
) -> None:
    guest(event)
    asked = f"/preview?language={language}"

    html = client.post(address(event, end=asked), data={**TYPED, "who": "genet"})
    text = client.post(address(event, end=f"{asked}&as=text"), data=TYPED)

    assert (html.status_code, text.mimetype) == (200, "text/plain")
    for answer in (html, text):
        assert "Inès" in answer.text
        assert word in answer.text
        assert "ABCD" not in answer.text
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]
    assert "data:image/png;base64," in html.text
    assert texts() == []


def test_a_trial_of_every_mail_works_before_anybody_is_there(
    client: FlaskClient, event: Event
) -> None:
    for name in KINDS:
        for language in ("fr", "en"):
            end = f"/preview?language={language}"
            assert client.get(address(event, name, end)).status_code == 200


def test_a_trial_finds_people_of_this_event_only(
    client: FlaskClient, event: Event
) -> None:
    stranger = make_person(given_name="Ravo", family_name="Sureau")
    make_registration(make_event(), stranger)
    invited(event, make_person(given_name="Tian", family_name="Mélisse"))

    def look(who: str) -> tuple[int, str]:
        path = address(event, "invitation", f"/preview?who={who}&lang=en")
        answer = client.get(path)
        return answer.status_code, answer.text

    assert look("melisse")[0] == 200
    assert "Tian" in look("melisse")[1]
    assert look("sureau")[0] == 404
    assert "Ravo" not in look("sureau")[1]


def test_a_trial_of_faulty_words_says_what_is_wrong(
    client: FlaskClient, event: Event
) -> None:
    data = {**TYPED, "title_fr": "{x}"}

    answer = client.post(address(event, end="/preview?lang=en"), data=data)

    assert answer.status_code == 422
    assert answer.text == (
        "Title in French: Line 1: {x} is not a placeholder of this mail."
    )


def test_a_course_and_a_place_in_line_are_the_person_s_own(
    client: FlaskClient, event: Event
) -> None:
    person = guest(event)
    course = make_course(event)
    make_registration(course, person)
    other = make_person(given_name="Ilir", family_name="Coquelicot")
    make_registration(event, state=RegistrationState.WAITING)
    make_registration(event, other, state=RegistrationState.WAITING)

    coming = page(client, address(event, end="/preview?who=genet&language=fr"))
    waiting = page(client, address(event, "waiting", "/preview?who=ilir&language=en"))

    assert course.name["fr"] in coming
    assert "number 2" in waiting


def test_sending_to_oneself_sends_both_languages_and_keeps_what_is_typed(
    client: FlaskClient,
) -> None:
    event = make_event()
    me = sign_in_staff(client, event=event)
    guest(event)

    answer = client.post(address(event, end="/trial?lang=en"), data=TYPED)

    assert answer.status_code == 200
    assert "Bonjour {given_name}" in answer.text
    db.session.rollback()
    french, english = db.session.query(Mail).order_by(Mail.id)
    assert {french.recipient, english.recipient} == {me.email}
    assert (french.language, english.language) == ("fr", "en")
    assert french.subject == f"{event.name['fr']} : à nous"
    assert "Bonjour Inès" in text_of(parse(french.body or b""))
    assert "data:image/png" in html_of(parse(english.body or b""))
    assert "ABCD" not in text_of(parse(french.body or b""))
    assert texts() == []


def test_a_broken_text_is_shown_to_the_organiser(
    client: FlaskClient, event: Event
) -> None:
    saved(
        MailText(
            event_id=event.id,
            kind="offered",
            number=1,
            body=Multilingual(fr="Réservez {hotel}"),
            written_at=BEFORE,
        )
    )

    assert "The default is sent" in page(client, f"/manage/{event.slug}/texts?lang=en")
    shown = page(client, f"{address(event, 'offered')}?lang=en")
    assert "Réservez {hotel}" in shown
    assert "not readable, default sent" in shown
    assert "Réservez" not in page(client, address(event, "offered", "/preview"))


def test_mails_are_listed_by_kind(client: FlaskClient, event: Event) -> None:
    guest(event)
    client.post(address(event, end="/trial"), data=TYPED)
    client.post(address(event, "declined", "/trial"), data=TYPED)

    def rows(kind: str) -> int:
        path = f"/manage/{event.slug}/mails?kind={kind}"
        return page(client, path).count('<th scope="row">')

    assert (rows("registration/declined"), rows(""), rows("nonsense")) == (2, 4, 4)


def test_texts_of_another_event_are_not_there(client: FlaskClient) -> None:
    event, other = make_event(), make_event()
    sign_in_staff(client, event=event)

    assert client.get(f"/manage/{other.slug}/texts").status_code == 404
    assert client.get(address(other)).status_code == 404
    assert client.post(address(other), data=TYPED).status_code == 404
