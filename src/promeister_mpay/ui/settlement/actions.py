"""The settlement's part of the menu Bokföring: opens its windows, and shows the orders that are chosen in them."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog

from promeister_mpay.ui.common.actions import ActionName
from promeister_mpay.ui.common.background import Background
from promeister_mpay.ui.order.navigator import OrderNavigator
from promeister_mpay.ui.payments.search_actions import PaymentSearchActions
from promeister_mpay.ui.settlement.by_hand_dialog import ByHandDialog
from promeister_mpay.ui.settlement.clearing_dialog import ClearingDialog
from promeister_mpay.ui.settlement.settlement_dialog import SettlementDialog

if TYPE_CHECKING:
    from promeister_mpay.services.counter import CounterServices
    from promeister_mpay.ui.shell.window_frame import WindowFrame

A = ActionName


class SettlementActions(QObject):
    """One window at a time. `booked` when a payout was: the order on the screen has a new event."""

    booked = Signal()

    def __init__(
        self,
        frame: "WindowFrame",
        navigator: OrderNavigator,
        background: Background,
        who: Callable[[], str],
        *,
        services: "CounterServices",
        search: PaymentSearchActions,
    ) -> None:
        super().__init__(frame)
        self._frame = frame
        self._navigator = navigator
        self._background = background
        self._who = who
        self._services = services
        self._search = search
        for name, slot in (
            (A.SETTLEMENT, self.open_file),
            (A.SETTLEMENT_BY_HAND, self.open_form),
            (A.CLEARING, self.open_clearing),
        ):
            frame.actions_of_window.on(name, slot)

    def _names(self) -> Mapping[int, str]:
        return self._services.settings.load()[0].account_names

    def open_file(self) -> None:
        """Read a file and book what it says."""
        services = self._services
        dialog = SettlementDialog(
            services.settlement,
            self._background,
            self._who,
            self._names,
            parent=self._frame,
            training_file=services.training_file,
        )
        dialog.booked.connect(self.booked)
        dialog.order_requested.connect(lambda number: self._show_order(dialog, number))
        dialog.search_requested.connect(lambda reference: self._search.open(reference, dialog))
        self._search.taken_up.connect(dialog.match_again)
        dialog.open()

    def open_form(self) -> None:
        """Book a payout without a file."""
        dialog = ByHandDialog(self._services.settlement, self._background, self._who, self._names, parent=self._frame)
        dialog.booked.connect(self.booked)
        dialog.open()

    def open_clearing(self) -> None:
        """Explain the clearing account."""
        dialog = ClearingDialog(self._services.settlement, self._background, self._frame)
        dialog.order_requested.connect(lambda number: self._show_order(dialog, number))
        dialog.open()

    def _show_order(self, dialog: QDialog, number: int) -> None:
        dialog.close()
        self._navigator.open(number)
