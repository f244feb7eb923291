"""How much there still is of what will be erased, and what should be gone."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, func, select

from eti_events.agenda.models import (
    Session,
    SessionPerson,
    SpeakerProfile,
    SpeakerSlides,
)
from eti_events.audit.actions import KEPT as LINES_KEPT
from eti_events.audit.models import AuditLine
from eti_events.audit.queries import find_last_to_forget
from eti_events.checkin.erasing import KEPT as SCANS_KEPT
from eti_events.checkin.fold import ScanKind
from eti_events.checkin.models import Scan, WalkIn
from eti_events.database import db
from eti_events.events.models import Event
from eti_events.formalities.models import Formality
from eti_events.messages.models import Mail
from eti_events.people.actions import KEPT as CHANGES_KEPT
from eti_events.people.models import RosterChange, RosterImport
from eti_events.registration.actions.erasing import NEEDS_KEPT
from eti_events.registration.actions.unimporting import KEPT as ROWS_KEPT
from eti_events.registration.imports.queries import rows_of_ended
from eti_events.registration.models import (
    Answer,
    ImportedRow,
    Need,
    Question,
    Registration,
    RegistrationImport,
)
from eti_events.registration.needs.queries import needs_of_ended


def count_kept(event_id: int) -> dict[str, int]:
    """Count what is kept for a time about an event, and of imports of the roster."""
    own = select(Registration.id).filter_by(event_id=event_id)
    lists = select(RegistrationImport.id).filter_by(event_id=event_id)
    counts = {
        "needs": select(func.count()).where(Need.registration_id.in_(own)),
        "formalities": select(func.count()).where(Formality.registration_id.in_(own)),
        "scans": select(func.count()).where(Scan.event_id == event_id),
        "walk_ins": select(func.count()).where(WalkIn.event_id == event_id),
        "list_rows": select(func.count()).where(ImportedRow.import_id.in_(lists)),
        "speakers": select(func.count()).where(SpeakerProfile.event_id == event_id),
        "slides": select(func.count())
        .select_from(SpeakerSlides)
        .join(SpeakerSlides.part)
        .join(SessionPerson.session)
        .where(Session.event_id == event_id),
        "mails": select(func.count()).where(
            Mail.event_id == event_id, Mail.body.is_not(None)
        ),
        "roster_rows": select(func.count(RosterChange.id)),
        "audit_lines": select(func.count()).where(AuditLine.event_id == event_id),
    }
    query = select(*(one.scalar_subquery().label(n) for n, one in counts.items()))
    return dict(db.session.execute(query).mappings().one())


def count_answers(event_id: int) -> Sequence[tuple[int, int]]:
    """Count the answers that are kept for so many days: days, how many."""
    query = (
        select(Question.keep_days, func.count(Answer.id))
        .join(Answer, Answer.question_id == Question.id)
        .where(Question.event_id == event_id, Question.keep_days.is_not(None))
        .group_by(Question.keep_days)
        .order_by(Question.keep_days)
    )
    return [(days or 0, count) for days, count in db.session.execute(query)]


def count_overdue(at: datetime) -> dict[str, int]:
    """Count what a purge at that time should have erased."""
    old = {
        "needs": needs_of_ended(at - NEEDS_KEPT),
        "scans": _at_ended(Scan, at).where(
            Scan.kind != ScanKind.UNDO, Scan.received_at < at
        ),
        "people who asked to come in": _at_ended(WalkIn, at).where(
            WalkIn.asked_at < at
        ),
        "rows of lists": rows_of_ended(at - ROWS_KEPT),
        "values before an import of the roster": select(RosterChange.id)
        .join(RosterImport, RosterImport.id == RosterChange.import_id)
        .where(RosterImport.committed_at <= at - CHANGES_KEPT),
    }
    found = {
        what: db.session.scalar(select(func.count()).select_from(rows.subquery())) or 0
        for what, rows in old.items()
    }
    line = find_last_to_forget(at - LINES_KEPT)
    return {**found, "audit lines": 1 if line else 0}


def _at_ended(model: type[Scan | WalkIn], at: datetime) -> Select[int]:
    return (
        select(model.id)
        .join(Event, Event.id == model.event_id)
        .where(Event.ends_at < at - SCANS_KEPT)
    )
