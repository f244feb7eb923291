"""From the clock on the wall to the moment, in the nights when clocks change too."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eti_events.events.hours import HourTwice, NoSuchHour, at_local, is_zone, wall_of

wall = datetime.fromisoformat

ZONES = ["Europe/Paris", "Europe/Skopje", "Europe/Chisinau", "Pacific/Kiritimati"]


@given(
    moment=st.datetimes(wall("2024-01-01 00:00"), wall("2030-01-01 00:00")),
    zone=st.sampled_from(ZONES),
)
def test_an_hour_is_found_again_unless_clocks_change_then(
    moment: datetime, zone: str
) -> None:
    shown = moment.replace(second=0, microsecond=0)
    try:
        found = at_local(shown, ZoneInfo(zone))
    except (NoSuchHour, HourTwice):
        near = [shown + timedelta(hours=n) for n in (-2, 2)]
        offsets = {at.replace(tzinfo=ZoneInfo(zone)).utcoffset() for at in near}
        assert len(offsets) == 2
    else:
        assert wall_of(found, ZoneInfo(zone)) == shown


@pytest.mark.parametrize("zone", ["Europe/Paris", "Europe/Skopje"])
def test_the_hour_that_spring_leaves_out_is_refused(zone: str) -> None:
    with pytest.raises(NoSuchHour):
        at_local(wall("2026-03-29 02:30"), ZoneInfo(zone))


@pytest.mark.parametrize("zone", ["Europe/Paris", "Europe/Skopje"])
def test_the_hour_that_autumn_shows_twice_is_refused(zone: str) -> None:
    with pytest.raises(HourTwice):
        at_local(wall("2026-10-25 02:30"), ZoneInfo(zone))


def test_nine_in_the_morning_follows_the_season() -> None:
    paris = ZoneInfo("Europe/Paris")

    assert at_local(wall("2026-01-05 09:00"), paris) == datetime(
        2026, 1, 5, 8, 0, tzinfo=UTC
    )
    assert at_local(wall("2026-08-27 09:00"), paris) == datetime(
        2026, 8, 27, 7, 0, tzinfo=UTC
    )


def test_a_zone_is_named_by_its_city() -> None:
    assert is_zone("Europe/Skopje")
    assert not is_zone("CET")
    assert not is_zone("Europe/Nowhere")
