"""The menu Rad, and what else needs only the order page: these functions work also before the store is open."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QVBoxLayout, QWidget

from promeister_mpay.ui.common.actions import ActionName, Actions
from promeister_mpay.ui.common.plain_text import set_title
from promeister_mpay.ui.order.page import OrderPage

A = ActionName
LOCKED = "Ordern är låst och kan inte ändras."


class RowActions(QObject):
    """Carries out the functions at once, because a row that is chosen later may be another one."""

    refused = Signal(str)
    """Why a function cannot be carried out."""
    reported = Signal(str)
    """A message about what a function did."""

    def __init__(self, page: OrderPage, actions: Actions) -> None:
        super().__init__(page)
        self._page = page
        self._actions = actions
        table = page.table
        for name, slot in (
            (A.ROW_INSERT, lambda: self.if_open(table.insert_row)),
            (A.ROW_DELETE, self.delete_row),
            (A.ROW_UP, lambda: self.if_open(lambda: table.move_row(-1))),
            (A.ROW_DOWN, lambda: self.if_open(lambda: table.move_row(1))),
            (A.ZOOM, self._zoom),
            (A.DELETE, lambda: self._in_lines(A.DELETE, self.delete_row)),
            (A.COPY_PREVIOUS, lambda: self._in_lines(A.COPY_PREVIOUS, self.copy_previous)),
        ):
            actions.on(name, slot)

    def _in_lines(self, name: ActionName, act: Callable[[], None]) -> None:
        """With the cursor elsewhere the function is the order's, and waits until the store is open."""
        if self._page.in_lines:
            act()
        else:
            self._actions.when_store_is_open(lambda: self._actions.choose(name))

    def if_open(self, act: Callable[[], object]) -> None:
        """Call `act`, unless the order is locked or an open cell is invalid."""
        if self._page.is_locked:
            self.refused.emit(LOCKED)
        elif self._page.finish_typing():
            act()

    def delete_row(self) -> None:
        """Delete the row with the cursor."""
        self.if_open(self._delete_row)

    def _delete_row(self) -> None:
        if self._page.table.delete_row():
            self.reported.emit("Raden är raderad. Ctrl+Z tar tillbaka den.")

    def copy_previous(self) -> None:
        """F8 in the lines: fill the cell from the line above."""
        self.if_open(self._page.table.copy_previous)

    def _zoom(self) -> None:
        label, text = self._page.text_at_cursor()
        if label:
            ZoomDialog(label, text, self._page.window()).open()


class ZoomDialog(QDialog):
    """Shows the full text of one field."""

    def __init__(self, label: str, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        set_title(self, label)
        self.resize(480, 220)
        shown = QPlainTextEdit(text, self)
        shown.setReadOnly(True)
        shown.setAccessibleName(label)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(shown)
        column.addWidget(buttons)
