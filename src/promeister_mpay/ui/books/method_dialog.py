"""Asks before posting how the order was paid; one key answers."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from promeister_mpay.domain.money import format_kronor
from promeister_mpay.domain.orders.order import Order
from promeister_mpay.domain.orders.payment_methods import CHOSEN_BY_CLERKS, PAYMENT_METHODS, PaymentMethod

TEXTS = {method: PAYMENT_METHODS[method].button for method in CHOSEN_BY_CLERKS}
KEYS: Mapping[int, PaymentMethod] = {ord(text[text.index("&") + 1]): method for method, text in TEXTS.items()}
"""Qt's code of a letter's key is the capital letter's."""


class MethodDialog(QDialog):
    """Lists the payment methods a clerk can choose; `then` receives the chosen one."""

    def __init__(self, order: Order, then: Callable[[PaymentMethod], object], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Betalningssätt")
        self._then = then
        message = f"Order {order.number}, {_question(order.totals.to_pay)}"
        row = QHBoxLayout()
        for method, text in TEXTS.items():
            button = QPushButton(text, self)
            button.clicked.connect(lambda _checked=False, method=method: self._choose(method))
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.addWidget(QLabel(message, self))
        column.addLayout(row)
        column.addWidget(QLabel("Tryck på den understrukna bokstaven. Esc avbryter, och ordern bokförs inte.", self))

    def _choose(self, method: PaymentMethod) -> None:
        self.accept()
        self._then(method)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A letter chooses a method, with or without Alt."""
        method = KEYS.get(event.key())
        if method is not None:
            self._choose(method)
        else:
            super().keyPressEvent(event)


def _question(due: int) -> str:
    if due < 0:
        return f"att betala ut {format_kronor(-due)}. Hur får kunden pengarna?"
    return f"att betala {format_kronor(due)}. Hur betalar kunden?"
