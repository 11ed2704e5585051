"""Amounts in files of other programs: every form is read to the öre, and what can be two amounts is not decided."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promeister_mpay.domain.amounts import (
    DecimalMark,
    check_currency,
    foreign_currency,
    possible_marks,
    read_amount,
)
from promeister_mpay.domain.money import NBSP, format_hundredths
from promeister_mpay.errors import InputError
from support.settlement_files import amount

COMMA, POINT = DecimalMark.COMMA, DecimalMark.POINT
ORE = st.integers(-9_999_999_999, 9_999_999_999)
THOUSANDS = {COMMA: ("", " ", NBSP, "\N{NARROW NO-BREAK SPACE}", "'", "’", "."), POINT: ("", " ", NBSP, "'", ",")}
NEGATIVE = (
    "-{}", "- {}", "{}-", "{} -", "\N{EN DASH}{}", "\N{MINUS SIGN}{}", "{}\N{EN DASH}", "({})", "( {} )",
    "\N{NON-BREAKING HYPHEN}{}",
)  # fmt: skip
UNITS = (
    "{}",
    "{} kr",
    "{}kr",
    "{} SEK",
    "SEK {}",
    "kr {}",
    "{} kr.",
    "{} kronor",
    "\N{LEFT-TO-RIGHT MARK}{}\N{ZERO WIDTH SPACE}",
)


@pytest.mark.parametrize(
    ("text", "mark", "ore"),
    [
        ("1681", COMMA, 168_100),
        ("1 681,5", COMMA, 168_150),
        (f"1{NBSP}681,00 kr", COMMA, 168_100),
        ("1.681,00", COMMA, 168_100),
        ("1,681.00", POINT, 168_100),
        ("1'234'567.89", POINT, 123_456_789),
        ("-129,88", COMMA, -12_988),
        ("129,88-", COMMA, -12_988),
        ("−129,88", COMMA, -12_988),
        ("(1250,00)", COMMA, -125_000),
        ("(1 250,00 kr)", COMMA, -125_000),
        ("SEK (12,50)", COMMA, -1_250),
        ("kr -12", COMMA, -1_200),
        ("1250:-", COMMA, 125_000),
        ("1 250:–", POINT, 125_000),
        ("1250,-", COMMA, 125_000),
        ("125:50", COMMA, 12_550),
        ("+12,50", COMMA, 1_250),
        ("0", COMMA, 0),
        ("4595.000", POINT, 459_500),
        ("402,379999999999", COMMA, 40_238),
        ("79,8800000000001", COMMA, 7_988),
        ("402,37999900005", COMMA, 40_238),
        ("1000000000", COMMA, 100_000_000_000),
        ("-1000000000", COMMA, -100_000_000_000),
        ("+1681", COMMA, 168_100),
        ("1681,", COMMA, 168_100),
        ("-", COMMA, None),
        ("–", COMMA, None),
        (f" {NBSP}", COMMA, None),
        ("", COMMA, None),
    ],
)
def test_amounts_are_read_to_the_ore(text: str, mark: DecimalMark, ore: int | None) -> None:
    assert read_amount(text, mark, "gross") == ore


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("129,875", COMMA),
        ("0,001", COMMA),
        ("1.5", COMMA),
        ("1,5", POINT),
        ("12.34,00", COMMA),
        ("12 50", COMMA),
        ("1 68 1", COMMA),
        ("1e5", COMMA),
        ("4,67012E+10", COMMA),
        ("NaN", COMMA),
        ("#N/A", COMMA),
        ("402,379999", COMMA),
        ("1000000000,01", COMMA),
        ("-1000000000,01", COMMA),
        ("9999999999999", COMMA),
        ("1,2,3", COMMA),
        ("-(12,50)", COMMA),
        ("(-12,50)", COMMA),
        ("-12,50-", COMMA),
        ("--12", COMMA),
        ("()", COMMA),
        ("kr", COMMA),
        ("12 st", COMMA),
        ("½", COMMA),
    ],
)
def test_what_is_no_amount_to_the_ore_is_refused(text: str, mark: DecimalMark) -> None:
    with pytest.raises(InputError) as refused:
        read_amount(text, mark, "gross")
    assert refused.value.field == "gross"


@pytest.mark.parametrize("text", ["12,50 EUR", "EUR 12,50", "€12,50", "12,50 €", "eur 12", "(€ 12,50)"])
def test_an_amount_in_another_currency_is_not_taken_for_kronor(text: str) -> None:
    with pytest.raises(InputError, match="är i EUR, inte i kronor"):
        read_amount(text, COMMA, "gross")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("$12,50", "är i USD, inte i kronor."),
        ("12,50 £", "är i GBP, inte i kronor."),
        ("12,50 nok", "är i NOK, inte i kronor."),
        ("12 euro", "är inget belopp i kronor och öre."),
        ("12 st", "är inget belopp i kronor och öre."),
    ],
)
def test_a_currency_is_named_by_its_code_or_not_at_all(text: str, says: str) -> None:
    with pytest.raises(InputError) as refused:
        read_amount(text, COMMA, "gross")
    assert (str(refused.value), refused.value.field) == (says, "gross")


@given(
    st.integers(0, 9_999_999_999),
    st.sampled_from([COMMA, POINT]),
    st.data(),
    st.sampled_from(["{}", *NEGATIVE]),
    st.sampled_from(UNITS),
)
def test_every_amount_in_every_form_comes_back_as_it_was_written(
    ore: int, mark: DecimalMark, data: st.DataObject, sign: str, unit: str
) -> None:
    separator = data.draw(st.sampled_from(THOUSANDS[mark]))
    whole = f"{ore // 100:,}".replace(",", separator)
    written = unit.format(sign.format(f"{whole}{mark}{ore % 100:02d}"))
    assert read_amount(written, mark, "net") == (ore if sign == "{}" else -ore)


@given(ORE, st.sampled_from([COMMA, POINT]))
def test_every_amount_comes_back_as_it_was_written(ore: int, mark: DecimalMark) -> None:
    assert read_amount(amount(ore, mark), mark, "net") == ore
    assert read_amount(format_hundredths(ore), COMMA, "net") == ore


@given(st.lists(st.integers(-99_999_999, 99_999_999), min_size=1, max_size=8), st.sampled_from([COMMA, POINT]))
def test_a_column_is_read_with_the_mark_that_it_was_written_with_or_with_either(
    column: list[int], mark: DecimalMark
) -> None:
    assert possible_marks([amount(ore, mark) for ore in column]) == (mark,)


@given(st.lists(st.integers(1, 999_999), min_size=1, max_size=8))
def test_a_column_of_thousands_or_decimals_is_not_decided(column: list[int]) -> None:
    texts = [f"{thousand % 999 + 1}.{thousand // 1000 % 100 * 10:03d}" for thousand in column]
    assert possible_marks(texts) == (COMMA, POINT)
    assert possible_marks([*texts, "1.50"]) == (POINT,)
    assert possible_marks([*texts, "1.250,50"]) == (COMMA,)


def test_whole_kronor_have_no_mark_and_are_clear() -> None:
    assert possible_marks(["12", "1 250", "", "summa"]) == (COMMA,)


@pytest.mark.parametrize(
    "text", ["", "-", "SEK", "sek", "kr", "kronor", "Svenska kronor", "752", " SEK\N{NO-BREAK SPACE}"]
)
def test_kronor_are_known(text: str) -> None:
    check_currency(text, "currency")


@pytest.mark.parametrize("text", ["EUR", "978", "NOK", "€", "Euro"])
def test_other_currencies_are_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(InputError, match=f"Valutan är {text}. Bara kronor") as refused:
        check_currency(text, "currency")
    assert refused.value.field == "currency"


@pytest.mark.parametrize(
    ("title", "currency"),
    [
        ("Belopp (EUR)", "EUR"),
        ("Köpbelopp €", "EUR"),
        ("Köpbelopp $", "USD"),
        ("Köpbelopp £", "GBP"),
        ("usd", "USD"),
        ("Belopp (SEK)", ""),
        ("Europris", ""),
    ],
)
def test_a_title_may_name_a_foreign_currency(title: str, currency: str) -> None:
    assert foreign_currency(title) == currency
