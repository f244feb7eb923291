"""Asking people to speak, their answers, and what they are told of versions."""

from datetime import timedelta
from uuid import uuid4

import pytest

from eti_events.accounts.models import AccessLink
from eti_events.agenda.actions import editing
from eti_events.agenda.actions.asking import (
    decide_proposal,
    remind,
    remind_all,
    take_out,
)
from eti_events.agenda.actions.forgetting import forget_speakers
from eti_events.agenda.actions.speaking import Response, note_seen
from eti_events.agenda.kinds import SpeakerState
from eti_events.agenda.models import Session, SessionPerson, Speaker, SpeakerAnswer
from eti_events.agenda.queries.sessions import get_session
from eti_events.agenda.queries.speaking import get_part, get_speaker, list_speakers
from eti_events.agenda.speaking_refusals import (
    NoAddressToAsk,
    NothingProposed,
    NothingToRemind,
    OtherNeeded,
    OwnProposal,
    RemindedJustNow,
    SessionNotHeld,
    SpeakingOver,
    VersionUnknown,
)
from eti_events.database import db, transaction
from eti_events.errors import Refusal
from eti_events.events.models import Event
from eti_events.events.queries import get_event
from eti_events.people.models import Language, Person
from tests.agenda.building import make_room, make_session
from tests.agenda.organising import act, place, published
from tests.agenda.speakers import (
    LATER,
    answer_at,
    answered,
    asked,
    last_mail,
    mails,
    settled,
    speaker_row,
)
from tests.factories import BEFORE, make_event, make_person

pytestmark = pytest.mark.usefixtures("app")

PROPOSED = SpeakerState.PROPOSED_OTHER
OTHER = {"given_name": "Mila", "family_name": "Sureau", "email": "mila@exemple.invalid"}


@pytest.fixture
def event() -> Event:
    return make_event()


@pytest.fixture
def by() -> int:
    return make_person().id


@pytest.fixture
def speaker() -> Person:
    return make_person(given_name="Petar", language=Language.ENGLISH)


@pytest.fixture
def session(event: Event) -> Session:
    return make_session(event, title="Climat", room=make_room(event, "R1"))


def decided(event: Event, session: Session, part: SessionPerson, *, ask: bool) -> None:
    ids = session.public_id, part.public_id
    with transaction():
        own = get_event(event.slug)
        row = get_part(own, ids[1])
        held = get_session(own, ids[0])
        decide_proposal(own, held, row, ask=ask, by=row.person_id, at=LATER)


def reminded(event: Event, person: Person, *, at: object = LATER) -> None:
    public_id = speaker_row(event, person).public_id
    with transaction():
        own = get_event(event.slug)
        remind(own, get_speaker(own, public_id), by=1, at=at)  # type: ignore[arg-type]


def test_who_is_asked_gets_one_mail_with_one_link(
    event: Event, session: Session, speaker: Person
) -> None:
    part = asked(event, session, speaker)
    again = asked(event, session, speaker)

    assert part.id == again.id
    assert part.state is SpeakerState.INVITED
    assert mails(speaker) == ["invitation"]
    link = db.session.query(AccessLink).one()
    assert link.goal == f"/speaker/{event.slug}"
    assert link.expires_at == event.ends_at + timedelta(days=30)
    text = last_mail(speaker)
    assert f"/invitations/{link.token}" in text
    assert "Climat (en) · Speaker · Thursday 30 August, 09:00 to 10:00" in text
    assert "R1" not in text  # what is not published may still move


def test_one_link_serves_all_parts_and_a_dead_one_is_replaced(
    event: Event, session: Session, speaker: Person
) -> None:
    asked(event, session, speaker)
    asked(event, make_session(event), speaker)
    assert db.session.query(AccessLink).count() == 1
    with transaction():
        db.session.query(AccessLink).one().revoked_at = BEFORE

    asked(event, make_session(event), speaker)

    assert db.session.query(AccessLink).count() == 2


def test_nobody_is_asked_where_nothing_can_be_answered(
    event: Event, session: Session, speaker: Person
) -> None:
    silent = make_person()
    with transaction():
        db.session.get_one(Person, silent.id).email = None
    with pytest.raises(NoAddressToAsk):
        asked(event, session, silent)
    with pytest.raises(SpeakingOver):
        asked(event, session, speaker, at=event.ends_at)
    act(editing.cancel_session, event, session, speaker.id)
    with pytest.raises(SessionNotHeld):
        asked(event, session, speaker)


def test_a_yes_is_thanked_for_once(
    event: Event, session: Session, speaker: Person
) -> None:
    part = asked(event, session, speaker)

    answered(event, part)
    answered(event, part)

    assert mails(speaker) == ["invitation", "accepted"]
    assert db.session.get_one(SessionPerson, part.id).state is SpeakerState.ACCEPTED


def test_a_no_keeps_its_reason_sealed_and_a_later_yes_forgets_it(
    event: Event, session: Session, speaker: Person
) -> None:
    part = asked(event, session, speaker)

    answered(event, part, SpeakerState.DECLINED, reason="En mission")
    kept = db.session.query(SpeakerAnswer).one()
    assert kept.reason == "En mission"
    raw = db.session.execute(db.text("SELECT reason FROM speaker_answer")).scalar_one()
    assert b"En mission" not in bytes(raw)
    answered(event, part)

    assert mails(speaker) == ["invitation", "declined", "accepted"]
    assert db.session.query(SpeakerAnswer).count() == 0


def test_somebody_proposed_is_asked_once_an_organiser_says_so(
    event: Event, session: Session, speaker: Person
) -> None:
    part = asked(event, session, speaker)
    wrong: list[tuple[dict[str, str], type[Refusal]]] = [
        ({}, OtherNeeded),
        ({**OTHER, "email": speaker.email or ""}, OwnProposal),
    ]
    for words, refusal in wrong:
        with pytest.raises(refusal):
            answered(event, part, PROPOSED, **words)
    answered(event, part, PROPOSED, **OTHER)
    assert db.session.query(Person).filter_by(family_name="Sureau").count() == 0

    decided(event, session, part, ask=True)

    other = db.session.query(Person).filter_by(family_name="Sureau").one()
    assert (other.email, mails(other)) == ("mila@exemple.invalid", ["invitation"])
    assert other.language == speaker.language
    with pytest.raises(NothingProposed):
        decided(event, session, part, ask=False)


def test_a_proposal_can_be_left(
    event: Event, session: Session, speaker: Person
) -> None:
    part = asked(event, session, speaker)
    answered(event, part, PROPOSED, **OTHER)

    decided(event, session, part, ask=False)

    assert db.session.query(Person).filter_by(family_name="Sureau").count() == 0
    with pytest.raises(NothingProposed):
        decided(event, session, part, ask=True)


def test_answers_end_with_the_event_and_with_the_session(
    event: Event, session: Session, speaker: Person
) -> None:
    part = asked(event, session, speaker)

    with pytest.raises(SpeakingOver):
        answer_at(event.ends_at, event, part, Response(state=SpeakerState.ACCEPTED))
    act(editing.cancel_session, event, session, speaker.id)
    with pytest.raises(SessionNotHeld):
        answered(event, part)


def test_who_is_taken_out_is_told_unless_they_declined(
    event: Event, session: Session, speaker: Person
) -> None:
    coming, declined = make_person(), make_person()
    parts = [asked(event, session, coming), asked(event, session, declined)]
    answered(event, parts[1], SpeakerState.DECLINED, reason="Non")

    for public_id in [part.public_id for part in parts]:
        with transaction():
            own = get_event(event.slug)
            take_out(own, get_part(own, public_id), by=speaker.id, at=LATER)

    assert mails(coming) == ["invitation", "cancelled"]
    assert mails(declined) == ["invitation", "declined"]
    assert db.session.query(SessionPerson).count() == 0
    assert db.session.query(SpeakerAnswer).count() == 0


def test_a_reminder_reminds_of_what_is_missing_and_not_twice_an_hour(
    event: Event, session: Session, speaker: Person
) -> None:
    part = asked(event, session, speaker)

    reminded(event, speaker)
    with pytest.raises(RemindedJustNow):
        reminded(event, speaker, at=LATER + timedelta(minutes=59))
    answered(event, part)
    with pytest.raises(NothingToRemind):
        reminded(event, speaker, at=LATER + timedelta(days=1))

    assert mails(speaker) == ["invitation", "reminder", "accepted"]


def test_all_are_reminded_as_if_alone(event: Event, session: Session, by: int) -> None:
    silent, done = make_person(), make_person()
    asked(event, session, silent)
    answered(event, asked(event, session, done))

    with transaction():
        own = get_event(event.slug)
        people = list(list_speakers(own.id, for_update=True))
        count = remind_all(own, people, number=None, by=by, at=LATER)

    assert count == 1
    assert mails(silent) == ["invitation", "reminder"]
    assert mails(done) == ["invitation", "accepted"]


def test_a_version_tells_each_speaker_once_what_it_changes_for_them(
    event: Event, session: Session, speaker: Person, by: int
) -> None:
    answered(event, asked(event, session, speaker))
    other = make_session(event, title="Eau", after=timedelta(hours=2))
    answered(event, asked(event, other, speaker))
    bystander = make_person()
    answered(event, asked(event, make_session(event), bystander))
    published(event, by, 0)
    settled(event)
    assert mails(speaker)[-1] == "changed"
    assert "In the programme" in last_mail(speaker)

    room = make_room(event, "R9")
    act(editing.place_session, event, session, by, lambda: place(room, after=4))
    published(event, by, 1)
    act(editing.cancel_session, event, other, by)
    published(event, by, 2)
    settled(event)
    settled(event)

    assert mails(speaker).count("changed") == 2
    assert mails(bystander).count("changed") == 1
    text = last_mail(speaker)
    assert "Climat (en). Other hour: " in text
    assert "13:00 to 14:00" in text
    assert "Climat (en). Other room: Room R1 → Room R9" in text
    assert "Eau (en). Cancelled: " in text
    row = speaker_row(event, speaker)
    assert (row.told_version, row.seen_version) == (3, 0)
    assert speaker_row(event, bystander).told_version == 3


def test_one_change_is_told_in_the_subject(
    event: Event, session: Session, speaker: Person, by: int
) -> None:
    published(event, by, 0)
    answered(event, asked(event, session, speaker))

    act(editing.cancel_session, event, session, by)
    published(event, by, 1)
    settled(event)

    assert mails(speaker)[-1] == "gone"
    assert last_mail(speaker).startswith("Cancelled – Climat (en)")


def test_who_accepted_after_a_version_is_told_of_the_next(
    event: Event, session: Session, speaker: Person, by: int
) -> None:
    published(event, by, 0)
    answered(event, asked(event, session, speaker))
    settled(event)
    assert mails(speaker) == ["invitation", "accepted"]

    make_session(event)
    published(event, by, 1)  # she is in it now, which is no news to her
    settled(event)

    assert mails(speaker) == ["invitation", "accepted"]
    row = speaker_row(event, speaker)
    assert (row.told_version, row.seen_version) == (2, 2)


def test_a_receipt_is_for_the_version_that_was_read(
    event: Event, session: Session, speaker: Person, by: int
) -> None:
    answered(event, asked(event, session, speaker))
    published(event, by, 0)
    settled(event)
    act(editing.place_session, event, session, by, lambda: place(after=4))
    published(event, by, 1)
    settled(event)
    number = speaker_row(event, speaker).id

    def seen(version: int) -> None:
        with transaction():
            row = db.session.get_one(Speaker, number)
            note_seen(get_event(event.slug), row, version, by=by, at=LATER)

    seen(1)
    assert speaker_row(event, speaker).seen_version == 1
    seen(2)
    seen(1)
    row = speaker_row(event, speaker)
    assert (row.seen_version, row.seen_at) == (2, LATER)
    with pytest.raises(VersionUnknown):
        seen(3)


def test_who_has_not_seen_is_reminded_of_it(
    event: Event, session: Session, speaker: Person, by: int
) -> None:
    answered(event, asked(event, session, speaker))
    published(event, by, 0)
    settled(event)

    reminded(event, speaker)

    assert mails(speaker)[-1] == "unseen"


def test_who_accepted_without_a_link_is_made_known_by_settling(
    event: Event, session: Session, by: int
) -> None:
    speaker = make_person()
    row = SessionPerson(
        public_id=uuid4(),
        session_id=session.id,
        person_id=speaker.id,
        state=SpeakerState.ACCEPTED,
    )
    with transaction():
        db.session.add(row)
    published(event, by, 0)

    settled(event)

    assert mails(speaker) == ["changed"]


def test_an_archive_asks_nobody(event: Event, session: Session) -> None:
    with transaction():
        own = get_event(event.slug)
        own.state = type(own.state).ARCHIVED
    with pytest.raises(Refusal):
        asked(event, session, make_person())


def test_what_came_with_an_answer_is_forgotten_after_a_month(
    event: Event, session: Session, speaker: Person
) -> None:
    part = asked(event, session, speaker)
    answered(event, part, SpeakerState.DECLINED, reason="Non")
    end = event.ends_at + timedelta(days=30)

    for at, left in ((end - timedelta(seconds=1), 1), (end, 0)):
        with transaction():
            forget_speakers(at)
        assert db.session.query(SpeakerAnswer).count() == left

    assert db.session.get_one(SessionPerson, part.id).state is SpeakerState.DECLINED
