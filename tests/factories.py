"""Ready-made rows: a test names only what it is about."""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any, TypeVar
from uuid import uuid4
from zoneinfo import ZoneInfo

from flask.testing import FlaskClient

from eti_events.accounts.models import Grant, Role, SignIn, SignInKind
from eti_events.checkin.fold import Direction, ScanKind
from eti_events.checkin.models import Device, Scan, ScanInput
from eti_events.checkin.verdicts import Verdict
from eti_events.database import Base, db, transaction
from eti_events.events.models import (
    Counter,
    Event,
    EventDay,
    EventKind,
    EventState,
    HalfDay,
    Period,
    PointKind,
    Room,
    ScanPoint,
    Zone,
    ZoneKind,
)
from eti_events.messages.models import Mail
from eti_events.multilingual import Multilingual
from eti_events.names import fold
from eti_events.people.models import (
    Commissioner,
    Language,
    Mission,
    Person,
    Region,
    Status,
    Theme,
)
from eti_events.registration.codes import code_hash
from eti_events.registration.models import (
    Category,
    Consent,
    ConsentPurpose,
    HeldPlace,
    Registration,
    RegistrationState,
    Ticket,
)
from eti_events.security import digest, new_token

BEFORE = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
FIRST_DAY = date(2096, 8, 30)  # far off, so that views that ask the clock find it open
FAR = datetime(2097, 1, 1, tzinfo=UTC)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)

HOURS = {Period.MORNING: (8, 13), Period.AFTERNOON: (13, 18)}

Row = TypeVar("Row", bound=Base)
_numbers = count(1)


def saved(row: Row) -> Row:
    """Write the row in a transaction of its own."""
    with transaction():
        db.session.add(row)
    return row


def make_person(
    *,
    given_name: str = "Alix",
    family_name: str = "",
    email: str | None = None,
    language: Language = Language.FRENCH,
    protected: bool = False,
) -> Person:
    number = next(_numbers)
    family_name = family_name or f"Verveine-{number}"
    email = email or f"person{number}@exemple.invalid"
    return saved(
        Person(
            given_name=given_name,
            family_name=family_name,
            search_key=fold(f"{given_name} {family_name}"),
            email=email,
            email_key=email.lower(),
            language=language,
            protected=protected,
            created_at=BEFORE,
        )
    )


def make_mission(
    person: Person,
    *,
    commissioner: Commissioner = Commissioner.MEAE,
    country: str = "SN",
    region: Region = Region.AFRICA,
    first_departure: bool = False,
    desk_officer_label: str = "Référent Afrique",
) -> Mission:
    return saved(
        Mission(
            person_id=person.id,
            identifier=f"ETI-{next(_numbers)}",
            status=Status.ETI,
            commissioner=commissioner,
            country=country,
            region=region,
            theme=Theme.GOVERNANCE,
            start_on=date(2095, 9, 1),
            end_on=date(2098, 8, 31),
            first_departure=first_departure,
            desk_officer_label=desk_officer_label,
        )
    )


def make_event(
    *,
    kind: EventKind = EventKind.ETI_DAYS,
    places: int | None = 300,
    parent: Event | None = None,
    time_zone: str = "Europe/Paris",
    first_day: date = FIRST_DAY,
    days: int = 2,
    state: EventState = EventState.OPEN,
) -> Event:
    """Make an event of full days, with an entrance and a capacity."""
    number = next(_numbers)
    zone = ZoneInfo(time_zone)
    dates = [first_day + timedelta(days=n) for n in range(days)]
    event = Event(
        slug=f"event-{number}",
        kind=kind,
        parent_id=parent.id if parent else None,
        state=state,
        name=Multilingual(fr=f"Journées {number}", en=f"Days {number}"),
        venue=Multilingual(fr="Institut (fictif)", en="Institute (fictional)"),
        time_zone=time_zone,
        registration_opens_at=LONG_AGO,
        registration_closes_at=datetime(2096, 8, 1, 16, 0, tzinfo=UTC),
        starts_at=_at(dates[0], 8, zone),
        ends_at=_at(dates[-1], 18, zone),
        created_at=BEFORE,
        contact_email="contact@exemple.invalid",
    )
    with transaction():
        db.session.add(event)
        db.session.flush()
        for on in dates:
            day = EventDay(event_id=event.id, on=on)
            db.session.add(day)
            db.session.flush()
            for period, (start, end) in HOURS.items():
                db.session.add(
                    HalfDay(
                        event_id=event.id,
                        day_id=day.id,
                        period=period,
                        starts_at=_at(on, start, zone),
                        ends_at=_at(on, end, zone),
                    )
                )
        building = Zone(
            event_id=event.id,
            kind=ZoneKind.BUILDING,
            name=Multilingual(fr="Bâtiment", en="Building"),
        )
        db.session.add(building)
        db.session.flush()
        db.session.add_all(
            [
                ScanPoint(
                    event_id=event.id,
                    zone_id=building.id,
                    kind=PointKind.ENTRANCE,
                    name=Multilingual(fr="Entrée principale", en="Main entrance"),
                ),
                Counter(event_id=event.id, scope="event", limit=places),
                Room(
                    event_id=event.id,
                    code="AMPHI",
                    name=Multilingual(fr="Amphithéâtre", en="Auditorium"),
                    capacity=300,
                ),
            ]
        )
    return event


def make_registration(
    event: Event,
    person: Person | None = None,
    *,
    state: RegistrationState = RegistrationState.CONFIRMED,
    category: Category = Category.EXPERT,
    first_departure: bool = False,
    mission: Mission | None = None,
) -> Registration:
    """Make a registration for every half-day, without ticket or mail.

    One that is confirmed holds its place, whatever the limit.
    """
    person = person or make_person()
    half_days = list(db.session.query(HalfDay).filter_by(event_id=event.id))
    waits = state is RegistrationState.WAITING
    registration = saved(
        Registration(
            event_id=event.id,
            person_id=person.id,
            state=state,
            category=category,
            first_departure=first_departure,
            mission_id=mission.id if mission else None,
            created_at=BEFORE,
            changed_at=BEFORE,
            submitted_at=BEFORE,
            confirmed_at=BEFORE if state is RegistrationState.CONFIRMED else None,
            waiting_since=BEFORE if waits else None,
            half_days=half_days,
        )
    )
    if state is RegistrationState.CONFIRMED:
        with transaction():
            counter = db.session.query(Counter).filter_by(event_id=event.id).one()
            counter.taken += 1
            db.session.add(
                HeldPlace(counter_id=counter.id, registration_id=registration.id)
            )
    return registration


def make_ticket(
    registration: Registration, *, code: str, short_code: str = "ABCD2345"
) -> Ticket:
    """Issue a ticket with a code that the test knows."""
    event = db.session.get_one(Event, registration.event_id)
    return saved(
        Ticket(
            event_id=event.root_id,
            person_id=registration.person_id,
            code=code,
            code_hash=code_hash(code),
            short_code=short_code,
            short_hash=code_hash(short_code),
            issued_at=BEFORE,
        )
    )


def agree(
    person_id: int,
    event_id: int,
    purpose: ConsentPurpose = ConsentPurpose.IMAGE_PRESS,
    *,
    given_at: datetime = BEFORE,
    withdrawn_at: datetime | None = None,
) -> Consent:
    """Have somebody agree to something at an event."""
    return saved(
        Consent(
            person_id=person_id,
            event_id=event_id,
            purpose=purpose,
            text_version="1",
            language="fr",
            given_at=given_at,
            withdrawn_at=withdrawn_at,
        )
    )


def make_mail(event: Event, person: Person | None = None, **changes: Any) -> Mail:
    """Have a confirmation wait to be sent."""
    values = {
        "message_id": f"<{next(_numbers)}@exemple.invalid>",
        "person_id": person and person.id,
        "event_id": event.id,
        "template": "registration/confirmed",
        "language": "fr",
        "recipient": (person and person.email) or "a@exemple.invalid",
        "subject": "",
        "queued_at": BEFORE,
        "due_at": BEFORE,
    }
    return saved(Mail(**(values | changes)))


def make_scan(
    event: Event,
    registration: Registration,
    *,
    at: datetime,
    verdict: Verdict = Verdict.WELCOME,
    undoes: Scan | None = None,
) -> Scan:
    """Record what a device at the event's entrance saw, and what it was told."""
    point = db.session.query(ScanPoint).filter_by(event_id=event.id).first()
    assert point is not None
    number = next(_numbers)
    device = saved(
        Device(
            event_id=event.root_id,
            name=f"Poste {number}",
            token_hash=digest(f"device {number}"),
            paired_at=BEFORE,
            expires_at=FAR,
        )
    )
    return saved(
        Scan(
            scan_id=uuid4(),
            device_id=device.id,
            seq=1,
            event_id=event.id,
            point_id=point.id,
            zone_id=point.zone_id,
            kind=ScanKind.UNDO if undoes else ScanKind.SCAN,
            direction=Direction.IN,
            input=ScanInput.CAMERA,
            registration_id=registration.id,
            undoes=undoes.scan_id if undoes else None,
            device_time=at,
            offset_ms=0,
            effective_at=at,
            received_at=at,
            verdict=Verdict.UNDONE if undoes else verdict,
        )
    )


def grant(person: Person, role: Role, event: Event | None = None) -> Grant:
    return saved(
        Grant(
            person_id=person.id,
            role=role,
            event_id=event.id if event else None,
            starts_at=LONG_AGO,
        )
    )


def sign_in(
    client: FlaskClient,
    person: Person,
    *,
    kind: SignInKind = SignInKind.INVITATION,
    event: Event | None = None,
) -> None:
    """Give the client a session of that kind, as the sign-in pages would."""
    token = new_token()
    now = datetime.now(UTC)
    saved(
        SignIn(
            token_hash=digest(token),
            person_id=person.id,
            kind=kind,
            event_id=event.id if event else None,
            created_at=now,
            last_seen_at=now,
            expires_at=FAR,
        )
    )
    with client.session_transaction() as session:
        session["_user_id"] = token


def sign_in_staff(
    client: FlaskClient, role: Role = Role.ORGANISER, event: Event | None = None
) -> Person:
    """Sign in a new member of staff with that role for the event or the network."""
    person = make_person()
    grant(person, role, event)
    sign_in(client, person, kind=SignInKind.STAFF)
    return person


def _at(on: date, hour: int, zone: ZoneInfo) -> datetime:
    return datetime(on.year, on.month, on.day, hour, tzinfo=zone)
