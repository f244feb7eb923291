"""The calendar of an edition's preparation (rétroplanning): what is due when.

The days are counted from the first day of the event; values in, values out.
"""

import enum
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta


class Task(enum.StrEnum):
    """What organisers have to do before, during and after an edition."""

    EVENT = "event"
    ROSTER = "roster"
    FIRST_WAVE = "first_wave"
    SECOND_WAVE = "second_wave"
    REMINDER = "reminder"
    ANSWERS = "answers"
    LAST_REMINDER = "last_reminder"
    LIST = "list"
    BADGES = "badges"
    DEVICES = "devices"
    DOOR = "door"
    THANKS = "thanks"


# Days from the first day, the task, and the page on which it is done.
LINES = (
    (-90, Task.EVENT, "events.edit"),
    (-80, Task.ROSTER, "people.imports"),
    (-75, Task.FIRST_WAVE, "registration.waves"),
    (-60, Task.SECOND_WAVE, "registration.waves"),
    (-45, Task.REMINDER, "registration.waves"),
    (-30, Task.ANSWERS, "registration.invitations"),
    (-21, Task.LAST_REMINDER, "registration.waves"),
    (-14, Task.LIST, "reports.participants"),
    (-7, Task.BADGES, "badges.index"),
    (-2, Task.DEVICES, "checkin.devices"),
    (0, Task.DOOR, "checkin.door"),
    (7, Task.THANKS, "reports.dashboard"),
)


@dataclass(frozen=True)
class Line:
    """One line of the calendar: ``days`` before (negative) or after the first day."""

    days: int
    on: date
    task: Task
    endpoint: str


def planned(first_day: date) -> Iterator[Line]:
    """Compute the calendar of an event that begins on that day."""
    for days, task, endpoint in LINES:
        yield Line(days, first_day + timedelta(days=days), task, endpoint)
