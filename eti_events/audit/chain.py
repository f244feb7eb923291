"""The hash chain of the audit log: values in, seals and faults out."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import UTC

from eti_events.audit.models import AuditLine

FIRST = "0" * 64  # stands before the first line


def seal_of(before: str, position: int, line: AuditLine) -> str:
    """Return the SHA-256 (hex) that binds a line to the one before it."""
    content = [
        position,
        line.id,
        line.at.astimezone(UTC).isoformat(),
        line.action,
        line.actor_id,
        line.actor_kind,
        line.event_id,
        line.subject_kind,
        line.subject_id,
        line.detail,
    ]
    text = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{before}\n{text}".encode()).hexdigest()


def faults(
    lines: Iterable[AuditLine], start: tuple[int, str] | None = None
) -> Iterator[str]:
    """Say where the chain is broken; the lines come in order of position.

    ``start`` is position and seal of the last line that was erased at its time.

    After a fault the chain is followed from the seal found, so that one altered line
    is one fault.
    """
    position, before = start or (0, FIRST)
    expected = position + 1
    for line in lines:
        position = line.position or 0
        if position != expected:
            yield f"audit line {line.id}: position {position} follows {expected - 1}"
        elif line.seal != seal_of(before, position, line):
            yield f"audit line {line.id}: its seal does not fit its content"
        before, expected = line.seal or "", position + 1
