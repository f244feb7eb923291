"""The organiser's reading pages; each module adds its own."""

from eti_events.reports.views import audit, dashboard, participants, person
from eti_events.reports.views.blueprint import bp, network_bp

__all__ = ["audit", "bp", "dashboard", "network_bp", "participants", "person"]
