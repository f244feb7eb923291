"""Text, days and hours as French and English readers expect them."""

from datetime import date, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eti_events.typography import NO_BREAK, city, day, day_range, hour, typo

N = "\u202f"
NEXT_MONTH = "30 September and 1 October 2026"


@pytest.mark.parametrize(
    ("typed", "set_in_type"),
    [
        ("Pourquoi ?", f"Pourquoi{N}?"),
        ("Pourquoi?", f"Pourquoi{N}?"),
        ("Salle : Patio ; entrée libre !", f"Salle{N}: Patio{N}; entrée libre{N}!"),
        ("L’atelier « Climat » commence", f"L’atelier «{N}Climat{N}» commence"),
        ("L’atelier «Climat» commence", f"L’atelier «{N}Climat{N}» commence"),
        ("Vraiment ?!", f"Vraiment{N}?!"),
        ("(vraiment ?)", f"(vraiment{N}?)"),
        ("Dès 09:15 : accueil", f"Dès 09:15{N}: accueil"),
        (
            "Voir https://eti.example/a?b=c;d ici",
            "Voir https://eti.example/a?b=c;d ici",
        ),
        ("a@eti.example: écrire", f"a@eti.example{N}: écrire"),
        ("Cl&eacute; : &#39;x&#39; ; fin", f"Cl&eacute;{N}: &#39;x&#39;{N}; fin"),
        ("ETI-7K4M:2", "ETI-7K4M:2"),
        ("Journées de l'expertise", "Journées de l’expertise"),
        ("o'brien@eti.example", "o'brien@eti.example"),
        ("", ""),
    ],
)
def test_french_signs_stand_off_by_a_narrow_no_break_space(
    typed: str, set_in_type: str
) -> None:
    assert typo(typed, "fr") == set_in_type


@given(st.text("aé1 «»;:!?&.@/()\u00a0\u202f\n", max_size=40))
def test_setting_a_text_twice_changes_nothing_more(text: str) -> None:
    once = typo(text, "fr")

    assert typo(once, "fr") == once


@given(st.text("aé1 «»;:!?&.@/()\u00a0\u202f\n", max_size=40))
def test_only_spaces_are_ever_added_or_replaced(text: str) -> None:
    def letters(of: str) -> str:
        return "".join(of.split())

    assert letters(typo(text, "fr")) == letters(text)


@given(st.text())
def test_english_text_stays_as_it_was_typed(text: str) -> None:
    assert typo(text, "en") == text


def test_hours_are_written_as_each_language_does() -> None:
    assert hour(time(9, 15), "fr") == f"9{NO_BREAK}h{NO_BREAK}15"
    assert hour(time(18, 0), "fr") == f"18{NO_BREAK}h"
    assert hour(time(9, 5), "en") == "09:05"


def test_days_are_written_in_words() -> None:
    assert day(date(2026, 8, 27), "fr") == "jeudi 27 août"
    assert day(date(2026, 8, 27), "en", year=True) == "Thursday 27 August 2026"
    assert day(date(2026, 10, 1), "fr", weekday=False) == "1er octobre"
    assert day(date(2026, 10, 11), "fr", weekday=False) == "11 octobre"


@pytest.mark.parametrize(
    ("first", "last", "french", "english"),
    [
        ((8, 27), (8, 28), "27 et 28 août 2026", "27 and 28 August 2026"),
        ((8, 27), (8, 27), "27 août 2026", "27 August 2026"),
        ((8, 25), (8, 28), "25 au 28 août 2026", "25–28 August 2026"),
        (
            (9, 30),
            (10, 1),
            "30 septembre et 1er octobre 2026",
            "30 September and 1 October 2026",
        ),
    ],
)
def test_the_days_of_an_event_are_written_as_a_range(
    first: tuple[int, int], last: tuple[int, int], french: str, english: str
) -> None:
    begin, end = date(2026, *first), date(2026, *last)

    assert day_range(begin, end, "fr") == french
    assert day_range(begin, end, "en") == english


def test_a_zone_is_named_by_its_city() -> None:
    assert city(ZoneInfo("Europe/Paris"), "fr") == "Paris"
    assert city("America/New_York", "en") == "New York"
    assert city("Europe/Brussels", "fr") == "Bruxelles"
