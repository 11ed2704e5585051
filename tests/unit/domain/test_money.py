"""What people type as amounts, and what they see."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promeister_mpay.domain.money import (
    div_half_up,
    format_hundredths,
    format_kronor,
    format_short,
    parse_hundredths,
    round_to_krona,
)
from promeister_mpay.errors import InputError


@pytest.mark.parametrize(
    ("typed", "ore"),
    [
        ("1 234,5", 123_450),
        ("1\N{NO-BREAK SPACE}234,50", 123_450),
        ("1234.50", 123_450),
        ("−5", -500),
        ("-0,05", -5),
        ("5,", 500),
        ("0", 0),
        (" 8 432,00 ", 843_200),
    ],
)
def test_an_amount_is_read_as_people_write_it(typed: str, ore: int) -> None:
    assert parse_hundredths(typed, "unit_price") == ore


@pytest.mark.parametrize("typed", ["1.234,50", "12,345", "abc", "", "1,2,3", "--5", "5-", "1e3", "٣", "9" * 13])
def test_an_amount_that_could_mean_two_things_is_refused_at_its_field(typed: str) -> None:
    with pytest.raises(InputError, match="högst två decimaler") as error:
        parse_hundredths(typed, "lines[0].unit_price", what="Priset")
    assert error.value.field == "lines[0].unit_price"
    assert str(error.value).startswith("Priset")


@given(st.integers(-(10**13), 10**13))
def test_what_is_shown_reads_back_as_the_same_amount(ore: int) -> None:
    assert parse_hundredths(format_hundredths(ore), "x") == ore


@given(st.integers(-(10**12), 10**12), st.integers(1, 10**6))
def test_rounding_a_credit_mirrors_its_original(numerator: int, denominator: int) -> None:
    assert div_half_up(-numerator, denominator) == -div_half_up(numerator, denominator)
    assert abs(2 * (div_half_up(numerator, denominator) * denominator - numerator)) <= denominator


def test_amounts_are_shown_the_swedish_way() -> None:
    assert format_kronor(843_200) == "8\N{NO-BREAK SPACE}432,00\N{NO-BREAK SPACE}kr"
    assert format_short(100) == "1"
    assert format_short(550) == "5,50"


@pytest.mark.parametrize(("exact", "rounded"), [(168_094, 168_100), (168_040, 168_000), (168_050, 168_100)])
def test_the_sum_to_pay_is_rounded_at_fifty_ore(exact: int, rounded: int) -> None:
    assert round_to_krona(exact) == rounded


@pytest.mark.parametrize(
    ("ore", "shown"), [(0, "0,00"), (5, "0,05"), (-5, "-0,05"), (123_456_789, "1 234 567,89"), (-100, "-1,00")]
)
def test_an_amount_is_shown_the_swedish_way(ore: int, shown: str) -> None:
    assert format_hundredths(ore).replace("\N{NO-BREAK SPACE}", " ") == shown


def test_what_cannot_be_read_is_shown_as_it_was_typed_and_cut() -> None:
    with pytest.raises(InputError) as error:
        parse_hundredths(" " + "x" * 41, "unit_price")
    assert str(error.value).startswith(f"Beloppet ”{'x' * 40}” kan")
