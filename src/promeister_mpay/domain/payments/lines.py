"""The payment lines that the gateway gets for an order; their sum is the amount to pay, to the öre."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from promeister_mpay.domain.money import div_half_up, format_short
from promeister_mpay.domain.orders.lines import LineType, OrderLine
from promeister_mpay.domain.orders.order import Order
from promeister_mpay.domain.payments.company import Company


class PaymentLineType(StrEnum):
    """The gateway's line types that we use (`gateway.md §5`)."""

    NORMAL = "NORMAL"
    DISCOUNT = "DISCOUNT"
    FEE = "FEE"


class CustomerType(StrEnum):
    """Private person or company, in the gateway's words."""

    NATURAL = "NATURAL"
    LEGAL = "LEGAL"


@dataclass(frozen=True, slots=True)
class PaymentLine:
    """One line of a payment: quantity in hundredths (never below 1), VAT in per cent, amount in öre with VAT."""

    type: PaymentLineType
    reference: str
    description: str
    quantity: int
    unit: str
    vat_rate: int
    amount: int


@dataclass(frozen=True, slots=True)
class NewPayment:
    """The data that the gateway gets when a payment is created (POS profile, `gateway.md §5`)."""

    store_id: str
    payment_method_id: str
    reference: str
    key: str
    lines: tuple[PaymentLine, ...]
    customer_type: CustomerType
    government_id: str
    email: str
    phone: str
    creator: str
    link_life: timedelta
    initiated_on_customers_device: bool
    company: Company | None = None


def payment_lines(order: Order) -> tuple[PaymentLine, ...]:
    """Make payment lines of an order: discounts and roundings become separate lines, text rows are left out."""
    lines = [made for line in order.lines for made in _of(line, with_vat=order.prices_include_vat)]
    exact = order.totals.net + order.totals.vat
    lines += _rounding("Momsavrundning", exact - sum(line.amount for line in lines))
    lines += _rounding("Öresavrundning", order.totals.rounding)
    return tuple(lines)


def _of(line: OrderLine, *, with_vat: bool) -> list[PaymentLine]:
    if line.type is LineType.TEXT:
        return []
    full = _gross(line.full_amount, line, with_vat=with_vat)
    made = [_line(PaymentLineType.NORMAL, line, line.description, full)]
    if line.discount:
        taken_off = _gross(line.amount, line, with_vat=with_vat) - full
        made.append(_line(PaymentLineType.DISCOUNT, line, f"Rabatt {format_short(line.discount)} %", taken_off))
    return made


def _gross(amount: int, line: OrderLine, *, with_vat: bool) -> int:
    return amount if with_vat else amount + div_half_up(amount * line.vat_rate, 100)


def _line(kind: PaymentLineType, line: OrderLine, description: str, amount: int) -> PaymentLine:
    """Make a payment line of an order's row; a returned article gets a negative amount and a positive quantity."""
    return PaymentLine(kind, line.number, description, abs(line.quantity), line.unit or "st", line.vat_rate, amount)


def _rounding(description: str, amount: int) -> list[PaymentLine]:
    return [_plain(description, amount, 0, PaymentLineType.FEE)] if amount else []


def _plain(description: str, amount: int, vat_rate: int, kind: PaymentLineType) -> PaymentLine:
    """Make a line of quantity 1 for an amount that is no row of the order; a negative amount is a discount."""
    return PaymentLine(kind if amount > 0 else PaymentLineType.DISCOUNT, "", description, 100, "st", vat_rate, amount)
