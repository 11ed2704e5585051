"""Making an invoice of an order: its snapshot, its due date and its OCR number."""

from dataclasses import dataclass
from datetime import date, timedelta

from promeister_mpay.domain.books.invoices import Buyer, Invoice, InvoicedVehicle, InvoiceKind, InvoiceLine, Seller
from promeister_mpay.domain.orders.lines import LineType, OrderLine, VatSum, totals
from promeister_mpay.domain.orders.order import Order
from promeister_mpay.domain.orders.payment_methods import PaymentMethod
from promeister_mpay.domain.payments.request import PaymentRequest
from promeister_mpay.domain.registers.entries import Customer
from promeister_mpay.errors import InputError


@dataclass(frozen=True, slots=True)
class InvoiceTerms:
    """The data of an invoice that are not the order's: today (local), the seller, days to pay, the form of the OCR."""

    today: date
    seller: Seller
    payment_days: int
    ocr_with_length: bool


def invoice_of(order: Order, customer: Customer | None, paid_by: PaymentRequest | None, terms: InvoiceTerms) -> Invoice:
    """Make the invoice of an order, without number; `paid_by` is the mobile payment that paid it, if any.

    An order without an amount to pay is invoiced without a payment method. Raises `InputError` when another has none.
    """
    due = order.totals.to_pay
    method = order.payment_method if due else None
    if due and method is None:
        raise InputError("Välj betalningssätt innan ordern bokförs.", "payment_method")
    waits = method is PaymentMethod.INVOICE and due > 0
    return Invoice(
        kind=InvoiceKind.INVOICE,
        order_number=order.number,
        issued_on=terms.today,
        delivered_on=terms.today,
        due_on=terms.today + timedelta(days=terms.payment_days if waits else 0),
        seller=terms.seller,
        buyer=buyer_of(order, customer),
        vehicle=InvoicedVehicle(order.registration, order.vehicle, order.odometer, order.vin),
        clerk=order.clerk,
        lines=tuple(InvoiceLine(position, line, line.amount) for position, line in enumerate(order.lines)),
        prices_include_vat=order.prices_include_vat,
        round_to_krona=order.round_to_krona,
        by_rate=order.totals.by_rate,
        labour=labour_of(order.lines, prices_include_vat=order.prices_include_vat),
        rounding=order.totals.rounding,
        payment_method=method,
        paid_at=order.payment_received_at if paid_by else None,
        payment_reference=paid_by.reference if paid_by else "",
    )


def labour_of(lines: tuple[OrderLine, ...], *, prices_include_vat: bool) -> tuple[VatSum, ...]:
    """The sums per VAT rate of the rows of work."""
    work = tuple(line for line in lines if line.type is LineType.LABOUR)
    return totals(work, prices_include_vat=prices_include_vat, to_krona=False).by_rate


def buyer_of(order: Order, customer: Customer | None) -> Buyer:
    """The buyer from the order's fields, with a company's organisation number from the register."""
    return Buyer(
        number=order.customer_number,
        name=order.customer_name,
        address=order.address,
        postal_code=order.postal_code,
        city=order.city,
        email=order.email,
        organisation_number=customer.organisation_number if customer and customer.is_company else "",
    )


def ocr_number(invoice_number: int, *, with_length: bool) -> str:
    """The OCR number: the invoice number, a length digit if the bank wants one, and a check digit (modulus 10)."""
    from stdnum import luhn

    digits = str(invoice_number)
    if with_length:
        digits += str((len(digits) + 2) % 10)
    return digits + str(luhn.calc_check_digit(digits))
