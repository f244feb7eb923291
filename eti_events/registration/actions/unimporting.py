"""Undoing a list: what it made is cancelled or withdrawn, what has lived stays."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from eti_events.accounts.models import AccessLink
from eti_events.audit.actions import record, record_erased
from eti_events.database import db
from eti_events.errors import Refusal
from eti_events.events.models import Event
from eti_events.messages.many import take_back_all
from eti_events.people.models import ImportState
from eti_events.people.queries import uses_since
from eti_events.registration.actions.deciding import cancel
from eti_events.registration.imports import queries
from eti_events.registration.imports.refusals import ListErased, NotTheLastList
from eti_events.registration.models import (
    ImportedRow,
    RegistrationImport,
    RegistrationState,
)
from eti_events.registration.places.queries import lock_persons
from eti_events.registration.queries import list_answered

KEPT = timedelta(days=30)  # after the event
USED, ANSWERED, REFUSED, GONE = "used", "answered", "refused", "gone"


def undo_list(
    event: Event, made: RegistrationImport, *, by: int, at: datetime
) -> Sequence[ImportedRow]:
    """Cancel or withdraw what the last import made; return the rows that stay.

    A row stays where somebody has done something with it or with the person since.
    """
    if not _is_last(event, made):
        raise NotTheLastList
    if at >= event.ends_at + KEPT:
        raise ListErased
    rows = queries.list_rows(made.id)
    lock_persons({row.person_id for row in rows})
    since = made.committed_at or at
    used = {n for n, where in _uses(rows, since).items() if where - {"mail"}}
    _cancel(event, [row for row in rows if row.registration_id], used, by, at)
    _withdraw(event, [row for row in rows if row.invitation_id], used, at)
    kept = [row for row in rows if row.kept_why]
    made.state, made.undone_at = ImportState.UNDONE, at
    made.report = {
        **made.report,
        "undone": len(rows) - len(kept),
        "kept": len(kept),
    }
    record(
        "list.import_undone",
        made,
        by=by,
        at=at,
        event_id=event.id,
        undone=len(rows) - len(kept),
        kept=len(kept),
    )
    return kept


def can_be_undone(event: Event, made: RegistrationImport, at: datetime) -> bool:
    """Whether the list is the event's last one, and its rows are still kept."""
    return _is_last(event, made) and at < event.ends_at + KEPT


def forget_rows(at: datetime) -> None:
    """Erase which row brought whom, a month after the event; the counts stay."""
    for event_id, count in queries.count_rows_of_ended(at - KEPT):
        record_erased("list_rows", count, at=at, event_id=event_id)
    queries.delete_rows_of_ended(at - KEPT)


def _is_last(event: Event, made: RegistrationImport) -> bool:
    last = queries.find_last_committed(event.id)
    return last is not None and last.id == made.id


def _uses(rows: Sequence[ImportedRow], since: datetime) -> dict[int, set[str]]:
    return dict(uses_since({row.person_id for row in rows}, since))


def _cancel(
    event: Event, rows: Sequence[ImportedRow], used: set[int], by: int, at: datetime
) -> None:
    standing = queries.find_registrations({row.registration_id or 0 for row in rows})
    for row in rows:
        registration = standing.get(row.registration_id or 0)
        if registration is None:
            row.kept_why = GONE
        elif (
            registration.state is not RegistrationState.CONFIRMED
            or registration.version != row.version
            or row.person_id in used
        ):
            row.kept_why = USED
        else:
            try:
                with db.session.begin_nested():
                    cancel(event, registration, by=by, at=at)
            except Refusal:
                row.kept_why = REFUSED


def _withdraw(
    event: Event, rows: Sequence[ImportedRow], used: set[int], at: datetime
) -> None:
    """Take the invitations back with their mails; links that left open nothing."""
    standing = queries.find_invitations({row.invitation_id or 0 for row in rows})
    answered = list_answered(event.id, {row.person_id for row in rows})
    mails = set()
    for row in rows:
        invitation = standing.get(row.invitation_id or 0)
        if invitation is None:
            row.kept_why = GONE
        elif row.person_id in answered:
            row.kept_why = ANSWERED
        elif (
            row.person_id in used or invitation.last_mailed_at != invitation.invited_at
        ):
            row.kept_why = USED
        else:
            mails.add(row.mail_id or 0)
            if link := db.session.get(AccessLink, invitation.link_id or 0):
                link.revoked_at = at
            db.session.delete(invitation)
    take_back_all(queries.mails_among(mails))
