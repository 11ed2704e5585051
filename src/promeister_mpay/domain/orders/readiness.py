"""Whether an order is complete enough to be paid or invoiced."""

import re

from promeister_mpay.domain.orders.lines import LineType, OrderLine
from promeister_mpay.domain.orders.order import Order
from promeister_mpay.errors import InputError

_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(?:\.[^@\s.]+)+", re.ASCII)


def check_complete(order: Order) -> None:
    """Refuse an order that lacks what a payment or an invoice needs; raises `InputError` with the field at fault."""
    if not order.customer_name.strip():
        raise InputError("Kunden saknas. Välj en kund (F6) eller fyll i namnet.", "customer_name")
    if not any(line.type is not LineType.TEXT for line in order.lines):
        raise InputError("Ordern har inga rader att ta betalt för. Lägg till minst en rad.", "lines[0].number")
    for position, line in enumerate(order.lines):
        _check_quantity(line, position)


def _check_quantity(line: OrderLine, position: int) -> None:
    if line.type is not LineType.TEXT and line.quantity == 0:
        raise InputError(
            f"Rad {position + 1}: antalet är 0. Fyll i ett antal eller ta bort raden (F4).",
            f"lines[{position}].quantity",
        )


def check_email(address: str, field: str) -> None:
    """Refuse what is no e-mail address; raises `InputError(field)`."""
    if not _EMAIL.fullmatch(address):
        raise InputError(f"E-postadressen ”{address}” är inte giltig. Rätta den eller lämna fältet tomt.", field)
