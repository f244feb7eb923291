"""The programme as everybody reads it; nothing here knows the working copy."""

from eti_events.agenda.views.public import downloads, exports

__all__ = ["downloads", "exports"]
