"""Kreditera faktura…: the dialog, and then the payment's part that goes back."""

from functools import partial
from typing import TYPE_CHECKING

from promeister_mpay.ui.books.availability import why_not
from promeister_mpay.ui.books.credit_dialog import CreditDialog
from promeister_mpay.ui.common.actions import ActionName
from promeister_mpay.ui.common.message_strip import Mood
from promeister_mpay.ui.order.functions import OrderContext, OrderFunctions
from promeister_mpay.ui.payments.actions import PaymentActions

if TYPE_CHECKING:
    from promeister_mpay.services.books.service import BookkeepingService, Creditable, Credited

A = ActionName


class CreditActions(OrderFunctions):
    """Carries out the function off the UI thread; what is owed to the customer then, `payments` pays back."""

    def __init__(self, context: OrderContext, books: "BookkeepingService", payments: PaymentActions) -> None:
        super().__init__(context, (A.CREDIT,), why_not)
        self._books = books
        self._payments = payments
        context.actions.on(A.CREDIT, self.credit)

    def credit(self) -> None:
        """Read what is left of the order's invoice, and ask how much of it."""
        order, books = self._editor.card.order, self._books
        invoice = order.invoice_number
        if invoice is not None:
            self._background.run(
                lambda: books.creditable(invoice),
                self._ask,
                refused=partial(self._busy.show_error, order.number),
            )

    def _ask(self, found: "Creditable") -> None:
        dialog = CreditDialog(self._books, found, self._background, self._editor.who, parent=self._page.window())
        dialog.credited.connect(self._on_credited)
        dialog.open()

    def _on_credited(self, made: "Credited") -> None:
        credit = made.invoice
        self._busy.reload(credit.order_number)
        message = f"{credit.credited_title} {credit.credits} är krediterad: {credit.title.lower()} {credit.number}."
        self._busy.show_outcome(credit.order_number, message, Mood.GOOD)
        if made.request_id is not None:
            self._payments.give_back(credit.order_number, made.request_id)
