"""The workshop order: its header, its lines, what may be done to it and when it is ready to be paid."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from promeister_mpay.domain.money import div_half_up, format_short, round_to_krona
from promeister_mpay.errors import InputError

VAT_RATES = (25, 12, 6, 0)
MAX_DESCRIPTION = 1000


class OrderStatus(StrEnum):
    """Where an order stands; the value is the status code on the screen (`design.md §2`)."""

    NEW = "NY"
    STARTED = "PÅGÅR"
    DONE = "KLART"
    MOBILE_PAYMENT = "MOBILBET"
    POSTED = "BOKFÖRD"

    @property
    def is_open(self) -> bool:
        """Whether an order with this status may be edited."""
        return self in OPEN_STATUSES


OPEN_STATUSES = (OrderStatus.NEW, OrderStatus.STARTED, OrderStatus.DONE)


class PaymentMethod(StrEnum):
    """How the customer pays; the value is the word on the screen."""

    CASH = "KONTANT"
    CARD = "KORT"
    SWISH = "SWISH"
    INVOICE = "FAKTURA"
    MOBILE = "MOBIL"


class LineType(StrEnum):
    """What a line is: work, an article, or only text (which has no amount)."""

    LABOUR = "Arbete"
    ARTICLE = "Artikel"
    TEXT = "Text"


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One row of an order: quantity and discount in hundredths, price in öre, VAT in whole per cent."""

    type: LineType = LineType.ARTICLE
    number: str = ""
    description: str = ""
    quantity: int = 100
    unit: str = "st"
    unit_price: int = 0
    discount: int = 0
    vat_rate: int = 25

    @property
    def full_amount(self) -> int:
        """Quantity times price in öre, before discount."""
        if self.type is LineType.TEXT:
            return 0
        return div_half_up(self.quantity * self.unit_price, 100)

    @property
    def amount(self) -> int:
        """The line's amount in öre after discount, in the order's price mode (with or without VAT)."""
        if self.type is LineType.TEXT:
            return 0
        return div_half_up(self.quantity * self.unit_price * (10_000 - self.discount), 1_000_000)


@dataclass(frozen=True, slots=True)
class Order:
    """A workshop order as it is stored; `version` counts its saves, times are UTC.

    `round_to_krona` and `prices_include_vat` lie on the order, so that a changed setting never reaches back.
    `invoice_number` and `posted_on` (local) are those of the invoice that stands.
    """

    number: int
    order_date: date
    version: int = 0
    status: OrderStatus = OrderStatus.NEW
    customer_number: str = ""
    customer_name: str = ""
    address: str = ""
    postal_code: str = ""
    city: str = ""
    email: str = ""
    mobile_phone: str = ""
    registration: str = ""
    vehicle: str = ""
    odometer: int | None = None
    vin: str = ""
    clerk: str = ""
    payment_method: PaymentMethod | None = None
    payment_received_at: datetime | None = None
    prices_include_vat: bool = True
    round_to_krona: bool = True
    note: str = ""
    invoice_number: int | None = None
    posted_on: date | None = None
    lines: tuple[OrderLine, ...] = ()

    @property
    def payment_received(self) -> bool:
        """'Betalning mottagen': the time of payment is known."""
        return self.payment_received_at is not None

    @property
    def totals(self) -> "Totals":
        """The order's sums in öre."""
        return totals(self.lines, prices_include_vat=self.prices_include_vat, to_krona=self.round_to_krona)


@dataclass(frozen=True, slots=True)
class VatSum:
    """What is sold at one VAT rate: the tax base and its VAT, in öre."""

    rate: int
    net: int
    vat: int


@dataclass(frozen=True, slots=True)
class Totals:
    """An order's sums in öre: `to_pay == net + vat + rounding`."""

    by_rate: tuple[VatSum, ...]
    rounding: int

    @property
    def net(self) -> int:
        """The sum without VAT."""
        return sum(rate.net for rate in self.by_rate)

    @property
    def vat(self) -> int:
        """The VAT of all rates."""
        return sum(rate.vat for rate in self.by_rate)

    @property
    def to_pay(self) -> int:
        """What the customer is asked for, to the öre."""
        return self.net + self.vat + self.rounding


def totals(lines: tuple[OrderLine, ...], *, prices_include_vat: bool, to_krona: bool) -> Totals:
    """Sum lines: VAT per rate on the rate's sum (SKV), then öresavrundning on the amount to pay only."""
    sums: dict[int, int] = {}
    for line in lines:
        if line.type is not LineType.TEXT:
            sums[line.vat_rate] = sums.get(line.vat_rate, 0) + line.amount
    by_rate = tuple(
        vat_sum(rate, amount, includes_vat=prices_include_vat) for rate, amount in sorted(sums.items(), reverse=True)
    )
    exact = sum(rate.net + rate.vat for rate in by_rate)
    return Totals(by_rate, round_to_krona(exact) - exact if to_krona else 0)


def vat_sum(rate: int, amount: int, *, includes_vat: bool) -> VatSum:
    """Split an amount in öre into tax base and VAT (`swedish-accounting.md §4`)."""
    if includes_vat:
        vat = div_half_up(amount * rate, 100 + rate)
        return VatSum(rate, amount - vat, vat)
    return VatSum(rate, amount, div_half_up(amount * rate, 100))


def check_line(line: OrderLine, position: int) -> None:
    """Refuse a line that cannot be stored; `position` counts from 0 and is part of the error's field."""
    where, field = f"Rad {position + 1}", f"lines[{position}]"
    if len(line.description) > MAX_DESCRIPTION:
        raise InputError(f"{where}: beskrivningen är längre än {MAX_DESCRIPTION} tecken.", f"{field}.description")
    if not 0 <= line.discount <= 10_000:
        raise InputError(f"{where}: rabatten ska vara mellan 0 och 100 %.", f"{field}.discount")
    if not 0 <= line.vat_rate <= 100:
        raise InputError(f"{where}: momsen ska vara mellan 0 och 100 %.", f"{field}.vat_rate")


def check_order(order: Order) -> None:
    """Refuse an order that cannot be stored; raises `InputError` with the field at fault."""
    for position, line in enumerate(order.lines):
        check_line(line, position)
    if order.odometer is not None and not 0 <= order.odometer <= 999_999:
        raise InputError("Mätarställningen ska vara mellan 0 och 999 999 mil.", "odometer")


def show_odometer(mil: int | None) -> str:
    """'18 432 mil', or nothing."""
    return "" if mil is None else f"{format_short(mil * 100)} mil"


CLERKS_FIELDS = (
    "order_date", "status", "customer_number", "customer_name", "address", "postal_code", "city", "email",
    "mobile_phone", "registration", "vehicle", "odometer", "vin", "clerk", "payment_method", "prices_include_vat",
    "note", "lines",
)  # fmt: skip
"""What a clerk writes; the rest of an order is the program's."""


def merged(base: Order, mine: Order, theirs: Order) -> Order:
    """Two clerks' changes to `base` in one: mine where I changed a field, else theirs; the lines count as one field."""
    changed = {name: getattr(mine, name) for name in CLERKS_FIELDS if getattr(mine, name) != getattr(base, name)}
    return replace(theirs, **changed)


def paid(order: Order, at: datetime) -> Order:
    """The order as it stands when its mobile payment has come in at `at` (UTC)."""
    return replace(order, payment_method=PaymentMethod.MOBILE, payment_received_at=at)


def held(order: Order) -> Order:
    """The order as it stands while a payment request holds it."""
    return replace(order, status=OrderStatus.MOBILE_PAYMENT)


def unpaid(order: Order) -> Order:
    """The order as it stands while its mobile payment goes back: held, and not shown as paid."""
    return replace(held(order), payment_method=_not_mobile(order), payment_received_at=None)


def reopened(order: Order) -> Order:
    """The order as it stands when no payment request holds it any more: open, with nothing paid by mobile."""
    return replace(order, status=OrderStatus.DONE, payment_method=_not_mobile(order), payment_received_at=None)


def posted(order: Order, invoice_number: int, on: date) -> Order:
    """The order as it stands when it is booked with this invoice."""
    return replace(order, status=OrderStatus.POSTED, invoice_number=invoice_number, posted_on=on)


def credited(order: Order, *, is_held: bool) -> Order:
    """The order as it stands when its invoice is wholly credited: open, unless a mobile payment holds it (S12)."""
    return replace(held(order) if is_held else reopened(order), invoice_number=None, posted_on=None)


def _not_mobile(order: Order) -> PaymentMethod | None:
    return None if order.payment_method is PaymentMethod.MOBILE else order.payment_method
