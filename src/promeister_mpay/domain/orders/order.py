"""The workshop order: its header, its lines, its status and the check before it is stored."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from promeister_mpay.domain.money import format_short
from promeister_mpay.domain.orders.lines import OrderLine, Totals, check_line, totals
from promeister_mpay.domain.orders.payment_methods import PaymentMethod
from promeister_mpay.domain.text_limits import ORDER, check_texts
from promeister_mpay.errors import InputError


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


BY_THE_PROGRAM = {"by_the_program": True}
"""Marks a field of `Order` that the program writes; a field without the mark is a clerk's (`editing.CLERKS_FIELDS`)."""


@dataclass(frozen=True, slots=True)
class Order:
    """A workshop order as it is stored; `version` counts its saves, times are UTC.

    `round_to_krona` and `prices_include_vat` are stored on the order: a changed setting affects only new orders.
    `invoice_number` and `posted_on` (local) are those of the invoice that is not credited.
    """

    number: int = field(metadata=BY_THE_PROGRAM)
    order_date: date
    version: int = field(default=0, metadata=BY_THE_PROGRAM)
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
    payment_received_at: datetime | None = field(default=None, metadata=BY_THE_PROGRAM)
    prices_include_vat: bool = True
    round_to_krona: bool = field(default=True, metadata=BY_THE_PROGRAM)
    note: str = ""
    invoice_number: int | None = field(default=None, metadata=BY_THE_PROGRAM)
    posted_on: date | None = field(default=None, metadata=BY_THE_PROGRAM)
    lines: tuple[OrderLine, ...] = ()

    @property
    def payment_received(self) -> bool:
        """'Betalning mottagen': the time of payment is known."""
        return self.payment_received_at is not None

    @property
    def totals(self) -> "Totals":
        """The order's sums in öre."""
        return totals(self.lines, prices_include_vat=self.prices_include_vat, to_krona=self.round_to_krona)


def check_order(order: Order) -> None:
    """Refuse an order that cannot be stored; raises `InputError` with the field at fault."""
    check_texts(order, ORDER)
    for position, line in enumerate(order.lines):
        check_line(line, position)
    if order.odometer is not None and not 0 <= order.odometer <= 999_999:
        raise InputError("Mätarställningen ska vara mellan 0 och 999 999 mil.", "odometer")


def show_odometer(mil: int | None) -> str:
    """'18 432 mil', or nothing."""
    return "" if mil is None else f"{format_short(mil * 100)} mil"
