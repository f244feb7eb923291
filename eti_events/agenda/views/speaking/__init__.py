"""The pages that speakers use themselves."""

from eti_events.agenda.views.speaking import assistant, own, profile, schedule, slides

__all__ = ["assistant", "own", "profile", "schedule", "slides"]
