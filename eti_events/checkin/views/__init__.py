"""The scanner's page, and the pages on which the door is prepared and watched."""

from eti_events.checkin.views import manage, scanner
from eti_events.checkin.views.blueprint import bp

__all__ = ["bp", "manage", "scanner"]
