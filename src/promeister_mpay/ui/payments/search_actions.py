"""The function Sök betalning hos Resurs, from the menu Funktion and from the settlement window."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from promeister_mpay.ui.common.actions import ActionName
from promeister_mpay.ui.common.background import Background
from promeister_mpay.ui.payments.search_dialog import PaymentSearchDialog

if TYPE_CHECKING:
    from promeister_mpay.services.payments.service import PaymentService
    from promeister_mpay.ui.order.navigator import OrderNavigator
    from promeister_mpay.ui.shell.window_frame import WindowFrame


class PaymentSearchActions(QObject):
    """Opens the window. `called` after each call to the gateway, `taken_up` when an order's payments have changed."""

    called = Signal()
    taken_up = Signal(int)

    def __init__(
        self,
        frame: "WindowFrame",
        navigator: "OrderNavigator",
        background: Background,
        who: Callable[[], str],
        *,
        payments: "PaymentService",
    ) -> None:
        super().__init__(frame)
        self._frame = frame
        self._navigator = navigator
        self._background = background
        self._who = who
        self._payments = payments
        frame.actions_of_window.on(ActionName.SEARCH_PAYMENT, self.open)

    def open(self, name: str = "", parent: QWidget | None = None) -> None:
        """Open the window over `parent`, by default the order's; `name` is searched for at once."""
        dialog = PaymentSearchDialog(self._payments, self._background, self._who, parent or self._frame)
        dialog.called.connect(self.called)
        dialog.taken_up.connect(self.taken_up)
        dialog.order_requested.connect(lambda number: self._show_order(dialog, parent, number))
        dialog.begin(name)

    def _show_order(self, dialog: PaymentSearchDialog, parent: QWidget | None, number: int) -> None:
        dialog.close()
        if parent is not None:
            parent.close()
        self._navigator.open(number)
