"""An invoice is a snapshot: what it comes to follows from its own sums."""

from dataclasses import replace

from promeister_mpay.domain.books.invoices import Buyer, InvoicedVehicle, InvoiceKind, Seller
from promeister_mpay.domain.orders.lines import OrderLine, Totals
from support.books import worked_order
from support.invoices import an_invoice, credited, paid_by_mobile


def test_an_invoice_comes_to_its_own_sums_and_not_to_those_of_today() -> None:
    invoice = paid_by_mobile()
    assert invoice.totals == Totals(invoice.by_rate, invoice.rounding)
    assert (invoice.to_pay, replace(invoice, rounding=0).to_pay) == (168_100, 168_094)


def test_a_credit_invoice_takes_another_back() -> None:
    invoice = paid_by_mobile()
    (credit,) = credited(invoice, {0: 100, 1: 100, 2: 100})
    assert (invoice.is_credit, credit.is_credit) == (False, True)
    assert credit.to_pay == -invoice.to_pay


def test_an_order_below_zero_is_a_credit_invoice_and_what_takes_it_back_an_invoice() -> None:
    paid_out = an_invoice(worked_order(lines=(OrderLine(quantity=-100, unit_price=10_000),)))
    (back,) = credited(paid_out, {0: -100})
    assert (paid_out.to_pay, paid_out.title, paid_out.is_credit, paid_out.credited_title) == (
        -12_500,
        "Kreditfaktura",
        False,
        "",
    )
    assert (back.to_pay, back.title, back.is_credit, back.credited_title) == (12_500, "Faktura", True, "Kreditfaktura")


def test_an_order_of_nothing_is_an_invoice_without_payment_method() -> None:
    free = an_invoice(worked_order(lines=(OrderLine(unit_price=10_000, discount=10_000),)))
    (back,) = credited(free, {0: 100})
    assert (free.to_pay, free.payment_method, free.title) == (0, None, "Faktura")
    assert (back.to_pay, back.payment_method, back.title) == (0, None, "Kreditfaktura")


def test_the_headings_of_old_invoices_do_not_change() -> None:
    assert [kind.value for kind in InvoiceKind] == ["Faktura", "Kreditfaktura"]


def test_what_an_old_snapshot_does_not_say_is_empty() -> None:
    for part in (Seller(), Buyer(), InvoicedVehicle()):
        assert not any(getattr(part, name) for name in part.__slots__)
    invoice = paid_by_mobile()
    assert (invoice.payment_reference, invoice.credits, invoice.reason) == ("", None, "")
    assert (invoice.ocr, invoice.created_at, invoice.created_by) == ("", None, "")
