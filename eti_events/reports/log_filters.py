"""What an organiser asks of the audit log; it lives in the address."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Self
from uuid import UUID
from zoneinfo import ZoneInfo

EVENT_AREAS = (
    "invitation",
    "registration",
    "ticket",
    "consent",
    "needs",
    "participants",
    "note",
    "tag",
    "mail",
    "mail_text",
    "wave",
    "list",
    "rules",
    "quota",
    "question",
    "answers",
    "request",
    "delegation",
    "open_registration",
    "formalities",
    "convocation",
    "convocations",
    "badges",
    "device",
    "walk_in",
    "event",
    "counter",
    *("agenda", "speaker", "findings", "meetings"),
    *("scans", "walk_ins", "list_rows", "speakers"),  # erased at their time
    "role",
)
NETWORK_AREAS = (
    *("roster", "person", "email", "correction"),
    *("role", "account", "session", "link"),
    *("roster_rows", "audit_lines"),  # erased at their time
)
PAGE_DIGITS = 6
YEARS = range(2000, 2200)  # others are slips of the keyboard


@dataclass(frozen=True, kw_only=True)
class LogFilters:
    """One question to the log; days are those of the zone."""

    area: str = ""
    actor: UUID | None = None
    since_on: date | None = None
    until_on: date | None = None
    zone: ZoneInfo
    page: int = 1

    @classmethod
    def read(
        cls, args: Mapping[str, str], zone: ZoneInfo, areas: Collection[str]
    ) -> Self:
        """Read the question from an address; what means nothing is ignored."""
        area, page = args.get("area", ""), args.get("page", "")
        sane = page.isdecimal() and len(page) <= PAGE_DIGITS
        return cls(
            area=area if area in areas else "",
            actor=_uuid(args.get("actor", "")),
            since_on=_day(args.get("since", "")),
            until_on=_day(args.get("until", "")),
            zone=zone,
            page=max(1, int(page)) if sane else 1,
        )

    @property
    def since(self) -> datetime | None:
        """The moment at which the first day asked for begins."""
        return self._midnight(self.since_on) if self.since_on else None

    @property
    def until(self) -> datetime | None:
        """The moment at which the last day asked for is over."""
        next_day = self.until_on + timedelta(days=1) if self.until_on else None
        return self._midnight(next_day) if next_day else None

    def _midnight(self, on: date) -> datetime:
        return datetime.combine(on, time(), self.zone)


def _uuid(value: str) -> UUID | None:
    try:
        return UUID(value)
    except ValueError:
        return None


def _day(value: str) -> date | None:
    try:
        on = date.fromisoformat(value)
    except ValueError:
        return None
    return on if on.year in YEARS else None
