"""Every mail that is kept leaves, whatever the far end says."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from eti_events import STANDING, WRITERS
from eti_events.database import db, transaction
from eti_events.messages import outbox
from eti_events.messages.actions import queue_mail
from eti_events.messages.delivery import GIVE_UP_AFTER, RELAY_PAUSE, Postman
from eti_events.messages.models import Mail, MailState
from eti_events.messages.relay import Connection, Relay
from eti_events.messages.sink import Sink
from eti_events.messages.throttle import Throttle
from eti_events.people.models import Person
from tests.factories import BEFORE, make_person
from tests.messages.far_end import DROP, FarEnd

LEASE = timedelta(minutes=5)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


class Clock:
    """Time that passes only when the test says so."""

    def __init__(self) -> None:
        self.at = BEFORE

    def __call__(self) -> datetime:
        return self.at

    def skip(self, span: timedelta) -> None:
        self.at += span


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def far_end() -> FarEnd:
    return FarEnd()


@pytest.fixture
def port(far_end: FarEnd) -> Iterator[int]:
    with Sink(far_end) as sink:
        yield sink.port


Hire = Callable[..., Postman]


@pytest.fixture
def hire(app: Flask, clock: Clock, port: int) -> Hire:
    def hire_one(
        name: str = "worker", *, per_minute: int = 0, url: str = "", wait: float = 5
    ) -> Postman:
        relay = Relay.at(url or f"smtp://127.0.0.1:{port}")
        return Postman(
            Connection(relay, hello="localhost", patience=wait),
            sender="eti@exemple.invalid",
            worker=name,
            lease=LEASE,
            throttle=Throttle(per_minute),
            writers=WRITERS,
            standing=STANDING,
            now=clock,
        )

    return hire_one


def queue(*people: Person) -> list[Mail]:
    with transaction():
        return [
            queue_mail(person, "messages/check", at=BEFORE, context={})
            for person in people
        ]


def states() -> list[str]:
    db.session.expire_all()
    return [
        str(state) for state in db.session.scalars(select(Mail.state).order_by(Mail.id))
    ]


def fresh(mail: Mail) -> Mail:
    db.session.rollback()
    db.session.refresh(mail)
    return mail


def bounced_at(person: Person) -> datetime | None:
    db.session.rollback()
    db.session.refresh(person)
    return person.mail_bounced_at


def test_a_batch_leaves_over_one_connection(hire: Hire, far_end: FarEnd) -> None:
    people = [make_person() for _ in range(45)]
    mails = queue(*people)

    assert hire().deliver_due() == 45

    assert far_end.to() == [person.email for person in people]
    assert far_end.message_ids() == [mail.message_id for mail in mails]
    assert far_end.connections == 1
    assert states() == ["sent"] * 45
    assert fresh(mails[0]).sent_at == BEFORE
    assert (mails[0].claimed_by, mails[0].lease_until) == (None, None)


def test_what_arrives_is_what_was_written(hire: Hire, far_end: FarEnd) -> None:
    [mail] = queue(make_person(given_name="Anne-Élisabeth"))

    hire().deliver_due()

    assert mail.body is not None
    assert far_end.taken[0][1].rstrip() == mail.body.rstrip()


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("RCPT", "450 4.7.1 greylisted, come back"),
        ("RCPT", "421 4.3.2 closing"),
        ("RCPT", DROP),
        ("DATA", "451 4.3.0 try again"),
        ("DATA", "452 4.3.1 too many"),
    ],
)
def test_refused_for_now_leaves_a_minute_later(
    hire: Hire, far_end: FarEnd, clock: Clock, command: str, answer: str
) -> None:
    unlucky, lucky = make_person(), make_person()
    first, _ = queue(unlucky, lucky)
    far_end.says(str(unlucky.email), command, answer)
    postman = hire()

    postman.deliver_due()

    assert far_end.to() == [lucky.email]
    assert states() == ["queued", "sent"]
    assert fresh(first).last_error
    clock.skip(MINUTE - SECOND)
    postman.deliver_due()
    assert far_end.to() == [lucky.email]
    clock.skip(SECOND)
    postman.deliver_due()
    assert far_end.to() == [lucky.email, unlucky.email]
    assert fresh(first).last_error is None
    assert bounced_at(unlucky) is None


def test_pauses_grow_and_end_after_days(
    hire: Hire, far_end: FarEnd, clock: Clock
) -> None:
    person = make_person()
    [mail] = queue(person)
    far_end.says(str(person.email), "RCPT", *["450 4.7.1 later"] * 99)
    postman = hire()

    tries = 0
    while fresh(mail).state is MailState.QUEUED:
        clock.at = max(clock.at, mail.due_at)
        postman.deliver_due()
        tries += 1

    assert mail.state is MailState.FAILED
    assert mail.last_error == "450 4.7.1 later"
    assert clock.at - BEFORE > GIVE_UP_AFTER
    assert 40 < tries < 60
    assert bounced_at(person) is None


@pytest.mark.parametrize(
    ("command", "answer", "mailbox_to_blame"),
    [
        ("RCPT", "550 5.1.1 no such user", True),
        ("RCPT", "550 unknown user", True),
        ("RCPT", "553 5.1.3 bad address", True),
        ("RCPT", "552 5.2.2 mailbox full", True),
        ("RCPT", "550 5.7.1 we do not like you", False),
        ("RCPT", "554 no", False),
        ("DATA", "554 5.6.0 not this", False),
        ("DATA", "550 5.7.1 spam", False),
    ],
)
def test_refused_for_good_is_seen_by_organisers(
    hire: Hire,
    far_end: FarEnd,
    command: str,
    answer: str,
    mailbox_to_blame: bool,
) -> None:
    unlucky, lucky = make_person(), make_person()
    mail, _ = queue(unlucky, lucky)
    far_end.says(str(unlucky.email), command, answer)

    hire().deliver_due()

    assert states() == ["failed", "sent"]
    assert fresh(mail).last_error == answer
    assert bounced_at(unlucky) == (BEFORE if mailbox_to_blame else None)
    assert bounced_at(lucky) is None


def test_bounce_leaves_an_open_form_on_the_person_valid(
    hire: Hire, far_end: FarEnd
) -> None:
    person = make_person()
    queue(person)
    far_end.says(str(person.email), "RCPT", "550 5.1.1 no such user")
    version = person.version

    hire().deliver_due()

    assert bounced_at(person) == BEFORE
    assert person.version == version


def test_bounce_of_an_old_address_does_not_blame_the_new(
    hire: Hire, far_end: FarEnd
) -> None:
    person = make_person(email="old@exemple.invalid")
    queue(person)
    with transaction():
        person.email = "new@exemple.invalid"
    far_end.says("old@exemple.invalid", "RCPT", "550 5.1.1 no such user")

    hire().deliver_due()

    assert states() == ["failed"]
    assert bounced_at(person) is None


def test_delivery_clears_an_earlier_bounce(hire: Hire) -> None:
    person = make_person()
    with transaction():
        person.mail_bounced_at = BEFORE
    queue(person)

    hire().deliver_due()

    assert bounced_at(person) is None


def test_line_dropped_after_the_content_waits_a_lease_longer(
    hire: Hire, far_end: FarEnd, clock: Clock
) -> None:
    unlucky, lucky = make_person(), make_person()
    mail, _ = queue(unlucky, lucky)
    far_end.says(str(unlucky.email), "DATA", DROP)
    postman = hire()

    postman.deliver_due()

    assert states() == ["sending", "sent"]
    assert fresh(mail).reached_data
    clock.skip(LEASE - SECOND)
    postman.deliver_due()
    assert far_end.to() == [lucky.email]
    clock.skip(SECOND)
    postman.deliver_due()
    assert far_end.to() == [lucky.email, unlucky.email]
    assert states() == ["sent", "sent"]


@pytest.mark.parametrize(
    "answer",
    ["421 4.3.2 closing", "530 5.7.0 sign in first", "550 5.7.1 sender refused", DROP],
)
def test_relay_that_takes_nothing_costs_no_mail_its_place(
    hire: Hire, far_end: FarEnd, clock: Clock, answer: str
) -> None:
    mails = queue(*(make_person() for _ in range(30)))
    far_end.says("*", "MAIL", answer)
    postman = hire()

    assert postman.deliver_due() == 0

    assert set(states()) == {"queued"}
    assert fresh(mails[0]).tries == 0
    assert mails[0].last_error
    assert postman.deliver_due() == 0  # it rests, whatever is rung
    clock.skip(RELAY_PAUSE)
    assert postman.deliver_due() == 30
    assert sorted(far_end.to()) == sorted(mail.recipient for mail in mails)


def test_relay_that_is_down_is_tried_again(hire: Hire, clock: Clock) -> None:
    [mail] = queue(make_person())
    with Sink(FarEnd()) as gone:
        url = f"smtp://127.0.0.1:{gone.port}"
    postman = hire(url=url)

    for _ in range(3):
        assert postman.deliver_due() == 0
        clock.skip(RELAY_PAUSE)

    assert (fresh(mail).state, mail.tries) == (MailState.QUEUED, 0)
    assert hire().deliver_due() == 1


def test_slow_far_end_is_waited_for_or_left(
    hire: Hire, far_end: FarEnd, clock: Clock
) -> None:
    queue(make_person())
    far_end.pause = 0.3

    assert hire(wait=0.1).deliver_due() == 0
    clock.skip(RELAY_PAUSE)
    assert hire(wait=5).deliver_due() == 1


def test_relay_without_tls_gets_nothing_when_tls_is_asked_for(
    hire: Hire, port: int, far_end: FarEnd
) -> None:
    [mail] = queue(make_person())

    for scheme in ("smtps", "smtp+starttls"):
        postman = hire(url=f"{scheme}://127.0.0.1:{port}", wait=1)
        assert postman.deliver_due() == 0

    assert far_end.taken == []
    assert fresh(mail).state is MailState.QUEUED


def test_lease_that_ran_out_goes_to_another_worker(
    hire: Hire, far_end: FarEnd, clock: Clock
) -> None:
    [mail] = queue(make_person())
    with transaction():
        assert len(outbox.claim("dead", at=BEFORE, lease=LEASE, count=5)) == 1

    assert hire("alive").deliver_due() == 0
    clock.skip(LEASE)
    assert hire("alive").deliver_due() == 1

    assert far_end.message_ids() == [mail.message_id]


def test_worker_that_lost_its_lease_sends_and_notes_nothing(
    hire: Hire, far_end: FarEnd, clock: Clock
) -> None:
    queue(make_person())
    with transaction():
        [parcel] = outbox.claim("slow", at=BEFORE, lease=LEASE, count=5)
    clock.skip(LEASE)
    assert hire("quick").deliver_due() == 1

    with transaction():
        assert not outbox.hold(parcel, "slow", at=clock(), lease=LEASE)
        assert not outbox.note_sent(parcel, "slow", at=clock())
        assert not outbox.put_back(parcel, "slow", "late", due_at=clock())

    assert states() == ["sent"]
    assert len(far_end.taken) == 1


def test_one_domain_gets_so_many_mails_a_minute(
    hire: Hire, far_end: FarEnd, clock: Clock
) -> None:
    crowd = [make_person(email=f"p{n}@gouv.exemple.invalid") for n in range(40)]
    other = make_person(email="x@ailleurs.exemple.invalid")
    queue(*crowd, other)
    postman = hire(per_minute=30)

    sent = [postman.deliver_due()]
    assert "x@ailleurs.exemple.invalid" in far_end.to()
    while "queued" in states():
        clock.skip(10 * SECOND)
        sent.append(postman.deliver_due())

    assert sent[0] <= 12
    assert all(count <= 6 for count in sent[1:])
    assert sum(sent) == len(far_end.taken) == 41


def test_stopping_puts_back_what_was_not_begun(hire: Hire, far_end: FarEnd) -> None:
    queue(*(make_person() for _ in range(5)))

    hire().deliver_due(stopping=lambda: len(far_end.taken) >= 2)

    assert states() == ["sent", "sent", "queued", "queued", "queued"]
