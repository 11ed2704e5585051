"""Asks before posting how the order was paid: letters choose a method, and Enter books."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from promeister_mpay.domain.money import format_kronor
from promeister_mpay.domain.orders.order import Order
from promeister_mpay.domain.orders.payment_methods import CHOSEN_BY_CLERKS, PAYMENT_METHODS, PaymentMethod
from promeister_mpay.ui.common.plain_text import TextLabel

TEXTS = {method: PAYMENT_METHODS[method].button for method in CHOSEN_BY_CLERKS}
HINT = "Skriv början av betalningssättet, eller den understrukna bokstaven. Enter bokför, Esc avbryter."
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class MethodDialog(QDialog):
    """Lists the payment methods a clerk can choose, none of them chosen, with the amount that each of them gives.

    `with_method` gives the order as it will be stored with a method. `then` receives the order that was shown when
    the clerk said yes.
    """

    def __init__(
        self,
        order: Order,
        with_method: Callable[[Order, PaymentMethod], Order],
        then: Callable[[Order], object],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Betalningssätt")
        self._order = order
        self._with_method = with_method
        self._then = then
        self._typed = ""
        self.chosen: Order | None = None
        self.message_label = TextLabel(f"Order {order.number}, {_question(order.totals.to_pay)}", self)
        self._group = QButtonGroup(self)
        self.buttons = {method: self._made(method, text) for method, text in TEXTS.items()}
        choices = QDialogButtonBox(self)
        self.ok_button = choices.addButton("&Bokför", QDialogButtonBox.ButtonRole.AcceptRole)
        choices.addButton("Avbryt", QDialogButtonBox.ButtonRole.RejectRole)
        choices.accepted.connect(self._on_ok)
        choices.rejected.connect(self.reject)
        self._lay_out(choices)

    def _made(self, method: PaymentMethod, text: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setCheckable(True)
        button.setAutoDefault(False)
        button.toggled.connect(lambda on: self._show(method) if on else None)
        self._group.addButton(button)
        return button

    def _lay_out(self, choices: QDialogButtonBox) -> None:
        row = QHBoxLayout()
        for button in self.buttons.values():
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.addWidget(self.message_label)
        column.addLayout(row)
        column.addWidget(TextLabel(HINT, self))
        column.addWidget(choices)
        self.ok_button.setDefault(True)

    def _show(self, method: PaymentMethod) -> None:
        self.chosen = self._with_method(self._order, method)
        self.message_label.setText(posting_question(self.chosen))

    def _on_ok(self) -> None:
        """Without a method nothing is booked."""
        if self.chosen is None:
            self.message_label.setText("Välj först hur kunden betalar.")
        else:
            self.accept()
            self._then(self.chosen)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Letters choose a method by the beginning of its name; Enter books the one that is chosen."""
        letter = event.text().upper()
        if event.key() in ENTER:
            self._on_ok()
        elif letter.isalpha() and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._type(letter)
        else:
            super().keyPressEvent(event)

    def _type(self, letter: str) -> None:
        """A letter that several names begin with goes from one to the next; more letters tell them apart."""
        self._typed = self._typed + letter if _beginning(self._typed + letter) else letter
        fitting = _beginning(self._typed) or [method for method, text in TEXTS.items() if f"&{letter}" in text]
        if not fitting:
            return
        method = self.chosen.payment_method if self.chosen else None
        goes_on = self._typed == letter and method in fitting
        at = fitting.index(method) + 1 if goes_on and method else 0
        if goes_on or method not in fitting:
            self.buttons[fitting[at % len(fitting)]].setChecked(True)


def posting_question(order: Order) -> str:
    """The question before booking: 'Bokför order 14799, 2 340,00 kr, KONTANT?'."""
    due, method = order.totals.to_pay, order.payment_method
    amount = f"{format_kronor(-due)} att betala ut" if due < 0 else format_kronor(due)
    return f"Bokför order {order.number}, {amount}{f', {method.value}' if method and due else ''}?"


def _beginning(typed: str) -> list[PaymentMethod]:
    return [method for method in TEXTS if method.value.startswith(typed)]


def _question(due: int) -> str:
    if due < 0:
        return f"att betala ut {format_kronor(-due)}. Hur får kunden pengarna?"
    return f"att betala {format_kronor(due)}. Hur betalar kunden?"
