"""Needs, which are health data, and consents, given one by one and taken back alike."""

from collections.abc import Mapping
from datetime import datetime

from eti_events.audit.actions import record
from eti_events.database import db, insert_row
from eti_events.registration import queries
from eti_events.registration.answers import CONSENT_TEXTS, Answers
from eti_events.registration.models import (
    Consent,
    ConsentPurpose,
    Need,
    NeedKind,
    Registration,
)
from eti_events.registration.needs.queries import list_needs
from eti_events.registration.refusals import NeedsWithoutConsent


def write_needs(
    registration: Registration, answers: Answers, *, fresh: bool, at: datetime
) -> None:
    """Keep needs that were typed, forget those to erase; all go with the consent."""
    agreed = answers.consents.get(ConsentPurpose.NEEDS)
    if answers.needs and not agreed:
        raise NeedsWithoutConsent
    if agreed is None:
        return
    rows = () if fresh else list_needs(registration.id)
    known = {need.kind: need for need in rows}
    for kind, need in known.items():
        if not agreed or kind in answers.erased:
            db.session.delete(need)
    _keep(registration, answers.needs, known, at)


def _keep(
    registration: Registration,
    typed: Mapping[NeedKind, str],
    known: Mapping[NeedKind, Need],
    at: datetime,
) -> None:
    for kind, text in typed.items():
        if need := known.get(kind):
            need.text, need.given_at = text, at
        else:
            db.session.add(
                Need(registration_id=registration.id, kind=kind, text=text, given_at=at)
            )


def write_consents(
    registration: Registration, answers: Answers, *, fresh: bool, at: datetime
) -> None:
    """Note each consent that is new and each that is taken back, with text and time."""
    if not answers.consents:
        return
    event_id, person_id = registration.event_id, registration.person_id
    rows = () if fresh else queries.list_consents(person_id, event_id)
    standing = {consent.purpose: consent for consent in rows}
    given = {purpose for purpose, agreed in answers.consents.items() if agreed}
    for purpose in (standing.keys() & answers.consents.keys()) - given:
        standing[purpose].withdrawn_at = at
        _record("consent.withdrawn", purpose, registration, at)
    for purpose in sorted(given - standing.keys()):
        insert_row(
            Consent,
            person_id=person_id,
            event_id=event_id,
            purpose=purpose,
            text_version=CONSENT_TEXTS,
            language=answers.language,
            given_at=at,
        )
        _record("consent.given", purpose, registration, at)


def _record(
    action: str, purpose: ConsentPurpose, registration: Registration, at: datetime
) -> None:
    record(
        action,
        registration,
        by=registration.person_id,
        at=at,
        event_id=registration.event_id,
        purpose=purpose.value,
    )
