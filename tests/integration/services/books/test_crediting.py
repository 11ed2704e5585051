"""Crediting on both stores: parts, the rest, orders of nothing and below zero, and accounts that change meanwhile."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from promeister_mpay.adapters.store import SqlStore
from promeister_mpay.domain.books.accounts import VatRate
from promeister_mpay.domain.orders.order import OrderStatus
from promeister_mpay.domain.orders.payment_methods import PaymentMethod
from promeister_mpay.errors import InputError, MpayError
from promeister_mpay.services.books.service import BookkeepingService, Posted
from support.books import balances, order_of, posted, with_seller, worked_order
from support.fakes.clock import FakeClock
from support.workshop import together

ALL = {0: 100, 1: 100, 2: 100}


@pytest.fixture
def books(store: SqlStore) -> BookkeepingService:
    with_seller(store)
    return BookkeepingService(store=store, clock=FakeClock(datetime(2026, 11, 2, 11, 0, tzinfo=UTC)))


def test_a_part_credit_leaves_the_order_booked_until_the_rest_is_credited(
    books: BookkeepingService, store: SqlStore
) -> None:
    made = posted(books, store)
    part = books.credit(made.invoice.number, {2: 100}, reason="Återlämnat", who="BH")
    assert part.invoice.to_pay == -13_200
    assert order_of(store).status is OrderStatus.POSTED
    left = books.creditable(made.invoice.number).left
    assert left == {0: 100, 1: 100}
    rest = books.credit(made.invoice.number, left, reason="", who="BH")
    assert part.invoice.to_pay + rest.invoice.to_pay == -made.invoice.to_pay
    assert order_of(store).status is OrderStatus.DONE


def test_two_counters_that_credit_at_once_never_credit_more_than_there_is(
    books: BookkeepingService, store: SqlStore
) -> None:
    made = posted(books, store)
    ended = together([lambda: books.credit(made.invoice.number, {0: 60}, reason="", who="BH")] * 2)
    assert sum(isinstance(each, Posted) for each in ended) == 1
    assert books.creditable(made.invoice.number).left[0] == 40


def test_a_credit_invoice_cannot_be_credited(books: BookkeepingService, store: SqlStore) -> None:
    made = posted(books, store)
    credit = books.credit(made.invoice.number, ALL, reason="", who="BH")
    with pytest.raises(MpayError, match="är en kreditfaktura"):
        books.creditable(credit.invoice.number)


@pytest.mark.parametrize("method", [None, PaymentMethod.CASH])
def test_an_order_of_nothing_is_booked_without_payment_and_opened_again(
    books: BookkeepingService, store: SqlStore, method: PaymentMethod | None
) -> None:
    free = (replace(worked_order().lines[0], discount=10_000),)
    made = posted(books, store, lines=free, payment_method=method)
    assert (made.invoice.to_pay, made.invoice.payment_method, made.voucher) == (0, None, None)
    assert (order_of(store).status, books.invoice(1001)) == (OrderStatus.POSTED, made)
    back = books.credit(1001, {0: 100}, reason="", who="BH")
    assert (back.invoice.to_pay, back.voucher, order_of(store).status) == (0, None, OrderStatus.DONE)


def test_an_order_below_zero_is_paid_out_and_can_be_taken_back_in_parts(
    books: BookkeepingService, store: SqlStore
) -> None:
    returned = tuple(replace(line, quantity=-line.quantity) for line in worked_order().lines)
    made = posted(books, store, lines=returned, payment_method=PaymentMethod.CASH)
    assert (made.invoice.to_pay, made.invoice.title) == (-168_100, "Kreditfaktura")
    part = books.credit(1001, {2: -100}, reason="Fel del", who="BH")
    with pytest.raises(InputError, match="det finns 0 kvar"):
        books.credit(1001, {2: -100}, reason="", who="BH")
    rest = books.credit(1001, {0: -100, 1: -100}, reason="", who="BH")
    vouchers = [each.voucher for each in (made, part, rest) if each.voucher]
    assert (len(vouchers), balances(vouchers)) == (3, {})
    assert (part.voucher and part.voucher.text, order_of(store).status) == (
        "Faktura 1002 avser kreditfaktura 1001",
        OrderStatus.DONE,
    )


def test_a_credit_is_booked_on_the_accounts_of_its_invoice_whatever_the_settings_say_by_then(
    books: BookkeepingService, store: SqlStore
) -> None:
    made = posted(books, store)
    part = books.credit(1001, {2: 100}, reason="", who="BH")
    only = (VatRate(12, 3052, 3042, 2622),)
    with_seller(store, account_card=1685, account_rounding=3741, vat_rates=only)
    rest = books.credit(1001, {0: 100, 1: 100}, reason="", who="BH")
    vouchers = [each.voucher for each in (made, part, rest) if each.voucher]
    assert (len(vouchers), balances(vouchers)) == (3, {})
