"""The worked vouchers of `bookkeeping.md §5`, and what holds for any order whatever is credited of it."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from promeister_mpay.domain.books.vouchers import DocumentKind, LedgerItem
from promeister_mpay.domain.orders.lines import LineType, OrderLine
from promeister_mpay.domain.orders.order import Order
from promeister_mpay.domain.orders.payment_methods import PaymentMethod
from support.books import TODAY, amounts, worked_order
from support.invoices import SPLIT, an_invoice, booked, orders, paid_by_mobile


def test_a_an_invoice_paid_by_mobile_goes_to_1931() -> None:
    made = booked(paid_by_mobile())
    assert amounts(made) == {1931: 168_100, 3001: -134_475, 2611: -33_619, 3740: -6}
    assert made.text == "Faktura 1001 ABC123"


@pytest.mark.parametrize(
    ("method", "account"),
    [
        (PaymentMethod.INVOICE, 1510),
        (PaymentMethod.CASH, 1910),
        (PaymentMethod.SWISH, 1930),
        (PaymentMethod.CARD, 1686),
    ],
)
def test_a_other_payments_go_to_their_own_accounts(method: PaymentMethod, account: int) -> None:
    assert amounts(booked(an_invoice(worked_order(payment_method=method))))[account] == 168_100


def test_d_rounding_down_costs_and_leaves_sales_and_vat_exact() -> None:
    made = booked(an_invoice(worked_order(lines=(OrderLine(LineType.ARTICLE, quantity=100, unit_price=134_432),))))
    assert amounts(made) == {1686: 168_000, 3001: -134_432, 2611: -33_608, 3740: 40}


def test_work_and_goods_are_booked_apart_where_the_chart_has_both() -> None:
    assert amounts(booked(paid_by_mobile(), SPLIT)) == {
        1931: 168_100,
        3041: -99_000,
        3051: -35_475,
        2611: -33_619,
        3740: -6,
    }


def test_work_and_goods_of_each_rate_are_booked_on_the_accounts_of_that_rate() -> None:
    work, goods = OrderLine(LineType.LABOUR, unit_price=10_000), OrderLine(unit_price=5_000)
    lines = (work, goods, replace(work, vat_rate=12, unit_price=20_000), replace(goods, vat_rate=12))
    made = booked(an_invoice(worked_order(lines=lines)), SPLIT)
    assert amounts(made) == {
        1686: 46_800,
        3041: -10_000,
        3051: -5_000,
        2611: -3_750,
        3042: -20_000,
        3052: -5_000,
        2621: -3_000,
        3740: -50,
    }


@pytest.mark.parametrize(
    ("changes", "reference"),
    [
        ({}, "1001"),
        ({"credits": 1000}, "1000"),
        ({"payment_reference": "14790-1"}, "14790-1"),
        ({"payment_reference": "14790-1", "credits": 1000}, "14790-1"),
    ],
)
def test_the_row_of_the_payment_belongs_to_the_order(changes: dict[str, Any], reference: str) -> None:
    made = booked(replace(paid_by_mobile(), **changes))
    assert made.items == (LedgerItem(1931, 14790, reference, 168_100),)
    assert (made.series, made.document_kind, made.document) == ("F", DocumentKind.INVOICE, 1001)
    assert (made.counterparty, made.event_date) == ("Åsa Öberg", TODAY)


def test_an_order_of_nothing_has_no_voucher_unless_its_rows_are_on_several_accounts() -> None:
    free = OrderLine(LineType.LABOUR, unit_price=10_000, discount=10_000)
    assert booked(an_invoice(worked_order(lines=(free,), payment_method=None))).rows == ()
    exchanged = (OrderLine(LineType.LABOUR, unit_price=10_000), OrderLine(quantity=-100, unit_price=10_000))
    made = booked(an_invoice(worked_order(lines=exchanged, payment_method=None)), SPLIT)
    assert (amounts(made), made.items) == ({3041: -10_000, 3051: 10_000}, ())


def test_an_order_below_zero_is_paid_out_from_the_account_of_its_method() -> None:
    returned = worked_order(lines=(OrderLine(quantity=-100, unit_price=10_525),), payment_method=PaymentMethod.CASH)
    made = booked(an_invoice(returned))
    assert amounts(made) == {1910: -13_200, 3001: 10_525, 2611: 2_631, 3740: 44}
    assert made.text == "Kreditfaktura 1001 ABC123"


def test_an_amount_without_a_method_is_a_bug() -> None:
    with pytest.raises(ValueError, match="no payment method"):
        booked(replace(paid_by_mobile(), payment_method=None))


@given(orders())
def test_the_vat_of_the_voucher_is_the_vat_of_the_invoice_and_the_rows_balance(order: Order) -> None:
    document = an_invoice(order)
    rows = booked(document, SPLIT).rows
    assert sum(row.amount for row in rows) == 0
    assert sum(row.amount for row in rows if row.account in (2611, 2621)) == -document.totals.vat
    assert abs(sum(row.amount for row in rows if row.account == 3740)) <= 50
    assert sum(row.amount for row in rows if row.account == 1686) == order.totals.to_pay
