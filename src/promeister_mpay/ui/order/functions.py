"""What the functions on the order on the screen have in common, whichever menu they are in."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import QObject

from promeister_mpay.services.orders.service import OrderCard
from promeister_mpay.ui.common.actions import ActionName, Actions
from promeister_mpay.ui.common.background import Background
from promeister_mpay.ui.order.busy import BusyOrders
from promeister_mpay.ui.order.editor import OrderEditor
from promeister_mpay.ui.order.page import OrderPage

WhyNot = Callable[[ActionName, OrderCard], str]


@dataclass(frozen=True, slots=True)
class OrderContext:
    """The parts of the window that every function on the order works with."""

    page: OrderPage
    editor: OrderEditor
    actions: Actions
    background: Background
    busy: BusyOrders


class OrderFunctions(QObject):
    """Functions that are enabled as the order allows, and while nothing else is under way on it.

    `why_not` says why a function is disabled for an order, and nothing when it is enabled.
    """

    def __init__(self, context: OrderContext, names: Iterable[ActionName], why_not: WhyNot) -> None:
        super().__init__(context.page)
        self._page = context.page
        self._editor = context.editor
        self._background = context.background
        self._busy = context.busy
        self._actions = context.actions
        self._names = tuple(names)
        self._reason = why_not
        context.busy.changed.connect(self.allow)
        self.allow()

    def allow(self) -> None:
        """Enable each function that applies; a disabled one shows why."""
        card = self._editor.card
        under_way = self._busy.under_way(card.order.number)
        for name in self._names:
            self._actions.allow(name, under_way or self._reason(name, card))
