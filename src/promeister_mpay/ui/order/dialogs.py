"""Questions about an order: delete it, or resolve a conflict with another clerk's change."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from promeister_mpay.domain.orders.order import Order
from promeister_mpay.errors import OrderChanged
from promeister_mpay.ui.common.dialogs import ask
from promeister_mpay.ui.common.formats import local
from promeister_mpay.ui.order.fields import GENERAL, VEHICLE

LABELS = {
    **{spec.name: spec.label for spec in (*GENERAL, *VEHICLE)},
    "postal_code": "Postnr",
    "city": "Ort",
    "lines": "raderna",
}


def ask_delete(parent: QWidget, order: Order) -> bool:
    """Ask whether to delete the order."""
    name = f"order {order.number}" if order.number else "den nya ordern"
    customer = f" för {order.customer_name}" if order.customer_name else ""
    text = f"Radera {name}{customer} med {len(order.lines)} rader? Det går inte att ångra."
    return ask(parent, "Radera order", text, yes="&Radera", safe=True)


def ask_whose(parent: QWidget, error: OrderChanged, changed: Sequence[str]) -> bool:
    """Another clerk saved first: True merges my changes into theirs."""
    fields = ", ".join(LABELS.get(name, name) for name in changed)
    text = (
        f"{error.changed_by or 'Någon annan'} ändrade ordern {local(error.changed_at)}, medan du skrev.\n\n"
        f"Du har ändrat: {fields}.\n\n"
        "Vill du behålla det du skrivit tillsammans med det andra, eller visa bara det andra?"
    )
    return ask(parent, "Ordern är ändrad", text, yes="&Behåll mina ändringar", no="Visa &deras")
