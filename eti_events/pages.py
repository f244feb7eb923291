"""What surrounds every page: frame, language switch, filters, the legal pages."""

from collections.abc import Callable, Hashable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from babel.numbers import format_decimal, format_percent
from flask import Blueprint, Flask, current_app, g, render_template, request
from flask_babel import get_domain, get_locale
from markupsafe import Markup
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from eti_events import typography
from eti_events.events.models import Event
from eti_events.multilingual import Multilingual
from eti_events.people.wording import roster_label

LANGUAGES = ("fr", "en")
THOUSAND = 1000

bp = Blueprint("pages", __name__)

Text = TypeVar("Text", str, Markup)


@dataclass(frozen=True, kw_only=True)
class Link:
    """An entry of a menu."""

    url: str
    label: str
    current: bool = False


@dataclass(frozen=True, kw_only=True)
class Group:
    """Entries of the organiser's menu under one heading: Prepare, On the day, After."""

    label: str
    links: tuple[Link, ...]


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What the header and the side menu show around one page.

    ``name`` and ``detail`` are the event's title and its days; ``zone`` the city
    whose hours the page shows; ``who`` the signed-in person, ``sign_out`` the address
    that a POST of theirs ends the session at.
    """

    name: str
    detail: str = ""
    home: str = "/"
    links: Sequence[Link] = ()
    groups: tuple[Group, ...] = ()
    zone: str = ""
    who: str = ""
    sign_out: str = ""


def language() -> str:
    """Return the language of the page, as two letters."""
    return str(get_locale().language)


def language_url(code: str) -> str:
    """Return the address of this very page in another language."""
    query = [pair for pair in request.args.items(multi=True) if pair[0] != "lang"]
    return f"{_this_path()}?{urlencode([*query, ('lang', code)])}"


def stands_at(path: str) -> None:
    """Say where the page has its own address, when it answers at another."""
    g.stands_at = path


def _this_path() -> str:
    if path := g.get("stands_at"):
        return str(path)
    return request.path if request.method in ("GET", "HEAD") else readable_path()


def readable_path() -> str:
    """Return the path of this page, or of the nearest above it that can be read.

    What answers a POST may have no page of its own.
    """
    routes, path = current_app.url_map.bind(""), request.path
    while path:
        try:
            routes.match(path, method="GET")
        except RequestRedirect:
            return path
        except HTTPException:
            path = path.rpartition("/")[0]
        else:
            return path
    return "/"


def page_url(**changes: str | int | None) -> str:
    """Return the address of this page with some of its filters changed or dropped.

    A change of filter goes back to the first page; nothing drops it.
    """
    changes = {"page": None, **changes}
    query = [
        pair
        for pair in request.args.items(multi=True)
        if pair[0] not in changes and pair[0] != "lang"
    ]
    query += [
        (name, str(value)) for name, value in changes.items() if value is not None
    ]
    path = _this_path()
    return f"{path}?{urlencode(query)}" if query else path


def typo(text: Text) -> Text:
    """Put the spaces of French typography into ``text``; HTML stays HTML."""
    return type(text)(typography.typo(str(text), language()))


def in_zone(moment: datetime, zone: ZoneInfo | str) -> datetime:
    """Bring a moment into a time zone."""
    return moment.astimezone(ZoneInfo(str(zone)))


def hour(moment: datetime) -> str:
    """Write the hour of a moment, in the zone that it is in."""
    return typography.hour(moment, language())


def day(on: date, *, weekday: bool = True, year: bool = False) -> str:
    """Write a day in the language of the page."""
    return typography.day(on, language(), weekday=weekday, year=year)


def upper_first(text: str) -> str:
    """Write the first letter large, as a heading asks: French days have small ones."""
    return text[:1].upper() + text[1:]


def city(zone: ZoneInfo | str) -> str:
    """Name the city of a time zone in the language of the page."""
    return typography.city(zone, language())


def in_language(text: Multilingual, event: Event | None = None) -> str:
    """Return an event's text for the reader, else in the event's own language."""
    words = text.to(language(), event.language if event else "fr")
    return typography.typo(words, "fr") if words == text.get("fr") else words


def lang_of(text: Multilingual, event: Event) -> Markup:
    """Return a lang attribute for a text that is not in the language of the page."""
    spoken = text.language(language(), event.language)
    return Markup(' lang="{}"').format(spoken) if spoken != language() else Markup()


def event_days(event: Event) -> str:
    """Write an event's first and last day: ``27 et 28 août 2026``."""
    first = event.starts_at.astimezone(event.zone).date()
    last = event.ends_at.astimezone(event.zone).date()
    return typography.day_range(first, last, language())


def percent(part: int, whole: int) -> str:
    """Write a share of a whole, rounded: ``57 %``; nothing without a whole."""
    if not whole:
        return ""
    return str(format_percent(part / whole, locale=get_locale()))


def number(value: int) -> str:
    """Write a whole number, its thousands parted as the language does."""
    if abs(value) < THOUSAND:
        return str(value)
    return str(format_decimal(value, locale=get_locale()))


FILTERS: tuple[Callable[..., object], ...] = (
    typo,
    in_zone,
    hour,
    day,
    city,
    number,
    percent,
    in_language,
    event_days,
    upper_first,
    roster_label,
)
GLOBALS: tuple[Callable[..., object], ...] = (
    get_locale,
    language,
    lang_of,
    language_url,
    page_url,
)


# A page asks for a hundred texts: a context variable costs a tenth of ``g``.
_kept: ContextVar[Any] = ContextVar("catalogue", default=None)


def _catalogue() -> Any:
    """Return the texts of the page's language, looked up once per request."""
    kept = _kept.get()
    if kept is None:
        kept = get_domain().get_translations()
        _kept.set(kept)
    return kept


def _forget_catalogue(_error: BaseException | None = None) -> None:
    _kept.set(None)


def gettext(text: str, **values: object) -> Markup:
    """Return a text of a template in the language of the page; values are escaped."""
    words = Markup(_catalogue().ugettext(text))  # noqa: S704 -- our own texts
    return words % values if values else words


def ngettext(one: str, many: str, num: int, **values: object) -> Markup:
    """Return the text of a template that fits the number; values are escaped."""
    words = Markup(_catalogue().ungettext(one, many, num))  # noqa: S704 -- as above
    return words % {"num": num, **values}


def dress(app: Flask, frame: Callable[[], Frame]) -> None:
    """Give the templates their filters, their globals and the frame of the page.

    Our gettext replaces flask-babel's in templates: a page has a hundred texts, and
    each look-up of the catalogue would cost more than the text.
    """
    app.before_request(_forget_catalogue)
    app.teardown_request(_forget_catalogue)
    texts = {"_": gettext, "gettext": gettext, "ngettext": ngettext}
    app.jinja_env.globals.update(texts)
    for template_filter in FILTERS:
        app.add_template_filter(template_filter)
    for template_global in GLOBALS:
        app.add_template_global(template_global)
    app.add_template_global(frame, "frame")
    app.register_blueprint(bp)


@bp.get("/legal")
def legal() -> str:
    """Say who publishes and who hosts this site."""
    return render_template("legal/legal.html")


@bp.get("/privacy")
def privacy() -> str:
    """Say what is done with people's data, and their rights."""
    return render_template("legal/privacy.html")


@bp.get("/accessibility")
def accessibility() -> str:
    """Say how accessible the site is, and whom to tell when it is not."""
    return render_template("legal/accessibility.html")


MOST_KEPT = 500  # parts of pages: languages × events × a handful
_parts: dict[tuple[Hashable, ...], Markup] = {}


@bp.app_template_global()
def written_once(*key: Hashable, caller: Callable[[], Markup]) -> Markup:
    """Return a part of a page, written once for each language and key.

    Only for what is the same for everybody with that key: half of a page's cost is
    such parts.
    """
    whole = (language(), *key)
    if whole not in _parts:
        if len(_parts) >= MOST_KEPT:
            _parts.clear()
        _parts[whole] = caller()
    return _parts[whole]
