"""Who is invited, who comes when, what they need, and what opens the door."""

from eti_events.registration.models.delegations import (
    Delegation,
    DelegationMember,
    OfficeAnswer,
)
from eti_events.registration.models.imports import (
    ImportedRow,
    ImportHow,
    RegistrationImport,
)
from eti_events.registration.models.invitations import (
    Category,
    Invitation,
    InvitationKind,
)
from eti_events.registration.models.need_answers import NeedAnswer, NeedProgress
from eti_events.registration.models.needs import (
    Consent,
    ConsentPurpose,
    Need,
    NeedKind,
)
from eti_events.registration.models.notes import Note, PersonTag, Tag
from eti_events.registration.models.open_door import OpenRegistration, OpenRequest
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
from eti_events.registration.models.requests import (
    ChangeRequest,
    RequestKind,
    RequestState,
)
from eti_events.registration.models.rules import Promotion, RegistrationRules
from eti_events.registration.models.tickets import Ticket
from eti_events.registration.models.waves import (
    Halt,
    Omission,
    Wave,
    WaveKind,
    WavePerson,
    WaveRecipient,
    WaveState,
)

__all__ = [
    "Answer",
    "AnswerCount",
    "Category",
    "ChangeRequest",
    "ChosenOption",
    "Consent",
    "ConsentPurpose",
    "Delegation",
    "DelegationMember",
    "Halt",
    "HeldPlace",
    "ImportHow",
    "ImportedRow",
    "Invitation",
    "InvitationKind",
    "Need",
    "NeedAnswer",
    "NeedKind",
    "NeedProgress",
    "Note",
    "OfficeAnswer",
    "Omission",
    "OpenRegistration",
    "OpenRequest",
    "Option",
    "PersonTag",
    "Promotion",
    "Question",
    "QuestionKind",
    "QuestionRevision",
    "Registration",
    "RegistrationImport",
    "RegistrationRules",
    "RegistrationState",
    "RequestKind",
    "RequestState",
    "Tag",
    "Ticket",
    "Wave",
    "WaveKind",
    "WavePerson",
    "WaveRecipient",
    "WaveState",
    "registration_half_day",
]
