"""A mail of a series is the mail that would have been written for its reader alone."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from quopri import encodestring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eti_events.database import db, transaction
from eti_events.messages.actions import queue_mail
from eti_events.messages.letterhead import letterhead
from eti_events.messages.many import queue_many
from eti_events.messages.models import Mail
from eti_events.messages.rendering import Envelope, Words
from eti_events.messages.series import Series, marks_for
from eti_events.messages.texts.models import MailText
from eti_events.multilingual import Multilingual
from eti_events.people.models import Language, Person
from eti_events.registration.actions.notices import INVITATION, about, link_words
from tests.factories import BEFORE, make_event, make_person, saved

pytestmark = pytest.mark.usefixtures("app")

MARK = marks_for(["name"])["name"]
ENVELOPE = Envelope(
    message_id="<a@b.invalid>",
    sender_name="Journées",
    recipient="alix@exemple.invalid",
    recipient_name="Alix",
    reply_to="",
    language="fr",
    at=BEFORE,
)
NAMES = (
    ("Alix", "Verveine"),
    ("", "Şule Ó Nguyễn-Dũng"),
    ("</p><script>", 'O\'Brien & "Söhne" <a@b.invalid>'),
    ("\u202eevil\r\nBcc: x@y.invalid", "Name, Ph.D."),
    ("ياسمين", "Ж" * 100),
    ("www.exemple.invalid", "A" * 99),
)


def both(person: Person, language: Language) -> tuple[EmailMessage, EmailMessage]:
    event = make_event()
    person.language = language
    with transaction():
        event, person = db.session.merge(event), db.session.merge(person)
        person.language = language
        own = link_words("token")
        alone = queue_mail(
            person,
            INVITATION,
            at=BEFORE,
            event=event,
            context={**about(event, language), **own},
        )
        [number] = queue_many(
            [(person, own)],
            INVITATION,
            event=event,
            same=lambda spoken: about(event, spoken),
            at=BEFORE,
        ).values()
        one_of_many = db.session.get_one(Mail, number)
        assert one_of_many.recipient == alone.recipient
        assert one_of_many.message_id in (one_of_many.body or b"").decode()
        return read(alone), read(one_of_many)


def read(mail: Mail) -> EmailMessage:
    assert mail.body
    assert mail.body.isascii()
    message = message_from_bytes(mail.body, policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert not message.defects
    return message


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize(("given_name", "family_name"), NAMES)
def test_a_mail_of_a_series_says_what_it_would_say_alone(
    given_name: str, family_name: str, language: Language
) -> None:
    person = make_person(given_name=given_name, family_name=family_name)

    alone, one_of_many = both(person, language)

    assert set(alone.keys()) == set(one_of_many.keys())
    for header in set(alone.keys()) - {"Message-ID", "Content-Type"}:
        assert one_of_many[header] == alone[header], header
    assert [part.get_content_type() for part in one_of_many.walk()] == [
        part.get_content_type() for part in alone.walk()
    ]
    for kind in ("plain", "html"):
        body, expected = (mail.get_body((kind,)) for mail in (one_of_many, alone))
        assert body
        assert expected
        assert body.get_content() == expected.get_content()


def test_a_subject_that_names_its_reader_names_each() -> None:
    event, people = make_event(), [make_person(given_name=n) for n in ("Alix", "Noé")]
    subject = Multilingual(fr="{given_name}, venez")
    saved(
        MailText(
            event_id=event.id,
            kind="invitation",
            number=1,
            subject=subject,
            title=Multilingual(),
            body=Multilingual(),
            written_at=BEFORE,
        )
    )
    with transaction():
        again = db.session.merge(event)
        queue_many(
            [(person, link_words("token")) for person in people],
            INVITATION,
            event=again,
            same=lambda spoken: about(again, spoken),
            at=BEFORE,
        )

    mails = db.session.query(Mail).order_by(Mail.id).all()
    assert [mail.subject for mail in mails] == ["Alix, venez", "Noé, venez"]
    assert [read(mail)["Subject"] for mail in mails] == [mail.subject for mail in mails]


@pytest.mark.one_engine
@given(
    lines=st.lists(
        st.text(st.characters(codec="utf-8", exclude_characters="\r\ue000\ue001"))
        | st.sampled_from(
            ["a " + MARK, MARK + " ", " ", ".", "é" * 60, "=\u2028", MARK * 9]
        )
    ),
    value=st.text(st.characters(codec="utf-8", categories=["L", "N"]), max_size=60),
)
def test_a_part_quoted_in_pieces_is_the_part_quoted_whole(
    lines: list[str], value: str
) -> None:
    text = "\n".join(lines)
    sheet = letterhead.take()
    series = Series(Words("Objet", text, text), ("name",), sheet)
    series.begin(ENVELOPE)

    raw = series.mail(ENVELOPE, {"name": value})
    plain, html = list(message_from_bytes(raw, policy=policy.default).iter_parts())

    own = series.words({"name": value})
    assert unfolded(plain) == own.text
    quoted = plain.get_payload()
    assert isinstance(quoted, str)
    assert quoted.replace("\r\n", "\n") == encodestring(own.text.encode()).decode()
    assert unfolded(html) == own.html


def unfolded(part: object) -> str:
    """Read a part as it was written, its lines ended as ours are."""
    assert isinstance(part, EmailMessage)
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content.decode().replace("\r\n", "\n")
