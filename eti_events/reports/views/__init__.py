"""The organiser's reading pages; each module adds its own."""

from eti_events.reports.views import dashboard, log, participants, person
from eti_events.reports.views.blueprint import bp

__all__ = ["bp", "dashboard", "log", "participants", "person"]
