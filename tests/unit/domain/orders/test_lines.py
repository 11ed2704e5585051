"""The sums of an order's lines, by the rules of bookkeeping: VAT for each rate, rounding, amount to pay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promeister_mpay.domain import text_limits
from promeister_mpay.domain.orders.lines import (
    LineType,
    OrderLine,
    VatSum,
    check_line,
    totals,
)
from promeister_mpay.errors import InputError


def lines(*amounts: int, rate: int = 25) -> tuple[OrderLine, ...]:
    return tuple(OrderLine(description="Service", unit_price=amount, vat_rate=rate) for amount in amounts)


def test_the_worked_order_of_the_facts_page_comes_out_to_the_ore() -> None:
    sums = totals(lines(99_000, 24_950, 10_525), prices_include_vat=False, to_krona=True)
    assert (sums.net, sums.vat, sums.rounding, sums.to_pay) == (134_475, 33_619, 6, 168_100)


def test_vat_is_computed_on_the_sum_and_not_line_by_line() -> None:
    sums = totals(lines(3_333, 3_333, 3_333), prices_include_vat=False, to_krona=False)
    assert sums.vat == 2_500


@pytest.mark.parametrize(("rate", "vat"), [(25, 20_000), (12, 10_714), (6, 5_660), (0, 0)])
def test_vat_within_a_price_uses_the_fraction(rate: int, vat: int) -> None:
    sums = totals(lines(100_000, rate=rate), prices_include_vat=True, to_krona=False)
    assert sums.by_rate == (VatSum(rate, 100_000 - vat, vat),)


@given(
    st.lists(
        st.tuples(st.integers(-5_000, 5_000), st.integers(0, 10**7), st.sampled_from([25, 12, 6, 0])), max_size=20
    ),
    st.booleans(),
    st.booleans(),
)
def test_what_is_to_pay_is_tax_base_and_vat_and_rounding(
    rows: list[tuple[int, int, int]], includes_vat: bool, to_krona: bool
) -> None:
    made = tuple(OrderLine(quantity=quantity, unit_price=price, vat_rate=rate) for quantity, price, rate in rows)
    sums = totals(made, prices_include_vat=includes_vat, to_krona=to_krona)
    assert sums.to_pay == sums.net + sums.vat + sums.rounding
    assert abs(sums.rounding) <= 50
    assert not to_krona or sums.to_pay % 100 == 0
    if includes_vat:
        assert sums.net + sums.vat == sum(line.amount for line in made)
    else:
        assert sums.net == sum(line.amount for line in made)


@pytest.mark.parametrize(
    ("line", "full", "amount"),
    [
        (OrderLine(quantity=150, unit_price=119_500), 179_250, 179_250),
        (OrderLine(quantity=550, unit_price=17_900, discount=1_000), 98_450, 88_605),
        (OrderLine(quantity=1, unit_price=50), 1, 1),
        (OrderLine(quantity=-1, unit_price=50), -1, -1),
        (OrderLine(unit_price=100, discount=10_000), 100, 0),
        (OrderLine(LineType.TEXT, unit_price=100), 0, 0),
    ],
)
def test_a_rows_amount_is_quantity_times_price_less_its_discount(line: OrderLine, full: int, amount: int) -> None:
    assert (line.full_amount, line.amount) == (full, amount)


def test_each_rate_has_its_own_sum_the_highest_first_and_text_has_none() -> None:
    made = (*lines(10_000, rate=6), *lines(20_000, 5_000), OrderLine(LineType.TEXT, unit_price=1, vat_rate=12))
    sums = totals(made, prices_include_vat=False, to_krona=False)
    assert sums.by_rate == (VatSum(25, 25_000, 6_250), VatSum(6, 10_000, 600))
    assert (sums.net, sums.vat, sums.rounding, sums.to_pay) == (35_000, 6_850, 0, 41_850)


@pytest.mark.parametrize(("exact", "rounding"), [(10_049, -49), (10_050, 50), (10_000, 0), (-10_050, -50)])
def test_the_amount_to_pay_is_rounded_to_the_nearest_krona(exact: int, rounding: int) -> None:
    sums = totals(lines(exact), prices_include_vat=True, to_krona=True)
    assert (sums.rounding, sums.to_pay) == (rounding, exact + rounding)


@pytest.mark.parametrize(
    "line",
    [
        OrderLine(discount=0, vat_rate=0),
        OrderLine(discount=10_000, vat_rate=100),
        OrderLine(description="x" * text_limits.DESCRIPTION),
    ],
)
def test_the_outermost_values_can_be_stored(line: OrderLine) -> None:
    check_line(line, 0)


@pytest.mark.parametrize(
    ("line", "field"),
    [
        (OrderLine(discount=10_001), "discount"),
        (OrderLine(discount=-1), "discount"),
        (OrderLine(vat_rate=101), "vat_rate"),
        (OrderLine(vat_rate=-1), "vat_rate"),
        (OrderLine(description="x" * 1001), "description"),
    ],
)
def test_values_beyond_them_are_refused_at_their_row(line: OrderLine, field: str) -> None:
    with pytest.raises(InputError, match="Rad 3") as refused:
        check_line(line, 2)
    assert refused.value.field == f"lines[2].{field}"


def test_a_new_row_is_one_piece_of_an_article_at_the_common_rate() -> None:
    row = OrderLine()
    assert (row.type, row.quantity, row.unit, row.unit_price, row.discount, row.vat_rate) == (
        LineType.ARTICLE,
        100,
        "st",
        0,
        0,
        25,
    )


def test_a_new_row_is_empty() -> None:
    assert (OrderLine().number, OrderLine().description) == ("", "")
