"""The doctor finds what is wrong, and says what to do."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from eti_events import create_app
from eti_events.clock import utcnow
from eti_events.database import db, transaction
from eti_events.doctor import Ailment, examine, send_trial
from eti_events.installation.models import Installation
from eti_events.jobs.actions import beat
from eti_events.messages.actions import queue_mail
from eti_events.messages.sink import Sink
from tests.factories import make_person
from tests.messages.far_end import FarEnd
from tests.stored import config_for


@pytest.fixture
def far_end() -> FarEnd:
    return FarEnd()


@pytest.fixture
def healthy(
    database_url: str, tmp_path: Path, far_end: FarEnd, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Flask]:
    with Sink(far_end) as sink:
        monkeypatch.setenv("ETI_SMTP_URL", f"smtp://127.0.0.1:{sink.port}")
        monkeypatch.setenv("ETI_MAIL_FROM", "ETI <eti@exemple.invalid>")
        monkeypatch.setenv("ETI_CONTACT_EMAIL", "contact@exemple.invalid")
        app = create_app(config_for(database_url, tmp_path))
        with app.app_context():
            with transaction():
                beat(at=utcnow())
            yield app
            db.session.remove()
            db.engine.dispose()


def bad(later: timedelta = timedelta()) -> dict[str, str]:
    findings = list(examine(utcnow() + later))
    db.session.rollback()
    return {finding.name: finding.words for finding in findings if not finding.well}


def test_healthy_installation_has_nothing(healthy: Flask) -> None:
    assert bad() == {}


def test_worker_that_fell_silent_is_noticed(healthy: Flask) -> None:
    assert bad(timedelta(minutes=2)) == {}
    assert list(bad(timedelta(minutes=4))) == ["worker"]


def test_mails_that_do_not_leave_are_noticed(healthy: Flask) -> None:
    person = make_person()
    with transaction():
        queue_mail(person, "messages/check", at=utcnow(), context={})

    assert bad() == {}
    assert "outbox" in bad(timedelta(minutes=20))


def test_every_ailment_is_told_whatever_else_is_wrong(
    healthy: Flask, tmp_path: Path
) -> None:
    (keys := tmp_path / "keys.env").touch()
    keys.chmod(0o644)  # whatever this process hides of what it makes
    healthy.config.update(
        SMTP_URL="smtp://127.0.0.1:1",
        QUEUE_URL="redis://127.0.0.1:1/0",
        BASE_URL="http://eti.exemple.invalid",
    )

    assert set(bad()) == {"keys", "address", "mail relay", "queue"}
    assert "chmod 600" in bad()["keys"]


def test_trial_mail_tells_what_the_relay_answers(
    healthy: Flask, far_end: FarEnd
) -> None:
    assert "250" in send_trial("alix@exemple.invalid", utcnow())
    far_end.says("zoe@exemple.invalid", "RCPT", "550 5.1.1 no such user")
    with pytest.raises(Ailment, match="no such user"):
        send_trial("zoe@exemple.invalid", utcnow())

    assert far_end.to() == ["alix@exemple.invalid"]


def test_a_demonstration_that_is_taken_for_real_is_noticed(healthy: Flask) -> None:
    with transaction():
        db.session.query(Installation).one().demo = True

    assert list(bad()) == ["people"]
