"""Forgetting what speakers told for one event, once it has served."""

from collections import Counter
from datetime import datetime, timedelta

from sqlalchemy import delete

from eti_events.agenda.actions.slides import delete_slides
from eti_events.agenda.models import SpeakerAnswer
from eti_events.agenda.queries.assistants import assistants_of_ended
from eti_events.agenda.queries.profiles import profiles_of_ended, slides_of_ended
from eti_events.agenda.queries.speaking import answers_of_ended, count_answers_of_ended
from eti_events.audit.actions import record
from eti_events.database import db
from eti_events.files.actions import remove_file

KEPT = timedelta(days=30)  # after the event, as the links that brought it
SLIDES_KEPT = timedelta(days=396)  # as registrations: thirteen months


def forget_speakers(at: datetime) -> None:
    """Erase reasons, proposals, assistants, portraits, biographies; later the slides.

    Who spoke where stays.
    """
    counts: Counter[int] = Counter()
    for event_id, count in count_answers_of_ended(at - KEPT):
        counts[event_id] += count
    db.session.execute(
        delete(SpeakerAnswer)
        .where(SpeakerAnswer.id.in_(answers_of_ended(at - KEPT)))
        .execution_options(synchronize_session=False)
    )
    for profile in profiles_of_ended(at - KEPT):
        counts[profile.event_id] += 1
        photo = profile.photo
        db.session.delete(profile)
        if photo:
            db.session.flush()  # the profile lets go of the file first
            remove_file(photo)
    for assistant in assistants_of_ended(at - KEPT):
        counts[assistant.speaker.event_id] += 1
        db.session.delete(assistant)
    for slides in slides_of_ended(at - SLIDES_KEPT):
        counts[slides.part.session.event_id] += 1
        delete_slides(slides)
    for event_id, count in counts.items():
        record("speakers.erased", by=None, at=at, event_id=event_id, count=count)
