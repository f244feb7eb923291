"""What organisers do with an event's own data, and the rules that can refuse it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask_babel import lazy_gettext as _l

from eti_events.audit.actions import record
from eti_events.database import db
from eti_events.errors import Refusal
from eti_events.events import queries
from eti_events.events.days import (
    CLOSES,
    MAX_DAYS,
    OPENS,
    DaysOutOfOrder,
    append_day,
    move_to_zone,
    span,
)
from eti_events.events.hours import at_local
from eti_events.events.models import (
    AgendaVisibility,
    Counter,
    Event,
    EventKind,
    EventState,
)
from eti_events.events.places import add_entrance
from eti_events.events.rules import require_changeable
from eti_events.jobs.actions import settle_soon
from eti_events.multilingual import Multilingual

# Where an event can go from each state.
NEXT = {
    EventState.DRAFT: {EventState.OPEN},
    EventState.OPEN: {EventState.CLOSED, EventState.DRAFT},
    EventState.CLOSED: {EventState.OPEN, EventState.ARCHIVED},
    EventState.ARCHIVED: {EventState.OPEN},
}
RESERVED = frozenset({"access", "audit", "events", "roster"})  # pages of the network


class SlugTaken(Refusal):
    """Addresses that were printed must not lead elsewhere."""

    message = _l("Another event has this address. Choose another one.")


class ClosesBeforeOpening(Refusal):
    """Registration needs a time in which it is open."""

    message = _l("Registration must close after it opens.")


class EditionNeeded(Refusal):
    """A course shares its tickets with the edition that it prepares for."""

    message = _l("Choose the event that this course prepares for.")


class ChangedMeanwhile(Refusal):
    """Nothing that a colleague wrote is overwritten unseen."""

    message = _l(
        "A colleague changed this event while you were writing. Your text is kept"
        " below: compare it with theirs, then save again."
    )


class BelowTaken(Refusal):
    """Nobody who has a place loses it by a number."""

    message = _l(
        "More people than that have a place already: write their number or a larger"
        " one, or cancel registrations first."
    )


class PeopleHavePlaces(Refusal):
    """A draft is hidden, from those too who hold a ticket for it."""

    message = _l(
        "People have a place already: as a draft the event would be hidden from them."
        " Close registration instead."
    )


class MovedMeanwhile(Refusal):
    """Two pages of the same event were open."""

    message = _l(
        "A colleague opened or closed this event meanwhile. Look at its state below,"
        " then choose again."
    )


class NotReady(Refusal):
    """What opens must be readable in both languages."""

    message = _l("Give the event its name in French and in English first.")


@dataclass(frozen=True, kw_only=True)
class EventPlan:
    """What an organiser says of a new event; walls are naive, in its own zone."""

    kind: EventKind
    slug: str
    name: Multilingual
    time_zone: str
    country: str
    languages: Sequence[str]
    first_day: date
    last_day: date
    opens_wall: datetime
    closes_wall: datetime
    capacity: int | None
    edition: Event | None = None


@dataclass(frozen=True, kw_only=True)
class EventDetails:
    """What can change later; walls are naive, in the event's zone."""

    name: Multilingual
    summary: Multilingual
    venue: Multilingual
    address: str
    country: str
    time_zone: str
    languages: Sequence[str]
    contact_email: str
    agenda_visibility: AgendaVisibility
    first_departures_only: bool
    opens_wall: datetime
    closes_wall: datetime
    capacity: int | None


def create_event(plan: EventPlan, *, by: int, at: datetime) -> Event:
    """Make a draft with its days, half-days, building, entrance and capacity."""
    length = (plan.last_day - plan.first_day).days + 1
    if not 1 <= length <= MAX_DAYS:
        raise DaysOutOfOrder
    if plan.slug in RESERVED or queries.is_slug_taken(plan.slug):
        raise SlugTaken
    if plan.kind is EventKind.PRE_DEPARTURE and plan.edition is None:
        raise EditionNeeded

    event = _draft(plan, at)
    db.session.add(event)
    db.session.flush()
    for number in range(length):
        append_day(event, plan.first_day + timedelta(days=number))
    span(event)
    add_entrance(event)
    db.session.add(
        Counter(event_id=event.id, scope=queries.CAPACITY, limit=plan.capacity)
    )
    record("event.created", event, by=by, at=at, event_id=event.id)
    return event


def change_event(
    event: Event, details: EventDetails, *, version: int, by: int, at: datetime
) -> None:
    """Write what the organiser changed; hours keep what the clock on the wall shows."""
    require_changeable(event)
    if event.version != version:
        raise ChangedMeanwhile
    counter = queries.get_capacity(event.id, for_update=True)
    if details.capacity is not None and details.capacity < counter.taken:
        raise BelowTaken
    move_to_zone(event, details.time_zone)
    opens = at_local(details.opens_wall, event.zone)
    closes = at_local(details.closes_wall, event.zone)
    if closes <= opens:
        raise ClosesBeforeOpening

    counter.limit = details.capacity
    event.registration_opens_at, event.registration_closes_at = opens, closes
    event.name, event.summary, event.venue = (
        details.name,
        details.summary,
        details.venue,
    )
    event.address, event.country = details.address, details.country
    event.languages = list(details.languages)
    event.contact_email = details.contact_email
    event.agenda_visibility = details.agenda_visibility
    event.first_departures_only = details.first_departures_only
    record("event.changed", event, by=by, at=at, event_id=event.id)
    settle_soon(event.id, at=at)


def set_state(event: Event, state: EventState, *, by: int, at: datetime) -> None:
    """Open, close, archive or take back the event; done twice, it is done once."""
    if state is event.state:
        return
    if state not in NEXT[event.state]:
        raise MovedMeanwhile
    if state is EventState.OPEN and not (event.name.get("fr") and event.name.get("en")):
        raise NotReady
    if state is EventState.DRAFT and queries.get_capacity(event.id).taken:
        raise PeopleHavePlaces
    event.state = state
    record(f"event.{state}", event, by=by, at=at, event_id=event.id)
    settle_soon(event.id, at=at)


def _draft(plan: EventPlan, at: datetime) -> Event:
    event = Event(
        kind=plan.kind,
        slug=plan.slug,
        name=plan.name,
        state=EventState.DRAFT,
        parent_id=plan.edition.id if plan.edition else None,
        time_zone=plan.time_zone,
        country=plan.country,
        languages=list(plan.languages),
        first_departures_only=plan.kind is EventKind.PRE_DEPARTURE,
        created_at=at,
    )
    event.registration_opens_at = at_local(plan.opens_wall, event.zone)
    event.registration_closes_at = at_local(plan.closes_wall, event.zone)
    if event.registration_closes_at <= event.registration_opens_at:
        raise ClosesBeforeOpening
    event.starts_at = at_local(datetime.combine(plan.first_day, OPENS), event.zone)
    event.ends_at = at_local(datetime.combine(plan.last_day, CLOSES), event.zone)
    return event
