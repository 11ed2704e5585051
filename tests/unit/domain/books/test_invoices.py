"""An invoice is a snapshot: what it comes to follows from its own sums."""

from dataclasses import replace

from promeister_mpay.domain.books.invoices import Buyer, InvoicedVehicle, InvoiceKind, Seller
from promeister_mpay.domain.orders.lines import Totals
from support.invoices import credited, paid_by_mobile


def test_an_invoice_comes_to_its_own_sums_and_not_to_those_of_today() -> None:
    invoice = paid_by_mobile()
    assert invoice.totals == Totals(invoice.by_rate, invoice.rounding)
    assert (invoice.to_pay, replace(invoice, rounding=0).to_pay) == (168_100, 168_094)


def test_a_credit_invoice_takes_another_back() -> None:
    invoice = paid_by_mobile()
    (credit,) = credited(invoice, {0: 100, 1: 100, 2: 100})
    assert (invoice.is_credit, credit.is_credit) == (False, True)
    assert credit.to_pay == -invoice.to_pay


def test_the_headings_of_old_invoices_do_not_change() -> None:
    assert [kind.value for kind in InvoiceKind] == ["Faktura", "Kreditfaktura"]


def test_what_an_old_snapshot_does_not_say_is_empty() -> None:
    for part in (Seller(), Buyer(), InvoicedVehicle()):
        assert not any(getattr(part, name) for name in part.__slots__)
    invoice = paid_by_mobile()
    assert (invoice.payment_reference, invoice.credits, invoice.reason) == ("", None, "")
    assert (invoice.ocr, invoice.created_at, invoice.created_by) == ("", None, "")
