"""From the mail to the code: the whole way of an expert, without JavaScript."""

import re

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from eti_events.database import db
from eti_events.messages.models import Mail
from eti_events.people.models import Language, Person
from eti_events.registration.models import RegistrationState
from tests.factories import make_event, make_mission, make_person, sign_in_staff
from tests.registration.steps import half_days, mails, state_of

REQUESTS = 8  # what the whole way may cost, with every redirection


def link_in_mail(person: Person) -> str:
    db.session.rollback()
    mail = db.session.query(Mail).filter_by(person_id=person.id).one()
    assert mail.body
    found = re.search(rb"(/invitations/[\w-]+)", mail.body.replace(b"=\r\n", b""))
    assert found
    return found[1].decode()


def test_from_the_invitation_to_the_code_in_few_pages(client: FlaskClient) -> None:
    event = make_event()
    person = make_person(language=Language.ENGLISH)
    make_mission(person)
    sign_in_staff(client, event=event)
    known = {"family_name": person.family_name, "email": person.email}
    how = {"category": "expert", "how": "invite"}
    client.post(f"/manage/{event.slug}/registrations/new", data=known | how)
    phone = client.application.test_client()
    sent: list[TestResponse] = []

    def ask(path: str, data: dict[str, object] | None = None) -> TestResponse:
        answer = phone.get(path) if data is None else phone.post(path, data=data)
        sent.append(answer)
        return answer

    link = link_in_mail(person)
    phone.get(link)  # a mail gateway looks too: nothing is used up
    ask(link)
    form = ask(ask(link, {}).headers["Location"]).text
    steps = f"/events/{event.slug}/register"
    everything = [str(row.public_id) for row in half_days(event)]
    ask(ask(f"{steps}/you", {"family_name": person.family_name}).headers["Location"])
    check = ask(f"{steps}/stay", {"half_days": everything}).text
    mine = ask(ask(f"{steps}/check", {}).headers["Location"]).text

    assert person.family_name in form
    assert "Nothing has been sent yet." in check
    assert "Registration confirmed" in mine
    assert state_of(event, person) is RegistrationState.CONFIRMED
    assert mails(person) == ["registration/invitation", "registration/confirmed"]
    assert len(sent) <= REQUESTS
    other = client.application.test_client()  # on the laptop, by the same link
    again = other.post(link, follow_redirects=True)
    assert again.request.path == f"/me/{event.slug}"
