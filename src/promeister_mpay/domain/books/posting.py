"""The voucher of an invoice or credit invoice, by the worked examples of `bookkeeping.md §5`."""

from promeister_mpay.domain.books.accounts import Accounts, VatRate
from promeister_mpay.domain.books.invoices import Invoice
from promeister_mpay.domain.books.vouchers import DocumentKind, LedgerItem, Voucher, rows_of


def invoice_voucher(invoice: Invoice, accounts: Accounts, series: str) -> Voucher:
    """Make the voucher of an invoice or credit invoice; raises `InputError` for a VAT rate without accounts.

    It has no rows when all amounts are zero; such a voucher is not booked.
    """
    items = _items(invoice, accounts)
    amounts = [(item.account, item.amount) for item in items]
    # A rate whose sums cancel may still have work on one account and goods on another.
    rates = sorted({each.rate for each in (*invoice.by_rate, *invoice.labour)}, reverse=True)
    for rate in rates:
        amounts += _sales(invoice, accounts.of_rate(rate))
    for each in invoice.by_rate:
        amounts.append((accounts.of_rate(each.rate).vat_account, -each.vat))
    amounts.append((accounts.rounding, -invoice.rounding))
    return Voucher(
        series=series,
        event_date=invoice.issued_on,
        text=text_of(invoice),
        counterparty=invoice.buyer.name,
        rows=rows_of(amounts),
        document_kind=DocumentKind.INVOICE,
        document=invoice.number,
        items=items,
    )


def text_of(invoice: Invoice) -> str:
    """The voucher's text; it has the invoice's number, because a bookkeeping program may renumber imported vouchers."""
    original = f"avser {invoice.credited_title.lower()} {invoice.credits}" if invoice.is_credit else ""
    return f"{invoice.title} {invoice.number} {original or invoice.vehicle.registration}".rstrip()


def _items(invoice: Invoice, accounts: Accounts) -> tuple[LedgerItem, ...]:
    """The row of the payment; none when there is nothing to pay."""
    if not invoice.to_pay:
        return ()
    if invoice.payment_method is None:
        raise ValueError(f"invoice {invoice.number} has an amount to pay and no payment method")
    reference = invoice.payment_reference or str(invoice.credits or invoice.number)
    paid_to = accounts.of_method(invoice.payment_method)
    return (LedgerItem(paid_to, invoice.order_number, reference, invoice.to_pay),)


def _sales(invoice: Invoice, rate: VatRate) -> list[tuple[int, int]]:
    """The tax base of one VAT rate, split between the accounts of work and of goods."""
    worked = sum(each.net for each in invoice.labour if each.rate == rate.rate)
    net = sum(each.net for each in invoice.by_rate if each.rate == rate.rate)
    return [(rate.labour_account, -worked), (rate.goods_account, worked - net)]
