"""Standing in the directory, and leaving it."""

from datetime import datetime, timedelta

from eti_events.events.models import Event
from eti_events.events.rules import require_changeable
from eti_events.meetings.refusals import DirectoryOver, NotConfirmed
from eti_events.registration.actions.needs import write_consents
from eti_events.registration.answers import Answers
from eti_events.registration.models import ConsentPurpose, RegistrationState
from eti_events.registration.places.queries import lock_persons
from eti_events.registration.queries import find_registration

SHOWN = timedelta(days=30)  # after the event, as the consent says


def is_over(event: Event, at: datetime) -> bool:
    """Whether nobody reads the directory any more."""
    return at > event.ends_at + SHOWN


def stand_in_directory(
    event: Event, person_id: int, language: str, *, agreed: bool, at: datetime
) -> None:
    """Note the consent with its text and time, or that it is withdrawn, at once."""
    lock_persons([person_id])
    registration = find_registration(event.id, person_id)
    if registration is None:
        raise NotConfirmed
    if agreed:
        require_changeable(event)
        if registration.state is not RegistrationState.CONFIRMED:
            raise NotConfirmed
        if is_over(event, at):
            raise DirectoryOver
    answers = Answers(consents={ConsentPurpose.DIRECTORY: agreed}, language=language)
    write_consents(registration, answers, fresh=False, at=at)
