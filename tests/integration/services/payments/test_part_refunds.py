"""S12: an invoice paid by mobile is credited, in part or whole, and its money goes back once; on both stores."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from functools import partial

import pytest

from promeister_mpay.adapters.resurs import ResursGateway
from promeister_mpay.adapters.store import SqlStore, open_store
from promeister_mpay.domain.lists.query import View
from promeister_mpay.domain.orders.order import OrderStatus
from promeister_mpay.domain.payments.request import PaymentOutcome
from promeister_mpay.domain.payments.safety_times import LATE
from promeister_mpay.errors import MpayError, OrderLocked, OutcomeUnknown
from promeister_mpay.services.books.service import BookkeepingService, Credited
from promeister_mpay.services.payments.service import PaymentService
from support.gateways import Json, Sandbox, a_line, client_of, trouble, until
from support.payment_invariants import kept_always, kept_at_rest
from support.workshop import NUMBER, Workshop, together

OPEN, WAITS, BOOKED = OrderStatus.DONE, OrderStatus.MOBILE_PAYMENT, OrderStatus.POSTED
AMOUNT = 298_875
FILTER, FILTER_AMOUNT = {1: 100}, 119_625
"""The whole second row."""
THIRD, THIRD_AMOUNT = {0: 50}, 59_750
"""A third of the first row."""


@pytest.fixture
def shop(store: SqlStore, sandbox: Sandbox, gateway: ResursGateway) -> Workshop:
    """A workshop with an order that is paid by mobile and booked."""
    workshop = Workshop(store, sandbox, gateway)
    workshop.post_paid()
    return workshop


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def refunds_of(shop: Workshop) -> tuple[tuple[str, int], ...]:
    """Each refund at the gateway: its transaction id and its amount."""
    return shop.sides().payments[-1].given_back


def lines_of(shop: Workshop) -> list[Json]:
    """The lines of the last refund at the gateway."""
    return list(shop.sandbox.payments()[-1]["order"]["actionLog"][-1]["orderLines"])


def deviations(shop: Workshop) -> int:
    """How many orders are listed under Avvikelser."""
    with shop.store.reading() as work:
        return work.lists.counts()[View.DEVIATIONS]


# -- a part


def test_a_part_credit_gives_just_that_part_back_and_the_order_rests_as_paid(shop: Workshop) -> None:
    result = shop.credit_and_give_back(FILTER)
    assert refunds_of(shop) == (("K-14790-1-1", FILTER_AMOUNT),)
    assert (result.request.outcome, result.request.is_settled, result.request.owed) == (
        PaymentOutcome.PAID,
        True,
        AMOUNT - FILTER_AMOUNT,
    )
    assert (shop.order.status, shop.order.payment_received) == (BOOKED, True)
    assert "1 196,25 kr (kreditfaktura 1002) ska betalas tillbaka till kunden genom Resurs." in plain(shop.reported)
    assert "Återbetalt till kunden: 1 196,25 kr (kreditfaktura 1002)." in plain(shop.reported)
    assert deviations(shop) == 0
    shop.come_to_rest()


def test_a_row_that_is_credited_whole_goes_back_as_the_line_it_was_paid_with(shop: Workshop) -> None:
    shop.sandbox.switch(known_lines_only=True)
    shop.credit_and_give_back(FILTER)
    (line,) = lines_of(shop)
    assert line in shop.sandbox.payments()[-1]["order"]["actionLog"][0]["orderLines"]


def test_a_part_of_a_row_goes_back_as_a_line_of_its_own_with_its_vat_rate(shop: Workshop) -> None:
    shop.credit_and_give_back(THIRD)
    (line,) = lines_of(shop)
    assert (line["description"], line["vatRate"], line["totalAmountIncludingVat"]) == ("Kreditfaktura 1002", 25, 597.5)


def test_part_upon_part_and_then_the_rest_by_annullera(shop: Workshop) -> None:
    shop.credit_and_give_back(FILTER)
    shop.credit_and_give_back(THIRD)
    shop.credit()
    assert shop.order.status is WAITS
    result = shop.void()
    assert (result.request.outcome, shop.order.status) == (PaymentOutcome.REFUNDED, OPEN)
    assert [refund_id for refund_id, _ in refunds_of(shop)] == ["K-14790-1-1", "K-14790-1-2", "R-14790-1"]
    rows = shop.sandbox.settlement().decode("cp1252").splitlines()[1:]
    gross = [row.split(";")[1] for row in rows]
    assert gross == ["2988,75", "-1196,25", "-597,50", "-1195,00"]
    shop.come_to_rest()
    shop.go_on()


@pytest.mark.parametrize("kind", ["lose_after", "error_after", "cut"])
def test_a_part_whose_answer_is_lost_is_seen_by_asking_and_never_given_back_again(shop: Workshop, kind: str) -> None:
    shop.sandbox.switch(trouble(kind, "refund"))
    result = shop.credit_and_give_back(FILTER)
    assert result.request.is_settled
    shop.come_to_rest()
    assert shop.sandbox.calls().count("refund") == 1


@pytest.mark.parametrize("kind", ["lose_before", "error_before"])
def test_a_part_that_never_arrived_is_asked_for_again_when_it_can_no_longer_come(shop: Workshop, kind: str) -> None:
    shop.sandbox.switch(trouble(kind, "refund"))
    result = shop.credit_and_give_back(FILTER)
    assert isinstance(result.trouble, OutcomeUnknown)
    assert result.request.pending
    shop.pass_time(LATE - timedelta(seconds=1))
    shop.payments.watch()
    assert shop.sandbox.calls().count("refund") == 1
    assert "är inte bekräftad av Resurs" not in shop.reported
    shop.come_to_rest()
    assert refunds_of(shop) == (("K-14790-1-1", FILTER_AMOUNT),)


def test_a_part_that_arrives_late_goes_back_once(shop: Workshop) -> None:
    shop.sandbox.switch(trouble("late", "refund", seconds=1))
    assert shop.credit_and_give_back(FILTER).request.pending
    until(lambda: bool(refunds_of(shop)))
    shop.come_to_rest()
    assert shop.sandbox.calls().count("refund") == 1
    assert refunds_of(shop) == (("K-14790-1-1", FILTER_AMOUNT),)


def test_a_program_that_ends_between_credit_and_call_is_followed_by_the_watch_of_the_next(shop: Workshop) -> None:
    shop.credit(FILTER)
    (change,) = shop.program("Kassa 2").watch()
    assert change.after.is_settled
    assert refunds_of(shop) == (("K-14790-1-1", FILTER_AMOUNT),)


def test_a_part_that_the_gateway_refuses_is_a_deviation_and_keeps_no_other_back(shop: Workshop) -> None:
    shop.sandbox.switch(known_lines_only=True)
    shop.credit_and_give_back(THIRD)
    assert deviations(shop) == 1
    assert "Resurs gjorde inte återbetalningen av 597,50 kr (kreditfaktura 1002)." in plain(shop.reported)
    shop.credit_and_give_back(FILTER)
    assert refunds_of(shop) == (("K-14790-1-2", FILTER_AMOUNT),)
    assert (shop.order.status, deviations(shop)) == (BOOKED, 1)
    for _ in range(3):
        shop.pass_time(timedelta(hours=1))
        shop.payments.watch()
    assert [refund.refusals for refund in shop.request.refunds] == [4, 0]

    shop.sandbox.switch()
    shop.pass_time(timedelta(hours=1))
    shop.payments.watch()
    assert refunds_of(shop)[1:] == (("K-14790-1-1", THIRD_AMOUNT),)
    assert deviations(shop) == 0
    shop.come_to_rest()


def test_a_part_that_nobody_can_be_asked_for_is_a_deviation_when_it_is_late(shop: Workshop) -> None:
    shop.sandbox.switch(trouble("error_before", "*", times=0))
    shop.credit_and_give_back(FILTER)
    assert deviations(shop) == 0
    shop.pass_time()
    shop.payments.watch()
    assert deviations(shop) == 1
    assert "är inte bekräftad av Resurs" in shop.reported
    shop.sandbox.switch()
    shop.come_to_rest()
    assert deviations(shop) == 0


# -- all of it


def test_a_whole_credit_leaves_the_money_until_annullera_and_is_a_deviation_until_then(shop: Workshop) -> None:
    credited = shop.credit()
    assert credited.request_id is None
    assert (shop.order.status, shop.order.payment_received, deviations(shop)) == (WAITS, True, 1)
    assert shop.card().credited_payment == shop.request
    for _ in range(3):
        shop.pass_time()
        shop.payments.watch()
    assert refunds_of(shop) == ()
    shop.void()
    assert refunds_of(shop) == (("R-14790-1", AMOUNT),)
    assert (shop.order.status, shop.order.payment_received, deviations(shop)) == (OPEN, False, 0)
    shop.go_on()


def test_an_order_that_was_credited_by_mistake_is_booked_again_with_the_payment_that_stands(shop: Workshop) -> None:
    shop.credit()
    posted = shop.post()
    assert (posted.invoice.number, posted.invoice.payment_reference) == (1003, "14790-1")
    assert (shop.order.status, deviations(shop)) == (BOOKED, 0)
    shop.credit_and_give_back(FILTER)
    assert refunds_of(shop) == (("K-14790-1-1", FILTER_AMOUNT),)
    shop.come_to_rest()


def test_an_order_whose_payment_is_partly_given_back_is_not_booked_as_paid_with_it_again(shop: Workshop) -> None:
    shop.credit_and_give_back(FILTER)
    shop.credit()
    with pytest.raises(OrderLocked, match="En del av mobilbetalningen är återbetald"):
        shop.post()


def test_annullera_while_a_part_may_still_arrive_waits_and_then_gives_back_what_is_left(shop: Workshop) -> None:
    shop.sandbox.switch(trouble("late", "refund", seconds=1))
    shop.credit_and_give_back(FILTER)
    shop.credit()
    result = shop.void()
    assert not result.request.is_settled
    assert shop.sandbox.calls().count("refund") == 1
    until(lambda: bool(refunds_of(shop)))
    shop.come_to_rest()
    assert refunds_of(shop)[0] == ("K-14790-1-1", FILTER_AMOUNT)
    assert (shop.request.outcome, shop.sandbox.calls().count("refund")) == (PaymentOutcome.REFUNDED, 2)


def test_a_part_that_the_gateway_never_did_goes_back_with_the_rest(shop: Workshop) -> None:
    shop.sandbox.switch(known_lines_only=True)
    shop.credit_and_give_back(THIRD)
    shop.credit()
    assert shop.void().request.outcome is PaymentOutcome.REFUNDED
    assert refunds_of(shop) == (("R-14790-1", AMOUNT),)
    assert deviations(shop) == 0
    shop.come_to_rest()


# -- money that went back in the portal


def test_a_payment_given_back_in_the_portal_is_a_deviation_until_its_invoice_is_credited(
    shop: Workshop, gateway: ResursGateway
) -> None:
    gateway.refund(shop.request.payment_id, transaction_id="portal", creator="Anna")
    shop.pass_time(timedelta(days=1, hours=3))
    shop.payments.watch()
    assert (shop.request.outcome, shop.request.holds_order) == (PaymentOutcome.REFUNDED, False)
    assert (shop.order.status, deviations(shop)) == (BOOKED, 1)
    assert shop.credit(FILTER).request_id is None
    assert (shop.order.status, deviations(shop)) == (BOOKED, 1)
    shop.credit()
    order = shop.order
    assert (order.status, order.payment_method, order.payment_received) == (OPEN, None, False)
    assert deviations(shop) == 0
    assert shop.sandbox.calls().count("refund") == 1


def test_a_part_given_back_in_the_portal_is_a_deviation_until_the_same_is_credited_and_not_given_back_again(
    shop: Workshop, gateway: ResursGateway
) -> None:
    in_portal = [a_line(THIRD_AMOUNT)]
    gateway.refund(shop.request.payment_id, transaction_id="portal", creator="Anna", lines=in_portal)
    shop.check()
    assert (shop.request.outcome, shop.order.status, deviations(shop)) == (None, BOOKED, 1)
    assert "Av 2 988,75 kr visar Resurs 2 988,75 kr betalt, 597,50 kr återbetalt" in plain(shop.reported)
    result = shop.credit_and_give_back(THIRD)
    assert (result.request.outcome, result.request.is_settled, deviations(shop)) == (PaymentOutcome.PAID, True, 0)
    assert "Betalningen stämmer igen: 2 988,75 kr betalt och 597,50 kr återbetalt." in plain(shop.reported)
    assert shop.sandbox.calls().count("refund") == 1


def test_nothing_goes_back_while_the_portal_has_given_back_another_amount_than_is_credited(
    shop: Workshop, gateway: ResursGateway
) -> None:
    gateway.refund(shop.request.payment_id, transaction_id="portal", creator="Anna", lines=[a_line(100)])
    shop.credit_and_give_back(THIRD)
    assert (shop.sandbox.calls().count("refund"), deviations(shop)) == (1, 1)
    assert "1,00 kr återbetalt och 0,00 kr reserverat, men 597,50 kr är krediterat." in plain(shop.reported)
    gateway.refund(shop.request.payment_id, transaction_id="portal", creator="Anna", lines=[a_line(THIRD_AMOUNT - 100)])
    shop.check()
    assert (shop.request.is_settled, deviations(shop)) == (True, 0)


# -- several at once


@pytest.fixture
def counters(shop: Workshop, store_url: str) -> Iterator[list[tuple[BookkeepingService, PaymentService]]]:
    """Two programs, each with its own connections to store and gateway."""
    with ExitStack() as closing:
        made = []
        for number in (1, 2):
            store, gateway = open_store(store_url, patience=timedelta(seconds=30)), client_of(shop.sandbox)
            closing.callback(store.close)
            closing.callback(gateway.close)
            books = BookkeepingService(store=store, clock=shop.clock)
            made.append((books, PaymentService(store=store, gateway=gateway, clock=shop.clock, owner=f"PC {number}")))
        yield made


def test_a_counter_credits_while_another_steps_the_payment_and_neither_waits_for_the_other(
    shop: Workshop, counters: list[tuple[BookkeepingService, PaymentService]]
) -> None:
    (books, payments), (_, others) = counters
    for number in range(1, 5):
        invoice = shop.post_paid(NUMBER + number).invoice.number
        credit = partial(books.credit, invoice, FILTER, reason="", who="BH")
        ended = together([credit, *[partial(others.check, shop.number, who="ML")] * 2])
        assert [each for each in ended if isinstance(each, MpayError)] == []
        together([payments.watch, others.watch])
        kept_always(shop.sides())
        shop.come_to_rest()
        assert refunds_of(shop) == ((f"K-{shop.number}-1-1", FILTER_AMOUNT),)


def test_two_counters_that_credit_the_same_rows_at_once_give_them_back_once(
    shop: Workshop, counters: list[tuple[BookkeepingService, PaymentService]]
) -> None:
    invoice = shop.order.invoice_number or 0
    tasks = [partial(books.credit, invoice, FILTER, reason="", who="BH") for books, _ in counters]
    ended = together(tasks)
    assert sum(isinstance(each, Credited) for each in ended) == 1
    together([payments.watch for _, payments in counters])
    shop.come_to_rest()
    kept_at_rest(shop.sides())
    assert refunds_of(shop) == (("K-14790-1-1", FILTER_AMOUNT),)
