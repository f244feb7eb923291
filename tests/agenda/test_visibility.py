"""Who sees what of the programme."""

import pytest

from eti_events.agenda.kinds import Audience
from eti_events.agenda.snapshot import AudienceRule, Programme, PublishedSession
from eti_events.agenda.visibility import (
    ANYBODY,
    Viewer,
    may_attend,
    own_sessions,
    visible_to,
)
from eti_events.events.models import AgendaVisibility
from tests.agenda.programmes import part, room, session

CONFIRMED = Viewer(person=7, confirmed=True)
ORGANISER = Viewer(person=8, confirmed=True, everything=True)
LINK = "https://visio.invalid/x"


def shown(
    one: PublishedSession, viewer: Viewer, setting: AgendaVisibility
) -> PublishedSession | None:
    visible = visible_to(Programme(sessions=(one,), rooms=(room(),)), viewer, setting)
    return visible.session_by_id.get(one.id) if visible else None


def test_by_default_only_the_confirmed_read_it() -> None:
    one = session()

    assert shown(one, ANYBODY, AgendaVisibility.CONFIRMED) is None
    assert shown(one, CONFIRMED, AgendaVisibility.CONFIRMED) == one


def test_without_rooms_the_public_finds_neither_room_nor_name_nor_link() -> None:
    place = room()
    one = session(
        room=place.id, former_room=place.id, people=(part("Alix"),), hybrid_link=LINK
    )
    programme = Programme(sessions=(one,), rooms=(place,))

    visible = visible_to(programme, ANYBODY, AgendaVisibility.PUBLIC_WITHOUT_ROOMS)

    assert visible is not None
    assert "Alix" not in repr(visible)
    assert LINK not in repr(visible)
    assert str(place.id) not in repr(visible)
    assert visible.rooms == ()


def test_a_public_agenda_keeps_its_links_for_the_confirmed() -> None:
    one = session(people=(part("Alix"),), hybrid_link=LINK)

    public = shown(one, ANYBODY, AgendaVisibility.PUBLIC)
    own = shown(one, CONFIRMED, AgendaVisibility.PUBLIC)

    assert public is not None
    assert (public.people[0].name, public.hybrid_link) == ("Alix", "")
    assert own is not None
    assert own.hybrid_link == LINK


@pytest.mark.parametrize("viewer", [ANYBODY, CONFIRMED, ORGANISER])
@pytest.mark.parametrize("setting", AgendaVisibility)
def test_what_is_restricted_is_in_no_answer(
    viewer: Viewer, setting: AgendaVisibility
) -> None:
    assert shown(session(restricted=True), viewer, setting) is None


@pytest.mark.parametrize("viewer", [ANYBODY, CONFIRMED, ORGANISER])
def test_protected_people_appear_by_function(viewer: Viewer) -> None:
    one = session(people=(part("Alix", protected=True),))

    visible = shown(one, viewer, AgendaVisibility.PUBLIC)

    assert visible is not None
    (person,) = visible.people
    assert (person.name, person.person) == ("", None)
    assert person.function.to("fr") == "Directrice"


def test_who_has_a_part_finds_it_restricted_or_not() -> None:
    mine = session(restricted=True, people=(part("Alix", person=7),))
    others = session(people=(part("Lou", person=8),))

    found = own_sessions(Programme(sessions=(mine, others)), 7)

    assert [one.id for one in found] == [mine.id]


@pytest.mark.parametrize(
    ("kind", "values", "viewer", "may"),
    [
        (Audience.ALL, (), ANYBODY, True),
        (Audience.CATEGORIES, ("expert",), ANYBODY, False),
        (Audience.CATEGORIES, ("expert",), Viewer(category="expert"), True),
        (Audience.CATEGORIES, ("expert",), Viewer(category="vip"), False),
        (Audience.COMMISSIONERS, (), Viewer(commissioners=frozenset({"AFD"})), True),
        (
            Audience.COMMISSIONERS,
            ("MEAE",),
            Viewer(commissioners=frozenset({"AFD"})),
            False,
        ),
        (Audience.FIRST_DEPARTURES, (), Viewer(confirmed=True), False),
        (Audience.FIRST_DEPARTURES, (), Viewer(first_departure=True), True),
        (Audience.DELEGATIONS, (), Viewer(confirmed=True), False),
        (Audience.DELEGATIONS, ("a",), Viewer(delegations=frozenset({"a"})), True),
        (Audience.DELEGATIONS, ("a",), ORGANISER, True),
    ],
)
def test_an_audience_is_who_it_says(
    kind: Audience, values: tuple[str, ...], viewer: Viewer, may: bool
) -> None:
    assert may_attend(AudienceRule(kind=kind, values=values), viewer) is may
