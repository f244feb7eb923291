"""What every template may call: texts, days and hours in the reader's language."""

from datetime import date, datetime

from flask import Flask
from flask_babel import get_locale

from eti_events import formats
from eti_events.events.models import Event
from eti_events.multilingual import Multilingual


def language() -> str:
    """Return the language of this page."""
    return str(get_locale().language)


def in_language(text: Multilingual, event: Event | None = None) -> str:
    """Return an event's text for the reader, else in the event's own language."""
    return text.to(language(), event.language if event else "fr")


def hour(moment: datetime, event: Event) -> str:
    """Return the hour in the event's zone."""
    return formats.hour(moment, event.zone, language())


def day(on: date, form: str = "EEEE d MMMM y") -> str:
    """Return the day in words."""
    return formats.day(on, language(), form)


def short_day(on: date) -> str:
    """Return the day in few letters."""
    return formats.short_day(on, language())


def moment(at: datetime, event: Event) -> str:
    """Return day and hour in the event's zone."""
    return formats.moment(at, event.zone, language())


def event_days(event: Event) -> str:
    """Return first and last day of the event, as short as can be."""
    first = event.starts_at.astimezone(event.zone).date()
    last = event.ends_at.astimezone(event.zone).date()
    return formats.days(first, last, language())


def zone_city(event: Event) -> str:
    """Return the city whose hour is meant."""
    return formats.zone_city(event.zone, language())


def add_filters(app: Flask) -> None:
    """Give templates their filters."""
    filters = (in_language, hour, day, short_day, moment, event_days, zone_city)
    for function in filters:
        app.add_template_filter(function)
