"""Making, placing and ending sessions, and taking steps back."""

import pytest

from eti_events.agenda.actions import editing, undoing
from eti_events.agenda.actions.arranging import (
    add_topic,
    remove_theme,
    remove_topic,
    set_measures,
    write_theme,
)
from eti_events.agenda.actions.editing import Place
from eti_events.agenda.facts import facts_of
from eti_events.agenda.kinds import SessionState, SessionVisibility
from eti_events.agenda.models import AgendaEdit, Session
from eti_events.agenda.queries.sessions import get_theme, list_themes, list_topics
from eti_events.agenda.refusals import (
    ChangedMeanwhile,
    ChangedSince,
    EndsBeforeStart,
    GoneSince,
    HasPeople,
    NothingToRedo,
    NothingToUndo,
    ThemeInUse,
    TitleNeeded,
    TopicInUse,
    WasPublished,
)
from eti_events.audit.models import AuditLine
from eti_events.database import db, transaction
from eti_events.events.models import Event, EventState, Room
from eti_events.events.places import remove_room
from eti_events.events.queries import get_event
from eti_events.events.rules import Archived
from eti_events.multilingual import Multilingual
from tests.agenda.building import (
    OPENING,
    make_part,
    make_room,
    make_session,
    make_theme,
)
from tests.agenda.organising import (
    act,
    again,
    created,
    place,
    plan,
    published,
    redo,
    undo,
)
from tests.factories import BEFORE, make_event, make_person

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def event() -> Event:
    return make_event()


@pytest.fixture
def by() -> int:
    return make_person().id


def test_a_new_session_waits_to_be_placed(event: Event, by: int) -> None:
    session = again(event, created(event, by))

    assert session.hours is None
    assert session.title == {"fr": "Climat"}
    actions = db.session.scalars(db.select(AuditLine.action)).all()
    assert "agenda.session_created" in actions


def test_a_session_keeps_its_id_wherever_it_goes(event: Event, by: int) -> None:
    session = created(event, by)
    public_id = session.public_id
    room, other = make_room(event), make_room(event)

    act(editing.place_session, event, session, by, lambda: place(room))
    act(editing.place_session, event, session, by, lambda: place(other, after=2))

    moved = again(event, session)
    assert moved.public_id == public_id
    assert moved.room is not None
    assert moved.room.id == other.id
    assert moved.starts_at is not None
    assert (moved.starts_at - OPENING).seconds == 2 * 3600
    act(editing.unplace_session, event, session, by)
    assert again(event, session).hours is None
    assert again(event, session).minutes == 60


def test_what_is_written_is_written_whole(event: Event, by: int) -> None:
    session = created(event, by)
    theme = make_theme(event)

    def written() -> editing.SessionPlan:
        return plan("Eau", themes=[get_theme(event, theme.public_id)], capacity=12)

    act(editing.write_session, event, session, by, written, place=editing.UNPLACED)

    now = again(event, session)
    assert (now.title.to("fr"), now.capacity) == ("Eau", 12)
    assert [row.id for row in now.themes] == [theme.id]


def test_a_stale_version_is_shown_both(event: Event, by: int) -> None:
    session = created(event, by)
    room, seen = make_room(event), session.version
    act(editing.place_session, event, session, by, lambda: place(room))

    with pytest.raises(ChangedMeanwhile) as refused:
        act(
            editing.place_session,
            event,
            session,
            make_person().id,
            lambda: place(room, after=3),
            version=seen,
        )

    assert refused.value.theirs["starts_at"] == OPENING.isoformat()
    assert refused.value.mine["starts_at"] > OPENING.isoformat()
    assert "title" not in refused.value.mine
    assert again(event, session).version == refused.value.version > seen
    assert again(event, session).starts_at == OPENING


def test_what_is_done_twice_is_done_once(event: Event, by: int) -> None:
    session = created(event, by)
    act(editing.cancel_session, event, session, by)
    version = again(event, session).version

    act(editing.cancel_session, event, session, by, version=1)

    assert again(event, session).version == version
    assert again(event, session).state is SessionState.CANCELLED
    act(editing.restore_session, event, session, by)
    assert again(event, session).held


def test_a_session_has_a_title_and_takes_time(event: Event, by: int) -> None:
    session = created(event, by)

    with pytest.raises(TitleNeeded):
        act(
            editing.write_session,
            event,
            session,
            by,
            plan(" "),
            place=editing.UNPLACED,
        )
    for ends_at in (None, OPENING):
        with pytest.raises(EndsBeforeStart):
            act(
                editing.place_session,
                event,
                session,
                by,
                Place(starts_at=OPENING, ends_at=ends_at),
            )


def test_an_archive_is_not_changed(by: int) -> None:
    event = make_event(state=EventState.ARCHIVED)
    session = make_session(event)

    with pytest.raises(Archived):
        act(editing.unplace_session, event, session, by)


def test_what_nobody_knows_of_is_deleted(event: Event, by: int) -> None:
    session = created(event, by)
    session_id = session.id

    act(editing.delete_session, event, session, by)

    assert db.session.get(Session, session_id) is None


def test_who_knows_of_a_session_or_speaks_in_it_keeps_it(event: Event, by: int) -> None:
    spoken, known = make_session(event), make_session(event)
    make_part(spoken, make_person())
    published(event, by, 0)
    fresh = make_session(event)
    make_part(fresh, make_person())

    with pytest.raises(WasPublished):
        act(editing.delete_session, event, known, by)
    with pytest.raises(HasPeople):
        act(editing.delete_session, event, fresh, by)


def test_steps_are_undone_and_done_again_in_their_order(event: Event, by: int) -> None:
    session = created(event, by)
    public_id = session.public_id
    room = make_room(event)
    act(editing.place_session, event, session, by, lambda: place(room))
    act(editing.cancel_session, event, session, by)

    undo(event, by)
    assert again(event, session).held
    undo(event, by)
    assert again(event, session).hours is None
    undo(event, by)
    assert db.session.scalars(db.select(Session)).all() == []
    with pytest.raises(NothingToUndo):
        undo(event, by)

    for _step in range(3):
        redo(event, by)
    row = db.session.scalars(db.select(Session)).one()
    assert row.public_id == public_id
    assert row.state is SessionState.CANCELLED
    assert row.starts_at == OPENING
    with pytest.raises(NothingToRedo):
        redo(event, by)


def test_a_new_step_ends_what_could_be_done_again(event: Event, by: int) -> None:
    session = created(event, by)
    act(editing.cancel_session, event, session, by)
    undo(event, by)
    room = make_room(event)
    act(editing.place_session, event, session, by, lambda: place(room))

    with pytest.raises(NothingToRedo):
        redo(event, by)


def test_a_deleted_session_comes_back_under_its_id(event: Event, by: int) -> None:
    session = created(event, by)
    public_id = session.public_id
    act(editing.delete_session, event, session, by)

    undo(event, by)

    row = db.session.scalars(db.select(Session)).one()
    assert (row.public_id, row.title.to("fr")) == (public_id, "Climat")


def test_nobody_undoes_a_colleague(event: Event, by: int) -> None:
    session, colleague = created(event, by), make_person().id
    room = make_room(event)
    with pytest.raises(NothingToUndo):
        undo(event, colleague)
    act(editing.place_session, event, session, colleague, lambda: place(room))

    with pytest.raises(ChangedSince):
        undo(event, by)

    undo(event, colleague)
    undo(event, by)
    assert db.session.scalars(db.select(Session)).all() == []


def test_a_step_into_a_room_that_is_gone_is_not_taken(event: Event, by: int) -> None:
    room = make_room(event)
    session = created(event, by)
    act(editing.place_session, event, session, by, lambda: place(room))
    act(editing.unplace_session, event, session, by)
    with transaction():
        row = db.session.get_one(Room, room.id)
        remove_room(get_event(event.slug), row, by=by, at=BEFORE)

    with pytest.raises(GoneSince):
        undo(event, by)


def test_links_are_sealed_in_the_journal(event: Event, by: int) -> None:
    link = "https://visio.invalid/secret"
    with transaction():
        locked = get_event(event.slug, for_update=True)
        editing.create_session(locked, plan(hybrid_link=link), by=by, at=BEFORE)

    stored = db.session.connection().exec_driver_sql("SELECT after FROM agenda_edit")

    assert b"visio" not in bytes(stored.scalar_one())
    edit = db.session.scalars(db.select(AgendaEdit)).one()
    assert link in (edit.after or "")


def test_old_steps_are_forgotten(event: Event, by: int) -> None:
    created(event, by)

    with transaction():
        undoing.forget_edits(BEFORE + undoing.KEPT)
    assert len(db.session.scalars(db.select(AgendaEdit)).all()) == 1

    with transaction():
        undoing.forget_edits(BEFORE + 2 * undoing.KEPT)
    assert db.session.scalars(db.select(AgendaEdit)).all() == []


def test_themes_and_topics_in_use_stay(event: Event, by: int) -> None:
    climate = Multilingual(fr="Climat")
    with transaction():
        write_theme(event, None, name=climate, colour=2, by=by, at=BEFORE)
        add_topic(event, climate, by=by, at=BEFORE)
    (theme,), (topic,) = list_themes(event.id), list_topics(event.id)
    make_session(event, themes=[theme], topic_id=topic.id)

    with pytest.raises(ThemeInUse), transaction():
        remove_theme(event, list_themes(event.id)[0], by=by, at=BEFORE)
    with pytest.raises(TopicInUse), transaction():
        remove_topic(event, list_topics(event.id)[0], by=by, at=BEFORE)

    with transaction():
        db.session.delete(db.session.scalars(db.select(Session)).one())
    with transaction():
        remove_theme(event, list_themes(event.id)[0], by=by, at=BEFORE)
        remove_topic(event, list_topics(event.id)[0], by=by, at=BEFORE)
    assert [*list_themes(event.id), *list_topics(event.id)] == []


def test_facts_are_of_what_is_placed_and_held(event: Event, by: int) -> None:
    room = make_room(event, capacity=30)
    shown = make_session(
        event, room=room, visibility=SessionVisibility.UNPUBLISHED, needs_booth=True
    )
    person = make_person()
    make_part(shown, person)
    make_session(event, after=None)
    make_session(event, state=SessionState.CANCELLED)
    with transaction():
        set_measures(event, far_minutes=7, break_after=90, by=by, at=BEFORE)

    facts = facts_of(db.session.get_one(Event, event.id))

    (placed,) = facts.placed
    assert (placed.id, placed.room) == (shown.public_id, room.public_id)
    assert placed.people == {person.id}
    assert placed.needs_booth
    assert [one.id for one in facts.people] == [person.id]
    assert [one.capacity for one in facts.rooms] == [300, 30]
    assert len(facts.openings) == 4
    assert (facts.measures.far_minutes, facts.measures.break_after) == (7, 90)
