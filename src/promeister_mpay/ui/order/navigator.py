"""Decides which order is on the screen: opens, creates, moves between and deletes orders."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from promeister_mpay.domain.orders.order import Order
from promeister_mpay.ui.common.background import Background, Lane
from promeister_mpay.ui.common.jobs import LatestResult
from promeister_mpay.ui.order.dialogs import ask_delete
from promeister_mpay.ui.order.editor import OrderEditor
from promeister_mpay.ui.order.page import OrderPage

if TYPE_CHECKING:
    from promeister_mpay.services.orders.service import OrderCard, OrderService
    from promeister_mpay.services.ports.orders import Move

HAS_REQUESTS = "Ordern har betalnings-SMS i sin historik och kan därför inte raderas."


class OrderNavigator(QObject):
    """Passes orders to the editor, which saves the current one first."""

    refused = Signal(str)
    """Why the order cannot be deleted."""

    def __init__(self, page: OrderPage, editor: OrderEditor, background: Background, orders: "OrderService") -> None:
        super().__init__(page)
        self._page = page
        self._editor = editor
        self._background = background
        self._orders = orders
        self._loading = LatestResult(background, self)

    @property
    def number(self) -> int:
        """The number of the current order; 0 for an unsaved one."""
        return self._editor.card.order.number

    def open(self, number: int) -> None:
        """Show an order, after saving the current one."""
        self._editor.leave_then(lambda: self._load(lambda: self._orders.open(number)))

    def new(self) -> None:
        """Show an empty order, after saving the current one."""
        clerk = self._editor.who()
        self._editor.leave_then(lambda: self._load(lambda: self._orders.new(clerk=clerk), begin=True))

    def go(self, move: "Move") -> None:
        """Move to another order; of several quick key presses only the last one's order is shown."""
        number = self.number or None
        self._editor.leave_then(lambda: self._load(lambda: self._orders.go(number, move)))

    def go_by_name(self, move: str) -> None:
        """Move by the name of a `Move`."""
        from promeister_mpay.services.ports.orders import Move

        self.go(Move[move])

    def reload_or_newest(self) -> None:
        """Orders were imported: read the current order again, or show the newest when the current one is empty."""
        if self.number or self._editor.is_dirty:
            self._editor.reload()
        else:
            orders, clerk = self._orders, self._editor.who()
            self._load(lambda: orders.open_or_newest(0, clerk=clerk))

    def previous_order(self, then: Callable[[Order | None], None]) -> None:
        """Read the order before this one, for F8."""
        from promeister_mpay.services.ports.orders import Move

        number = self.number or None
        move = Move.PREVIOUS if number else Move.LAST
        self._background.run(lambda: self._orders.go(number, move), lambda card: then(card.order if card else None))

    def _load(self, load: "Callable[[], OrderCard | None]", *, begin: bool = False) -> None:
        def show(card: "OrderCard | None") -> None:
            if card is not None:
                self._editor.show_card(card)
                if begin:
                    self._page.first_field()

        self._loading.run(load, show)

    def delete(self) -> None:
        """Ask, delete the order, and show its neighbour."""
        card = self._editor.card
        if card.requests:
            self.refused.emit(HAS_REQUESTS)
            return
        if not ask_delete(self._page, card.order):
            return
        if not card.order.number:
            self._to_neighbour(None)
            return
        who = self._editor.who()
        self._background.run(
            lambda: self._orders.delete(card.order, who=who),
            lambda _: self._to_neighbour(card.order.number),
            lane=Lane.CHANGING,
        )

    def _to_neighbour(self, number: int | None) -> None:
        from promeister_mpay.services.ports.orders import Move

        orders, clerk = self._orders, self._editor.who()
        self._editor.give_up_typed()
        self._load(lambda: orders.go(number, Move.PREVIOUS) or orders.go(number, Move.FIRST) or orders.new(clerk=clerk))
