"""The sums of an order's lines, by the rules of bookkeeping: VAT for each rate, rounding, amount to pay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promeister_mpay.domain.orders.lines import OrderLine, VatSum, totals


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
