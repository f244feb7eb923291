"""The pages that speakers use themselves."""

from eti_events.agenda.views.speaking import own, schedule

__all__ = ["own", "schedule"]
