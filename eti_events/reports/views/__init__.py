"""The organiser's reading pages; each module adds its own."""

from eti_events.reports.views import answers, audit, dashboard, participants, person
from eti_events.reports.views.blueprint import bp, network_bp

__all__ = [
    "answers",
    "audit",
    "bp",
    "dashboard",
    "network_bp",
    "participants",
    "person",
]
