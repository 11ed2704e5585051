"""How an order changes when it is sent, paid, opened again, booked and credited."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from promeister_mpay.domain.orders.order import OrderStatus
from promeister_mpay.domain.orders.payment_methods import PaymentMethod
from promeister_mpay.domain.orders.transitions import credited, held, paid, posted, reopened, unpaid
from support.stores import an_order

AT = datetime(2026, 3, 2, 14, 5, tzinfo=UTC)
ORDER = an_order(status=OrderStatus.STARTED, payment_method=PaymentMethod.CARD)
SENT = held(ORDER)
PAID = paid(SENT, AT)
POSTED = posted(PAID, 1001, date(2026, 3, 2))


def test_an_order_that_is_sent_is_held_and_nothing_else_changes() -> None:
    assert replace(ORDER, status=OrderStatus.MOBILE_PAYMENT) == SENT


def test_an_order_that_is_paid_says_how_and_when() -> None:
    assert replace(SENT, payment_method=PaymentMethod.MOBILE, payment_received_at=AT) == PAID


def test_while_its_money_goes_back_it_is_held_and_not_paid() -> None:
    assert unpaid(PAID) == replace(SENT, payment_method=None)
    assert unpaid(replace(ORDER, payment_received_at=AT)) == SENT, "another payment method is the clerk's own"


def test_an_order_that_opens_again_is_done_and_not_paid_by_mobile() -> None:
    assert reopened(PAID) == replace(ORDER, status=OrderStatus.DONE, payment_method=None)
    assert reopened(SENT) == replace(ORDER, status=OrderStatus.DONE)


def test_a_booked_order_has_its_invoice() -> None:
    assert (POSTED.status, POSTED.invoice_number, POSTED.posted_on) == (OrderStatus.POSTED, 1001, date(2026, 3, 2))
    assert POSTED.payment_received_at == AT


@pytest.mark.parametrize("is_held", [True, False])
def test_a_credited_order_has_no_invoice_and_opens_unless_a_payment_holds_it(*, is_held: bool) -> None:
    order = credited(POSTED, is_held=is_held)
    assert (order.invoice_number, order.posted_on) == (None, None)
    assert order.status is (OrderStatus.MOBILE_PAYMENT if is_held else OrderStatus.DONE)
    assert order.payment_received_at == (AT if is_held else None)
