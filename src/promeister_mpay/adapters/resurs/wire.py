"""Encodes calls as JSON with exact decimals."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

import msgspec

from promeister_mpay.adapters.resurs.account import USER_AGENT
from promeister_mpay.domain.payments.company import Company
from promeister_mpay.domain.payments.lines import NewPayment, PaymentLine

REQUEST_KEY = "request"
"""The name of our key among the payment's metadata."""


def new_payment(payment: NewPayment, *, address: str) -> dict[str, object]:
    """The request body of create (POS profile, `gateway.md §5`); unknown fields are left out, never sent empty."""
    return {
        "storeId": payment.store_id,
        "paymentMethodId": payment.payment_method_id,
        "order": {"orderReference": payment.reference, **order_lines(payment.lines)},
        "customer": _customer(payment, address),
        "metadata": {"creator": payment.creator, "custom": [{"key": REQUEST_KEY, "value": payment.key}]},
        "options": {
            "initiatedOnCustomersDevice": payment.initiated_on_customers_device,
            "deliverLinks": True,
            "handleFrozenPayments": False,
            "handleManualInspection": False,
            "automaticCapture": True,
            "timeToLiveInMinutes": int(payment.link_life.total_seconds()) // 60,
        },
    }


def _customer(payment: NewPayment, address: str) -> dict[str, object]:
    known = {"governmentId": payment.government_id, "email": payment.email}
    return {
        "customerType": payment.customer_type.value,
        "mobilePhone": payment.phone,
        **_without_empty(known),
        **(_company(payment.company) if payment.company else {}),
        "deviceInfo": _without_empty({"ip": address, "userAgent": USER_AGENT}),
    }


def _company(company: Company) -> dict[str, object]:
    """What Resurs's own plugin sends of a company, as far as it is known (U24)."""
    known: dict[str, object] = {"contactPerson": company.contact_person}
    if company.address is not None:
        address = company.address
        parts = {
            "fullName": company.name,
            "addressRow1": address.row,
            "postalCode": address.postal_code,
            "postalArea": address.city,
            "countryCode": address.country,
        }
        known["deliveryAddress"] = _without_empty(parts)
    return _without_empty(known)


def _without_empty(known: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in known.items() if value}


def order_lines(lines: Sequence[PaymentLine]) -> dict[str, object]:
    """The body's order lines; without lines the field is left out, because the gateway refuses an empty list."""
    return {"orderLines": [_line(line) for line in lines]} if lines else {}


def _line(line: PaymentLine) -> dict[str, object]:
    known = {"description": line.description, "reference": line.reference}
    return {
        "type": line.type.value,
        "quantity": kronor(line.quantity),
        "quantityUnit": line.unit,
        "vatRate": line.vat_rate,
        "totalAmountIncludingVat": kronor(line.amount),
        **_without_empty(known),
    }


def kronor(hundredths: int) -> Decimal:
    """Convert hundredths (such as öre) to an exact decimal number."""
    return Decimal(hundredths).scaleb(-2)


encoder = msgspec.json.Encoder(decimal_format="number")
