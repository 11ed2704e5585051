"""A create of which nobody knows whether it was done: it is searched for, never sent again and never lost (I5)."""

from datetime import timedelta

import pytest

from promeister_mpay.adapters.resurs import ResursGateway
from promeister_mpay.adapters.store import SqlStore
from promeister_mpay.domain.money import format_kronor
from promeister_mpay.domain.orders.order import OrderStatus
from promeister_mpay.domain.payments.request import PaymentOutcome, Standing
from promeister_mpay.domain.payments.safety_times import LATE
from promeister_mpay.errors import GatewayRefused, GatewayUnavailable, OutcomeUnknown
from support.gateways import Json, Sandbox, trouble, until
from support.payment_invariants import kept_at_rest
from support.stores import in_turns
from support.workshop import LINK_LIFE, NUMBER, Workshop

WAITS, OPEN = OrderStatus.MOBILE_PAYMENT, OrderStatus.DONE


@pytest.fixture
def shop(store: SqlStore, sandbox: Sandbox, gateway: ResursGateway) -> Workshop:
    workshop = Workshop(store, sandbox, gateway)
    workshop.take_in()
    return workshop


NOT_HEARD = [
    *[trouble(kind, "create") for kind in ("lose_before", "error_before", "html", "wrong_shape")],
    *[trouble("error_before", "create", status=status) for status in (403, 404, 408, 409, 425, 429, 499, 503)],
]


@in_turns("met", NOT_HEARD, lambda met: f"{met['kind']}-{met['status']}")
def test_a_link_of_which_nothing_is_heard_locks_the_order_until_the_clerk_gives_it_up(
    shop: Workshop, met: Json
) -> None:
    shop.sandbox.switch(met)
    result = shop.send()
    assert isinstance(result.trouble, OutcomeUnknown)
    assert "okänt om det blev gjort. Programmet frågar vidare av sig själv." in str(result.trouble)
    assert "Inget betalnings-SMS skickades" not in shop.reported
    assert (shop.order.status, result.request.standing) == (WAITS, Standing.NOT_FOUND)
    assert "Resurs visar ingen betalning med vår referens ännu" in shop.reported
    shop.come_to_rest()
    assert shop.order.status is WAITS
    shop.void()
    assert shop.order.status is OPEN
    shop.come_to_rest()
    assert shop.request.outcome is PaymentOutcome.NOT_SENT
    assert shop.sandbox.calls().count("create") == 1
    shop.go_on()


def test_a_busy_gateway_is_left_alone_as_long_as_it_wants_and_then_asked(shop: Workshop) -> None:
    shop.sandbox.switch(trouble("busy", "create", seconds=600))
    result = shop.send()
    assert "Resurs har bett programmet att vänta 600 sekunder till." in str(result.trouble)
    assert (shop.order.status, result.request.outcome) == (WAITS, None)
    calls = len(shop.sandbox.calls())
    shop.pass_time(timedelta(seconds=599))
    assert shop.payments.watch() == []
    assert isinstance(shop.check().trouble, GatewayUnavailable)
    with pytest.raises(GatewayUnavailable):
        shop.payments.try_gateway()
    assert len(shop.sandbox.calls()) == calls
    shop.pass_time(timedelta(seconds=1))
    shop.payments.watch()
    assert shop.sandbox.calls()[calls:] == ["search"]
    assert shop.request.standing is Standing.NOT_FOUND
    shop.go_on()


@pytest.mark.parametrize("kind", ["lose_after", "error_after", "cut"])
def test_a_link_whose_answer_was_lost_is_found_and_not_sent_again(shop: Workshop, kind: str) -> None:
    shop.sandbox.switch(trouble(kind, "create"))
    result = shop.send()
    assert result.request.link == shop.newest_link()
    assert shop.order.status is WAITS
    shop.go_on()
    assert len(shop.sandbox.messages()) == 1


def test_a_create_that_is_turned_away_twice_may_have_been_done(shop: Workshop) -> None:
    shop.sandbox.switch(trouble("unauthorized", "create", times=2))
    result = shop.send()
    assert isinstance(result.trouble, OutcomeUnknown)
    assert (shop.order.status, shop.request.outcome) == (WAITS, None)
    shop.go_on()


@in_turns("status", [400, 403, 404, 408, 409, 422, 425, 429, 499, 302])
def test_a_link_that_was_created_and_refused_is_found_and_not_sent_again(shop: Workshop, status: int) -> None:
    shop.sandbox.switch(trouble("error_after", "create", status=status))
    result = shop.send()
    assert result.request.link == shop.newest_link()
    assert shop.order.status is WAITS
    assert len(shop.sandbox.messages()) == 1
    shop.go_on()


def test_a_create_that_the_network_sends_twice_to_a_gateway_with_unique_references_is_found(shop: Workshop) -> None:
    shop.sandbox.switch(trouble("twice", "create"), refuses_duplicates=True)
    assert shop.send().request.link == shop.newest_link()
    shop.go_on()


def paid_on(shop: Workshop, message: int) -> None:
    """The customer pays the link of one of the SMS, newest first."""
    link = shop.sandbox.messages()[message]["link"]
    assert shop.sandbox.http.post(link, data={"method": "card", "card": "4111111111111111"}).status_code == 303


def test_a_link_that_the_network_made_twice_is_shown_and_whichever_is_paid_pays_the_order(shop: Workshop) -> None:
    for message in (0, 1):
        shop.take_in(NUMBER + 1 + message)
        shop.sandbox.switch(trouble("twice", "create"))
        request = shop.send().request
        assert "mer än en betalning med referensen" in request.deviation
        assert len(shop.sandbox.messages()) == 2 * (1 + message)
        paid_on(shop, message)
        shop.pass_time()
        shop.payments.watch()
        assert shop.order.payment_received


def test_a_link_that_the_network_made_twice_goes_back_in_full_when_both_are_paid(shop: Workshop) -> None:
    shop.sandbox.switch(trouble("twice", "create"))
    shop.send()
    paid_on(shop, 0)
    paid_on(shop, 1)
    result = shop.check()
    assert shop.order.payment_received
    assert f"På de andra är {format_kronor(result.request.amount)} betalt" in result.request.deviation
    result = shop.void()
    assert (result.request.outcome, result.request.deviation, shop.order.status) == (PaymentOutcome.REFUNDED, "", OPEN)
    assert [payment.net_captured for payment in shop.sides().payments] == [0, 0]


def watched(shop: Workshop) -> None:
    """The watch looks for half an hour."""
    for _ in range(10):
        shop.pass_time()
        shop.payments.watch()


def paid_twice(shop: Workshop) -> None:
    """The network has made the link twice, and the customer has paid on both; the order shows as paid."""
    shop.sandbox.switch(trouble("twice", "create"))
    shop.send()
    paid_on(shop, 0)
    paid_on(shop, 1)
    shop.check()
    assert shop.order.payment_received


def test_what_is_paid_a_second_time_goes_back_by_itself_and_the_order_stays_paid(shop: Workshop) -> None:
    paid_twice(shop)
    watched(shop)
    request = shop.request
    assert shop.order.payment_received
    assert (request.outcome, request.deviation, request.call) == (PaymentOutcome.PAID, "", None)
    assert sorted(payment.net_captured for payment in shop.sides().payments) == [0, request.amount]
    assert shop.sandbox.calls().count("refund") == 1
    assert "Det som var betalt en gång till är återbetalt till kunden." in shop.reported
    shop.void()
    assert [payment.net_captured for payment in shop.sides().payments] == [0, 0]


@in_turns("kind", ["lose_before", "lose_after", "error_before", "error_after"])
def test_what_is_paid_a_second_time_goes_back_once_whatever_becomes_of_the_answer(shop: Workshop, kind: str) -> None:
    paid_twice(shop)
    shop.sandbox.switch(trouble(kind, "refund"))
    watched(shop)
    assert shop.sandbox.has_met_its_troubles()
    assert shop.order.payment_received
    assert sorted(payment.net_captured for payment in shop.sides().payments) == [0, shop.request.amount]
    assert sorted(payment.refunded for payment in shop.sides().payments) == [0, shop.request.amount]


def test_a_second_payment_that_comes_days_before_its_link_dies_goes_back_too(shop: Workshop) -> None:
    shop.choose(link_life_minutes=24 * 60)
    shop.sandbox.switch(trouble("twice", "create"))
    shop.send()
    paid_on(shop, 0)
    shop.check()
    for _ in range(3):
        shop.pass_time(timedelta(hours=2))
        shop.payments.watch()
    paid_on(shop, 1)
    for _ in range(3):
        shop.pass_time(timedelta(minutes=20))
        shop.payments.watch()
    assert shop.order.payment_received
    assert sorted(payment.net_captured for payment in shop.sides().payments) == [0, shop.request.amount]


def test_annullera_while_the_second_payment_goes_back_gives_all_back_once(shop: Workshop) -> None:
    paid_twice(shop)
    shop.sandbox.switch(trouble("lose_after", "refund"))
    shop.pass_time()
    shop.payments.watch()
    shop.void()
    watched(shop)
    assert shop.request.outcome is PaymentOutcome.REFUNDED
    assert [payment.net_captured for payment in shop.sides().payments] == [0, 0]
    assert shop.sandbox.calls().count("refund") == 2


def test_a_link_that_the_network_made_twice_is_watched_until_both_are_dead(shop: Workshop) -> None:
    shop.sandbox.switch(trouble("twice", "create"))
    shop.send()
    shop.void()
    shop.act("decline")
    assert shop.check().request.outcome is None
    shop.pass_time(LINK_LIFE)
    shop.payments.watch()
    assert (shop.request.outcome, shop.request.deviation) == (PaymentOutcome.VOIDED, "")


@pytest.mark.parametrize("pays", [True, False])
def test_a_link_that_the_network_made_twice_and_no_search_has_shown_is_found_after_its_order_is_open_again(
    shop: Workshop, pays: bool
) -> None:
    shop.sandbox.switch(trouble("twice", "create"), trouble("error_before", "search", times=3), cancels_waiting=True)
    assert shop.send().request.doubles is None
    shop.void()
    assert (shop.request.outcome, shop.order.status) == (PaymentOutcome.VOIDED, OPEN)
    (alive,) = [payment["id"] for payment in shop.sandbox.payments() if payment["status"] != "REJECTED"]
    if pays:
        shop.sandbox.act(alive, "pay")
    shop.pass_time(LATE)
    shop.payments.watch()
    assert shop.request.outcome is (PaymentOutcome.REFUNDED if pays else PaymentOutcome.VOIDED)
    assert [payment.net_captured for payment in shop.sides().payments] == [0, 0]
    assert pays or {payment["status"] for payment in shop.sandbox.payments()} == {"REJECTED"}


def test_a_refused_create_that_arrives_late_is_found_and_what_is_paid_on_it_goes_back(shop: Workshop) -> None:
    shop.sandbox.switch(trouble("error_late", "create", seconds=1, status=400))
    with pytest.raises(GatewayRefused):
        shop.send()
    assert (shop.order.status, shop.request.outcome) == (OPEN, PaymentOutcome.NOT_SENT)
    until(lambda: len(shop.sandbox.messages()) == 1)
    shop.pay()
    assert shop.request.outcome is PaymentOutcome.NOT_SENT
    shop.pass_time()
    assert [change.came_late for change in shop.payments.watch()] == [True]
    assert (shop.order.status, shop.request.outcome) == (OPEN, PaymentOutcome.REFUNDED)
    assert "Resurs visar en betalning som ansågs avslutad" in shop.reported
    kept_at_rest(shop.sides())
    shop.go_on()


def test_a_lost_link_that_no_search_shows_in_its_life_is_searched_for_again(shop: Workshop) -> None:
    shop.sandbox.switch(trouble("lose_after", "create"), search_delay=3600)
    shop.send()
    shop.void()
    shop.pay()
    for _ in range(20):
        shop.pass_time()
        shop.payments.watch()
    assert shop.request.outcome is PaymentOutcome.NOT_SENT
    shop.pass_time(timedelta(hours=26))
    shop.payments.watch()
    assert (shop.order.status, shop.request.outcome) == (OPEN, PaymentOutcome.REFUNDED)
    kept_at_rest(shop.sides())


def test_ctrl_l_on_an_order_whose_links_have_all_ended_asks_about_each_of_them_again(shop: Workshop) -> None:
    shop.sandbox.switch(trouble("error_late", "create", seconds=1, status=400))
    with pytest.raises(GatewayRefused):
        shop.send()
    until(lambda: len(shop.sandbox.messages()) == 1)
    assert shop.check().request.payment_id
    shop.act("decline")
    assert shop.check().request.outcome is PaymentOutcome.VOIDED
    calls = len(shop.sandbox.calls())
    assert shop.check().request.outcome is PaymentOutcome.VOIDED
    assert shop.sandbox.calls()[calls:] == ["get"]


def test_ctrl_l_on_a_paid_order_asks_about_its_earlier_links_too(shop: Workshop) -> None:
    shop.sandbox.switch(trouble("error_late", "create", seconds=1, status=400))
    with pytest.raises(GatewayRefused):
        shop.send()
    until(lambda: len(shop.sandbox.messages()) == 1)
    paid_on(shop, 0)
    shop.send()
    paid_on(shop, 0)
    shop.check()
    assert [request.outcome for request in shop.card().requests] == [PaymentOutcome.REFUNDED, PaymentOutcome.PAID]
    calls = len(shop.sandbox.calls())
    assert shop.check().request.is_paid
    assert shop.sandbox.calls()[calls:] == ["get", "get"]


def test_a_link_that_cannot_be_found_at_first_is_found_later(shop: Workshop) -> None:
    shop.sandbox.switch(trouble("lose_after", "create"), search_delay=60)
    assert not shop.send().request.link
    shop.come_to_rest()
    assert shop.request.link == shop.newest_link()
    shop.go_on()


@pytest.mark.parametrize("give_up", [False, True], ids=["waited for", "given up"])
def test_a_link_that_comes_after_its_answer_was_given_up_is_never_lost(shop: Workshop, give_up: bool) -> None:
    shop.sandbox.switch(trouble("late", "create", seconds=1))
    shop.send()
    if give_up:
        shop.void()
        assert shop.order.status is OPEN
    until(lambda: len(shop.sandbox.messages()) == 1)
    shop.pay()
    shop.come_to_rest()
    assert shop.order.payment_received is not give_up
    assert shop.request.outcome is (PaymentOutcome.REFUNDED if give_up else PaymentOutcome.PAID)
    assert shop.request.paid_late is give_up
    shop.go_on()
