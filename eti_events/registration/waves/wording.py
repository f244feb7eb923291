"""A wave in words: its conditions as one sentence, its states, the calendar's lines."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _

from eti_events.people.countries import country_name
from eti_events.people.wording import roster_label
from eti_events.registration.models import Halt, Wave, WaveKind, WaveState
from eti_events.registration.waves.forms import EARLIER, WHO
from eti_events.registration.waves.plan import Task
from eti_events.typography import day

Editions = Mapping[str, str]  # names by public id


def kinds() -> dict[WaveKind, str]:
    """Name what waves say."""
    return {
        WaveKind.INVITATION: _("Invitation"),
        WaveKind.REMINDER: _("Reminder"),
        WaveKind.CONVOCATION: _("New convocation"),
    }


def states() -> dict[WaveState, tuple[str, str]]:
    """Return how each state is marked: kind of tag, words."""
    return {
        WaveState.DRAFT: ("", _("Draft")),
        WaveState.SCHEDULED: ("info", _("Scheduled")),
        WaveState.RUNNING: ("info", _("Leaving")),
        WaveState.PAUSED: ("warn", _("Paused")),
        WaveState.STOPPED: ("err", _("Stopped")),
        WaveState.DONE: ("ok", _("Sent")),
    }


def halts() -> dict[Halt, str]:
    """Say why a wave was paused or stopped."""
    return {
        Halt.BY_HAND: _("by an organiser"),
        Halt.BOUNCES: _("more than 5 % of its mails came back"),
        Halt.CLOSED: _("registration had closed"),
    }


def tasks() -> dict[Task, str]:
    """Name the lines of the calendar."""
    return {
        Task.EVENT: _("Check days, places and closing date"),
        Task.ROSTER: _("Import the roster"),
        Task.FIRST_WAVE: _("Send the first wave of invitations"),
        Task.SECOND_WAVE: _("Send the second wave"),
        Task.REMINDER: _("Remind those who have not answered"),
        Task.ANSWERS: _("Go through the answers"),
        Task.LAST_REMINDER: _("Remind for the last time"),
        Task.LIST: _("Close the list of participants"),
        Task.BADGES: _("Print the badges"),
        Task.DEVICES: _("Pair the scanners"),
        Task.DOOR: _("Open the door"),
        Task.THANKS: _("Look at the figures, thank everybody"),
    }


def exceptions() -> dict[str, str]:
    """Name who is left out, by condition."""
    return {
        "invited": _("those invited already"),
        "uninvited": _("those who were not invited"),
        "answered": _("those who have answered"),
        "absent": _("those who are no longer registered"),
        "address": _("those without an address"),
        "bounced": _("addresses from which mail came back"),
        "excluded": _("those left out by name"),
    }


def sentence(
    wave: Wave, regions: Mapping[Any, str], editions: Editions
) -> tuple[str, list[str]]:
    """Return who receives a wave: the people, then what must be true of them."""
    asked = wave.audience
    who = dict(WHO[wave.kind])[asked.get("who", "")]
    if asked.get("who"):
        return str(who), []
    return str(who), list(_conditions(asked, regions, editions))


def _conditions(
    asked: Mapping[str, Any], regions: Mapping[Any, str], editions: Editions
) -> Iterator[str]:
    language = str(get_locale().language)

    def date_of(text: str) -> str:
        return day(date.fromisoformat(text), language, weekday=False, year=True)

    def edition_of(text: str) -> str:
        how, _sep, edition = text.partition(":")
        return str(EARLIER[how]) % {"edition": editions.get(edition, "?")}

    words: dict[str, Callable[[Any], str]] = {
        "commissioner": lambda v: _(
            "commissioned by %(names)s",
            names=_either([roster_label(each) for each in v]),
        ),
        "region": lambda v: _(
            "posted in %(names)s", names=_either([regions[each] for each in v])
        ),
        "country": lambda v: _("posted in %(names)s", names=country_name(v, language)),
        "theme": lambda v: _(
            "working on %(names)s", names=_either([roster_label(each) for each in v])
        ),
        "status": lambda v: _("with the status %(names)s", names=_either(v)),
        "first": lambda v: (
            _("leaving for the first time") if v == "yes" else _("who have left before")
        ),
        "on": lambda v: _("on mission on %(day)s", day=date_of(v)),
        "begins": lambda v: _(
            "whose mission begins on %(day)s or later", day=date_of(v)
        ),
        "ends": lambda v: _("whose mission ends on %(day)s or before", day=date_of(v)),
        "officer": lambda v: _("followed by %(officer)s", officer=v),
        "earlier": edition_of,
    }
    for name, write in words.items():
        if name in asked:
            yield write(asked[name])


def _either(names: list[str]) -> str:
    if len(names) == 1:
        return names[0]
    first, last = ", ".join(names[:-1]), names[-1]
    return str(_("%(first)s or %(last)s", first=first, last=last))
