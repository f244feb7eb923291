"""Asking people to come: once each, one link, as few statements for many as for few."""

from datetime import timedelta

import pytest
from sqlalchemy import event as listening
from sqlalchemy import update

from eti_events.accounts.models import AccessLink
from eti_events.database import db, transaction
from eti_events.events.models import Event, EventState
from eti_events.messages.models import Mail
from eti_events.people.models import Language, Person
from eti_events.registration import actions
from eti_events.registration.models import Category, Invitation, RegistrationState
from eti_events.registration.queries import find_invitation, get_invitation
from eti_events.registration.refusals import (
    AlreadyAnswered,
    EventNotOpen,
    NoAddress,
    RegistrationClosed,
)
from tests.factories import BEFORE, make_event, make_person, make_registration
from tests.registration.steps import LATER, mails

pytestmark = pytest.mark.usefixtures("app")


def invite(event: Event, person: Person) -> Invitation:
    with transaction():
        return actions.invite(
            event, person, category=Category.EXPERT, by=None, at=LATER
        )


def text_of_last_mail(person: Person) -> str:
    query = db.session.query(Mail).filter_by(person_id=person.id)
    mail = query.order_by(Mail.id.desc()).first()
    assert mail
    assert mail.body
    return mail.body.decode().replace("=\r\n", "")


def test_an_invitation_mails_a_link_that_lives_a_month_beyond_the_event() -> None:
    event, person = make_event(), make_person(language=Language.ENGLISH)

    invite(event, person)

    link = db.session.query(AccessLink).one()
    assert link.token
    assert link.expires_at == event.ends_at + timedelta(days=30)
    assert f"/invitations/{link.token}" in text_of_last_mail(person)
    assert "Wednesday 1 August at 18:00 (Paris time)" in text_of_last_mail(person)


def test_inviting_again_is_the_first_invitation_and_no_second_mail() -> None:
    event, person = make_event(), make_person()

    assert invite(event, person).id == invite(event, person).id
    assert mails(person) == ["registration/invitation"]


def test_resending_mails_the_same_link() -> None:
    event, person = make_event(), make_person()
    invite(event, person)
    token = db.session.query(AccessLink).one().token
    assert token

    _resend(event, person)

    assert mails(person) == ["registration/invitation"] * 2
    assert token in text_of_last_mail(person)
    assert db.session.query(AccessLink).count() == 1


def test_a_dead_link_is_replaced_when_it_is_sent_again() -> None:
    event, person = make_event(), make_person()
    invite(event, person)
    token = db.session.query(AccessLink).one().token
    assert token
    with transaction():
        db.session.execute(update(AccessLink).values(revoked_at=BEFORE))

    _resend(event, person)

    assert token not in text_of_last_mail(person)


def test_who_has_no_address_cannot_be_invited() -> None:
    event, person = make_event(), make_person()
    with transaction():
        person.email = None

    with pytest.raises(NoAddress):
        invite(event, person)


@pytest.mark.parametrize(
    "state", [state for state in RegistrationState if state != "draft"]
)
def test_who_has_answered_is_not_asked_again(state: RegistrationState) -> None:
    event, person = make_event(), make_person()
    make_registration(event, person, state=state)

    with pytest.raises(AlreadyAnswered):
        invite(event, person)


def test_who_has_begun_to_answer_may_be_invited() -> None:
    event, person = make_event(), make_person()
    make_registration(event, person, state=RegistrationState.DRAFT)

    assert invite(event, person).person_id == person.id


def test_an_event_that_takes_nobody_invites_nobody() -> None:
    with pytest.raises(EventNotOpen):
        invite(make_event(state=EventState.DRAFT), make_person())

    event, person = make_event(), make_person()
    with transaction(), pytest.raises(RegistrationClosed):
        actions.invite(
            event,
            person,
            category=Category.EXPERT,
            by=None,
            at=event.registration_closes_at,
        )


def test_inviting_many_leaves_out_those_who_cannot_be() -> None:
    event = make_event()
    fresh, invited, answered, silent = (make_person() for _ in range(4))
    invite(event, invited)
    make_registration(event, answered)
    with transaction():
        silent.email = None

    with transaction():
        made = actions.invite_people(
            event,
            [fresh, invited, answered, silent],
            category=Category.EXPERT,
            by=None,
            at=LATER,
        )

    assert list(made) == [fresh.id]
    assert len(mails(invited)) == 1


def test_inviting_many_costs_as_many_statements_as_inviting_few() -> None:
    assert _statements(3) == _statements(30)


def _statements(count: int) -> int:
    event = make_event()
    people = [make_person() for _ in range(count)]
    ids = [person.id for person in people]
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        sent.append(statement)

    with transaction():
        people = db.session.query(Person).filter(Person.id.in_(ids)).all()
        event = db.session.merge(event)
        listening.listen(db.engine, "before_cursor_execute", note)
        made = actions.invite_people(
            event, people, category=Category.EXPERT, by=None, at=LATER
        )
        db.session.flush()
        listening.remove(db.engine, "before_cursor_execute", note)
    assert len(made) == count
    return len(sent)


def _resend(event: Event, person: Person) -> None:
    with transaction():
        standing = find_invitation({event.id}, person.id)
        assert standing
        invitation = get_invitation(event, standing.public_id)
        actions.resend_invitation(event, invitation, by=None, at=LATER)
