"""Which passphrases are too easy to guess."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eti_events.accounts.passphrases import is_common, is_short, matches, seal

NAMES = ("Alix", "Verveine", "alix.verveine@exemple.invalid")


@pytest.mark.parametrize(
    "passphrase",
    [
        "password1234",
        "Motdepasse2026!",
        "motdepassemotdepasse",
        "p@ssw0rd1234",
        "Summer2026!!!",
        "lovelyhorses2!",
        "expertisefrance",
        "Expertise France 2026",
        "journées-eti-2026",
        "verveine-alix!",
        "alix.verveine@ex",
        "123456789012",
        "098765432109",
        "abcdefghijkl",
        "aaaaaaaaaaaa",
        "abababababab",
        "azertyuiopqs",
        "poiuytrewqas"[:11] + "!",
        "            ",
    ],
)
def test_what_anybody_would_try_first_is_refused(passphrase: str) -> None:
    assert is_common(passphrase, NAMES)


@pytest.mark.parametrize(
    "passphrase",
    [
        "correct horse battery staple",
        "quatre chevaux bleus chantent",
        "je pars demain à Dakar",
        "ananas volcan tiroir",
        "xkT9-qpLz-77aB",
        "482915730264",
        "мой дядя самых честных правил",
        "密码不应该这么容易被别人猜到",
    ],
)
def test_unconnected_words_are_taken(passphrase: str) -> None:
    assert not is_common(passphrase, NAMES)


def test_twelve_characters_are_enough() -> None:
    assert is_short("elevenchars")
    assert not is_short("twelve chars")


@given(st.text(max_size=300))
def test_any_text_gets_an_answer(text: str) -> None:
    assert is_common(text, (text,)) in (True, False)


def test_composed_and_decomposed_accents_are_the_same_passphrase() -> None:
    kept = seal("e\N{COMBINING ACUTE ACCENT}te\N{COMBINING ACUTE ACCENT} a Dakar")

    assert matches(kept, "été a Dakar")
    assert not matches(kept, "ete a Dakar")
    assert not matches(None, "été a Dakar")
    assert kept.startswith("$argon2id$")
