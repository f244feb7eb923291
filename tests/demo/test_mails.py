"""The demonstration's mailbox shows every mail, harmlessly, on this machine only."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient
from markupsafe import escape

from eti_events import create_app
from eti_events.clock import utcnow
from eti_events.database import db, transaction
from eti_events.installation.queries import find_installation
from eti_events.messages.letterhead import letterhead
from eti_events.messages.rendering import Attachment, Envelope, Words, build
from eti_events.messages.spool import Spool
from tests.stored import config_for

HTML = (
    "<html><head><title>x</title></head><body><p>Votre code</p>"
    '<img src="cid:ticket" alt="Code"><a href="http://localhost/me">Mon espace</a>'
    "<script>alert(1)</script></body></html>"
)
CALENDAR = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"


def a_mail(
    subject: str = "Inscription confirmée", sender_name: str = "Journées"
) -> bytes:
    envelope = Envelope(
        message_id="<1@localhost>",
        sender_name=sender_name,
        recipient="alix@exemple.invalid",
        recipient_name="Alix Verveine",
        reply_to="contact@exemple.invalid",
        language="fr",
        at=utcnow(),
    )
    words = Words(subject, "Votre espace : http://localhost/me/journees\n", HTML)
    files = [
        Attachment("qr.png", "image/png", b"\x89PNG", content_id="ticket"),
        Attachment("jours.ics", "text/calendar; method=PUBLISH", CALENDAR),
    ]
    return build(words, envelope, letterhead.take(), files)


@pytest.fixture
def demo(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Flask]:
    monkeypatch.setenv("ETI_DEMO", "1")
    app = create_app(config_for(database_url, tmp_path))
    with app.app_context():
        mark_as_demo(demo=True)
    yield app
    with app.app_context():
        db.engine.dispose()


def mark_as_demo(*, demo: bool) -> None:
    with transaction():
        installation = find_installation()
        assert installation
        installation.demo = demo
    db.session.remove()


@pytest.fixture
def visitor(demo: Flask) -> FlaskClient:
    return FlaskClient(demo, Response)


@pytest.fixture
def name(tmp_path: Path, demo: Flask) -> str:
    spool = Spool(tmp_path / "spool")
    spool.keep("eti@localhost", "alix@exemple.invalid", a_mail())
    return spool.names()[0]


def test_mails_are_listed_and_looked_for(visitor: FlaskClient, name: str) -> None:
    for query, found in (("", True), ("?to=ALIX@", True), ("?to=autre", False)):
        answer = visitor.get(f"/demo/mails{query}")
        assert answer.status_code == 200
        assert (name in answer.text) is found


def test_mail_is_shown_with_its_links_and_files(
    visitor: FlaskClient, name: str
) -> None:
    answer = visitor.get(f"/demo/mails/{name}")

    assert answer.status_code == 200
    assert 'href="http://localhost/me/journees"' in answer.text
    assert "jours.ics" in answer.text
    assert "frame-src 'self'" in answer.headers["Content-Security-Policy"]


def test_a_long_name_of_a_sender_is_read_whole(
    visitor: FlaskClient, demo: Flask, tmp_path: Path
) -> None:
    name = "Journées de l'expertise technique internationale démonstration"
    spool = Spool(tmp_path / "spool")
    spool.keep("eti@localhost", "alix@exemple.invalid", a_mail(sender_name=name))

    page = visitor.get(f"/demo/mails/{spool.names()[0]}").text

    assert page.count(escape(f"{name} <")) == 2  # as sender, and to reply to


def test_html_of_a_mail_stands_alone_with_its_images_and_runs_nothing(
    visitor: FlaskClient, name: str
) -> None:
    answer = visitor.get(f"/demo/mails/{name}/page")

    assert "data:image/png;base64," in answer.text
    assert "cid:" not in answer.text
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "sandbox allow-popups" in policy
    assert "allow-scripts" not in policy
    assert "allow-same-origin" not in policy


def test_files_are_handed_out_as_they_came(visitor: FlaskClient, name: str) -> None:
    answer = visitor.get(f"/demo/mails/{name}/files/1")
    whole = visitor.get(f"/demo/mails/{name}/raw")

    assert answer.data == CALENDAR
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert whole.data.startswith(b"From:")
    assert visitor.get(f"/demo/mails/{name}/files/2").status_code == 404


@pytest.mark.parametrize("name", ["nothing", "..%2Fkeys.env", "%2e%2e"])
def test_only_mails_of_the_spool_are_shown(
    visitor: FlaskClient, tmp_path: Path, name: str
) -> None:
    (tmp_path / "keys.env").write_text("secret")

    assert visitor.get(f"/demo/mails/{name}").status_code == 404


def test_mailbox_exists_in_a_demonstration_only(
    demo: Flask, visitor: FlaskClient, name: str
) -> None:
    away = visitor.get("/demo/mails", environ_overrides={"REMOTE_ADDR": "192.0.2.1"})
    with demo.app_context():
        mark_as_demo(demo=False)

    assert away.status_code == 404
    for address in ("", f"/{name}", f"/{name}/page", f"/{name}/raw"):
        assert visitor.get(f"/demo/mails{address}").status_code == 404
