"""What a person answers on the form, free of the web."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from eti_events.registration.models import ConsentPurpose, NeedKind
from eti_events.registration.questions.values import Values

CONSENT_TEXTS = "2026-11"  # change it whenever a sentence of the form's consents does


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What was typed and ticked; what was not asked stays as it is.

    ``details`` holds what the person says of themselves, by column of person or
    mission; a column that is left out stays. ``needs`` likewise: only what was typed;
    ``erased`` names the kinds to forget. ``consents`` holds each that was asked for,
    given or not. ``first_departure``, ``half_days`` and ``with_course`` are None where
    they were not asked. ``questions`` holds what was answered to the organiser's own;
    ``asked`` is the fingerprint of those that were read, None where none were shown,
    and ``forgotten`` names those whose kept answer is to go.
    """

    half_days: frozenset[UUID] | None = None
    details: Mapping[str, str] = field(default_factory=dict)
    first_departure: bool | None = None
    with_course: bool | None = None
    needs: Mapping[NeedKind, str] = field(default_factory=dict)
    erased: frozenset[NeedKind] = frozenset()
    consents: Mapping[ConsentPurpose, bool] = field(default_factory=dict)
    questions: Values = field(default_factory=dict)
    asked: str | None = None
    forgotten: frozenset[int] = frozenset()
    language: str = "fr"
