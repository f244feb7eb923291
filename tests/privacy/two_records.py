"""Two records of one person, furnished with whatever may hang on a record."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import select

from eti_events.accounts.actions import make_link
from eti_events.accounts.models import AccessLink, LinkPurpose, Role, SignIn, SignInKind
from eti_events.agenda.kinds import SessionRole
from eti_events.agenda.models import (
    SessionPerson,
    Speaker,
    SpeakerAssistant,
    SpeakerProfile,
)
from eti_events.calendars.models import CalendarEntry
from eti_events.database import Base, db, transaction
from eti_events.events.models import Event
from eti_events.multilingual import Multilingual
from eti_events.names import fold
from eti_events.people.models import Correction, DeskOfficer, Person, PersonEmail
from eti_events.registration.models import (
    Category,
    ChangeRequest,
    Invitation,
    Need,
    NeedKind,
    Note,
    PersonTag,
    Registration,
    RegistrationState,
    RequestKind,
    Tag,
    Wave,
    WaveKind,
    WavePerson,
    WaveRecipient,
    WaveState,
)
from eti_events.reports.models import SavedView
from eti_events.security import digest
from tests.agenda.building import make_session
from tests.examples import new_codes
from tests.factories import (
    BEFORE,
    FAR,
    agree,
    grant,
    make_mail,
    make_mission,
    make_person,
    make_registration,
    make_scan,
    make_ticket,
    saved,
)

AT = BEFORE + timedelta(days=1)
NOT_COMPARED = frozenset({"audit_line", "person_merge", "due_row"})  # what is written

Rows = Mapping[str, list[dict[str, object]]]


def dump(*, without: Collection[str] = NOT_COMPARED) -> Rows:
    """Return every row of every table; versions go on counting, so they are left."""
    found = {}
    for table in Base.metadata.sorted_tables:
        if table.name in without:
            continue
        columns = [column for column in table.columns if column.name != "version"]
        query = select(*columns).order_by(*table.primary_key.columns)
        rows = db.session.execute(query).mappings()
        found[table.name] = [dict(row) for row in rows]
    db.session.rollback()
    return found


def count_rows() -> dict[str, int]:
    return {name: len(rows) for name, rows in dump().items()}


def world(event: Event) -> dict[str, int]:
    """Make what both records may share: a tag, a wave, an author."""
    author = make_person()
    wave = saved(
        Wave(
            event_id=event.id,
            kind=WaveKind.INVITATION,
            category=Category.EXPERT,
            state=WaveState.RUNNING,
            started_at=BEFORE,
            counted_at=BEFORE,
            created_at=BEFORE,
        )
    )
    tag = saved(Tag(event_id=event.id, name="Presse", key=fold("Presse")))
    shared = {"author": author.id, "wave": wave.id, "tag": tag.id}
    return shared | {"session": make_session(event).id}


def registered(event: Event, person: Person, state: RegistrationState) -> Registration:
    """Register with all that hangs on a registration."""
    row = make_registration(event, person, state=state)
    if state is RegistrationState.CONFIRMED:
        make_ticket(row, **new_codes())
    saved(
        ChangeRequest(
            registration_id=row.id,
            kind=RequestKind.CANCEL,
            words="?",
            asked_at=BEFORE,
            asked_by=person.id,
        )
    )
    return row


def _need(kind: NeedKind) -> Callable[[Event, Person, dict[str, int]], None]:
    def add(event: Event, person: Person, shared: dict[str, int]) -> None:
        if row := _registration(event, person):
            saved(
                Need(registration_id=row.id, kind=kind, text="rampe", given_at=BEFORE)
            )

    return add


def _registration(event: Event, person: Person) -> Registration | None:
    query = select(Registration).filter_by(event_id=event.id, person_id=person.id)
    return db.session.scalar(query)


def _consent(
    withdrawn: datetime | None, given: datetime = BEFORE
) -> Callable[..., None]:
    def add(event: Event, person: Person, shared: dict[str, int]) -> None:
        agree(person.id, event.id, given_at=given, withdrawn_at=withdrawn)

    return add


def _scan(event: Event, person: Person, shared: dict[str, int]) -> None:
    if row := _registration(event, person):
        make_scan(event, row, at=BEFORE)


def _mail(event: Event, person: Person, shared: dict[str, int]) -> None:
    make_mail(event, person, subject="?", body=b"?", due_at=FAR)


def _links(event: Event, person: Person, shared: dict[str, int]) -> None:
    for purpose in (LinkPurpose.INVITATION, LinkPurpose.SIGN_IN):
        with transaction():
            make_link(person.id, purpose, at=BEFORE, expires_at=FAR, event_id=event.id)


def _invitation(event: Event, person: Person, shared: dict[str, int]) -> None:
    link = db.session.scalar(select(AccessLink.id).filter_by(person_id=person.id))
    saved(
        Invitation(
            event_id=event.id, person_id=person.id, link_id=link, invited_at=BEFORE
        )
    )


def _session(event: Event, person: Person, shared: dict[str, int]) -> None:
    saved(
        SignIn(
            token_hash=digest(str(uuid4())),
            person_id=person.id,
            kind=SignInKind.INVITATION,
            created_at=BEFORE,
            last_seen_at=BEFORE,
            expires_at=FAR,
        )
    )


def _mission(event: Event, person: Person, shared: dict[str, int]) -> None:
    mission = make_mission(person)
    saved(
        Correction(
            person_id=person.id,
            mission_id=mission.id,
            field="city",
            roster_value="Dakar",
            corrected_value="Thiès",
            corrected_at=BEFORE,
        )
    )


def _correction(event: Event, person: Person, shared: dict[str, int]) -> None:
    saved(
        Correction(
            person_id=person.id,
            field="given_name",
            roster_value="Alicks",
            corrected_value=person.given_name,
            corrected_at=BEFORE,
        )
    )


def _view(event: Event, person: Person, shared: dict[str, int]) -> None:
    own = {"owner_id": person.id, "name": "Presse", "query": "", "saved_at": BEFORE}
    saved(SavedView(event_id=event.id, **own))


def _part(event: Event, person: Person, shared: dict[str, int]) -> None:
    part = {"session_id": shared["session"], "role": SessionRole.SPEAKER}
    saved(SessionPerson(person_id=person.id, **part))
    about = {"biography": Multilingual(fr="Juriste"), "changed_at": BEFORE}
    saved(SpeakerProfile(event_id=event.id, person_id=person.id, **about))
    saved(Speaker(event_id=event.id, person_id=person.id))


def _assists(event: Event, person: Person, shared: dict[str, int]) -> None:
    speaker = saved(Speaker(event_id=event.id, person_id=make_person().id))
    with transaction():
        link, _token = make_link(
            person.id, LinkPurpose.INVITATION, at=BEFORE, expires_at=FAR
        )
        row = SpeakerAssistant(speaker_id=speaker.id, named_at=BEFORE)
        row.person_id, row.link = person.id, link
        db.session.add(row)


def _calendar(event: Event, person: Person, shared: dict[str, int]) -> None:
    saved(
        CalendarEntry(
            event_id=event.id,
            person_id=person.id,
            subject_kind="event_day",
            subject_id=uuid4(),
            changed_at=BEFORE,
        )
    )


FURNITURE: Mapping[str, Callable[[Event, Person, dict[str, int]], object]] = {
    "access need": _need(NeedKind.ACCESS),
    "diet": _need(NeedKind.DIET),
    "scan": _scan,
    "mail": _mail,
    "links": _links,
    "invitation": _invitation,
    "session": _session,
    "mission": _mission,
    "correction": _correction,
    "consent": _consent(None),
    "consent withdrawn": _consent(BEFORE + timedelta(hours=1)),
    "role": lambda event, person, shared: grant(person, Role.TRAINER, event),
    "desk": lambda event, person, shared: (
        saved(DeskOfficer(label=f"R {uuid4().hex[:6]}", person_id=person.id)) and None
    ),
    "note": lambda event, person, shared: (
        saved(
            Note(
                event_id=event.id,
                person_id=person.id,
                author_id=shared["author"],
                text="?",
                written_at=BEFORE,
            )
        )
        and None
    ),
    "tag": lambda event, person, shared: (
        saved(PersonTag(tag_id=shared["tag"], person_id=person.id)) and None
    ),
    "named in a wave": lambda event, person, shared: (
        saved(WavePerson(wave_id=shared["wave"], person_id=person.id, added=True))
        and None
    ),
    "wave": lambda event, person, shared: (
        saved(WaveRecipient(wave_id=shared["wave"], person_id=person.id)) and None
    ),
    "address": lambda event, person, shared: (
        saved(
            PersonEmail(person_id=person.id, email_key=f"{uuid4().hex}@exemple.invalid")
        )
        and None
    ),
    "view": _view,
    "part": _part,
    "assists": _assists,
    "calendar": _calendar,
}


def furnish(
    event: Event, person: Person, names: Collection[str], shared: dict[str, int]
) -> None:
    """Add what is named, in a fixed order."""
    for name, add in FURNITURE.items():
        if name in names:
            add(event, person, shared)
