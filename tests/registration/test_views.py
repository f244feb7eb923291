"""What people read and do on the pages of registration."""

from io import BytesIO

import pytest
import zxingcpp
from flask.testing import FlaskClient
from PIL import Image

from eti_events.accounts.models import SignIn, SignInKind
from eti_events.clock import utcnow
from eti_events.database import db, transaction
from eti_events.events.models import Event, EventState
from eti_events.messages.models import Mail
from eti_events.people.models import Language, Person
from eti_events.qr import ticket_qr
from eti_events.registration.models import RegistrationState
from eti_events.registration.needs.queries import list_needs
from eti_events.registration.queries import find_ticket, list_corrections
from tests.conftest import Selects
from tests.factories import make_event, make_mission, make_person, sign_in
from tests.registration.steps import (
    fill_in,
    first_departure_invited,
    half_days,
    invited,
    mails,
    make_course,
    registration_of,
    state_of,
    submit,
    taken,
)


def guest(client: FlaskClient, event: Event, person: Person | None = None) -> Person:
    """Sign in somebody who came by their invitation."""
    person = invited(event, person)
    sign_in(client, person, event=event)
    return person


def filled(event: Event, **changes: object) -> dict[str, object]:
    """What a browser would send of a form filled in plainly."""
    everything = [str(row.public_id) for row in half_days(event)]
    plain = {"family_name": "Verveine", "given_name": "Alix", "half_days": everything}
    return {**plain, **changes}


def test_anybody_reads_what_the_event_is(client: FlaskClient) -> None:
    event = make_event(time_zone="Europe/Skopje")

    page = client.get(f"/events/{event.slug}?lang=en")

    assert page.status_code == 200
    assert "Skopje time" in page.text
    assert "Find my link again" in page.text


def test_the_form_is_filled_from_the_roster(client: FlaskClient) -> None:
    event = make_event()
    person = make_person(family_name="Coquelicot")
    make_mission(person, country="SN")
    guest(client, event, person)

    page = client.get(f"/events/{event.slug}/register")

    assert page.status_code == 200
    assert 'value="Coquelicot"' in page.text
    assert '<option value="SN" selected>Sénégal</option>' in page.text


def test_the_form_tells_nothing_of_where_a_protected_person_is_posted(
    client: FlaskClient,
) -> None:
    event = make_event()
    person = make_person(protected=True)
    mission = make_mission(person, country="UA")
    with transaction():
        mission.city, mission.title = "Odessa", "Conseillère à Odessa"
    guest(client, event, person)
    url = f"/events/{event.slug}/register"

    first = client.get(url).text
    fill_in(client, url, filled(event, city="", title="", country="", draft="1"))
    draft = client.get(url).text
    fill_in(client, url, filled(event, city="", title="", country=""))
    edit = client.get(f"/me/{event.slug}/edit").text

    for page in (first, draft, edit):
        assert "Odessa" not in page
        assert "selected>Ukraine" not in page
    db.session.rollback()
    assert (mission.city, mission.title) == ("Odessa", "Conseillère à Odessa")
    assert not [row for row in list_corrections(person.id) if row.mission_id]


def test_an_invitation_lists_its_own_event_only(client: FlaskClient) -> None:
    event, other = make_event(), make_event()
    course = make_course(event)
    person = guest(client, event)
    invited(course, person)
    invited(other, person)
    submit(other, person)

    page = client.get("/me").text

    assert f"/events/{event.slug}" in page
    assert f"/events/{course.slug}" in page
    assert other.slug not in page
    sign_in(client, person, kind=SignInKind.MAIL)
    assert other.slug in client.get("/me").text


def test_sending_the_form_leads_to_one_s_own_space(client: FlaskClient) -> None:
    event = make_event()
    person = guest(client, event)

    url = f"/events/{event.slug}/register?lang=en"
    page = fill_in(client, url, filled(event), follow_redirects=True)

    assert page.request.path == f"/me/{event.slug}"
    assert "Registration confirmed" in page.text
    assert state_of(event, person) is RegistrationState.CONFIRMED


def test_a_reload_or_a_second_tab_finds_the_same_registration(
    client: FlaskClient,
) -> None:
    event = make_event()
    person = guest(client, event)
    url = f"/events/{event.slug}/register"
    fill_in(client, url, filled(event))

    again = fill_in(client, url, filled(event))
    form = client.get(url)

    assert again.headers["Location"] == f"/me/{event.slug}"
    assert form.headers["Location"] == f"/me/{event.slug}"
    assert mails(person) == ["registration/confirmed"]


def test_what_was_typed_is_kept_beside_a_fault(client: FlaskClient) -> None:
    event = make_event()
    make_mission(person := make_person(), country="MK")
    guest(client, event, person)
    typed = filled(event, half_days=[], phone="70 123 456", city="Ohrid", country="MK")
    url = f"/events/{event.slug}/register?lang=en"

    page = fill_in(client, url, typed)
    next_page = fill_in(client, url, {**typed, "phone": "", "allergy": "arachide"})

    assert (page.status_code, next_page.status_code) == (422, 422)
    assert "Add the country code: +389 70 123 456?" in page.text
    assert "Choose at least one half-day." in next_page.text
    assert ">arachide</textarea>" in next_page.text.replace("\r\n", "")
    assert 'href="#phone"' in page.text
    assert 'value="Ohrid"' in page.text
    assert 'value="70 123 456"' in page.text


def test_when_full_words_say_so_and_a_draft_remains(client: FlaskClient) -> None:
    event = make_event(places=0)
    person = guest(client, event)
    url = f"/events/{event.slug}/register?lang=en"

    page = fill_in(client, url, filled(event, family_name="Sureau"))

    assert page.status_code == 409
    assert "All places are taken." in page.text
    assert "Sureau" in page.text
    assert state_of(event, person) is RegistrationState.DRAFT
    here = client.get(url, follow_redirects=True)
    assert here.request.path.endswith("/check")
    assert "Sureau" in here.text


def test_a_full_course_is_said_with_its_way_out(client: FlaskClient) -> None:
    event = make_event()
    course = make_course(event, places=0)
    person = first_departure_invited(event)
    sign_in(client, person, event=event)
    url = f"/events/{event.slug}/register?lang=en"
    assert "You are expected at the course too" in client.get(url).text

    refused = fill_in(client, url, filled(event, first_departure="yes"))
    alone = fill_in(
        client,
        url,
        filled(event, first_departure="yes", course="yes", without_course="y"),
    )

    assert refused.status_code == 409
    assert "I cannot attend the course" in refused.text
    assert alone.status_code == 302
    assert (taken(event), taken(course)) == (1, 0)


def test_the_course_comes_with_the_form(client: FlaskClient) -> None:
    event = make_event()
    course = make_course(event)
    person = first_departure_invited(event)
    sign_in(client, person, event=event)
    url = f"/events/{event.slug}/register"

    fill_in(client, url, filled(event, first_departure="yes"))

    assert state_of(course, person) is RegistrationState.CONFIRMED
    assert course.slug in client.get(f"/me/{event.slug}").text
    assert client.get(f"/me/{course.slug}").status_code == 200


def test_a_draft_may_be_unfinished(client: FlaskClient) -> None:
    event = make_event()
    person = guest(client, event)
    url = f"/events/{event.slug}/register?lang=en"

    page = fill_in(
        client, url, filled(event, half_days=[], draft="1"), follow_redirects=True
    )

    assert "Your draft is saved." in page.text
    assert state_of(event, person) is RegistrationState.DRAFT


def test_whoever_was_not_invited_is_told_so(client: FlaskClient) -> None:
    event = make_event()
    sign_in(client, make_person(language=Language.ENGLISH), event=event)

    form = client.get(f"/events/{event.slug}/register", follow_redirects=True)
    sent = fill_in(client, f"/events/{event.slug}/register", filled(event))

    assert "You are not on the list of this event." in form.text
    assert sent.status_code == 302
    assert taken(event) == 0


def test_consents_are_never_ticked_beforehand(client: FlaskClient) -> None:
    event = make_event()
    guest(client, event)

    url = f"/events/{event.slug}/register"
    client.post(f"{url}/you", data={"family_name": "Verveine"})
    page = client.get(f"{url}/stay").text + client.get(f"{url}/check").text

    for name in ("needs", "image_internal", "image_website", "image_press"):
        box = page[page.index(f'id="{name}"') :]
        assert "checked" not in box[: box.index(">")]


def test_needs_are_masked_until_a_fresh_code_was_given(client: FlaskClient) -> None:
    event = make_event()
    guest(client, event)
    typed = filled(event, allergy="arachide", needs="y", phone="+33199005512")
    fill_in(client, f"/events/{event.slug}/register", typed)

    pages = [f"/me/{event.slug}", f"/me/{event.slug}/edit", f"/me/{event.slug}/ticket"]
    asked = client.get(f"/me/{event.slug}/needs")

    for path in pages:
        page = client.get(path)
        assert page.status_code == 200
        assert "arachide" not in page.text
        assert "99005512" not in page.text
    assert asked.status_code == 302
    assert "next=" in asked.headers["Location"]


def test_needs_are_shown_after_a_fresh_code(client: FlaskClient) -> None:
    event = make_event()
    person = guest(client, event)
    typed = filled(event, allergy="arachide", diet="vegan", needs="y")
    fill_in(client, f"/events/{event.slug}/register", typed)
    check(person)

    page = client.get(f"/me/{event.slug}/needs?lang=en")

    assert "arachide" in page.text
    assert "Vegan" in page.text


def check(person: Person) -> None:
    """Give a fresh code on the person's session, as the page for it would."""
    row = db.session.query(SignIn).filter_by(person_id=person.id).one()
    with transaction():
        row.checked_at = utcnow()


def test_changing_keeps_what_is_masked(client: FlaskClient) -> None:
    event = make_event()
    person = guest(client, event)
    typed = filled(event, allergy="arachide", access="fauteuil", needs="y")
    fill_in(client, f"/events/{event.slug}/register", typed)
    row = registration_of(event, person)

    changed = filled(event, needs="y", erased=["access"], version=str(row.version))
    page = client.post(f"/me/{event.slug}/edit", data=changed)

    assert page.status_code == 302
    kept = list_needs(registration_of(event, person).id)
    assert [need.text for need in kept] == ["arachide"]


def test_a_change_in_an_older_tab_is_not_made_unseen(client: FlaskClient) -> None:
    event = make_event()
    guest(client, event)
    fill_in(client, f"/events/{event.slug}/register", filled(event))
    morning = [str(half_days(event)[0].public_id)]

    stale = filled(event, half_days=morning, version="0")
    page = client.post(f"/me/{event.slug}/edit?lang=en", data=stale)

    assert page.status_code == 409
    assert "changed elsewhere" in page.text


def test_cancelling_asks_first(client: FlaskClient) -> None:
    event = make_event()
    person = guest(client, event)
    fill_in(client, f"/events/{event.slug}/register", filled(event))

    asked = client.get(f"/me/{event.slug}/cancel?lang=en")
    done = client.post(f"/me/{event.slug}/cancel?lang=en", follow_redirects=True)

    assert "Cancel your registration?" in asked.text
    assert "Your registration is cancelled" in done.text
    assert state_of(event, person) is RegistrationState.CANCELLED
    assert client.get(f"/me/{event.slug}/ticket").status_code == 404


def test_cancelling_can_take_the_course_with_it(client: FlaskClient) -> None:
    event = make_event()
    course = make_course(event)
    person = first_departure_invited(event)
    sign_in(client, person, event=event)
    sent = filled(event, first_departure="yes")
    fill_in(client, f"/events/{event.slug}/register", sent)

    client.post(f"/me/{event.slug}/cancel", data={"course": "y"})

    assert state_of(course, person) is RegistrationState.CANCELLED
    assert (taken(event), taken(course)) == (0, 0)


def test_declining_asks_first(client: FlaskClient) -> None:
    event = make_event()
    person = guest(client, event)
    url = f"/events/{event.slug}/decline?lang=en"

    assert "You will not come?" in client.get(url).text
    page = client.post(url, follow_redirects=True)

    assert "You told us that you will not come" in page.text
    assert state_of(event, person) is RegistrationState.DECLINED


def test_another_person_s_pages_do_not_exist(client: FlaskClient) -> None:
    event, other = make_event(), make_event()
    submit(event, invited(event))
    guest(client, other)
    stranger = make_person()

    for page in ("", "/edit", "/cancel", "/needs", "/ticket", "/ticket.png"):
        assert client.get(f"/me/{event.slug}{page}").status_code == 404
    sign_in(client, stranger)  # by mail: not narrowed to one event
    for page in ("", "/edit", "/cancel", "/needs", "/ticket", "/ticket.png"):
        assert client.get(f"/me/{event.slug}{page}").status_code == 404


def test_the_ticket_is_a_page_and_a_picture_with_the_same_code(
    client: FlaskClient,
) -> None:
    event = make_event()
    person = guest(client, event)
    fill_in(client, f"/events/{event.slug}/register", filled(event))
    db.session.rollback()  # what the request wrote
    ticket = find_ticket(person.id, event.id)
    assert ticket

    page = client.get(f"/me/{event.slug}/ticket")
    picture = client.get(f"/me/{event.slug}/ticket.png")
    worker = client.get(f"/me/{event.slug}/ticket-worker.js")

    assert ticket_qr(ticket.code).svg_path in page.text
    assert ticket.code not in page.text
    seen = zxingcpp.read_barcode(Image.open(BytesIO(picture.data)))
    assert seen
    assert seen.text == ticket.code
    assert worker.mimetype == "text/javascript"
    assert picture.headers["Cache-Control"] == "no-store"


def test_the_event_and_its_pages_speak_both_languages(client: FlaskClient) -> None:
    event = make_event()
    guest(client, event)

    french = client.get(f"/events/{event.slug}?lang=fr").text
    english = client.get(f"/events/{event.slug}?lang=en").text

    assert "heure de Paris" in french
    assert "18\N{NO-BREAK SPACE}h" in french
    assert "18:00 (Paris time)" in english


def test_a_draft_event_is_nobody_s_business(client: FlaskClient) -> None:
    event = make_event(state=EventState.DRAFT)

    assert client.get(f"/events/{event.slug}").status_code == 404


def test_one_s_events_are_listed_with_what_awaits_an_answer(
    client: FlaskClient,
) -> None:
    event, awaited = make_event(), make_event()
    person = guest(client, event)
    invited(awaited, person)
    fill_in(client, f"/events/{event.slug}/register", filled(event))

    sign_in(client, person, kind=SignInKind.MAIL)
    page = client.get("/me?lang=en").text

    assert "Registration confirmed" in page
    assert "Your answer is awaited" in page


HOSTILE = (
    "<script>alert(1)</script>",
    "{{ config }}{% raw %}",
    "Робин '); DROP TABLE person;--",
    "=HYPERLINK(0)",
    "\N{RIGHT-TO-LEFT OVERRIDE}elaV",
    "Anne-Élisabeth de La Fontaine-aux-Coquelicots " * 2,
    "محمد البنفسج",
    "%(name)s {0.__class__}",
)


@pytest.mark.one_engine
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_stay_names_on_every_page_and_in_the_mail(
    client: FlaskClient, name: str
) -> None:
    event = make_event()
    person = guest(client, event)

    sent = filled(event, family_name=name, title=name, city=name)
    page = fill_in(client, f"/events/{event.slug}/register", sent)

    assert page.status_code in {302, 422}
    for path in (f"/events/{event.slug}/register", f"/me/{event.slug}", "/me"):
        page = client.get(path, follow_redirects=True)
        assert page.status_code == 200
        assert "<script>alert" not in page.text
    for mail in db.session.query(Mail).filter_by(person_id=person.id):
        assert mail.body
        assert b"<script>alert" not in mail.body


@pytest.mark.one_engine
@pytest.mark.parametrize("name", ["www.piege.example", "https://piege.example", "a@b"])
def test_addresses_are_no_names(client: FlaskClient, name: str) -> None:
    event = make_event()
    guest(client, event)

    sent = filled(event, family_name=name)
    page = fill_in(client, f"/events/{event.slug}/register?lang=en", sent)

    assert page.status_code == 422
    assert "without web or mail addresses" in page.text


def test_pages_cost_the_same_however_many_are_registered(
    client: FlaskClient, selects: Selects
) -> None:
    event = make_event()
    person = guest(client, event)
    counts = []
    for _ in range(2):
        for path in (f"/events/{event.slug}", f"/events/{event.slug}/register"):
            with selects() as sent:
                client.get(path)
            counts.append(len(sent))
        for _ in range(3):
            submit(event, invited(event))

    assert counts[:2] == counts[2:]
    assert max(counts) <= 10
    assert person
