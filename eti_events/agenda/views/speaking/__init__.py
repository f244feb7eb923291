"""The pages that speakers use themselves."""

from eti_events.agenda.views.speaking import own, profile, schedule, slides

__all__ = ["own", "profile", "schedule", "slides"]
