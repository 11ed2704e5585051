"""The öresavrundning of a part: whole kronor where the other parts can still be right, and never more than 50 öre."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promeister_mpay.domain.books.credit_rounding import MOST, exact, part_rounding, sign_of
from promeister_mpay.domain.money import round_to_krona
from promeister_mpay.domain.orders.lines import OrderLine, VatSum
from support.books import worked_order
from support.invoices import an_invoice


@pytest.mark.parametrize(
    ("amount", "left", "rest", "rounding"),
    [
        (13_156, 6, 154_938, 44),
        (13_144, 6, 154_950, -44),
        (13_144, 7, 154_950, 0),
        # Half a krona goes up, or down when the others need that.
        (1_050, 0, 1_050, 50),
        (1_050, -1, 1_050, -50),
        # So little is left that a krona more now would be taken back later.
        (60, 0, 10, 0),
        (30, -30, 100, -30),
        (0, 20, 100, 0),
    ],
)
def test_a_part_is_rounded_to_whole_kronor_when_the_rest_can_be(
    amount: int, left: int, rest: int, rounding: int
) -> None:
    assert part_rounding(amount, left=left, rest=rest) == rounding


@given(st.lists(st.integers(0, 5_000), min_size=1, max_size=12))
def test_all_parts_add_up_within_half_a_krona_each_and_none_is_paid_the_wrong_way(parts: list[int]) -> None:
    whole = sum(parts)
    left = round_to_krona(whole) - whole
    for at, amount in enumerate(parts):
        is_last = at == len(parts) - 1
        rounding = left if is_last else part_rounding(amount, left=left, rest=sum(parts[at + 1 :]))
        assert abs(rounding) <= MOST
        assert amount + rounding >= 0
        left -= rounding
    assert left == 0


def test_the_exact_amount_is_that_before_rounding() -> None:
    assert exact((VatSum(25, 1_000, 250), VatSum(12, -100, -12))) == 1_138
    assert exact(()) == 0


@pytest.mark.parametrize(("quantity", "sign"), [(100, 1), (-100, -1)])
def test_an_invoice_pays_in_or_out(quantity: int, sign: int) -> None:
    assert sign_of(an_invoice(worked_order(lines=(OrderLine(quantity=quantity, unit_price=1_000),)))) == sign
    assert sign_of(an_invoice(worked_order(lines=(OrderLine(unit_price=0),)))) == 1
