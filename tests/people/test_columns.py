"""Which field a column is proposed for, and how surely."""

import pytest

from eti_events.people.columns import (
    Certainty,
    MissingColumns,
    Proposal,
    RivalColumns,
    chosen,
    propose,
    require_no_rivals,
)
from eti_events.people.roster import HEADERS as OWN
from eti_events.people.roster import Field
from eti_events.people.titles import ROSTER
from eti_events.people.vocabulary import header_key
from tests.people.files import HEADERS, expert, read_csv


def proposals(
    renamed: dict[str, str], remembered: dict[str, str] | None = None
) -> dict[str, Proposal[Field]]:
    headers = [renamed.get(header, header) for header in HEADERS]
    table = read_csv([expert(1), expert(2)], headers=headers)
    found = propose(table, remembered or {}, ROSTER)
    return {proposal.header: proposal for proposal in found}


def test_the_roster_s_own_titles_are_recognised() -> None:
    found = list(proposals({}).values())

    assert {proposal.certainty for proposal in found} == {Certainty.RECOGNISED}
    assert [proposal.field for proposal in found] == list(Field)[:-1]
    assert found[0].example == "ETI-0001"


@pytest.mark.parametrize(
    "title", ["courriel", "COURRIEL", " Courriel ", "Courriel :", "Côurriel"]
)
def test_case_accents_and_punctuation_of_titles_do_not_matter(title: str) -> None:
    assert propose_one("Courriel", title) == (Field.EMAIL, Certainty.RECOGNISED)


@pytest.mark.parametrize(
    ("own", "title", "field"),
    [
        ("Courriel", "Mél.", Field.EMAIL),
        ("Courriel", "E-mail", Field.EMAIL),
        ("Commanditaire", "Bailleur", Field.COMMISSIONER),
        ("Nom", "Last name", Field.FAMILY_NAME),
        ("Fin de mission", "Date de fin", Field.END_ON),
        ("Premier départ", "Primo-partant·e", Field.FIRST_DEPARTURE),
        ("Identifiant", "N°", Field.IDENTIFIER),
    ],
)
def test_other_usual_titles_are_proposed(own: str, title: str, field: Field) -> None:
    assert propose_one(own, title) == (field, Certainty.PROPOSED)


def propose_one(own: str, title: str) -> tuple[Field | None, Certainty]:
    found = list(proposals({own: title}).values())[HEADERS.index(own)]
    return found.field, found.certainty


def test_what_an_organiser_chose_before_is_remembered() -> None:
    found = proposals(
        {"Courriel": "Contact", "Ville": "Obs."},
        {header_key("contact"): "email", header_key("Obs."): ""},
    )

    assert (found["Contact"].field, found["Contact"].certainty) == (
        Field.EMAIL,
        Certainty.REMEMBERED,
    )
    assert (found["Obs."].field, found["Obs."].certainty) == (None, Certainty.IGNORED)


def test_a_remembered_field_that_no_longer_exists_is_forgotten() -> None:
    found = proposals({"Ville": "Obs."}, {header_key("Obs."): "shoe_size"})

    assert found["Obs."].certainty is Certainty.IGNORED


def test_two_columns_with_one_title_are_to_choose() -> None:
    found = proposals({"Ville": "Mail", "Courriel": "E-mail"})

    assert {found["Mail"].certainty, found["E-mail"].certainty} == {Certainty.TO_CHOOSE}


@pytest.mark.parametrize("own", ["Ville", "Prénom"])
def test_columns_of_one_title_are_to_choose_and_refused_where_nobody_can(
    own: str,
) -> None:
    headers = [*HEADERS, own]
    table = read_csv([[*expert(1), "x"]], headers=headers)

    found = propose(table, {}, ROSTER)

    assert [p.header for p in found if p.certainty is Certainty.TO_CHOOSE] == [
        own,
        f"{own} (2)",
    ]
    with pytest.raises(RivalColumns) as refused:
        require_no_rivals(found, ROSTER)
    assert f"({own})" in str(refused.value)


def test_a_choice_between_columns_of_one_title_is_remembered() -> None:
    table = read_csv([[*expert(1), "x"]], headers=[*HEADERS, "Ville"])
    remembered = {header_key("Ville"): "", header_key("Ville (2)"): "city"}

    found = {p.header: p.field for p in propose(table, remembered, ROSTER)}

    assert (found["Ville"], found["Ville (2)"]) == (None, Field.CITY)


def test_columns_of_one_title_that_nobody_imports_are_no_matter() -> None:
    table = read_csv([[*expert(1), "x", "y"]], headers=[*HEADERS, "Obs.", "Obs."])

    require_no_rivals(propose(table, {}, ROSTER), ROSTER)


def test_the_surer_of_two_columns_wins() -> None:
    found = proposals({"Ville": "Mail"})

    assert found["Courriel"].field is Field.EMAIL
    assert found["Mail"].certainty is Certainty.TO_CHOOSE


def test_two_columns_of_dates_in_order_are_proposed_as_first_and_last_day() -> None:
    found = proposals({"Début de mission": "Date", "Fin de mission": "Date (2)"})

    assert found["Date"].field is Field.START_ON
    assert found["Date (2)"].field is Field.END_ON
    assert found["Date"].certainty is Certainty.PROPOSED


def test_a_lone_column_of_dates_is_to_choose() -> None:
    found = proposals({"Début de mission": "Date", "Fin de mission": "???"})

    assert found["Date"].field is Field.START_ON


def test_addresses_and_countries_are_known_by_what_they_hold() -> None:
    found = proposals({"Courriel": "Joindre", "Pays": "Où"})

    assert found["Joindre"].field is Field.EMAIL
    assert found["Où"].field is Field.COUNTRY


def test_missing_columns_are_named_in_one_refusal() -> None:
    headers = ["Rien" if title in ("Nom", "Zone") else title for title in HEADERS]
    table = read_csv([expert()], headers=headers)

    with pytest.raises(MissingColumns) as refused:
        chosen(propose(table, {}, ROSTER), ROSTER)

    assert refused.value.fields == (Field.FAMILY_NAME, Field.REGION)
    assert "Family name (Nom), Region (Zone)" in str(refused.value)


def test_every_field_has_a_title_of_its_own() -> None:
    assert len({header_key(title) for title in OWN.values()}) == len(Field)
