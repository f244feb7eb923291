"""The pages of meetings: for desk officers and organisers, and for experts."""

from eti_events.meetings.views import directory, manage, own
from eti_events.meetings.views.blueprint import bp

__all__ = ["bp", "directory", "manage", "own"]
