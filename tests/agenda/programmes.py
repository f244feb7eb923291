"""Programmes as values, ready made, and at random."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from hypothesis import strategies as st

from eti_events.agenda.kinds import Audience, SessionKind, SessionRole
from eti_events.agenda.snapshot import (
    AudienceRule,
    Programme,
    PublishedPerson,
    PublishedRoom,
    PublishedSession,
    PublishedTheme,
    PublishedTopic,
)
from eti_events.multilingual import Multilingual

NINE = datetime(2096, 8, 30, 7, 0, tzinfo=UTC)


def session(title: str = "Climat", **changes: Any) -> PublishedSession:
    values: dict[str, Any] = {
        "id": uuid4(),
        "kind": SessionKind.WORKSHOP,
        "title": Multilingual(fr=title),
        "abstract": Multilingual(),
        "image_note": Multilingual(),
        "starts_at": NINE,
        "ends_at": NINE + timedelta(hours=1),
    }
    return PublishedSession(**(values | changes))


def part(name: str = "", **changes: Any) -> PublishedPerson:
    values: dict[str, Any] = {
        "part": uuid4(),
        "person": 1,
        "role": SessionRole.SPEAKER,
        "function": Multilingual(fr="Directrice"),
        "name": name,
    }
    return PublishedPerson(**(values | changes))


def room(code: str = "R1") -> PublishedRoom:
    return PublishedRoom(
        id=uuid4(),
        code=code,
        name=Multilingual(fr=f"Salle {code}"),
        capacity=50,
        step_free=True,
    )


texts = st.dictionaries(
    st.sampled_from(["fr", "en", "mk"]), st.text(min_size=1, max_size=20), max_size=3
).map(Multilingual)
words = st.lists(st.sampled_from(["fr", "en", "sq"]), unique=True).map(tuple)
moments = st.integers(0, 10**9).map(lambda seconds: NINE - timedelta(seconds=seconds))
maybe_moments = st.none() | moments
ids = st.uuids()
people = st.builds(
    PublishedPerson,
    part=ids,
    person=st.none() | st.integers(1, 9999),
    role=st.sampled_from(SessionRole),
    protected=st.booleans(),
    function=texts,
)


@st.composite
def sessions(draw: st.DrawFn) -> PublishedSession:
    starts_at = draw(moments)
    references: st.SearchStrategy[UUID | None] = st.none() | ids
    return PublishedSession(
        id=draw(ids),
        kind=draw(st.sampled_from(SessionKind)),
        title=draw(texts),
        abstract=draw(texts),
        languages=draw(words),
        interpretation=draw(words),
        topic=draw(references),
        themes=draw(st.lists(ids, max_size=3).map(tuple)),
        room=draw(references),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=draw(st.integers(1, 600))),
        capacity=draw(st.none() | st.integers(1, 500)),
        audience=AudienceRule(
            kind=draw(st.sampled_from(Audience)),
            values=draw(st.lists(st.text(max_size=9), max_size=3).map(tuple)),
        ),
        restricted=draw(st.booleans()),
        cancelled=draw(st.booleans()),
        image_note=draw(texts),
        people=draw(st.lists(people, max_size=3).map(tuple)),
        hybrid_link=draw(st.sampled_from(["", "https://visio.invalid/a"])),
        sequence=draw(st.integers(0, 9)),
        changed_at=draw(maybe_moments),
        moved_at=draw(maybe_moments),
        moved_from=draw(maybe_moments),
        room_changed_at=draw(maybe_moments),
        former_room=draw(references),
    )


programmes = st.builds(
    Programme,
    number=st.integers(0, 99),
    published_at=maybe_moments,
    sessions=st.lists(sessions(), max_size=4, unique_by=lambda one: one.id).map(tuple),
    rooms=st.lists(
        st.builds(
            PublishedRoom,
            id=ids,
            code=st.text(max_size=8),
            name=texts,
            capacity=st.integers(1, 900),
            step_free=st.booleans(),
            building=st.text(max_size=8),
        ),
        max_size=2,
    ).map(tuple),
    themes=st.lists(
        st.builds(PublishedTheme, id=ids, name=texts, colour=st.integers(1, 8)),
        max_size=2,
    ).map(tuple),
    topics=st.lists(st.builds(PublishedTopic, id=ids, title=texts), max_size=2).map(
        tuple
    ),
)
