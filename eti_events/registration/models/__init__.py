"""Who is invited, who comes when, what they need, and what opens the door."""

from eti_events.registration.models.invitations import Category, Invitation
from eti_events.registration.models.needs import (
    Consent,
    ConsentPurpose,
    Need,
    NeedKind,
)
from eti_events.registration.models.registrations import (
    Registration,
    RegistrationState,
    registration_half_day,
)
from eti_events.registration.models.tickets import Ticket

__all__ = [
    "Category",
    "Consent",
    "ConsentPurpose",
    "Invitation",
    "Need",
    "NeedKind",
    "Registration",
    "RegistrationState",
    "Ticket",
    "registration_half_day",
]
