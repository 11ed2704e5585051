"""The invoice and the credit invoice: a snapshot of everything printed, made once and never changed (ML 17:22–24)."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from promeister_mpay.domain.orders.lines import OrderLine, Totals, VatSum
from promeister_mpay.domain.orders.payment_methods import PaymentMethod


class InvoiceKind(StrEnum):
    """What the document is; the value is its heading."""

    INVOICE = "Faktura"
    CREDIT = "Kreditfaktura"


@dataclass(frozen=True, slots=True)
class Seller:
    """The workshop as it was when the invoice was made."""

    name: str = ""
    address: str = ""
    postal_code: str = ""
    city: str = ""
    seat: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    organisation_number: str = ""
    vat_number: str = ""
    has_f_tax: bool = False
    bankgiro: str = ""
    plusgiro: str = ""
    logo: str = ""
    """A picture as base64, or nothing."""


@dataclass(frozen=True, slots=True)
class Buyer:
    """The customer as it was."""

    number: str = ""
    name: str = ""
    address: str = ""
    postal_code: str = ""
    city: str = ""
    email: str = ""
    organisation_number: str = ""


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """A row at `position`; on a credit invoice its quantity is negative and `of_position` is the original's row.

    `amount` is in öre, in the invoice's price mode. It is kept, for part credits round so that they add up.
    """

    position: int
    line: OrderLine
    amount: int
    of_position: int | None = None


@dataclass(frozen=True, slots=True)
class InvoicedVehicle:
    """The vehicle as it was; the odometer in mil."""

    registration: str = ""
    description: str = ""
    odometer: int | None = None
    vin: str = ""


@dataclass(frozen=True, slots=True)
class Invoice:
    """Everything that is printed; amounts in öre (negative on a credit invoice), `paid_at` and `created_at` in UTC.

    `labour` is the part of `by_rate` that is work. `credits` is the number of the invoice that a credit invoice
    changes. `number` is 0 until it is booked.
    """

    kind: InvoiceKind
    order_number: int
    issued_on: date
    delivered_on: date
    due_on: date
    seller: Seller
    buyer: Buyer
    vehicle: InvoicedVehicle
    clerk: str
    lines: tuple[InvoiceLine, ...]
    prices_include_vat: bool
    round_to_krona: bool
    by_rate: tuple[VatSum, ...]
    labour: tuple[VatSum, ...]
    rounding: int
    payment_method: PaymentMethod
    paid_at: datetime | None = None
    payment_reference: str = ""
    credits: int | None = None
    reason: str = ""
    number: int = 0
    ocr: str = ""
    created_at: datetime | None = None
    created_by: str = ""

    @property
    def totals(self) -> Totals:
        """Its sums."""
        return Totals(self.by_rate, self.rounding)

    @property
    def to_pay(self) -> int:
        """What it comes to, in öre."""
        return self.totals.to_pay

    @property
    def is_credit(self) -> bool:
        """Whether it takes another back."""
        return self.kind is InvoiceKind.CREDIT


@dataclass(frozen=True, slots=True)
class InvoiceHead:
    """What an order says of one of its documents.

    `to_pay` in öre, `voucher` its name ('F 12') if it has one, `payment_reference` that of its mobile payment if any.
    """

    number: int
    kind: InvoiceKind
    issued_on: date
    due_on: date
    to_pay: int
    ocr: str
    credits: int | None
    voucher: str
    payment_reference: str = ""
