"""What speakers tell of themselves, and the slides they send."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from eti_events.accounts.limits import DAY, Limit, take
from eti_events.agenda.actions.asking import require_open
from eti_events.agenda.actions.slides import delete_slides
from eti_events.agenda.models import (
    SessionPerson,
    SpeakerAvailability,
    SpeakerProfile,
    SpeakerSlides,
)
from eti_events.agenda.queries.profiles import find_profile, find_slides_of
from eti_events.agenda.speaking_refusals import (
    ConsentNeeded,
    NotAccepted,
    ProfileChanged,
    TooManyFiles,
)
from eti_events.agenda.uploads import PORTRAIT_TYPE, slides_type
from eti_events.audit.actions import record
from eti_events.database import db
from eti_events.events.models import Event
from eti_events.events.rules import require_changeable
from eti_events.files.actions import keep_file, remove_file
from eti_events.files.models import File
from eti_events.multilingual import Multilingual
from eti_events.people.models import Person
from eti_events.registration.actions.inviting import LINK_LIFE
from eti_events.registration.questions.values import Upload

FILES_OF_A_DAY = Limit("speaker_file", 40, DAY)
PHOTO, SLIDES = "speaker_photo", "speaker_slides"


@dataclass(frozen=True, kw_only=True)
class ProfilePlan:
    """What a speaker tells; without ``consent`` none of it is shown to others.

    ``photo`` is what ``portrait`` made of the one that was sent.
    """

    biography: Multilingual = field(default_factory=Multilingual)
    equipment: str = ""
    availabilities: Sequence[tuple[datetime, datetime]] = ()
    consent: bool = False
    photo: bytes | None = None


def write_profile(
    event: Event,
    person: Person,
    plan: ProfilePlan,
    *,
    version: int,
    by: int,
    at: datetime,
) -> SpeakerProfile:
    """Keep what a speaker tells; nothing newer is overwritten unseen."""
    require_open(event, at)
    profile = find_profile(event.id, person.id, for_update=True)
    if (profile.version if profile else 0) != version:
        raise ProfileChanged
    if plan.photo and not plan.consent:
        raise ConsentNeeded
    if profile is None:
        profile = SpeakerProfile(event_id=event.id, person_id=person.id)
        profile.photo, profile.availabilities = None, []
        db.session.add(profile)
    profile.biography, profile.equipment = plan.biography, plan.equipment
    profile.consented_at = (profile.consented_at or at) if plan.consent else None
    profile.changed_at = at
    profile.availabilities = [
        SpeakerAvailability(starts_at=starts_at, ends_at=ends_at)
        for starts_at, ends_at in plan.availabilities
    ]
    _put_photo(event, profile, plan, at)
    record("speaker.profile_written", profile, by=by, at=at, event_id=event.id)
    return profile


def _put_photo(
    event: Event, profile: SpeakerProfile, plan: ProfilePlan, at: datetime
) -> None:
    """Keep a new photo; consent taken back takes the photo along."""
    before = profile.photo
    if plan.photo:
        profile.photo = _keep(
            event,
            profile.person_id,
            PHOTO,
            Upload("portrait.jpg", plan.photo),
            PORTRAIT_TYPE,
            at,
        )
    elif not plan.consent:
        profile.photo = None
    if before and profile.photo is not before:
        db.session.flush()
        remove_file(before)


def remove_photo(event: Event, person: Person, *, by: int, at: datetime) -> None:
    """Forget a speaker's photo at once; twice is once."""
    require_changeable(event)
    profile = find_profile(event.id, person.id, for_update=True)
    if profile is None or profile.photo is None:
        return
    photo, profile.photo = profile.photo, None
    db.session.flush()
    remove_file(photo)
    record("speaker.photo_removed", profile, by=by, at=at, event_id=event.id)


def send_slides(
    event: Event,
    part: SessionPerson,
    upload: Upload | None,
    *,
    shared: bool,
    by: int,
    at: datetime,
) -> None:
    """Keep slides in place of those before, or say anew who may read them."""
    require_changeable(event)
    if not part.comes:
        raise NotAccepted
    slides = find_slides_of(part.id)
    if slides is None and upload is None:
        return
    before = None
    if upload:
        kind = slides_type(upload.name, upload.content)
        file = _keep(event, part.person_id, SLIDES, upload, kind, at)
        before = slides.file if slides else None
        slides = slides or SpeakerSlides(part_id=part.id)
        slides.file, slides.sent_at = file, at
        db.session.add(slides)
    assert slides  # noqa: S101 -- there were some, or they were just sent
    slides.shared = shared
    db.session.flush()
    if before:
        remove_file(before)
    record("speaker.slides_sent", slides, by=by, at=at, event_id=event.id)


def remove_slides(
    event: Event, slides: SpeakerSlides, *, by: int, at: datetime
) -> None:
    """Forget slides at once."""
    require_changeable(event)
    record("speaker.slides_removed", slides, by=by, at=at, event_id=event.id)
    delete_slides(slides)


def _keep(
    event: Event, person_id: int, purpose: str, upload: Upload, kind: str, at: datetime
) -> File:
    if not take(FILES_OF_A_DAY, f"{event.id} {person_id}", at=at):
        raise TooManyFiles
    return keep_file(
        upload.content,
        purpose=purpose,
        name=upload.name,
        media_type=kind,
        at=at,
        event_id=event.id,
        owner_id=person_id,
        erase_at=event.ends_at + LINK_LIFE if purpose == PHOTO else None,
    )
