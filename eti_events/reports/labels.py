"""The words for what the boards count: states, categories, regions, half-days."""

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any, TypeVar

from flask_babel import get_locale
from flask_babel import gettext as _

from eti_events.checkin.verdicts import Verdict
from eti_events.events.models import Event, HalfDay, Period
from eti_events.people.models import Region
from eti_events.registration.delegations.queries import Part
from eti_events.registration.models import (
    Category,
    ConsentPurpose,
    RegistrationState,
)
from eti_events.registration.states import LAPSED, LOST
from eti_events.typography import day

State = RegistrationState
Words = TypeVar("Words", bound=Mapping[Any, Any])


def per_language(words: Callable[[], Words]) -> Callable[[], Words]:
    """Look the words up once for each language: a list asks for them at every row."""
    kept: dict[str, Words] = {}

    @wraps(words)
    def in_language() -> Words:
        language = str(get_locale())
        if language not in kept:
            kept[language] = words()
        return kept[language]

    return in_language


@per_language
def states() -> dict[State, tuple[str, str]]:
    """Return how each state is marked: kind of tag, words."""
    return {
        State.DRAFT: ("", _("Draft")),
        State.PENDING: ("info", _("To be approved")),
        State.WAITING: ("warn", _("Waiting list")),
        State.CONFIRMED: ("ok", _("Confirmed")),
        State.REFUSED: ("err", _("Refused")),
        State.DECLINED: ("err", _("Will not come")),
        State.CANCELLED: ("err", _("Cancelled")),
    }


def reason(text: str) -> str:
    """Return a reason as it was typed; those that rules write, in words."""
    words: dict[str, str] = {
        LAPSED: _("The place offered was not taken in time."),
        LOST: _("Lost"),
    }
    return words.get(text, text)


@per_language
def categories() -> dict[Category, str]:
    """Name the parts that people play."""
    return {
        Category.EXPERT: _("Expert"),
        Category.COMMISSIONER: _("Commissioning body"),
        Category.PARTNER: _("Partner"),
        Category.SPEAKER: _("Speaker"),
        Category.VIP: _("Dignitary"),
        Category.TEAM: _("Team"),
    }


@per_language
def delegation_parts() -> dict[Part, str]:
    """Name what somebody is to a delegation."""
    return {
        Part.SEAT: _("has one of its seats"),
        Part.PRINCIPAL: _("the dignitary for whom it answers"),
        Part.CONTACT: _("its contact"),
    }


@per_language
def regions() -> dict[Region, str]:
    """Name the regions of the network."""
    return {
        Region.AFRICA: _("Africa"),
        Region.EUROPE: _("Europe"),
        Region.ASIA: _("Asia"),
        Region.LATIN_AMERICA: _("Latin America and the Caribbean"),
        Region.MIDDLE_EAST: _("Near and Middle East"),
        Region.PACIFIC: _("Pacific"),
        Region.OVERSEAS: _("French overseas territories"),
    }


@per_language
def fields() -> dict[str, str]:
    """Name the columns that a person may correct."""
    return {
        "given_name": _("Given name"),
        "family_name": _("Family name"),
        "badge_name": _("Name on the badge"),
        "email": _("E-mail"),
        "phone": _("Phone"),
        "title": _("Post"),
        "host_organisation": _("Host organisation"),
        "city": _("City"),
        "country": _("Country"),
        "start_on": _("First day of the assignment"),
        "end_on": _("Last day of the assignment"),
    }


@per_language
def verdicts() -> dict[Verdict, tuple[str, str]]:
    """Return how a verdict of the door is marked: kind of tag, words."""
    return {
        Verdict.WELCOME: ("ok", _("Came in")),
        Verdict.ALREADY_IN: ("warn", _("Was in already")),
        Verdict.WRONG_HALF_DAY: ("warn", _("Not this half-day")),
        Verdict.NOT_CONFIRMED: ("warn", _("Not confirmed")),
        Verdict.REVOKED: ("err", _("Revoked code")),
        Verdict.UNKNOWN: ("warn", _("Unknown code")),
        Verdict.UNDONE: ("", _("Undone")),
        Verdict.WALK_IN_PENDING: ("info", _("Walk-in to be approved")),
        Verdict.QUARANTINED: ("warn", _("Set aside")),
    }


@per_language
def purposes() -> dict[ConsentPurpose, str]:
    """Name what people agree to."""
    return {
        ConsentPurpose.NEEDS: _("Diet and accessibility needs"),
        ConsentPurpose.IMAGE_INTERNAL: _("Pictures: inside the network"),
        ConsentPurpose.IMAGE_WEBSITE: _("Pictures: website"),
        ConsentPurpose.IMAGE_SOCIAL: _("Pictures: social networks"),
        ConsentPurpose.IMAGE_PRESS: _("Pictures: press"),
        ConsentPurpose.DIRECTORY: _("Directory of participants"),
    }


@per_language
def periods() -> dict[Period, str]:
    """Name the parts of a day."""
    return {
        Period.MORNING: _("morning"),
        Period.AFTERNOON: _("afternoon"),
        Period.EVENING: _("evening"),
    }


def half_day_name(event: Event, half_day: HalfDay, language: str) -> str:
    """Write a half-day: ``jeudi 27 août, matin``."""
    on = half_day.starts_at.astimezone(event.zone).date()
    return f"{day(on, language)}, {periods()[half_day.period]}"


def half_day_boxes(
    event: Event, offered: Sequence[HalfDay], chosen: set[int], language: str
) -> list[tuple[bool, str, bool]]:
    """Return one box a half-day: ticked, its words, whether it begins a day."""
    boxes, before = [], None
    for half_day in offered:
        words = half_day_name(event, half_day, language)
        boxes.append((half_day.id in chosen, words, half_day.day_id != before))
        before = half_day.day_id
    return boxes
