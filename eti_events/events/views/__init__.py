"""The pages on which organisers make and change events."""

from eti_events.events.views import days, places, settings
from eti_events.events.views.blueprint import bp

__all__ = ["bp", "days", "places", "settings"]
