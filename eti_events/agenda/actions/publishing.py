"""Publishing the working copy as a numbered version, and going back to an older one."""

import hashlib
import json
from collections.abc import Collection
from datetime import datetime

from eti_events.agenda import changes as changing
from eti_events.agenda.actions.returning import put_like
from eti_events.agenda.changes import changes, stamped
from eti_events.agenda.conflicts import Conflict
from eti_events.agenda.drafting import build
from eti_events.agenda.facts import conflicts_of
from eti_events.agenda.models import AgendaVersion
from eti_events.agenda.queries.versions import (
    find_newest,
    find_version,
    get_by_id,
)
from eti_events.agenda.reading import parse
from eti_events.agenda.refusals import (
    ConflictsOpen,
    NothingToPublish,
    PublishedMeanwhile,
)
from eti_events.agenda.snapshot import Programme, links_of, to_json
from eti_events.audit.actions import record
from eti_events.database import db
from eti_events.events.models import Event
from eti_events.events.rules import require_changeable
from eti_events.jobs.actions import settle_soon


def publish(
    event: Event,
    *,
    based_on: int,
    acknowledged: Collection[str] = (),
    note: str = "",
    by: int,
    at: datetime,
) -> AgendaVersion:
    """Publish the working copy; asked twice, it is published once.

    ``based_on`` is the version that the list of changes was read against, 0 before
    the first; ``acknowledged`` the keys of the conflicts that were accepted.
    """
    require_changeable(event)
    known = acknowledged_before(event.id)
    return _publish(
        event,
        based_on=based_on,
        acknowledged={*acknowledged, *known},
        note=note,
        by=by,
        at=at,
    )


def go_back(
    event: Event,
    *,
    number: int,
    based_on: int,
    acknowledged: Collection[str] = (),
    by: int,
    at: datetime,
) -> AgendaVersion:
    """Make the working copy what a version was, and publish that as a new one."""
    require_changeable(event)
    older = find_version(event.id, number)
    if older is None:
        raise PublishedMeanwhile
    put_like(event, parse(older), by=by, at=at)
    db.session.flush()
    return _publish(
        event,
        based_on=based_on,
        acknowledged={*acknowledged, *older.acknowledged},
        restored_from=number,
        by=by,
        at=at,
    )


def acknowledged_before(event_id: int) -> frozenset[str]:
    """Return the keys of the conflicts with which the last version appeared."""
    newest = find_newest(event_id)
    return frozenset(get_by_id(newest.id).acknowledged) if newest else frozenset()


def differs(draft: Programme, before: Programme | None) -> bool:
    """Whether publishing the draft would change anything for anybody."""
    if before is None:
        return bool(draft.sessions)
    number, at = before.number, before.published_at
    assert at is not None  # noqa: S101 -- a version has its moment
    return stamped(draft, before, number=number, at=at) != before


def _publish(
    event: Event,
    *,
    based_on: int,
    acknowledged: Collection[str],
    note: str = "",
    restored_from: int | None = None,
    by: int,
    at: datetime,
) -> AgendaVersion:
    newest = find_newest(event.id)
    version = get_by_id(newest.id) if newest else None
    before = parse(version) if version else None
    draft = build(event)
    if not differs(draft, before):
        if version and version.number == based_on + 1 and version.published_by == by:
            return version
        raise NothingToPublish
    if (version.number if version else 0) != based_on:
        raise PublishedMeanwhile
    found = conflicts_of(event)
    _require_seen(found, acknowledged)
    programme = stamped(draft, before, number=based_on + 1, at=at)
    made = _version(event, programme, before, found)
    made.note, made.restored_from, made.published_by = note, restored_from, by
    db.session.add(made)
    count = len(made.changes)
    record("agenda.published", made, by=by, at=at, event_id=event.id, changes=count)
    settle_soon(event.id, at=at)
    return made


def _require_seen(found: list[Conflict], acknowledged: Collection[str]) -> None:
    unseen = [conflict for conflict in found if conflict.key not in acknowledged]
    if unseen:
        raise ConflictsOpen(unseen)


def _version(
    event: Event,
    programme: Programme,
    before: Programme | None,
    found: list[Conflict],
) -> AgendaVersion:
    snapshot, links = to_json(programme), json.dumps(links_of(programme))
    text = json.dumps(snapshot, sort_keys=True, ensure_ascii=False) + links
    return AgendaVersion(
        event_id=event.id,
        number=programme.number,
        published_at=programme.published_at,
        snapshot=snapshot,
        links=links,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        changes=[changing.to_json(change) for change in changes(before, programme)],
        acknowledged=[conflict.key for conflict in found],
    )
