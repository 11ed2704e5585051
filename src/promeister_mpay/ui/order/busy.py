"""The tasks under way on orders, one per order; messages about another order name its number."""

import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from promeister_mpay.errors import InputError, MpayError, OrderChanged
from promeister_mpay.ui.common.message_strip import MessageStrip, Mood
from promeister_mpay.ui.order.editor import OrderEditor
from promeister_mpay.ui.order.page import OrderPage

if TYPE_CHECKING:
    from promeister_mpay.services.orders.service import OrderCard

logger = logging.getLogger(__name__)


class BusyOrders(QObject):
    """Shared by all actions; a result is shown only for its own order."""

    changed = Signal()
    """Enabled actions may have changed: another order is shown, the order has changed, or a task starts or ends."""

    def __init__(self, page: OrderPage, editor: OrderEditor, strip: MessageStrip) -> None:
        super().__init__(page)
        self._page = page
        self._editor = editor
        self._strip = strip
        self._under_way: dict[int, str] = {}
        editor.card_shown.connect(self._on_card_shown)
        editor.refreshed.connect(lambda _: self.changed.emit())
        editor.dirty_changed.connect(lambda _: self.changed.emit())

    def _on_card_shown(self, card: "OrderCard") -> None:
        under_way = self.under_way(card.order.number)
        if under_way:
            self._strip.show_message(under_way, Mood.BUSY)
        else:
            self._strip.clear_message()
        self.changed.emit()

    def under_way(self, order_number: int) -> str:
        """The task under way on an order; empty when there is none."""
        return self._under_way.get(order_number, "")

    def begin(self, order_number: int, description: str) -> None:
        """Note that a task has started on an order, and show it."""
        logger.info("order %d: a task begins", order_number)
        self._under_way[order_number] = description
        self._strip.show_message(description, Mood.BUSY)
        self.changed.emit()

    def end(self, order_number: int) -> None:
        """The task has ended: reload the order if it is on the screen."""
        self._under_way.pop(order_number, None)
        logger.info("order %d: its task has ended", order_number)
        self.reload(order_number)
        self.changed.emit()

    def reload(self, order_number: int) -> None:
        """Reload an order if it is on the screen."""
        if self.is_shown(order_number):
            self._editor.reload()

    def is_shown(self, order_number: int) -> bool:
        """Whether an order is on the screen."""
        return self._editor.card.order.number == order_number

    def clear_message(self) -> None:
        """Hide the message."""
        self._strip.clear_message()

    def show_outcome(self, order_number: int, text: str, mood: Mood) -> None:
        """Show a task's result, with the order's number when it is not on the screen."""
        about = "" if self.is_shown(order_number) else f"Order {order_number}: "
        self._strip.show_message(f"{about}{text}", mood)

    def show_error(self, order_number: int, error: MpayError, text: str = "") -> None:
        """Show the error's own text or `text`, and focus the field at fault."""
        if isinstance(error, OrderChanged):
            self._editor.reload()
        self.show_outcome(order_number, text or str(error), Mood.BAD)
        if isinstance(error, InputError) and self.is_shown(order_number):
            self._page.focus_field(error.field)
