"""A draft as its page shows it: counts, names, the mail as somebody would read it."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from eti_events.events.models import Event
from eti_events.messages.rendering import Words
from eti_events.people.models import Person
from eti_events.registration.actions import notices
from eti_events.registration.actions.convocation_notices import show_reconvened
from eti_events.registration.actions.waves import TEMPLATES
from eti_events.registration.models import Wave, WaveKind, WavePerson, WaveState
from eti_events.registration.waves import queries
from eti_events.registration.waves.queries import Came

# What has changed in somebody's convocation, in words by language.
Changes = Callable[[Event, int], Mapping[str, str]]

READERS = 50  # people to choose from for the preview


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What stands on the page of a wave that is not confirmed."""

    steps: dict[str, int]
    total: int
    languages: dict[str, int]
    added: Sequence[Person]
    gone: Sequence[Person]
    added_count: int
    gone_count: int
    named: Sequence[WavePerson]
    find: str
    found: Sequence[Person]
    readers: Sequence[Person]
    reader: Person | None
    other: Person | None
    mails: dict[str, Words]
    unlocated: bool


def recipients(event: Event, wave: Wave, came: Came) -> list[int]:
    """Return the ids of those who receive the wave, or would now."""
    if wave.state is WaveState.DRAFT:
        return queries.list_meant(event, wave, came)
    return queries.list_recipients(wave.id)


def draft(
    event: Event,
    wave: Wave,
    came: Came,
    *,
    find: str,
    seen_as: str,
    changes: Changes,
) -> Draft:
    """Gather what the page shows."""
    meant = queries.list_meant(event, wave, came)
    now, before = set(meant), set(wave.counted)
    readers = queries.list_people_by_id(meant)[:READERS]
    reader = _reader(readers, seen_as)
    return Draft(
        steps=queries.count_steps(event, wave, came),
        total=len(meant),
        languages=queries.count_by_language(meant),
        added=queries.list_people_by_id(sorted(now - before)[: queries.SHOWN]),
        gone=queries.list_people_by_id(sorted(before - now)[: queries.SHOWN]),
        added_count=len(now - before),
        gone_count=len(before - now),
        named=queries.list_named(wave.id),
        find=find,
        found=queries.find_people(find),
        readers=readers,
        reader=reader,
        other=secrets.choice(readers) if readers else None,
        mails=_mails(event, wave, reader, changes),
        unlocated=bool(queries.POSTING & wave.audience.keys()),
    )


def _reader(readers: Sequence[Person], seen_as: str) -> Person | None:
    chosen = [person for person in readers if str(person.public_id) == seen_as]
    return next(iter(chosen or readers), None)


def _mails(
    event: Event, wave: Wave, reader: Person | None, changes: Changes
) -> dict[str, Words]:
    if reader is None:
        return {}
    if wave.kind is WaveKind.CONVOCATION:
        return {
            language: show_reconvened(reader, event, words, language=language)
            for language, words in changes(event, reader.id).items()
        }
    return {
        language: notices.show_invited(
            reader, event, template=TEMPLATES[wave.kind], language=language
        )
        for language in ("fr", "en")
    }
