"""An invoice is made of the order as it stands: due when its payment is, with the OCR number that the bank wants."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn

from promeister_mpay.domain.books.invoices import InvoicedVehicle, InvoiceKind
from promeister_mpay.domain.books.invoicing import buyer_of, invoice_of, labour_of, ocr_number
from promeister_mpay.domain.orders.lines import LineType, OrderLine, VatSum
from promeister_mpay.domain.orders.payment_methods import PaymentMethod
from promeister_mpay.domain.registers.entries import Customer
from promeister_mpay.errors import InputError
from support.books import TODAY, worked_order
from support.invoices import TERMS
from support.stores import a_request


@pytest.mark.parametrize(
    ("number", "with_length", "expected"), [(1001, False, "10017"), (1001, True, "100164"), (1, False, "18")]
)
def test_the_ocr_number_ends_with_its_check_digit(number: int, *, with_length: bool, expected: str) -> None:
    assert ocr_number(number, with_length=with_length) == expected


@pytest.mark.parametrize(
    ("method", "days"), [(PaymentMethod.INVOICE, 30), (PaymentMethod.CARD, 0), (PaymentMethod.MOBILE, 0)]
)
def test_only_an_invoice_waits_for_its_payment(method: PaymentMethod, days: int) -> None:
    invoice = invoice_of(worked_order(payment_method=method), None, None, TERMS)
    assert (invoice.issued_on, invoice.due_on) == (TODAY, TODAY + timedelta(days=days))


def test_an_invoice_is_made_of_the_order_as_it_stands() -> None:
    order = worked_order(payment_method=PaymentMethod.CARD, odometer=18_432, vin="YV1", vehicle="VOLVO")
    invoice = invoice_of(order, None, None, TERMS)
    assert [(each.position, each.line, each.amount) for each in invoice.lines] == [
        (0, order.lines[0], 99_000),
        (1, order.lines[1], 24_950),
        (2, order.lines[2], 10_525),
    ]
    assert (invoice.by_rate, invoice.rounding, invoice.to_pay) == (order.totals.by_rate, 6, order.totals.to_pay)
    assert invoice.vehicle == InvoicedVehicle("ABC123", "VOLVO", 18_432, "YV1")
    assert (invoice.kind, invoice.number, invoice.clerk, invoice.paid_at) == (InvoiceKind.INVOICE, 0, "BH", None)


def test_an_order_that_nobody_has_said_how_to_pay_is_not_invoiced() -> None:
    with pytest.raises(InputError) as refused:
        invoice_of(worked_order(payment_method=None), None, None, TERMS)
    assert refused.value.field == "payment_method"


def test_the_work_of_an_invoice_is_told_by_itself() -> None:
    order = worked_order()
    assert labour_of(order.lines, prices_include_vat=False) == (VatSum(25, 99_000, 24_750),)
    assert labour_of(order.lines[1:], prices_include_vat=False) == ()
    odd = OrderLine(LineType.LABOUR, unit_price=99_001)
    assert labour_of((odd,), prices_include_vat=True) == (VatSum(25, 79_201, 19_800),)


@pytest.mark.parametrize(("is_company", "number"), [(True, "6997368573"), (False, "")])
def test_a_companys_number_comes_from_the_register_and_a_persons_does_not(*, is_company: bool, number: str) -> None:
    known = Customer("10400", "Annat namn", organisation_number="6997368573", is_company=is_company)
    buyer = buyer_of(worked_order(address="Glassgatan 15", city="Göteborg"), known)
    assert buyer.organisation_number == number
    assert (buyer.number, buyer.name, buyer.address, buyer.city) == (
        "10400",
        "Åsa Öberg",
        "Glassgatan 15",
        "Göteborg",
    )
    assert buyer_of(worked_order(), None).organisation_number == ""


@given(st.integers(1, 10**9), st.booleans())
def test_a_bank_finds_any_ocr_number_right(number: int, with_length: bool) -> None:
    ocr = ocr_number(number, with_length=with_length)
    assert ocr.startswith(str(number))
    assert luhn.is_valid(ocr)
    assert not with_length or int(ocr[-2]) == len(ocr) % 10


def test_a_mobile_payment_is_on_the_invoice_with_its_time_and_reference() -> None:
    paid_at = datetime(2026, 11, 2, 14, 13, tzinfo=UTC)
    order = worked_order(payment_method=PaymentMethod.MOBILE, payment_received_at=paid_at)
    invoice = invoice_of(order, None, a_request(order), TERMS)
    assert (invoice.paid_at, invoice.payment_reference) == (paid_at, "14790-1")
    other = invoice_of(order, None, None, TERMS)
    assert (other.paid_at, other.payment_reference) == (None, "")
