"""Who is meant by the conditions of a wave, and how far a wave is.

No condition tells where a protected person is posted: whoever asks for a region, a
country or a desk officer is answered about the others only.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    case,
    exists,
    false,
    func,
    or_,
    select,
)
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from eti_events.database import db
from eti_events.events.models import Event
from eti_events.messages.models import Mail, MailState
from eti_events.names import fold
from eti_events.people.models import Mission, Person
from eti_events.registration.models import (
    Invitation,
    Registration,
    RegistrationState,
    Wave,
    WaveKind,
    WavePerson,
    WaveRecipient,
)

Came = Callable[[int], Select[int]]  # the persons who came to an event, by its id
Rule = ColumnElement[bool]
AnyRow = Row[*tuple[Any, ...]]
Asked = Mapping[str, Any]

SHOWN = 20  # names shown of those that were found, added or are gone
PER_PAGE = 200

MISSION: dict[str, Callable[[Any], Rule]] = {
    "commissioner": Mission.commissioner.in_,
    "region": Mission.region.in_,
    "country": lambda code: Mission.country == code,
    "theme": Mission.theme.in_,
    "status": Mission.status.in_,
    "first": lambda answer: Mission.first_departure.is_(answer == "yes"),
    "on": lambda day: and_(
        Mission.start_on <= _date(day), Mission.end_on >= _date(day)
    ),
    "begins": lambda day: Mission.start_on >= _date(day),
    "ends": lambda day: Mission.end_on <= _date(day),
    "officer": lambda label: Mission.desk_officer_label == label,
}
POSTING = frozenset({"region", "country", "officer"})  # what tells where somebody is


def _date(text: str) -> date:
    return date.fromisoformat(text)


def list_steps(event: Event, wave: Wave, came: Came) -> list[tuple[str, list[Rule]]]:
    """Return the conditions in their order, each with all that hold by then."""
    asked = wave.audience
    posts: list[Rule] = []
    people: list[Rule] = []
    steps = [("who", [_base(event, wave, posts)])]
    for name, rule in MISSION.items():
        if name in asked:
            posts.append(rule(asked[name]))
            if name in POSTING:
                people.append(Person.protected.is_(False))
            steps.append((name, [_base(event, wave, posts), *people]))
    if "earlier" in asked:
        people.append(_earlier(asked["earlier"], came))
        steps.append(("earlier", [_base(event, wave, posts), *people]))
    added = or_(and_(*steps[-1][1]), Person.id.in_(named(wave.id, added=True)))
    kept: list[Rule] = [added]
    steps.append(("added", [*kept]))
    for name, exception in _exceptions(event, wave):
        kept.append(~exception)
        steps.append((name, [*kept]))
    return steps


def _base(event: Event, wave: Wave, posts: Sequence[Rule]) -> Rule:
    """Match those who have a mission like that, at the event or ahead of it.

    Who is reminded needs none, unless something is asked of it.
    """
    day = event.starts_at.astimezone(event.zone).date()
    mission = exists().where(
        Mission.person_id == Person.id, Mission.end_on >= day, *posts
    )
    if wave.audience.get("who") == "named" or wave.kind is WaveKind.CONVOCATION:
        return false()
    one_person = Person.merged_into_id.is_(None)
    if wave.kind is WaveKind.INVITATION:
        return and_(mission, one_person)
    asked = (mission,) if posts else ()
    return and_(_invited(event.id), one_person, *asked)


def _exceptions(event: Event, wave: Wave) -> list[tuple[str, Rule]]:
    """Return who is left out whatever is asked: each of these is a rule elsewhere."""
    if wave.kind is WaveKind.INVITATION:
        rules = [("invited", _invited(event.id)), ("answered", _answered(event.id))]
    elif wave.kind is WaveKind.CONVOCATION:
        rules = [("absent", ~_comes(event.id))]
    else:
        rules = [("uninvited", ~_invited(event.id)), ("answered", _answered(event.id))]
    rules.append(("address", Person.email.is_(None)))
    if wave.audience.get("bounced") != "yes":
        rules.append(("bounced", Person.mail_bounced_at.is_not(None)))
    rules.append(("excluded", Person.id.in_(named(wave.id, added=False))))
    return rules


def _invited(event_id: int) -> Rule:
    return exists().where(
        Invitation.person_id == Person.id, Invitation.event_id == event_id
    )


def _answered(event_id: int) -> Rule:
    return exists().where(
        Registration.person_id == Person.id,
        Registration.event_id == event_id,
        Registration.state != RegistrationState.DRAFT,
    )


def _comes(event_id: int) -> Rule:
    """Match who is confirmed for an edition or one of its courses."""
    within = select(Event.id).where(
        or_(Event.id == event_id, Event.parent_id == event_id)
    )
    return exists().where(
        Registration.person_id == Person.id,
        Registration.event_id.in_(within),
        Registration.state == RegistrationState.CONFIRMED,
    )


def _earlier(asked: str, came: Came) -> Rule:
    """Match by an earlier edition: ``attended:<its public id>``."""
    how, _, public_id = asked.partition(":")
    edition = db.session.scalar(
        select(Event.id).where(Event.public_id == UUID(public_id))
    )
    if edition is None:
        return false()
    registered = and_(
        Registration.event_id == edition,
        Registration.state == RegistrationState.CONFIRMED,
    )
    found = {
        "invited": select(Invitation.person_id).where(Invitation.event_id == edition),
        "registered": select(Registration.person_id).where(registered),
        "attended": came(edition),
    }[how.removeprefix("not_")]
    there = Person.id.in_(found)
    return ~there if how.startswith("not_") else there


def named(wave_id: int, *, added: bool) -> Select[int]:
    """Select the persons whom an organiser added to a wave, or left out of it."""
    return select(WavePerson.person_id).filter_by(wave_id=wave_id, added=added)


def count_steps(event: Event, wave: Wave, came: Came) -> dict[str, int]:
    """Count who is left after each condition, in one statement."""
    steps = list_steps(event, wave, came)
    counts = [
        select(func.count()).select_from(Person).where(*rules).scalar_subquery()
        for _, rules in steps
    ]
    row = db.session.execute(select(*counts)).one()
    return dict(zip((name for name, _ in steps), row, strict=True))


def list_meant(event: Event, wave: Wave, came: Came) -> list[int]:
    """List the ids of those who would be written to now."""
    rules = list_steps(event, wave, came)[-1][1]
    query = select(Person.id).where(*rules).order_by(Person.id)
    return list(db.session.scalars(query))


def list_people_by_id(ids: Sequence[int], *, page: int = 1) -> Sequence[Person]:
    """List some people by name, a page of them."""
    query = select(Person).where(Person.id.in_(ids))
    query = query.order_by(Person.search_key, Person.id).limit(PER_PAGE)
    return db.session.scalars(query.offset((page - 1) * PER_PAGE)).all()


def count_by_language(ids: Sequence[int]) -> dict[str, int]:
    """Count how many of some people read each language."""
    query = (
        select(Person.language, func.count())
        .where(Person.id.in_(ids))
        .group_by(Person.language)
    )
    return {str(language): count for language, count in db.session.execute(query)}


def find_people(words: str) -> Sequence[Person]:
    """List the first people whose name has every word."""
    parts = fold(words).split()
    if not parts:
        return []
    query = select(Person).where(
        Person.merged_into_id.is_(None),
        *(Person.search_key.contains(part, autoescape=True) for part in parts),
    )
    query = query.order_by(Person.search_key, Person.id).limit(SHOWN)
    return db.session.scalars(query).all()


def list_named(wave_id: int) -> Sequence[WavePerson]:
    """List who was added to a wave or left out of it, by name."""
    query = (
        select(WavePerson)
        .filter_by(wave_id=wave_id)
        .join(WavePerson.person)
        .options(joinedload(WavePerson.person))
        .order_by(Person.search_key)
    )
    return db.session.scalars(query).all()


def find_named(wave_id: int, person_id: int) -> WavePerson | None:
    """Return what was said of one person, or None."""
    return db.session.get(WavePerson, (wave_id, person_id))


def list_earlier_editions(event: Event) -> Sequence[Event]:
    """List the events that came before, the latest first."""
    query = (
        select(Event)
        .where(Event.starts_at < event.starts_at, Event.parent_id.is_(None))
        .where(Event.id != event.id)
        .order_by(Event.starts_at.desc())
    )
    return db.session.scalars(query).all()


def list_officers() -> Sequence[str]:
    """List the desk officers' labels that can be asked for."""
    query = _unprotected(Mission.desk_officer_label)
    query = query.where(Mission.desk_officer_label != "")
    return db.session.scalars(query.order_by(Mission.desk_officer_label)).all()


def list_countries() -> Sequence[str]:
    """List the countries that can be asked for."""
    return db.session.scalars(_unprotected(Mission.country)).all()


def _unprotected(column: InstrumentedAttribute[str]) -> Select[str]:
    query = select(column).join(Person, Person.id == Mission.person_id)
    return query.where(Person.protected.is_(False)).distinct()


def get_wave(event_id: int, public_id: UUID, *, for_update: bool = False) -> Wave:
    """Return one wave of the event, or answer 404."""
    query = select(Wave).filter_by(event_id=event_id, public_id=public_id)
    if for_update:
        query = query.with_for_update()
    found: Wave = db.one_or_404(query)
    return found


def lock_wave(wave_id: int) -> Wave | None:
    """Return one wave, locked, or None."""
    return db.session.scalar(select(Wave).filter_by(id=wave_id).with_for_update())


def list_waves(event_id: int) -> Sequence[tuple[Wave, int]]:
    """List the event's waves in their order, each with its number of recipients."""
    recipients = (
        select(func.count()).where(WaveRecipient.wave_id == Wave.id).scalar_subquery()
    )
    query = select(Wave, recipients).filter_by(event_id=event_id).order_by(Wave.id)
    return [(wave, count) for wave, count in db.session.execute(query)]


def list_under_way(event_id: int, states: Sequence[Any]) -> Sequence[Wave]:
    """List the event's waves in one of these states."""
    query = select(Wave).where(Wave.event_id == event_id, Wave.state.in_(states))
    return db.session.scalars(query).all()


def list_next(wave_id: int, count: int) -> Sequence[Person]:
    """List the next people of a wave who have not had their turn."""
    query = (
        select(Person)
        .join(WaveRecipient, WaveRecipient.person_id == Person.id)
        .where(WaveRecipient.wave_id == wave_id, WaveRecipient.served.is_(False))
        .order_by(WaveRecipient.person_id)
        .limit(count)
    )
    return db.session.scalars(query).all()


def list_invitations_of(event_id: int, ids: Sequence[int]) -> Sequence[Invitation]:
    """List the invitations of some people to an event, with their links."""
    query = select(Invitation).where(
        Invitation.event_id == event_id, Invitation.person_id.in_(ids)
    )
    return db.session.scalars(query.options(joinedload(Invitation.link))).all()


def mails_of(wave_id: int) -> Select[Any]:
    """Select the ids of the mails of a wave."""
    return select(WaveRecipient.mail_id).where(
        WaveRecipient.wave_id == wave_id, WaveRecipient.mail_id.is_not(None)
    )


def list_recipients(wave_id: int) -> list[int]:
    """List the ids of those whom a confirmed wave is for."""
    query = select(WaveRecipient.person_id).filter_by(wave_id=wave_id)
    return list(db.session.scalars(query))


def count_served(wave_id: int) -> tuple[int, int]:
    """Count who had their turn, and who is to have one at all."""
    served = func.count(case((WaveRecipient.served.is_(True), 1)))
    query = select(served, func.count()).where(WaveRecipient.wave_id == wave_id)
    done, people = db.session.execute(query).one()
    return done, people


def count_progress(wave_id: int) -> AnyRow:
    """Count a wave's recipients by what became of them."""

    def how_many(*rules: Rule) -> ColumnElement[int]:
        return func.count(case((and_(*rules), 1)))

    query = (
        select(
            func.count().label("people"),
            how_many(WaveRecipient.served.is_(True)).label("served"),
            how_many(WaveRecipient.omitted.is_not(None)).label("omitted"),
            *(how_many(Mail.state == state).label(state.value) for state in MailState),
        )
        .select_from(WaveRecipient)
        .outerjoin(Mail, Mail.id == WaveRecipient.mail_id)
        .where(WaveRecipient.wave_id == wave_id)
    )
    return db.session.execute(query).one()
