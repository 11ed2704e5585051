"""The invoice and the credit invoice: a snapshot of everything printed, made once and never changed (ML 17:22–24)."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from promeister_mpay.domain.books.accounts import Accounts
from promeister_mpay.domain.orders.lines import OrderLine, Totals, VatSum
from promeister_mpay.domain.orders.payment_methods import PaymentMethod


class InvoiceKind(StrEnum):
    """What the document was made of: an order, or the invoice that it credits."""

    INVOICE = "Faktura"
    CREDIT = "Kreditfaktura"


@dataclass(frozen=True, slots=True)
class Seller:
    """The workshop's name, address and numbers when the invoice was made."""

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
    """The customer's name, address and numbers when the invoice was made."""

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

    `amount` is in öre, with or without VAT as the invoice's prices. It is stored because the rows of part credits are
    rounded so that they add up to the invoice.
    """

    position: int
    line: OrderLine
    amount: int
    of_position: int | None = None


@dataclass(frozen=True, slots=True)
class InvoicedVehicle:
    """The vehicle when the invoice was made; the odometer in Swedish mil."""

    registration: str = ""
    description: str = ""
    odometer: int | None = None
    vin: str = ""


@dataclass(frozen=True, slots=True)
class Invoice:
    """An invoice or credit invoice with all that is printed; öre (negative on a credit invoice), times in UTC.

    `labour` is the part of `by_rate` that is work. `credits` is the number of the invoice that a credit invoice
    changes. `number` is 0 until it is booked. `payment_method` is None when there is nothing to pay. `accounts` are
    those of the booking; a credit is booked on its invoice's, even if the workshop has others by then.
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
    payment_method: PaymentMethod | None
    paid_at: datetime | None = None
    payment_reference: str = ""
    credits: int | None = None
    reason: str = ""
    number: int = 0
    ocr: str = ""
    created_at: datetime | None = None
    created_by: str = ""
    accounts: Accounts | None = None

    @property
    def totals(self) -> Totals:
        """The invoice's sums in öre."""
        return Totals(self.by_rate, self.rounding)

    @property
    def to_pay(self) -> int:
        """The amount to pay, in öre; negative when the customer gets money."""
        return self.totals.to_pay

    @property
    def is_credit(self) -> bool:
        """Whether it credits another invoice."""
        return self.kind is InvoiceKind.CREDIT

    @property
    def lowers(self) -> bool:
        """Whether it lowers what the customer pays: a credit, or the invoice of an order below zero."""
        return self.to_pay < 0 or (self.to_pay == 0 and self.is_credit)

    @property
    def title(self) -> str:
        """Its heading on paper (ML 17:22)."""
        return (InvoiceKind.CREDIT if self.lowers else InvoiceKind.INVOICE).value

    @property
    def credited_title(self) -> str:
        """The heading of the document that it credits; empty when it credits none."""
        if not self.is_credit:
            return ""
        return (InvoiceKind.INVOICE if self.lowers else InvoiceKind.CREDIT).value


@dataclass(frozen=True, slots=True)
class InvoiceHead:
    """The summary of an invoice or credit invoice that the order's window shows.

    `to_pay` is in öre, `voucher` the name of its voucher ('F 12') or empty, `payment_reference` that of its mobile
    payment or empty.
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
