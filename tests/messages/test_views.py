"""What organisers see of the mails of their event, and what they do not."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eti_events.audit.models import AuditLine
from eti_events.clock import utcnow
from eti_events.database import db, transaction
from eti_events.events.models import Event
from eti_events.messages.actions import queue_mail
from eti_events.messages.models import Mail, MailState
from eti_events.messages.reading import masked
from eti_events.people.models import Person
from tests.conftest import Selects
from tests.factories import make_event, make_person, sign_in_staff


def write(
    event: Event | None, person: Person, template: str = "messages/check"
) -> Mail:
    with transaction():
        mail = queue_mail(
            person, "messages/check", at=utcnow(), event=event, context={}
        )
        mail.template = template
    return mail


def change(mail: Mail, **values: object) -> None:
    with transaction():
        for name, value in values.items():
            setattr(mail, name, value)


def page(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def state_of(mail: Mail) -> MailState:
    db.session.rollback()
    db.session.refresh(mail)
    return mail.state


def test_organiser_sees_the_mails_of_the_event_only(client: FlaskClient) -> None:
    person, event, other = make_person(family_name="Genêt"), make_event(), make_event()
    mine = write(event, person)
    theirs, nobodys = write(other, person), write(None, person)
    sign_in_staff(client, event=event)

    text = page(client, f"/manage/{event.slug}/mails?lang=en")

    assert "1 mail" in text
    assert f"/mails/{mine.public_id}" in text
    for foreign in (theirs, nobodys):
        assert str(foreign.public_id) not in text
        for end in ("", "/resend", "/take-back"):
            address = f"/manage/{event.slug}/mails/{foreign.public_id}{end}"
            answer = client.post(address) if end else client.get(address)
            assert answer.status_code == 404
        assert state_of(foreign) is MailState.QUEUED
    assert client.get(f"/manage/{other.slug}/mails").status_code == 404


def test_list_is_searched_by_name_and_address_and_by_state(client: FlaskClient) -> None:
    event = make_event()
    first = write(event, make_person(given_name="Inès", family_name="Genêt"))
    second = write(event, make_person(email="zoe@ministere.exemple.invalid"))
    change(second, state=MailState.FAILED, last_error="550 5.1.1 no such user")
    sign_in_staff(client, event=event)

    def found(query: str) -> set[bool]:
        text = page(client, f"/manage/{event.slug}/mails?{query}")
        return {
            mail is first for mail in (first, second) if str(mail.public_id) in text
        }

    assert found("") == {True, False}
    assert found("q=genet+ines") == {True}
    assert found("q=ministere.exemple") == {False}
    assert found("q=%25") == set()
    assert found("state=failed") == {False}
    assert found("state=sent") == set()
    assert found("state=nonsense&page=-3") == {True, False}
    assert found("page=9999") == set()


@pytest.mark.parametrize(
    ("state", "error", "words"),
    [
        (MailState.QUEUED, "450 4.7.1 greylisted", "come back later"),
        (
            MailState.QUEUED,
            "ConnectionRefusedError: [Errno 111]",
            "could not be reached",
        ),
        (MailState.SENDING, "SMTPServerDisconnected: gone", "may have arrived"),
        (MailState.FAILED, "550 5.1.1 no such user", "does not exist"),
        (MailState.FAILED, "554 5.7.1 spam", "by its own rules"),
        (MailState.FAILED, "451 4.3.0 later", "we gave up"),
        (MailState.FAILED, "no usable address", "no usable address"),
    ],
)
def test_errors_are_told_in_words(
    client: FlaskClient, state: MailState, error: str, words: str
) -> None:
    event = make_event()
    mail = write(event, make_person())
    change(mail, state=state, last_error=error)
    sign_in_staff(client, event=event)

    assert words in page(client, f"/manage/{event.slug}/mails?lang=en")
    assert words in page(client, f"/manage/{event.slug}/mails/{mail.public_id}?lang=en")


def test_mail_is_shown_as_its_reader_sees_it(client: FlaskClient) -> None:
    event = make_event()
    mail = write(event, make_person(given_name="Şule<b>"))
    sign_in_staff(client, event=event)

    text = page(client, f"/manage/{event.slug}/mails/{mail.public_id}")

    assert "Şule&lt;b&gt;" in text
    assert "Essai d’envoi" in text


def test_mail_that_opens_a_session_is_its_readers_alone(client: FlaskClient) -> None:
    event = make_event()
    mail = write(event, make_person(given_name="Şule"), template="accounts/sign_in")
    sign_in_staff(client, event=event)

    text = page(client, f"/manage/{event.slug}/mails/{mail.public_id}?lang=en")

    assert "only its reader sees it" in text
    assert "Essai d’envoi, si vous" not in text
    assert "sait envoyer" not in text


def test_links_lose_what_makes_them_personal() -> None:
    token = "Ab3_-" * 6
    text = (
        f"https://eti.example/invitations/{token}\n"
        f"(https://eti.example/sign-in?token={token}&next=/me).\n"
        "https://eti.example/me/journees-de-l-expertise-2026\n"
        "https://eti.example/days/0b9d3c1e-6a0b-4f5e-9d53-4b2a8b3f3c11\n"
        "ETI0123456789ABCDEFGHJKMNPQRS"
    )

    assert masked(text) == (
        "https://eti.example/invitations/•••\n"
        "(https://eti.example/sign-in?token=•••&next=/me).\n"
        "https://eti.example/me/•••\n"
        "https://eti.example/days/0b9d3c1e-6a0b-4f5e-9d53-4b2a8b3f3c11\n"
        "ETI•••"
    )


def test_sent_mail_is_sent_again_as_it_was(client: FlaskClient) -> None:
    event = make_event()
    mail = write(event, make_person())
    message_id, body = mail.message_id, mail.body
    change(mail, state=MailState.SENT, sent_at=utcnow(), tries=1, reached_data=True)
    organiser = sign_in_staff(client, event=event)

    answer = client.post(f"/manage/{event.slug}/mails/{mail.public_id}/resend")

    assert answer.status_code == 302
    assert state_of(mail) is MailState.QUEUED
    assert (mail.message_id, mail.body) == (message_id, body)
    assert (mail.tries, mail.reached_data, mail.sent_at) == (0, False, None)
    line = db.session.scalars(select(AuditLine).filter_by(action="mail.resent")).one()
    assert (line.actor_id, line.subject_id) == (organiser.id, mail.id)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"state": MailState.QUEUED}, "on its way already"),
        ({"state": MailState.SENDING}, "on its way already"),
        ({"state": MailState.FAILED, "body": None}, "Nothing of this mail is left"),
        (
            {"state": MailState.FAILED, "recipient": "old@exemple.invalid"},
            "another address now",
        ),
    ],
)
def test_mail_that_cannot_be_sent_again_says_why(
    client: FlaskClient, values: dict[str, object], words: str
) -> None:
    event = make_event()
    mail = write(event, make_person())
    change(mail, **values)
    sign_in_staff(client, event=event)

    answer = client.post(f"/manage/{event.slug}/mails/{mail.public_id}/resend?lang=en")

    assert answer.status_code == 409
    assert words in answer.get_data(as_text=True)
    assert state_of(mail) is values["state"]


def test_waiting_mail_is_taken_back_and_a_sent_one_is_not(client: FlaskClient) -> None:
    event = make_event()
    waiting, sent = write(event, make_person()), write(event, make_person())
    change(sent, state=MailState.SENT, sent_at=utcnow())
    sign_in_staff(client, event=event)

    answers = [
        client.post(
            f"/manage/{event.slug}/mails/{mail.public_id}/take-back"
        ).status_code
        for mail in (waiting, sent)
    ]

    assert answers == [302, 409]
    assert state_of(waiting) is MailState.CANCELLED
    assert state_of(sent) is MailState.SENT


def test_list_asks_as_much_for_three_mails_as_for_one(
    app: Flask, client: FlaskClient, selects: Selects
) -> None:
    event = make_event()
    sign_in_staff(client, event=event)

    def asked() -> int:
        with selects() as sent:
            page(client, f"/manage/{event.slug}/mails")
        return len(sent)

    write(event, make_person())
    one = asked()
    for _ in range(2):
        write(event, make_person())

    assert asked() == one
