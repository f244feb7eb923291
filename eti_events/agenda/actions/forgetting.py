"""Forgetting what speakers told for one event, once it has served."""

from datetime import datetime, timedelta

from sqlalchemy import delete

from eti_events.agenda.models import SpeakerAnswer
from eti_events.agenda.queries.speaking import answers_of_ended, count_answers_of_ended
from eti_events.audit.actions import record
from eti_events.database import db

ANSWERS_KEPT = timedelta(days=30)  # after the event, as the links that brought them


def forget_speakers(at: datetime) -> None:
    """Erase why people declined and whom they proposed; that they did stays."""
    ended = at - ANSWERS_KEPT
    for event_id, count in count_answers_of_ended(ended):
        record(
            "speakers.answers_erased", by=None, at=at, event_id=event_id, count=count
        )
    db.session.execute(
        delete(SpeakerAnswer)
        .where(SpeakerAnswer.id.in_(answers_of_ended(ended)))
        .execution_options(synchronize_session=False)
    )
