"""Who is at the door: a device by its token, with its points and their hours."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from eti_events.checkin import statements
from eti_events.checkin.fold import Opening
from eti_events.security import digest

SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Post:
    """A scan point, the zone it leads to, and when its event is on."""

    id: int
    public_id: UUID
    zone_id: int
    event_id: int
    time_zone: ZoneInfo
    opening: Opening

    def day_of(self, at: datetime) -> date:
        """Return the event's date of a moment."""
        return at.astimezone(self.time_zone).date()


@dataclass(frozen=True, slots=True)
class Desk:
    """A paired device and the posts it may stand at."""

    device_id: int
    root_id: int
    expires_at: datetime
    revoked_at: datetime | None
    last_seen_at: datetime | None
    posts: Mapping[UUID, Post]

    @property
    def time_zones(self) -> dict[int, ZoneInfo]:
        """The time zones of its events."""
        return {post.event_id: post.time_zone for post in self.posts.values()}

    @property
    def event_ids(self) -> list[int]:
        """The events of its posts."""
        return sorted({post.event_id for post in self.posts.values()})

    def is_trusted(self, at: datetime) -> bool:
        """Whether the device may still read, and what it sends counts."""
        return self.revoked_at is None and at < self.expires_at

    def is_stale(self, at: datetime) -> bool:
        """Whether it is time to note that the device is there."""
        return self.last_seen_at is None or at - self.last_seen_at > SEEN_EVERY


def find_desk(connection: Connection, token: str) -> Desk | None:
    """Return the device of that token, revoked or not, or None."""
    rows = connection.execute(
        statements.POSTS_OF_DEVICE, {"token_hash": digest(token)}
    ).all()
    if not rows:
        return None
    device = rows[0]
    return Desk(
        device_id=device.device_id,
        root_id=device.root_id,
        expires_at=device.expires_at,
        revoked_at=device.revoked_at,
        last_seen_at=device.last_seen_at,
        posts={row.point: _post(row) for row in rows},
    )


def _post(row: Any) -> Post:
    return Post(
        id=row.point_id,
        public_id=row.point,
        zone_id=row.zone_id,
        event_id=row.event_id,
        time_zone=_zone(row.time_zone),
        opening=Opening(row.starts_at, row.ends_at),
    )


def day_in_zone(zone_id: int, on: date, time_zone: ZoneInfo) -> dict[str, Any]:
    """Return what the door's figures of one zone and day are bound to."""
    begins = datetime.combine(on, time(), time_zone)
    ends = datetime.combine(on + timedelta(days=1), time(), time_zone)
    return {
        "zone_id": zone_id,
        "from_at": begins.astimezone(UTC),
        "until_at": ends.astimezone(UTC),
    }


_zone = lru_cache(ZoneInfo)
