"""The pages of delegations: the organiser's, and the contact's."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from eti_events.accounts.models import Role
from eti_events.database import db
from eti_events.events.models import Event, HalfDay
from eti_events.people.models import Person
from eti_events.registration.models import (
    Delegation,
    DelegationMember,
    Registration,
    RegistrationRules,
    RegistrationState,
)
from eti_events.registration.queries import find_registration
from eti_events.registration.wording import half_days_in_words
from tests.conftest import Selects
from tests.factories import (
    make_event,
    make_person,
    make_registration,
    saved,
    sign_in,
    sign_in_staff,
)
from tests.registration.seats import again, make_delegation, name, who
from tests.registration.steps import LATER, half_days, mails, taken
from tests.test_hostile_names import HOSTILE, alive_in

NAMES = ("given_name", "family_name", "function")

pytestmark = pytest.mark.one_engine


def typed(event: Event, **changes: str) -> dict[str, str]:
    wall = (event.starts_at - timedelta(days=60)).strftime("%Y-%m-%dT%H:%M")
    return {
        "organisation": "Ministère des serres",
        "category": "partner",
        "seats": "2",
        "deadline_wall": wall,
        "given_name": "Ilir",
        "family_name": "Aubépine",
        "email": "ilir.aubepine@exemple.invalid",
        "language": "en",
        **changes,
    }


def named(event: Event, number: int = 1, **changes: object) -> dict[str, object]:
    return {
        "given_name": "Mila",
        "family_name": f"Sureau-{number}",
        "email": f"mila{number}@exemple.invalid",
        "function": "Conseillère",
        "language": "fr",
        "half_days": [str(half_days(event)[0].public_id)],
        **changes,
    }


def as_contact(client: FlaskClient, event: Event, delegation: Delegation) -> str:
    """Sign the contact in, as their link does, and return their page's address."""
    contact = db.session.get_one(Person, delegation.contact_id)
    sign_in(client, contact, event=event)
    return f"/me/{event.slug}/delegations/{delegation.public_id}"


def test_from_an_agreement_to_a_ticket(client: FlaskClient) -> None:
    event = make_event(places=5)
    sign_in_staff(client, event=event)
    base = f"/manage/{event.slug}/delegations"
    assert "No delegation yet" in client.get(f"{base}?lang=en").text

    told = client.post(f"{base}/new", data=typed(event), follow_redirects=True).text
    db.session.rollback()
    delegation = db.session.query(Delegation).one()
    contact = db.session.get_one(Person, delegation.contact_id)
    db.session.rollback()

    assert "The seats are held" in told
    assert taken(event) == 2
    link = again(delegation).link
    assert link
    token = link.token
    client.delete_cookie("eti")
    page = client.post(f"/invitations/{token}", follow_redirects=True).text
    assert "Delegation of Ministère des serres" in page
    assert "2 seats without" not in page
    address = f"/me/{event.slug}/delegations/{delegation.public_id}"
    told = client.post(address, data=named(event), follow_redirects=True).text
    assert "Mila Sureau-1 has a seat, and gets a mail." in told
    assert "mila1@" not in told  # the link may be forwarded: addresses are not shown
    db.session.rollback()
    [member] = db.session.query(DelegationMember)
    registration = db.session.get_one(Registration, member.registration_id)
    assert registration.state is RegistrationState.CONFIRMED
    assert mails(contact) == ["registration/delegation"]
    assert address in client.get("/me").text


def test_what_is_typed_badly_is_said_and_kept(client: FlaskClient) -> None:
    event = make_event()
    sign_in_staff(client, event=event)
    path = f"/manage/{event.slug}/delegations/new?lang=en"

    answer = client.post(path, data=typed(event, seats="many", email="?"))
    late = client.post(path, data=typed(event, deadline_wall="2000-01-01T09:00"))
    many = client.post(path, data=typed(event, seats="400"))

    assert answer.status_code == 422
    assert "This is not an e-mail address" in answer.text
    assert 'value="Ministère des serres"' in answer.text
    assert (late.status_code, many.status_code) == (409, 409)
    assert "Choose a time to come" in late.text
    assert "has not so many places left" in many.text
    assert db.session.query(Delegation).count() == 0


def test_a_contact_who_types_badly_loses_nothing(client: FlaskClient) -> None:
    event = make_event()
    delegation = make_delegation(event, seats=1)
    path = as_contact(client, event, delegation) + "?lang=en"

    bad = client.post(path, data=named(event, half_days=[], email="mila"))
    client.post(path, data=named(event))
    full = client.post(path, data=named(event, 2))

    assert bad.status_code == 422
    assert "Choose at least one half-day." in bad.text
    assert 'value="Sureau-1"' in bad.text
    assert full.status_code == 409
    assert "Every seat of your delegation has a name" in full.text
    assert 'value="Sureau-2"' in full.text


def test_a_contact_replaces_and_withdraws_until_the_freeze(client: FlaskClient) -> None:
    event = make_event()
    delegation = make_delegation(event)
    member = name(event, delegation, who(event, given_name="Noé"))
    base = as_contact(client, event, delegation)
    path = f"{base}/people/{member.public_id}?lang=en"

    assert "Noé" in client.get(path).text
    told = client.post(path, data=named(event), follow_redirects=True).text
    assert "Mila Sureau-1 has the seat now; both get a mail." in told
    assert "Noé" not in client.get(base).text
    db.session.rollback()
    [member] = db.session.query(DelegationMember)
    path = f"{base}/people/{member.public_id}"
    told = client.post(f"{path}/withdraw?lang=en", follow_redirects=True).text
    assert "The name is withdrawn" in told
    assert again(delegation).free == 3
    member = name(event, delegation)
    saved(RegistrationRules(event_id=event.id, freezes_at=LATER))
    path = f"{base}/people/{member.public_id}?lang=en"
    assert "Nothing can be changed here any more." in client.get(path).text
    assert client.post(path, data=named(event, 3)).status_code == 409
    assert path.removesuffix("?lang=en") not in client.get(base).text


def test_another_s_delegation_is_not_there(client: FlaskClient) -> None:
    event = make_event()
    delegation = make_delegation(event)
    member = name(event, delegation)
    sign_in(client, make_person(), event=event)
    base = f"/me/{event.slug}/delegations/{delegation.public_id}"
    path = f"{base}/people/{member.public_id}"

    for address in (base, path):
        assert client.get(address).status_code == 404
        assert client.post(address, data=named(event)).status_code == 404
    assert client.post(f"{path}/withdraw").status_code == 404
    assert client.get("/me").status_code == 200
    assert again(delegation).free == 2


def test_organisers_change_remind_and_cancel(client: FlaskClient) -> None:
    event = make_event()
    delegation = make_delegation(event)
    contact = db.session.get_one(Person, delegation.contact_id)
    sign_in_staff(client, Role.PROTOCOL, event=event)
    base = f"/manage/{event.slug}/delegations/{delegation.public_id}"
    fields = typed(event, seats="5")

    client.post(f"{base}/seats", data=fields)
    client.post(f"{base}/remind")
    assert again(delegation).seats == 5
    assert mails(contact)[1:] == ["registration/delegation_reminder"]
    client.post(f"{base}/contact", data=fields)
    new = db.session.get_one(Person, again(delegation).contact_id)
    assert new.name == "Ilir Aubépine"
    told = client.post(f"{base}/cancel?lang=en", follow_redirects=True).text
    assert "The delegation is cancelled, and its contact is told." in told
    assert taken(event) == 0
    assert client.post(f"{base}/remind").status_code == 409


def test_the_list_asks_as_much_for_three_as_for_one(
    client: FlaskClient, selects: Selects
) -> None:
    event = make_event()
    sign_in_staff(client, event=event)
    make_delegation(event)
    counts = []

    for _ in range(2):
        client.get(f"/manage/{event.slug}/delegations")
        with selects() as sent:
            page = client.get(f"/manage/{event.slug}/delegations?lang=en").text
        counts.append(len(sent))
        for _ in range(2):
            name(event, make_delegation(event))

    assert counts[0] == counts[1]
    assert len(re.findall("Ministère \\d+", page)) == 3


def test_hostile_names_stay_text_on_the_contact_s_pages(client: FlaskClient) -> None:
    event = make_event()
    delegation = make_delegation(event, seats=30)
    base = as_contact(client, event, delegation)
    members = [
        name(
            event,
            delegation,
            who(event, **dict.fromkeys(NAMES, text)),
        )
        for text in HOSTILE
    ]

    paths = [base, *(f"{base}/people/{row.public_id}" for row in members)]
    pages = [client.get(path) for path in paths]

    assert {page.status_code for page in pages} == {200}
    assert [alive_in(page.text) for page in pages] == [[]] * len(pages)


def test_a_contact_reads_the_half_days_that_they_wrote_and_no_others(
    client: FlaskClient,
) -> None:
    event = make_event()
    delegation, known = make_delegation(event), make_person()
    make_registration(event, known)
    first, last = half_days(event)[0], half_days(event)[-1]
    address = as_contact(client, event, delegation)

    wrote = [str(first.public_id)]
    client.post(address, data=named(event, email=known.email, half_days=wrote))
    page = client.get(f"{address}?lang=en").text

    days = re.search(r'<h3>Mila.*?<p class="sub2">(.*?)</p>', page, re.S)
    assert days
    assert days[1].strip() == half_days_in_words(event, [first], "en")
    assert last.public_id in {row.public_id for row in of_registration(event, known)}


def of_registration(event: Event, person: Person) -> list[HalfDay]:
    row = find_registration(event.id, person.id)
    return row.half_days if row else []


def test_what_is_missing_is_said_in_the_order_of_the_page(client: FlaskClient) -> None:
    event = make_event()
    sign_in_staff(client, event=event)
    base = f"/manage/{event.slug}/delegations/new?lang=en"

    page = client.post(base, data={}).text

    said = re.findall(r'<li><a href="#(\w+)"', page)
    asked = [found for found in re.findall(r'id="(\w+)"', page) if found in said]
    assert len(said) > 4
    assert said == asked
