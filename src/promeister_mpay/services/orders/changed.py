"""The error for an order that was saved by somebody since it was read; it names who and when."""

from promeister_mpay.errors import OrderChanged
from promeister_mpay.services.ports.store import UnitOfWork


def changed_since(work: UnitOfWork, order_number: int, *, who: str, advice: str) -> OrderChanged:
    """The error for `who`, who has read an older version of the order; `advice` ends its sentence."""
    name, at = work.orders.last_change(order_number)
    shown = f"{name}, i ett annat fönster," if name and name == who else name or "någon annan"
    return OrderChanged(
        f"Ordern har ändrats av {shown} kl. {at.astimezone():%H.%M} sedan du läste den. {advice}",
        changed_by=name,
        changed_at=at,
    )
