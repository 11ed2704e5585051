"""Sök betalning hos Resurs: what the gateway has for a payment id, a reference or an order, and taking it up."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from promeister_mpay.domain.payments.found_payments import FoundPayment
from promeister_mpay.errors import MpayError
from promeister_mpay.ui.common.background import Background, Lane, Task
from promeister_mpay.ui.common.jobs import LatestResult
from promeister_mpay.ui.common.plain_text import TextLabel
from promeister_mpay.ui.common.read_only_table import ReadOnlyTable
from promeister_mpay.ui.common.text_field import TextField
from promeister_mpay.ui.payments.found_payment_text import COLUMNS, NONE_FOUND, advice_text, taken_up_text

if TYPE_CHECKING:
    from promeister_mpay.services.payments.loop import LoopResult
    from promeister_mpay.services.payments.service import PaymentService

BEGIN = "Skriv betalningens id, dess referens (Kvitto i Resurs fil) eller ordernumret."


class PaymentSearchDialog(QDialog):
    """Asks off the UI thread. `called` after each call; `taken_up` when an order's payments have changed."""

    called = Signal()
    taken_up = Signal(int)
    order_requested = Signal(int)

    def __init__(
        self, payments: "PaymentService", background: Background, who: Callable[[], str], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._payments = payments
        self._background = background
        self._who = who
        self._job = LatestResult(background, self)
        self._is_taking_up = False
        self.name = TextField(self)
        self.search_button = QPushButton("&Sök", self)
        self.found: ReadOnlyTable[FoundPayment] = ReadOnlyTable("Betalningar hos Resurs", COLUMNS, self)
        self.message_label = TextLabel(BEGIN, self)
        self.order_button = QPushButton("&Visa order", self)
        self.take_up_button = QPushButton("&Ta upp betalningen", self)
        self.close_button = QPushButton("Stäng", self)
        self._lay_out()
        self._connect()
        self._allow()

    def _lay_out(self) -> None:
        self.setWindowTitle("Sök betalning hos Resurs")
        self.resize(980, 320)
        self.name.setAccessibleName("Betalnings-id, referens eller ordernummer")
        self.message_label.setWordWrap(True)
        self.message_label.setAccessibleName("Besked")
        label = TextLabel("Betalnings-id, &referens eller ordernr", self)
        label.setBuddy(self.name)
        head, foot, column = QHBoxLayout(), QHBoxLayout(), QVBoxLayout(self)
        for widget in (label, self.name, self.search_button):
            head.addWidget(widget)
        foot.addStretch(1)
        for button in (self.order_button, self.take_up_button, self.close_button):
            foot.addWidget(button)
        column.addLayout(head)
        column.addWidget(self.found, 1)
        column.addWidget(self.message_label)
        column.addLayout(foot)

    def _connect(self) -> None:
        for button, slot in (
            (self.search_button, self.search),
            (self.order_button, self._show_order),
            (self.take_up_button, self.take_up),
            (self.close_button, self.reject),
        ):
            button.setAutoDefault(False)
            button.clicked.connect(slot)
        self.name.returnPressed.connect(self.search)
        self._job.changed.connect(self._allow)
        self.found.selectionModel().currentRowChanged.connect(lambda _now, _before: self._show_advice())
        enter = QShortcut(Qt.Key.Key_Return, self.found, context=Qt.ShortcutContext.WidgetShortcut)
        enter.activated.connect(self._show_order)

    def _allow(self) -> None:
        current = self.found.current()
        is_busy = self._job.is_busy or self._is_taking_up
        self.search_button.setEnabled(not is_busy)
        self.order_button.setEnabled(current is not None and current.order_number is not None)
        self.take_up_button.setEnabled(not is_busy and current is not None and current.may_be_taken_up)

    # -- searching

    def begin(self, name: str) -> None:
        """Open the window; a name is searched for at once."""
        self.open()
        if name:
            self.name.setText(name)
            self.search()

    def search(self) -> None:
        """Ask the gateway; nothing is written."""
        if self._is_taking_up:
            return
        name = self.name.text()
        self.found.rows.set_rows(())
        self.message_label.setText("Frågar Resurs …")
        self._job.run(
            lambda: self._payments.search.find(name),
            partial(self._on_found, name),
            refused=self._on_refused,
            on_error=lambda: self.message_label.setText(BEGIN),
            lane=Lane.GATEWAY,
        )

    def _on_found(self, name: str, found: Sequence[FoundPayment]) -> None:
        self.called.emit()
        self.found.rows.set_rows(found)
        self.found.to_first()
        if found:
            self.found.setFocus()
            self._show_advice()
        else:
            self.message_label.setText(NONE_FOUND.format(name.strip()))
            self._allow()

    def _on_refused(self, error: MpayError) -> None:
        self.called.emit()
        self.message_label.setText(str(error))
        self._allow()

    def _show_advice(self) -> None:
        current = self.found.current()
        if current is not None and not self._is_taking_up:
            self.message_label.setText(advice_text(current))
        self._allow()

    def _show_order(self) -> None:
        current = self.found.current()
        if current is not None and current.order_number is not None:
            self.order_requested.emit(current.order_number)

    # -- taking up

    def take_up(self) -> None:
        """Store the payment, and then do what is due with it."""
        current, who = self.found.current(), self._who()
        if current is None or not self.take_up_button.isEnabled():
            return
        self._set_taking_up("Antecknar betalningen …")
        self._background.run(
            lambda: self._payments.search.take_up(current, who=who),
            partial(self._on_stored, who),
            refused=self._on_not_taken_up,
            on_error=self._end_taking_up,
            lane=Lane.CHANGING,
        )

    def _on_stored(self, who: str, request_id: int) -> None:
        text = "Frågar Resurs …"
        self._set_taking_up(text)
        self._background.run(
            lambda: self._payments.carry_on(request_id, who=who),
            self._on_taken_up,
            refused=self._on_not_taken_up,
            on_error=self._end_taking_up,
            lane=Lane.GATEWAY,
            task=Task(f"Sökt betalning: {text}", "Betalningen är antecknad och tas upp igen vid nästa start."),
        )

    def _on_taken_up(self, result: "LoopResult") -> None:
        self._end_taking_up()
        self.called.emit()
        self.found.rows.set_rows(())
        self.message_label.setText(taken_up_text(result))
        if result.is_unanswered:
            self._background.task_failed.emit()
        self._allow()
        self.name.setFocus()
        self.taken_up.emit(result.request.order_number)

    def _on_not_taken_up(self, error: MpayError) -> None:
        self._end_taking_up()
        self._on_refused(error)

    def _set_taking_up(self, text: str) -> None:
        self._is_taking_up = True
        self.message_label.setText(text)
        self._allow()

    def _end_taking_up(self) -> None:
        self._is_taking_up = False
        self._allow()
