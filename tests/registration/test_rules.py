"""The rules of an event's registration, and the pages of who waits."""

import pytest
from flask.testing import FlaskClient

from eti_events.accounts.models import Role
from eti_events.database import db, transaction
from eti_events.events.models import Counter, Event
from eti_events.registration import actions
from eti_events.registration.actions import rules_of
from eti_events.registration.models import (
    Promotion,
    Registration,
    RegistrationRules,
    RegistrationState,
)
from tests.conftest import Selects
from tests.factories import make_event, make_registration, saved, sign_in, sign_in_staff
from tests.registration.steps import (
    LATER,
    invited,
    mails,
    registration_of,
    state_of,
    submit,
)

RULES = {
    "version": "0",
    "approval": ["partner"],
    "waiting_list": "y",
    "promotion": "offer",
    "offer_hours": "12",
    "freezes_wall": "2096-08-20T18:00",
}


def save(client: FlaskClient, event: Event, **changes: object) -> tuple[int, str]:
    answer = client.post(f"/manage/{event.slug}/rules?lang=en", data=RULES | changes)
    return answer.status_code, answer.text


def rules_now(event: Event) -> RegistrationRules:
    db.session.rollback()
    return rules_of(event.id)


def test_organisers_decide_who_is_examined_and_who_waits(client: FlaskClient) -> None:
    event = make_event()
    sign_in_staff(client, event=event)

    status, _ = save(client, event)

    rules = rules_now(event)
    assert status == 302
    assert (rules.approval, rules.waiting_list) == (["partner"], True)
    assert (rules.promotion, rules.offer_hours) == (Promotion.OFFER, 12)
    assert rules.freezes_at
    assert rules.freezes_at.astimezone(event.zone).hour == 18
    page = client.get(f"/manage/{event.slug}/rules?lang=en").text
    assert 'value="2096-08-20T18:00"' in page


def test_what_a_colleague_saved_meanwhile_is_not_overwritten(
    client: FlaskClient,
) -> None:
    event = make_event()
    sign_in_staff(client, event=event)
    save(client, event)

    status, page = save(client, event, offer_hours="99")

    assert status == 409
    assert "A colleague changed these rules" in page
    assert 'value="99"' in page
    assert rules_now(event).offer_hours == 12
    assert save(client, event, version="1", offer_hours="99")[0] == 302


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("offer_hours", "0", "Between 1 and 720 hours."),
        ("offer_hours", "many", "Not a valid integer value."),
        ("approval", "wizard", "not a valid choice"),
        ("promotion", "", "Choose one."),
        ("freezes_wall", "2096-03-25T02:30", "clocks go forward"),
        ("freezes_wall", "soon", "Not a valid datetime value."),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(
    client: FlaskClient, field: str, value: str, words: str
) -> None:
    event = make_event()
    sign_in_staff(client, event=event)

    status, page = save(client, event, **{field: value})

    assert status == 422
    assert words in page
    assert rules_now(event).version == 0


def test_quotas_are_set_moved_and_removed(client: FlaskClient) -> None:
    event = make_event()
    sign_in_staff(client, event=event)
    url = f"/manage/{event.slug}/quotas"
    who = {"audience": "commissioner:DG Trésor"}

    for limit in ("5", "7"):
        client.post(url, data=who | {"limit": limit})
    page = client.get(f"/manage/{event.slug}/rules?lang=en").text
    db.session.rollback()
    quota = db.session.query(Counter).filter_by(event_id=event.id, scope="commissioner")

    assert "DG Trésor" in page
    assert [(row.key, row.limit) for row in quota] == [("DG Trésor", 7)]
    client.post(f"{url}/remove", data=who)
    db.session.rollback()
    assert quota.count() == 0


def test_places_of_an_answer_are_no_quota(client: FlaskClient) -> None:
    event = make_event()
    saved(Counter(event_id=event.id, scope="option", key="3:abc", limit=20))
    sign_in_staff(client, event=event)

    assert "3:abc" not in client.get(f"/manage/{event.slug}/rules").text


@pytest.mark.parametrize("data", [{}, {"audience": "commissioner:Nobody"}])
def test_a_quota_needs_its_people_and_its_number(
    client: FlaskClient, data: dict[str, str]
) -> None:
    event = make_event()
    sign_in_staff(client, event=event)

    answer = client.post(f"/manage/{event.slug}/quotas", data=data)

    assert answer.status_code == 422


def test_a_quota_below_those_who_come_is_refused_in_words(client: FlaskClient) -> None:
    event = make_event()
    make_registration(event)
    sign_in_staff(client, event=event)

    answer = client.post(
        f"/manage/{event.slug}/quotas?lang=en",
        data={"audience": "category:expert", "limit": "0"},
    )

    assert answer.status_code == 409
    assert "More people than that have a place already." in answer.text


def test_who_waits_sees_their_place_and_may_leave(client: FlaskClient) -> None:
    event = make_event(places=0)
    saved(RegistrationRules(event_id=event.id, waiting_list=True))
    first, second = invited(event), invited(event)
    submit(event, first)
    submit(event, second)
    sign_in(client, second, event=event)

    page = client.get(f"/me/{event.slug}?lang=en").text
    client.post(f"/me/{event.slug}/cancel")

    assert "You are number 2;" in page
    assert state_of(event, second) is RegistrationState.CANCELLED
    assert mails(second)[-1] == "registration/left"


def test_who_is_offered_a_place_takes_it_on_their_page(client: FlaskClient) -> None:
    event = make_event(places=1)
    rules = {"waiting_list": True, "promotion": Promotion.OFFER, "offer_hours": 24}
    saved(RegistrationRules(event_id=event.id, **rules))
    person = invited(event)
    submit(event, invited(event))
    submit(event, person)
    with transaction():
        counter = db.session.query(Counter).filter_by(event_id=event.id).one()
        counter.limit = 2
    with transaction():
        actions.serve_waiting(event.id, LATER)
    with transaction():  # the view's own clock is years after the offer's
        row = db.session.query(Registration).filter_by(person_id=person.id).one()
        row.offered_until = LATER.replace(year=2096)
    sign_in(client, person, event=event)

    page = client.get(f"/me/{event.slug}?lang=en").text
    client.post(f"/me/{event.slug}/offer")

    assert "A place is free for you" in page
    assert state_of(event, person) is RegistrationState.CONFIRMED


def test_the_page_of_rules_asks_the_same_for_many_who_wait(
    client: FlaskClient, selects: Selects
) -> None:
    event = make_event()
    sign_in_staff(client, event=event)

    def count() -> int:
        make_registration(event, state=RegistrationState.WAITING)
        with selects() as sent:
            client.get(f"/manage/{event.slug}/rules")
        return len(sent)

    assert count() == count()


def test_only_organisers_of_the_event_set_its_rules(client: FlaskClient) -> None:
    event, other = make_event(), make_event()
    sign_in_staff(client, Role.ORGANISER, event=other)

    assert save(client, event)[0] == 404


def test_an_organiser_refuses_with_a_reason_and_serves_somebody_next(
    client: FlaskClient,
) -> None:
    event = make_event(places=0)
    saved(RegistrationRules(event_id=event.id, waiting_list=True))
    people = [invited(event) for _ in range(3)]
    for person in people:
        submit(event, person)
    sign_in_staff(client, event=event)
    ids = [registration_of(event, person).public_id for person in people]
    base = f"/manage/{event.slug}/registrations"

    rules = f"/manage/{event.slug}/rules"
    served = client.post(f"{base}/{ids[2]}/first", data={"next": rules})
    silent = client.post(
        f"{base}/{ids[0]}/refuse?lang=en", data={"reason": " "}, follow_redirects=True
    )
    client.post(f"{base}/{ids[0]}/refuse", data={"reason": "Too late"})
    page = client.get(rules).text

    assert served.location == rules
    assert f'name="next" value="{rules}"' in page
    assert "Give the reason: the person reads it." in silent.text
    assert state_of(event, people[0]) is RegistrationState.REFUSED
    assert page.index(people[2].family_name) < page.index(people[1].family_name)
