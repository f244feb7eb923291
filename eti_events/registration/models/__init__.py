"""Who is invited, who comes when, what they need, and what opens the door."""

from eti_events.registration.models.invitations import Category, Invitation
from eti_events.registration.models.need_answers import NeedAnswer, NeedProgress
from eti_events.registration.models.needs import (
    Consent,
    ConsentPurpose,
    Need,
    NeedKind,
)
from eti_events.registration.models.places import HeldPlace
from eti_events.registration.models.registrations import (
    Registration,
    RegistrationState,
    registration_half_day,
)
from eti_events.registration.models.requests import (
    ChangeRequest,
    RequestKind,
    RequestState,
)
from eti_events.registration.models.rules import Promotion, RegistrationRules
from eti_events.registration.models.tickets import Ticket

__all__ = [
    "Category",
    "ChangeRequest",
    "Consent",
    "ConsentPurpose",
    "HeldPlace",
    "Invitation",
    "Need",
    "NeedAnswer",
    "NeedKind",
    "NeedProgress",
    "Promotion",
    "Registration",
    "RegistrationRules",
    "RegistrationState",
    "RequestKind",
    "RequestState",
    "Ticket",
    "registration_half_day",
]
