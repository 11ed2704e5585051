"""The payment lines that are refunded for a credit invoice."""

from promeister_mpay.domain.books.invoices import Invoice, InvoiceLine
from promeister_mpay.domain.orders.lines import OrderLine
from promeister_mpay.domain.payments.lines import PaymentLine, PaymentLineType, _of, _plain, _rounding


def refund_lines(original: Invoice, credit: Invoice) -> tuple[PaymentLine, ...]:
    """Return the payment lines to refund for a part credit of `original`; their sum is the credit's amount, to the öre.

    The gateway compares the lines with those of the payment (`gateway.md` U8), so rows that are credited whole are
    refunded with their original lines. When those do not add up to the credit, it is one new line for each VAT rate.
    """
    originals = [line for each in credit.lines for line in _original_lines(original, each)]
    is_whole = all(_is_whole(original, each) for each in credit.lines)
    if is_whole and sum(line.amount for line in originals) == -credit.to_pay:
        return tuple(originals)
    return tuple(_lines_by_rate(credit))


def _original_lines(original: Invoice, credited: InvoiceLine) -> list[PaymentLine]:
    return _of(_original_row(original, credited), with_vat=original.prices_include_vat)


def _is_whole(original: Invoice, credited: InvoiceLine) -> bool:
    return credited.line.quantity == -_original_row(original, credited).quantity


def _original_row(original: Invoice, credited: InvoiceLine) -> OrderLine:
    return next(each.line for each in original.lines if each.position == credited.of_position)


def _lines_by_rate(credit: Invoice) -> list[PaymentLine]:
    lines = [
        _plain(f"Kreditfaktura {credit.number}", -(rate.net + rate.vat), rate.rate, PaymentLineType.NORMAL)
        for rate in credit.by_rate
        if rate.net + rate.vat
    ]
    return lines + _rounding("Öresavrundning", -credit.rounding)
