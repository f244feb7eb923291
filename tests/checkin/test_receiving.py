"""What devices send and are answered, over the wire and on both engines."""

import gzip
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from eti_events.checkin.models import Scan, WalkIn
from eti_events.checkin.soundness import faults_of_scans
from eti_events.clock import utcnow
from eti_events.database import db, transaction
from eti_events.registration.models import Category, RegistrationState
from tests.checkin.door import (
    MORNING,
    Answer,
    a_scan,
    an_undo,
    bearer,
    comes_only,
    make_device,
    make_point,
    make_ticket,
    send,
    the_device,
    the_point,
    verdicts,
)
from tests.factories import make_event, make_person, make_registration

pytestmark = pytest.mark.usefixtures("app")


SCANS = "/api/v1/checkin/scans"


def count_scans() -> int:
    db.session.rollback()  # see what others have written
    return db.session.scalar(select(func.count(Scan.id))) or 0


def test_a_confirmed_expert_is_welcome_by_name_and_category(
    client: FlaskClient,
) -> None:
    event = make_event()
    person = make_person(given_name="Inès", family_name="Coquelicot")
    registration = make_registration(event, person, first_departure=True)
    code = make_ticket(registration, event)
    scan = a_scan(the_point(event), code)

    (answer,) = send(client, make_device(event), [scan])

    assert answer == {
        "scan_id": scan["scan_id"],
        "verdict": "welcome",
        # The far day of the factory is not today.
        "flags": ["clock", "first_departure"],
        "person": {"name": "Inès Coquelicot", "category": "expert"},
        "first": None,
    }


def test_the_second_scan_tells_when_and_where_the_first_was(
    client: FlaskClient,
) -> None:
    event = make_event()
    code = make_ticket(make_registration(event), event)
    point, token = the_point(event), make_device(event)
    send(client, token, [a_scan(point, code, at=MORNING)])

    (answer,) = send(
        client, token, [a_scan(point, code, at=MORNING + timedelta(minutes=7))]
    )

    assert answer["verdict"] == "already_in"
    assert "duplicate" in answer["flags"]
    assert answer["first"] == {"at": "2096-08-30T07:00:00.000Z", "point": point}


def test_another_zone_knows_nothing_of_it(client: FlaskClient) -> None:
    event = make_event()
    room = make_point(event)
    code = make_ticket(make_registration(event), event)
    token = make_device(event)

    told = verdicts(client, token, [a_scan(the_point(event), code), a_scan(room, code)])

    assert told == ["welcome", "welcome"]


def test_the_short_code_and_the_name_open_as_the_badge_does(
    client: FlaskClient,
) -> None:
    event = make_event()
    first, second = make_registration(event), make_registration(event)
    number = int(make_ticket(first, event)[3:])
    point, token = the_point(event), make_device(event)

    told = verdicts(
        client,
        token,
        [
            a_scan(point, f"K{number:07d}", input="typed"),
            a_scan(point, input="name", registration=str(second.public_id)),
            a_scan(point, input="name", registration=str(uuid4())),
        ],
    )

    assert told == ["welcome", "welcome", "unknown"]


@pytest.mark.parametrize(
    ("state", "verdict"),
    [
        (RegistrationState.CONFIRMED, "welcome"),
        (RegistrationState.PENDING, "not_confirmed"),
        (RegistrationState.CANCELLED, "not_confirmed"),
    ],
)
def test_only_a_confirmed_registration_opens(
    client: FlaskClient, state: RegistrationState, verdict: str
) -> None:
    event = make_event()
    code = make_ticket(make_registration(event, state=state), event)

    (answer,) = send(client, make_device(event), [a_scan(the_point(event), code)])

    assert answer["verdict"] == verdict
    assert (answer["person"] is None) == (verdict != "welcome")


def test_a_badge_of_another_event_is_unknown_here(client: FlaskClient) -> None:
    here, elsewhere = make_event(), make_event()
    code = make_ticket(make_registration(elsewhere), elsewhere)

    (answer,) = send(client, make_device(here), [a_scan(the_point(here), code)])

    assert (answer["verdict"], answer["person"]) == ("unknown", None)
    assert "needs_desk" in answer["flags"]


def test_one_badge_opens_the_edition_and_its_course(client: FlaskClient) -> None:
    edition = make_event()
    course = make_event(parent=edition)
    person = make_person()
    code = make_ticket(make_registration(edition, person), edition)
    token = make_device(edition)

    before = verdicts(client, token, [a_scan(the_point(course), code)])
    make_registration(course, person)
    after = verdicts(
        client,
        token,
        [a_scan(the_point(course), code), a_scan(the_point(edition), code)],
    )

    assert before == ["not_confirmed"]
    assert after == ["welcome", "welcome"]


def test_a_half_day_that_was_not_chosen_does_not_open(client: FlaskClient) -> None:
    event = make_event()
    registration = make_registration(event)
    code = make_ticket(registration, event)
    comes_only(registration, 1)  # the first afternoon
    point, token = the_point(event), make_device(event)
    afternoon = MORNING + timedelta(hours=5)

    told = verdicts(
        client, token, [a_scan(point, code), a_scan(point, code, at=afternoon)]
    )

    assert told == ["wrong_half_day", "welcome"]


def test_a_lost_badge_is_judged_at_the_time_of_its_scan(client: FlaskClient) -> None:
    event = make_event()
    lost_at = MORNING + timedelta(minutes=30)
    code = make_ticket(make_registration(event), event, revoked_at=lost_at)
    point = the_point(event)
    late = a_scan(point, code, at=MORNING + timedelta(hours=1))

    told = send(client, make_device(event), [late, a_scan(point, code)])

    assert [answer["verdict"] for answer in told] == ["revoked", "welcome"]
    assert told[0]["person"] is None


def test_an_undo_takes_the_entry_back(client: FlaskClient) -> None:
    event = make_event()
    code = make_ticket(make_registration(event), event)
    point, token = the_point(event), make_device(event)
    mistake = a_scan(point, code)
    again = a_scan(point, code, at=MORNING + timedelta(minutes=9))

    told = verdicts(client, token, [mistake])
    told += verdicts(client, token, [an_undo(mistake)])
    told += verdicts(client, token, [again])

    assert told == ["welcome", "undone", "welcome"]


def test_an_undo_that_arrives_first_still_counts(client: FlaskClient) -> None:
    event = make_event()
    code = make_ticket(make_registration(event), event)
    point, token = the_point(event), make_device(event)
    mistake = a_scan(point, code)
    again = a_scan(point, code, at=MORNING + timedelta(minutes=9))

    told = verdicts(client, token, [an_undo(mistake)])
    told += verdicts(client, token, [mistake])
    told += verdicts(client, token, [again])

    assert told == ["undone", "welcome", "welcome"]


def test_an_undo_counts_before_its_scan_and_the_next_come_in_one_call(
    client: FlaskClient,
) -> None:
    event = make_event()
    code = make_ticket(make_registration(event), event)
    token, point = make_device(event), the_point(event)
    scan = a_scan(point, code)
    again = a_scan(point, code, at=MORNING + timedelta(minutes=9))
    send(client, token, [an_undo(scan)])

    told = verdicts(client, token, [again, scan])

    assert told == ["welcome", "welcome"]


def test_an_undo_of_the_edition_s_door_comes_before_the_scan_of_the_course(
    client: FlaskClient,
) -> None:
    edition = make_event()
    course = make_event(parent=edition)
    person = make_person()
    make_registration(edition, person)
    code = make_ticket(make_registration(course, person), course)
    token = make_device(edition)
    scan = a_scan(the_point(course), code)
    send(client, token, [an_undo(scan) | {"point": the_point(edition)}])
    send(client, token, [scan])
    again = a_scan(the_point(course), code, at=MORNING + timedelta(minutes=9))

    told = verdicts(client, token, [again])

    assert told == ["welcome"]
    assert list(faults_of_scans()) == []
    send(client, token, [an_undo(again) | {"point": the_point(edition)}])
    assert list(faults_of_scans()) == []


def test_another_event_cannot_undo_it(client: FlaskClient) -> None:
    event, elsewhere = make_event(), make_event()
    code = make_ticket(make_registration(event), event)
    point, token = the_point(event), make_device(event)
    entry = a_scan(point, code)
    foreign = an_undo(entry) | {"point": the_point(elsewhere)}

    verdicts(client, token, [entry])
    (answer,) = send(client, make_device(elsewhere), [foreign])
    told = verdicts(
        client, token, [a_scan(point, code, at=MORNING + timedelta(minutes=9))]
    )

    assert answer["person"] is None
    assert told == ["already_in"]


def test_an_exit_and_a_new_entry(client: FlaskClient) -> None:
    event = make_event()
    code = make_ticket(make_registration(event), event)
    point = the_point(event)
    later = [MORNING + timedelta(minutes=minutes) for minutes in (0, 10, 20)]

    told = verdicts(
        client,
        make_device(event),
        [
            a_scan(point, code, at=later[2]),
            a_scan(point, code, at=later[1], direction="out"),
            a_scan(point, code, at=later[0]),
        ],
    )

    assert told == ["welcome", "welcome", "welcome"]


def test_a_batch_sent_again_gets_the_same_answers_and_adds_nothing(
    client: FlaskClient,
) -> None:
    event = make_event()
    code = make_ticket(make_registration(event), event)
    point, token = the_point(event), make_device(event)
    batch = [
        a_scan(point, code),
        a_scan(point, code, at=MORNING + timedelta(minutes=3)),
        a_scan(point, "rubbish"),
    ]
    batch.append(batch[0])

    first = send(client, token, batch)
    again = send(client, token, batch)

    assert first == again
    assert first[0] == first[3]
    assert count_scans() == 3


def test_every_scan_is_kept_the_unknown_and_the_refused_too(
    client: FlaskClient,
) -> None:
    event = make_event()
    pending = make_registration(event, state=RegistrationState.PENDING)
    code = make_ticket(pending, event)
    point = the_point(event)

    send(client, make_device(event), [a_scan(point, "rubbish"), a_scan(point, code)])

    kept = db.session.execute(
        select(Scan.verdict, Scan.registration_id).order_by(Scan.seq)
    ).all()
    assert [tuple(row) for row in kept] == [
        ("unknown", None),
        ("not_confirmed", pending.id),
    ]


def walk_in(**changes: str) -> Answer:
    return {"given_name": "A", "family_name": "B", "organisation": "C"} | changes


BAD: list[tuple[str, Any]] = [
    ("scan_id", "nonsense"),
    ("scan_id", "{0ee20cdf-855d-4aea-a615-5afb794f3648}"),
    ("scan_id", None),
    ("seq", -1),
    ("seq", 7.0),
    ("seq", True),
    ("seq", "3"),
    ("point", "0ee20cdf-855d-4aea-a615-5afb794f3648"),
    ("point", {"a": 1}),
    ("kind", "party"),
    ("direction", "up"),
    ("input", []),
    ("code_hash", "ETI0000"),
    ("code_hash", "A" * 64),
    ("registration", 7),
    ("walk_in", {"given_name": "A\x00", "family_name": "B", "organisation": "C"}),
    ("walk_in", {"given_name": "A", "family_name": "B"}),
    ("walk_in", "A"),
    ("walk_in", walk_in(email="a@b.invalid\ud800")),
    ("walk_in", walk_in(email="a@\u202eb.invalid")),
    ("device_time", "yesterday"),
    ("device_time", "2096-08-30T07:00:00"),
    ("device_time", "0001-01-01T00:00:00+14:00"),
    ("device_time", "9999-12-31T23:59:59Z"),
    ("device_time", 12),
    ("offset_ms", 1.5),
    ("offset_ms", 10**18),
    ("offset_ms", None),
]


def test_a_bad_record_gets_its_own_error_and_blocks_no_other(
    client: FlaskClient,
) -> None:
    event = make_event()
    code = make_ticket(make_registration(event), event)
    point = the_point(event)
    bad = [a_scan(point, code) | {field: value} for field, value in BAD]

    told = send(client, make_device(event), [*bad, 3, None, [], a_scan(point, code)])

    assert [answer.get("error") for answer in told[:-1]] == [
        *(f"invalid {field}" for field, _value in BAD),
        *["invalid scan"] * 3,
    ]
    assert told[-1]["verdict"] == "welcome"
    assert count_scans() == 1


def test_a_counter_that_has_run_beyond_what_we_store_loses_no_scan(
    client: FlaskClient,
) -> None:
    event = make_event()
    code = make_ticket(make_registration(event), event)
    point, token = the_point(event), make_device(event)
    ends = [2**31 - 1, 2**31, 2**53, 10**19]
    scans = [
        a_scan(point, code, seq=seq, at=MORNING + timedelta(minutes=minute))
        for minute, seq in enumerate(ends)
    ]

    told = send(client, token, scans)
    again = send(client, token, scans)

    assert [answer["verdict"] for answer in told] == ["welcome"] + ["already_in"] * 3
    assert again == told
    assert count_scans() == len(ends)
    assert set(db.session.scalars(select(Scan.seq))) == {2**31 - 1}


def test_numbers_of_any_length_spoil_their_own_record_only(
    client: FlaskClient,
) -> None:
    event = make_event()
    point = the_point(event)
    body = json.dumps({"scans": [a_scan(point, "rubbish", seq=7), a_scan(point, "R")]})
    endless = body.replace('"seq": 7,', f'"seq": {"7" * 6000},')

    answer = client.post(SCANS, data=endless, headers=bearer(make_device(event)))

    first, second = answer.get_json()["verdicts"]
    assert first["error"] == "invalid seq"
    assert second["verdict"] == "unknown"


@pytest.mark.parametrize("spell", [str, str.upper, lambda name: name.replace("-", "")])
def test_an_answer_bears_the_name_by_which_the_device_calls_the_scan(
    client: FlaskClient, spell: Callable[[str], str]
) -> None:
    event = make_event()
    token, scan = make_device(event), a_scan(the_point(event), "rubbish")
    (told,) = send(client, token, [scan])

    (again,) = send(client, token, [scan | {"scan_id": spell(scan["scan_id"])}])

    assert again == told | {"scan_id": spell(scan["scan_id"])}
    assert count_scans() == 1


@pytest.mark.parametrize(
    ("kind", "needed"),
    [("scan", "code_hash"), ("undo", "undoes"), ("walk_in", "walk_in")],
)
def test_each_kind_needs_to_say_whom_or_what_it_means(
    client: FlaskClient, kind: str, needed: str
) -> None:
    event = make_event()

    (answer,) = send(client, make_device(event), [a_scan(the_point(event), kind=kind)])

    assert answer["error"] == f"invalid {needed}"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 422),
        ([], 422),
        ({"scans": 3}, 422),
        ({"scans": [{}] * 501}, 413),
        ({"scans": []}, 200),
    ],
)
def test_a_body_that_is_no_batch_is_refused_as_a_whole(
    client: FlaskClient, body: object, status: int
) -> None:
    token = make_device(make_event())

    answer = client.post(SCANS, json=body, headers=bearer(token))

    assert answer.status_code == status


@pytest.mark.parametrize(
    "body", [b"", b"hello", b'{"scans": ["\xff"]}', b"[" * 200_000], ids=range(4)
)
def test_a_body_that_is_no_json_is_refused_in_words(
    client: FlaskClient, body: bytes
) -> None:
    token = make_device(make_event())

    answer = client.post(SCANS, data=body, headers=bearer(token))

    assert answer.status_code == 422
    assert answer.get_json() == {"error": "the body is no JSON in UTF-8"}


def test_a_body_need_not_say_that_it_is_json_but_comes_unpacked(
    client: FlaskClient,
) -> None:
    event = make_event()
    token = make_device(event)
    body = json.dumps({"scans": [a_scan(the_point(event), "rubbish")]}).encode()
    form = bearer(token) | {"Content-Type": "application/x-www-form-urlencoded"}
    packed = bearer(token) | {"Content-Encoding": "gzip"}

    assert client.post(SCANS, data=gzip.compress(body), headers=packed).status == (
        "415 UNSUPPORTED MEDIA TYPE"
    )
    assert client.post(SCANS, data=body, headers=form).status_code == 200
    assert count_scans() == 1


@pytest.mark.parametrize("headers", [{}, bearer("wrong"), {"Authorization": "Basic x"}])
def test_without_a_device_token_nothing_is_taken(
    client: FlaskClient, headers: dict[str, str]
) -> None:
    scan = a_scan(the_point(make_event()), "rubbish")

    answer = client.post(
        "/api/v1/checkin/scans", json={"scans": [scan]}, headers=headers
    )

    assert answer.status_code == 401
    assert count_scans() == 0


def test_what_a_revoked_device_still_sends_is_kept_apart(client: FlaskClient) -> None:
    event = make_event()
    code = make_ticket(make_registration(event), event)
    point, lost, ours = the_point(event), make_device(event), make_device(event)
    with transaction():
        the_device(lost).revoked_at = utcnow()

    told = verdicts(client, lost, [a_scan(point, code)])
    told += verdicts(
        client, ours, [a_scan(point, code, at=MORNING + timedelta(minutes=9))]
    )

    assert told == ["quarantined", "welcome"]
    assert count_scans() == 2


def test_a_scan_of_another_device_is_not_answered_again(client: FlaskClient) -> None:
    event = make_event()
    code = make_ticket(make_registration(event), event)
    scan = a_scan(the_point(event), code)
    send(client, make_device(event), [scan])

    (answer,) = send(client, make_device(event), [scan])

    assert answer == {"scan_id": scan["scan_id"], "error": "invalid scan_id"}


def test_a_clock_that_says_1970_is_put_right_and_flagged(client: FlaskClient) -> None:
    event = make_event()
    code = make_ticket(make_registration(event), event)
    then = datetime(1970, 1, 1, tzinfo=UTC)
    offset = round((MORNING - then).total_seconds() * 1000)

    (answer,) = send(
        client,
        make_device(event),
        [a_scan(the_point(event), code, at=then, offset_ms=offset)],
    )

    assert answer["verdict"] == "welcome"
    assert "clock" in answer["flags"]


def test_a_dignitary_and_a_scan_that_waited_are_flagged(client: FlaskClient) -> None:
    event = make_event(first_day=utcnow().date() - timedelta(days=1))
    code = make_ticket(make_registration(event, category=Category.VIP), event)
    yesterday = utcnow() - timedelta(days=1)
    nine = yesterday.replace(hour=7, minute=0, second=0, microsecond=0)

    (answer,) = send(
        client, make_device(event), [a_scan(the_point(event), code, at=nine)]
    )

    assert set(answer["flags"]) == {"late", "vip"}


def test_a_walk_in_is_a_request_whose_names_are_kept_encrypted(
    client: FlaskClient,
) -> None:
    event = make_event()
    newcomer = {
        "given_name": " Noé ",
        "family_name": "Bruyère",
        "organisation": "Agence (fictive)",
        "email": "",
    }
    asked = a_scan(the_point(event), kind="walk_in", walk_in=newcomer)

    told = verdicts(client, make_device(event), [asked])

    assert told == ["walk_in_pending"]
    walk_in = db.session.scalars(select(WalkIn)).one()
    assert (walk_in.given_name, walk_in.email) == ("Noé", None)
    raw = db.session.execute(select(WalkIn.__table__.c.family_name)).scalar()
    stored = db.session.connection().exec_driver_sql("SELECT family_name FROM walk_in")
    assert raw == "Bruyère"
    assert "Bruyère".encode() not in bytes(stored.scalar_one())


def test_eight_doors_that_scan_one_person_at_once_welcome_once(app: Flask) -> None:
    event = make_event()
    code = make_ticket(make_registration(event), event)
    point = the_point(event)
    tokens = [make_device(event) for _door in range(8)]

    def scan(number: int) -> str:
        at = MORNING + timedelta(milliseconds=100 - number)
        client = app.test_client()
        return verdicts(client, tokens[number], [a_scan(point, code, at=at)])[0]

    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(scan, range(8)))

    assert sorted(told) == ["already_in"] * 7 + ["welcome"]


def test_a_batch_sent_twice_at_once_is_kept_once(app: Flask) -> None:
    event = make_event()
    code = make_ticket(make_registration(event), event)
    token, point = make_device(event), the_point(event)
    batch = [a_scan(point, code), a_scan(point, "rubbish")]

    with ThreadPoolExecutor(4) as pool:
        told = list(
            pool.map(lambda _n: send(app.test_client(), token, batch), range(4))
        )

    assert told == [told[0]] * 4
    assert count_scans() == 2
