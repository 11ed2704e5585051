"""The menus Order and Redigera: functions on the order, and those that look something up."""

from PySide6.QtCore import QObject, Signal

from promeister_mpay.domain.orders.order import Order
from promeister_mpay.ui.common.actions import ActionName, Actions
from promeister_mpay.ui.common.dialogs import ask_number
from promeister_mpay.ui.lists.opener import ListOpener
from promeister_mpay.ui.order.lookup import RegisterLookup
from promeister_mpay.ui.order.navigator import OrderNavigator
from promeister_mpay.ui.order.page import OrderPage
from promeister_mpay.ui.order.row_actions import RowActions

A = ActionName


class OrderActions(QObject):
    """Carries out the functions; F4 and F8 mean the row when the lines have the focus."""

    refused = Signal(str)
    """Why a function cannot be carried out."""

    def __init__(
        self,
        page: OrderPage,
        navigator: OrderNavigator,
        lookup: RegisterLookup,
        actions: Actions,
        *,
        rows: RowActions,
        lists: ListOpener,
    ) -> None:
        super().__init__(page)
        self._page = page
        self._navigator = navigator
        self._lookup = lookup
        self._rows = rows
        self._lists = lists
        for name, slot in (
            (A.NEW, navigator.new),
            (A.DELETE, self._delete),
            (A.OPEN, self._open),
            (A.LIST, self._list),
            (A.LOOK_UP, lookup.look_up),
            (A.COPY_PREVIOUS, self._copy_previous),
            (A.FIRST, lambda: navigator.go_by_name("FIRST")),
            (A.PREVIOUS, lambda: navigator.go_by_name("PREVIOUS")),
            (A.NEXT, lambda: navigator.go_by_name("NEXT")),
            (A.LAST, lambda: navigator.go_by_name("LAST")),
        ):
            actions.on(name, slot)

    def _list(self) -> None:
        """F5: the register of the field with the cursor, else the orders."""
        if self._page.register() is not None and (not self._page.in_lines or self._page.at_line_number):
            self._lookup.look_up()
        else:
            self._lists.open_orders(self._navigator.number)

    def _delete(self) -> None:
        if self._page.in_lines:
            self._rows.delete_row()
        else:
            self._navigator.delete()

    def _open(self) -> None:
        typed = ask_number(self._page, "Öppna order", "Ordernummer:")
        if typed is None:
            return
        digits = "".join(typed.split())
        if digits.isascii() and digits.isdigit() and len(digits) <= 12:
            self._navigator.open(int(digits))
        else:
            self.refused.emit(f"”{typed}” är inte ett ordernummer. Skriv numret med siffror.")

    def _copy_previous(self) -> None:
        if self._page.in_lines:
            self._rows.copy_previous()
        else:
            self._rows.if_open(lambda: self._navigator.previous_order(self._on_previous))

    def _on_previous(self, previous: Order | None) -> None:
        if previous is None:
            self.refused.emit("Det finns ingen föregående order att kopiera från.")
        elif not self._page.is_locked:
            self._page.form.copy_from(previous)
