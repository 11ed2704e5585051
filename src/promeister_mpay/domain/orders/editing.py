"""What a clerk may change on an order, and how two clerks' changes to one order are merged."""

from dataclasses import replace

from promeister_mpay.domain.orders.order import Order

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
