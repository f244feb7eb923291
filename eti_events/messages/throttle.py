"""Not sending one organisation's mail server more than it likes to take."""

from datetime import datetime, timedelta

NONE = timedelta()


class Throttle:
    """So many mails a minute to one domain, after a first handful; 0 is no limit.

    A mail that must wait is given its place, so that it waits only once.
    """

    def __init__(self, per_minute: int) -> None:
        self._every = timedelta(minutes=1) / per_minute if per_minute else NONE
        self._ahead = self._every * min(per_minute, 10)
        self._free_at: dict[str, datetime] = {}
        self._placed: set[int] = set()

    def wait(self, mail_id: int, recipient: str, at: datetime) -> timedelta:
        """Return how long this mail must wait; nothing when it may leave now."""
        if not self._every or mail_id in self._placed:
            self._placed.discard(mail_id)
            return NONE
        domain = recipient.rpartition("@")[2].lower()
        free_at = max(self._free_at.get(domain, at), at)
        self._free_at[domain] = free_at + self._every
        pause = free_at - at - self._ahead
        if pause <= NONE:
            return NONE
        self._placed.add(mail_id)
        return pause
