"""The pages on which organisers make and change events."""

from eti_events.events.views import carrying, days, places, settings
from eti_events.events.views.blueprint import bp

__all__ = ["bp", "carrying", "days", "places", "settings"]
