"""The questions that the program asks; each is one function, so that a test can answer it."""

from collections.abc import Sequence

from PySide6.QtWidgets import QInputDialog, QMessageBox, QWidget

from promeister_mpay.domain.money import format_kronor
from promeister_mpay.domain.orders import Order
from promeister_mpay.errors import OrderChanged
from promeister_mpay.ui.fields import GENERAL, VEHICLE
from promeister_mpay.ui.formats import local

LABELS = {
    **{spec.name: spec.label for spec in (*GENERAL, *VEHICLE)},
    "postal_code": "Postnr",
    "city": "Ort",
    "lines": "raderna",
}


def ask(parent: QWidget, title: str, text: str, *, yes: str, no: str = "Avbryt", safe: bool = False) -> bool:
    """A question with two answers; Enter means yes unless `safe`, Esc means no."""
    box = QMessageBox(QMessageBox.Icon.Question, title, text, parent=parent)
    accept = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
    refuse = box.addButton(no, QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(refuse if safe else accept)
    box.setEscapeButton(refuse)
    box.exec()
    return box.clickedButton() is accept


def ask_delete(parent: QWidget, order: Order) -> bool:
    """Whether the order is to be deleted."""
    name = f"order {order.number}" if order.number else "den nya ordern"
    customer = f" för {order.customer_name}" if order.customer_name else ""
    text = f"Radera {name}{customer} med {len(order.lines)} rader? Det går inte att ångra."
    return ask(parent, "Radera order", text, yes="&Radera", safe=True)


def ask_whose(parent: QWidget, error: OrderChanged, changed: Sequence[str]) -> bool:
    """Somebody saved first: True keeps mine, put together with theirs."""
    fields = ", ".join(LABELS.get(name, name) for name in changed)
    text = (
        f"{error.changed_by or 'Någon annan'} ändrade ordern {local(error.changed_at)}, medan du skrev.\n\n"
        f"Du har ändrat: {fields}.\n\n"
        "Vill du behålla det du skrivit tillsammans med det andra, eller visa bara det andra?"
    )
    return ask(parent, "Ordern är ändrad", text, yes="&Behåll mina ändringar", no="Visa &deras")


def ask_void(parent: QWidget, *, amount: int, paid: bool, is_rest: bool) -> bool:
    """Whether the link is to be taken back, or the money paid back: all of it, or the rest of it."""
    if paid:
        sum_ = format_kronor(amount)
        said = f"{sum_} är kvar av det som kunden har betalat." if is_rest else f"Kunden har betalat {sum_}."
        text = f"{said} {'Resten' if is_rest else 'Hela beloppet'} betalas tillbaka och ordern öppnas. Fortsätta?"
        return ask(parent, "Annullera betalnings-SMS", text, yes="&Betala tillbaka", safe=True)
    text = (
        f"Ta tillbaka länken på {format_kronor(amount)} och öppna ordern?\n\n"
        "Betalar kunden ändå, går pengarna tillbaka av sig själva."
    )
    return ask(parent, "Annullera betalnings-SMS", text, yes="&Annullera")


def ask_foreign_number(parent: QWidget, shown: str) -> bool:
    """Whether an SMS is to go to a number that is not a Swedish mobile."""
    text = f"{shown} är inte ett svenskt mobilnummer. Skicka SMS dit?"
    return ask(parent, "Skicka mobilbetalning", text, yes="&Skicka", safe=True)


def ask_number(parent: QWidget, title: str, label: str, text: str = "") -> str | None:
    """A line of text, or None."""
    typed, ok = QInputDialog.getText(parent, title, label, text=text)
    return typed.strip() if ok else None


def ask_discard(parent: QWidget, title: str) -> bool:
    """Whether what is typed and not saved may be thrown away."""
    text = "Det du har ändrat är inte sparat. Kasta ändringarna?"
    return ask(parent, title, text, yes="&Kasta", no="&Fortsätt redigera", safe=True)


def tell(parent: QWidget, title: str, text: str) -> None:
    """Something to read, with Ok."""
    QMessageBox.information(parent, title, text)
