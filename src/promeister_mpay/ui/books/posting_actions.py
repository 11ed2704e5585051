"""The menu Bokföring: posts the order, on trial or for good, and prints its documents."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from promeister_mpay.domain.orders.order import Order, OrderStatus
from promeister_mpay.domain.orders.readiness import check_complete
from promeister_mpay.errors import InputError, MpayError, UnusualDay
from promeister_mpay.services.settings import LABELS
from promeister_mpay.ui.books.availability import newest_document, why_not
from promeister_mpay.ui.books.method_dialog import MethodDialog, posting_question
from promeister_mpay.ui.books.trial_posting_dialog import TrialPostingDialog
from promeister_mpay.ui.common import dialogs
from promeister_mpay.ui.common.actions import ActionName
from promeister_mpay.ui.common.background import Lane
from promeister_mpay.ui.common.message_strip import Mood
from promeister_mpay.ui.documents.printing import Printing
from promeister_mpay.ui.order.functions import OrderContext, OrderFunctions

if TYPE_CHECKING:
    from promeister_mpay.domain.documents.content import Document
    from promeister_mpay.services.books.service import Posted
    from promeister_mpay.services.counter import CounterServices
    from promeister_mpay.services.orders.service import OrderCard

A = ActionName
FUNCTIONS = (A.POST, A.POST_AND_PRINT, A.TRIAL, A.PRINT, A.SHOW_INVOICE)


@dataclass(frozen=True, slots=True)
class Posting:
    """How the order is to be booked; `accepted` is the question that the clerk has already said yes to."""

    prints: bool
    by_key: bool
    accepted: str | None = None


class PostingActions(OrderFunctions):
    """Carries out the functions off the UI thread, after saving."""

    setting_requested = Signal(str, str)
    """Nothing can be booked before this setting is filled in: why, and its name."""

    def __init__(self, context: OrderContext, services: "CounterServices", printing: Printing) -> None:
        super().__init__(context, FUNCTIONS, why_not)
        self._services = services
        self._printing = printing
        self._functions: dict[ActionName, Callable[[OrderCard], None]] = {
            A.TRIAL: self._try,
            A.PRINT: self._print,
            A.SHOW_INVOICE: self._show_invoice,
        }
        for name in FUNCTIONS:
            posts = name in (A.POST, A.POST_AND_PRINT)
            context.actions.on(name, partial(self._on_post, name) if posts else partial(self._when_saved, name))

    def _on_post(self, name: ActionName) -> None:
        """Only a key can be set not to ask: it is not pressed by mistake as a click is made."""
        by_key = self._actions[name].is_by_key
        self._when_saved(name, partial(self._post, Posting(prints=name is A.POST_AND_PRINT, by_key=by_key)))

    def _when_saved(self, name: ActionName, act: "Callable[[OrderCard], None] | None" = None) -> None:
        self._editor.leave_then(lambda: self._carry_out(name, act or self._functions[name]))

    def _carry_out(self, name: ActionName, act: "Callable[[OrderCard], None]") -> None:
        """Carry out the function with the order as it is stored now: it may have changed since the key was pressed."""
        card = self._editor.card
        if self._busy.under_way(card.order.number):
            return
        reason = why_not(name, card)
        if reason:
            self._busy.show_outcome(card.order.number, f"{reason}.", Mood.BAD)
        else:
            self._busy.clear_message()
            act(card)

    # -- posting

    def _post(self, posting: "Posting", card: "OrderCard") -> None:
        """F11: ask how the order is paid, or whether it is to be booked as it stands, and book."""
        order = card.order
        if not self._is_complete(order):
            return
        if order.payment_method is None and order.totals.to_pay:
            window = self._page.window()
            MethodDialog(order, self._page.with_method, partial(self._take_method, posting), window).open()
        elif posting_question(order) == posting.accepted:
            self._book(order, prints=posting.prints)
        elif posting.by_key:
            self._background.run(
                lambda: self._services.settings.load()[0].asks_before_posting,
                lambda asks: self._ask_and_book(order, posting, asks=asks),
                refused=partial(self._show_error, order.number),
            )
        else:
            self._ask_and_book(order, posting, asks=True)

    def _ask_and_book(self, order: Order, posting: "Posting", *, asks: bool) -> None:
        """The order may have been left meanwhile, be under way by another key, or be booked by it."""
        number, now = order.number, self._editor.card.order
        if now.number != number or now.status is OrderStatus.POSTED or self._busy.under_way(number):
            return
        question = posting_question(order)
        if not asks or dialogs.ask(self._page.window(), "Bokför", question, yes="&Bokför", guarded=True):
            self._book(order, prints=posting.prints)
        else:
            self._busy.show_outcome(order.number, "Ordern är inte bokförd.", Mood.BAD)

    def _is_complete(self, order: Order) -> bool:
        """Whether nothing is missing; otherwise show what is missing, before any question."""
        try:
            check_complete(order)
        except InputError as error:
            self._busy.show_error(order.number, error)
            return False
        return True

    def _take_method(self, posting: "Posting", order: Order) -> None:
        """Put the method into its field, so that it is saved and rounded as if the clerk had chosen it there.

        The clerk is asked again only if the saved order has another amount: its setting was changed elsewhere.
        """
        method = order.payment_method
        if method and self._busy.is_shown(order.number) and not self._page.is_locked:
            self._page.form.type_in("payment_method", method.value)
            name = A.POST_AND_PRINT if posting.prints else A.POST
            accepted = replace(posting, by_key=False, accepted=posting_question(order))
            self._when_saved(name, partial(self._post, accepted))

    def _book(self, order: Order, *, prints: bool, asks_about_day: bool = True) -> None:
        books, number, version, who = self._services.bookkeeping, order.number, order.version, self._editor.who()
        self._busy.begin(number, "Bokför …")
        self._background.run(
            lambda: books.post(number, version=version, who=who, asks_about_day=asks_about_day),
            lambda made: self._on_posted(made, prints=prints),
            refused=lambda error: self._on_refused(order, error, prints=prints),
            on_error=partial(self._busy.end, number),
            lane=Lane.CHANGING,
        )

    def _on_posted(self, made: "Posted", *, prints: bool) -> None:
        invoice = made.invoice
        self._busy.end(invoice.order_number)
        self._busy.show_outcome(invoice.order_number, f"Bokförd: {invoice.title.lower()} {invoice.number}.", Mood.GOOD)
        if prints:
            self._printing.print_at_once(self._invoice(invoice.number))

    def _on_refused(self, order: Order, error: MpayError, *, prints: bool) -> None:
        """Ask about an unusual day, and book when the clerk says so; show any other error."""
        if not isinstance(error, UnusualDay):
            self._show_error(order.number, error)
            return
        self._busy.end(order.number)
        text = f"{error}\n\nBokför order {order.number} med det datumet?"
        if dialogs.ask(self._page.window(), "Stämmer datumet?", text, yes="&Bokför", safe=True, guarded=True):
            self._book(order, prints=prints, asks_about_day=False)
        else:
            self._busy.show_outcome(order.number, "Ordern är inte bokförd.", Mood.BAD)

    def _show_error(self, order_number: int, error: MpayError) -> None:
        self._busy.show_error(order_number, error)
        if isinstance(error, InputError) and error.field in LABELS:
            self.setting_requested.emit(str(error), error.field)

    def _try(self, card: "OrderCard") -> None:
        """Provbokför: show the voucher, and book nothing."""
        services, number, who = self._services, card.order.number, self._editor.who()
        if not self._is_complete(card.order):
            return
        self._background.run(
            lambda: (services.bookkeeping.trial(number, who=who), services.settings.load()[0].account_names),
            lambda made: TrialPostingDialog(*made, self._page.window()).open(),
            refused=partial(self._show_error, number),
            lane=Lane.CHANGING,
        )

    # -- paper

    def _print(self, card: "OrderCard") -> None:
        """Ctrl+P: the invoice that stands, else the order as a work order."""
        order, documents = card.order, self._services.documents
        if order.invoice_number is not None:
            self._printing.ask(self._invoice(order.invoice_number))
        elif order.number:
            self._printing.ask(lambda: documents.work_order(order.number))
        else:
            self._busy.show_outcome(order.number, "Ordern är tom: det finns inget att skriva ut.", Mood.BAD)

    def _show_invoice(self, card: "OrderCard") -> None:
        number = newest_document(card)
        if number is not None:
            self.show_document(number)

    def show_document(self, number: int) -> None:
        """Show an invoice or credit invoice as it is printed."""
        self._printing.preview(self._invoice(number))

    def _invoice(self, number: int) -> "Callable[[], Document]":
        documents = self._services.documents
        return lambda: documents.invoice(number)
