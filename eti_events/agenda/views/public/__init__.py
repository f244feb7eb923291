"""What everybody reads of published versions; no module here knows the working copy."""

from eti_events.agenda.views.public import downloads, exports, own, programme, words

__all__ = ["downloads", "exports", "own", "programme", "words"]
