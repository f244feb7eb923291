"""The working copy of the agenda, and the versions that were published of it."""

from eti_events.agenda.models.findings import Findings, LinkKind, SessionLink
from eti_events.agenda.models.readers import AgendaReader, SessionStar
from eti_events.agenda.models.rules import AgendaRules
from eti_events.agenda.models.sessions import (
    AgendaTheme,
    Session,
    SessionPerson,
    Topic,
    session_theme,
)
from eti_events.agenda.models.speakers import SpeakerAvailability, SpeakerProfile
from eti_events.agenda.models.speaking import (
    Speaker,
    SpeakerAnswer,
    SpeakerAssistant,
    SpeakerSlides,
)
from eti_events.agenda.models.versions import AgendaEdit, AgendaVersion

__all__ = [
    "AgendaEdit",
    "AgendaReader",
    "AgendaRules",
    "AgendaTheme",
    "AgendaVersion",
    "Findings",
    "LinkKind",
    "Session",
    "SessionLink",
    "SessionPerson",
    "SessionStar",
    "Speaker",
    "SpeakerAnswer",
    "SpeakerAssistant",
    "SpeakerAvailability",
    "SpeakerProfile",
    "SpeakerSlides",
    "Topic",
    "session_theme",
]
