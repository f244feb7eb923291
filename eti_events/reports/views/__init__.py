"""The organiser's reading pages; each module adds its own."""

from eti_events.reports.views import (
    addresses,
    answers,
    audit,
    bulk,
    dashboard,
    export,
    notes,
    participants,
    person,
    roster,
    saved,
    standing_in,
)
from eti_events.reports.views.blueprint import bp, network_bp

__all__ = [
    "addresses",
    "answers",
    "audit",
    "bp",
    "bulk",
    "dashboard",
    "export",
    "network_bp",
    "notes",
    "participants",
    "person",
    "roster",
    "saved",
    "standing_in",
]
