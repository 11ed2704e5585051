"""Whether an order can be invoiced: all that the law requires on an invoice (ML 17:24, 17:26) is filled in."""

from promeister_mpay.domain.books.invoices import Seller
from promeister_mpay.domain.money import format_kronor
from promeister_mpay.domain.orders.order import Order
from promeister_mpay.domain.orders.payment_methods import PaymentMethod
from promeister_mpay.domain.orders.readiness import check_complete
from promeister_mpay.errors import InputError

SIMPLE_INVOICE = 400_000
"""The largest amount in öre, with VAT, of an invoice without the buyer's address (ML 17:26)."""


def check_invoiceable(order: Order) -> None:
    """Refuse an order that lacks what its invoice needs (ML 17:24); raises `InputError` with the field at fault."""
    check_complete(order)
    _check_method(order)
    if order.totals.to_pay > SIMPLE_INVOICE and not (order.address.strip() and order.city.strip()):
        raise InputError(
            f"En faktura på mer än {format_kronor(SIMPLE_INVOICE)} ska ha kundens adress. Fyll i adress och ort.",
            "city" if order.address.strip() else "address",
        )


def _check_method(order: Order) -> None:
    """There is a method when there is an amount, and Resurs only takes money in (`bookkeeping.md §5`)."""
    due, method = order.totals.to_pay, order.payment_method
    if due and method is None:
        raise InputError("Välj betalningssätt innan ordern bokförs.", "payment_method")
    if due < 0 and method is PaymentMethod.MOBILE:
        raise InputError(
            f"Kunden ska ha {format_kronor(-due)}, och det kan inte betalas ut som mobilbetalning. Välj ett annat "
            "betalningssätt.",
            "payment_method",
        )


def check_seller(seller: Seller) -> None:
    """Refuse a seller without the data that invoices need (ML 17:24); raises `InputError` with the setting at fault."""
    needed = {
        "workshop_name": seller.name,
        "workshop_address": seller.address,
        "workshop_city": seller.city,
        "vat_number": seller.vat_number,
    }
    for name, value in needed.items():
        if not value.strip():
            raise InputError(
                "Verkstadens namn, adress, ort och momsregistreringsnummer ska stå på fakturan. "
                "Fyll i dem i Arkiv → Inställningar → Verkstaden.",
                name,
            )
