"""Answering an access need, so that its person knows before travelling."""

from dataclasses import dataclass
from datetime import datetime

from eti_events.audit.actions import record
from eti_events.database import db
from eti_events.events.models import Event
from eti_events.registration import queries
from eti_events.registration.actions import notices
from eti_events.registration.actions.drafts import require_to_come
from eti_events.registration.models import NeedAnswer, NeedProgress, Registration
from eti_events.registration.needs.queries import find_access_need, find_any_answer
from eti_events.registration.refusals import AnsweredByColleague, NoAccessNeed


@dataclass(frozen=True, kw_only=True)
class AccessAnswer:
    """What one of the need's readers answers; ``version`` is the answer they saw."""

    progress: NeedProgress
    arranged_by: str
    text: str
    version: int


def answer_access(
    event: Event,
    registration: Registration,
    answer: AccessAnswer,
    *,
    by: int,
    at: datetime,
) -> None:
    """Write the answer beside the need, and tell the person that there is one.

    The line of the log is about the need, by its id: a line about the registration
    would tell every organiser that there is one.
    """
    require_to_come(event, at)
    person = queries.lock_person(registration.person_id)
    need = find_access_need(registration.id)
    if need is None:
        raise NoAccessNeed
    row = find_any_answer(need.id)
    if row and row.answered_at >= need.given_at and _same(row, answer):
        return
    if (row.version if row else 0) != answer.version:
        raise AnsweredByColleague
    if row is None:
        row = NeedAnswer(need_id=need.id)
        db.session.add(row)
    row.progress, row.arranged_by = answer.progress, answer.arranged_by
    row.text, row.answered_at, row.answered_by = answer.text, at, by
    record("needs.answered", need, by=by, at=at, event_id=event.id)
    notices.tell_of_answer(person, event, at=at)


def _same(row: NeedAnswer, answer: AccessAnswer) -> bool:
    return (row.progress, row.arranged_by, row.text) == (
        answer.progress,
        answer.arranged_by,
        answer.text,
    )
