"""The voucher of an invoice or credit invoice, by the worked examples of `bookkeeping.md §5`."""

from promeister_mpay.domain.books.accounts import Accounts
from promeister_mpay.domain.books.invoices import Invoice
from promeister_mpay.domain.books.vouchers import DocumentKind, LedgerItem, Voucher, rows_of
from promeister_mpay.domain.orders.lines import VatSum


def invoice_voucher(invoice: Invoice, accounts: Accounts, series: str) -> Voucher:
    """Make the voucher of an invoice or credit invoice; raises `InputError` for a VAT rate without accounts.

    It has no rows when all amounts are zero; such a voucher is not booked.
    """
    paid_to = accounts.of_method(invoice.payment_method)
    amounts = [(paid_to, invoice.to_pay)]
    for rate in invoice.by_rate:
        amounts += _sales(invoice, rate, accounts)
    for rate in invoice.by_rate:
        amounts.append((accounts.of_rate(rate.rate).vat_account, -rate.vat))
    amounts.append((accounts.rounding, -invoice.rounding))
    reference = invoice.payment_reference or str(invoice.credits or invoice.number)
    return Voucher(
        series=series,
        event_date=invoice.issued_on,
        text=text_of(invoice),
        counterparty=invoice.buyer.name,
        rows=rows_of(amounts),
        document_kind=DocumentKind.INVOICE,
        document=invoice.number,
        items=(LedgerItem(paid_to, invoice.order_number, reference, invoice.to_pay),) if invoice.to_pay else (),
    )


def text_of(invoice: Invoice) -> str:
    """The voucher's text; it has the invoice's number, because a bookkeeping program may renumber imported vouchers."""
    if invoice.credits is not None:
        return f"Kreditfaktura {invoice.number} avser faktura {invoice.credits}"
    return f"Faktura {invoice.number} {invoice.vehicle.registration}".rstrip()


def _sales(invoice: Invoice, rate: VatSum, accounts: Accounts) -> list[tuple[int, int]]:
    """The tax base of one VAT rate, split between the accounts of work and of goods."""
    known = accounts.of_rate(rate.rate)
    worked = sum(each.net for each in invoice.labour if each.rate == rate.rate)
    return [(known.labour_account, -worked), (known.goods_account, worked - rate.net)]
