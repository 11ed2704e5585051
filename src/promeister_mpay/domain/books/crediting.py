"""Crediting an invoice, whole or in part: the quantities left to credit, and the credit invoice of chosen rows."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from promeister_mpay.domain.books.credit_rounding import exact, part_rounding, sign_of
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


def credited_by(earlier: Sequence[Invoice]) -> dict[int, int]:
    """The quantities of an invoice's rows that these credit invoices of it have credited."""
    credited: dict[int, int] = {}
    for each in (line for credit in earlier for line in credit.lines):
        if each.of_position is not None and each.line.type is not LineType.TEXT:
            credited[each.of_position] = credited.get(each.of_position, 0) - each.line.quantity
    return credited


def left_of(invoice: Invoice, credited: Quantities) -> dict[int, int]:
    """The quantities left to credit when `credited` is credited already; rows with nothing left are left out."""
    rest = {at: quantity - credited.get(at, 0) for at, quantity in quantities_of(invoice).items()}
    return {at: quantity for at, quantity in rest.items() if quantity}


def credit_of(
    invoice: Invoice, earlier: Sequence[Invoice], now: Quantities, *, reason: str, terms: InvoiceTerms
) -> Invoice:
    """Make the credit invoice for the quantities `now`, after the credit invoices `earlier` of the same invoice.

    It has no number yet (ML 17:22–23). Raises `InputError` with the row at fault when more is credited than is left,
    when the credit does not lower the invoice's amount, or lowers it below zero. Only the last credit of an invoice may
    have the amount 0.
    """
    sums = checked_sums(invoice, earlier, now)
    return replace(
        invoice,
        kind=InvoiceKind.CREDIT,
        issued_on=terms.today,
        due_on=terms.today,
        seller=terms.seller,
        lines=_credit_lines(invoice, earlier, now),
        by_rate=sums.by_rate,
        labour=_labour(invoice, earlier, now),
        rounding=sums.rounding,
        credits=invoice.number,
        reason=reason,
        number=0,
        ocr="",
        created_at=None,
        created_by="",
    )


def checked_sums(invoice: Invoice, earlier: Sequence[Invoice], now: Quantities) -> Totals:
    """The sums of crediting `now` after `earlier`, in öre of the opposite sign; raises as `credit_of` does."""
    before = credited_by(earlier)
    _check(invoice, before, now)
    by_rate = _credited_rates(invoice, earlier, now)
    amount = exact(by_rate)
    _check_amount(invoice, before, now, amount)
    return Totals(by_rate, _rounding(invoice, earlier, now, amount))


def takes_all(left: Quantities, now: Quantities) -> bool:
    """Whether crediting `now` leaves nothing of `left` to credit."""
    return all(now.get(at, 0) == quantity for at, quantity in left.items())


def _check(invoice: Invoice, before: Quantities, now: Quantities) -> None:
    left = left_of(invoice, before)
    for each in invoice.lines:
        quantity, most = now.get(each.position, 0), left.get(each.position, 0)
        if quantity and (quantity * most < 0 or abs(quantity) > abs(most)):
            raise InputError(
                f"Rad {each.position + 1}: det finns {format_short(most)} kvar att kreditera.",
                f"lines[{each.position}].quantity",
            )
    if not set(now) <= {each.position for each in invoice.lines}:
        raise InputError("Krediteringen gäller en rad som inte finns på fakturan.", "lines[0].quantity")


def _check_amount(invoice: Invoice, before: Quantities, now: Quantities, amount: int) -> None:
    """A credit moves the invoice's amount towards zero, and not past it; only the last one may leave it where it is."""
    after = _after(before, now)
    towards_zero = -amount * sign_of(invoice)
    is_last = any(now.values()) and not left_of(invoice, after)
    if towards_zero < 0 or (towards_zero == 0 and not is_last):
        raise InputError("Krediteringen måste minska fakturans belopp. Välj rader med belopp.", "lines[0].quantity")
    if exact(_rates(invoice, after)) * sign_of(invoice) > abs(exact(invoice.by_rate)):
        raise InputError(
            "Krediteringen blir större än fakturan. Ta med raderna med negativt belopp.", "lines[0].quantity"
        )


def _credited_rates(invoice: Invoice, earlier: Sequence[Invoice], now: Quantities) -> tuple[VatSum, ...]:
    """The sums per VAT rate of crediting `now`, in öre of the opposite sign.

    They are what the earlier credit invoices leave of the rounded sums of everything credited including `now`. So all
    credits of an invoice add up to it exactly on each account, however it was divided. A rate stands here also when the
    sums of its rows cancel, as it does on the invoice.
    """
    rates = {each.line.vat_rate for each in _chosen(invoice, now)}
    booked = [each for credit in earlier for each in credit.by_rate]
    return _difference(booked, _rates(invoice, _after(credited_by(earlier), now)), keep=rates)


def _labour(invoice: Invoice, earlier: Sequence[Invoice], now: Quantities) -> tuple[VatSum, ...]:
    """The part of `_credited_rates` that is work."""
    after = _after(credited_by(earlier), now)
    through = labour_of(_lines(invoice, after), prices_include_vat=invoice.prices_include_vat)
    return _difference([each for credit in earlier for each in credit.labour], through)


def _difference(
    booked: Sequence[VatSum], through: Sequence[VatSum], *, keep: Collection[int] = ()
) -> tuple[VatSum, ...]:
    """Subtract what is credited through now from nothing, and what was booked already, rate by rate.

    A rate that comes to nothing is left out, unless it is in `keep`.
    """
    sums = {each.rate: [0, 0] for each in (*booked, *through)}
    for each in (*booked, *through):
        sums[each.rate][0] -= each.net
        sums[each.rate][1] -= each.vat
    return tuple(
        VatSum(rate, net, vat) for rate, (net, vat) in sorted(sums.items(), reverse=True) if net or vat or rate in keep
    )


def _rates(invoice: Invoice, quantities: Quantities) -> tuple[VatSum, ...]:
    """The rounded sums per VAT rate of these quantities of the invoice's rows."""
    lines = _lines(invoice, quantities)
    return totals(lines, prices_include_vat=invoice.prices_include_vat, to_krona=False).by_rate


def _rounding(invoice: Invoice, earlier: Sequence[Invoice], now: Quantities, amount: int) -> int:
    """The öresavrundning of crediting `now`, whose exact amount is `amount`."""
    if not invoice.round_to_krona:
        return 0
    sign, after = sign_of(invoice), _after(credited_by(earlier), now)
    left = sign * (invoice.rounding + sum(each.rounding for each in earlier))
    if not left_of(invoice, after):
        return -sign * left
    rest = sign * (exact(invoice.by_rate) - exact(_rates(invoice, after)))
    return -sign * part_rounding(-sign * amount, left=left, rest=rest)


def _chosen(invoice: Invoice, quantities: Quantities) -> list[InvoiceLine]:
    return [each for each in invoice.lines if quantities.get(each.position)]


def _lines(invoice: Invoice, quantities: Quantities) -> tuple[OrderLine, ...]:
    return tuple(replace(each.line, quantity=quantities[each.position]) for each in _chosen(invoice, quantities))


def _after(before: Quantities, now: Quantities) -> dict[int, int]:
    return {at: before.get(at, 0) + now.get(at, 0) for at in {*before, *now}}


def _credit_lines(invoice: Invoice, earlier: Sequence[Invoice], now: Quantities) -> tuple[InvoiceLine, ...]:
    """The rows credited now, with negative quantity; a credit of the whole invoice has its text rows too."""
    is_whole = not left_of(invoice, now)
    chosen = [
        each for each in invoice.lines if now.get(each.position) or (is_whole and each.line.type is LineType.TEXT)
    ]
    before = credited_by(earlier)
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
