"""A dignitary's private office answers, provisionally at first."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from eti_events.database import db, transaction
from eti_events.events.models import Event
from eti_events.events.queries import get_event
from eti_events.invariants import faults
from eti_events.people.models import Person
from eti_events.registration import actions
from eti_events.registration.actions import NamedPerson, Reply
from eti_events.registration.delegations.queries import get_delegation, list_members
from eti_events.registration.delegations.refusals import (
    AnswerIsSure,
    AnswersInstead,
    CannotBeNamed,
    Frozen,
    NoPrincipal,
    NoSeatLeft,
)
from eti_events.registration.models import (
    Category,
    Delegation,
    OfficeAnswer,
    RegistrationRules,
    RegistrationState,
    Ticket,
)
from eti_events.registration.refusals import NoHalfDay
from tests.factories import make_event, saved, sign_in, sign_in_staff
from tests.registration.seats import (
    again,
    make_delegation,
    name,
    replace,
    settle,
    who,
    withdraw,
)
from tests.registration.steps import (
    LATER,
    half_days,
    mails,
    registration_of,
    state_of,
    taken,
)

State = RegistrationState


@pytest.fixture
def event(app: object) -> Event:
    return make_event(places=3)


def make_office(event: Event, *, seats: int = 3) -> Delegation:
    """A minister without an address, and the office that answers."""
    delegation = make_delegation(event, seats=seats, category=Category.VIP)
    appoint(event, delegation)
    return again(delegation)


def appoint(event: Event, delegation: Delegation, family_name: str = "Mélisse") -> None:
    slug, public_id = event.slug, delegation.public_id
    with transaction():
        event = get_event(slug)
        actions.name_principal(
            event,
            get_delegation(event, public_id),
            given_name="Vesna",
            family_name=family_name,
            email=None,
            by=1,
            at=LATER,
        )


def say(
    event: Event,
    delegation: Delegation,
    answer: OfficeAnswer,
    *,
    sure: bool = False,
    representative: NamedPerson | None = None,
    days: int = 4,
) -> Delegation:
    """Answer as the office does."""
    slug, public_id = event.slug, delegation.public_id
    chosen = {row.public_id for row in half_days(event)[:days]}
    reply = Reply(
        answer=answer, sure=sure, half_days=chosen, representative=representative
    )
    with transaction():
        event = get_event(slug)
        found = get_delegation(event, public_id)
        actions.answer_for_office(event, found, reply, by=found.contact_id, at=LATER)
    return again(delegation)


def minister(delegation: Delegation) -> Person:
    principal = again(delegation).principal
    assert principal
    return principal


@pytest.mark.parametrize("answer", list(OfficeAnswer))
def test_a_provisional_answer_holds_the_seats_and_nobody_reminds(
    event: Event, answer: OfficeAnswer
) -> None:
    delegation = say(event, make_office(event), answer)
    person = minister(delegation)

    settle(event, delegation.deadline - timedelta(days=1))
    settle(event, delegation.deadline + timedelta(days=1))

    registration = registration_of(event, person)
    assert (registration.state, registration.provisional) == (State.PENDING, True)
    assert (again(delegation).free, taken(event)) == (2, 3)
    assert mails(again(delegation).contact) == [
        "registration/delegation",
        "registration/office",
        "registration/office_noted",
    ]
    assert mails(minister(delegation)) == []
    assert list(faults()) == []


def test_an_answer_made_sure_gives_a_place_and_a_code(event: Event) -> None:
    delegation = make_office(event)
    say(event, delegation, OfficeAnswer.COMES)

    say(event, delegation, OfficeAnswer.IN_PART, sure=True, days=1)

    registration = registration_of(event, minister(delegation))
    assert registration.state is State.CONFIRMED
    assert len(registration.half_days) == 1
    assert db.session.query(Ticket).count() == 1
    assert (again(delegation).free, taken(event)) == (2, 3)
    assert list(faults()) == []


def test_who_represents_gets_the_place_and_a_mail_that_says_by_whom(
    event: Event,
) -> None:
    delegation = make_office(event)
    say(event, delegation, OfficeAnswer.COMES)
    person = who(event)

    for _ in range(2):  # twice is once
        say(
            event,
            delegation,
            OfficeAnswer.REPRESENTED,
            sure=True,
            representative=person,
        )

    registration = registration_of(event, minister(delegation))
    assert registration.state is State.DECLINED
    assert registration.represented_by_id
    substitute = db.session.get_one(Person, registration.represented_by_id)
    assert substitute.email == person.email
    assert state_of(event, substitute) is State.CONFIRMED
    assert mails(substitute) == ["registration/named"]
    assert (again(delegation).free, taken(event)) == (2, 3)
    assert list(faults()) == []


def test_a_minister_who_comes_after_all_takes_the_seat_back(event: Event) -> None:
    delegation = make_office(event, seats=1)
    say(
        event,
        delegation,
        OfficeAnswer.REPRESENTED,
        sure=True,
        representative=who(event),
    )
    number = registration_of(event, minister(delegation)).represented_by_id
    substitute = db.session.get_one(Person, number)

    say(event, delegation, OfficeAnswer.COMES, sure=True)

    assert state_of(event, minister(delegation)) is State.CONFIRMED
    assert state_of(event, substitute) is State.CANCELLED
    assert mails(substitute)[1:] == ["registration/withdrawn"]
    assert again(delegation).free == 0
    assert list(faults()) == []


def test_who_declines_leaves_the_seat_to_the_delegation(event: Event) -> None:
    delegation = make_office(event)
    say(event, delegation, OfficeAnswer.COMES, sure=True)

    say(event, delegation, OfficeAnswer.DECLINES, sure=True)

    assert state_of(event, minister(delegation)) is State.CANCELLED
    assert (again(delegation).free, taken(event)) == (3, 3)
    say(event, delegation, OfficeAnswer.COMES, sure=True)
    assert state_of(event, minister(delegation)) is State.CONFIRMED
    assert list(faults()) == []


def test_somebody_named_already_represents_on_their_own_seat(event: Event) -> None:
    delegation = make_office(event)
    person = who(event)
    name(event, delegation, person)
    say(event, delegation, OfficeAnswer.COMES)

    say(event, delegation, OfficeAnswer.REPRESENTED, sure=True, representative=person)

    assert (again(delegation).free, taken(event)) == (2, 3)
    assert list(faults()) == []


def test_a_sure_answer_does_not_become_provisional_again(event: Event) -> None:
    delegation = make_office(event)
    say(event, delegation, OfficeAnswer.COMES, sure=True)

    with pytest.raises(AnswerIsSure):
        say(event, delegation, OfficeAnswer.COMES)
    with pytest.raises(AnswerIsSure):
        appoint(event, delegation, "Sureau")


def test_what_cannot_be_answered_is_refused_whole(event: Event) -> None:
    plain = make_delegation(event, seats=1)
    with pytest.raises(NoPrincipal):
        say(event, plain, OfficeAnswer.COMES)
    office = make_office(event, seats=1)
    with pytest.raises(NoHalfDay):
        say(event, office, OfficeAnswer.IN_PART, days=0)
    member = who(event)
    name(event, plain, member)
    with pytest.raises(CannotBeNamed):
        say(event, office, OfficeAnswer.REPRESENTED, sure=True, representative=member)
    name(event, office)
    with pytest.raises(NoSeatLeft):
        say(event, office, OfficeAnswer.COMES)

    assert again(office).answer is None
    assert list(faults()) == []


def test_the_successor_of_a_minister_takes_the_office_over(event: Event) -> None:
    delegation = make_office(event)
    say(event, delegation, OfficeAnswer.COMES)
    former = minister(delegation)

    appoint(event, delegation, "Verveine")

    assert state_of(event, former) is State.CANCELLED
    assert again(delegation).answer is None
    assert (again(delegation).free, taken(event)) == (3, 3)
    assert list(faults()) == []


def test_a_dignitary_is_moved_by_the_answer_alone(event: Event) -> None:
    delegation = say(event, make_office(event), OfficeAnswer.COMES)
    [member] = list_members(delegation.id)

    with pytest.raises(AnswersInstead):
        withdraw(event, delegation, member)
    with pytest.raises(AnswersInstead):
        replace(event, delegation, member, who(event))

    assert again(delegation).free == 2


def test_an_office_is_reminded_by_hand_of_its_answer_and_not_of_names(
    event: Event,
) -> None:
    delegation = make_office(event)
    slug, public_id = event.slug, delegation.public_id

    with transaction():
        event = get_event(slug)
        found = get_delegation(event, public_id)
        actions.remind_contact(event, found, by=None, at=LATER)

    assert mails(again(delegation).contact) == [
        "registration/delegation",
        "registration/office",
        "registration/office",
    ]


@pytest.mark.one_engine
def test_an_office_answers_on_its_page_and_the_protocol_confirms(
    client: FlaskClient, event: Event
) -> None:
    delegation = make_office(event)
    contact = db.session.get_one(Person, delegation.contact_id)
    slug = event.slug
    base = f"delegations/{delegation.public_id}"
    sign_in(client, contact, event=event)
    form = {"sure": "", "language": "en", "half_days": []}

    assert "Answer for Vesna Mélisse" in client.get(f"/me/{slug}/{base}").text
    page = client.get(f"/me/{slug}/{base}/answer").text
    assert "Provisional: the seats stay held" in page
    bad = client.post(f"/me/{slug}/{base}/answer", data={**form, "answer": "in_part"})
    assert bad.status_code == 422
    fields = {**form, "answer": "represented", "sure": "yes"}
    bad = client.post(f"/me/{slug}/{base}/answer", data=fields)
    assert bad.status_code == 422
    assert "Name who comes instead." in bad.text
    told = client.post(
        f"/me/{slug}/{base}/answer",
        data={**form, "answer": "comes"},
        follow_redirects=True,
    ).text
    assert "Your answer is noted." in told
    assert again(delegation).sure is False

    client.delete_cookie("eti")
    sign_in_staff(client, event=event)
    assert "provisional" in client.get(f"/manage/{slug}/delegations?lang=en").text
    told = client.post(
        f"/manage/{slug}/{base}/answer?lang=en",
        data={**form, "answer": "comes", "sure": "yes"},
        follow_redirects=True,
    ).text
    assert "The answer is noted, and the office is told." in told
    assert again(delegation).sure is True
    fields = {"dignitary-family_name": "Sureau", "dignitary-email": "?"}
    bad = client.post(f"/manage/{slug}/{base}/principal", data=fields)
    assert bad.status_code == 422
    fields = {"dignitary-family_name": "Sureau"}
    bad = client.post(f"/manage/{slug}/{base}/principal", data=fields)
    assert bad.status_code == 409


@pytest.mark.one_engine
def test_an_answer_is_about_the_dignitary_whom_the_page_named(
    client: FlaskClient, event: Event
) -> None:
    delegation = make_office(event)
    url = f"/me/{event.slug}/delegations/{delegation.public_id}/answer?lang=en"
    sign_in(client, db.session.get_one(Person, delegation.contact_id), event=event)
    page = client.get(url).text
    about = re.findall(r'name="about"[^>]* value="([^"]*)"', page)
    appoint(event, delegation, "Sureau")

    form = {"answer": "comes", "sure": "yes", "language": "en", "about": about}
    answer = client.post(url, data=form)

    assert answer.status_code == 409
    assert "named somebody else" in answer.text
    assert "Vesna Sureau" in answer.text
    assert again(delegation).answer is None


def test_after_the_freeze_a_sure_answer_stands(event: Event) -> None:
    delegation = make_office(event)
    say(event, delegation, OfficeAnswer.COMES)
    saved(RegistrationRules(event_id=event.id, freezes_at=LATER))

    say(event, delegation, OfficeAnswer.COMES, sure=True)
    with pytest.raises(Frozen):
        say(event, delegation, OfficeAnswer.DECLINES, sure=True)
