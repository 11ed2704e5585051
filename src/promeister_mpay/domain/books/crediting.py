"""Crediting an invoice, whole or in part: the quantities left to credit, and the credit invoice of chosen rows."""

from collections.abc import Mapping
from dataclasses import replace

from promeister_mpay.domain.books.invoices import Invoice, InvoiceKind, InvoiceLine
from promeister_mpay.domain.books.invoicing import InvoiceTerms, labour_of
from promeister_mpay.domain.money import format_short
from promeister_mpay.domain.orders.lines import LineType, OrderLine, Totals, VatSum, totals
from promeister_mpay.errors import InputError

Quantities = Mapping[int, int]
"""Quantities in hundredths, keyed by the position of a row."""


def quantities_of(invoice: Invoice) -> dict[int, int]:
    """The quantities that can be credited of an invoice: those of its rows with an amount."""
    return {each.position: each.line.quantity for each in invoice.lines if each.line.type is not LineType.TEXT}


def left_of(invoice: Invoice, credited: Quantities) -> dict[int, int]:
    """The quantities left to credit when `credited` is credited already; rows with nothing left are left out."""
    rest = {at: quantity - credited.get(at, 0) for at, quantity in quantities_of(invoice).items()}
    return {at: quantity for at, quantity in rest.items() if quantity}


def credit_of(invoice: Invoice, before: Quantities, now: Quantities, *, reason: str, terms: InvoiceTerms) -> Invoice:
    """Make the credit invoice for the quantities `now` when `before` is credited already; without number (ML 17:22–23).

    Raises `InputError` with the row at fault when more is credited than is left, when the credit does not lower the
    invoice's amount, or lowers it below zero. Only the last credit of an invoice may have the amount 0.
    """
    sums = checked_sums(invoice, before, now)
    return replace(
        invoice,
        kind=InvoiceKind.CREDIT,
        issued_on=terms.today,
        due_on=terms.today,
        seller=terms.seller,
        lines=_credit_lines(invoice, before, now),
        by_rate=sums.by_rate,
        labour=_labour(invoice, before, now),
        rounding=sums.rounding,
        credits=invoice.number,
        reason=reason,
        number=0,
        ocr="",
        created_at=None,
        created_by="",
    )


def checked_sums(invoice: Invoice, before: Quantities, now: Quantities) -> Totals:
    """The sums of crediting `now` after `before`, in negative öre; raises as `credit_of` does."""
    _check(invoice, before, now)
    sums = credited_sums(invoice, before, now)
    _check_sums(invoice, before, now, sums)
    return sums


def takes_all(left: Quantities, now: Quantities) -> bool:
    """Whether crediting `now` leaves nothing of `left` to credit."""
    return all(now.get(at, 0) == quantity for at, quantity in left.items())


def _check(invoice: Invoice, before: Quantities, now: Quantities) -> None:
    left = left_of(invoice, before)
    for each in invoice.lines:
        wanted, most = now.get(each.position, 0), left.get(each.position, 0)
        if wanted and (wanted * most < 0 or abs(wanted) > abs(most)):
            raise InputError(
                f"Rad {each.position + 1}: det finns {format_short(most)} kvar att kreditera.",
                f"lines[{each.position}].quantity",
            )
    if not set(now) <= {each.position for each in invoice.lines}:
        raise InputError("Krediteringen gäller en rad som inte finns på fakturan.", "lines[0].quantity")


def _check_sums(invoice: Invoice, before: Quantities, now: Quantities, sums: Totals) -> None:
    amount, after = sums.net + sums.vat, _sums(invoice, _after(before, now))
    is_last = any(now.values()) and not left_of(invoice, _after(before, now))
    if amount > 0 or (amount == 0 and not is_last):
        raise InputError("Krediteringen måste minska fakturans belopp. Välj rader med belopp.", "lines[0].quantity")
    if after.net + after.vat > invoice.totals.net + invoice.totals.vat:
        raise InputError(
            "Krediteringen blir större än fakturan. Ta med raderna med negativt belopp.", "lines[0].quantity"
        )


def credited_sums(invoice: Invoice, before: Quantities, now: Quantities) -> Totals:
    """The sums of crediting `now` after `before`, in negative öre.

    They are the rounded sums of everything credited before, less the rounded sums including `now`. So all credits of an
    invoice add up to it exactly on each account, however it was divided.
    """
    old, new = _sums(invoice, before), _sums(invoice, _after(before, now))
    return Totals(_difference(old.by_rate, new.by_rate), old.rounding - new.rounding)


def _labour(invoice: Invoice, before: Quantities, now: Quantities) -> tuple[VatSum, ...]:
    old, new = (_lines(invoice, quantities) for quantities in (before, _after(before, now)))
    mode = invoice.prices_include_vat
    return _difference(labour_of(old, prices_include_vat=mode), labour_of(new, prices_include_vat=mode))


def _difference(old: tuple[VatSum, ...], new: tuple[VatSum, ...]) -> tuple[VatSum, ...]:
    """Subtract the new sums from the old, rate by rate; a rate that did not change is left out."""
    known = {each.rate: each for each in old}
    changes = [(each.rate, known.get(each.rate, VatSum(each.rate, 0, 0)), each) for each in new]
    return tuple(VatSum(rate, was.net - now.net, was.vat - now.vat) for rate, was, now in changes if was != now)


def _sums(invoice: Invoice, quantities: Quantities) -> Totals:
    return totals(
        _lines(invoice, quantities), prices_include_vat=invoice.prices_include_vat, to_krona=invoice.round_to_krona
    )


def _lines(invoice: Invoice, quantities: Quantities) -> tuple[OrderLine, ...]:
    chosen = [each for each in invoice.lines if quantities.get(each.position)]
    return tuple(replace(each.line, quantity=quantities[each.position]) for each in chosen)


def _after(before: Quantities, now: Quantities) -> dict[int, int]:
    return {at: before.get(at, 0) + now.get(at, 0) for at in {*before, *now}}


def _credit_lines(invoice: Invoice, before: Quantities, now: Quantities) -> tuple[InvoiceLine, ...]:
    """The rows credited now, with negative quantity; a credit of the whole invoice has its text rows too."""
    is_whole = not left_of(invoice, now)
    chosen = [
        each for each in invoice.lines if now.get(each.position) or (is_whole and each.line.type is LineType.TEXT)
    ]
    after = _after(before, now)
    return tuple(
        InvoiceLine(
            position,
            replace(each.line, quantity=-now.get(each.position, 0)),
            _amount(each.line, before.get(each.position, 0)) - _amount(each.line, after.get(each.position, 0)),
            each.position,
        )
        for position, each in enumerate(chosen)
    )


def _amount(line: OrderLine, quantity: int) -> int:
    return replace(line, quantity=quantity).amount
