"""The pages of the agenda: organisers' editor, everybody's programme, speakers' own."""

from eti_events.agenda.views import findings, manage, public, speaking
from eti_events.agenda.views.blueprint import bp, programme_bp, speaking_bp

__all__ = [
    "bp",
    "findings",
    "manage",
    "programme_bp",
    "public",
    "speaking",
    "speaking_bp",
]
