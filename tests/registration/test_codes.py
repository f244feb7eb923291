"""Codes that open doors: drawn at random, spelled in one way, typed in many."""

import hashlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eti_events.registration.codes import (
    code_hash,
    new_code,
    new_short_code,
    show_short_code,
    typed_code,
)

DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODES = st.builds(
    "ETI{}{}".format,
    st.sampled_from("01234567"),
    st.text(DIGITS, min_size=25, max_size=25),
)
SHORT_CODES = st.text(DIGITS, min_size=8, max_size=8)
TYPISTS = st.sampled_from(["{}", "{} ", "{}-", "{}\u202f", "{}–"])


def test_a_code_is_eti_and_128_random_bits() -> None:
    codes = {new_code() for _ in range(2000)}

    assert len(codes) == 2000
    assert all(re.fullmatch(f"ETI[0-7][{DIGITS}]{{25}}", code) for code in codes)
    # each place takes all its digits: no bit is stuck
    assert {code[3] for code in codes} == set("01234567")
    assert all({code[place] for code in codes} == set(DIGITS) for place in range(4, 29))


def test_a_short_code_takes_every_digit_at_every_place() -> None:
    codes = [new_short_code() for _ in range(2000)]

    assert all({code[place] for code in codes} == set(DIGITS) for place in range(8))


def test_a_code_is_looked_up_by_its_trimmed_upper_case_text() -> None:
    expected = hashlib.sha256(b"ETI7ZZ").hexdigest()

    assert code_hash(" eti7zz\r\n") == code_hash("ETI7ZZ") == expected
    assert code_hash("ETI7ZZ\u00a0") != expected


def test_a_short_code_is_shown_in_two_groups() -> None:
    assert show_short_code("7KTM1NC3") == "7KTM-1NC3"


@given(st.one_of(CODES, SHORT_CODES), st.data())
def test_a_code_is_understood_however_it_is_typed(
    code: str, data: st.DataObject
) -> None:
    prefix = "ETI" if len(code) == 29 else ""
    looks = {"1": "1iIlL", "0": "0oO"}
    typed = list(prefix) + [
        data.draw(st.sampled_from(looks.get(c, c + c.lower())))
        for c in code[len(prefix) :]
    ]

    text = "".join(data.draw(TYPISTS).format(c) for c in typed)

    assert typed_code(text) == code


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "7KTM-1NC",  # one short
        "7KTM-1NC33",
        "7KTM_1NC3",
        "7KTM-1NCU",  # U is no digit of ours
        "ETI8" + "0" * 25,  # more than 128 bits
        "ETI" + "0" * 25,
        "ETİ" + "0" * 26,
        "https://eti.example/ETI" + "0" * 26,
        "٧KTM1NC3",
    ],
)
def test_what_is_no_code_is_not_taken_for_one(typed: str) -> None:
    assert typed_code(typed) is None


@given(st.text())
def test_whatever_is_typed_is_a_code_or_none(text: str) -> None:
    code = typed_code(text)

    assert code is None or typed_code(code) == code
