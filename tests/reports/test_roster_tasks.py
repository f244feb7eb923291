"""What the roster leaves to decide, and what becomes of a choice."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text

from eti_events.accounts.models import Role
from eti_events.audit.models import AuditLine
from eti_events.database import db, transaction
from eti_events.events.models import Event
from eti_events.people.actions import NothingToImport
from eti_events.people.models import Correction, DeskOfficer, Mission, Person
from eti_events.people.undoing import DECIDED
from tests.factories import (
    make_event,
    make_person,
    make_registration,
    saved,
    sign_in_staff,
)
from tests.people.files import expert
from tests.people.test_importing import AT, LATER, import_rows, only, undo
from tests.privacy.test_merging import merge

PAGE = "/manage/roster/to-do?lang=en"


@pytest.fixture
def organiser(client: FlaskClient) -> FlaskClient:
    sign_in_staff(client)
    return client


def correct(field: str, theirs: str, roster: str | None) -> None:
    """Have the one expert correct a value, as their form does."""
    person, mission = only_expert()
    owner = mission if hasattr(Mission, field) else person
    with transaction():
        setattr(owner, field, theirs)
        db.session.add(
            Correction(
                person_id=person.id,
                mission_id=mission.id if owner is mission else None,
                field=field,
                roster_value=roster,
                corrected_value=None if roster is None else theirs,
                corrected_at=AT,
            )
        )


def only_expert() -> tuple[Person, Mission]:
    mission = only(Mission)
    return db.session.get_one(Person, mission.person_id), mission


def decide(client: FlaskClient, choice: str, **changed: str) -> None:
    """Send the form of the one difference, as the page shows it."""
    page = client.get(PAGE).text
    fields = {
        name: page.partition(f'name="{name}"')[2].partition('value="')[2].partition('"')
        for name in ("field", "mission", "seen")
    }
    sent = {name: parts[0] for name, parts in fields.items()}
    person = db.session.get_one(Person, only(Correction).person_id)
    url = f"/manage/roster/people/{person.public_id}/difference"
    db.session.rollback()
    answer = client.post(url, data={**sent, "choice": choice, **changed})
    assert answer.status_code == 302
    db.session.rollback()


def city() -> str:
    return db.session.scalars(select(Mission.city)).one()


def corrections() -> int:
    return len(db.session.scalars(select(Correction.id)).all())


def test_both_values_stand_on_the_page_and_theirs_is_kept(
    organiser: FlaskClient,
) -> None:
    import_rows(expert(1))
    correct("city", "Thiès", "Dakar")
    import_rows(expert(1, city="Kaolack"), at=LATER)

    page = organiser.get(PAGE).text
    decide(organiser, "theirs")

    assert "Thiès" in page
    assert "Kaolack" in page
    assert city() == "Thiès"
    assert "Kaolack" not in organiser.get(PAGE).text
    assert "correction.kept" in db.session.scalars(select(AuditLine.action)).all()


def test_theirs_is_asked_again_once_a_file_has_yet_another_value(
    organiser: FlaskClient,
) -> None:
    import_rows(expert(1))
    correct("city", "Thiès", "Dakar")
    decide(organiser, "theirs")
    import_rows(expert(1, renewal=1), at=LATER)
    quiet = organiser.get(PAGE).text

    import_rows(expert(1, renewal=1, city="Kaolack"), at=LATER)

    assert "Thiès" not in quiet
    assert "Kaolack" in organiser.get(PAGE).text


def test_the_files_value_is_taken_and_the_correction_forgotten(
    organiser: FlaskClient,
) -> None:
    import_rows(expert(1))
    correct("city", "Thiès", "Dakar")
    import_rows(expert(1, city="Kaolack"), at=LATER)

    decide(organiser, "file")

    assert (city(), corrections()) == ("Kaolack", 0)


def test_a_phone_number_of_the_file_is_shown_and_never_kept_in_clear(
    organiser: FlaskClient,
) -> None:
    import_rows(expert(1))
    correct("phone", "+33 1 99 00 11 11", None)
    planted = text("SELECT roster_value FROM correction")
    assert db.session.scalars(planted).all() == [None]
    import_rows(expert(1, phone="+33 1 99 00 22 22"), at=LATER)

    page = organiser.get(PAGE).text
    stored = db.session.execute(text("SELECT * FROM correction")).all()
    history = db.session.execute(text("SELECT before, after FROM roster_change")).all()
    db.session.rollback()
    decide(organiser, "file")

    assert "99 00 11 11" in page
    assert "99 00 22 22" in page
    assert "22 22" not in str(stored)
    assert "22 22" not in str(history)
    assert only_expert()[0].phone == "+33 1 99 00 22 22"


def test_a_country_that_was_only_noted_changes_no_mission(
    organiser: FlaskClient,
) -> None:
    import_rows(expert(1))
    person, mission = only_expert()
    saved(
        Correction(
            person_id=person.id,
            mission_id=mission.id,
            field="country",
            roster_value="SN",
            corrected_value="ML",
            corrected_at=AT,
        )
    )

    page = organiser.get(PAGE).text
    decide(organiser, "file")

    assert "Mali" in page
    assert (only(Mission).country, corrections()) == ("SN", 0)


def test_a_choice_between_values_that_have_changed_is_refused(
    organiser: FlaskClient,
) -> None:
    import_rows(expert(1))
    correct("city", "Thiès", "Dakar")

    decide(organiser, "file", seen="another")

    assert (city(), corrections()) == ("Thiès", 1)
    assert "has changed meanwhile" in organiser.get(PAGE).text


def test_where_a_protected_person_is_posted_is_masked(organiser: FlaskClient) -> None:
    import_rows(expert(1))
    correct("city", "Thiès", "Dakar")
    with transaction():
        only_expert()[0].protected = True

    page = organiser.get(PAGE).text

    assert "masked" in page
    assert "Thiès" not in page
    assert "Dakar" not in page


def test_a_decided_difference_keeps_its_row_when_the_import_is_undone(
    organiser: FlaskClient,
) -> None:
    import_rows(expert(1))
    correct("city", "Thiès", "Dakar")
    made = import_rows(expert(1, city="Kaolack"), at=LATER)
    decide(organiser, "theirs")

    done = undo(made)

    assert DECIDED in done.kept[0].kept_why


@pytest.fixture
def gone(organiser: FlaskClient) -> Event:
    """Register somebody whom the next file does not have."""
    import_rows(expert(1), expert(2))
    mission = db.session.scalars(select(Mission).order_by(Mission.id)).first()
    assert mission
    person = db.session.get_one(Person, mission.person_id)
    event = make_event()
    make_registration(event, person, mission=mission)
    import_rows(expert(2, renewal=1), at=LATER)
    return event


def test_who_is_registered_and_gone_is_asked_about_or_cancelled(
    organiser: FlaskClient, gone: Event
) -> None:
    officer = make_person(email="lina.sureau@exemple.invalid")
    label = db.session.scalars(select(Mission.desk_officer_label)).first()
    with transaction():
        found = db.session.scalars(select(DeskOfficer).filter_by(label=label)).one()
        found.person_id = officer.id

    page = organiser.get(PAGE).text

    assert "Genêtb" in page
    assert "mailto:lina.sureau@exemple.invalid" in page
    assert f"/manage/{gone.slug}/participants/" in page
    assert "#registration-title" in page


def test_absence_that_is_known_is_shown_again_only_after_a_return(
    organiser: FlaskClient, gone: Event
) -> None:
    mission = db.session.scalars(select(Mission).order_by(Mission.id)).first()
    assert mission
    url = f"/manage/roster/missions/{mission.public_id}/dismiss"
    db.session.rollback()

    organiser.post(url)
    dismissed = organiser.get(PAGE).text
    import_rows(expert(2, renewal=2), at=LATER)
    still = organiser.get(PAGE).text
    import_rows(expert(1), expert(2, renewal=3), at=LATER + timedelta(days=1))
    import_rows(expert(2, renewal=4), at=LATER + timedelta(days=2))

    assert "Genêtb" not in dismissed
    assert "Genêtb" not in still
    assert "Genêtb" in organiser.get(PAGE).text


def test_the_count_stands_where_work_is_listed(
    organiser: FlaskClient, gone: Event
) -> None:
    dashboard = organiser.get(f"/manage/{gone.slug}/?lang=en").text
    roster = organiser.get("/manage/roster/?lang=en").text

    assert "1 registered person is no longer in the roster" in dashboard
    assert 'href="/manage/roster/to-do"' in dashboard
    assert "To decide (1)" in roster


@pytest.mark.one_engine
def test_an_organiser_of_one_event_decides_nothing_about_the_roster(
    client: FlaskClient,
) -> None:
    event = make_event()
    sign_in_staff(client, Role.ORGANISER, event)

    assert client.get(PAGE).status_code == 404
    assert "/roster/to-do" not in client.get(f"/manage/{event.slug}/").text


@pytest.mark.one_engine
def test_two_rows_of_one_merged_person_say_the_same_twice(
    organiser: FlaskClient,
) -> None:
    rows = [
        expert(1, given_name="Alix", family_name="Genêt"),
        expert(2, given_name="Aliks", family_name="Genêt", start="10/09/2025"),
    ]
    import_rows(*rows)
    kept, other = db.session.scalars(
        select(Person).join(Mission).order_by(Person.id)
    ).all()
    merge(kept, other)

    with pytest.raises(NothingToImport):
        import_rows(*rows, at=LATER)

    db.session.rollback()
    assert "Aliks" in organiser.get(PAGE).text
    person = db.session.get_one(Person, kept.id, populate_existing=True)
    assert person.given_name == "Alix"
