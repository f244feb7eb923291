"""The organiser's board of speakers: what is waited for from each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from eti_events.agenda.kinds import SpeakerState
from eti_events.agenda.models import SessionPerson, Speaker, SpeakerAnswer
from eti_events.people.models import Person

BETWEEN_REMINDERS = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class Row:
    """Somebody with their parts, what came with the answers, and their receipt."""

    person: Person
    parts: tuple[SessionPerson, ...]
    answers: Mapping[int, SpeakerAnswer]
    speaker: Speaker | None

    @property
    def silent(self) -> bool:
        """Whether an answer is waited for."""
        return any(
            part.state is SpeakerState.INVITED and part.session.held
            for part in self.parts
        )

    @property
    def unseen(self) -> bool:
        """Whether they were told of a change that they have not said to have seen."""
        if self.speaker is None or not any(part.comes for part in self.parts):
            return False
        return self.speaker.seen_version < self.speaker.told_version

    def says(self, state: SpeakerState) -> bool:
        """Whether that is an answer of theirs."""
        return any(part.state is state for part in self.parts)


def board(
    parts: Sequence[SessionPerson],
    speakers: Sequence[Speaker],
    answers: Mapping[int, SpeakerAnswer],
) -> list[Row]:
    """Put each person's parts together; the parts come by name."""
    known = {speaker.person_id: speaker for speaker in speakers}
    grouped: dict[int, list[SessionPerson]] = {}
    for part in parts:
        grouped.setdefault(part.person_id, []).append(part)
    return [
        Row(
            person=rows[0].person,
            parts=tuple(rows),
            answers=answers,
            speaker=known.get(person_id),
        )
        for person_id, rows in grouped.items()
    ]


def matching(rows: Sequence[Row], show: str) -> list[Row]:
    """Return the rows of one view; an unknown one is all of them."""
    views = {
        "silent": lambda row: row.silent,
        "unseen": lambda row: row.unseen,
        "accepted": lambda row: row.says(SpeakerState.ACCEPTED),
        "declined": lambda row: row.says(SpeakerState.DECLINED),
        "proposed": lambda row: row.says(SpeakerState.PROPOSED_OTHER),
    }
    chosen = views.get(show)
    return [row for row in rows if chosen is None or chosen(row)]


def reminded_just_now(speaker: Speaker, at: datetime) -> bool:
    """Whether a reminder left so lately that another would be a slip."""
    last = speaker.reminded_at
    return last is not None and at < last + BETWEEN_REMINDERS


def to_remind(rows: Sequence[Row], at: datetime) -> list[Speaker]:
    """Return who gets a mail when all of the rows are reminded."""
    return [
        row.speaker
        for row in rows
        if (row.silent or row.unseen) and row.speaker and row.person.email
        if not reminded_just_now(row.speaker, at)
    ]
