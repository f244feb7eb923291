"""What an import does to the network, and what it never does."""

import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, text

from eti_events.audit.models import AuditLine, Erasure
from eti_events.database import Base, db, transaction
from eti_events.jobs.actions import claim
from eti_events.jobs.models import DueRow
from eti_events.people import actions, queries
from eti_events.people.addresses import correct_address
from eti_events.people.desk_officers import Deputy, UnknownAddress, assign_desk_officer
from eti_events.people.importing import run_import
from eti_events.people.models import (
    Commissioner,
    Correction,
    DeskOfficer,
    ImportState,
    Mission,
    Organisation,
    Person,
    RosterChange,
    RosterImport,
)
from eti_events.people.planning import Plan
from eti_events.privacy.actions import merge
from eti_events.privacy.fields import Choice
from eti_events.registration.models import Invitation, Note
from tests.conftest import Selects
from tests.factories import make_event, make_person, make_registration, saved
from tests.people.files import HEADERS, csv_file, expert, roster

pytestmark = pytest.mark.usefixtures("app")

FIRST = "alix.genet1@exemple.invalid"
AT = datetime(2026, 8, 1, 9, 0, tzinfo=UTC)
LATER = datetime(2026, 8, 2, 9, 0, tzinfo=UTC)


def reading(content: bytes) -> actions.Reading:
    return actions.check_roster(*actions.read_roster(content, "roster.csv"))


def plan_of(*rows: list[Any], headers: list[str] = HEADERS) -> Plan:
    plan = actions.plan_import(reading(csv_file(rows, headers=headers)))
    db.session.rollback()
    return plan


def counts(plan: Plan) -> tuple[int, int, int, int]:
    found = actions.counts_of(plan)
    return found["new"], found["changed"], found["unchanged"], found["gone"]


def import_file(
    content: bytes, *, skip_faulty: bool = False, at: datetime = AT
) -> RosterImport:
    read = reading(content)
    with transaction():
        made = actions.upload(content, "roster.csv", by=None, at=at)
        actions.commit(made, read, skip_faulty=skip_faulty, at=at)
    return made


def import_rows(*rows: list[Any], **how: Any) -> RosterImport:
    return import_file(csv_file(rows), **how)


def undo(made: RosterImport) -> Any:
    with transaction():
        return actions.undo(made, by=None, at=LATER)


def count(model: type[Base]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def only(model: type[Any]) -> Any:
    return db.session.scalars(select(model)).one()


def named(family_name: str) -> Person:
    query = select(Person).filter_by(family_name=family_name)
    return db.session.scalars(query).one()


def test_a_new_row_makes_a_person_and_a_mission() -> None:
    made = import_rows(expert(1, family_name="Łąka", given_name="João"))

    person, mission = only(Person), only(Mission)
    assert (person.name, person.search_key) == ("João Łąka", "laka joao")
    assert person.email_key == "alix.genet1@exemple.invalid"
    assert person.phone == "+33 1 99 00 36 09"
    assert (mission.person_id, mission.identifier) == (person.id, "ETI-0001")
    assert (mission.start_on, mission.end_on) == (date(2025, 9, 9), date(2027, 9, 28))
    assert mission.commissioner is Commissioner.MEAE
    assert (made.state, made.report["new"]) == (ImportState.COMMITTED, 1)


def test_the_host_becomes_an_organisation_and_the_label_a_desk_officer() -> None:
    import_rows(expert(1), expert(2), expert(3, host="", desk_officer=""))

    assert only(Organisation).name == "Ministère des Finances"
    assert only(DeskOfficer).label == "Référent Afrique"
    assert named("Genêtd").organisation_id is None


def test_the_whole_roster_is_new_once_and_unchanged_ever_after() -> None:
    content = roster("roster", "csv")
    start = time.process_time()
    import_file(content)
    lasted = time.process_time() - start

    plan = actions.plan_import(reading(content))

    assert (count(Person), count(Mission), count(RosterChange)) == (481, 481, 481)
    assert counts(plan) == (0, 0, 481, 0)
    assert lasted < 5


def test_importing_the_same_file_again_is_refused_and_writes_nothing() -> None:
    import_rows(expert(1))

    with pytest.raises(actions.NothingToImport):
        import_rows(expert(1))

    assert count(RosterImport) == 1


def test_two_rows_of_one_person_are_two_missions_described_by_the_latest() -> None:
    rows = [
        expert(1, start="09/09/2022", end="08/09/2025", phone="01 99 00 00 01"),
        expert(1, identifier="ETI-2", start="09/09/2025", phone="01 99 00 00 02"),
    ]
    import_rows(*rows)

    assert (count(Person), count(Mission)) == (1, 2)
    assert only(Person).phone == "01 99 00 00 02"
    assert counts(plan_of(*rows)) == (0, 0, 2, 0)
    assert counts(plan_of(*reversed(rows))) == (0, 0, 2, 0)


def test_a_changed_value_is_shown_before_and_after_then_written() -> None:
    import_rows(expert(1), expert(2))
    moved = expert(1, city="Thiès", end="28/12/2027")

    plan = plan_of(moved, expert(2))
    import_rows(moved, expert(2))

    assert counts(plan) == (0, 1, 1, 0)
    differences = [(d.field, d.before, d.after) for d in plan.steps[0].differences]
    assert differences == [
        ("city", "Dakar", "Thiès"),
        ("end_on", "2027-09-28", "2027-12-28"),
    ]
    assert {m.city for m in db.session.scalars(select(Mission))} == {"Thiès", "Dakar"}


def test_who_is_no_longer_in_the_file_is_listed_and_stays() -> None:
    import_rows(expert(1), expert(2))

    plan = plan_of(expert(1))
    import_rows(expert(1, city="Thiès"))

    assert [mission.identifier for mission in plan.gone] == ["ETI-0002"]
    assert (count(Person), count(Mission)) == (2, 2)


def test_a_faulty_row_is_in_the_file_all_the_same() -> None:
    import_rows(expert(1), expert(2))

    assert plan_of(expert(1), expert(2, country="ZZ")).gone == []


def test_a_column_that_the_file_has_not_erases_nothing() -> None:
    import_rows(expert(1))
    headers = [title for title in HEADERS if title != "Ville"]
    row = expert(1)
    del row[HEADERS.index("Ville")]

    assert counts(plan_of(row, headers=headers)) == (0, 0, 1, 0)


def test_one_faulty_row_stops_everything() -> None:
    with pytest.raises(actions.FaultyRows):
        import_rows(expert(1), expert(2, country="ZZ"))

    assert (count(Person), count(RosterImport)) == (0, 0)


def test_faulty_rows_can_be_left_aside() -> None:
    made = import_rows(expert(1), expert(2, country="ZZ"), skip_faulty=True)

    assert count(Person) == 1
    assert made.report["left_out"] == [3]


def test_a_value_that_the_person_corrected_is_kept_and_both_are_known() -> None:
    import_rows(expert(1))
    person, mission = only(Person), only(Mission)
    with transaction():
        mission.city = "Thiès"
        person.phone = "06 00"
        db.session.add(_corrected(person, mission, "city", "Dakar", "Thiès"))
        db.session.add(_corrected(person, None, "phone", None, None))

    plan = plan_of(expert(1, city="Saint-Louis", phone="01 99 00 99 99"))
    import_rows(expert(1, city="Saint-Louis", phone="01 99 00 99 99"))

    found = plan.steps[0].differences
    assert [(d.field, d.before, d.after, d.corrected) for d in found] == [
        ("city", "Thiès", "Saint-Louis", True),
        ("phone", "06 00", "01 99 00 99 99", True),
    ]
    assert (only(Mission).city, only(Person).phone) == ("Thiès", "06 00")
    city = db.session.scalars(select(Correction).filter_by(field="city")).one()
    assert (city.roster_value, city.corrected_value) == ("Saint-Louis", "Thiès")
    again = plan_of(expert(1, city="Saint-Louis", phone="01 99 00 99 99"))
    assert counts(again) == (0, 0, 1, 0)
    assert again.contradicting == again.steps


def test_a_correction_that_was_only_noted_leaves_the_roster_its_value() -> None:
    import_rows(expert(1))
    person, mission = only(Person), only(Mission)
    saved(_corrected(person, mission, "country", "SN", "ML"))

    import_rows(expert(1, country="GM"))

    assert only(Mission).country == "GM"
    assert only(Correction).roster_value == "GM"


def test_a_person_who_corrected_their_name_is_still_recognised() -> None:
    import_rows(expert(1, family_name="Sauge"))
    person = only(Person)
    with transaction():
        person.family_name = "Verveine"
        db.session.add(_corrected(person, None, "family_name", "Sauge", "Verveine"))

    plan = plan_of(expert(1, family_name="Sauge", email="new@exemple.invalid"))

    assert plan.faults == []
    assert counts(plan) == (0, 1, 0, 0)


def _corrected(
    person: Person,
    mission: Mission | None,
    field: str,
    roster_value: str | None,
    corrected: str | None,
) -> Correction:
    return Correction(
        person_id=person.id,
        mission_id=mission.id if mission else None,
        field=field,
        roster_value=roster_value,
        corrected_value=corrected,
        corrected_at=AT,
    )


def test_a_new_address_under_the_same_name_and_identifier_is_a_change() -> None:
    import_rows(expert(1))

    import_rows(expert(1, email="other@exemple.invalid"))

    assert only(Person).email_key == "other@exemple.invalid"


def test_a_new_name_under_the_same_address_and_identifier_is_a_change() -> None:
    import_rows(expert(1))

    import_rows(expert(1, family_name="Verveine"))

    assert (only(Person).family_name, only(Person).search_key) == (
        "Verveine",
        "verveine alix",
    )


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (
            expert(2, family_name="Sauge", email=FIRST),
            "duplicate_email",
        ),
        (expert(2, identifier="ETI-0001", family_name="Sauge"), "duplicate_identifier"),
        (expert(1, email="alix.genet9@exemple.invalid"), "duplicate_email"),
    ],
)
def test_what_already_belongs_to_somebody_else_is_a_fault(
    row: list[Any], code: str
) -> None:
    import_rows(expert(1), expert(9))

    plan = plan_of(row)

    assert [(fault.row, fault.code) for fault in plan.faults] == [(2, code)]
    assert "Genêt" in plan.faults[0].message


def test_protection_is_switched_on_by_the_roster_and_off_by_nobody_but_people() -> None:
    import_rows(expert(1, sensitive="oui"))

    plan = plan_of(expert(1, sensitive="non"))

    assert only(Person).protected
    assert counts(plan) == (0, 0, 1, 0)


def test_undoing_an_import_gives_everything_back() -> None:
    import_rows(expert(1), expert(2))
    before = _everything()
    changed = expert(1, city="Thiès", phone="06", email="x@exemple.invalid", risk="")
    made = import_rows(changed, expert(3), expert(4), at=LATER)

    done = undo(made)

    assert (done.rows, done.kept) == (3, [])
    assert _everything() == before
    assert made.state is ImportState.UNDONE


def _everything() -> dict[str, list[dict[str, Any]]]:
    db.session.expire_all()
    apart = {"version", "last_import_id", "organisation_id", "_sa_instance_state"}
    return {
        model.__name__: [
            {key: value for key, value in vars(row).items() if key not in apart}
            for row in db.session.scalars(select(model).order_by(text("id")))
        ]
        for model in (Person, Mission, Correction)
    }


def test_who_has_served_since_stays_when_the_import_is_undone() -> None:
    made = import_rows(expert(1), expert(2), expert(3))
    make_registration(make_event(), named("Genêtc"))

    done = undo(made)

    assert (done.rows, len(done.kept)) == (2, 1)
    assert only(Person).family_name == "Genêtc"
    assert count(Mission) == 1
    assert done.kept[0].kept_at == LATER
    assert done.kept[0].kept_why == "registration"


def test_a_row_edited_since_stays_whole_when_the_import_is_undone() -> None:
    import_rows(expert(1))
    made = import_rows(expert(1, city="Thiès", host="Port"))
    with transaction():
        only(Mission).city = "Kaolack"

    done = undo(made)

    assert [change.kept_why for change in done.kept] == ["edited"]
    assert (only(Mission).city, only(Mission).host_organisation) == (
        "Kaolack",
        "Port",
    )


USED_SINCE: dict[str, Callable[[Person], object]] = {
    "invitation": lambda person: saved(
        Invitation(event_id=make_event().id, person_id=person.id, invited_at=LATER)
    ),
    "note": lambda person: saved(
        Note(
            event_id=make_event().id,
            person_id=person.id,
            author_id=make_person().id,
            text="?",
            written_at=LATER,
        )
    ),
    "person_merge": lambda person: merged_with(make_person(), person),
}


def merged_with(kept: Person, other: Person) -> None:
    by = make_person()
    with transaction():
        merge(kept.id, other.id, Choice(), by=by.id, at=LATER)


@pytest.mark.parametrize("made_by_it", [True, False])
@pytest.mark.parametrize("use", sorted(USED_SINCE))
def test_undoing_stops_at_rows_used_since(use: str, made_by_it: bool) -> None:
    if not made_by_it:
        import_rows(expert(1), expert(2))
    made = import_rows(expert(1, city="Thiès"), expert(2, city="Thiès"), at=AT)
    USED_SINCE[use](named("Genêtb"))

    done = undo(made)

    assert done.rows == 1
    moved = use == "person_merge" and made_by_it  # its address is another’s by now
    assert [row.kept_why for row in done.kept] == [f"edited {use}" if moved else use]
    cities = db.session.scalars(select(Mission.city).order_by(Mission.id)).all()
    assert cities == (["Thiès"] if made_by_it else ["Thiès", "Dakar"])


def test_what_had_served_before_an_import_stops_no_undoing() -> None:
    import_rows(expert(1))
    make_registration(make_event(), named("Genêtb"))
    made = import_rows(expert(1, city="Thiès"), at=LATER)

    done = undo(made)

    assert (done.rows, done.kept) == (1, [])


def test_only_the_last_import_can_be_undone_then_the_one_before() -> None:
    first = import_rows(expert(1))
    second = import_rows(expert(1), expert(2), at=LATER)

    with pytest.raises(actions.NotTheLast):
        undo(first)
    undo(second)
    undo(first)

    assert count(Person) == 0


def test_the_history_holds_no_phone_number_in_clear() -> None:
    import_rows(expert(1))
    import_rows(expert(1, phone="06 11 22 33 44"))

    query = text("SELECT before, after FROM roster_change")
    stored = str(db.session.execute(query).all())
    assert "99 00" not in stored
    assert "11 22" not in stored


def test_every_step_of_an_import_is_in_the_audit_log_without_names() -> None:
    made = import_rows(expert(1))
    undo(made)

    lines = db.session.scalars(select(AuditLine).order_by(AuditLine.id)).all()
    assert [line.action for line in lines] == [
        "roster.uploaded",
        "roster.imported",
        "roster.import_undone",
    ]
    assert "Genêt" not in str([line.detail for line in lines])


def ask_for_import(content: bytes) -> tuple[RosterImport, DueRow]:
    person = make_person()
    with transaction():
        made = actions.upload(content, "roster.csv", by=person.id, at=AT)
        actions.start(made, skip_faulty=False, by=person.id, at=AT)
        due = claim("worker", at=AT, lease=timedelta(minutes=1))
    return made, due or pytest.fail("nothing is due")


def test_the_worker_imports_what_was_asked_and_only_once() -> None:
    made, due = ask_for_import(csv_file([expert(1), expert(2)]))

    run_import(due)
    run_import(due)

    assert made.state is ImportState.COMMITTED
    assert (count(Mission), count(RosterChange)) == (2, 2)


def test_the_worker_refuses_what_became_faulty_and_says_why() -> None:
    made, due = ask_for_import(csv_file([expert(1, country="ZZ")]))

    with pytest.raises(actions.FaultyRows):
        run_import(due)

    assert made.state is ImportState.REFUSED
    assert made.report["reason"] == "FaultyRows"


def test_an_import_that_was_stopped_writes_nothing() -> None:
    made, due = ask_for_import(csv_file([expert(1)]))
    with transaction():
        actions.stop(made, by=None, at=AT)

    run_import(due)

    assert (made.state, count(Mission)) == (ImportState.CHECKED, 0)


def test_an_import_is_started_once() -> None:
    made, _due = ask_for_import(csv_file([expert(1)]))

    with pytest.raises(actions.AlreadyStarted), transaction():
        actions.start(made, skip_faulty=False, by=None, at=AT)


def test_what_was_chosen_for_a_title_is_remembered_for_the_next_file() -> None:
    headers = ["Contact" if title == "Courriel" else title for title in HEADERS]
    with transaction():
        made = actions.upload(b"x", "roster.csv", by=None, at=AT)
        actions.choose_columns(made, {"Contact": "email", "Ville": ""}, by=None, at=AT)

    _table, proposals = actions.read_roster(
        csv_file([expert(1)], headers=headers), "roster.csv"
    )

    found = {p.header: (p.field, p.certainty) for p in proposals}
    assert found["Contact"] == ("email", "remembered")
    assert found["Ville"] == ("city", "recognised")


def test_a_desk_officer_is_found_by_address_and_can_be_taken_off() -> None:
    import_rows(expert(1))
    person = make_person(email="ref@exemple.invalid")

    def assign(address: str) -> None:
        with transaction():
            officer = queries.get_desk_officer("Référent Afrique")
            assign_desk_officer(officer, address, Deputy(), by=None, at=AT)

    assign(" REF@exemple.invalid ")
    assert only(DeskOfficer).person_id == person.id
    with pytest.raises(UnknownAddress, match=r"nobody@exemple\.invalid"):
        assign("nobody@exemple.invalid")
    assign("")
    assert only(DeskOfficer).person_id is None


@pytest.mark.parametrize("rows", [3, 60])
def test_planning_costs_the_same_number_of_queries_for_any_file(
    selects: Selects, rows: int
) -> None:
    import_rows(*(expert(n, family_name=f"Genêt {n}") for n in range(rows)))
    read = reading(csv_file([expert(n, family_name=f"Sauge {n}") for n in range(rows)]))

    with selects() as sent:
        actions.plan_import(read)

    assert len(sent) == 4


def test_two_thousand_rows_are_imported_and_undone_within_seconds() -> None:
    rows = [expert(n, identifier=f"E{n}", family_name=f"Genêt{n}") for n in range(2000)]
    start = time.process_time()

    made = import_rows(*rows)
    undo(made)

    assert time.process_time() - start < 8
    assert count(Mission) == 0


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("laka", ["Łąka"]),
        ("LAKA joao", ["Łąka"]),
        ("joão łą", ["Łąka"]),
        ("alix", ["Genêtc"]),
        ("%", ["Genêtc", "Łąka"]),
        ("", ["Genêtc", "Łąka"]),
    ],
)
def test_the_roster_is_searched_without_accents_and_in_any_order(
    words: str, found: list[str]
) -> None:
    import_rows(expert(1, family_name="Łąka", given_name="João"), expert(2))
    make_person(given_name="Alix", family_name="Laka")  # has no mission

    people = queries.list_roster(words)

    assert sorted(p.family_name for p in people) == found
    assert queries.count_roster(words) == len(found)


def test_the_values_of_an_import_are_erased_after_a_month_and_it_stays() -> None:
    made = import_rows(expert(1))
    assert made.committed_at
    end = made.committed_at + actions.KEPT

    for at in (end - timedelta(microseconds=1), end, end):
        with transaction():
            actions.forget_changes(at)
        assert actions.can_be_undone(made, at) is (at < end)
        assert count(RosterChange) == (1 if at < end else 0)

    assert [(row.what, row.count) for row in db.session.query(Erasure)] == [
        ("roster_rows", 1)
    ]
    with pytest.raises(actions.ValuesErased), transaction():
        actions.undo(made, by=None, at=end)
    assert count(Person) == 1


def test_no_import_brings_back_an_address_that_its_person_changed() -> None:
    import_rows(expert(1, email="old@exemple.invalid"))
    with transaction():
        correct_address(
            db.session.scalars(select(Person)).one(), "new@exemple.invalid", at=AT
        )

    assert counts(plan_of(expert(1, email="old@exemple.invalid"))) == (0, 0, 1, 0)
    import_rows(expert(1, email="third@exemple.invalid"))

    assert only(Person).email == "new@exemple.invalid"
    assert only(Correction).roster_value == "third@exemple.invalid"
