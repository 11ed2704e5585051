"""A payment that the gateway does not show any more (design §14 rule 10): told as that, and at last its order opens."""

from datetime import timedelta

import pytest

from promeister_mpay.adapters.resurs import ResursGateway
from promeister_mpay.adapters.store import SqlStore
from promeister_mpay.domain.orders.order import OrderStatus
from promeister_mpay.domain.payments.request import PaymentOutcome, Standing
from promeister_mpay.errors import GatewayLogin, PaymentUnreadable
from support.gateways import Sandbox, trouble
from support.payment_invariants import kept_always, kept_at_rest
from support.workshop import NUMBER, Workshop

WAITS, OPEN = OrderStatus.MOBILE_PAYMENT, OrderStatus.DONE
WEEKS = timedelta(weeks=5)


@pytest.fixture
def shop(store: SqlStore, sandbox: Sandbox, gateway: ResursGateway) -> Workshop:
    workshop = Workshop(store, sandbox, gateway)
    workshop.take_in()
    return workshop


def hide(shop: Workshop, status: int = 404) -> None:
    """The gateway no longer shows the request's payment."""
    shop.sandbox.switch(gone=[shop.request.payment_id], gone_status=status)


@pytest.mark.parametrize("status", [403, 404, 410])
def test_a_payment_that_cannot_be_read_is_told_as_that_and_nothing_else_is_accused(shop: Workshop, status: int) -> None:
    shop.send()
    hide(shop, status)
    result = shop.check()
    assert isinstance(result.trouble, PaymentUnreadable)
    assert f"svar {status}" in str(result.trouble)
    assert "hemlighet" not in str(result.trouble)
    assert (shop.order.status, shop.request.standing) == (WAITS, Standing.UNREADABLE)
    assert shop.payments.gateway_trouble is None
    shop.sandbox.switch()
    assert shop.check().request.standing is Standing.WAITING
    shop.go_on()


@pytest.mark.parametrize("status", [403, 404, 410])
def test_a_link_that_has_been_gone_since_a_day_after_its_life_opens_its_order(shop: Workshop, status: int) -> None:
    shop.send()
    hide(shop, status)
    shop.pass_time(timedelta(days=1))
    shop.payments.watch()
    assert shop.order.status is WAITS
    shop.pass_time(WEEKS)
    (change,) = shop.payments.watch()
    assert change.after.outcome is PaymentOutcome.GONE
    assert shop.order.status is OPEN
    assert f"(svar {status})" in shop.reported
    assert "räknas som borta" in shop.reported
    kept_at_rest(shop.sides())


def test_one_payment_that_is_gone_does_not_hold_up_the_others(shop: Workshop) -> None:
    shop.send()
    hide(shop)
    for number in range(NUMBER + 1, NUMBER + 4):
        shop.take_in(number)
        shop.send()
        shop.pay()
    shop.pass_time()
    assert sum(change.came_in for change in shop.payments.watch()) == 3


def test_without_access_to_the_store_no_payment_is_gone(shop: Workshop) -> None:
    shop.send()
    hide(shop, 403)
    shop.pass_time(WEEKS)
    shop.sandbox.switch(
        trouble("error_before", "search", status=403, times=0), gone=[shop.request.payment_id], gone_status=403
    )
    result = shop.check()
    assert isinstance(result.trouble, GatewayLogin)
    assert (shop.order.status, shop.request.outcome) == (WAITS, None)


def test_a_payment_that_only_a_search_shows_is_followed(shop: Workshop) -> None:
    shop.send()
    shop.pay()
    shop.sandbox.switch(trouble("error_before", "get", status=403, times=0))
    assert shop.check().request.is_paid


def test_a_paid_order_whose_payment_is_gone_stays_paid(shop: Workshop) -> None:
    shop.send()
    shop.pay()
    shop.check()
    hide(shop)
    for _ in range(3):
        shop.pass_time(WEEKS)
        shop.payments.watch()
    assert shop.order.payment_received
    assert shop.request.outcome is PaymentOutcome.PAID


def test_money_that_was_seen_keeps_a_given_up_order_locked_though_its_payment_is_gone(shop: Workshop) -> None:
    shop.send()
    shop.pay()
    shop.check()
    hide(shop)
    shop.void()
    shop.pass_time(WEEKS)
    shop.payments.watch()
    assert (shop.order.status, shop.request.outcome) == (WAITS, None)
    shop.sandbox.switch()
    assert shop.check().request.outcome is PaymentOutcome.REFUNDED


def test_a_payment_that_was_gone_and_shows_money_goes_back(shop: Workshop) -> None:
    shop.send()
    shop.pay()
    hide(shop)
    shop.pass_time(WEEKS)
    shop.payments.watch()
    assert (shop.order.status, shop.request.outcome) == (OPEN, PaymentOutcome.GONE)
    shop.sandbox.switch()
    shop.pass_time(timedelta(days=2))
    assert [change.came_late for change in shop.payments.watch()] == [True]
    assert shop.request.outcome is PaymentOutcome.REFUNDED
    kept_always(shop.sides())
    kept_at_rest(shop.sides())
