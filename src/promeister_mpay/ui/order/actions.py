"""The menus Order, Rad and Redigera: functions on the order and its rows."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QVBoxLayout, QWidget

from promeister_mpay.domain.orders.order import Order
from promeister_mpay.ui.common.actions import ActionName, Actions
from promeister_mpay.ui.common.dialogs import ask_number
from promeister_mpay.ui.lists.opener import ListOpener
from promeister_mpay.ui.order.lookup import RegisterLookup
from promeister_mpay.ui.order.navigator import OrderNavigator
from promeister_mpay.ui.order.page import OrderPage

A = ActionName
LOCKED = "Ordern är låst och kan inte ändras."


class OrderActions(QObject):
    """Carries out the functions; `complained` says why a function cannot run."""

    complained = Signal(str, str)
    reported = Signal(str)
    """Something was done that a clerk should know of."""

    def __init__(
        self,
        page: OrderPage,
        navigator: OrderNavigator,
        filling: RegisterLookup,
        actions: Actions,
        *,
        lists: ListOpener,
    ) -> None:
        super().__init__(page)
        self._page = page
        self._navigator = navigator
        self._filling = filling
        self._lists = lists
        for name, slot in self._slots().items():
            actions.on(name, slot)

    def _slots(self) -> dict[ActionName, Callable[[], object]]:
        table = self._page.table
        return {
            A.NEW: self._navigator.new,
            A.DELETE: self._delete,
            A.OPEN: self._open,
            A.LIST: self._list,
            A.LOOK_UP: self._filling.look_up,
            A.COPY_PREVIOUS: lambda: self._if_open(self._copy_previous),
            A.ZOOM: self._zoom,
            A.FIRST: lambda: self._navigator.leaf("FIRST"),
            A.PREVIOUS: lambda: self._navigator.leaf("PREVIOUS"),
            A.NEXT: lambda: self._navigator.leaf("NEXT"),
            A.LAST: lambda: self._navigator.leaf("LAST"),
            A.ROW_INSERT: lambda: self._if_open(table.insert_row),
            A.ROW_DELETE: lambda: self._if_open(self._delete_row),
            A.ROW_UP: lambda: self._if_open(lambda: table.move_row(-1)),
            A.ROW_DOWN: lambda: self._if_open(lambda: table.move_row(1)),
        }

    def _list(self) -> None:
        """F5: the register of the field with the cursor, else the orders."""
        if self._page.register() is not None and (not self._page.in_lines or self._page.at_line_number):
            self._filling.look_up()
        else:
            self._lists.open_orders(self._navigator.number)

    def _if_open(self, act: Callable[[], object]) -> None:
        if self._page.is_locked:
            self.complained.emit(LOCKED, "")
        elif self._page.finish_typing():
            act()

    def _delete(self) -> None:
        """F4: delete the row when the lines have the focus, else the order."""
        if self._page.in_lines:
            self._if_open(self._delete_row)
        else:
            self._navigator.delete()

    def _delete_row(self) -> None:
        if self._page.table.delete_row():
            self.reported.emit("Raden är raderad. Ctrl+Z tar tillbaka den.")

    def _open(self) -> None:
        typed = ask_number(self._page, "Öppna order", "Ordernummer:")
        if typed is None:
            return
        digits = "".join(typed.split())
        if digits.isascii() and digits.isdigit() and len(digits) <= 12:
            self._navigator.open(int(digits))
        else:
            self.complained.emit(f"”{typed}” är inte ett ordernummer. Skriv numret med siffror.", "")

    def _copy_previous(self) -> None:
        if self._page.in_lines:
            self._page.table.copy_previous()
        else:
            self._navigator.previous_order(self._on_previous)

    def _on_previous(self, previous: Order | None) -> None:
        if previous is None:
            self.complained.emit("Det finns ingen föregående order att kopiera från.", "")
        elif not self._page.is_locked:
            self._page.form.copy_from(previous)

    def _zoom(self) -> None:
        label, text = self._page.text_at_cursor()
        if label:
            ZoomDialog(label, text, self._page.window()).open()


class ZoomDialog(QDialog):
    """Shows the full text of one field."""

    def __init__(self, label: str, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(label)
        self.resize(480, 220)
        shown = QPlainTextEdit(text, self)
        shown.setReadOnly(True)
        shown.setAccessibleName(label)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(shown)
        column.addWidget(buttons)
