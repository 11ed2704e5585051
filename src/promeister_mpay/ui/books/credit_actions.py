"""Kreditera faktura…: the dialog, and then the payment's part that goes back."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from promeister_mpay.ui.books.availability import why_not
from promeister_mpay.ui.books.credit_dialog import CreditDialog
from promeister_mpay.ui.common.actions import ActionName, Actions
from promeister_mpay.ui.common.background import Background
from promeister_mpay.ui.common.message_strip import Mood
from promeister_mpay.ui.order.busy import BusyOrders
from promeister_mpay.ui.order.editor import OrderEditor
from promeister_mpay.ui.payments.actions import PaymentActions

if TYPE_CHECKING:
    from promeister_mpay.services.books.service import BookkeepingService, Creditable, Credited

A = ActionName


class CreditActions(QObject):
    """Carries the function out off the UI thread; what it owes the customer is the payments' desk's to give back."""

    def __init__(
        self,
        payments: PaymentActions,
        editor: OrderEditor,
        actions: Actions,
        background: Background,
        *,
        work: BusyOrders,
    ) -> None:
        super().__init__(payments)
        self._payments = payments
        self._editor = editor
        self._actions = actions
        self._background = background
        self._work = work
        self._books: BookkeepingService | None = None
        actions.on(A.CREDIT, self.credit)
        work.changed.connect(self.allow)
        self.allow()

    def begin(self, books: "BookkeepingService") -> None:
        """Invoices can be credited."""
        self._books = books
        self.allow()

    def allow(self) -> None:
        """Enable it exactly when it makes sense; disabled, it says why."""
        card = self._editor.card
        if card is None or self._books is None:
            self._actions.allow(A.CREDIT, "Programmet startar")
        else:
            self._actions.allow(A.CREDIT, self._work.under_way(card.order.number) or why_not(A.CREDIT, card))

    def credit(self) -> None:
        """Read what is left of the order's invoice, and ask how much of it."""
        card, books = self._editor.card, self._books
        if card is None or books is None or card.order.invoice_number is None:
            return
        number, invoice = card.order.number, card.order.invoice_number
        self._background.run(
            lambda: books.creditable(invoice),
            partial(self._ask, books),
            refused=partial(self._work.show_error, number),
        )

    def _ask(self, books: "BookkeepingService", found: "Creditable") -> None:
        parent = self._payments.window
        dialog = CreditDialog(books, found, self._background, self._editor.who, parent=parent)
        dialog.credited.connect(self._on_credited)
        dialog.open()

    def _on_credited(self, made: "Credited") -> None:
        credit = made.invoice
        self._work.reload(credit.order_number)
        message = f"{credit.credited_title} {credit.credits} är krediterad: {credit.title.lower()} {credit.number}."
        self._work.show_outcome(credit.order_number, message, Mood.GOOD)
        if made.request_id is not None:
            self._payments.give_back(credit.order_number, made.request_id)
