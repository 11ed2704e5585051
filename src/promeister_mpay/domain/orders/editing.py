"""The fields of an order that a clerk may change, and merging two clerks' changes to one order."""

from dataclasses import fields, replace

from promeister_mpay.domain.orders.order import Order


def clerks_fields(order_type: type[Order]) -> tuple[str, ...]:
    """The fields that are not marked as the program's; a new field is a clerk's until somebody says otherwise."""
    return tuple(field.name for field in fields(order_type) if not field.metadata.get("by_the_program"))


CLERKS_FIELDS = clerks_fields(Order)
"""What a clerk writes; the rest of an order is the program's."""


def merged(base: Order, mine: Order, theirs: Order) -> Order:
    """Two clerks' changes to `base` in one: mine where I changed a field, else theirs; the lines count as one field."""
    changed = {name: getattr(mine, name) for name in CLERKS_FIELDS if getattr(mine, name) != getattr(base, name)}
    return replace(theirs, **changed)
