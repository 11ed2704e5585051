"""Öresavrundning follows the payment method, on both stores: on open orders only, and never back in time."""

import pytest

from promeister_mpay.adapters.resurs import ResursGateway
from promeister_mpay.adapters.store import SqlStore
from promeister_mpay.domain.orders.order import Order
from promeister_mpay.domain.orders.payment_methods import PaymentMethod
from promeister_mpay.errors import InputError, OrderLocked
from support.gateways import Sandbox
from support.workshop import Workshop

EXACT, WHOLE = 298_875, 298_900


@pytest.fixture
def shop(store: SqlStore, sandbox: Sandbox, gateway: ResursGateway) -> Workshop:
    shop = Workshop(store, sandbox, gateway)
    shop.choose(round_cash=True, round_card=False, round_invoice=False, round_mobile=True, round_to_krona=False)
    shop.take_in()
    return shop


def to_pay(order: Order) -> int:
    return order.totals.to_pay


def test_the_chosen_method_says_whether_the_order_is_rounded(shop: Workshop) -> None:
    assert to_pay(shop.order) == EXACT
    assert to_pay(shop.edit(payment_method=PaymentMethod.CASH)) == WHOLE
    assert to_pay(shop.edit(payment_method=PaymentMethod.CARD)) == EXACT
    assert to_pay(shop.edit(payment_method=PaymentMethod.CASH)) == WHOLE
    assert to_pay(shop.edit(payment_method=None)) == EXACT


def test_a_changed_setting_does_not_reach_orders_whose_method_is_chosen(shop: Workshop) -> None:
    shop.edit(payment_method=PaymentMethod.CASH)
    shop.choose(round_cash=False)
    assert to_pay(shop.edit(note="Ring")) == WHOLE
    shop.edit(payment_method=PaymentMethod.CARD)
    assert to_pay(shop.edit(payment_method=PaymentMethod.CASH)) == EXACT


def test_a_new_order_is_rounded_as_its_method_says_when_it_is_first_saved(shop: Workshop) -> None:
    card = shop.orders.new(clerk="BH")
    assert not card.order.round_to_krona
    saved = shop.orders.save(
        Order(0, card.order.order_date, payment_method=PaymentMethod.CASH, round_to_krona=False), who="BH"
    )
    assert saved.order.round_to_krona


def test_the_sms_asks_for_what_mobile_payment_is_rounded_to(shop: Workshop) -> None:
    shop.edit(payment_method=PaymentMethod.CARD)
    shop.send()
    assert (to_pay(shop.order), shop.request.amount) == (WHOLE, WHOLE)
    assert [payment.total for payment in shop.sides().payments] == [WHOLE]
    assert "Öresavrundning för MOBIL: att betala 2\N{NO-BREAK SPACE}988,75" in shop.reported
    assert shop.pay() == 303
    shop.come_to_rest()
    assert shop.order.payment_received
    assert to_pay(shop.order) == WHOLE


def test_a_setting_that_is_changed_while_the_link_waits_changes_nothing(shop: Workshop) -> None:
    shop.send()
    shop.choose(round_mobile=False)
    with pytest.raises(OrderLocked):
        shop.edit(payment_method=PaymentMethod.CARD)
    shop.pay()
    shop.come_to_rest()
    assert (to_pay(shop.order), shop.request.captured) == (WHOLE, WHOLE)


def test_when_the_link_is_taken_back_the_method_that_was_chosen_rounds_again(shop: Workshop) -> None:
    shop.edit(payment_method=PaymentMethod.CARD)
    shop.send()
    shop.void()
    assert (shop.order.payment_method, to_pay(shop.order)) == (PaymentMethod.CARD, EXACT)
    shop.send()
    assert shop.request.amount == WHOLE
    shop.come_to_rest()


def test_without_a_chosen_method_the_order_stays_as_it_was_asked_for(shop: Workshop) -> None:
    shop.send()
    shop.void()
    assert to_pay(shop.order) == WHOLE
    assert to_pay(shop.edit(payment_method=PaymentMethod.INVOICE)) == EXACT


def test_the_methods_limits_are_held_against_the_rounded_amount(shop: Workshop) -> None:
    shop.choose(method_most=EXACT)
    with pytest.raises(InputError, match="tar emot"):
        shop.send()
    assert to_pay(shop.order) == EXACT
    assert shop.card().requests == ()
