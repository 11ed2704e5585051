"""The menu Funktion: carries out and enables the functions of the order's mobile payment."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from promeister_mpay.domain.money import format_kronor
from promeister_mpay.domain.payments.readiness import check_asks_for_money
from promeister_mpay.domain.phones import parse_mobile
from promeister_mpay.errors import GatewayError, MpayError
from promeister_mpay.ui.common.actions import ActionName
from promeister_mpay.ui.common.background import Lane, Task
from promeister_mpay.ui.common.dialogs import ask_number
from promeister_mpay.ui.common.message_strip import Mood
from promeister_mpay.ui.order.functions import OrderContext, OrderFunctions
from promeister_mpay.ui.payments.availability import waiting_link, why_not
from promeister_mpay.ui.payments.dialogs import ask_foreign_number, ask_void
from promeister_mpay.ui.payments.link_dialog import LinkDialog
from promeister_mpay.ui.payments.messages import result_message

if TYPE_CHECKING:
    from promeister_mpay.domain.orders.order import Order
    from promeister_mpay.services.payments.loop import LoopResult
    from promeister_mpay.services.payments.service import PaymentService

A = ActionName
FUNCTIONS = (A.SEND, A.VOID, A.CHECK, A.READ_AGAIN, A.SEND_TO, A.SHOW_LINK)


class PaymentActions(OrderFunctions):
    """Runs the functions off the UI thread; a result only changes its own order."""

    called = Signal()
    """A call to the gateway has ended, with or without an error."""

    def __init__(self, context: OrderContext, payments: "PaymentService") -> None:
        super().__init__(context, FUNCTIONS, why_not)
        self._payments = payments
        for name, slot in zip(
            FUNCTIONS, (self.send, self.void, self.check, self.check, self.send_to, self.show_link), strict=True
        ):
            context.actions.on(name, slot)

    def send(self) -> None:
        """Ctrl+S: save, check that the order is ready, and send."""
        self._editor.leave_then(self._lock_shown)

    def _lock_shown(self) -> None:
        order = self._editor.card.order
        if not self._busy.under_way(order.number):
            self._lock(order, foreign_agreed=False)

    def _lock(self, order: "Order", *, foreign_agreed: bool) -> None:
        who = self._editor.who()
        self._busy.begin(order.number, "Kontrollerar ordern …")
        self._background.run(
            lambda: locked(self._payments, order, who, foreign_agreed=foreign_agreed),
            lambda request_id: self._on_locked(order, request_id, who),
            refused=partial(self._on_not_locked, order),
            on_error=partial(self._end_call, order.number),
            lane=Lane.CHANGING,
        )

    def _on_locked(self, order: "Order", request_id: int, who: str) -> None:
        self._busy.reload(order.number)
        text = f"Skickar betalnings-SMS till {parse_mobile(order.mobile_phone).shown} …"
        self._call(order.number, text, lambda: self._payments.deliver(request_id, who=who))

    def _on_not_locked(self, order: "Order", error: MpayError) -> None:
        from promeister_mpay.services.payments.service import ForeignNumber

        if not isinstance(error, ForeignNumber):
            self._on_refused(order.number, error)
        elif ask_foreign_number(self._page, error.shown):
            self._lock(order, foreign_agreed=True)
        else:
            self._busy.clear_message()
            self._page.focus_field("mobile_phone")

    def void(self) -> None:
        """Void the link, or refund the payment, after asking."""
        request = self._editor.card.holding
        if request is None:
            return
        left = request.captured - request.refunded
        if not ask_void(self._page, amount=left or request.amount, paid=left > 0, is_rest=request.refunded > 0):
            return
        number, who = request.order_number, self._editor.who()
        self._start(
            number,
            "Annullerar …",
            lambda: self._payments.give_up(number, who=who),
            lambda request_id: self._payments.carry_on(request_id, who=who),
        )

    def check(self) -> None:
        """Ctrl+L, or Läs om betalningen when it is paid already: ask the gateway now."""
        number, who = self._editor.card.order.number, self._editor.who()
        self._call(number, "Frågar Resurs …", lambda: self._payments.check(number, who=who))

    def give_back(self, order_number: int, request_id: int) -> None:
        """Refund what a part credit owes the customer."""
        who = self._editor.who()
        self._call(order_number, "Betalar tillbaka …", lambda: self._payments.carry_on(request_id, who=who))

    def send_to(self) -> None:
        """Void the link and send a new one to another number."""
        order, who = self._editor.card.order, self._editor.who()
        number = order.number
        phone = ask_number(self._page, "Skicka ny länk", "Mobilnummer:", order.mobile_phone)
        if phone is not None:
            description = f"Tar tillbaka länken och skickar en ny till {phone} …"
            self._call(number, description, lambda: self._payments.send_to(number, phone, who=who))

    def show_link(self) -> None:
        """Show the link of the request that waits for the customer."""
        request = waiting_link(self._editor.card)
        if request is not None:
            description = f"Order {request.order_number}, att betala {format_kronor(request.amount)}"
            LinkDialog(request.link, description, self._page.window()).open()

    # -- calls

    def _start(
        self, order_number: int, description: str, intent: Callable[[], int], carry: "Callable[[int], LoopResult]"
    ) -> None:
        """Write the intent down, show it, and only then call: the screen never lags behind the store."""
        self._busy.begin(order_number, description)

        def written(request_id: int) -> None:
            self._busy.reload(order_number)
            self._call(order_number, description, lambda: carry(request_id))

        self._background.run(
            intent,
            written,
            refused=partial(self._on_refused, order_number),
            on_error=partial(self._end_call, order_number),
            lane=Lane.CHANGING,
        )

    def _call(self, order_number: int, description: str, call: "Callable[[], LoopResult]") -> None:
        self._busy.begin(order_number, description)
        self._background.run(
            call,
            lambda result: self._on_result(order_number, result),
            refused=partial(self._on_refused, order_number),
            on_error=partial(self._end_call, order_number),
            lane=Lane.GATEWAY,
            task=Task(
                f"Order {order_number}: {description}", "Betalningen är antecknad och tas upp igen vid nästa start."
            ),
        )

    def _on_result(self, order_number: int, result: "LoopResult") -> None:
        self._end_call(order_number)
        text, mood = result_message(result)
        self._busy.show_outcome(order_number, text, mood)
        if mood is Mood.BAD:
            # A window that only waits for this to close stays: nobody would see it before the next start.
            self._background.task_failed.emit()

    def _on_refused(self, order_number: int, error: MpayError) -> None:
        # Only a link that was not sent comes back as an error of the gateway's; its order is open again.
        text = f"{error} Inget SMS är skickat; ordern är öppen." if isinstance(error, GatewayError) else ""
        self._busy.show_error(order_number, error, text)

    def _end_call(self, order_number: int) -> None:
        self._busy.end(order_number)
        self.called.emit()


def locked(service: "PaymentService", order: "Order", who: str, *, foreign_agreed: bool) -> int:
    """Lock the order in the store; a new order that is still empty is not there, and lacks what it takes to be paid."""
    if not order.number:
        check_asks_for_money(order)
    return service.lock(order.number, version=order.version, who=who, foreign_agreed=foreign_agreed)
