"""Who is invited, who comes when, what they need, and what opens the door."""

from eti_events.registration.models.invitations import Category, Invitation
from eti_events.registration.models.needs import (
    Consent,
    ConsentPurpose,
    Need,
    NeedKind,
)
from eti_events.registration.models.places import HeldPlace
from eti_events.registration.models.questions import (
    Answer,
    AnswerCount,
    ChosenOption,
    Option,
    Question,
    QuestionKind,
    QuestionRevision,
)
from eti_events.registration.models.registrations import (
    Registration,
    RegistrationState,
    registration_half_day,
)
from eti_events.registration.models.rules import Promotion, RegistrationRules
from eti_events.registration.models.tickets import Ticket

__all__ = [
    "Answer",
    "AnswerCount",
    "Category",
    "ChosenOption",
    "Consent",
    "ConsentPurpose",
    "HeldPlace",
    "Invitation",
    "Need",
    "NeedKind",
    "Option",
    "Promotion",
    "Question",
    "QuestionKind",
    "QuestionRevision",
    "Registration",
    "RegistrationRules",
    "RegistrationState",
    "Ticket",
    "registration_half_day",
]
