"""What a version keeps is read back as it was, and names nobody."""

import json
from dataclasses import replace

from hypothesis import given, settings

from eti_events.agenda.snapshot import (
    KnownPerson,
    Programme,
    from_json,
    links_of,
    named,
    to_json,
)
from tests.agenda.programmes import part, programmes, session


@given(programme=programmes)
@settings(max_examples=60, deadline=None)
def test_a_programme_comes_back_from_json_as_it_was(programme: Programme) -> None:
    kept = json.loads(json.dumps(to_json(programme)))

    assert from_json(kept, links_of(programme)) == programme


def test_what_is_kept_holds_neither_names_nor_links() -> None:
    one = session(people=(part("Alix Sureau"),), hybrid_link="https://visio.invalid/x")

    kept = json.dumps(to_json(Programme(sessions=(one,))))

    assert "Alix" not in kept
    assert "visio" not in kept


def test_people_are_named_as_they_are_known_today() -> None:
    one = session(people=(part(person=1), part(person=2), part(person=3)))
    known = {
        1: KnownPerson(id=1, name="Alix Sureau", protected=False),
        2: KnownPerson(id=9, name="Lou Tilleul", protected=True),
    }

    first, second, third = named(Programme(sessions=(one,)), known).sessions[0].people

    assert (first.name, first.protected) == ("Alix Sureau", False)
    assert (second.person, second.protected) == (9, True)
    assert (third.person, third.name) == (None, "")


def test_two_records_that_became_one_have_the_part_once() -> None:
    one = session(people=(part(person=1), part(person=2)))
    kept = KnownPerson(id=1, name="Alix Sureau", protected=False)

    read = named(Programme(sessions=(one,)), {1: kept, 2: kept})

    assert [person.name for person in read.sessions[0].people] == ["Alix Sureau"]


def test_a_part_that_is_protected_stays_so_whoever_has_it() -> None:
    one = session(people=(part(person=1, protected=True),))
    known = {1: KnownPerson(id=1, name="Alix Sureau", protected=False)}

    shown = named(Programme(sessions=(one,)), known).sessions[0].people[0]

    assert shown == replace(one.people[0], name="Alix Sureau", protected=True)
