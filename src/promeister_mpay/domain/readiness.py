"""Whether an order is ready: complete enough to be paid, and within what the gateway takes."""

import re
from dataclasses import dataclass

from promeister_mpay.domain.invoices import Seller
from promeister_mpay.domain.money import format_kronor
from promeister_mpay.domain.orders import LineType, Order, OrderLine
from promeister_mpay.domain.payment_lines import payment_lines
from promeister_mpay.domain.phones import MobileNumber, parse_mobile
from promeister_mpay.errors import InputError

MAX_LINES = 1000
MAX_DESCRIPTION = 100
MAX_REFERENCE = 50
MAX_UNIT = 50
SIMPLE_INVOICE = 400_000
"""Up to so many öre with VAT the buyer's address may be missing (ML 17:26)."""
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(?:\.[^@\s.]+)+", re.ASCII)


@dataclass(frozen=True, slots=True)
class AmountLimits:
    """What the chosen payment method takes, in öre, both ends included (`merchant-api.md §4`)."""

    least: int = 1
    most: int = 999_999_999_999


def check_complete(order: Order) -> None:
    """Refuse an order that lacks what a payment or an invoice needs; raises `InputError` with the field at fault."""
    if not order.customer_name.strip():
        raise InputError("Kunden saknas. Välj en kund (F6) eller fyll i namnet.", "customer_name")
    if not any(line.type is not LineType.TEXT for line in order.lines):
        raise InputError("Ordern har inga rader att ta betalt för. Lägg till minst en rad.", "lines[0].number")
    for position, line in enumerate(order.lines):
        _check_quantity(line, position)
    if order.totals.to_pay <= 0:
        raise InputError(
            f"Att betala är {format_kronor(order.totals.to_pay)}. Beloppet måste vara större än noll.",
            "lines[0].unit_price",
        )


def check_invoiceable(order: Order) -> None:
    """Refuse an order that lacks what its invoice needs (ML 17:24); raises `InputError` with the field at fault."""
    check_complete(order)
    if order.payment_method is None:
        raise InputError("Välj betalningssätt innan ordern bokförs.", "payment_method")
    if order.totals.to_pay > SIMPLE_INVOICE and not (order.address.strip() and order.city.strip()):
        raise InputError(
            f"En faktura på mer än {format_kronor(SIMPLE_INVOICE)} ska ha kundens adress. Fyll i adress och ort.",
            "city" if order.address.strip() else "address",
        )


def check_seller(seller: Seller) -> None:
    """Refuse a workshop that cannot write invoices yet (ML 17:24); raises `InputError` with the setting at fault."""
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


def _check_quantity(line: OrderLine, position: int) -> None:
    if line.type is not LineType.TEXT and line.quantity == 0:
        raise InputError(
            f"Rad {position + 1}: antalet är 0. Fyll i ett antal eller ta bort raden (F4).",
            f"lines[{position}].quantity",
        )


def check_payable(order: Order, limits: AmountLimits) -> MobileNumber:
    """Refuse an order that cannot be paid by SMS link; gives the number that the SMS would go to.

    Raises `InputError` with the field at fault; the limits are the gateway's (`merchant-api.md §5`) and the method's.
    """
    check_complete(order)
    number = parse_mobile(order.mobile_phone)
    if order.email:
        check_email(order.email, "email")
    for position, line in enumerate(order.lines):
        _check_texts(line, position)
    count = len(payment_lines(order))
    if count > MAX_LINES:
        raise InputError(
            f"Ordern blir {count} betalningsrader; Resurs tar emot högst {MAX_LINES}. Slå ihop rader.",
            f"lines[{len(order.lines) - 1}].number",
        )
    _check_amount(order.totals.to_pay, limits)
    return number


def check_email(address: str, field: str) -> None:
    """Refuse what is no e-mail address; raises `InputError(field)`."""
    if not _EMAIL.fullmatch(address):
        raise InputError(f"E-postadressen ”{address}” är inte giltig. Rätta den eller lämna fältet tomt.", field)


def _check_texts(line: OrderLine, position: int) -> None:
    if line.type is LineType.TEXT:
        return
    bounds = (
        ("description", "beskrivningen", line.description, MAX_DESCRIPTION),
        ("number", "numret", line.number, MAX_REFERENCE),
        ("unit", "enheten", line.unit, MAX_UNIT),
    )
    for field, name, text, most in bounds:
        if _length(text) > most:
            raise InputError(
                f"Rad {position + 1}: {name} är {_length(text)} tecken; Resurs tar emot högst {most}. Korta texten.",
                f"lines[{position}].{field}",
            )


def _length(text: str) -> int:
    """Characters as the gateway is likely to count them: an emoji is two (UTF-16)."""
    return len(text.encode("utf-16-le")) // 2


def _check_amount(amount: int, limits: AmountLimits) -> None:
    if limits.least <= amount <= limits.most:
        return
    raise InputError(
        f"Att betala är {format_kronor(amount)}, men betalningssättet hos Resurs tar emot "
        f"{format_kronor(limits.least)} till {format_kronor(limits.most)}.",
        "lines[0].unit_price",
    )
