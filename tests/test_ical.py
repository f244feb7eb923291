"""Calendar files, read back by two other parsers and by the zone database."""

import io
import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import ics
import pytest
import vobject
from dateutil.tz import tzical
from hypothesis import given, settings
from hypothesis import strategies as st

from eti_events.ical import (
    CalendarEntry,
    Mailbox,
    Method,
    Status,
    calendar_bytes,
    entry_uid,
)
from eti_events.vtimezone import vtimezone

ZONES = [
    "Europe/Paris",
    "Europe/Skopje",
    "Europe/Chisinau",
    "Europe/Dublin",
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "America/New_York",
    "America/Santiago",
    "Africa/Casablanca",
    "Africa/Cairo",
    "Asia/Gaza",
    "Australia/Lord_Howe",
    "America/Guayaquil",
]
WRITTEN_AT = datetime(2026, 5, 4, 10, 30, tzinfo=UTC)
MORNING = datetime(2026, 8, 27, 6, 30, tzinfo=UTC)
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1)
HOSTILE_NAMES = [
    'Anne "la Grande"; de:La, Fontaine',
    "x\r\nATTENDEE:mailto:evil@example.invalid",
    "x\r\nEND:VEVENT\r\nBEGIN:VEVENT",
    "x\nBEGIN:VALARM",
    "a\\nb\\,c\\;d\\",
    "\x00\x1b[31m",
    "Nguyễn Thị Ánh Tuyết " * 8,
    "👩🏽‍🚀" * 40,
    "نور الهدى",
    "<script>alert(1)</script>",
    "^n^'^^",
]


def make_entry(
    *,
    starts_at: datetime = MORNING,
    lasts: timedelta = timedelta(hours=9),
    zone: str = "Europe/Paris",
    text: str = "Journées de l’ETI",
    organizer: str = "Journées de l’ETI",
    attendee: Mailbox | None = None,
    status: Status = Status.CONFIRMED,
) -> CalendarEntry:
    return CalendarEntry(
        uid="subject.person@eti.example",
        sequence=3,
        stamp=WRITTEN_AT,
        last_modified=WRITTEN_AT - timedelta(days=2),
        starts_at=starts_at,
        ends_at=starts_at + lasts,
        zone=zone,
        summary=text,
        description=text,
        location=text,
        url="https://eti.example/me/jeti?a=1,2;3",
        organizer=Mailbox("events@eti.example", organizer),
        attendee=attendee,
        status=status,
    )


def minutes_after_new_year_2024(minutes: int) -> datetime:
    return datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)


def test_a_day_is_read_back_by_two_other_parsers() -> None:
    file = calendar_bytes(
        Method.PUBLISH, [make_entry(text="Jour 1 ; INSP, Paris\nA\\B")]
    )

    theirs = read_by_vobject(file).vevent
    (other,) = ics.Calendar(file.decode()).events

    text = "Jour 1 ; INSP, Paris\nA\\B"
    fields = (theirs.summary, theirs.description, theirs.location)
    assert [field.value for field in fields] == [text] * 3
    assert (other.name, other.description, other.location) == (text, text, text)
    assert theirs.dtstart.value == other.begin.datetime == MORNING
    assert theirs.dtend.value == other.end.datetime == MORNING + timedelta(hours=9)
    assert (theirs.uid.value, theirs.sequence.value) == (
        "subject.person@eti.example",
        "3",
    )
    assert theirs.dtstamp.value == other.created == WRITTEN_AT
    assert theirs.last_modified.value == WRITTEN_AT - timedelta(days=2)
    assert theirs.url.value == other.url == "https://eti.example/me/jeti?a=1,2;3"
    assert (theirs.contents["class"][0].value, other.classification) == ("PRIVATE",) * 2
    assert theirs.organizer.value == "mailto:events@eti.example"


def test_a_published_calendar_names_no_attendee() -> None:
    entry = make_entry(attendee=Mailbox("vesna@example.invalid", "Vesna Fougère"))

    published = calendar_bytes(Method.PUBLISH, [entry])
    invitation = read_by_vobject(calendar_bytes(Method.REQUEST, [entry]))

    assert b"esna" not in published
    assert invitation.method.value == "REQUEST"
    attendee = invitation.vevent.attendee
    assert attendee.value == "mailto:vesna@example.invalid"
    assert attendee.params["CN"] == ["Vesna Fougère"]
    assert attendee.params["RSVP"] == ["TRUE"]


def test_a_cancellation_says_so_twice() -> None:
    entry = make_entry(status=Status.CANCELLED)

    file = read_by_vobject(calendar_bytes(Method.CANCEL, [entry]))

    assert (file.method.value, file.vevent.status.value) == ("CANCEL", "CANCELLED")


def test_the_uid_of_a_person_and_a_subject_never_changes() -> None:
    day, person = UUID(int=1), UUID(int=2)

    assert entry_uid(day, person, "eti.example") == f"{day}.{person}@eti.example"
    assert entry_uid(day, person, "h") != entry_uid(person, day, "h")


def test_the_same_entries_give_the_same_bytes_and_a_feed_has_a_name() -> None:
    entries = [make_entry(), make_entry(zone="Europe/Skopje")]

    feed = calendar_bytes(Method.PUBLISH, entries, name="Mon agenda, ETI")

    assert feed == calendar_bytes(Method.PUBLISH, list(entries), name="Mon agenda, ETI")
    assert read_by_vobject(feed).x_wr_calname.value == "Mon agenda, ETI"
    assert feed.count(b"BEGIN:VTIMEZONE") == 2


def test_an_empty_feed_is_a_calendar_all_the_same() -> None:
    file = calendar_bytes(Method.PUBLISH, [])

    assert file.startswith(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
    assert file.endswith(b"METHOD:PUBLISH\r\nEND:VCALENDAR\r\n")


def test_naive_times_are_refused() -> None:
    naive = make_entry(starts_at=MORNING.replace(tzinfo=None))

    with pytest.raises(ValueError, match="aware"):
        calendar_bytes(Method.PUBLISH, [naive])


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_a_hostile_name_adds_nothing_to_the_file(name: str) -> None:
    entry = make_entry(text=name, organizer=name, attendee=Mailbox("p@e.example", name))

    file = calendar_bytes(Method.REQUEST, [entry])

    is_well_formed(file)
    assert file.count(b"\r\nATTENDEE") == file.count(b"\r\nBEGIN:VEVENT\r\n") == 1


@settings(max_examples=200)
@given(TEXT, TEXT)
def test_any_text_is_read_back_as_it_was(text: str, name: str) -> None:
    file = calendar_bytes(Method.PUBLISH, [make_entry(text=text, organizer=name)])

    is_well_formed(file)
    event = read_by_vobject(file).vevent
    if text.strip():
        assert event.summary.value == text.strip()


@pytest.mark.parametrize("zone", ZONES)
def test_a_zone_is_right_hour_by_hour_from_2024_to_2030(zone: str) -> None:
    told = tzical(io.StringIO(vtimezone(zone, 2024, 2030).decode())).get()
    here = ZoneInfo(zone)

    hour = datetime(2024, 1, 1, 14, tzinfo=UTC)  # past New Year in every zone
    while hour.year < 2031:
        local = hour.astimezone(here)
        if not local.fold:  # what strikes twice is written in UTC
            naive = local.replace(tzinfo=None)
            assert told.utcoffset(naive) == local.utcoffset(), local
        hour += timedelta(hours=1)


@pytest.mark.parametrize("year", [2022, 2024, 2026, 2029])
@pytest.mark.parametrize("zone", [*ZONES, "America/Mexico_City"])
def test_a_zone_is_right_in_a_calendar_of_one_year(zone: str, year: int) -> None:
    told = tzical(io.StringIO(vtimezone(zone, year, year).decode())).get()

    moment = datetime(year, 1, 1, 14, 30, tzinfo=UTC)
    while moment.year == year:
        local = moment.astimezone(ZoneInfo(zone))
        assert (
            local.fold
            or told.utcoffset(local.replace(tzinfo=None)) == local.utcoffset()
        )
        moment += timedelta(hours=5)


@pytest.mark.parametrize("zone", ["Europe/Paris", "Europe/Skopje"])
@pytest.mark.parametrize(
    "starts_at",
    [
        datetime(2026, 3, 29, 0, 30, tzinfo=UTC),  # 01:30, before the missing hour
        datetime(2026, 3, 29, 1, 0, tzinfo=UTC),  # 03:00, at once after it
        datetime(2026, 3, 29, 7, 0, tzinfo=UTC),
        datetime(2026, 10, 24, 23, 59, tzinfo=UTC),
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),  # 02:30 for the first time
        datetime(2026, 10, 25, 1, 30, tzinfo=UTC),  # 02:30 again
        datetime(2026, 10, 25, 2, 30, tzinfo=UTC),
        datetime(2026, 10, 25, 8, 0, tzinfo=UTC),
    ],
)
def test_on_days_of_clock_changes_no_instant_moves(
    zone: str, starts_at: datetime
) -> None:
    for lasts in (timedelta(minutes=30), timedelta(hours=1), timedelta(hours=8)):
        entry = make_entry(starts_at=starts_at, lasts=lasts, zone=zone)

        event = read_by_vobject(calendar_bytes(Method.PUBLISH, [entry])).vevent

        assert event.dtstart.value.astimezone(UTC) == starts_at
        assert event.dtend.value.astimezone(UTC) == starts_at + lasts


@given(
    st.integers(0, 7 * 365 * 24 * 60).map(minutes_after_new_year_2024),
    st.sampled_from([*ZONES, "UTC"]),
)
def test_any_instant_in_any_zone_is_read_back(starts_at: datetime, zone: str) -> None:
    file = calendar_bytes(Method.PUBLISH, [make_entry(starts_at=starts_at, zone=zone)])

    event = read_by_vobject(file).vevent

    assert event.dtstart.value.astimezone(UTC) == starts_at
    assert event.dtend.value.astimezone(UTC) == starts_at + timedelta(hours=9)


def read_by_vobject(file: bytes) -> Any:
    # it would read all later files by the first zone of the same name
    vars(vobject.icalendar)["__tzidMap"].clear()
    return vobject.readOne(file.decode())


def is_well_formed(file: bytes) -> None:
    """Lines end in CRLF, hold 75 octets at most and no control character."""
    assert file.endswith(b"\r\n")
    for line in file.removesuffix(b"\r\n").split(b"\r\n"):
        assert 0 < len(line) <= 75
        assert not re.search(rb"[\x00-\x08\x0a-\x1f\x7f]", line)
        line.decode()
