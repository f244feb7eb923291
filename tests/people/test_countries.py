"""The closed list of countries."""

import pycountry
import pytest

from eti_events.people.countries import CODES, country_name, find_country


def test_the_list_is_the_assigned_codes_and_kosovo() -> None:
    assert {country.alpha_2 for country in pycountry.countries} | {"XK"} == CODES


@pytest.mark.parametrize(
    "text",
    ["SN", "sn", " SN ", "Sénégal", "SENEGAL", "senegal"],
)
def test_a_code_or_a_name_is_understood(text: str) -> None:
    assert find_country(text) == "SN"


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_name_that_we_show_is_understood(code: str) -> None:
    for language in ("fr", "en"):
        assert find_country(country_name(code, language)) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Kosovo", "XK"),
        ("Côte d'Ivoire", "CI"),
        ("République démocratique du Congo", "CD"),
        ("Germany", "DE"),
        ("Allemagne", "DE"),
        ("Outre-mer", None),
        ("ZZ", None),
        ("XX", None),
        ("XKX", None),
        ("EU", None),
        ("UK", None),
        ("AN", None),
        ("FRA", None),
        ("Wakanda", None),
        ("Région inconnue", None),
        ("Union européenne", None),
        ("", None),
        ("S N", None),
    ],
)
def test_only_countries_are_countries(text: str, code: str | None) -> None:
    assert find_country(text) == code
