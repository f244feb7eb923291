"""The programme's pages: who reads what, by day, with which marks."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from eti_events.accounts.models import SignInKind
from eti_events.agenda.actions import editing
from eti_events.agenda.kinds import SessionKind, SessionRole, SessionVisibility
from eti_events.agenda.models import AgendaReader, AgendaVersion, Session, SessionStar
from eti_events.database import db, transaction
from eti_events.events.models import AgendaVisibility, Event
from eti_events.people.models import Person
from eti_events.registration.models import RegistrationState
from tests.agenda.building import make_part, make_room, make_session, make_theme
from tests.agenda.organising import act, again, place, published
from tests.factories import (
    make_event,
    make_person,
    make_registration,
    sign_in,
    sign_in_staff,
)

pytestmark = pytest.mark.usefixtures("app")

HOUR = timedelta(hours=1)
Selects = Callable[[], AbstractContextManager[list[str]]]


def make_public(event: Event, setting: AgendaVisibility) -> None:
    with transaction():
        db.session.get_one(Event, event.id).agenda_visibility = setting


def open_event(setting: AgendaVisibility = AgendaVisibility.PUBLIC) -> Event:
    event = make_event()
    make_public(event, setting)
    return event


def publish(event: Event) -> AgendaVersion:
    newest = db.session.query(AgendaVersion).filter_by(event_id=event.id).count()
    return published(event, make_person().id, newest)


def read(client: FlaskClient, path: str, status: int = 200) -> str:
    answer = client.get(path, headers={"Accept-Language": "fr"})
    assert answer.status_code == status, answer.status
    return text_of(answer)


def text_of(answer: TestResponse) -> str:
    return " ".join(answer.text.split())


def attend(client: FlaskClient, event: Event, person: Person | None = None) -> Person:
    person = person or make_person()
    make_registration(event, person)
    sign_in(client, person, event=event)
    return person


def agenda(event: Event, query: str = "") -> str:
    return f"/events/{event.slug}/agenda{query}"


def test_a_visitor_reads_a_public_programme_by_day(client: FlaskClient) -> None:
    event = open_event()
    room = make_room(event, "Debré")
    make_session(event, title="Ouverture", room=room)
    make_session(event, title="Clôture", after=24 * HOUR)
    publish(event)

    first = read(client, agenda(event))
    second = read(client, agenda(event, "?day=2096-08-31"))
    whole = read(client, agenda(event, "?day=all"))

    assert "Ouverture" in first
    assert "Salle Debré" in first
    assert "Clôture" not in first
    assert "Clôture" in second
    assert "Ouverture" not in second
    assert "Ouverture" in whole
    assert "Clôture" in whole


def test_without_rooms_and_names_there_are_none(client: FlaskClient) -> None:
    event = open_event(AgendaVisibility.PUBLIC_WITHOUT_ROOMS)
    one = make_session(event, title="Ouverture", room=make_room(event, "Debré"))
    make_part(one, make_person(given_name="Apolline"))
    publish(event)

    pages = read(client, agenda(event)) + read(
        client, agenda(event, f"/{one.public_id}")
    )

    assert "Ouverture" in pages
    assert "Debré" not in pages
    assert "Apolline" not in pages


@pytest.mark.parametrize("is_published", [False, True])
def test_who_may_not_read_it_is_not_told_whether_it_exists(
    client: FlaskClient, is_published: bool
) -> None:
    event = make_event()
    one = make_session(event, title="Secret")
    if is_published:
        publish(event)

    pages = [
        read(client, agenda(event, tail))
        for tail in ("", f"/{one.public_id}", f"/{uuid4()}", "/screen")
    ]

    for page in pages:
        assert "Le programme est réservé aux inscrits confirmés" in page
        assert "Se connecter" in page
        assert "Secret" not in page
        assert "pas encore publié" not in page


def test_who_may_read_it_is_told_that_nothing_is_published(client: FlaskClient) -> None:
    event = make_event()
    make_session(event, title="Brouillon")
    attend(client, event)

    page = read(client, agenda(event))

    assert "n’est pas encore publié" in page
    assert "Brouillon" not in page


def test_who_waits_reads_that_it_is_for_the_confirmed(client: FlaskClient) -> None:
    event, person = make_event(), make_person()
    make_session(event, title="Secret")
    publish(event)
    make_registration(event, person, state=RegistrationState.PENDING)
    sign_in(client, person, event=event)

    page = read(client, agenda(event))

    assert "Le programme est réservé aux inscrits confirmés" in page
    assert "Se connecter" not in page
    assert "Secret" not in page


def test_a_session_for_one_edition_opens_no_other(client: FlaskClient) -> None:
    event, person = make_event(), make_person()
    make_session(event, title="Secret")
    publish(event)
    make_registration(event, person)
    sign_in(client, person, event=make_event())

    page = read(client, agenda(event))

    assert "Secret" not in page
    assert "Se connecter" in page


def test_the_protected_are_shown_by_function(client: FlaskClient) -> None:
    event = make_event()
    one = make_session(event)
    hidden = make_person(given_name="Apolline")
    make_part(one, hidden, protected=True, function="Conseillère")
    nameless = make_part(one, make_person(given_name="Basile"), protected=True)
    named = make_person(given_name="Clotilde")
    make_part(one, named, role=SessionRole.MODERATOR, function="Directrice")
    publish(event)
    attend(client, event)

    page = read(client, agenda(event))
    whole = read(client, agenda(event, f"/{one.public_id}"))

    assert nameless.function == {}
    for text in (page, whole):
        assert "Apolline" not in text
        assert "Basile" not in text
        assert "Conseillère" in text
        assert "intervenant" in text
    assert f"{named.name}, Directrice (modération)" in whole


def test_filters_stand_in_the_address(client: FlaskClient) -> None:
    event = open_event()
    theme, room = make_theme(event, "Numérique"), make_room(event, "Parodi")
    by_theme = make_session(event, title="Alpha")
    with transaction():
        row = db.session.get_one(Session, by_theme.id)
        db.session.refresh(row, ["themes"])
        row.themes.append(db.session.get_one(type(theme), theme.id))
    make_session(event, title="Bravo", room=room)
    make_session(event, title="Charlie", languages=["en"])
    make_session(event, title="Delta", kind=SessionKind.PLENARY)
    publish(event)
    queries = {
        f"?theme={theme.public_id}": {"Alpha"},
        f"?room={room.public_id}": {"Bravo"},
        "?spoken=en": {"Charlie"},
        "?kind=plenary": {"Delta"},
        "?kind=nonsense": set(),
        "": {"Alpha", "Bravo", "Charlie", "Delta"},
    }

    found = {
        query: {
            title
            for title in ("Alpha", "Bravo", "Charlie", "Delta")
            if f">{title}</a></h4>" in read(client, agenda(event, query))
        }
        for query in queries
    }

    assert found == queries
    assert "Retirer tous les filtres" in read(client, agenda(event, "?kind=nonsense"))


def test_hours_are_shown_on_a_second_clock_with_the_shift_of_the_day(
    client: FlaskClient,
) -> None:
    event = open_event()
    make_session(event, title="Tard", after=8 * HOUR)
    publish(event)

    page = read(client, agenda(event, "?zone=Pacific/Kiritimati"))
    west = read(client, agenda(event, "?zone=Pacific/Pago_Pago"))
    unknown = read(client, agenda(event, "?zone=Atlantis"))

    assert "5 h</span> Kiritimati, <b>le lendemain</b>" in page
    assert "4 h</span> Pago Pago</span>" in west
    assert "Il n’y a pas de fuseau horaire" in unknown
    assert "Atlantis" in unknown


def test_a_new_room_is_marked_with_its_day_and_the_room_before(
    client: FlaskClient,
) -> None:
    event, organiser = open_event(), make_person()
    before, after = make_room(event, "Avant"), make_room(event, "Après")
    one = make_session(event, room=before)
    publish(event)
    act(editing.place_session, event, one, organiser.id, place_in(after))
    publish(event)

    page = read(client, agenda(event))
    whole = read(client, agenda(event, f"/{one.public_id}"))

    for text in (page, whole):
        assert "Nouvelle salle depuis le 1er" in text
        assert "Salle Après" in text
        assert re.search(r'class="was">Salle Avant', text)


def place_in(room: object) -> Callable[[], object]:
    return lambda: place(room)  # type: ignore[arg-type]  # a room


def test_what_is_cancelled_stays_and_says_so(client: FlaskClient) -> None:
    event, organiser = open_event(), make_person()
    one = make_session(event, title="Annulé")
    publish(event)
    act(editing.cancel_session, event, one, organiser.id)
    publish(event)

    assert "Séance annulée" in read(client, agenda(event))
    whole = read(client, agenda(event, f"/{one.public_id}"))
    assert "Cette séance n’a pas lieu." in whole


def test_a_session_page_says_all_and_the_link_only_to_the_confirmed(
    client: FlaskClient,
) -> None:
    event = open_event()
    one = make_session(
        event,
        title="Climat",
        room=make_room(event, "Debré"),
        hybrid_link="https://visio.invalid/a",
        capacity=24,
        interpretation=["en"],
    )
    publish(event)

    page = read(client, agenda(event, f"/{one.public_id}"))
    assert "Climat" in page
    assert "24 places" in page
    assert "interprétation en anglais" in page
    assert "visio.invalid" not in page

    attend(client, event)
    assert "visio.invalid" in read(client, agenda(event, f"/{one.public_id}"))


def test_a_session_of_another_event_or_of_a_draft_is_not_found(
    client: FlaskClient,
) -> None:
    event, other = open_event(), open_event()
    foreign, draft = make_session(other), None
    make_session(event)
    publish(event)
    publish(other)
    draft = make_session(event, title="Brouillon")

    read(client, agenda(event, f"/{foreign.public_id}"), 404)
    read(client, agenda(event, f"/{draft.public_id}"), 404)


def test_stars_are_put_and_taken_by_a_button(client: FlaskClient) -> None:
    event = make_event()
    one = make_session(event, title="Climat")
    publish(event)
    person = attend(client, event)
    stars = f"/events/{event.slug}/agenda/stars"

    page = read(client, agenda(event))
    assert f'name="add" value="{one.public_id}" aria-pressed="false"' in page
    back = agenda(event, "?day=2096-08-30")
    answer = client.post(stars, data={"add": str(one.public_id), "next": back})

    assert answer.location == back
    page = read(client, agenda(event, "?starred=1"))
    assert f'name="drop" value="{one.public_id}" aria-pressed="true"' in page
    client.post(stars, data={"add": str(one.public_id)})  # twice is once
    db.session.rollback()
    assert db.session.query(SessionStar).filter_by(person_id=person.id).count() == 1

    client.post(stars, data={"drop": str(one.public_id)})

    assert "Climat" not in read(client, agenda(event, "?starred=1"))


def test_a_device_hands_over_its_stars_and_only_what_one_may_read_is_kept(
    client: FlaskClient,
) -> None:
    event = make_event()
    one = make_session(event)
    secret = make_session(event, visibility=SessionVisibility.RESTRICTED)
    publish(event)
    attend(client, event)
    handed = [str(one.public_id), str(secret.public_id), str(uuid4()), "nonsense"]

    answer = client.post(
        f"/events/{event.slug}/agenda/stars",
        data={"add": handed},
        headers={"Accept": "application/json"},
    )

    assert answer.json == {"added": [str(one.public_id)]}
    db.session.rollback()
    assert [row.session_id for row in db.session.query(SessionStar)] == [one.public_id]


def test_a_star_leads_nowhere_but_to_this_site(client: FlaskClient) -> None:
    event = make_event()
    publish_one(event)
    attend(client, event)

    answer = client.post(
        f"/events/{event.slug}/agenda/stars", data={"next": "https://ailleurs.invalid"}
    )

    assert answer.location == agenda(event)


def publish_one(event: Event) -> Session:
    one = make_session(event)
    publish(event)
    return one


def test_ones_own_programme_holds_parts_stars_and_what_all_attend(
    client: FlaskClient,
) -> None:
    event, person = make_event(), make_person()
    make_session(event, title="Plénière", kind=SessionKind.PLENARY)
    for title in ("Un", "Deux"):
        make_session(event, title=title, after=HOUR)
    starred = make_session(event, title="Suivi", after=2 * HOUR)
    make_session(event, title="Laissé", after=2 * HOUR)
    secret = make_session(
        event,
        title="Huis clos",
        after=3 * HOUR,
        visibility=SessionVisibility.RESTRICTED,
    )
    make_part(secret, person)
    publish(event)
    attend(client, event, person)
    client.post(
        f"/events/{event.slug}/agenda/stars", data={"add": str(starred.public_id)}
    )

    page = read(client, f"/me/{event.slug}/agenda")

    for title in ("Plénière", "Suivi", "Huis clos", "2 séances à la même heure"):
        assert title in page
    assert "Laissé" not in page
    assert "Huis clos" in read(client, agenda(event, f"/{secret.public_id}"))
    assert "Huis clos" not in read(client, agenda(event))


def test_ones_own_space_says_what_changed_until_one_has_read_it(
    client: FlaskClient,
) -> None:
    event, organiser = make_event(), make_person()
    one = make_session(event, title="Climat", room=make_room(event))
    secret = make_session(
        event, title="Huis clos", visibility=SessionVisibility.RESTRICTED
    )
    publish(event)
    person = attend(client, event)
    own = f"/me/{event.slug}"

    assert "Ce qui a changé" not in read(client, own)
    db.session.rollback()
    row = db.session.query(AgendaReader).filter_by(person_id=person.id).one()
    assert row.number == 1

    for session in (one, secret):
        moved = again(event, session)
        act(editing.place_session, event, moved, organiser.id, lambda: place(after=4))
    publish(event)

    page = read(client, own)
    assert "Ce qui a changé depuis votre dernière visite" in page
    assert "<b>Déplacée</b>" in page
    assert "Climat" in page
    assert "Huis clos" not in page
    assert "Ce qui a changé" in read(client, own)  # reading is not having read

    client.post(f"{own}/agenda/seen", data={"number": "2"})

    assert "Ce qui a changé" not in read(client, own)


@pytest.mark.parametrize("number", ["", "x", "99", "-1"])
def test_nobody_has_read_what_is_not_published_yet(
    client: FlaskClient, number: str
) -> None:
    event = make_event()
    publish_one(event)
    person = attend(client, event)

    client.post(f"/me/{event.slug}/agenda/seen", data={"number": number})

    db.session.rollback()
    rows = db.session.query(AgendaReader).filter_by(person_id=person.id).all()
    assert [row.number for row in rows] == ([1] if number == "99" else [])


def test_the_screen_shows_one_room_or_all(client: FlaskClient) -> None:
    event = open_event()
    room = make_room(event, "Parodi")
    make_session(event, title="Ici", room=room)
    publish(event)

    assert "Rien pour le moment" in read(client, agenda(event, "/screen"))
    page = read(client, agenda(event, f"/screen?room={room.public_id}"))
    assert "Salle Parodi" in page


CANARY = "CANARI-{}-7f3a"


def test_no_page_holds_what_is_restricted_or_not_published(
    client: FlaskClient,
) -> None:
    """Planted in the open they are found, so that the search can find something."""
    titles = {
        kind: CANARY.format(kind)
        for kind in ("restreint", "interne", "brouillon", "ouvert", "membre")
    }
    event = open_event()
    speaker = make_person(given_name=titles["membre"])
    shown = make_session(event, title=titles["ouvert"])
    make_part(shown, speaker)
    hidden = [
        make_session(
            event, title=titles["restreint"], visibility=SessionVisibility.RESTRICTED
        ),
        make_session(
            event, title=titles["interne"], visibility=SessionVisibility.UNPUBLISHED
        ),
    ]
    publish(event)
    hidden.append(make_session(event, title=titles["brouillon"]))
    make_public(event, AgendaVisibility.PUBLIC)

    everywhere = search(client, event, [shown, *hidden])
    assert titles["ouvert"] in everywhere
    assert titles["membre"] in everywhere
    for kind in ("restreint", "interne", "brouillon"):
        assert titles[kind] not in everywhere

    make_public(event, AgendaVisibility.PUBLIC_WITHOUT_ROOMS)
    assert titles["membre"] not in search(client, event, [shown, *hidden])

    attend(client, event)
    member = search(client, event, [shown, *hidden], own=True)
    assert titles["membre"] in member
    for kind in ("restreint", "interne", "brouillon"):
        assert titles[kind] not in member


def test_what_is_planted_in_the_open_is_found_on_every_page(
    client: FlaskClient,
) -> None:
    event = open_event()
    for kind in ("restreint", "interne", "brouillon"):
        make_session(event, title=CANARY.format(kind), after=timedelta(hours=len(kind)))
    publish(event)
    attend(client, event)

    everywhere = search(client, event, [], own=True)

    for kind in ("restreint", "interne", "brouillon"):
        assert CANARY.format(kind) in everywhere


def search(
    client: FlaskClient, event: Event, sessions: list[Session], *, own: bool = False
) -> str:
    """Return all that the programme's pages say to this reader, asked in every way."""
    queries = ("", "?day=all", "?starred=1", "?kind=workshop", "?zone=Asia/Tokyo")
    paths = [agenda(event, query) for query in queries]
    paths += [agenda(event, "/screen"), f"/events/{event.slug}"]
    paths += [agenda(event, f"/{session.public_id}") for session in sessions]
    if own:
        paths += [f"/me/{event.slug}", f"/me/{event.slug}/agenda"]
    return "".join(client.get(path).text for path in paths)


def test_no_page_shows_what_people_eat(client: FlaskClient) -> None:
    event = make_event()
    make_session(event, title="Déjeuner", kind=SessionKind.MEAL)
    publish(event)
    attend(client, event)

    pages = read(client, agenda(event)) + read(client, f"/me/{event.slug}/agenda")

    assert "Déjeuner" in pages
    assert not re.search(r"régime|allergi|végétar|diet|@", pages, re.IGNORECASE)


def test_the_selects_do_not_grow_with_the_sessions(
    client: FlaskClient, selects: Selects
) -> None:
    counts = {}
    for number in (1, 3):
        event = make_event()
        for _ in range(number):
            one = make_session(event, room=make_room(event))
            make_part(one, make_person())
        publish(event)
        attend(client, event)
        read(client, agenda(event))
        with selects() as sent:
            read(client, agenda(event))
        counts[number] = len(sent)

    assert counts[1] == counts[3] <= 8


def test_organisers_read_what_is_published(client: FlaskClient) -> None:
    event = make_event()
    make_session(event, title="Climat")
    publish(event)
    sign_in_staff(client, event=event)

    assert "Climat" in read(client, agenda(event))


def test_own_pages_are_for_those_who_belong_to_the_event(client: FlaskClient) -> None:
    event = open_event()
    publish_one(event)
    sign_in(client, make_person(), kind=SignInKind.MAIL)

    read(client, f"/me/{event.slug}/agenda", 404)
    assert "Se connecter" not in read(client, agenda(event))


def test_who_has_no_themes_is_not_offered_all_of_them(client: FlaskClient) -> None:
    event = open_event()
    make_session(event, title="Climat")
    publish(event)
    assert "Tous les thèmes" not in read(client, f"/events/{event.slug}/agenda")

    make_theme(event, "Eau")
    publish(event)
    assert "Tous les thèmes" in read(client, f"/events/{event.slug}/agenda")
