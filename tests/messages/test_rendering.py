"""What a mail looks like on the wire, and what strangers cannot put into it."""

import re
from contextlib import suppress
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from eti_events.database import db, transaction
from eti_events.messages.actions import NO_ADDRESS, queue_mail
from eti_events.messages.cleaning import clean_context, defuse, display_name, one_line
from eti_events.messages.letterhead import Letterhead
from eti_events.messages.models import Mail, MailState
from eti_events.messages.rendering import Attachment, Envelope, Words, build
from eti_events.people.models import Language, Person
from tests.factories import BEFORE, make_event, make_person

SHEET = Letterhead(
    address="eti@exemple.invalid",
    name="ETI Events",
    contact="contact@exemple.invalid",
    base_url="https://eti.exemple.invalid",
)
MAILS = Path(__file__).parents[2] / "templates" / "mails"
HEADERS = [
    "From",
    "To",
    "Reply-To",
    "Subject",
    "Date",
    "Message-ID",
    "Content-Language",
    "Auto-Submitted",
    "X-Auto-Response-Suppress",
    "Content-Type",
    "MIME-Version",
]
UNHURRIED = settings(deadline=None)  # a busy machine is no fault
PIXEL = b"\x89PNG\r\n\x1a\n"


def letter(
    *,
    name: str = "Alix Verveine",
    subject: str = "Bonjour",
    html: str = "<p>Bonjour</p>",
) -> tuple[Words, Envelope]:
    return Words(subject, "Bonjour\n", html), Envelope(
        message_id="<1@exemple.invalid>",
        sender_name="Journées",
        recipient="alix@exemple.invalid",
        recipient_name=name,
        reply_to="contact@exemple.invalid",
        language="fr",
        at=BEFORE,
    )


def read(mail: bytes) -> EmailMessage:
    """Read the mail back from its bytes, as the far end does."""
    seen = message_from_bytes(mail, policy=policy.default)
    assert isinstance(seen, EmailMessage)
    return seen


def text_of(mail: Mail, kind: str = "plain") -> str:
    assert mail.body is not None
    seen = message_from_bytes(mail.body, policy=policy.default)
    assert isinstance(seen, EmailMessage)
    part = seen.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def test_every_mail_has_both_languages_as_text_and_html() -> None:
    found = {
        path.relative_to(MAILS).as_posix()
        for path in MAILS.rglob("*.*.*")
        if not path.name.startswith("_") and path.suffix != ".words"
    }
    names = {name.rsplit(".", 2)[0] for name in found}

    assert names
    assert found == {
        f"{name}.{language}.{twin}"
        for name in names
        for language in Language
        for twin in ("txt", "html")
    }


def test_queued_mail_waits_rendered_and_encrypted(app: Flask) -> None:
    person, event = make_person(given_name="Şule"), make_event()

    with transaction():
        mail = queue_mail(person, "messages/check", at=BEFORE, event=event, context={})

    assert (mail.state, mail.due_at, mail.tries) == (MailState.QUEUED, BEFORE, 0)
    assert mail.message_id == f"<{mail.public_id}@localhost.localdomain>"
    assert mail.body is not None
    seen = message_from_bytes(mail.body, policy=policy.default)
    assert seen["To"].addresses[0].addr_spec == person.email
    assert seen["From"].addresses[0].display_name == event.name["fr"]
    assert seen["Reply-To"].addresses[0].addr_spec == event.contact_email
    assert seen["Message-ID"] == mail.message_id
    assert seen["Auto-Submitted"] == "auto-generated"
    assert seen["Date"].datetime == BEFORE
    assert "Şule" in text_of(mail)
    assert "Şule" in text_of(mail, "html")
    stored = db.session.connection().exec_driver_sql("SELECT body FROM mail").scalar()
    assert b"Subject" not in bytes(stored)  # type: ignore[arg-type]  # not NULL here


def test_mail_is_written_in_the_language_of_the_person(app: Flask) -> None:
    person = make_person(language=Language.ENGLISH)

    with transaction():
        mail = queue_mail(person, "messages/check", at=BEFORE, context={})

    assert (mail.language, mail.subject) == ("en", "ETI Events: trial mail")


def test_person_without_address_makes_a_failed_mail_not_an_error(app: Flask) -> None:
    person = make_person()
    with transaction():
        person.email = None

    with transaction():
        mail = queue_mail(person, "messages/check", at=BEFORE, context={})

    assert (mail.state, mail.last_error) == (MailState.FAILED, NO_ADDRESS)


def test_newer_mail_takes_back_the_one_it_replaces(app: Flask) -> None:
    person, other = make_person(), make_person()

    def queue(to: Person, key: str) -> Mail:
        with transaction():
            return queue_mail(to, "messages/check", at=BEFORE, context={}, replaces=key)

    first, foreign, unlike = queue(person, "a"), queue(other, "a"), queue(person, "b")
    second = queue(person, "a")

    assert [mail.state for mail in (first, foreign, unlike, second)] == [
        MailState.CANCELLED,
        MailState.QUEUED,
        MailState.QUEUED,
        MailState.QUEUED,
    ]


def test_mail_that_is_not_kept_never_existed(app: Flask) -> None:
    person = make_person()

    with suppress(LookupError), transaction():
        queue_mail(person, "messages/check", at=BEFORE, context={})
        raise LookupError

    assert db.session.query(Mail).count() == 0


def test_images_are_inside_the_page_and_files_beside_it() -> None:
    words, envelope = letter(html='<img src="cid:ticket" alt="Code">')
    image = Attachment("qr.png", "image/png", PIXEL, content_id="ticket")
    days = Attachment(
        "journées.ics", "text/calendar; method=PUBLISH; charset=utf-8", b"BEGIN:"
    )

    seen = read(build(words, envelope, SHEET, [image, days]))

    kinds = [part.get_content_type() for part in seen.walk()]
    assert kinds == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        "image/png",
        "text/calendar",
    ]
    parts = list(seen.walk())
    assert parts[5]["Content-ID"] == "<ticket>"
    assert parts[5].get_content_disposition() == "inline"
    assert parts[6].get_filename() == "journées.ics"
    assert parts[6]["Content-Type"].params["method"] == "PUBLISH"


@pytest.mark.parametrize("html", ['<img src="cid:other">', "<p>no image</p>"])
def test_image_that_the_page_does_not_show_is_a_bug(html: str) -> None:
    words, envelope = letter(html=html)
    image = Attachment("qr.png", "image/png", PIXEL, content_id="ticket")

    with pytest.raises(ValueError, match="images named"):
        build(words, envelope, SHEET, [image])


@UNHURRIED
@given(name=st.text(), subject=st.text())
def test_no_name_or_subject_adds_a_header_or_a_recipient(
    name: str, subject: str
) -> None:
    words, envelope = letter(name=name, subject=one_line(subject)[:300])

    mail = build(words, envelope, SHEET)

    seen = read(mail)
    assert seen.keys() == HEADERS
    assert seen.defects == []
    assert [to.addr_spec for to in seen["To"].addresses] == ["alix@exemple.invalid"]
    assert seen["From"].addresses[0].addr_spec == "eti@exemple.invalid"
    assert max(map(len, mail.split(b"\r\n"))) <= 998
    assert mail.isascii()


@pytest.mark.parametrize(
    "name",
    [
        "Alix\r\nBcc: all@exemple.invalid",
        'Alix" <evil@exemple.invalid>',
        "Alix, evil@exemple.invalid",
        "Anne-Élisabeth La Fontaine-aux-Coquelicots; Vicomtesse (dite) J. P. <Genêt>",
        "\N{RIGHT-TO-LEFT OVERRIDE}Alix",
        "نور ورد",
    ],
)
def test_hostile_name_stays_one_name(name: str) -> None:
    words, envelope = letter(name=name)

    seen = read(build(words, envelope, SHEET))

    assert seen["Bcc"] is None
    assert [to.addr_spec for to in seen["To"].addresses] == ["alix@exemple.invalid"]
    assert seen["To"].addresses[0].display_name == display_name(name)


LINK = re.compile(
    r"(?:https?|ftp)://\w|\bwww\.\w|\w@\w|\w\.[a-z]{2,}\b", re.IGNORECASE | re.ASCII
)


@UNHURRIED
@given(
    st.lists(
        st.sampled_from(
            ["https://", "evil", ".", "com", "www.", "@", "/x", " ", "a", "://", "é"]
        )
    ).map("".join)
)
def test_nothing_that_a_stranger_typed_becomes_a_link(text: str) -> None:
    assert not LINK.search(defuse(text))
    assert defuse(text).replace("\u200b", "") == text


def test_values_are_told_apart_by_their_key() -> None:
    clean = clean_context(
        {
            "name": "Win\r\nat https://evil.example\x00",
            "page_url": "https://eti.exemple.invalid/me",
            "contact_email": "contact@exemple.invalid",
            "half_days_lines": "Monday\r\nTuesday evil.example",
        },
        SHEET,
    )

    assert clean == {
        "name": "Win at https:\u200b//\u200bevil.\u200bexample",
        "page_url": "https://eti.exemple.invalid/me",
        "contact_email": "contact@exemple.invalid",
        "half_days_lines": "Monday\nTuesday evil.\u200bexample",
    }


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/me",
        "//eti.exemple.invalid/me",
        "javascript:alert(1)",
        "https://eti.exemple.invalid@evil.example/",
        'https://eti.exemple.invalid/" onclick="x',
    ],
)
def test_link_that_leads_elsewhere_is_a_bug(url: str) -> None:
    with pytest.raises(ValueError, match="page_url"):
        clean_context({"page_url": url}, SHEET)


def test_template_sees_strings_only(app: Flask) -> None:
    person = make_person(given_name="{{ event.__init__ }}<b>")

    with transaction():
        mail = queue_mail(person, "messages/check", at=BEFORE, context={})

    assert "{{ event.\u200b__init__ }}<b>" in text_of(mail)
    assert "&lt;b&gt;" in text_of(mail, "html")
    with pytest.raises(TypeError, match="strings"), transaction():
        queue_mail(
            person,
            "messages/check",
            at=BEFORE,
            context={"event": person},  # type: ignore[dict-item]  # the mistake
        )


@UNHURRIED
@given(st.text())
def test_text_arrives_as_it_was_written(text: str) -> None:
    clean = "\n".join(one_line(line) for line in text.splitlines()) + "\n.\n"
    _, envelope = letter()

    seen = read(build(Words("Bonjour", clean, f"<p>{clean}</p>"), envelope, SHEET))

    plain, html = seen.get_body(("plain",)), seen.get_body(("html",))
    assert plain
    assert html
    assert plain.get_content().replace("\r\n", "\n") == clean
    assert html.get_content().replace("\r\n", "\n").rstrip() == f"<p>{clean}</p>"


@UNHURRIED
@given(st.text(min_size=1))
def test_name_of_a_file_arrives_as_it_was_given(name: str) -> None:
    words, envelope = letter()
    file = Attachment(name, "application/pdf", b"%PDF-1.7\n\x00\xff")

    seen = read(build(words, envelope, SHEET, [file]))

    [attached] = seen.iter_attachments()
    shown = one_line(name).replace("\\", "-")
    if shown.isascii():
        shown = shown.replace('"', "'")
        assert attached.get_filename("").strip() == shown.strip()
    assert attached.get_content() == b"%PDF-1.7\n\x00\xff"
    assert seen.keys() == HEADERS
