"""The pages of speakers: their own by link, and the organiser's board."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar
from ics import Calendar as OtherCalendar

from eti_events.agenda.actions import editing
from eti_events.agenda.actions.forgetting import forget_speakers
from eti_events.agenda.kinds import SessionVisibility, SpeakerState
from eti_events.agenda.models import (
    Session,
    SessionPerson,
    SpeakerAnswer,
    SpeakerAssistant,
)
from eti_events.audit.models import AuditLine
from eti_events.database import db, transaction
from eti_events.events.models import Event
from eti_events.people.models import Language, Person
from tests.agenda.building import make_part, make_room, make_session
from tests.agenda.organising import act, place, published
from tests.agenda.speakers import (
    answered,
    asked,
    last_mail,
    link_of,
    mails,
    settled,
    speaker_row,
)
from tests.conftest import Selects
from tests.factories import make_event, make_person, sign_in, sign_in_staff
from tests.test_hostile_names import HOSTILE, alive_in

pytestmark = pytest.mark.one_engine

HIDDEN = "Ministre de la fiction"
OTHER = {"given_name": "Mila", "family_name": "Sureau", "email": "mila@exemple.invalid"}


@pytest.fixture
def event(client: FlaskClient) -> Event:
    return make_event()


@pytest.fixture
def speaker(event: Event) -> Person:
    return make_person(given_name="Petar", language=Language.ENGLISH)


@pytest.fixture
def session(event: Event) -> Session:
    room = make_room(event, "R1")
    return make_session(event, title="Climat", room=room)


def typed(part: SessionPerson, answer: str, **words: str) -> dict[str, str]:
    names = {"answer": answer, **words}
    return {f"{part.public_id}-{name}": text for name, text in names.items()}


def own(event: Event, path: str = "") -> str:
    return f"/speaker/{event.slug}{path}"


def answer_url(event: Event, part: SessionPerson) -> str:
    return own(event, f"/parts/{part.public_id}/answer")


def test_from_the_mail_to_the_calendar(
    client: FlaskClient, event: Event, session: Session, speaker: Person
) -> None:
    published(event, speaker.id, 0)
    part = asked(event, session, speaker)
    link = link_of(event, speaker)

    assert "Open my sessions" in client.get(f"{link}?lang=en").text
    assert client.get(own(event)).status_code == 302  # reading the link opened nothing
    page = client.post(link, follow_redirects=True).text
    assert "Your sessions, Petar" in page
    assert "Climat (en)" in page
    assert "09:00 to 10:00 (Paris time)" in page
    empty = client.get(own(event, "/schedule.ics"))
    assert len(Calendar.from_ical(empty.data).events) == 0
    client.post(answer_url(event, part), data=typed(part, "accepted"))

    for path in ("/schedule.ics", f"/{session.public_id}.ics"):
        answer = client.get(own(event, path))
        assert answer.mimetype == "text/calendar"
        assert answer.headers["Content-Disposition"].startswith("attachment")
        [entry] = Calendar.from_ical(answer.data).events
        [other] = OtherCalendar(answer.text).events
        assert entry["summary"] == other.name == "Climat (en)"
        assert entry.start == other.begin.datetime == session.starts_at
        assert entry.end == other.end.datetime == session.ends_at
        assert "Room R1" in str(entry["location"])
        assert "attendee" not in entry
        again = client.get(
            own(event, path), headers={"If-None-Match": answer.headers["ETag"]}
        )
        assert again.status_code == 304
    assert mails(speaker) == ["invitation", "accepted"]


def test_the_link_opens_on_a_second_device_and_again(
    client: FlaskClient, event: Event, session: Session, speaker: Person
) -> None:
    asked(event, session, speaker)
    link = link_of(event, speaker)

    for _ in range(2):
        client.delete_cookie("eti")
        assert client.post(link).headers["Location"] == own(event)


def test_a_refused_answer_keeps_what_was_typed(
    client: FlaskClient, event: Event, session: Session, speaker: Person
) -> None:
    part = asked(event, session, speaker)
    sign_in(client, speaker, event=event)
    url = answer_url(event, part)

    wrong = client.post(
        url, data=typed(part, "proposed_other", reason="Mot", email="nobody")
    )
    assert (wrong.status_code, "Mot" in wrong.text) == (422, True)
    assert "This is not an e-mail address" in wrong.text
    missing = client.post(url, data=typed(part, "proposed_other", given_name="Mila"))
    assert missing.status_code == 409
    assert "Give the name and the address" in missing.text
    assert 'value="Mila"' in missing.text
    odd = client.post(url, data=typed(part, "invited", reason="Mot"))
    assert (odd.status_code, "Accept, decline, or propose" in odd.text) == (422, True)
    db.session.rollback()
    assert db.session.get_one(SessionPerson, part.id).state is SpeakerState.INVITED


def test_a_change_is_shown_until_it_is_seen(
    client: FlaskClient, event: Event, session: Session, speaker: Person
) -> None:
    published(event, speaker.id, 0)
    answered(event, asked(event, session, speaker))
    room = make_room(event, "R9")
    act(editing.place_session, event, session, speaker.id, lambda: place(room))
    published(event, speaker.id, 1)
    settled(event)
    sign_in(client, speaker, event=event)

    page = client.get(own(event)).text
    assert "What changed since you last looked" in page
    assert "Room R1" in page
    assert "Room R9" in page
    told = client.post(own(event, "/seen"), data={"number": "2"}, follow_redirects=True)

    assert "the organisers know that you have seen it" in told.text
    assert "What changed since you last looked" not in told.text
    assert speaker_row(event, speaker).seen_version == 2
    refused = client.post(own(event, "/seen"), data={"number": "9"})
    assert refused.status_code == 302
    assert speaker_row(event, speaker).seen_version == 2
    [entry] = Calendar.from_ical(client.get(own(event, "/schedule.ics")).data).events
    assert (entry["sequence"], "Room R9" in str(entry["location"])) == (1, True)


def test_what_is_restricted_is_hers_and_in_no_file(
    client: FlaskClient, event: Event, speaker: Person
) -> None:
    secret = make_session(event, title=HIDDEN, visibility=SessionVisibility.RESTRICTED)
    make_part(secret, speaker)
    published(event, speaker.id, 0)
    sign_in(client, speaker, event=event)

    assert HIDDEN in client.get(own(event)).text
    assert HIDDEN not in client.get(own(event, "/schedule.ics")).text
    assert client.get(own(event, f"/{secret.public_id}.ics")).status_code == 404


def test_the_working_copy_stays_out_of_what_a_speaker_reads(
    client: FlaskClient, event: Event, session: Session, speaker: Person
) -> None:
    published(event, speaker.id, 0)
    answered(event, asked(event, session, speaker))
    secret = make_room(event, "SECRET")
    act(
        editing.place_session,
        event,
        session,
        speaker.id,
        lambda: place(secret, after=5),
    )
    draft = make_session(
        event, title="Brouillon", after=timedelta(hours=3), room=secret
    )
    make_part(draft, speaker)
    sign_in(client, speaker, event=event)

    page = client.get(own(event)).text
    assert "SECRET" not in page
    assert "09:00 to 10:00" in page
    assert "Not published yet" in page
    assert "Brouillon" not in client.get(own(event, "/schedule.ics")).text


def test_nobody_reads_or_answers_for_somebody_else(
    client: FlaskClient, event: Event, session: Session, speaker: Person
) -> None:
    part = asked(event, session, speaker)
    stranger = make_person()
    sign_in(client, stranger)
    assert client.get(own(event)).status_code == 404
    assert client.get(own(event, "/schedule.ics")).status_code == 404
    make_part(make_session(event), stranger)

    answer = client.post(answer_url(event, part), data=typed(part, "accepted"))

    assert answer.status_code == 404
    assert client.get(own(event, f"/{session.public_id}.ics")).status_code == 404


def test_a_protected_colleague_is_shown_by_function(
    client: FlaskClient, event: Event, session: Session, speaker: Person
) -> None:
    hidden = make_person(family_name="Introuvable", protected=True)
    make_part(session, hidden, function="Magistrate")
    make_part(session, make_person(family_name="Visible"))
    published(event, speaker.id, 0)
    make_part(session, speaker)
    sign_in(client, speaker, event=event)

    page = client.get(own(event)).text

    assert ("Visible" in page, "Magistrate" in page) == (True, True)
    assert "Introuvable" not in page


@pytest.mark.parametrize("state", [SpeakerState.INVITED, SpeakerState.DECLINED])
def test_who_has_not_accepted_reads_no_room_and_no_names(
    client: FlaskClient,
    event: Event,
    session: Session,
    speaker: Person,
    state: SpeakerState,
) -> None:
    make_part(session, make_person(family_name="Visible"))
    part = make_part(session, speaker, state=state)
    published(event, speaker.id, 0)
    sign_in(client, speaker, event=event)

    page = client.get(own(event)).text
    settled(event)

    assert "Climat (en)" in page
    assert ("Room R1" in page, "Visible" in page) == (False, False)
    assert mails(speaker) == []
    client.post(answer_url(event, part), data=typed(part, "accepted"))
    page = client.get(own(event)).text
    assert ("Room R1" in page, "Visible" in page) == (True, True)


def test_what_is_restricted_is_no_longer_theirs_who_declined(
    client: FlaskClient, event: Event, speaker: Person
) -> None:
    secret = make_session(event, title=HIDDEN, visibility=SessionVisibility.RESTRICTED)
    make_part(secret, speaker, state=SpeakerState.DECLINED)
    published(event, speaker.id, 0)
    sign_in(client, speaker, event=event)

    assert HIDDEN not in client.get(own(event)).text


def test_above_twenty_reminders_ask_for_their_number(
    client: FlaskClient, event: Event, session: Session
) -> None:
    people = [make_person() for _ in range(21)]
    for person in people:
        asked(event, session, person)
    sign_in_staff(client, event=event)
    board = f"/manage/{event.slug}/agenda/speakers?show=silent&lang=en"
    action = f"/manage/{event.slug}/agenda/speakers/remind?show=silent"
    assert "Remind 21 people" in client.get(board).text

    wrong = client.post(action, data={"count": "20"})
    none = client.post(action)

    assert (wrong.status_code, none.status_code) == (409, 409)
    assert 'value="20"' in wrong.text
    assert mails(people[0]) == ["invitation"]
    told = client.post(action, data={"count": "21"}, follow_redirects=True).text
    assert "Reminders on their way: 21." in told
    assert {tuple(mails(person)) for person in people} == {("invitation", "reminder")}


def test_an_organiser_asks_decides_and_reminds(
    client: FlaskClient, event: Event, session: Session
) -> None:
    sign_in_staff(client, event=event)
    base = f"/manage/{event.slug}/agenda"
    page = f"{base}/sessions/{session.public_id}/speakers"
    assert "Nobody yet" in client.get(f"{page}?lang=en").text
    fields = {"language": "fr", "role": "moderator", "function_fr": "Juge"}
    bad = client.post(page, data={**OTHER, **fields, "email": "x"})
    assert (bad.status_code, 'value="Sureau"' in bad.text) == (422, True)

    told = client.post(page, data={**OTHER, **fields}, follow_redirects=True).text
    assert "Mila Sureau gets a mail with a link." in told
    assert "Moderator, Juge" in told
    board = client.get(f"{base}/speakers?show=silent").text
    assert "Sureau, Mila" in board
    assert "Remind 1 person" in board
    db.session.rollback()
    mila = db.session.query(Person).filter_by(family_name="Sureau").one()
    part = db.session.query(SessionPerson).one()
    one = speaker_row(event, mila).public_id
    assert (
        "on its way"
        in client.post(f"{base}/speakers/{one}/remind", follow_redirects=True).text
    )
    assert mails(mila) == ["invitation", "reminder"]
    none = client.post(f"{base}/speakers/remind?show=silent", follow_redirects=True)
    assert "Reminders on their way: 0." in none.text  # within the hour: not again
    answered(
        event,
        part,
        SpeakerState.PROPOSED_OTHER,
        family_name="Genêt",
        email="genet@exemple.invalid",
        reason="En mission",
    )
    seen = client.get(page).text
    assert "En mission" in seen
    assert "Genêt" in seen
    decided = client.post(f"{base}/parts/{part.public_id}/proposal/ask")
    assert decided.status_code == 302
    db.session.rollback()
    genet = db.session.query(Person).filter_by(family_name="Genêt").one()
    assert mails(genet) == ["invitation"]
    removed = client.post(
        f"{base}/parts/{part.public_id}/remove", follow_redirects=True
    )
    assert "no longer in this session" in removed.text
    db.session.rollback()
    assert db.session.query(SpeakerAnswer).count() == 0


@pytest.mark.parametrize("language", ["fr", "en"])
def test_hostile_names_stay_names(
    client: FlaskClient, event: Event, language: str
) -> None:
    me = make_person(given_name="Petar")
    published_parts = []
    for number, name in enumerate(HOSTILE):
        session = make_session(event, title=name, after=timedelta(hours=number / 4))
        make_part(session, make_person(family_name=name), function=name)
        published_parts.append(make_part(session, me))
    published(event, me.id, 0)
    sign_in(client, me, event=event)
    page = client.get(f"{own(event)}?lang={language}").text
    file = client.get(own(event, "/schedule.ics"))
    sign_in_staff(client, event=event)
    board = client.get(f"/manage/{event.slug}/agenda/speakers?lang={language}").text

    assert alive_in(page) == []
    assert alive_in(board) == []
    assert len(Calendar.from_ical(file.data).events) == len(HOSTILE)


def test_the_board_asks_as_often_for_one_as_for_three(
    client: FlaskClient, event: Event, session: Session, selects: Selects
) -> None:
    sign_in_staff(client, event=event)
    counts = []
    for people in (1, 2):
        for _ in range(people):
            asked(event, session, make_person())
        with selects() as made:
            client.get(f"/manage/{event.slug}/agenda/speakers")
        counts.append(len(made))

    assert counts[0] == counts[1]


def test_an_own_file_asks_as_often_for_one_as_for_three(
    client: FlaskClient, event: Event, speaker: Person, selects: Selects
) -> None:
    counts = []
    for number, sessions in enumerate((1, 2)):
        for _ in range(sessions):
            make_part(make_session(event), speaker)
        published(event, speaker.id, number)
        sign_in(client, speaker, event=event)
        client.get(own(event, "/schedule.ics"))
        with selects() as made:
            client.get(own(event, "/schedule.ics"))
        counts.append(len(made))

    assert counts[0] == counts[1] <= 8


def test_an_event_that_is_over_shows_and_asks_nothing_more(
    client: FlaskClient, event: Event, session: Session, speaker: Person
) -> None:
    part = asked(event, session, speaker)
    with transaction():
        row = db.session.get_one(Event, event.id)
        row.starts_at -= timedelta(days=40000)
        row.ends_at -= timedelta(days=40000)
    sign_in(client, speaker, event=event)

    assert "I accept" not in client.get(own(event)).text
    late = client.post(answer_url(event, part), data=typed(part, "accepted"))
    assert late.status_code == 409


HELPER = {"given_name": "Lou", "family_name": "Genêt", "email": "lou@exemple.invalid"}


def named(client: FlaskClient, event: Event, speaker: Person) -> Person:
    """Have the speaker name an assistant; return them."""
    sign_in(client, speaker, event=event)
    client.post(own(event, "/assistant"), data=HELPER)
    db.session.rollback()
    return db.session.query(Person).filter_by(email=HELPER["email"]).one()


def come_in(client: FlaskClient, link: str) -> str:
    """Open a link as its owner does; return the page to which it leads."""
    return client.post(link).location


def test_an_assistant_answers_by_a_link_of_their_own(
    client: FlaskClient, event: Event, session: Session, speaker: Person
) -> None:
    part = asked(event, session, speaker)
    helper = named(client, event, speaker)
    assert mails(speaker) == ["invitation", "assisted"]
    assert mails(helper) == ["assistant"]

    page = come_in(client, link_of(event, helper))

    assert page == f"{own(event)}?of={speaker_row(event, speaker).public_id}"
    shown = client.get(f"{page}&lang=en").text
    assert "You act for Petar" in shown
    assert own(event, "/assistant") not in shown
    answer = own(event, f"/parts/{part.public_id}/answer")
    whose = page.partition("?")[2]
    assert f"{answer}?{whose}" in shown
    told = client.post(f"{answer}?{whose}", data=typed(part, "accepted"))
    assert told.location == page
    assert mails(speaker)[-1] == mails(helper)[-1] == "accepted"
    assert "because you assist Petar" in last_mail(helper)
    assert "because you assist" not in last_mail(speaker)
    line = db.session.query(AuditLine).filter_by(action="speaker.accepted").one()
    assert line.actor_id == helper.id
    assert client.get(own(event)).status_code == 404  # nobody asked the assistant
    denied = client.post(f"{own(event, '/assistant')}?{whose}", data=OTHER)
    assert denied.status_code == 404


def test_an_assistant_who_is_taken_back_opens_nothing(
    client: FlaskClient, event: Event, session: Session, speaker: Person
) -> None:
    asked(event, session, speaker)
    helper = named(client, event, speaker)
    link = link_of(event, helper)
    page = come_in(client, link)
    assert client.get(page).status_code == 200

    sign_in(client, speaker, event=event)
    client.post(own(event, "/assistant/withdraw"))

    sign_in(client, helper, event=event)
    assert client.get(page).status_code == 404
    assert client.post(link).status_code == 410
    assert db.session.query(SpeakerAssistant).count() == 0


def test_who_assists_nobody_reads_nobodys_sessions(
    client: FlaskClient, event: Event, session: Session, speaker: Person
) -> None:
    asked(event, session, speaker)
    sign_in(client, make_person(), event=event)
    whose = speaker_row(event, speaker).public_id

    for path in ("", "/schedule.ics", "/profile", f"/{session.public_id}.ics"):
        page = client.get(f"{own(event, path)}?of={whose}")
        assert page.status_code == 404
    assert client.get(f"{own(event)}?of=x").status_code == 404


def test_a_second_assistant_takes_the_place_of_the_first(
    client: FlaskClient, event: Event, session: Session, speaker: Person
) -> None:
    asked(event, session, speaker)
    first = named(client, event, speaker)

    client.post(own(event, "/assistant"), data=OTHER)

    db.session.rollback()
    assert [row.person_id for row in db.session.query(SpeakerAssistant)] != [first.id]
    assert db.session.query(SpeakerAssistant).count() == 1
    same = client.post(
        own(event, "/assistant"), data={**OTHER, "email": speaker.email or ""}
    )
    assert (same.status_code, 'value="Sureau"' in same.text) == (409, True)


def test_assistants_are_forgotten_a_month_after_the_event(
    client: FlaskClient, event: Event, session: Session, speaker: Person
) -> None:
    asked(event, session, speaker)
    named(client, event, speaker)
    ends_at = event.ends_at

    with transaction():
        forget_speakers(ends_at + timedelta(days=29))
    assert db.session.query(SpeakerAssistant).count() == 1
    with transaction():
        forget_speakers(ends_at + timedelta(days=30))
    assert db.session.query(SpeakerAssistant).count() == 0
