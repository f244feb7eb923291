"""What everybody reads of published versions; no module here knows the working copy."""

from eti_events.agenda.views.public import own, programme, words

__all__ = ["own", "programme", "words"]
