"""A convocation in words, in the language that is set while it is written."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from eti_events import typography
from eti_events.badges.roles import role_of
from eti_events.documents.checking import Check, number_of
from eti_events.documents.convocation import Paper, Row
from eti_events.documents.facts import Coming, changes
from eti_events.documents.models import Convocation, ConvocationSettings
from eti_events.events.models import Event, HalfDay, Period
from eti_events.messages.letterhead import letterhead
from eti_events.multilingual import Multilingual
from eti_events.people.models import Commissioner
from eti_events.people.wording import roster_label
from eti_events.registration.models import Registration

NOTHING = "–"
SPECIMEN = "C00-XXXX-XXXX"  # the reference of a convocation that nobody was issued
COMMISSIONERS: dict[Commissioner, Any] = {
    Commissioner.MEAE: _l("Ministry for Europe and Foreign Affairs"),
    Commissioner.DG_TRESOR: _l("Ministry of the Economy, DG Trésor"),
    Commissioner.AFD: _l("Agence française de développement"),
    Commissioner.MIOM: _l("Ministry of the Interior and Overseas"),
}
PERIODS: tuple[tuple[Period, Any], ...] = (
    (Period.MORNING, _l("Morning")),
    (Period.AFTERNOON, _l("Afternoon")),
    (Period.EVENING, _l("Evening")),
)
PARTS: dict[str, Any] = {
    "person": _l("what we know of you"),
    "event": _l("the event"),
    "days": _l("the half-days"),
    "place": _l("the place"),
    "costs": _l("who bears what"),
    "practice": _l("practical matters"),
    "signature": _l("the signature"),
}


def paper_of(
    edition: Event,
    coming: Coming,
    settings: ConvocationSettings,
    issued: Sequence[Convocation],
    language: str,
) -> Paper:
    """Return somebody's convocation; ``issued`` are its versions, the latest first.

    Without versions it is a specimen. The post of a protected person stands on no
    paper: it would say where the person lives.
    """

    def said(text: Multilingual) -> str:
        return typo(text.to(language, edition.language), language)

    return Paper(
        language=language,
        title=_("Convocation"),
        sender=said(edition.name),
        body=said(settings.body),
        reference=_("Ref. %(number)s", number=_reference(issued)),
        issued=_issued(settings, edition, issued, language),
        occasion=f"{said(edition.name)}, {days_of(edition, language)}",
        name=f"{roster_label(coming.person.civility)} {coming.person.name}".strip(),
        about=tuple(filter(None, _about(coming, language))),
        opening=_opening(edition, coming, language),
        columns=_columns(coming),
        rows=tuple(_rows(coming, language)),
        facts=tuple(_facts(edition, coming, settings, language)),
        notes=tuple(_notes(coming, language)),
        signed_for=_("For the organiser,"),
        signatory=settings.signatory,
        function=said(settings.function),
        version=_version(edition, issued, language),
        page=_("Page %(number)s of %(total)s"),
        check=_check(issued),
    )


def _check(issued: Sequence[Convocation]) -> Check | None:
    """Say where others check this version; a specimen has nothing to check."""
    if not issued or issued[0].code is None:
        return None
    url = f"{letterhead.take().base_url}/verify/{number_of(issued[0])}"
    words = _("Genuine, and still current? Scan this code, or open the address:")
    return Check(url, words)


def typo(text: str, language: str) -> str:
    """Put the spaces that the language asks for."""
    return typography.typo(text, language)


def name_of(event: Event, language: str) -> str:
    """Return the name of an event."""
    return typo(event.name.to(language, event.language), language)


def days_of(event: Event, language: str) -> str:
    """Return the days of an event: ``27 et 28 août 2026``."""
    first = event.starts_at.astimezone(event.zone).date()
    last = event.ends_at.astimezone(event.zone).date()
    return typography.day_range(first, last, language)


def _reference(issued: Sequence[Convocation]) -> str:
    return issued[0].reference if issued else SPECIMEN


def _day(edition: Event, row: Convocation, language: str) -> str:
    on = row.issued_at.astimezone(edition.zone).date()
    return typography.day(on, language, weekday=False, year=True)


def _issued(
    settings: ConvocationSettings,
    edition: Event,
    issued: Sequence[Convocation],
    language: str,
) -> str:
    if not issued:
        return str(_("Specimen"))
    on = _day(edition, issued[0], language)
    if not settings.issued_in:
        return on
    return str(_("%(city)s, %(day)s", city=settings.issued_in, day=on))


def _about(coming: Coming, language: str) -> list[str]:
    """Say what the person is, on which assignment, and for whom."""
    mission, category = coming.mission, coming.registrations[0].category
    if mission is None:
        return [role_of(category, coming.person.civility).word, coming.organisation]
    title = "" if coming.person.protected else mission.title
    role = role_of(category, coming.person.civility).word
    assignment = _("Assignment %(number)s", number=mission.identifier)
    body = COMMISSIONERS.get(mission.commissioner)
    return [
        typo(title, language) or role,
        assignment,
        _("Commissioning body: %(body)s", body=body) if body else "",
    ]


def _opening(edition: Event, coming: Coming, language: str) -> str:
    names = [
        name_of(event, language)
        for event in sorted(coming.events, key=lambda event: event.id != edition.id)
    ]
    *some, last = names
    if not some:
        words: str = _(
            "You are required to attend on the half-days below: %(to)s.", to=last
        )
    else:
        words = _(
            "You are required to attend on the half-days below: %(to)s and %(last)s.",
            to=", ".join(some),
            last=last,
        )
    return words


def _shown(coming: Coming) -> list[Period]:
    """Return the parts of a day that have a column: an evening is rare."""
    used = {half.period for row in coming.registrations for half in row.half_days}
    return [period for period, _word in PERIODS if period in used]


def _columns(coming: Coming) -> tuple[str, ...]:
    words = dict(PERIODS)
    periods = (str(words[period]) for period in _shown(coming))
    return (_("Date"), *periods, _("What for"))


def _rows(coming: Coming, language: str) -> list[Row]:
    shown = _shown(coming)
    return [
        row
        for registration in coming.registrations
        for row in _rows_of(registration, shown, language)
    ]


def _rows_of(
    registration: Registration, shown: Sequence[Period], language: str
) -> list[Row]:
    event = registration.event
    days: dict[Any, dict[Period, str]] = {}
    for half in registration.half_days:
        on = half.starts_at.astimezone(event.zone).date()
        days.setdefault(on, {})[half.period] = _hours(event, half, language)
    name = name_of(event, language)
    return [
        Row(
            day=_upper(typography.day(on, language, year=True)),
            cells=(*(hours.get(period, NOTHING) for period in shown), name),
        )
        for on, hours in days.items()
    ]


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _hours(event: Event, half: HalfDay, language: str) -> str:
    start, end = (
        typography.hour(moment.astimezone(event.zone), language)
        for moment in (half.starts_at, half.ends_at)
    )
    return f"{start}{typography.NO_BREAK}–{typography.NO_BREAK}{end}"


def _facts(
    edition: Event, coming: Coming, settings: ConvocationSettings, language: str
) -> list[tuple[str, str]]:
    texts = (
        (_("Reception"), settings.reception),
        (_("Transport"), settings.transport),
        (_("Lodging"), settings.lodging),
        (_("Meals"), settings.meals),
    )
    said = [
        (term, typo(text.to(language, edition.language), language))
        for term, text in texts
    ]
    contact = (_("Contact"), settings.contact or edition.contact_email)
    pairs = [*_places(coming, language), *said, contact]
    return [(term, value) for term, value in pairs if value]


def _places(coming: Coming, language: str) -> list[tuple[str, str]]:
    """Return the place; each under the name of its event where they differ."""
    places = [
        (name_of(event, language), place_of(event, language)) for event in coming.events
    ]
    if len({place for _event, place in places}) == 1:
        return [(_("Place"), places[0][1])]
    return [(_("Place: %(event)s", event=name), place) for name, place in places]


def place_of(event: Event, language: str) -> str:
    """Return venue and address."""
    venue = typo(event.venue.to(language, event.language), language)
    return ", ".join(filter(None, (venue, typo(event.address, language))))


def _notes(coming: Coming, language: str) -> list[str]:
    use = _(
        "Join this convocation to your request for a mission order; it does not"
        " replace it."
    )
    return [" ".join([use, *_zones(coming.events, language)])]


def _zones(events: Sequence[Event], language: str) -> list[str]:
    """Say whose clocks the hours are read on."""
    cities = [typography.city(event.zone, language) for event in events]
    if len(set(cities)) == 1:
        return [_("All hours are in %(city)s time.", city=cities[0])]
    return [
        _(
            "%(event)s: hours in %(city)s time.",
            event=name_of(event, language),
            city=city,
        )
        for event, city in zip(events, cities, strict=True)
    ]


def _version(edition: Event, issued: Sequence[Convocation], language: str) -> str:
    """Say which version this is, which one it supersedes, and what has changed."""
    if not issued:
        return str(_("Specimen: it convenes nobody."))
    this, *earlier = issued
    hour = typography.hour(this.issued_at.astimezone(edition.zone), language)
    said = _(
        "Version %(number)s of %(day)s at %(hour)s.",
        number=this.number,
        day=_day(edition, this, language),
        hour=hour,
    )
    if not earlier:
        return str(said)
    before = earlier[0]
    parts = ", ".join(str(PARTS[name]) for name in changes(before.facts, this.facts))
    replaced = _(
        "It supersedes version %(number)s of %(day)s; what has changed: %(parts)s.",
        number=before.number,
        day=_day(edition, before, language),
        parts=parts,
    )
    return f"{said} {replaced}"
