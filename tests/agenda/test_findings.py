"""What workshops leave behind: findings, who owes them, slides and recordings."""

from datetime import timedelta
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from eti_events.agenda.actions.findings import (
    FindingsText,
    add_link,
    remind_writers,
    write_findings,
)
from eti_events.agenda.findings import links_after
from eti_events.agenda.kinds import SessionKind, SessionRole, SessionVisibility
from eti_events.agenda.models import Findings, LinkKind, Session, SessionLink
from eti_events.agenda.queries.versions import list_versions
from eti_events.agenda.reading import programme_for, viewer_of
from eti_events.agenda.refusals import (
    FindingsChanged,
    NobodyToRemind,
    NothingToHandIn,
    UnsafeLink,
)
from eti_events.agenda.snapshot import PublishedSession
from eti_events.agenda.visibility import ANYBODY
from eti_events.audit.models import AuditLine
from eti_events.database import db, transaction
from eti_events.events.models import AgendaVisibility, Event
from eti_events.events.queries import get_event
from eti_events.messages.models import Mail, MailState
from eti_events.people.models import Language, Person
from tests.agenda.building import OPENING, make_part, make_session
from tests.agenda.organising import published
from tests.factories import (
    BEFORE,
    make_event,
    make_person,
    make_registration,
    sign_in,
    sign_in_staff,
)

AFTERWARDS = OPENING + timedelta(days=1)
TEXT = FindingsText(
    language=Language.FRENCH,
    heading="Climat",
    points="Un\nDeux",
    recommendations="Agir",
)
TYPED = {
    "version": "0",
    "language": "fr",
    "heading": "Climat",
    "points": "Un\r\nDeux",
    "recommendations": "Agir",
}


@pytest.fixture
def event(client: FlaskClient) -> Event:
    return make_event()


@pytest.fixture
def rapporteur() -> Person:
    return make_person(given_name="Noé")


def workshop(event: Event, rapporteur: Person | None, **values: object) -> UUID:
    """Publish one more workshop; return its id."""
    session = make_session(event, **values)  # type: ignore[arg-type]  # passed on
    public_id = session.public_id
    if rapporteur:
        make_part(session, rapporteur, role=SessionRole.RAPPORTEUR)
    publish(event)
    return public_id


def publish(event: Event) -> None:
    based_on = number_of(event)
    published(event, make_person().id, based_on)


def number_of(event: Event) -> int:
    return len(list_versions(event.id))


def write(
    event: Event,
    session: UUID,
    by: Person,
    text: FindingsText = TEXT,
    *,
    hand_in: bool = False,
    version: int = 0,
) -> int:
    by_id, slug = by.id, event.slug
    with transaction():
        page = write_findings(
            get_event(slug),
            session,
            text,
            hand_in=hand_in,
            version=version,
            by=by_id,
            at=BEFORE,
        )
    return page.version


def pages() -> list[Findings]:
    db.session.rollback()
    return db.session.query(Findings).all()


def test_a_page_is_begun_kept_and_handed_in(event: Event, rapporteur: Person) -> None:
    session = workshop(event, rapporteur)

    version = write(event, session, rapporteur)
    assert [page.handed_in for page in pages()] == [False]
    write(event, session, rapporteur, hand_in=True, version=version)

    (page,) = pages()
    assert (page.heading, page.points, page.handed_in) == ("Climat", "Un\nDeux", True)
    lines = [line.action for line in db.session.query(AuditLine)]
    assert lines[-2:] == ["findings.written", "findings.handed_in"]


def test_the_same_page_sent_twice_is_written_once(
    event: Event, rapporteur: Person
) -> None:
    session = workshop(event, rapporteur)

    first = write(event, session, rapporteur)

    assert write(event, session, rapporteur) == first


def test_a_stale_page_is_refused_with_what_stands(
    event: Event, rapporteur: Person
) -> None:
    session, other = workshop(event, rapporteur), make_person()
    write(event, session, rapporteur)
    theirs = FindingsText(language=Language.FRENCH, heading="Autre")

    with pytest.raises(FindingsChanged) as refused:
        write(event, session, other, theirs)

    assert refused.value.page.version == 1
    assert [page.heading for page in pages()] == ["Climat"]


def test_an_empty_page_is_kept_but_not_handed_in(
    event: Event, rapporteur: Person
) -> None:
    session = workshop(event, rapporteur)
    empty = FindingsText(language=Language.FRENCH)

    with pytest.raises(NothingToHandIn):
        write(event, session, rapporteur, empty, hand_in=True)

    write(event, session, rapporteur, empty)
    assert len(pages()) == 1


def remind(event: Event, at: object = AFTERWARDS) -> int:
    by = make_person().id
    with transaction():
        return remind_writers(
            get_event(event.slug, for_update=True),
            by=by,
            at=at,  # type: ignore[arg-type]  # a moment
        )


def reminded() -> list[tuple[int | None, MailState]]:
    db.session.rollback()
    mails = db.session.query(Mail).filter_by(template="agenda/findings_reminder")
    return [(mail.person_id, mail.state) for mail in mails.order_by(Mail.id)]


def test_who_owes_a_page_is_reminded_once_the_workshop_is_over(
    event: Event, rapporteur: Person
) -> None:
    done, moderator = make_person(), make_person()
    handed = workshop(event, done)
    write(event, handed, done, hand_in=True)
    workshop(event, rapporteur)
    workshop(event, rapporteur)
    moderated = make_session(event)
    make_part(moderated, moderator, role=SessionRole.MODERATOR)
    workshop(event, None, kind=SessionKind.PLENARY)

    with pytest.raises(NobodyToRemind):
        remind(event, BEFORE)
    assert remind(event) == 2

    owing = {rapporteur.id, moderator.id}
    assert {person for person, _state in reminded()} == owing


def test_a_reminder_that_waits_is_not_doubled(event: Event, rapporteur: Person) -> None:
    workshop(event, rapporteur)

    remind(event)
    remind(event)

    assert [state for _person, state in reminded()] == [
        MailState.CANCELLED,
        MailState.QUEUED,
    ]


def test_the_rapporteur_writes_hands_in_and_reads_it_back(
    client: FlaskClient, event: Event, rapporteur: Person
) -> None:
    session = workshop(event, rapporteur)
    sign_in(client, rapporteur, event=event)
    address = f"/me/{event.slug}/findings"

    answer = client.post(f"{address}/{session}", data={**TYPED, "hand_in": "y"})
    assert answer.location == address

    assert "Remise" in client.get(address).text
    assert "Un\nDeux" in client.get(f"{address}/{session}").text


def test_a_stale_form_shows_both_and_saving_again_is_meant(
    client: FlaskClient, event: Event, rapporteur: Person
) -> None:
    session = workshop(event, rapporteur)
    write(event, session, make_person())
    sign_in(client, rapporteur, event=event)
    address = f"/me/{event.slug}/findings/{session}"
    mine = {**TYPED, "heading": "Le mien"}

    answer = client.post(address, data=mine)

    assert answer.status_code == 409
    assert "Le mien" in answer.text
    assert "Climat" in answer.text
    assert 'name="version" type="hidden" value="1"' in answer.text
    assert client.post(address, data={**mine, "version": "1"}).status_code == 302


def test_what_was_typed_stays_when_it_cannot_be_handed_in(
    client: FlaskClient, event: Event, rapporteur: Person
) -> None:
    session = workshop(event, rapporteur)
    sign_in(client, rapporteur, event=event)

    answer = client.post(
        f"/me/{event.slug}/findings/{session}",
        data={**TYPED, "heading": "", "hand_in": "y"},
    )

    assert answer.status_code == 409
    assert "Un\nDeux" in answer.text
    assert pages() == []


def test_who_neither_reports_nor_moderates_finds_no_page(
    client: FlaskClient, event: Event, rapporteur: Person
) -> None:
    session = workshop(event, rapporteur)
    stranger = make_registration(event).person_id
    sign_in(client, db.session.get_one(Person, stranger), event=event)

    address = f"/me/{event.slug}/findings"
    assert client.get(f"{address}/{session}").status_code == 404
    assert client.post(f"{address}/{session}", data=TYPED).status_code == 404
    assert client.get(address).status_code == 200


def test_what_is_handed_in_is_reported_back_and_nothing_restricted(
    client: FlaskClient, event: Event, rapporteur: Person
) -> None:
    shown, draft = (workshop(event, rapporteur) for _ in range(2))
    secret = workshop(event, rapporteur, visibility=SessionVisibility.RESTRICTED)
    write(event, shown, rapporteur, hand_in=True)
    other = FindingsText(language=Language.FRENCH, heading="Ébauche", points="x")
    write(event, draft, rapporteur, other)
    canary = FindingsText(language=Language.FRENCH, heading="Canari", points="x")
    write(event, secret, rapporteur, canary, hand_in=True)
    sign_in_staff(client, event=event)
    address = f"/manage/{event.slug}/agenda/findings/report"

    for page in (client.get(address).text, client.get(f"{address}.txt").text):
        assert "Climat" in page
        assert "Ébauche" not in page
        assert "Canari" not in page


def test_organisers_see_who_owes_and_write_for_them(
    client: FlaskClient, event: Event, rapporteur: Person
) -> None:
    session = workshop(event, rapporteur)
    sign_in_staff(client, event=event)
    address = f"/manage/{event.slug}/agenda/findings"

    assert "Rien encore" in client.get(address).text
    answer = client.post(f"{address}/{session}", data={**TYPED, "hand_in": "y"})

    assert answer.status_code == 302
    assert "Remise" in client.get(address).text


def seen(event: Event, session: UUID, person: Person | None) -> PublishedSession:
    programme = programme_for(event, viewer_of(event, person.id if person else None))
    assert programme
    return programme.session_by_id[session]


def link(event: Event, session: UUID, url: str = "https://exemple.invalid/a") -> None:
    by = make_person().id
    with transaction():
        add_link(
            get_event(event.slug, for_update=True),
            session,
            kind=LinkKind.SLIDES,
            label="Présentation",
            url=url,
            by=by,
            at=BEFORE,
        )


def test_links_are_for_the_confirmed_once_the_session_is_over(event: Event) -> None:
    session = workshop(event, None)
    link(event, session)
    with transaction():
        get_event(event.slug).agenda_visibility = AgendaVisibility.PUBLIC
    person = db.session.get_one(Person, make_registration(event).person_id)
    event = get_event(event.slug)
    confirmed = viewer_of(event, person.id)
    ends_at = seen(event, session, person).ends_at

    def found(who: object, at: object) -> int:
        return len(links_after(seen(event, session, person), who, at))  # type: ignore[arg-type]  # viewer and moment

    assert found(confirmed, ends_at) == 1
    assert found(confirmed, ends_at - timedelta(seconds=1)) == 0
    assert found(ANYBODY, ends_at) == 0


def test_a_link_is_sealed_and_leads_over_https_alone(event: Event) -> None:
    session = workshop(event, None)

    with pytest.raises(UnsafeLink):
        link(event, session, "http://exemple.invalid/a")

    link(event, session)
    row = db.session.execute(db.text("SELECT url FROM session_link")).scalar_one()
    assert b"exemple" not in bytes(row)


def test_organisers_note_and_remove_a_link(client: FlaskClient, event: Event) -> None:
    session = workshop(event, None, kind=SessionKind.PLENARY)
    sign_in_staff(client, event=event)
    address = f"/manage/{event.slug}/agenda/findings/{session}"
    typed = {"link-kind": "recording", "link-label": "Film", "link-url": "javascript:1"}

    refused = client.post(f"{address}/links", data=typed)
    assert refused.status_code == 422
    assert "javascript:1" in refused.text
    typed["link-url"] = "https://exemple.invalid/film"
    assert client.post(f"{address}/links", data=typed).location == address
    db.session.rollback()
    (row,) = db.session.query(SessionLink)
    assert "Film" in client.get(address).text
    client.post(f"{address}/links/{row.public_id}/remove")

    db.session.rollback()
    assert db.session.query(SessionLink).count() == 0
    assert db.session.query(Session).count() == 1
