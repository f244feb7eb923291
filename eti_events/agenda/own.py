"""A speaker's own sessions: their parts, with what the version in force says of them.

Whoever accepted after a version appeared is not in it, and the session is theirs all
the same. What no version holds yet is told as it is planned, without its room.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID

from eti_events.agenda.changes import Change, ChangeKind, changes
from eti_events.agenda.kinds import SessionRole, SessionVisibility, SpeakerState
from eti_events.agenda.models import SessionPerson
from eti_events.agenda.snapshot import Programme, PublishedPerson, PublishedSession
from eti_events.multilingual import Multilingual

LATEST = datetime.max.replace(tzinfo=UTC)  # what has no hour yet stands last
TOLD_FIELDS = frozenset(
    ("kind", "title", "abstract", "languages", "interpretation", "hybrid_link")
)


@dataclass(frozen=True, kw_only=True)
class OwnSession:
    """One part; ``published`` is None until a version holds the session."""

    part: UUID
    session: UUID
    role: SessionRole
    state: SpeakerState
    function: Multilingual
    title: Multilingual
    languages: tuple[str, ...]
    interpretation: tuple[str, ...]
    starts_at: datetime | None
    ends_at: datetime | None
    cancelled: bool
    restricted: bool
    published: PublishedSession | None
    others: tuple[PublishedPerson, ...] = ()

    @property
    def asked(self) -> bool:
        """Whether an answer is waited for."""
        return self.state is SpeakerState.INVITED and not self.cancelled

    @property
    def accepted(self) -> bool:
        """Whether the person comes."""
        return self.state is SpeakerState.ACCEPTED


def own_parts(
    rows: Sequence[SessionPerson], programme: Programme | None
) -> list[OwnSession]:
    """Put a person's parts together with the version in force, by hour."""
    known = programme.session_by_id if programme else {}
    parts = [_own(row, known.get(row.session.public_id)) for row in rows]
    return sorted(parts, key=lambda one: one.starts_at or LATEST)


def own_changes(
    old: Programme | None, new: Programme, sessions: Collection[UUID]
) -> list[Change]:
    """List what the person has to learn; before a first version, all of theirs."""
    if old is None:
        old = replace(new, sessions=())
    return [
        change
        for change in changes(old, new)
        if change.session in sessions and _matters(change)
    ]


def _matters(change: Change) -> bool:
    if change.kind is ChangeKind.TEXT:
        return not TOLD_FIELDS.isdisjoint(change.fields)
    return change.kind is not ChangeKind.PEOPLE


def _own(row: SessionPerson, published: PublishedSession | None) -> OwnSession:
    session = row.session
    said = published or session
    return OwnSession(
        part=row.public_id,
        session=session.public_id,
        role=row.role,
        state=row.state,
        function=row.function,
        title=said.title,
        languages=tuple(said.languages),
        interpretation=tuple(said.interpretation),
        starts_at=said.starts_at,
        ends_at=said.ends_at,
        cancelled=published.cancelled if published else not session.held,
        restricted=(
            published.restricted
            if published
            else session.visibility is not SessionVisibility.NORMAL
        ),
        published=published,
        others=_others(row, published),
    )


def _others(
    row: SessionPerson, published: PublishedSession | None
) -> tuple[PublishedPerson, ...]:
    """Return who else has a part, whoever is protected by function alone.

    Who is in which room is for those who come: who has not accepted reads neither.
    """
    if row.state is not SpeakerState.ACCEPTED:
        return ()
    return tuple(
        replace(one, name="", person=None) if one.protected else one
        for one in (published.people if published else ())
        if one.person != row.person_id
    )
