"""What in a payout is asked about before it is booked, and what is as usual."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from promeister_mpay.domain.settlement.matching import OpenItem, OpenItemKind
from promeister_mpay.domain.settlement.payouts import Payout, PayoutRow
from promeister_mpay.domain.settlement.unusual import MOST_AHEAD, unusual_in

TODAY = date(2026, 11, 27)
PAID = OpenItem(OpenItemKind.PAYMENT, "1-1", 1, "1-1", 10_000, TODAY - timedelta(days=1))
ROW = PayoutRow("1-1", 10_000, fee=250, settled=10_000, open_item=PAID)
PAYOUT = Payout("7", TODAY, 10_000, 250, 0, 9_750, (ROW,))


def unusual(payout: Payout, *, is_in_known_year: bool = True) -> tuple[str, ...]:
    return unusual_in(payout, today=TODAY, is_in_known_year=is_in_known_year)


@pytest.mark.parametrize("day", [PAID.on, TODAY, TODAY + MOST_AHEAD])
def test_a_payout_between_its_payment_and_the_next_banking_day_is_usual(day: date) -> None:
    assert unusual(replace(PAYOUT, posted_on=day)) == ()


def test_each_thing_that_is_unlikely_has_a_sentence() -> None:
    ahead = TODAY + MOST_AHEAD + timedelta(days=1)
    assert "6 dagar fram i tiden" in unusual(replace(PAYOUT, posted_on=ahead))[0]
    assert "gjordes 2026-11-26" in unusual(replace(PAYOUT, posted_on=PAID.on - timedelta(days=1)))[0]
    assert "inte är öppnat" in unusual(PAYOUT, is_in_known_year=False)[0]
    assert "mindre än noll" in unusual(replace(PAYOUT, rows=(replace(ROW, fee=-1),)))[0]


def test_a_refunds_fee_below_zero_and_a_row_without_a_fee_are_usual() -> None:
    back = replace(ROW, gross=-10_000, fee=-250, open_item=None)
    assert unusual(replace(PAYOUT, rows=(back, replace(ROW, fee=0)))) == ()


def test_a_refund_whose_answer_was_seen_days_after_its_payout_is_usual() -> None:
    seen_late = replace(PAID, kind=OpenItemKind.REFUND, key="R-1-1", amount=-10_000, on=TODAY + timedelta(days=2))
    back = replace(ROW, reference="R-1-1", gross=-10_000, settled=-10_000, fee=0, open_item=seen_late)
    assert unusual(replace(PAYOUT, rows=(ROW, back))) == ()
